package bolt

import (
	"os"
	"sync/atomic"
)

// place is where a file was when it was opened.
type place struct {
	path string
	file os.FileInfo
	size atomic.Int64 // the largest that was seen: a file never shrinks by itself
}

func newPlace(path string, f *os.File) (*place, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &place{path: path, file: info}, nil
}

// Lost is ErrLost once somebody else has removed, replaced or cut the file, as far as that can be told from its name and
// size: the system lets them. Nothing can be done about it but to say so; what is left of the store's own file goes on working
// until Close.
func (s *Store) Lost() error {
	if s.place == nil {
		return nil
	}
	now, err := os.Stat(s.place.path)
	if err != nil || !os.SameFile(now, s.place.file) || now.Size() < s.place.size.Load() {
		return at(s.place.path, ErrLost)
	}
	s.place.size.Store(now.Size())
	return nil
}
