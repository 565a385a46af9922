package cognito

import (
	"context"
	"reflect"
	"strconv"
	"time"
)

// EachRule hands every rule a request for a stored pool: its check, and whether it is
// one of the request's operation. A create has a pool of which only the partition is set, or an empty client, which
// names records of a pool.
func EachRule(in any, stored *Pool, client *Client, named []*Record, facts Facts, look func(id string, applies bool, check func() error)) {
	var c *change
	if of, ok := in.(clientRequest); ok {
		c = clientRules(stored, new(*client), of, facts)
		c.client.named = named
	} else {
		after := *stored
		c = in.(request).apply(&after)
		c.before, c.after, c.facts = *stored, &after, facts
	}
	for i := range ruleList {
		look(ruleList[i].ID, ruleList[i].on&c.op != 0, func() error { return ruleList[i].check(c) })
	}
}

// RequestType is the struct that the operation's input is bound to.
func (o *Operation) RequestType() reflect.Type { return o.run.input }

// Counted counts nothing in n places, and tells how many are remembered.
func (s *Service) Counted(n int) int {
	for i := range n {
		s.counts.add(Key{ID: strconv.Itoa(i)}, "", 0, "", time.Now())
	}
	return len(s.counts.known)
}

// TakeTurn is a writer of the pool that has its turn until it leaves.
func (s *Service) TakeTurn(ctx context.Context, part Partition, pool string) (leave func()) {
	w := &writer{queue: &s.queue, pool: poolKey{part, pool}}
	_ = w.follow(ctx, true)
	return func() { w.leave(nil) }
}

// CheckSAMLMetadata and CheckCSS are for what a document is made of, without a request around it.
var (
	CheckSAMLMetadata = checkSAMLMetadata
	CheckCSS          = checkCSS
)
