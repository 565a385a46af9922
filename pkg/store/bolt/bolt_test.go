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

func TestCounts_ByAccountAndRegion(t *testing.T) {
	s := open1(t, Options{Path: filepath.Join(t.TempDir(), "pools.db")})
	counted := func() map[cognito.Partition]int {
		counts, err := s.Counts()
		require.NoError(t, err)
		return counts
	}
	assert.Empty(t, counted())
	elsewhere := cognito.Partition{Account: storetest.Here.Account, Region: "eu-west-1"}
	for _, p := range []*cognito.Pool{
		storetest.Minimal(storetest.Here, "us-east-1_A"), storetest.Minimal(storetest.Here, "us-east-1_B"), storetest.Minimal(elsewhere, "eu-west-1_A"),
	} {
		err := s.Create(t.Context(), p)
		require.NoError(t, err)
	}
	assert.Equal(t, map[cognito.Partition]int{storetest.Here: 2, elsewhere: 1}, counted())
	require.NoError(t, s.Delete(t.Context(), elsewhere, "eu-west-1_A"))
	assert.Equal(t, map[cognito.Partition]int{storetest.Here: 2}, counted())
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
