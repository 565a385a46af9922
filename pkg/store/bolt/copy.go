package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"sync"

	"go.etcd.io/bbolt"
)

// Sizes are those of a file, in bytes.
type Sizes struct{ Before, After int64 }

// compactStep is how much a transaction of a compaction has at most, in bytes, so that it takes no more memory than a few times that.
const compactStep = 16 << 20

// Backup copies a file that nobody writes to into another one, which has its name when it is whole and on the disk, and the mode and
// the owner of the first; where it cannot have that owner, others have no access. All pages are checked first. An error names the file
// that it is about and wraps what Open's wrap, the cause of the context's end, or fs.ErrExist where the other file is there and is not
// to be overwritten.
func Backup(ctx context.Context, path, to string, overwrite bool) (n Sizes, err error) {
	path, to = target(path), target(to)
	from, err := settled(func() (source, error) { return openToCopy(path) })
	if err != nil {
		return n, at(path, err)
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	like, err := from.file.Stat()
	if err != nil {
		return n, at(path, err)
	}
	release, err := replaceable(to, like, overwrite)
	if err != nil {
		return n, at(to, err)
	}
	defer func() { err = errors.Join(err, release()) }()
	if err := soundness(from); err != nil {
		return n, at(path, err)
	}
	n.Before = like.Size()
	n.After, err = whole(ctx, to, overwrite, func(file *os.File) error {
		if err := from.View(func(tx *bbolt.Tx) error {
			_, err := tx.WriteTo(file)
			return err
		}); err != nil {
			return err
		}
		if own(file, like) != nil {
			return file.Chmod(like.Mode().Perm() & 0o700)
		}
		return errors.Join(file.Chmod(like.Mode().Perm()), onWindows(release))
	})
	return n, at(to, err)
}

// replaceable has what may be replaced stay where it is until it is released: nobody has it open, nor opens it.
func replaceable(to string, source fs.FileInfo, overwrite bool) (release func() error, err error) {
	release = func() error { return nil }
	there, err := os.Stat(to)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return release, nil
	case err != nil:
		return nil, err
	case there.IsDir():
		return nil, errors.New("it is a folder")
	case os.SameFile(there, source):
		return nil, errors.New("it is the file itself")
	case !there.Mode().IsRegular():
		return nil, errors.New("it is no regular file")
	case !overwrite:
		return nil, fs.ErrExist
	}
	held, err := openToRead(to)
	switch {
	case err == nil:
		return sync.OnceValue(held.Close), nil
	case errors.Is(err, ErrLocked):
		return nil, err
	}
	return release, nil // nobody can have it open but who finds the same wrong with it
}

// onWindows does what has to be before an open file is replaced there.
func onWindows(do func() error) error {
	if runtime.GOOS == "windows" {
		return do()
	}
	return nil
}

// Compact gives the space back to the system that a file keeps free for what is yet to come. Its records go into a new file of
// the same mode and owner, which then takes its place; nobody has the file meanwhile. Errors are as Backup's.
func Compact(ctx context.Context, path string) (n Sizes, err error) {
	path = target(path)
	n, err = settled(func() (Sizes, error) { return compact(ctx, path) })
	return n, at(path, err)
}

func compact(ctx context.Context, path string) (n Sizes, err error) {
	from, err := openToCopy(path)
	if err != nil {
		return n, err
	}
	if err := errors.Join(soundness(from), from.Close()); err != nil {
		return n, err
	}
	s, err := openAt(path, false)
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	like, err := os.Stat(path)
	if err != nil {
		return n, err
	}
	n.Before = like.Size()
	n.After, err = whole(ctx, path, true, func(file *os.File) error {
		if err := own(file, like); err != nil {
			return fmt.Errorf("a new file cannot have its owner and group: %w", withoutPath(err))
		}
		if err := s.compactInto(file.Name()); err != nil {
			return err
		}
		return errors.Join(file.Chmod(like.Mode().Perm()), onWindows(s.db.Close))
	})
	return n, err
}

func (s *Store) compactInto(path string) error {
	var to source
	var err error
	options := writing(false)
	options.OpenFile = func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
		to.file, err = os.OpenFile(name, flag, mode) //nolint:gosec // G304: it was just made
		return to.file, err
	}
	if to.DB, err = bbolt.Open(path, private, options); err != nil {
		return err
	}
	if err = bbolt.Compact(to.DB, s.db, compactStep); err == nil {
		err = soundness(to)
	}
	return errors.Join(err, to.Close())
}

// openToCopy is openToRead for what somebody has to have written before.
func openToCopy(path string) (source, error) {
	if err := inspect(path); err != nil {
		return source{}, err
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return source{}, errors.Join(err, fmt.Errorf("%w: it is empty", ErrForeign))
	}
	return openToRead(path)
}

// soundness reads a whole file.
func soundness(of source) error {
	if err := checkTree(of.file, uint64(of.Info().PageSize)); err != nil { //nolint:gosec // G115: a size
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return of.View(func(tx *bbolt.Tx) (found error) {
		for err := range tx.Check() { // to its end, or it stays
			if found == nil {
				found = fmt.Errorf("%w: %w", ErrDamaged, err)
			}
		}
		return found
	})
}

// whole writes a file aside and gives it its name when it is on the disk and the context has not ended. When the context ends before,
// the file is closed, so that what is done with it fails.
func whole(ctx context.Context, path string, overwrite bool, write func(*os.File) error) (size int64, err error) {
	file, err := newAside(path)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err = errors.Join(err, ignore(file.Close(), os.ErrClosed)); exists(file.Name()) {
			err = errors.Join(err, os.Remove(file.Name()))
		}
		if err != nil && ctx.Err() != nil {
			err = context.Cause(ctx)
		}
	}()
	defer context.AfterFunc(ctx, func() { _ = file.Close() })()
	if err := errors.Join(write(file), file.Sync(), ctx.Err()); err != nil {
		return 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if err := file.Close(); err != nil {
		return 0, err
	}
	if !overwrite {
		return info.Size(), publish(file.Name(), path)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return 0, err
	}
	return info.Size(), syncFolder(path)
}

func ignore(err, which error) error {
	if errors.Is(err, which) {
		return nil
	}
	return err
}
