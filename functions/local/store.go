package main

import (
	"context"
	"slices"
	"strings"
	"sync"

	"userpools/pkg/cognito"
)

// store is a place that keeps pools, and says so.
type store struct {
	cognito.Store
	kept  string
	close func() error
}

// openStore stands in until the embedded store is there: nothing is kept.
func openStore(_ context.Context, _ *options, _ func(string) string) (*store, error) {
	return &store{&interim{pools: map[string]cognito.Pool{}}, "Pools are kept nowhere: the embedded store is not built yet.", func() error { return nil }}, nil
}

type interim struct {
	mu    sync.Mutex
	pools map[string]cognito.Pool
}

func key(part cognito.Partition, id string) string { return part.Account + part.Region + id }

func (s *interim) Create(_ context.Context, p *cognito.Pool) (*cognito.Pool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.pools[key(p.Partition, p.ID)]; ok {
		return &old, cognito.ErrExists
	}
	s.pools[key(p.Partition, p.ID)] = *p
	return nil, nil
}

func (s *interim) Get(_ context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.pools[key(part, id)]
	if !ok {
		return nil, cognito.ErrNotFound
	}
	return &p, nil
}

func (s *interim) List(_ context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []cognito.Summary
	for _, p := range s.pools {
		if p.Partition == part && p.ID > after {
			all = append(all, cognito.Summary{ID: p.ID, Name: p.Name, Created: p.Created, Modified: p.Modified, Defaults: p.Defaults, LambdaConfig: p.Settings.LambdaConfig})
		}
	}
	slices.SortFunc(all, func(a, b cognito.Summary) int { return strings.Compare(a.ID, b.ID) })
	if len(all) > limit {
		return all[:limit], true, nil
	}
	return all, false, nil
}

func (s *interim) Replace(_ context.Context, p *cognito.Pool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.pools[key(p.Partition, p.ID)]
	if !ok {
		return cognito.ErrNotFound
	}
	if old.Revision != p.Revision-1 {
		return cognito.ErrConflict
	}
	s.pools[key(p.Partition, p.ID)] = *p
	return nil
}

func (s *interim) Delete(_ context.Context, part cognito.Partition, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.pools[key(part, id)]
	if !ok {
		return cognito.ErrNotFound
	}
	if d := old.Settings.DeletionProtection; d != nil && *d == "ACTIVE" {
		return cognito.ErrProtected
	}
	delete(s.pools, key(part, id))
	return nil
}

func (s *interim) Count(context.Context, cognito.Partition) (int, error) { return len(s.pools), nil }
