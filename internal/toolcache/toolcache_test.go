package toolcache_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/toolcache"
)

func TestMake_Once(t *testing.T) {
	cache := t.TempDir()
	build := func(dir string) error { return os.WriteFile(filepath.Join(dir, "whole"), nil, 0o600) }
	made, err := toolcache.Make(cache, "thing", "1", build)
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(made, "whole"))
	again, err := toolcache.Make(cache, "thing", "1", func(string) error { return errors.New("built again") })
	require.NoError(t, err)
	assert.Equal(t, made, again)
	other, err := toolcache.Make(cache, "thing", "2", build)
	require.NoError(t, err)
	assert.NotEqual(t, made, other, "another version is another folder")
}

func TestMake_FailedBuild(t *testing.T) {
	cache := t.TempDir()
	broken := errors.New("broken")
	_, err := toolcache.Make(cache, "thing", "1", func(dir string) error {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "half"), nil, 0o600))
		return broken
	})
	require.ErrorIs(t, err, broken)
	made, err := toolcache.Make(cache, "thing", "1", func(dir string) error {
		assert.NoFileExists(t, filepath.Join(dir, "half"))
		return nil
	})
	require.NoError(t, err)
	assert.DirExists(t, made)
}

func TestMake_ManyAtOnce(t *testing.T) {
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	var built atomic.Int32
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			_, err := toolcache.Make(cache, "thing", "1", func(string) error {
				built.Add(1)
				return nil
			})
			assert.NoError(t, err)
		})
	}
	all.Wait()
	assert.EqualValues(t, 1, built.Load())
}

func TestRoot(t *testing.T) {
	root, err := toolcache.Root()
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(root, "go.mod"))
	dir, err := toolcache.Dir()
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(root, ".cache"), dir)
	t.Chdir("/")
	_, err = toolcache.Root()
	require.ErrorContains(t, err, "no go.mod")
}
