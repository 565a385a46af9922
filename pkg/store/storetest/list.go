package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var listSentences = []sentence{
	{"a partition without pools has an empty list", emptyList},
	{"an entry says id, name, dates, vintage and triggers", entrySaysFive},
	{"ids are in ascending byte order", byteOrder},
	{"every page has what comes after the given id, and says exactly whether there is more", pagesAreExact},
	{"a page may begin after an id that is not there", afterAbsent},
	{"pools of other accounts and regions are not listed", listIsApart},
	{"a list shows what was replaced and not what was deleted", listIsCurrent},
	{"no pool that stays is missed or doubled while others come and go", stableWhileOthersMove},
}

func emptyList(t *testing.T, e env) {
	for _, after := range []string{"", "us-east-1_After"} {
		pools, more, err := e.store.List(t.Context(), Here, after, 60)
		require.NoError(t, err)
		assert.Empty(t, pools)
		assert.False(t, more)
	}
}

func entrySaysFive(t *testing.T, e env) {
	for _, p := range []*cognito.Pool{Full(Here, numbered(1)), Minimal(Here, numbered(2))} {
		create(t, e, p)
		pools, _, err := e.store.List(t.Context(), Here, "", 60)
		require.NoError(t, err)
		assert.Equal(t, cognito.Summary{
			ID: p.ID, Name: p.Name, Created: p.Created, Modified: p.Modified,
			Defaults: p.Defaults, LambdaConfig: p.Settings.LambdaConfig,
		}, pools[len(pools)-1])
	}
}

func byteOrder(t *testing.T, e env) {
	ids := []string{"us-east-1_Zz", "us-east-1_a", "us-east-1_0", "us-east-1_Z", "us-east-1_aa", "us-east-1_A0", "us-east-1_é"}
	for _, id := range ids {
		create(t, e, Minimal(Here, id))
	}
	slices.Sort(ids)
	assert.Equal(t, ids, listed(t, e, Here, ""))
	for i, id := range ids {
		assert.Equal(t, ids[i+1:], listed(t, e, Here, id), id)
	}
}

func pagesAreExact(t *testing.T, e env) {
	const pools = 7
	for n := range pools {
		create(t, e, Minimal(Here, numbered(n)))
	}
	for limit := 1; limit <= pools+1; limit++ {
		for start := range pools + 1 {
			after := ""
			if start > 0 {
				after = numbered(start - 1)
			}
			page, more, err := e.store.List(t.Context(), Here, after, limit)
			require.NoError(t, err)
			name := fmt.Sprintf("%d after %d", limit, start)
			require.Len(t, page, min(limit, pools-start), name)
			assert.Equal(t, start+limit < pools, more, name)
			for i := range page {
				assert.Equal(t, numbered(start+i), page[i].ID, name)
			}
		}
	}
}

func afterAbsent(t *testing.T, e env) {
	create(t, e, Minimal(Here, numbered(2)))
	create(t, e, Minimal(Here, numbered(4)))
	assert.Equal(t, []string{numbered(2), numbered(4)}, listed(t, e, Here, numbered(1)))
	assert.Equal(t, []string{numbered(4)}, listed(t, e, Here, numbered(3)))
	assert.Empty(t, listed(t, e, Here, numbered(5)))
	assert.Equal(t, []string{numbered(2), numbered(4)}, listed(t, e, Here, "\x01"))
	assert.Empty(t, listed(t, e, Here, "zzzz"))
}

func listIsApart(t *testing.T, e env) {
	create(t, e, Minimal(Here, "us-east-1_Here"))
	create(t, e, Minimal(Elsewhere, "us-east-1_Elsewhere"))
	create(t, e, Minimal(Abroad, "us-east-1_Abroad"))
	assert.Equal(t, []string{"us-east-1_Here"}, listed(t, e, Here, ""))
	assert.Equal(t, []string{"us-east-1_Elsewhere"}, listed(t, e, Elsewhere, ""))
	assert.Equal(t, []string{"us-east-1_Abroad"}, listed(t, e, Abroad, ""))
}

func listIsCurrent(t *testing.T, e env) {
	p := Minimal(Here, numbered(1))
	create(t, e, p)
	create(t, e, Minimal(Here, numbered(2)))
	require.NoError(t, e.store.Replace(t.Context(), next(p)))
	require.NoError(t, e.store.Delete(t.Context(), Here, numbered(2)))
	pools, _, err := e.store.List(t.Context(), Here, "", 60)
	require.NoError(t, err)
	require.Len(t, pools, 1)
	assert.Equal(t, "revision 2", pools[0].Name)
	assert.Equal(t, next(p).Modified, pools[0].Modified)
}

func stableWhileOthersMove(t *testing.T, e env) {
	var stable []string
	for n := 0; n < 40; n += 2 {
		create(t, e, Minimal(Here, numbered(n)))
		stable = append(stable, numbered(n))
	}
	done := make(chan struct{})
	var movers sync.WaitGroup
	for mover := range 2 {
		movers.Go(func() { comeAndGo(t, e, mover, done) })
	}
	for range 10 {
		walked := walk(t, e)
		assert.True(t, slices.IsSorted(walked))
		assert.Equal(t, walked, slices.Compact(slices.Clone(walked)), "doubled")
		assert.Equal(t, stable, slices.DeleteFunc(walked, func(id string) bool { return !slices.Contains(stable, id) }))
	}
	close(done)
	movers.Wait()
}

// comeAndGo creates and deletes pools with odd numbers until done is closed.
func comeAndGo(t *testing.T, e env, mover int, done <-chan struct{}) {
	for n := 0; ; n++ {
		select {
		case <-done:
			return
		default:
		}
		p := Minimal(Here, numbered(4*(n%10)+2*mover+1))
		if err := e.store.Create(t.Context(), p); !assert.NoError(t, err) {
			return
		}
		if err := e.store.Delete(t.Context(), Here, p.ID); !assert.NoError(t, err) {
			return
		}
	}
}

// walk returns the ids of all pages of three.
func walk(t *testing.T, e env) []string {
	t.Helper()
	var ids []string
	after, more := "", true
	for more {
		var page []cognito.Summary
		var err error
		page, more, err = e.store.List(t.Context(), Here, after, 3)
		require.NoError(t, err)
		for _, p := range page {
			ids = append(ids, p.ID)
			after = p.ID
		}
	}
	return ids
}

// listed are the ids of a page that is as long as the API has them.
func listed(t *testing.T, e env, part cognito.Partition, after string) []string {
	t.Helper()
	pools, _, err := e.store.List(t.Context(), part, after, 60)
	require.NoError(t, err)
	ids := make([]string, len(pools))
	for i, p := range pools {
		ids[i] = p.ID
	}
	return ids
}
