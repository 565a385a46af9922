// Package toolcache keeps what tests and developers' tools fetch and build, in the
// ignored folder .cache of the module: made once, whole or not at all, whoever
// asks and however many at a time. It imports the standard library only and is
// part of nothing that is deployed.
package toolcache

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// Root is the module's folder: the nearest one upwards with a go.mod. Tests run in
// the folder of their package.
func Root() (string, error) {
	dir, err := os.Getwd()
	for err == nil && !exists(filepath.Join(dir, "go.mod")) {
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod upwards of the working directory: nowhere to keep what is fetched")
		}
		dir = up
	}
	return dir, err
}

// Dir is where things are kept, which may have to be made yet.
func Dir() (string, error) {
	root, err := Root()
	return filepath.Join(root, ".cache"), err
}

// Make returns the folder kind-version of a cache. Where it is not there, build
// makes it under another name, in a folder that it finds empty, and it is renamed
// when complete: what an interrupted build leaves is never taken for a complete
// one. Of many at once, in this process or others, one builds and the rest wait.
func Make(cache, kind, version string, build func(dir string) error) (string, error) {
	dir := filepath.Join(cache, kind+"-"+version)
	if exists(dir) {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o755); err != nil { //nolint:gosec // G301: nothing secret; others may read a cache
		return "", err
	}
	unlock, err := lock(filepath.Join(cache, kind+".lock"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if exists(dir) { // somebody else was quicker
		return dir, nil
	}
	partial := filepath.Join(cache, kind+".partial") // one name is enough for whoever holds the lock
	if err := os.RemoveAll(partial); err != nil {
		return "", err
	}
	if err := os.Mkdir(partial, 0o755); err != nil { //nolint:gosec // G301: as above
		return "", err
	}
	if err := build(partial); err != nil {
		return "", err
	}
	return dir, os.Rename(partial, dir)
}

// lock takes the file's lock, which ends with the process at the latest, and waits
// while another process or goroutine has it.
func lock(path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644) //nolint:gosec // G302, G304: an empty file in the cache
	if err != nil {
		return nil, err
	}
	for {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			break
		}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil // closing unlocks
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
