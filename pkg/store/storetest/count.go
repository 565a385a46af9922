package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var countSentences = []sentence{
	{"a partition's count follows creates and deletes, and nothing else", countFollows},
}

func countFollows(t *testing.T, e env) {
	assert.Zero(t, count(t, e, Here))
	for n := range 5 {
		create(t, e, Minimal(Here, numbered(n)))
		assert.Equal(t, n+1, count(t, e, Here))
	}
	create(t, e, Minimal(Elsewhere, numbered(1)))
	_, err := e.store.Create(t.Context(), Minimal(Here, numbered(1)))
	require.ErrorIs(t, err, cognito.ErrExists)
	require.NoError(t, e.store.Replace(t.Context(), next(Minimal(Here, numbered(1)))))
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, numbered(9)), cognito.ErrNotFound)
	assert.Equal(t, 5, count(t, e, Here))
	assert.Equal(t, 1, count(t, e, Elsewhere))
	assert.Zero(t, count(t, e, Abroad))
	require.NoError(t, e.store.Delete(t.Context(), Here, numbered(1)))
	assert.Equal(t, 4, count(t, e, Here))
}

func count(t *testing.T, e env, part cognito.Partition) int {
	t.Helper()
	n, err := e.store.Count(t.Context(), part)
	require.NoError(t, err)
	return n
}
