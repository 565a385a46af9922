package cognito

import "context"

// Trace collects what the log says of a call beyond its outcome.
type Trace struct {
	// PoolID is the pool that the call was about.
	PoolID string
	// StoreCalls counts requests to the store, retries included.
	StoreCalls int
}

type traceKey struct{}

// WithTrace gives a call a trace to fill.
func WithTrace(ctx context.Context) (context.Context, *Trace) {
	t := &Trace{}
	return context.WithValue(ctx, traceKey{}, t), t
}

// TraceOf is the call's trace; outside of a call it is one that nobody reads.
func TraceOf(ctx context.Context) *Trace {
	if t, ok := ctx.Value(traceKey{}).(*Trace); ok {
		return t
	}
	return &Trace{}
}
