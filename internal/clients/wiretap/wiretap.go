// Package wiretap is an endpoint in the test's own process that remembers what
// it was asked and refuses what it is told to refuse: how often does a client
// try, in which order does it call, and as what does an exception reach it?
//
//	tap := wiretap.New(t)
//	tap.Refuse("ListUserPools", 2, apierror.New(apierror.TooManyRequests, "Rate exceeded"))
//	... a client calls tap.URL ...
//	tap.Requests()
//
// Requests take the path of functions/local, from HTTP through the event to the
// embedded store; the tap is the gate in front of the operations, so a refusal is
// written by the product itself. The package is for tests only.
package wiretap

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
	"userpools/pkg/store/bolt"
)

// Account and Region are whose pools these are.
const (
	Account = "123456789012"
	Region  = "us-east-1"
)

// Request is one attempt of a client.
type Request struct {
	// Operation is what X-Amz-Target names, without the prefix.
	Operation string
	// InvocationID is the same in all attempts of one call.
	InvocationID string
	UserAgent    string
	Body         string
}

// Tap is the endpoint.
type Tap struct {
	// URL is where it listens.
	URL string

	open endpoint.Open

	mu       sync.Mutex
	requests []Request
	refusals []refusal
	losses   []refusal
}

type refusal struct {
	operation string // empty for any
	times     int    // negative for ever
	err       *apierror.Error
}

// New starts an endpoint without pools, until the test ends. Options change its
// service before that.
func New(t testing.TB, options ...func(*cognito.Service)) *Tap {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	service := &cognito.Service{Region: Region, Store: store, Now: time.Now, Random: rand.Reader}
	for _, option := range options {
		option(service)
	}
	tap := &Tap{open: endpoint.Open{Account: Account, Region: Region}}
	log := func(_ context.Context, e awsjson.Entry) {
		if e.Cause != nil {
			t.Errorf("%s ended in a fault: %v", e.Operation, e.Cause)
		}
	}
	server := endpoint.New(endpoint.Options{Service: service, Gate: tap, Log: log})
	api := httptest.NewUnstartedServer(nil)
	handler := &localapi.Handler{Function: apigateway.New(server, log), Account: Account, Now: time.Now, Log: log}
	api.Config = localapi.Server(tap.losing(handler))
	api.Start()
	t.Cleanup(api.Close)
	tap.URL = api.URL
	return tap
}

// Refuse answers an operation (any, where it is empty) with an exception, a
// number of times or, if that is negative, for ever. What is to be refused first
// is to be said first.
func (t *Tap) Refuse(operation string, times int, err *apierror.Error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.refusals = append(t.refusals, refusal{operation, times, err})
}

// Lose answers an operation, a number of times, but drops the connection instead
// of sending the answer: a client cannot know that it was done.
func (t *Tap) Lose(operation string, times int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.losses = append(t.losses, refusal{operation: operation, times: times})
}

// Requests are those so far.
func (t *Tap) Requests() []Request {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.requests)
}

// Operations are the calls by name, in order. A call is there once, however often
// it was tried: Go's client now and then tries twice although nothing is wrong
// (smithy-go, up to 1.28.8 at least, takes an answer that comes before its own
// writer has looked for the end of the request for a failure to write, and drops
// the connection that the answer is on; only a server as near as this is so quick).
func (t *Tap) Operations() []string {
	names, _ := t.calls()
	return names
}

// Calls counts the attempts of each call, in the order of the calls.
func (t *Tap) Calls() []int {
	_, attempts := t.calls()
	return attempts
}

func (t *Tap) calls() (names []string, attempts []int) {
	at := map[string]int{}
	for _, r := range t.Requests() {
		i, tried := at[r.InvocationID]
		if !tried || r.InvocationID == "" {
			i = len(names)
			at[r.InvocationID] = i
			names, attempts = append(names, r.Operation), append(attempts, 0)
		}
		attempts[i]++
	}
	return names, attempts
}

// Forget forgets the requests so far, and what was to be refused.
func (t *Tap) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests, t.refusals, t.losses = nil, nil, nil
}

// take finds the refusal that an operation meets now, and counts it.
func take(all []refusal, operation string) *refusal {
	for i := range all {
		if r := &all[i]; r.times != 0 && (r.operation == "" || r.operation == operation) {
			r.times--
			return r
		}
	}
	return nil
}

// losing is a handler some of whose answers do not arrive.
func (t *Tap) losing(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.mu.Lock()
		lost := take(t.losses, operationOf(r.Header.Get("X-Amz-Target")))
		t.mu.Unlock()
		if lost == nil {
			h.ServeHTTP(w, r)
			return
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler) // net/http's way to drop a connection
	})
}

func operationOf(target string) string {
	_, operation, _ := strings.Cut(target, ".")
	return operation
}

// Authenticate makes the tap an awsjson.Gate.
func (t *Tap) Authenticate(ctx context.Context, req *awsjson.Request) (awsjson.Caller, error) {
	operation := operationOf(req.Header["x-amz-target"])
	t.mu.Lock()
	defer t.mu.Unlock()
	t.requests = append(t.requests, Request{operation, req.Header["amz-sdk-invocation-id"], req.Header["user-agent"], string(req.Body)})
	if r := take(t.refusals, operation); r != nil {
		return awsjson.Caller{}, r.err
	}
	return t.open.Authenticate(ctx, req)
}

// Authorize allows everything.
func (t *Tap) Authorize(ctx context.Context, call *awsjson.Call) error {
	return t.open.Authorize(ctx, call)
}
