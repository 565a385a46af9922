package endpoint

import (
	"cmp"
	"context"
	"log/slog"
	"time"

	"userpools/pkg/awsjson"
)

// Logger writes one structured line a request: what was asked, what came of it,
// what refused it, how long it took. It never writes a body, a header, a tag, an
// address, an ARN or a name: an entry has none of these.
//
// Requests are logged at level info; lists that left out what the store could not
// read, at level warn, with its keys; those that ended in a fault, at level
// error, with the cause (and a panic's stack) that the caller was not told.
//
// With a namespace the line carries CloudWatch's embedded metric format as well:
// requests, latency and storeCalls by operation, refusals and faults by outcome.
// The metrics are the line's own members, so that log and metrics cannot differ.
// A handler that drops level info then drops metrics.
func Logger(log *slog.Logger, namespace string) func(context.Context, awsjson.Entry) {
	metered := counters(namespace)
	return func(ctx context.Context, e awsjson.Entry) {
		attrs := describe(&e)
		if namespace != "" {
			attrs = append(attrs, metrics(&e, metered)...)
		}
		level := slog.LevelInfo
		if len(e.Unreadable) > 0 {
			level = slog.LevelWarn
			attrs = append(attrs, slog.Any("unreadable", e.Unreadable))
		}
		if e.Cause != nil {
			level = slog.LevelError
			attrs = append(attrs, slog.String("cause", Cause(e.Cause)))
		}
		log.LogAttrs(ctx, level, "request", attrs...)
	}
}

// none stands for an operation that was not known: a dimension needs a value.
const none = "none"

func describe(e *awsjson.Entry) []slog.Attr {
	attrs := append(make([]slog.Attr, 0, 18),
		slog.String("requestId", e.RequestID),
		slog.String("operation", cmp.Or(e.Operation, none)),
		slog.String("outcome", e.Outcome),
		slog.Int("status", e.Status),
		slog.Float64("latency", milliseconds(e.Duration)),
		slog.Int("storeCalls", e.StoreCalls),
		slog.Int("bodySize", e.BodySize),
	)
	for _, optional := range []struct{ name, value string }{
		{"poolId", e.PoolID}, {"clientId", e.ClientID}, {"refused", e.Refused}, {"keyId", e.KeyID}, {"sdk", e.SDK},
	} {
		if optional.value != "" {
			attrs = append(attrs, slog.String(optional.name, optional.value))
		}
	}
	if e.Members != nil {
		attrs = append(attrs, slog.Any("members", e.Members))
	}
	return attrs
}

// milliseconds with three digits behind the point.
func milliseconds(d time.Duration) float64 {
	return float64(d.Microseconds()) / float64(time.Millisecond/time.Microsecond)
}
