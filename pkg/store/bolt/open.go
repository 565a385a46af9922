package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// Options are where pools are stored, and how safely.
type Options struct {
	// Path of the file. It is made, with its directory, where it is missing.
	Path string
	// Fsync waits for the disk on every write. Without it a write waits for the
	// operating system: what was acknowledged survives the end of the process in
	// any way, but not the loss of power.
	Fsync bool
}

// What may be wrong with a file. It is left as it was in each case.
var (
	// ErrForeign: the file is not one of this package, or is cut short.
	ErrForeign = errors.New("not a file of user pools")
	// ErrNewer: the file was written by a later version of this package.
	ErrNewer = errors.New("written by a newer version of this program")
	// ErrLocked: another process has the file.
	ErrLocked = errors.New("in use by another process")
)

// format is the version in the mark of a new file. A file in which something belongs to
// a pool is of a later one, which earlier versions of this package refuse with ErrNewer.
const (
	format       = "1"
	familyFormat = "2"
)

// lockWait is how long a predecessor that is about to end may keep the file.
const lockWait = time.Second

const private = 0o600

var (
	markBucket = []byte("userpools")
	formatKey  = []byte("format")
)

// Open takes a file into use until Close. Its errors name the path and wrap
// ErrForeign, ErrNewer, ErrLocked or the operating system's error.
func Open(o Options) (*Store, error) {
	s, err := open(o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.Path, err)
	}
	return s, nil
}

func open(o Options) (s *Store, err error) {
	defer func() {
		if p := recover(); p != nil { // bbolt's answer to a page that is none
			err = fmt.Errorf("%w: it is damaged: %v", ErrForeign, p)
		}
	}()
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return nil, err
	}
	if err := inspect(o.Path); err != nil {
		return nil, err
	}
	return start(&Store{queue: newQueue()}, o.Path, writing(o.Fsync))
}

// start opens a file for writing and marks it where it is new.
func start(s *Store, path string, o *bbolt.Options) (_ *Store, err error) {
	if s.db, err = bbolt.Open(path, private, o); err != nil {
		return nil, errors.Join(classify(err), s.remove())
	}
	if err := s.mark(); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// writing are the options to work with. Without fsync nothing waits for the disk:
// pages and then the meta page are written by pwrite, in order, and the kernel
// keeps them whatever happens to the process; NoGrowSync leaves out the fsync of
// a growing file. The list of free pages is written (NoFreelistSync unset), so
// that opening a large file does not read all of it. It is an array, as every commit
// writes it in order: bbolt's map of it would be sorted each time.
func writing(fsync bool) *bbolt.Options {
	return &bbolt.Options{
		Timeout: lockWait, NoSync: !fsync, NoGrowSync: !fsync,
		FreelistType: bbolt.FreelistArrayType, NoStatistics: true,
	}
}

// inspect reads a file without writing to it: bbolt may change a file of another
// program when it opens it for writing.
func inspect(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%w: it is a folder", ErrForeign)
	}
	db, err := bbolt.Open(path, private, &bbolt.Options{Timeout: lockWait, ReadOnly: true, NoStatistics: true})
	if err != nil {
		return classify(err)
	}
	return errors.Join(db.View(func(tx *bbolt.Tx) error {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return err
		case info.Size() < tx.Size(): // bbolt would fault on the pages that are missing
			return fmt.Errorf("%w: it is cut short", ErrForeign)
		}
		return checkMark(tx)
	}), db.Close())
}

func checkMark(tx *bbolt.Tx) error {
	mark := tx.Bucket(markBucket)
	if mark == nil {
		if name, _ := tx.Cursor().First(); name == nil {
			return nil // a new file, or one whose first process was killed before it marked it
		}
		return ErrForeign
	}
	if found := string(mark.Get(formatKey)); found != format && found != familyFormat {
		return fmt.Errorf("%w (format %q)", ErrNewer, found)
	}
	return nil
}

// mark marks a new file.
func (s *Store) mark() error {
	marked := false
	if err := s.db.View(func(tx *bbolt.Tx) error {
		marked = tx.Bucket(markBucket) != nil
		return checkMark(tx)
	}); err != nil || marked {
		return err
	}
	return s.db.Update(func(tx *bbolt.Tx) error {
		mark, err := tx.CreateBucket(markBucket)
		if err != nil {
			return err
		}
		return mark.Put(formatKey, []byte(format))
	})
}

func classify(err error) error {
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return ErrLocked
	}
	if _, fromSystem := errors.AsType[syscall.Errno](err); fromSystem {
		return err
	}
	return fmt.Errorf("%w: %w", ErrForeign, err)
}
