// Package trace carries what the log tells of a request besides its outcome from the
// parts that learn of it to the server, which makes one trace a request.
//
// It imports the standard library only.
package trace

import "context"

// Trace is filled on the way of one request, by one goroutine at a time.
type Trace struct {
	// PoolID is the pool that the request is about.
	PoolID string
	// ClientID is the app client that was found or made. What a caller names and is not there may be a secret in the
	// wrong member.
	ClientID string
	// Fault is the name of the declared fault that was applied.
	Fault string
	// StoreCalls counts requests to the store, retries included.
	StoreCalls int
	// Unreadable are the keys of stored pools and records that a list left out because they cannot
	// be read, the first maxUnreadable of them.
	Unreadable []string
}

// maxUnreadable bounds a line of the log: a downgrade may leave a list nothing to read.
const maxUnreadable = 100

// LeaveOut notes what a list goes on without.
func (t *Trace) LeaveOut(key string) {
	if len(t.Unreadable) < maxUnreadable {
		t.Unreadable = append(t.Unreadable, key)
	}
}

type key struct{}

// New gives a request a trace to fill.
func New(ctx context.Context) (context.Context, *Trace) {
	t := &Trace{}
	return context.WithValue(ctx, key{}, t), t
}

// Of is the request's trace; outside of a request it is one that nobody reads.
func Of(ctx context.Context) *Trace {
	if t, ok := ctx.Value(key{}).(*Trace); ok {
		return t
	}
	return &Trace{}
}
