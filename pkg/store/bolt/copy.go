package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"
)

// Sizes are those of a file, in bytes.
type Sizes struct{ Before, After int64 }

// compactStep is how much a transaction of a compaction has at most, in bytes, so that it takes no more memory than a few times that.
const compactStep = 16 << 20

// Backup copies a file that nobody writes to into another, which has its name when it is whole and on the disk, and the mode of
// the first. All pages are checked first. An error names the file that it is about and wraps what Open's wrap, or fs.ErrExist
// where the other file is there and is not to be overwritten.
func Backup(from, to string, overwrite bool) (n Sizes, err error) {
	from, to = target(from), target(to)
	db, err := openToCopy(from)
	if err != nil {
		return n, at(from, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	source, err := os.Stat(from)
	if err != nil {
		return n, at(from, err)
	}
	if there, err := os.Stat(to); err == nil && (!overwrite || os.SameFile(there, source) || there.IsDir()) {
		return n, at(to, fs.ErrExist)
	}
	if err := soundness(db); err != nil {
		return n, at(from, err)
	}
	n.Before = source.Size()
	n.After, err = whole(to, source, overwrite, func(file *os.File) error {
		return db.View(func(tx *bbolt.Tx) error {
			_, err := tx.WriteTo(file)
			return err
		})
	})
	return n, at(to, err)
}

// Compact gives the space back to the system that a file keeps free for what is yet to come. Its records go into a new file of
// the same mode, which then takes its place; nobody has the file meanwhile. Errors are as Open's.
func Compact(path string) (n Sizes, err error) {
	path = target(path)
	n, err = compact(path)
	return n, at(path, err)
}

func compact(path string) (n Sizes, err error) {
	db, err := openToCopy(path)
	if err != nil {
		return n, err
	}
	if err := errors.Join(soundness(db), db.Close()); err != nil {
		return n, err
	}
	s, err := openAt(Options{Path: path})
	if err != nil {
		return n, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	source, err := os.Stat(path)
	if err != nil {
		return n, err
	}
	n.Before = source.Size()
	n.After, err = whole(path, source, true, func(file *os.File) error {
		if err := s.compactInto(file.Name()); err != nil || runtime.GOOS != "windows" {
			return err
		}
		return s.db.Close() // Windows replaces no open file
	})
	return n, err
}

func (s *Store) compactInto(path string) error {
	to, err := bbolt.Open(path, private, writing(false))
	if err != nil {
		return err
	}
	return errors.Join(bbolt.Compact(to, s.db, compactStep), soundness(to), to.Close())
}

// openToCopy is openToRead for what somebody has to have written before.
func openToCopy(path string) (*bbolt.DB, error) {
	if err := inspect(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil, errors.Join(err, fmt.Errorf("%w: it is empty", ErrForeign))
	}
	return openToRead(path)
}

// soundness reads a whole file.
func soundness(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) (found error) {
		for err := range tx.Check() { // to its end, or it stays
			if found == nil {
				found = fmt.Errorf("%w: %w", ErrDamaged, err)
			}
		}
		return found
	})
}

// whole writes a file aside, with the mode and the owner of another one, and gives it its name when it is on the disk.
func whole(path string, like fs.FileInfo, overwrite bool, write func(*os.File) error) (size int64, err error) {
	file, err := os.CreateTemp(filepath.Dir(path), aside)
	if err != nil {
		return 0, err
	}
	defer func() {
		if err = errors.Join(err, ignore(file.Close(), os.ErrClosed)); exists(file.Name()) {
			err = errors.Join(err, os.Remove(file.Name()))
		}
	}()
	if err := errors.Join(write(file), file.Chmod(like.Mode().Perm()), own(file, like), file.Sync()); err != nil {
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
