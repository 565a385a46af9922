package access

import (
	"context"
	"errors"
	"os"
	"path/filepath"
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

func TestTheDocumentIsFetchedOnceInFiveMinutes(t *testing.T) {
	store, source := newStore(docA)
	assert.Zero(t, store.fetches, "nothing is fetched before it is needed")
	for range 3 {
		assert.True(t, found(t, source, idA))
	}
	store.pass(refreshEvery - 1)
	assert.True(t, found(t, source, idA))
	assert.Equal(t, 1, store.fetches)
	store.pass(1)
	assert.True(t, found(t, source, idA))
	assert.True(t, found(t, source, idA))
	assert.Equal(t, 2, store.fetches)
}

func TestAKeyTakenAwayIsGoneWithTheNextFetch(t *testing.T) {
	store, source := newStore(docA)
	assert.True(t, found(t, source, idA))
	store.text = docB
	store.pass(refreshEvery)
	assert.False(t, found(t, source, idA))
	assert.True(t, found(t, source, idB))
}

func TestAnUnknownKeyIsLookedForOnceInTenSeconds(t *testing.T) {
	store, source := newStore(docA)
	assert.False(t, found(t, source, idB), "not twice for the very first request")
	assert.Equal(t, 1, store.fetches)
	store.text = docB
	store.pass(fetchPause - 1)
	assert.False(t, found(t, source, idB))
	assert.Equal(t, 1, store.fetches)
	store.pass(1)
	assert.True(t, found(t, source, idB))
	for range 5 {
		assert.False(t, found(t, source, stray))
	}
	assert.Equal(t, 2, store.fetches)
}

func TestAnIdOfAnotherFormCostsNoFetch(t *testing.T) {
	store, source := newStore(docA)
	for _, id := range []string{"AKIAIOSFODNN7EXAMPLE", "", strings.Repeat("U", 5000)} {
		store.pass(fetchPause)
		assert.False(t, found(t, source, id))
	}
	assert.Equal(t, 1, store.fetches)
}

func TestAKeyWhoseTimeIsOverIsUnknownUntilItsTimeIsProlonged(t *testing.T) {
	store, source := newStore(strings.Replace(docA, `"secret"`, `"notAfter": "2026-11-21T12:01:00Z", "secret"`, 1))
	assert.True(t, found(t, source, idA))
	store.pass(61 * time.Second)
	assert.False(t, found(t, source, idA))
	store.text = docA
	store.pass(fetchPause)
	assert.True(t, found(t, source, idA))
}

func TestWithoutAGoodDocumentEveryLookupFails(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no keys": "{}", "no JSON": docA[:50], "a mistake in one of two keys": strings.Replace(docA[:len(docA)-1]+", "+docB[1:], canary, "short", 1),
		"too large": docA + strings.Repeat(" ", MaxDocument),
	} {
		t.Run(name, func(t *testing.T) {
			store, source := newStore(text)
			mustFail(t, source, idA)
			mustFail(t, source, "AKIAIOSFODNN7EXAMPLE")
			assert.Equal(t, 1, store.fetches, "not more than once a second")
			store.text = docA
			store.pass(emptyPause)
			assert.True(t, found(t, source, idA), "it recovers by itself")
			require.Len(t, store.warned, 1)
			mustNotTell(t, store.warned[0].Error())
		})
	}
}

func TestTheLastGoodDocumentServesFor15Minutes(t *testing.T) {
	for name, spoil := range map[string]func(*store){
		"the store fails":           func(s *store) { s.err = errors.New("no route") },
		"the document is malformed": func(s *store) { s.text = docA[:50] },
		"the document is empty":     func(s *store) { s.text = "" },
		"the document has no keys":  func(s *store) { s.text = "{}" },
	} {
		t.Run(name, func(t *testing.T) {
			store, source := newStore(docA)
			assert.True(t, found(t, source, idA))
			spoil(store)
			store.pass(refreshEvery)
			assert.True(t, found(t, source, idA))
			assert.False(t, found(t, source, stray), "an unknown key is unknown, not a failure")
			assert.Equal(t, 2, store.fetches)
			assert.Len(t, store.warned, 1)
			store.pass(fetchPause)
			assert.True(t, found(t, source, idA))
			assert.Equal(t, 3, store.fetches, "tried again, but not with every request")
			store.pass(goodFor - refreshEvery - fetchPause)
			assert.True(t, found(t, source, idA), "at 15 minutes")
			store.pass(1)
			mustFail(t, source, idA)
			store.pass(fetchPause)
			store.err, store.text = nil, docB
			assert.True(t, found(t, source, idB), "and afterwards it recovers")
		})
	}
}

func TestAfterALongFreezeTheOldDocumentCountsForNothing(t *testing.T) {
	store, source := newStore(docA)
	assert.True(t, found(t, source, idA))
	store.err = errors.New("no route")
	store.pass(24 * time.Hour)
	mustFail(t, source, idA)
}

func TestAClockThatWentBackProvesNoDocumentYoung(t *testing.T) {
	store, source := newStore(docA)
	assert.True(t, found(t, source, idA))
	store.pass(-time.Hour)
	store.err = errors.New("no route")
	mustFail(t, source, idA)
	store.err = nil
	store.pass(emptyPause)
	assert.True(t, found(t, source, idA))
}

func TestADocumentThatTookLongerToComeThanItIsGoodFor(t *testing.T) {
	store, source := newStore(docA)
	source.fetch = func(context.Context) ([]byte, error) {
		store.pass(goodFor + 1)
		return []byte(docA), nil
	}
	mustFail(t, source, idA)
}

func TestFileFetch(t *testing.T) {
	name := filepath.Join(t.TempDir(), "keys.json")
	_, err := FileFetch(name)(t.Context())
	assert.ErrorIs(t, err, os.ErrNotExist)

	require.NoError(t, os.WriteFile(name, []byte(docA), 0o600))
	source := NewSource(FileFetch(name), testScope, time.Now, nil)
	assert.True(t, found(t, source, idA))

	require.NoError(t, os.WriteFile(name, []byte(docA+strings.Repeat(" ", 2*MaxDocument)), 0o600))
	mustFail(t, NewSource(FileFetch(name), testScope, time.Now, nil), idA)
}
