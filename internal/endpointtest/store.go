package endpointtest

import (
	"context"

	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/trace"
)

// Store keeps an endpoint's pools in a store.
func Store(s cognito.Store) Option { return func(c *endpoint.Config) { c.Store = s } }

// Stub is a store that does something before a call of a method, or fails instead of it.
func Stub(s cognito.Store, before func(ctx context.Context, method string) error) Option {
	return Store(&Hooked{Store: s, Before: func(ctx context.Context, method string, _ *cognito.Pool) error { return before(ctx, method) }})
}

// Failing is a store each of whose methods fails.
func Failing(err error) Option {
	return Stub(nil, func(context.Context, string) error { return err })
}

// Hooked is a store of which a test does something itself.
type Hooked struct {
	cognito.Store
	// Before runs before each method, with the pool that it writes, if any; its error is the method's.
	Before func(ctx context.Context, method string, written *cognito.Pool) error
	// Count is CountPage, where it is not nil.
	Count func(after string) (n int, next string, err error)
	// Around, where it is not nil, makes each method's call by do, or not, and says how it ends.
	Around func(ctx context.Context, method string, do func() error) error
}

func (h *Hooked) run(ctx context.Context, method string, p *cognito.Pool, do func() error) error {
	if h.Around != nil {
		return h.Around(ctx, method, do)
	}
	if err := h.Before(ctx, method, p); err != nil {
		trace.Of(ctx).StoreCalls++
		return err
	}
	return do()
}

// Create implements cognito.Store, as the methods below do.
func (h *Hooked) Create(ctx context.Context, p *cognito.Pool) error {
	return h.run(ctx, "Create", p, func() error { return h.Store.Create(ctx, p) })
}

// Get implements cognito.Store.
func (h *Hooked) Get(ctx context.Context, part cognito.Partition, id string) (p *cognito.Pool, err error) {
	err = h.run(ctx, "Get", nil, func() error { p, err = h.Store.Get(ctx, part, id); return err })
	return p, err
}

// List implements cognito.Store.
func (h *Hooked) List(ctx context.Context, part cognito.Partition, after string, limit int) (pools []cognito.Summary, more bool, err error) {
	err = h.run(ctx, "List", nil, func() error { pools, more, err = h.Store.List(ctx, part, after, limit); return err })
	return pools, more, err
}

// Write implements cognito.Store.
func (h *Hooked) Write(ctx context.Context, w cognito.Write) error {
	return h.run(ctx, "Write", w.Pool, func() error { return h.Store.Write(ctx, w) })
}

// Find implements cognito.Store.
func (h *Hooked) Find(ctx context.Context, k cognito.Key) (r *cognito.Record, err error) {
	err = h.run(ctx, "Find", nil, func() error { r, err = h.Store.Find(ctx, k); return err })
	return r, err
}

// Records implements cognito.Store.
func (h *Hooked) Records(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string, limit int) (list []*cognito.Record, more bool, err error) {
	err = h.run(ctx, "Records", nil, func() error { list, more, err = h.Store.Records(ctx, of, k, after, limit); return err })
	return list, more, err
}

// CountRecords implements cognito.Store.
func (h *Hooked) CountRecords(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string) (n int, next string, err error) {
	err = h.run(ctx, "CountRecords", nil, func() error { n, next, err = h.Store.CountRecords(ctx, of, k, after); return err })
	return n, next, err
}

// Delete implements cognito.Store.
func (h *Hooked) Delete(ctx context.Context, part cognito.Partition, id string) error {
	return h.run(ctx, "Delete", nil, func() error { return h.Store.Delete(ctx, part, id) })
}

// CountPage implements cognito.Store.
func (h *Hooked) CountPage(ctx context.Context, part cognito.Partition, after string) (n int, next string, err error) {
	err = h.run(ctx, "CountPage", nil, func() error {
		if h.Count != nil {
			n, next, err = h.Count(after)
		} else {
			n, next, err = h.Store.CountPage(ctx, part, after)
		}
		return err
	})
	return n, next, err
}
