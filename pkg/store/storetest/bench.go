package storetest

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// Benchmark measures what operations ask of a store, with a pool of which only
// the name is set and with the API reference's sample, in which nearly everything
// is. The order of ids does not follow that of their creation.
func Benchmark(b *testing.B, open func(b *testing.B) cognito.Store) {
	b.Helper()
	for name, pool := range map[string]*cognito.Pool{"minimal": Minimal(Here, ""), "sample": Sample(b, Here, "")} {
		var e env
		n := new(atomic.Int64)
		create := func() *cognito.Pool {
			p := with(pool, func(p *cognito.Pool) { p.ID = "us-east-1_" + token(fmt.Sprint(n.Add(1)))[:16] })
			e.create(b, p)
			return p
		}
		run := func(method string, call func(b *testing.B)) {
			b.Run(method+"/"+name, func(b *testing.B) {
				e.store = open(b)
				for range 100 {
					create()
				}
				b.ReportAllocs()
				b.ResetTimer()
				call(b)
			})
		}
		loop := func(call func(p *cognito.Pool)) func(b *testing.B) {
			return func(b *testing.B) {
				p := create()
				for b.Loop() {
					call(p)
				}
			}
		}
		run("create", loop(func(*cognito.Pool) { create() }))
		run("create-parallel", func(b *testing.B) {
			b.SetParallelism(4)
			b.RunParallel(func(loop *testing.PB) {
				for loop.Next() {
					create()
				}
			})
		})
		run("get", loop(func(p *cognito.Pool) { e.get(b, p.ID) }))
		run("list60", loop(func(*cognito.Pool) {
			pools, more := e.list(b, "", 60)
			require.True(b, more && len(pools) == 60)
		}))
		run("update", loop(func(p *cognito.Pool) {
			p = e.get(b, p.ID)
			p.Revision++
			require.NoError(b, e.store.Replace(b.Context(), p))
		}))
	}
}
