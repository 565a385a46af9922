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
	storetest.Benchmark(b, func(b *testing.B) cognito.Store {
		s, err := Open(Options{Path: filepath.Join(b.TempDir(), "pools.db")})
		require.NoError(b, err)
		b.Cleanup(func() { require.NoError(b, s.Close()) })
		return s
	})
}

// BenchmarkOpen is what a start of the local endpoint waits for.
func BenchmarkOpen(b *testing.B) {
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			openAndClose(b, filepath.Join(b.TempDir(), "pools.db"))
		}
	})
	b.Run("memory", func(b *testing.B) {
		for b.Loop() {
			s, err := OpenMemory()
			require.NoError(b, err)
			require.NoError(b, s.Close())
		}
	})
	b.Run("with 50000 pools", func(b *testing.B) {
		path := many(b)
		for b.Loop() {
			openAndClose(b, path)
		}
	})
}

// BenchmarkCounts is what the banner adds to a start.
func BenchmarkCounts(b *testing.B) {
	s := open1(b, Options{Path: many(b)})
	b.ResetTimer()
	for b.Loop() {
		_, err := s.Counts()
		require.NoError(b, err)
	}
}

// many is a file of 50,000 pools.
func many(b *testing.B) (path string) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "pools.db")
	s, err := Open(Options{Path: path})
	require.NoError(b, err)
	for n := range 50_000 {
		err := s.Create(b.Context(), storetest.Minimal(storetest.Here, fmt.Sprintf("us-east-1_%d", n)))
		require.NoError(b, err)
	}
	require.NoError(b, s.Close())
	return path
}

func openAndClose(b *testing.B, path string) {
	b.Helper()
	s, err := Open(Options{Path: path})
	require.NoError(b, err)
	require.NoError(b, s.Close())
}
