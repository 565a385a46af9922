package localapi

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestDeadline holds a context with a late timer to what context.WithDeadline has, whatever it is asked first. Times are
// those of a bubble.
func TestDeadline(t *testing.T) {
	const soon = time.Second
	wait := func(ctx context.Context) { <-ctx.Done() }
	for name, tt := range map[string]struct {
		in    time.Duration
		first func(context.Context)
		want  error
	}{
		"an end to come":               {time.Hour, func(context.Context) {}, nil},
		"an end that was":              {-1, func(context.Context) {}, context.DeadlineExceeded},
		"an end that was, awaited":     {-1, wait, context.DeadlineExceeded},
		"an end that is awaited":       {soon, wait, context.DeadlineExceeded},
		"an end that passes":           {soon, func(context.Context) { time.Sleep(2 * soon) }, context.DeadlineExceeded},
		"a timer for a later end":      {time.Hour, func(ctx context.Context) { ctx.Done() }, nil},
		"one that is released":         {time.Hour, func(ctx context.Context) { ctx.Done(); ctx.(*deadline).release() }, context.Canceled},
		"one that another one is from": {soon, func(ctx context.Context) { wait(context.WithValue(ctx, &deadline{}, 1)) }, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at := time.Now().Add(tt.in)
				d := &deadline{Context: context.Background(), at: at}
				defer d.release()
				tt.first(d)
				assert.Equal(t, tt.want, d.Err())
				got, ok := d.Deadline()
				assert.True(t, ok)
				assert.Equal(t, at, got)
				child, cancel := context.WithCancel(d)
				defer cancel()
				assert.Equal(t, tt.want, child.Err())
			})
		})
	}
}
