package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// Benchmark measures what operations ask of a store, with a pool of which only
// the name was said and with the API reference's sample, in which nearly
// everything is.
func Benchmark(b *testing.B, open func(b *testing.B) cognito.Store) {
	b.Helper()
	minimal := Minimal(Here, "")
	sample := Sample(b, Here, "")
	for _, c := range []struct {
		name string
		pool *cognito.Pool
	}{{"minimal", minimal}, {"sample", sample}} {
		b.Run("create/"+c.name, func(b *testing.B) { benchmarkCreate(b, open(b), c.pool) })
		b.Run("create-parallel/"+c.name, func(b *testing.B) { benchmarkCreateParallel(b, open(b), c.pool) })
		b.Run("get/"+c.name, func(b *testing.B) { benchmarkGet(b, open(b), c.pool) })
		b.Run("list60/"+c.name, func(b *testing.B) { benchmarkList(b, open(b), c.pool) })
		b.Run("update/"+c.name, func(b *testing.B) { benchmarkUpdate(b, open(b), c.pool) })
	}
}

func benchmarkCreate(b *testing.B, s cognito.Store, pool *cognito.Pool) {
	b.ReportAllocs()
	p := *pool
	for n := 0; b.Loop(); n++ {
		p.ID = scattered(n)
		err := s.Create(b.Context(), &p)
		require.NoError(b, err)
	}
}

func benchmarkCreateParallel(b *testing.B, s cognito.Store, pool *cognito.Pool) {
	b.ReportAllocs()
	var n atomic.Int64
	b.SetParallelism(4)
	b.RunParallel(func(loop *testing.PB) {
		p := *pool
		for loop.Next() {
			p.ID = scattered(int(n.Add(1)))
			if err := s.Create(b.Context(), &p); err != nil {
				b.Error(err)
			}
		}
	})
}

func benchmarkGet(b *testing.B, s cognito.Store, pool *cognito.Pool) {
	id := hundred(b, s, pool)
	b.ReportAllocs()
	for b.Loop() {
		_, err := s.Get(b.Context(), Here, id)
		require.NoError(b, err)
	}
}

func benchmarkList(b *testing.B, s cognito.Store, pool *cognito.Pool) {
	hundred(b, s, pool)
	b.ReportAllocs()
	for b.Loop() {
		pools, more, err := s.List(b.Context(), Here, "", 60)
		require.NoError(b, err)
		require.True(b, more && len(pools) == 60)
	}
}

func benchmarkUpdate(b *testing.B, s cognito.Store, pool *cognito.Pool) {
	id := hundred(b, s, pool)
	b.ReportAllocs()
	for b.Loop() {
		p, err := s.Get(b.Context(), Here, id)
		require.NoError(b, err)
		p.Revision++
		require.NoError(b, s.Replace(b.Context(), p))
	}
}

// hundred puts a hundred pools into a store and returns the id of one.
func hundred(b *testing.B, s cognito.Store, pool *cognito.Pool) string {
	b.Helper()
	p := *pool
	for n := range 100 {
		p.ID = scattered(n)
		err := s.Create(b.Context(), &p)
		require.NoError(b, err)
	}
	return p.ID
}

// scattered is an id whose place in the order says nothing of its number, as real
// ids' do.
func scattered(n int) string { return "us-east-1_" + token(fmt.Sprint(n))[:16] }
