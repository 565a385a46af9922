// Package wiretap is an endpoint in the test's own process that remembers what
// it was asked and refuses what it is told to refuse: how often does a client
// try, in which order does it call, and as what does an exception reach it?
//
//	tap := wiretap.New(t)
//	tap.Refuse("ListUserPools", 2, apierror.New(apierror.TooManyRequests, "Rate exceeded"))
//	... a client calls tap.URL ...
//	tap.Requests()
//
// Requests take the path of functions/local, from HTTP to the embedded store; the tap
// is the gate in front of the operations, so a refusal is written by the product itself.
// The package is for tests only.
package wiretap

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"userpools/internal/endpointtest"
	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
)

// Account and Region are whose pools these are.
const (
	Account = endpointtest.Account
	Region  = endpointtest.Region
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
	*awsjson.Server

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

// New starts an endpoint without pools, until the test ends. Options change it
// before that.
func New(t testing.TB, options ...endpointtest.Option) *Tap {
	t.Helper()
	log := func(_ context.Context, e awsjson.Entry) {
		if e.Cause != nil {
			t.Errorf("%s ended in a fault: %v", e.Operation, e.Cause)
		}
	}
	own := func(c *endpoint.Config) { c.Log, c.Now, c.Random, c.Wait = log, nil, nil, nil }
	tap := &Tap{Server: endpointtest.New(t, append(options, own)...).Server}
	tap.Authenticate = tap.noting(tap.Authenticate)
	api := httptest.NewUnstartedServer(nil)
	api.Config = localapi.Server(&localapi.Handler{Serve: tap.Serve, Log: log})
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

// Serve loses the answers that are to be lost.
func (t *Tap) Serve(ctx context.Context, req *request.Request) *awsjson.Response {
	answer := t.Server.Serve(ctx, req)
	t.mu.Lock()
	defer t.mu.Unlock()
	answer.Dropped = take(t.losses, operationOf(req)) != nil
	return answer
}

func operationOf(req *request.Request) string {
	_, operation, _ := strings.Cut(req.Header["x-amz-target"], ".")
	return operation
}

type gate = func(context.Context, *request.Request) (awsjson.Caller, error)

// noting is a gate that notes who comes, and refuses what is to be refused.
func (t *Tap) noting(next gate) gate {
	return func(ctx context.Context, req *request.Request) (awsjson.Caller, error) {
		operation := operationOf(req)
		t.mu.Lock()
		defer t.mu.Unlock()
		t.requests = append(t.requests, Request{operation, req.Header["amz-sdk-invocation-id"], req.Header["user-agent"], string(req.Body)})
		if r := take(t.refusals, operation); r != nil {
			return awsjson.Caller{}, r.err
		}
		return next(ctx, req)
	}
}
