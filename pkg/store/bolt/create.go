package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// aside begins the names of files that are not whole yet, in the folder where they belong.
const aside = ".userpools-new-"

func isAside(path string) bool { return strings.HasPrefix(filepath.Base(path), aside) }

// newAside makes an empty file in the folder of another one.
func newAside(path string) (*os.File, error) {
	file, err := os.CreateTemp(filepath.Dir(path), aside)
	if err != nil {
		return nil, fmt.Errorf("no file can be made in its folder: %w", withoutPath(err))
	}
	return file, nil
}

// withoutPath is an error of the system's without the name of a file that nobody has heard of.
func withoutPath(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}

// create makes a new file, which has its name only when it is whole and on the disk: a process that is killed, or that finds the
// disk full, leaves none, or one that can be opened. fs.ErrExist is what it ends in where another process was faster.
func create(path string, fsync bool) (*Store, error) {
	file, err := newAside(path)
	if err != nil {
		return nil, err
	}
	s := &Store{queue: newQueue(), leftover: file.Name()}
	options := writing(fsync)
	options.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return file, nil }
	if s, err = start(s, file.Name(), options); err != nil {
		return nil, err
	}
	err = errors.Join(s.db.Sync(), file.Chmod(private))
	if err == nil {
		err = publish(file.Name(), path)
	}
	if err == nil {
		s.place, err = newPlace(path, file)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if os.Remove(s.leftover) == nil || !exists(s.leftover) {
		s.leftover = ""
	}
	return s, nil
}

// publish gives a whole file its name where nothing has that: by a second name, as a rename replaces what another process made
// meanwhile. Where there are no second names (FAT), by a rename.
func publish(temporary, path string) error {
	err := os.Link(temporary, path)
	if err != nil && !errors.Is(err, fs.ErrExist) && !exists(path) {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return err
	}
	return syncFolder(path)
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// syncFolder has the name of a file on the disk. Windows has no such call.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	err = folder.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrInvalid) {
		err = nil
	}
	return errors.Join(err, folder.Close())
}
