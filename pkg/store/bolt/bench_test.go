package bolt

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) cognito.Store { return openNew(b) })
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
