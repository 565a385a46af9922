package bolt

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
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
	// ErrForeign: the file is not one of this package.
	ErrForeign = errors.New("not a file of user pools")
	// ErrDamaged: the file was one of this package, or of another program that uses bbolt.
	ErrDamaged = errors.New("the file is damaged")
	// ErrNewer: the file was written by a later version of this package.
	ErrNewer = errors.New("written by a newer version of this program")
	// ErrLocked: another process has the file.
	ErrLocked = errors.New("in use by another process")
	// ErrLost: the file is not what it was when it was opened.
	ErrLost = errors.New("it was removed, replaced or cut short while it was in use: what was written since may be lost")
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

// Open takes a file into use until Close. Its errors name the path once and wrap
// ErrForeign, ErrDamaged, ErrNewer, ErrLocked or the operating system's error.
func Open(o Options) (*Store, error) {
	s, err := settled(func() (*Store, error) { return open(target(o.Path), o.Fsync) })
	if err == nil {
		s.place.path = o.Path // a link may be pointed elsewhere later
	}
	return s, at(o.Path, err)
}

// settled does again what found that another process made, replaced or compacted the file meanwhile.
func settled[T any](do func() (T, error)) (t T, err error) {
	for range 3 {
		if t, err = do(); !errors.Is(err, fs.ErrExist) && !errors.Is(err, errReplaced) {
			return t, err
		}
	}
	return t, ErrLocked
}

// at names the path of an error once.
func at(path string, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok && e.Error() == err.Error() && (e.Path == path || isAside(e.Path)) {
		err = fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok && e.Error() == err.Error() {
		err = fmt.Errorf("%s: %w", e.Op, e.Err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// target is the file that a path names, which need not be there, where the path is a symbolic link.
func target(path string) string {
	for range 40 { // as many as the kernel follows
		link, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(link) {
			link = folderOf(path) + string(filepath.Separator) + link // and no Join, to which .. is no link's
		}
		path = filepath.Join(folderOf(link), filepath.Base(link))
	}
	return path
}

// folderOf is the folder that a path begins with, and not a link to it, where it is there.
func folderOf(path string) string {
	folder, _ := filepath.Split(path)
	if actual, err := filepath.EvalSymlinks(cmp.Or(folder, ".")); err == nil {
		return actual
	}
	return filepath.Clean(folder)
}

func open(path string, fsync bool) (*Store, error) {
	if _, name := filepath.Split(path); name == "" {
		return nil, errFolder
	}
	if err := makeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	err := inspect(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(path, fsync)
	} else if err != nil {
		return nil, err
	}
	return openAt(path, fsync)
}

// makeFolder makes a folder where it is missing, and has its name on the disk.
func makeFolder(path string) error {
	parent := filepath.Dir(path)
	if exists(path) || parent == path { // a root that is missing is a disk
		return nil
	}
	if err := makeFolder(parent); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(path)
}

// errReplaced: the file that was opened is not the one that its path names by now.
var errReplaced = errors.New("replaced while it was opened")

var errFolder = fmt.Errorf("%w: it is a folder", ErrForeign)

// openAt opens the file that a path names, which was inspected.
func openAt(path string, fsync bool) (_ *Store, err error) {
	defer damage(&err)
	options := writing(fsync)
	s := &Store{queue: newQueue()}
	options.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag, mode) //nolint:gosec // G304: the user names the file
		if err == nil {
			s.place, err = newPlace(path, f)
		}
		return f, err
	}
	if s, err = start(s, path, options); err != nil {
		return nil, err
	}
	if s.Lost() != nil {
		return nil, errors.Join(errReplaced, s.Close())
	}
	return s, nil
}

// damage is bbolt's panic about a page that is none.
func damage(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, p)
	}
}

// start opens a file for writing and marks it where it is new.
func start(s *Store, path string, o *bbolt.Options) (_ *Store, err error) {
	if s.db, err = bbolt.Open(path, private, o); err != nil {
		return nil, errors.Join(classify(path, err), s.remove())
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
// program when it opens it for writing. An empty file is one that is not written yet.
func inspect(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir():
		return errFolder
	case !info.Mode().IsRegular(): // a disk would be written to
		return fmt.Errorf("%w: it is no regular file", ErrForeign)
	case info.Size() == 0:
		return nil
	}
	from, err := openToRead(path)
	if err != nil {
		return err
	}
	return from.Close()
}

// source is a file that is open to be read. Others can read it meanwhile, and nobody write.
type source struct {
	*bbolt.DB
	file *os.File // until Close
}

// openToRead opens a file that is one of this package, or empty of buckets, and of which
// all is there that bbolt trusts without looking, except for its tree of pages.
func openToRead(path string) (from source, err error) {
	defer func() {
		if err != nil && from.DB != nil {
			err = errors.Join(err, from.Close())
		}
	}()
	defer damage(&err)
	options := bbolt.Options{Timeout: lockWait, ReadOnly: true, NoStatistics: true}
	options.OpenFile = func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
		from.file, err = os.OpenFile(name, flag, mode) //nolint:gosec // G304: the user names the file
		return from.file, err
	}
	if from.DB, err = bbolt.Open(path, private, &options); err != nil {
		return from, classify(path, err)
	}
	opened, err := from.file.Stat()
	if err != nil {
		return from, err
	}
	if now, err := os.Stat(path); err != nil || !os.SameFile(now, opened) {
		return from, errReplaced
	}
	return from, from.View(func(tx *bbolt.Tx) error {
		if err := checkPages(from.file, from.Info().PageSize, tx.Size()); err != nil {
			return err
		}
		return guarded(tx, checkMark)
	})
}

func checkMark(tx *bbolt.Tx) error {
	mark := tx.Bucket(markBucket)
	if mark == nil {
		if name, _ := tx.Cursor().First(); name == nil {
			return nil // a new file, or one whose first process was killed before it marked it
		}
		return ErrForeign
	}
	found := string(mark.Get(formatKey))
	if _, err := strconv.ParseUint(found, 10, 32); err != nil {
		return fmt.Errorf("%w: its mark has no format", ErrDamaged)
	}
	if found != format && found != familyFormat {
		return fmt.Errorf("%w (format %s)", ErrNewer, found)
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

// classify is what an error of bbolt means, which it had when it opened a file.
func classify(path string, err error) error {
	switch _, fromSystem := errors.AsType[syscall.Errno](err); {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return locked(path)
	case fromSystem:
		return err
	case wasOurs(path):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return ErrForeign
}

// locked names the process that has a file where the system tells.
func locked(path string) error {
	if pid := holder(path); pid > 0 {
		return fmt.Errorf("%w (pid %d)", ErrLocked, pid)
	}
	return ErrLocked
}
