package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestOpen_Again(t *testing.T) {
	path := filepath.Join(t.TempDir(), "not", "there", "yet", "pools.db")
	for run := range 3 {
		s, err := Open(Options{Path: path, Fsync: run == 1})
		require.NoError(t, err)
		for earlier := range run {
			id := fmt.Sprint("us-east-1_Run", earlier)
			p, err := s.Get(t.Context(), storetest.Here, id)
			require.NoError(t, err)
			assert.Equal(t, storetest.Full(storetest.Here, id), p)
		}
		require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_Run", run))))
		assert.Equal(t, run+1, storetest.Count(t, s, storetest.Here))
		require.NoError(t, s.Close())
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestOpen_WrongFile(t *testing.T) {
	for _, c := range []struct {
		is    string
		write func(t *testing.T, path string)
		want  error
	}{
		{"a text", func(t *testing.T, path string) { write(t, path, []byte("dear diary\n")) }, ErrForeign},
		{"a long text", func(t *testing.T, path string) { write(t, path, bytes.Repeat([]byte("dear diary\n"), 1e4)) }, ErrForeign},
		{"zeros", func(t *testing.T, path string) { write(t, path, make([]byte, 1<<16)) }, ErrForeign},
		{"bbolt's, of another program", func(t *testing.T, path string) { writeBolt(t, path, "books", "dune", "1965") }, ErrForeign},
		{"of a newer version", func(t *testing.T, path string) { writeBolt(t, path, "userpools", "format", "2") }, ErrNewer},
		{"of a version that nobody knows", func(t *testing.T, path string) { writeBolt(t, path, "userpools", "form", "") }, ErrNewer},
		{"ours, without its last page", func(t *testing.T, path string) { cut(t, path, func(n int) int { return n - 1 }) }, ErrForeign},
		{"ours, cut to half", func(t *testing.T, path string) { cut(t, path, func(n int) int { return n / 2 }) }, ErrForeign},
		{"ours, cut to a page", func(t *testing.T, path string) { cut(t, path, func(int) int { return 1 }) }, ErrForeign},
		{"ours, with pages of zeros", damage, ErrForeign},
	} {
		t.Run(c.is, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "pools.db")
			c.write(t, path)
			long := time.Now().Add(-time.Hour).Truncate(time.Second)
			require.NoError(t, os.Chtimes(path, long, long))
			before := read(t, path)

			_, err := Open(Options{Path: path})
			require.ErrorIs(t, err, c.want)
			assert.ErrorContains(t, err, path)
			assert.True(t, bytes.Equal(before, read(t, path)), "it was changed")
			info, err := os.Stat(path)
			require.NoError(t, err)
			assert.True(t, info.ModTime().Equal(long), "it was written to")
		})
	}
}

func TestOpen_EmptyFile(t *testing.T) {
	for is, write := range map[string]func(path string){
		"empty": func(path string) { write(t, path, nil) },
		"of a process that was killed before it marked it": func(path string) {
			db, err := bbolt.Open(path, private, nil)
			require.NoError(t, err)
			require.NoError(t, db.Close())
		},
	} {
		path := filepath.Join(t.TempDir(), "pools.db")
		write(path)
		s, err := Open(Options{Path: path})
		require.NoError(t, err, is)
		require.NoError(t, s.Close())
		require.NoError(t, inspect(path))
	}
}

func TestOpen_SystemError(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	write(t, blocked, []byte("x"))
	_, err := Open(Options{Path: filepath.Join(blocked, "pools.db")})
	assert.ErrorContains(t, err, "not a directory")
	_, err = Open(Options{Path: t.TempDir()})
	assert.ErrorIs(t, err, ErrForeign)
	assert.ErrorContains(t, err, "it is a folder")
	if runtime.GOOS == "linux" {
		_, err = Open(Options{Path: "/proc/pools.db"})
		assert.NotErrorIs(t, err, ErrForeign)
		assert.ErrorIs(t, err, os.ErrNotExist)
	}
}

func TestOpenMemory_NoDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux has files without a disk")
	}
	t.Setenv("TMPDIR", "/nonexistent")
	s, err := OpenMemory()
	require.NoError(t, err)
	closeAtEnd(t, s)
	for n := range 500 { // beyond the first size of the file and of its map
		require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_", n))))
	}
	assert.Equal(t, 500, storetest.Count(t, s, storetest.Here))
}

func TestOpenMemory_NoLeftover(t *testing.T) {
	for name, file := range map[string]func() (*os.File, string, error){"as the system has it": anonymous, "a temporary file": temporary} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("TMPDIR", t.TempDir())
			s, err := openMemory(file)
			require.NoError(t, err)
			require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, "us-east-1_Memory")))
			if runtime.GOOS != "windows" {
				assert.Empty(t, files(t, os.TempDir()), "a killed process would leave it")
			}
			require.NoError(t, s.Close())
			assert.Empty(t, files(t, os.TempDir()))
		})
	}
}

func TestStore_UnreadablePool(t *testing.T) {
	s := openNew(t)
	require.NoError(t, s.db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket(bucketOf(storetest.Here))
		require.NoError(t, err)
		return b.Put([]byte("us-east-1_Broken"), []byte(`{"Name":7,secret`))
	}))
	_, err := s.Get(t.Context(), storetest.Here, "us-east-1_Broken")
	require.ErrorContains(t, err, "us-east-1_Broken")
	assert.NotErrorIs(t, err, cognito.ErrNotFound)
	assert.NotContains(t, err.Error(), "secret")
	_, _, err = s.List(t.Context(), storetest.Here, "", 1)
	require.ErrorContains(t, err, "us-east-1_Broken")
	err = s.Create(t.Context(), storetest.Minimal(storetest.Here, "us-east-1_Broken"))
	require.ErrorContains(t, err, "us-east-1_Broken")
	_, exists := errors.AsType[*cognito.ExistsError](err)
	assert.False(t, exists)
}

func writeBolt(t *testing.T, path, bucket, key, value string) {
	t.Helper()
	// Without a list of free pages, which bbolt writes as soon as it opens a file for writing.
	db, err := bbolt.Open(path, private, &bbolt.Options{NoFreelistSync: true})
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
		b, err := tx.CreateBucket([]byte(bucket))
		require.NoError(t, err)
		return b.Put([]byte(key), []byte(value))
	}))
	require.NoError(t, db.Close())
}

// writeOurs makes a file of ours with some pools.
func writeOurs(t *testing.T, path string) {
	t.Helper()
	s, err := Open(Options{Path: path})
	require.NoError(t, err)
	for n := range 20 {
		require.NoError(t, s.Create(t.Context(), storetest.Full(storetest.Here, fmt.Sprint("us-east-1_", n))))
	}
	require.NoError(t, s.Close())
}

// cut keeps so many of the pages of a file of ours.
func cut(t *testing.T, path string, kept func(pages int) int) {
	t.Helper()
	writeOurs(t, path)
	pages := len(read(t, path)) / os.Getpagesize()
	require.NoError(t, os.Truncate(path, int64(kept(pages)*os.Getpagesize())))
}

// damage keeps the two meta pages of a file and the length of the rest.
func damage(t *testing.T, path string) {
	t.Helper()
	writeOurs(t, path)
	content := read(t, path)
	clear(content[2*os.Getpagesize():])
	write(t, path, content)
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, content, private))
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

func files(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	return entries
}

func TestCreate_CancelledInQueue(t *testing.T) {
	s := openNew(t)
	other, err := s.db.Begin(true)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	result := make(chan error)
	go func() {
		err := s.Create(ctx, storetest.Minimal(storetest.Here, "us-east-1_Waits"))
		result <- err
	}()
	select {
	case err := <-result:
		t.Fatal("it did not wait", err)
	case <-time.After(20 * time.Millisecond):
	}
	cancel()
	require.NoError(t, other.Rollback())
	require.ErrorIs(t, <-result, context.Canceled)
	assert.Zero(t, storetest.Count(t, s, storetest.Here))
}
