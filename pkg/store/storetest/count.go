package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var countSentences = []sentence{
	{"a partition's count follows creates and deletes, and nothing else", countFollows},
	{"a count whose next page would begin with a pool that was deleted meanwhile goes on behind it", countGoesOn},
}

func countFollows(t *testing.T, e env) {
	assert.Zero(t, count(t, e, Here))
	for n := range 5 {
		create(t, e, Minimal(Here, numbered(n)))
		assert.Equal(t, n+1, count(t, e, Here))
	}
	create(t, e, Minimal(Elsewhere, numbered(1)))
	taken(t, e.store.Create(t.Context(), Minimal(Here, numbered(1))))
	require.NoError(t, e.store.Replace(t.Context(), next(Minimal(Here, numbered(1)))))
	require.ErrorIs(t, e.store.Delete(t.Context(), Here, numbered(9)), cognito.ErrNotFound)
	assert.Equal(t, 5, count(t, e, Here))
	assert.Equal(t, 1, count(t, e, Elsewhere))
	assert.Zero(t, count(t, e, Abroad))
	require.NoError(t, e.store.Delete(t.Context(), Here, numbered(1)))
	assert.Equal(t, 4, count(t, e, Here))
}

// countGoesOn makes two megabytes of pools, of which a store may count one in a page.
func countGoesOn(t *testing.T, e env) {
	message := strings.Repeat("m", 300_000)
	for n := range 7 {
		p := Minimal(Here, numbered(n))
		p.Settings.EmailVerificationMessage = &message
		create(t, e, p)
	}
	first, next, err := e.store.CountPage(t.Context(), Here, "")
	require.NoError(t, err)
	if next == "" {
		assert.Equal(t, 7, first)
		return
	}
	require.Equal(t, numbered(first-1), next)
	require.NoError(t, e.store.Delete(t.Context(), Here, next))
	for rest := first; next != ""; {
		n, after, err := e.store.CountPage(t.Context(), Here, next)
		require.NoError(t, err)
		rest, next = rest+n, after
		if next == "" {
			assert.Equal(t, 7, rest)
		}
	}
}

func count(t *testing.T, e env, part cognito.Partition) int {
	t.Helper()
	return Count(t, e.store, part)
}

// Count is how many pools a partition has: all pages together.
func Count(t testing.TB, s cognito.Store, part cognito.Partition) int {
	t.Helper()
	n, err := pages(t.Context(), s, part)
	require.NoError(t, err)
	return n
}

func pages(ctx context.Context, s cognito.Store, part cognito.Partition) (all int, err error) {
	for after := ""; ; {
		n, next, err := s.CountPage(ctx, part, after)
		if all += n; err != nil || next == "" {
			return all, err
		}
		if next < after {
			return all, fmt.Errorf("the page behind %q ends before it, at %q", after, next)
		}
		after = next
	}
}
