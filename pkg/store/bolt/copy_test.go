package bolt

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// full is a file with pools, one of which has a client and a domain, and much free space.
func full(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "pools.db")
	s, err := Open(Options{Path: path})
	require.NoError(t, err)
	p := storetest.Full(storetest.Here, "us-east-1_Kept")
	require.NoError(t, s.Create(t.Context(), p))
	after := begun(p.Revision+1, p)
	after.Family.Domain = "mine"
	require.NoError(t, s.Write(t.Context(), cognito.Write{Pool: after, Put: []*cognito.Record{client(p, "a"), domain(p, "mine")}}))
	errs, _ := atOnce(t, s, creates(t, s, 300))
	require.NoError(t, errors.Join(errs...))
	for n := range 290 {
		require.NoError(t, s.Delete(t.Context(), storetest.Here, numbered(n).ID))
	}
	require.NoError(t, s.Close())
	require.NoError(t, os.Chmod(path, 0o640))
	return path
}

// assertFull holds that a file has what full makes.
func assertFull(t *testing.T, path string) {
	t.Helper()
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o640), info.Mode().Perm())
	s, err := Open(Options{Path: path})
	require.NoError(t, err)
	closeAtEnd(t, s)
	p := begun(42, storetest.Full(storetest.Here, "us-east-1_Kept"))
	p.Family.Domain = "mine"
	require.NoError(t, holds(t, s, p, numbered(295)))
	assert.Equal(t, 11, storetest.Count(t, s, storetest.Here))
	for _, r := range []*cognito.Record{client(p, "a"), domain(p, "mine")} {
		found, err := s.Find(t.Context(), r.Key)
		require.NoError(t, err)
		assert.Equal(t, r, found)
	}
}

func TestBackup(t *testing.T) {
	path := full(t)
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	to := filepath.Join(t.TempDir(), "copy.db")
	n, err := Backup(t.Context(), path, to, false)
	require.NoError(t, err)
	assert.EqualValues(t, len(before), n.Before)
	assert.Positive(t, n.After)

	_, err = Backup(t.Context(), path, to, false)
	require.EqualError(t, err, to+": file already exists")
	require.NoError(t, os.WriteFile(to, []byte("dear diary"), private))
	_, err = Backup(t.Context(), path, to, true)
	require.NoError(t, err)
	for other, says := range map[string]string{path: "it is the file itself", filepath.Dir(path): "it is a folder", os.DevNull: "it is no regular file"} {
		_, err = Backup(t.Context(), path, other, true)
		require.EqualError(t, err, other+": "+says)
	}
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	assertFull(t, to)
	assertAlone(t, path)
	assertAlone(t, to)
}

func TestCompact(t *testing.T) {
	path := full(t)
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(path, link))
	n, err := Compact(t.Context(), link)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, info.Size(), n.After)
	assert.Less(t, n.After, n.Before/4)
	assertFull(t, path)
	assertAlone(t, path)
	assertAlone(t, link)
}

// assertAlone holds that nothing is left beside a file.
func assertAlone(t *testing.T, path string) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, files, 1)
}

// TestCopy_Refused has files that are not copied and not compacted: nothing changes.
func TestCopy_Refused(t *testing.T) {
	whole, err := os.ReadFile(full(t))
	require.NoError(t, err)
	page := os.Getpagesize()
	root := int(latestMeta(bytes.NewReader(whole), uint64(page)).Root)
	used := slices.Clone(whole)
	copy(used[root*page+8:], []byte{0xff, 0xff})
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"none":                    {nil, fs.ErrNotExist},
		"empty":                   {[]byte{}, ErrForeign},
		"of another program":      {bboltFile(t, "books", "dune", "1965"), ErrForeign},
		"of a newer version":      {bboltFile(t, "userpools", "format", "3"), ErrNewer},
		"cut short":               {whole[:len(whole)/2/page*page], ErrDamaged},
		"with a page that is bad": {used, ErrDamaged},
		"with a free page in use": {withPageInUse(t, whole), ErrDamaged},
	} {
		path := filepath.Join(t.TempDir(), "pools.db")
		if c.content != nil {
			require.NoError(t, os.WriteFile(path, c.content, private))
		}
		_, err := Compact(t.Context(), path)
		require.ErrorIs(t, err, c.want, name)
		_, err = Backup(t.Context(), path, path+".copy", false)
		require.ErrorIs(t, err, c.want, name)
		assert.NoFileExists(t, path+".copy", name)
		if c.content != nil {
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, c.content, after, name)
			assertAlone(t, path)
		}
	}
}

// withPageInUse is a file whose list of free pages could be one, but has a page that is in use.
func withPageInUse(t *testing.T, content []byte) []byte {
	t.Helper()
	free := freeIn(content)
	meta := latestMeta(bytes.NewReader(content), uint64(os.Getpagesize()))
	for i := range len(free) - 1 {
		if used := free[i] + 1; used < free[i+1] && used != meta.Root && used != meta.Freelist {
			return withFree(t, content, i, used)
		}
	}
	t.Fatal("no page is in use between two free ones")
	return nil
}

// TestOpen_Replaced opens a file that is being compacted: who has waited for it does not work on the file of before.
func TestOpen_Replaced(t *testing.T) {
	used := func(s *Store, err error) error {
		if err == nil {
			err = errors.Join(s.Lost(), s.Create(t.Context(), numbered(0)), s.Close())
		}
		return err
	}
	for name, c := range map[string]struct {
		open func(path string) error
		want error
	}{
		"Open":       {func(path string) error { return used(Open(Options{Path: path})) }, nil},
		"openAt":     {func(path string) error { return used(openAt(path, false)) }, errReplaced},
		"openToRead": {func(path string) error { return second(openToRead(path)) }, errReplaced},
		"Backup":     {func(path string) error { return second(Backup(t.Context(), path, path+".copy", false)) }, nil},
		"Compact":    {func(path string) error { return second(Compact(t.Context(), path)) }, nil},
	} {
		path := full(t)
		s, err := openAt(path, false)
		require.NoError(t, err)
		opened := make(chan error, 1)
		go func() { opened <- c.open(path) }()
		time.Sleep(lockWait / 3) // it waits for the lock by now
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path+".new", content, private))
		require.NoError(t, os.Rename(path+".new", path))
		require.NoError(t, s.Close())
		require.ErrorIs(t, <-opened, c.want, name)
		if name == "Open" {
			s, err = Open(Options{Path: path})
			require.NoError(t, err)
			require.NoError(t, errors.Join(holds(t, s, numbered(0)), s.Close()))
		}
	}
}

func second[A any](_ A, err error) error { return err }

// TestBackup_InUse: a copy does not take the place of a file that somebody has open.
func TestBackup_InUse(t *testing.T) {
	path := full(t)
	to := filepath.Join(t.TempDir(), "live.db")
	s, err := Open(Options{Path: to})
	require.NoError(t, err)
	_, err = Backup(t.Context(), path, to, true)
	require.ErrorIs(t, err, ErrLocked)
	assert.Contains(t, err.Error(), to+": ")
	require.NoError(t, errors.Join(s.Lost(), s.Create(t.Context(), numbered(0)), s.Close()))
	_, err = Backup(t.Context(), path, to, true)
	require.NoError(t, err)
	assertFull(t, to)
}

// TestCopy_Cancelled: what is interrupted, before it begins or on the way, leaves nothing behind.
func TestCopy_Cancelled(t *testing.T) {
	path := full(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	_, err := whole(ctx, path, true, func(file *os.File) error {
		cancel(errors.New("interrupted"))
		for { // a disk that is slow
			if _, err := file.WriteAt([]byte{0}, 0); err != nil {
				return err
			}
		}
	})
	require.EqualError(t, err, "interrupted")
	_, err = Backup(ctx, path, path+".copy", false)
	require.EqualError(t, err, path+".copy: interrupted")
	_, err = Compact(ctx, path)
	require.EqualError(t, err, path+": interrupted")
	assertAlone(t, path)
	assertFull(t, path)
}
