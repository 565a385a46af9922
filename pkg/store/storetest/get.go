package storetest

import (
	"context"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

var getSentences = []sentence{
	{"a pool that is not there is ErrNotFound", absentIsNotFound},
	{"what a store returns may be changed without harm", returnedIsNotKept},
}

func absentIsNotFound(t *testing.T, e env) {
	create(t, e, Minimal(Here, "us-east-1_There"))
	for _, id := range []string{"us-east-1_Absent", "us-east-1_The", "us-east-1_There0", "us-east-1_there"} {
		p, err := e.store.Get(t.Context(), Here, id)
		require.ErrorIs(t, err, cognito.ErrNotFound, id)
		assert.Nil(t, p)
	}
	_, err := e.store.Get(t.Context(), Elsewhere, "us-east-1_There")
	require.ErrorIs(t, err, cognito.ErrNotFound)
	_, err = e.store.Get(t.Context(), Abroad, "us-east-1_There")
	require.ErrorIs(t, err, cognito.ErrNotFound)
}

func returnedIsNotKept(t *testing.T, e env) {
	id := "us-east-1_Returned"
	create(t, e, Full(Here, id))
	scribble(reflect.ValueOf(get(t, e, Here, id)).Elem())
	scribble(reflect.ValueOf(taken(t, e.store.Create(t.Context(), Full(Here, id)))).Elem())
	pools, _, err := e.store.List(t.Context(), Here, "", 10)
	require.NoError(t, err)
	scribble(reflect.ValueOf(pools[0].LambdaConfig).Elem())
	assert.Equal(t, Full(Here, id), get(t, e, Here, id))
	pools, _, err = e.store.List(t.Context(), Here, "", 10)
	require.NoError(t, err)
	assert.Equal(t, Full(Here, id).Settings.LambdaConfig, pools[0].LambdaConfig)
}

var callSentences = []sentence{
	{"a cancelled context ends a call with its error, and nothing is written", cancelledIsRefused},
	{"a context that is past its deadline ends a call with its error", lateIsRefused},
	{"a call is one request to the store where nothing goes wrong", oneRequestACall},
}

func cancelledIsRefused(t *testing.T, e env) {
	refused(t, e, context.Canceled, func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx, cancel
	})
}

func lateIsRefused(t *testing.T, e env) {
	refused(t, e, context.DeadlineExceeded, func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, -time.Second)
	})
}

// refused makes each call with a context that has ended.
func refused(t *testing.T, e env, want error, ended func(context.Context) (context.Context, context.CancelFunc)) {
	t.Helper()
	p := Minimal(Here, "us-east-1_Call")
	create(t, e, p)
	ctx, cancel := ended(t.Context())
	defer cancel()
	for _, c := range calls(p) {
		assert.ErrorIs(t, c.do(ctx, e.store), want, c.method)
	}
	assert.Equal(t, p, get(t, e, Here, p.ID))
	assert.Equal(t, 1, count(t, e, Here))
}

func oneRequestACall(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Call")
	create(t, e, p)
	for _, c := range calls(p) {
		ctx, tr := trace.New(t.Context())
		require.NoError(t, c.do(ctx, e.store), c.method)
		assert.Equal(t, 1, tr.StoreCalls, c.method)
		if c.method == "Delete" {
			create(t, e, p)
		}
	}
}
