package localapi

import (
	"context"
	"sync"
	"time"
)

// deadline is a context that ends at a time, as one of context.WithDeadline does. Its timer
// is only there once somebody waits for the end: nearly every request just asks whether it
// has come, and a timer each is more than one percent of a create.
type deadline struct {
	context.Context // which never ends
	at              time.Time

	mu     sync.Mutex
	timed  context.Context
	cancel context.CancelFunc
}

// within is a context that ends in a while. Its parent must not end.
func within(ctx context.Context, d time.Duration) *deadline {
	return &deadline{Context: ctx, at: time.Now().Add(d)}
}

// Deadline implements context.Context.
func (d *deadline) Deadline() (time.Time, bool) { return d.at, true }

// Done implements context.Context.
func (d *deadline) Done() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timed == nil {
		d.timed, d.cancel = context.WithDeadline(d.Context, d.at)
	}
	return d.timed.Done()
}

// Err implements context.Context.
func (d *deadline) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.timed != nil:
		return d.timed.Err()
	case time.Now().Before(d.at):
		return nil
	default:
		return context.DeadlineExceeded
	}
}

// release stops the timer, if there is one.
func (d *deadline) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cancel != nil {
		d.cancel()
	}
}
