package access

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

const (
	refreshEvery = 5 * time.Minute  // how old a keys document gets before it is fetched again
	goodFor      = 15 * time.Minute // how old one may get while fetching fails
	fetchPause   = 10 * time.Second // between two fetches, whatever asks for the second
	emptyPause   = time.Second      // the same while there is no valid document and every request fails
	fetchTimeout = 3 * time.Second  // for one fetch: a store that hangs must not take the whole request's time
)

// ErrUnavailable says that there is no valid keys document. No caller can be authenticated, and the
// request fails with the server's error, neither allowed nor refused.
var ErrUnavailable = errors.New("no good keys document")

var errStale = errors.New("the document is out of date")

// Fetch gets the text of a keys document. Its errors must not repeat any of it.
type Fetch func(ctx context.Context) ([]byte, error)

// Source holds the keys document in use and keeps it fresh: fetched with the first request, again when
// it is five minutes old, and once for a key that it does not have. It works on the path of requests
// and starts no goroutine: between requests a Lambda function is frozen. Of many requests at once one
// fetches. While fetching fails, or what is fetched is malformed, the last good document serves until
// it is 15 minutes old. Safe for concurrent use.
type Source struct {
	fetch Fetch
	scope Scope
	now   func() time.Time
	warn  func(error)

	mu     sync.Mutex
	keys   *Keys         // the last good document, nil before the first
	loaded time.Time     // when it was asked for
	tried  time.Time     // when the last fetch ended, zero before the first
	failed error         // how it ended
	flight chan struct{} // closed at the end of the fetch under way, nil when none is
}

// NewSource makes a source that has fetched nothing yet. The clock is an argument; warn, if not nil,
// is called for every failed fetch, also while the old document is used, with an error without secrets,
// and once for each Warning, as long as the document has it.
func NewSource(fetch Fetch, scope Scope, now func() time.Time, warn func(error)) *Source {
	if warn == nil {
		warn = func(error) {}
	}
	return &Source{fetch: fetch, scope: scope, now: now, warn: warn}
}

// Load fetches the document now, so that what is wrong with it shows at the start. warn is not called
// for the error that is returned.
func (s *Source) Load(ctx context.Context) error {
	asked := s.wall()
	keys, err := s.read(ctx)
	if err == nil {
		s.tell(s.take(keys, asked))
	}
	return err
}

// Lookup finds a key by its id; false means that there is none, or that its time is over. The error
// is ErrUnavailable with its cause. An id that is not of our form costs no fetch.
func (s *Source) Lookup(ctx context.Context, id string) (Key, bool, error) {
	key, found, err := s.lookup(ctx, id, false)
	if err != nil || found || !valid(keyID, id) {
		return key, found, err
	}
	return s.lookup(ctx, id, true)
}

func (s *Source) lookup(ctx context.Context, id string, unknown bool) (Key, bool, error) {
	keys, err := s.document(ctx, unknown)
	if err != nil {
		return Key{}, false, err
	}
	key, found := keys.Lookup(id, s.wall())
	return key, found, nil
}

// document is the document to use now, fetched if that is due; unknown says that the one held lacks a key.
func (s *Source) document(ctx context.Context, unknown bool) (*Keys, error) {
	for {
		flight, lead := s.join(unknown)
		if lead {
			s.load(ctx)
		}
		if lead || flight == nil {
			return s.current()
		}
		select {
		case <-flight:
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", ErrUnavailable, context.Cause(ctx))
		}
	}
}

// join decides what a request does: fetch (lead), wait for the fetch under way, or neither (nil).
func (s *Source) join(unknown bool) (flight chan struct{}, lead bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.wall()
	switch {
	case s.flight != nil && s.good(now) && !unknown:
		return nil, false
	case s.flight != nil:
		return s.flight, false
	case !s.due(now, unknown):
		return nil, false
	}
	s.flight = make(chan struct{})
	return s.flight, true
}

// wall is the wall clock: the monotonic one may stand still while a function is frozen.
func (s *Source) wall() time.Time { return s.now().Round(0) }

func (s *Source) good(now time.Time) bool {
	age := now.Sub(s.loaded)
	return s.keys != nil && age >= 0 && age <= goodFor // a clock that went back tells nothing about the age
}

func (s *Source) due(now time.Time, unknown bool) bool {
	pause := emptyPause
	if s.good(now) {
		pause = fetchPause
	}
	if since := now.Sub(s.tried); !s.tried.IsZero() && since >= 0 && since < pause {
		return false
	}
	return unknown || !s.good(now) || now.Sub(s.loaded) >= refreshEvery
}

func (s *Source) load(ctx context.Context) {
	asked := s.wall()
	var keys *Keys
	err := errors.New("the fetch panicked") // unless read returns: waiting requests are released in any case
	defer func() {
		var news []Warning
		if err == nil {
			news = s.take(keys, asked)
		}
		if s.finish(ctx, err) {
			s.warn(err)
		}
		s.tell(news)
	}()
	keys, err = s.read(ctx)
}

func (s *Source) read(ctx context.Context) (*Keys, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	data, err := s.fetch(ctx)
	if err != nil {
		return nil, fmt.Errorf("fetch keys document: %w", err)
	}
	return ParseKeys(data, s.scope)
}

// take has a document used from now on, and returns those of its warnings that the one before did not have.
func (s *Source) take(keys *Keys, asked time.Time) (news []Warning) {
	s.mu.Lock()
	defer s.mu.Unlock()
	told := s.keys.Warnings()
	s.keys, s.loaded, s.tried, s.failed = keys, asked, s.wall(), nil
	return slices.DeleteFunc(keys.Warnings(), func(w Warning) bool { return slices.Contains(told, w) })
}

func (s *Source) tell(news []Warning) {
	for _, w := range news {
		s.warn(w)
	}
}

// finish ends a fetch. If its caller was cancelled, that says nothing about the store, and the next
// request may fetch at once. Any other failure is to be warned of.
func (s *Source) finish(ctx context.Context, err error) (warn bool) {
	gone := err != nil && errors.Is(ctx.Err(), context.Canceled)
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.flight)
	s.flight = nil
	s.failed = err
	if !gone {
		s.tried = s.wall()
	}
	return err != nil && !gone
}

func (s *Source) current() (*Keys, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.good(s.wall()) {
		return s.keys, nil
	}
	if s.failed == nil {
		return nil, fmt.Errorf("%w: %w", ErrUnavailable, errStale)
	}
	return nil, fmt.Errorf("%w: %w", ErrUnavailable, s.failed)
}
