package bolt

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) cognito.Store { return openNew(b) })
}

// BenchmarkDelete ends a pool with a thousand app clients, all in one transaction.
func BenchmarkDelete(b *testing.B) {
	for name, bytes := range map[string]int{"clients of 1 kB": 600, "clients of 10 kB": 9_600} {
		b.Run(name, func(b *testing.B) {
			s, p := openNew(b), begun(1, numbered(0))
			for b.Loop() {
				b.StopTimer()
				require.NoError(b, s.Create(b.Context(), p))
				require.NoError(b, s.db.Update(func(tx *bbolt.Tx) (err error) {
					for n := range 1000 {
						r := client(p, fmt.Sprint(n))
						r.CreateToken = strings.Repeat("t", bytes)
						value, err2 := encodeRecord(r)
						err = errors.Join(err, err2, putRecord(tx, r, value))
					}
					return err
				}))
				b.StartTimer()
				require.NoError(b, s.Delete(b.Context(), p.Partition, p.ID))
			}
		})
	}
}

// BenchmarkOpen is what a start of the local endpoint waits for.
func BenchmarkOpen(b *testing.B) {
	full := filepath.Join(b.TempDir(), "pools.db")
	s, err := Open(Options{Path: full})
	require.NoError(b, err)
	for n := range 50_000 {
		require.NoError(b, s.Create(b.Context(), storetest.Minimal(storetest.Here, fmt.Sprintf("us-east-1_%d", n))))
	}
	require.NoError(b, s.Close())
	inFile := func(path string) func() (*Store, error) {
		return func() (*Store, error) { return Open(Options{Path: path}) }
	}
	for name, open := range map[string]func() (*Store, error){
		"new": inFile(filepath.Join(b.TempDir(), "new.db")), "memory": OpenMemory, "with 50000 pools": inFile(full),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s, err := open()
				require.NoError(b, err)
				_, err = s.Counts() // as the banner does
				require.NoError(b, err)
				require.NoError(b, s.Close())
			}
		})
	}
}
