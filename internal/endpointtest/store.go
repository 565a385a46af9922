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
	return Store(stub{s, before})
}

// Failing is a store each of whose methods fails.
func Failing(err error) Option {
	return Stub(nil, func(context.Context, string) error { return err })
}

type stub struct {
	cognito.Store
	call func(ctx context.Context, method string) error
}

func (s stub) before(ctx context.Context, method string) error {
	err := s.call(ctx, method)
	if err != nil {
		trace.Of(ctx).StoreCalls++
	}
	return err
}

func (s stub) Create(ctx context.Context, p *cognito.Pool) error {
	if err := s.before(ctx, "Create"); err != nil {
		return err
	}
	return s.Store.Create(ctx, p)
}

func (s stub) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if err := s.before(ctx, "Get"); err != nil {
		return nil, err
	}
	return s.Store.Get(ctx, part, id)
}

func (s stub) List(ctx context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	if err := s.before(ctx, "List"); err != nil {
		return nil, false, err
	}
	return s.Store.List(ctx, part, after, limit)
}

func (s stub) Replace(ctx context.Context, p *cognito.Pool) error {
	if err := s.before(ctx, "Replace"); err != nil {
		return err
	}
	return s.Store.Replace(ctx, p)
}

func (s stub) Delete(ctx context.Context, part cognito.Partition, id string) error {
	if err := s.before(ctx, "Delete"); err != nil {
		return err
	}
	return s.Store.Delete(ctx, part, id)
}

func (s stub) CountPage(ctx context.Context, part cognito.Partition, after string) (int, string, error) {
	if err := s.before(ctx, "CountPage"); err != nil {
		return 0, "", err
	}
	return s.Store.CountPage(ctx, part, after)
}
