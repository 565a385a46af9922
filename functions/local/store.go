package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"userpools/pkg/awsenv"
	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
	"userpools/pkg/store/dynamo"
)

// store is a place that keeps pools, and what the banner says of it.
type store struct {
	cognito.Store
	summary string
	close   func() error
	lost    func() error // an error once somebody else has removed, replaced or cut the file
}

func never() error { return nil }

// watchInterval is how soon it is told that the file is lost.
const watchInterval = time.Second

// watch tells once that the file is lost.
func (s *store) watch(ctx context.Context, stderr io.Writer) {
	for ticks := time.Tick(watchInterval); ; {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		if err := s.lost(); err != nil {
			_, _ = fmt.Fprintf(stderr, "Warning: %v\n", err)
			return
		}
	}
}

func openStore(ctx context.Context, o *options, getenv func(string) string) (*store, error) {
	if o.table != "" {
		return openTable(ctx, o, getenv)
	}
	if !o.memory {
		return openFile(o)
	}
	s, err := bolt.OpenMemory()
	if err != nil {
		return nil, err
	}
	return &store{s, "Pools are not kept: they are gone when this program ends.", s.Close, never}, nil
}

func openFile(o *options) (*store, error) {
	s, counts, err := countedFile(o)
	hint := "Choose another file with -data, or keep nothing with -memory"
	switch {
	case errors.Is(err, bolt.ErrLocked):
		hint = "Is it another userpools? " + hint
	case errors.Is(err, bolt.ErrDamaged):
		hint = "It was left as it is; docs/reliability.md says more. " + hint
	}
	if err != nil {
		return nil, fmt.Errorf("%w. %s", err, hint)
	}
	return &store{s, fmt.Sprintf("Pools are kept in %s: %s", o.data, poolCounts(o, counts)), func() error { return errors.Join(s.Lost(), s.Close()) }, s.Lost}, nil
}

// countedFile is a file that is open, and how many pools it has.
func countedFile(o *options) (*bolt.Store, map[cognito.Partition]int, error) {
	s, err := bolt.Open(bolt.Options{Path: o.data, Fsync: o.fsync})
	if err != nil {
		return nil, nil, err
	}
	counts, err := s.Counts()
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%s: %w", o.data, err), s.Close())
	}
	return s, counts, nil
}

// openTable takes a DynamoDB table. Where the endpoint is a local one, it makes the table first, and again whenever that is gone.
func openTable(ctx context.Context, o *options, getenv func(string) string) (*store, error) {
	url := getenv("AWS_ENDPOINT_URL_DYNAMODB")
	client := dynamo.NewClient(dynamo.Config{Region: o.region, Endpoint: url})
	if awsenv.IsLocal(url) {
		kept, err := dynamo.KeepTable(ctx, client, o.table)
		if err != nil {
			return nil, fmt.Errorf("AWS_ENDPOINT_URL_DYNAMODB is %s, but: %w", url, err)
		}
		return tableStore(kept, o, url), nil
	}
	if getenv("AWS_ACCESS_KEY_ID") == "" || getenv("AWS_SECRET_ACCESS_KEY") == "" {
		return nil, errors.New("-table needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a DynamoDB Local at AWS_ENDPOINT_URL_DYNAMODB")
	}
	s := dynamo.New(client, o.table)
	if err := s.Ready(ctx); err != nil {
		return nil, fmt.Errorf("table %s of DynamoDB in %s cannot be used: %w", o.table, o.region, err)
	}
	return tableStore(client, o, "DynamoDB in "+o.region), nil
}

func tableStore(client dynamo.Client, o *options, where string) *store {
	return &store{dynamo.New(client, o.table), fmt.Sprintf("Pools are kept in table %s of %s", o.table, where), never, never}
}

// poolCounts is how many pools a file has for the callers of this endpoint, and how many of
// others: whoever forgets -account or -region is shown an empty list.
func poolCounts(o *options, counts map[cognito.Partition]int) string {
	if len(counts) == 0 {
		return "none yet"
	}
	here, whose := 0, "this account and region"
	if o.keys != "" {
		whose = "this region"
	}
	var others []string
	for part, n := range counts {
		if part.Region == o.region && (part.Account == o.account || o.keys != "") {
			here += n
		} else {
			others = append(others, fmt.Sprintf("%s in %s: %d", part.Account, part.Region, n))
		}
	}
	text := fmt.Sprintf("%d of %s", here, whose)
	if len(others) > 0 {
		text += fmt.Sprintf(", and others (%s)", firstOf(others))
	}
	return text
}

// firstOf is a sorted list, cut to what a terminal has room for.
func firstOf(all []string) string {
	const most = 4
	slices.Sort(all)
	if len(all) > most {
		all = append(all[:most:most], fmt.Sprintf("and %d more", len(all)-most))
	}
	return strings.Join(all, ", ")
}
