package access

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// store is where a source under test fetches from, and the clock that it reads.
type store struct {
	mu      sync.Mutex
	text    string
	err     error
	fetches int
	time    time.Time
	warned  []error
}

const (
	docA  = `{"` + idA + `": {"secret": "` + canary + `", "account": "123456789012", "principal": "` + alice + `", "policy": {"Statement": ` + aStatement + `}}}`
	docB  = `{"` + idB + `": {"secret": "` + canary + `", "account": "123456789012", "principal": "` + alice + `", "policy": {"Statement": ` + aStatement + `}}}`
	stray = "UPKZZZZZZZZZZZZZZZZZ"
)

func newStore(text string) (*store, *Source) {
	s := &store{text: text, time: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	return s, NewSource(s.fetch, testScope, s.now, func(err error) { s.warned = append(s.warned, err) })
}

func (s *store) fetch(context.Context) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fetches++
	return []byte(s.text), s.err
}

func (s *store) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.time
}

func (s *store) pass(d time.Duration) { s.time = s.time.Add(d) }

func found(t *testing.T, source *Source, id string) bool {
	t.Helper()
	key, found, err := source.Lookup(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, found, key.ID == id && id != "", "a key that is found is the one asked for")
	return found
}

func mustFail(t *testing.T, source *Source, id string) {
	t.Helper()
	key, found, err := source.Lookup(t.Context(), id)
	assert.ErrorIs(t, err, ErrUnavailable)
	assert.False(t, found)
	assert.Zero(t, key)
	mustNotTell(t, err.Error())
}

// step is what happens to a source: time passes, the store changes, a key is asked for.
type step struct {
	pass    time.Duration
	change  func(*store)
	id      string
	want    string // "found", "unknown", "unavailable"
	fetches int    // from the beginning
}

func text(doc string) func(*store) { return func(s *store) { s.text, s.err = doc, nil } }

func noRoute(s *store) { s.err = errors.New("no route") }

func TestSource_Lookup(t *testing.T) {
	ends := strings.Replace(docA, `"secret"`, `"notAfter": "2026-11-21T12:01:00Z", "secret"`, 1)
	steps := map[string][]step{
		"once in five minutes": {
			{0, nil, idA, "found", 1}, {0, nil, idA, "found", 1}, {refreshEvery - 1, nil, idA, "found", 1}, {1, nil, idA, "found", 2}, {0, nil, idA, "found", 2},
		},
		"a key taken away": {{0, nil, idA, "found", 1}, {refreshEvery, text(docB), idA, "unknown", 2}, {0, nil, idB, "found", 2}},
		"an unknown key is looked for once in ten seconds": {
			{0, nil, idB, "unknown", 1}, {fetchPause - 1, text(docB), idB, "unknown", 1}, {1, nil, idB, "found", 2},
			{0, nil, stray, "unknown", 2}, {0, nil, stray, "unknown", 2},
		},
		"an id of another form costs no fetch": {
			{0, nil, "AKIAIOSFODNN7EXAMPLE", "unknown", 1}, {fetchPause, nil, "", "unknown", 1}, {fetchPause, nil, strings.Repeat("U", 5000), "unknown", 1},
		},
		"a key whose time is over is looked for": {
			{0, text(ends), idA, "found", 1}, {61 * time.Second, nil, idA, "unknown", 2}, {fetchPause, text(docA), idA, "found", 3},
		},
		"after a long freeze the old document counts for nothing": {{0, nil, idA, "found", 1}, {24 * time.Hour, noRoute, idA, "unavailable", 2}},
		"a clock that went back proves no document young": {
			{0, nil, idA, "found", 1}, {-time.Hour, noRoute, idA, "unavailable", 2}, {emptyPause, text(docA), idA, "found", 3},
		},
	}
	for name, spoil := range map[string]func(*store){
		"the store fails": noRoute, "the document is malformed": text(docA[:50]), "the document is empty": text(""), "the document has no keys": text("{}"),
	} {
		steps["15 minutes while "+name] = []step{
			{0, nil, idA, "found", 1}, {refreshEvery, spoil, idA, "found", 2}, {0, nil, stray, "unknown", 2}, // unknown, no failure
			{fetchPause, nil, idA, "found", 3}, {goodFor - refreshEvery - fetchPause, nil, idA, "found", 4}, {1, nil, idA, "unavailable", 4},
			{fetchPause, text(docB), idB, "found", 5},
		}
	}
	for name, doc := range map[string]string{
		"empty": "", "no keys": "{}", "no JSON": docA[:50], "too large": docA + strings.Repeat(" ", MaxDocument),
		"a mistake in one of two keys": strings.Replace(docA[:len(docA)-1]+", "+docB[1:], canary, "short", 1),
	} {
		steps["no good document: "+name] = []step{
			{0, text(doc), idA, "unavailable", 1}, {0, nil, "AKIAIOSFODNN7EXAMPLE", "unavailable", 1}, {emptyPause, text(docA), idA, "found", 2},
		}
	}
	for name, steps := range steps {
		t.Run(name, func(t *testing.T) {
			store, source := newStore(docA)
			assert.Zero(t, store.fetches, "nothing is fetched before it is needed")
			for i, step := range steps {
				store.pass(step.pass)
				if step.change != nil {
					step.change(store)
				}
				if step.want == "unavailable" {
					mustFail(t, source, step.id)
				} else {
					assert.Equal(t, step.want == "found", found(t, source, step.id), "step %d", i)
				}
				assert.Equal(t, step.fetches, store.fetches, "step %d", i)
			}
			for _, err := range store.warned {
				mustNotTell(t, err.Error())
			}
		})
	}
}

// TestSource_Warn: of each fetch that failed, the survived ones included.
func TestSource_Warn(t *testing.T) {
	store, source := newStore(docA)
	require.True(t, found(t, source, idA))
	noRoute(store)
	for range 3 {
		store.pass(refreshEvery)
		_, _, _ = source.Lookup(t.Context(), idA)
	}
	assert.Len(t, store.warned, 3)
}

func TestSource_SlowFetch(t *testing.T) {
	store, source := newStore(docA)
	source.fetch = func(context.Context) ([]byte, error) {
		store.pass(goodFor + 1)
		return []byte(docA), nil
	}
	mustFail(t, source, idA)
}
