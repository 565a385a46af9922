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
// is. The order of ids does not follow that of their creation. Records are full.
func Benchmark(b *testing.B, open func(b *testing.B) cognito.Store) {
	b.Helper()
	for name, pool := range map[string]*cognito.Pool{"minimal": Minimal(Here, ""), "sample": Sample(b, Here, "")} {
		for method, call := range benchmarks {
			b.Run(method+"/"+name, func(b *testing.B) {
				bench := &bench{env: env{store: open(b)}, b: b, pool: pool}
				for range 100 {
					bench.create()
				}
				p := bench.create()
				b.ReportAllocs()
				b.ResetTimer()
				call(bench, p)
			})
		}
	}
}

type bench struct {
	env
	b    *testing.B
	pool *cognito.Pool
	n    atomic.Int64
}

func (e *bench) create() *cognito.Pool {
	p := with(e.pool, func(p *cognito.Pool) { p.ID = "us-east-1_" + token(fmt.Sprint(e.n.Add(1)))[:16] })
	e.env.create(e.b, p)
	return p
}

// add makes a record of a pool.
func (e *bench) add(p *cognito.Pool) *cognito.Record {
	r := client(p, token(fmt.Sprint(e.n.Add(1)))[:26])
	e.write(e.b, cognito.Write{Put: []*cognito.Record{r}})
	return r
}

func (e *bench) loop(call func()) {
	for e.b.Loop() {
		call()
	}
}

// benchmarks are given a pool that is there.
var benchmarks = map[string]func(*bench, *cognito.Pool){
	"create": func(e *bench, _ *cognito.Pool) { e.loop(func() { e.create() }) },
	"create-parallel": func(e *bench, _ *cognito.Pool) {
		e.b.SetParallelism(4)
		e.b.RunParallel(func(loop *testing.PB) {
			for loop.Next() {
				e.create()
			}
		})
	},
	"get": func(e *bench, p *cognito.Pool) { e.loop(func() { e.get(e.b, p.ID) }) },
	"list60": func(e *bench, _ *cognito.Pool) {
		e.loop(func() {
			pools, more := e.list(e.b, "", 60)
			require.True(e.b, more && len(pools) == 60)
		})
	},
	"create-record": func(e *bench, p *cognito.Pool) { e.loop(func() { e.add(p) }) },
	"find": func(e *bench, p *cognito.Pool) {
		r := e.add(p)
		e.loop(func() { e.find(e.b, r.Key) })
	},
	"records60": func(e *bench, p *cognito.Pool) {
		for range 61 {
			e.add(p)
		}
		e.loop(func() {
			list, more, err := e.store.Records(e.b.Context(), p.Owner(), cognito.ClientRecord, "", 60)
			require.True(e.b, err == nil && more && len(list) == 60)
		})
	},
	"update": func(e *bench, p *cognito.Pool) {
		e.loop(func() {
			p = e.get(e.b, p.ID)
			p.Revision++
			require.NoError(e.b, e.store.Write(e.b.Context(), cognito.Write{Pool: p}))
		})
	},
}
