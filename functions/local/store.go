package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
	"userpools/pkg/store/dynamo"
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
		return nil, fmt.Errorf("%w. Is it another userpools? %s", err, elsewhere)
	case err != nil:
		return nil, fmt.Errorf("%w. %s", err, elsewhere)
	}
	counts, err := s.Counts()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &store{s, fmt.Sprintf("Pools are kept in %s: %s", o.data, held(o, counts)), s.Close}, nil
}

const elsewhere = "Choose another file with -data, or keep nothing with -memory"

// inTable takes a DynamoDB table, and makes it first where the endpoint is a local
// one: it speaks plain HTTP, which AWS's own does not.
func inTable(ctx context.Context, o *options, getenv func(string) string) (*store, error) {
	url := getenv("AWS_ENDPOINT_URL_DYNAMODB")
	client := dynamo.NewClient(dynamo.Config{Region: o.region, Endpoint: url})
	switch {
	case strings.HasPrefix(url, "http://"):
		if err := dynamo.CreateTable(ctx, client, o.table); err != nil {
			return nil, fmt.Errorf("AWS_ENDPOINT_URL_DYNAMODB is %s, but: %w", url, err)
		}
	case getenv("AWS_ACCESS_KEY_ID") == "" || getenv("AWS_SECRET_ACCESS_KEY") == "":
		return nil, errors.New("-table needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a DynamoDB Local at AWS_ENDPOINT_URL_DYNAMODB")
	default:
		url = "DynamoDB in " + o.region
	}
	return &store{dynamo.New(client, o.table), fmt.Sprintf("Pools are kept in table %s of %s", o.table, url), func() error { return nil }}, nil
}
