package bolt

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) cognito.Store {
		return open1(t, Options{Path: filepath.Join(t.TempDir(), "pools.db")})
	})
}

func TestStoreInMemory(t *testing.T) {
	storetest.Run(t, func(t *testing.T) cognito.Store {
		s, err := OpenMemory()
		require.NoError(t, err)
		closeAtEnd(t, s)
		return s
	})
}

func TestStoreWithFsync(t *testing.T) {
	storetest.Run(t, func(t *testing.T) cognito.Store {
		return open1(t, Options{Path: filepath.Join(t.TempDir(), "pools.db"), Fsync: true})
	}, storetest.ModelSteps(10))
}

func open1(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(o)
	require.NoError(t, err)
	closeAtEnd(t, s)
	return s
}

// closeAtEnd closes a store after its test and checks each page of its file.
func closeAtEnd(t testing.TB, s *Store) {
	t.Cleanup(func() {
		assert.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
			for err := range tx.Check() {
				t.Error(err)
			}
			return nil
		}))
		assert.NoError(t, s.Close())
	})
}
