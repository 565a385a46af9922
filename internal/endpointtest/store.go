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
type Stub struct {
	cognito.Store
	Before func(ctx context.Context, method string) error
}

// Failing is a store each of whose methods fails.
func Failing(err error) Stub {
	return Stub{Before: func(context.Context, string) error { return err }}
}

func (s Stub) before(ctx context.Context, method string) error {
	err := s.Before(ctx, method)
	if err != nil {
		trace.Of(ctx).StoreCalls++
	}
	return err
}

// Create implements cognito.Store, as the methods below do.
func (s Stub) Create(ctx context.Context, p *cognito.Pool) error {
	if err := s.before(ctx, "Create"); err != nil {
		return err
	}
	return s.Store.Create(ctx, p)
}

// Get returns a pool.
func (s Stub) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if err := s.before(ctx, "Get"); err != nil {
		return nil, err
	}
	return s.Store.Get(ctx, part, id)
}

// List returns a page.
func (s Stub) List(ctx context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	if err := s.before(ctx, "List"); err != nil {
		return nil, false, err
	}
	return s.Store.List(ctx, part, after, limit)
}

// Replace writes over a pool.
func (s Stub) Replace(ctx context.Context, p *cognito.Pool) error {
	if err := s.before(ctx, "Replace"); err != nil {
		return err
	}
	return s.Store.Replace(ctx, p)
}

// Delete removes a pool.
func (s Stub) Delete(ctx context.Context, part cognito.Partition, id string) error {
	if err := s.before(ctx, "Delete"); err != nil {
		return err
	}
	return s.Store.Delete(ctx, part, id)
}

// CountPage counts pools.
func (s Stub) CountPage(ctx context.Context, part cognito.Partition, after string) (int, string, error) {
	if err := s.before(ctx, "CountPage"); err != nil {
		return 0, "", err
	}
	return s.Store.CountPage(ctx, part, after)
}
