package bolt

import (
	"errors"
	"os"
)

// OpenMemory is a store that keeps nothing beyond Close or the end of the process. On
// Linux it needs no disk; elsewhere it is a temporary file, without a name where the
// system allows that.
func OpenMemory() (*Store, error) { return openMemory(anonymous) }

// openMemory takes a new file that no other process can open, so there is nothing to
// inspect first.
func openMemory(newFile func() (*os.File, string, error)) (*Store, error) {
	file, leftover, err := newFile()
	if err != nil {
		return nil, err
	}
	options := writing(false)
	options.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return file, nil }
	return start(&Store{queue: newQueue(), leftover: leftover}, file.Name(), options)
}

// temporary is a file on a disk that is removed while it is open. Where that cannot
// be, as on Windows, leftover is its name.
func temporary() (file *os.File, leftover string, err error) {
	file, err = os.CreateTemp("", "userpools-*.db")
	if err == nil && os.Remove(file.Name()) != nil {
		leftover = file.Name()
	}
	return file, leftover, err
}

// Close gives the file free. Calls that are under way end first.
func (s *Store) Close() error { return errors.Join(s.db.Close(), s.remove()) }

func (s *Store) remove() error {
	if s.leftover == "" {
		return nil
	}
	return os.Remove(s.leftover)
}
