package storetest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var deleteSentences = []sentence{
	{"a deleted pool is gone, and a second delete is ErrNotFound", deletedIsGone},
	{"a pool that said DeletionProtection ACTIVE is ErrProtected and stays", protectedStays},
	{"a pool whose protection was lifted can be deleted", liftedGoes},
	{"a delete takes the pool of its own partition only", deleteIsApart},
}

func deletedIsGone(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Delete")
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, p.ID), cognito.ErrNotFound)
	create(t, e, p)
	require.NoError(t, e.store.Delete(t.Context(), Here, p.ID))
	_, err := e.store.Get(t.Context(), Here, p.ID)
	require.ErrorIs(t, err, cognito.ErrNotFound)
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, p.ID), cognito.ErrNotFound)
	assert.Empty(t, listed(t, e, Here, ""))
}

func protectedStays(t *testing.T, e env) {
	p := Full(Here, "us-east-1_Delete")
	p.Settings.DeletionProtection = ptr("ACTIVE")
	create(t, e, p)
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, p.ID), cognito.ErrProtected)
	assert.Equal(t, p, get(t, e, Here, p.ID))
	assert.Equal(t, 1, count(t, e, Here))
}

func liftedGoes(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Delete")
	p.Settings.DeletionProtection = ptr("ACTIVE")
	create(t, e, p)
	require.NoError(t, e.store.Replace(t.Context(), unprotected(p)))
	require.NoError(t, e.store.Delete(t.Context(), Here, p.ID))

	p.Settings.DeletionProtection = nil
	create(t, e, p)
	q := next(p)
	q.Settings.DeletionProtection = ptr("ACTIVE")
	require.NoError(t, e.store.Replace(t.Context(), q))
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, p.ID), cognito.ErrProtected)
}

func deleteIsApart(t *testing.T, e env) {
	create(t, e, Minimal(Here, "us-east-1_Delete"))
	require.ErrorIs(t, e.store.Delete(t.Context(), Elsewhere, "us-east-1_Delete"), cognito.ErrNotFound)
	require.ErrorIs(t, e.store.Delete(t.Context(), Abroad, "us-east-1_Delete"), cognito.ErrNotFound)
	get(t, e, Here, "us-east-1_Delete")
}
