package storetest

import (
	"context"
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

// calls is each method once, on a store that holds the given pool.
func calls(p *cognito.Pool) map[string]func(context.Context, cognito.Store) error {
	return map[string]func(context.Context, cognito.Store) error{
		"Create": func(ctx context.Context, s cognito.Store) error {
			return s.Create(ctx, Minimal(Here, "us-east-1_other"))
		},
		"Get":       func(ctx context.Context, s cognito.Store) error { return second(s.Get(ctx, Here, p.ID)) },
		"List":      func(ctx context.Context, s cognito.Store) error { return third(s.List(ctx, Here, "", 10)) },
		"Write":     func(ctx context.Context, s cognito.Store) error { return s.Write(ctx, cognito.Write{Pool: next(p)}) },
		"Delete":    func(ctx context.Context, s cognito.Store) error { return s.Delete(ctx, Here, p.ID) },
		"CountPage": func(ctx context.Context, s cognito.Store) error { return third(s.CountPage(ctx, Here, "")) },
	}
}

func second[A any](_ A, err error) error { return err }

func third[A, B any](_ A, _ B, err error) error { return err }

func endedContext(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Call")
	e.create(t, p)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	for method, call := range calls(p) {
		assert.ErrorIs(t, call(cancelled, e.store), context.Canceled, method)
		assert.ErrorIs(t, call(late, e.store), context.DeadlineExceeded, method)
	}
	assert.Equal(t, p, e.get(t, p.ID))
	assert.Equal(t, 1, Count(t, e.store, Here))
}

func oneRequestACall(t *testing.T, e env) {
	for method, call := range calls(Minimal(Here, "us-east-1_Call")) {
		p := Minimal(Here, "us-east-1_Call")
		_ = e.store.Delete(t.Context(), Here, p.ID)
		e.create(t, p)
		ctx, tr := trace.New(t.Context())
		require.NoError(t, call(ctx, e.store), method)
		assert.Equal(t, 1, tr.StoreCalls, method)
	}
}
