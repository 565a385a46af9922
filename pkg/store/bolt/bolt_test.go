package bolt

import (
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestStore(t *testing.T) {
	t.Run("in a file", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) cognito.Store { return openNew(t) }, spoiling)
	})
	t.Run("in memory", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) cognito.Store {
			s, err := OpenMemory()
			require.NoError(t, err)
			closeAtEnd(t, s)
			return s
		}, spoiling)
	})
	t.Run("with fsync", func(t *testing.T) {
		storetest.Run(t, func(t *testing.T) cognito.Store {
			s, err := Open(Options{Path: filepath.Join(t.TempDir(), "pools.db"), Fsync: true})
			require.NoError(t, err)
			closeAtEnd(t, s)
			return s
		}, spoiling, storetest.ModelSteps(10))
	})
}

var spoiling = storetest.Spoil(spoil)

func spoil(t *testing.T, s cognito.Store, k cognito.Key) {
	t.Helper()
	file, ok := s.(*Store)
	require.True(t, ok)
	bucket, key := bucketOf(k.Owner.Partition), []byte(k.Owner.PoolID)
	if k.Kind != "" {
		bucket, key = placeOf(k)
	}
	require.NoError(t, file.db.Update(func(tx *bbolt.Tx) error {
		require.NotNil(t, tx.Bucket(bucket).Get(key))
		return tx.Bucket(bucket).Put(key, []byte(`{"Name":7,secret`))
	}))
}

var update = flag.Bool("update", false, "add files of the stored form")

// TestStoredForm: whoever changes what a file holds has to read the earlier form as
// well, or to raise the format.
func TestStoredForm(t *testing.T) {
	written := func(p *cognito.Pool) []byte {
		value, err := encode(p)
		require.NoError(t, err)
		return value
	}
	read := func(stored []byte) *cognito.Pool {
		p, err := decode(storetest.Here, "us-east-1_Form", stored)
		require.NoError(t, err)
		return p
	}
	storetest.StoredForm(t, "testdata/golden/format1-*.jsonl", *update, storetest.Full(storetest.Here, "us-east-1_Form"), written, read)
	storetest.StoredForm(t, "testdata/golden/format2-*.jsonl", *update, storetest.Parent(storetest.Here, "us-east-1_Form"), written, read)
	storetest.StoredForm(t, "testdata/golden/format3-*.jsonl", *update, storetest.Logged(storetest.Here, "us-east-1_Form"), written, read)
	storetest.StoredRecords(t, "testdata/golden/*-*.json", *update,
		func(r *cognito.Record) []byte {
			value, err := encodeRecord(r)
			require.NoError(t, err)
			return value
		},
		func(k cognito.Key, stored []byte) *cognito.Record {
			r, err := decodeRecord(k, stored)
			require.NoError(t, err)
			return r
		})
}

func TestCounts(t *testing.T) {
	s := openNew(t)
	elsewhere := cognito.Partition{Account: storetest.Here.Account, Region: "eu-west-1"}
	for _, p := range []*cognito.Pool{
		storetest.Minimal(storetest.Here, "us-east-1_A"), storetest.Minimal(storetest.Here, "us-east-1_B"),
		storetest.Minimal(elsewhere, "eu-west-1_A"),
	} {
		require.NoError(t, s.Create(t.Context(), p))
	}
	parent := begun(2, storetest.Minimal(elsewhere, "eu-west-1_A"))
	require.NoError(t, s.Write(t.Context(), cognito.Write{Pool: parent, Put: []*cognito.Record{client(parent, "a")}}))
	require.NoError(t, s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{domain(parent, "prefix")}}))
	counts, err := s.Counts()
	require.NoError(t, err)
	assert.Equal(t, map[cognito.Partition]int{storetest.Here: 2, elsewhere: 1}, counts)
	require.NoError(t, s.Delete(t.Context(), elsewhere, "eu-west-1_A"))
	counts, err = s.Counts()
	require.NoError(t, err)
	assert.Equal(t, map[cognito.Partition]int{storetest.Here: 2}, counts, "a partition without pools is none")
}

// TestDelete_TenThousandGroups: a pool's end takes as many as it may have, in one transaction that leaves no bucket.
func TestDelete_TenThousandGroups(t *testing.T) {
	const groups, each = 10_000, cognito.MaxParts - 1
	s, p := openNew(t), storetest.Minimal(storetest.Here, "us-east-1_A")
	require.NoError(t, s.Create(t.Context(), p))
	w := cognito.Write{Pool: begun(2, p)}
	for n := range groups {
		w.Put = append(w.Put, storetest.Fill(cognito.Key{Kind: cognito.GroupRecord, Owner: p.Owner(), ID: fmt.Sprint(n)}))
		if len(w.Put) == each || n == groups-1 {
			require.NoError(t, s.Write(t.Context(), w))
			w = cognito.Write{}
		}
	}
	n, err := storetest.CountRecords(t.Context(), s, p.Owner(), cognito.GroupRecord)
	require.NoError(t, err)
	require.Equal(t, groups, n)
	start, before := time.Now(), transactions(t, s)
	require.NoError(t, s.Delete(t.Context(), p.Partition, p.ID))
	t.Log(time.Since(start))
	assert.Equal(t, before+1, transactions(t, s))
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
		assert.Nil(t, tx.Bucket(childrenOf(p.Owner())))
		return nil
	}))
}

// begun is a pool in a revision in which it has had records.
func begun(n int64, p *cognito.Pool) *cognito.Pool {
	q := *p
	q.Revision, q.Family.Begun = n, true
	return &q
}

func client(of *cognito.Pool, id string) *cognito.Record {
	return storetest.Fill(cognito.Key{Kind: cognito.ClientRecord, Owner: of.Owner(), ID: id})
}

func domain(of *cognito.Pool, name string) *cognito.Record {
	return storetest.Fill(cognito.Key{Kind: cognito.DomainRecord, Owner: of.Owner(), ID: name})
}

// openNew is a store over a new file.
func openNew(t testing.TB) *Store {
	t.Helper()
	s, err := Open(Options{Path: filepath.Join(t.TempDir(), "pools.db")})
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
