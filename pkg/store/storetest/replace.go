package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var replaceSentences = []sentence{
	{"a replace writes the whole pool", replaceWritesAll},
	{"a replace of another revision than the one that is there is ErrConflict and changes nothing", replaceConflicts},
	{"a replace of a pool that is gone is ErrNotFound and brings nothing back", replaceGone},
	{"a replace changes the pool of its own partition only", replaceIsApart},
}

func replaceWritesAll(t *testing.T, e env) {
	p := Full(Here, "us-east-1_Replace")
	create(t, e, p)
	q := Minimal(Here, "us-east-1_Replace")
	q.Revision = p.Revision + 1
	require.NoError(t, e.store.Replace(t.Context(), q))
	assert.Equal(t, q, get(t, e, Here, q.ID))

	full := Full(Here, "us-east-1_Replace")
	full.Revision = q.Revision + 1
	require.NoError(t, e.store.Replace(t.Context(), full))
	assert.Equal(t, full, get(t, e, Here, q.ID))
	assert.Equal(t, 1, count(t, e, Here))
}

func replaceConflicts(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Replace")
	create(t, e, p)
	require.NoError(t, e.store.Replace(t.Context(), next(p)))
	for _, revision := range []int64{0, 1, 2, 4, 30} {
		q := Full(Here, "us-east-1_Replace")
		q.Revision = revision
		require.ErrorIs(t, e.store.Replace(t.Context(), q), cognito.ErrConflict, revision)
		assert.Equal(t, next(p), get(t, e, Here, p.ID))
	}
}

func replaceGone(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Replace")
	require.ErrorIs(t, e.store.Replace(t.Context(), next(p)), cognito.ErrNotFound)
	create(t, e, p)
	require.NoError(t, e.store.Delete(t.Context(), Here, p.ID))
	require.ErrorIs(t, e.store.Replace(t.Context(), next(p)), cognito.ErrNotFound)
	_, err := e.store.Get(t.Context(), Here, p.ID)
	require.ErrorIs(t, err, cognito.ErrNotFound)
	assert.Zero(t, count(t, e, Here))
}

func replaceIsApart(t *testing.T, e env) {
	here, abroad := Minimal(Here, "us-east-1_Same"), Minimal(Abroad, "us-east-1_Same")
	create(t, e, here)
	create(t, e, abroad)
	require.NoError(t, e.store.Replace(t.Context(), next(here)))
	assert.Equal(t, next(here), get(t, e, Here, here.ID))
	assert.Equal(t, abroad, get(t, e, Abroad, here.ID))
	elsewhere := next(here)
	elsewhere.Partition = Elsewhere
	require.ErrorIs(t, e.store.Replace(t.Context(), elsewhere), cognito.ErrNotFound)
}
