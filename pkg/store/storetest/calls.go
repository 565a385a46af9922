package storetest

import (
	"context"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

var callTests = []test{
	{"a context that has ended ends a call with its error, and nothing is written", endedContext},
	{"a call is one request to the store where nothing goes wrong", oneRequestACall},
}

// calls is each method once, on a store that holds the given pool, and another with a record.
func calls(p *cognito.Pool, r *cognito.Record) map[string]func(context.Context, cognito.Store) error {
	of := r.Owner
	writing := func(w cognito.Write) func(context.Context, cognito.Store) error {
		return func(ctx context.Context, s cognito.Store) error { return s.Write(ctx, w) }
	}
	return map[string]func(context.Context, cognito.Store) error{
		"Create": func(ctx context.Context, s cognito.Store) error {
			return s.Create(ctx, Minimal(Here, "us-east-1_other"))
		},
		"Get":       func(ctx context.Context, s cognito.Store) error { return second(s.Get(ctx, Here, p.ID)) },
		"List":      func(ctx context.Context, s cognito.Store) error { return third(s.List(ctx, Here, "", 10)) },
		"Delete":    func(ctx context.Context, s cognito.Store) error { return s.Delete(ctx, Here, p.ID) },
		"CountPage": func(ctx context.Context, s cognito.Store) error { return third(s.CountPage(ctx, Here, "")) },

		"Write of a pool":         writing(cognito.Write{Pool: next(p)}),
		"Write of a first record": writing(cognito.Write{Pool: begun(2, p, ""), Put: []*cognito.Record{client(p, "first")}}),
		"Write of a record":       writing(cognito.Write{Put: []*cognito.Record{revised(2, r)}}),
		"Write of all parts": writing(cognito.Write{
			Pool: begun(2, parentOf(r), ""), Put: each(parentOf(r), "others"), Remove: []*cognito.Record{r}, Unchanged: some(rewritten(r, other)),
		}),
		"Find":         func(ctx context.Context, s cognito.Store) error { return second(s.Find(ctx, r.Key)) },
		"Records":      func(ctx context.Context, s cognito.Store) error { return third(s.Records(ctx, of, r.Kind, "", 10)) },
		"CountRecords": func(ctx context.Context, s cognito.Store) error { return third(s.CountRecords(ctx, of, r.Kind, "")) },
	}
}

func parentOf(r *cognito.Record) *cognito.Pool { return Minimal(r.Owner.Partition, r.Owner.PoolID) }

// called makes the pool and the record that calls work on.
func called(t *testing.T, e env, n int) (*cognito.Pool, *cognito.Record) {
	t.Helper()
	p, parent := Minimal(Here, numbered(n)), begun(1, Minimal(Here, numbered(n)+"P"), "")
	r := client(parent, "a")
	e.create(t, p, parent)
	e.write(t, cognito.Write{Put: some(r, rewritten(r, other))})
	return p, r
}

// other makes of a record another of its pool.
func other(r *cognito.Record) { r.ID += " other" }

func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }

func endedContext(t *testing.T, e env) {
	p, r := called(t, e, 0)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	for method, call := range calls(p, r) {
		assert.ErrorIs(t, call(cancelled, e.store), context.Canceled, method)
		assert.ErrorIs(t, call(late, e.store), context.DeadlineExceeded, method)
	}
	assert.Equal(t, p, e.get(t, p.ID))
	assert.Equal(t, r, e.find(t, r.Key))
	assert.Equal(t, 2, Count(t, e.store, Here))
}

func oneRequestACall(t *testing.T, e env) {
	for n, method := range slices.Sorted(maps.Keys(calls(minimal, a))) {
		p, r := called(t, e, n)
		ctx, tr := trace.New(t.Context())
		require.NoError(t, calls(p, r)[method](ctx, e.store), method)
		assert.Equal(t, 1, tr.StoreCalls, method)
	}
}
