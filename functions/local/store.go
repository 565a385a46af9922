package main

import (
	"context"
	"errors"
	"fmt"

	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
)

// store is a place that keeps pools, and what the banner says of it.
type store struct {
	cognito.Store
	kept  string
	close func() error
}

func openStore(ctx context.Context, o *options, getenv func(string) string) (*store, error) {
	switch {
	case o.table != "":
		return inTable(ctx, o, getenv)
	case o.memory:
		return inMemory()
	default:
		return inFile(o)
	}
}

func inMemory() (*store, error) {
	s, err := bolt.OpenMemory()
	if err != nil {
		return nil, err
	}
	return &store{s, "Pools are not kept: they are gone when this program ends.", s.Close}, nil
}

func inFile(o *options) (*store, error) {
	s, err := bolt.Open(bolt.Options{Path: o.data, Fsync: o.fsync})
	switch {
	case errors.Is(err, bolt.ErrLocked):
		return nil, fmt.Errorf("%w. Is it another userpools? Choose another file with -data, or keep nothing with -memory", err)
	case err != nil:
		return nil, err
	}
	return &store{s, "Pools are kept in " + o.data, s.Close}, nil
}

// inTable is where -table will be wired.
func inTable(context.Context, *options, func(string) string) (*store, error) {
	return nil, errors.New("-table is not built yet")
}
