package storetest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var sizeSentences = []sentence{
	{"the largest pool that the API allows is taken, or refused with its size and nothing written", largestPool},
	{"a pool that grows past the limit stays as it was", growsTooLarge},
	{"pools of hundreds of kilobytes are listed without a gap", largeAreListed},
}

func largestPool(t *testing.T, e env) {
	p := Largest(Here, "us-east-1_Largest")
	err := e.store.Create(t.Context(), p)
	if e.limit == 0 {
		require.NoError(t, err)
		assert.Equal(t, p, get(t, e, Here, p.ID))
		return
	}
	tooLarge(t, e, err)
	_, err = e.store.Get(t.Context(), Here, p.ID)
	require.ErrorIs(t, err, cognito.ErrNotFound)
}

func growsTooLarge(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Grows")
	create(t, e, p)
	grown := Largest(Here, "us-east-1_Grows")
	grown.Revision = 2
	err := e.store.Replace(t.Context(), grown)
	if e.limit == 0 {
		require.NoError(t, err)
		assert.Equal(t, grown, get(t, e, Here, p.ID))
		return
	}
	tooLarge(t, e, err)
	assert.Equal(t, p, get(t, e, Here, p.ID))
}

func tooLarge(t *testing.T, e env, err error) {
	t.Helper()
	var refusal *cognito.TooLargeError
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, e.limit, refusal.Max)
	assert.Greater(t, refusal.Size, refusal.Max)
}

// largeAreListed makes more than a megabyte, which is where DynamoDB cuts the
// pages of a query by itself.
func largeAreListed(t *testing.T, e env) {
	message := strings.Repeat("m", 300_000)
	for n := range 8 {
		p := Minimal(Here, numbered(n))
		p.Settings.EmailVerificationMessage = &message
		create(t, e, p)
	}
	pools, more, err := e.store.List(t.Context(), Here, "", 7)
	require.NoError(t, err)
	assert.Len(t, pools, 7)
	assert.True(t, more)
	pools, more, err = e.store.List(t.Context(), Here, "", 8)
	require.NoError(t, err)
	assert.Len(t, pools, 8)
	assert.False(t, more)
	assert.Equal(t, 8, count(t, e, Here))
}
