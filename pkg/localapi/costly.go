package localapi

import (
	"context"

	"userpools/pkg/awsjson"
	"userpools/pkg/request"
)

// Serve answers requests, as a Handler has them answered.
type Serve = func(context.Context, *request.Request) *awsjson.Response

// What a request costs the processor grows with its body, to 11 ms for one below 8 KiB. So many that are not cheap
// are answered at a time.
const (
	cheap  = 1 << 10
	atOnce = 32
)

// Bounded serves what is not cheap so many at a time; the others wait. Once it is late it drops all that comes or waits.
//
// The bound keeps the program able to act: a goroutine that the system wakes, as the one that takes signals, runs after all that
// were ready before, of which each may have 10 ms. With 2,000 of such requests these are ten seconds.
func Bounded(late context.Context, serve Serve) Serve {
	room := make(chan struct{}, atOnce)
	return func(ctx context.Context, r *request.Request) *awsjson.Response {
		switch {
		case late.Err() != nil:
			return &awsjson.Response{Dropped: true}
		case len(r.Body) < cheap:
			return serve(ctx, r)
		}
		select {
		case room <- struct{}{}:
			defer func() { <-room }()
			return serve(ctx, r)
		case <-late.Done():
			return &awsjson.Response{Dropped: true}
		}
	}
}
