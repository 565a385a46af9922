package histories

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// fault is what goes wrong with one call of a store.
type fault struct {
	name string
	// lands is whether the call is carried out, now or late: when its turn comes.
	lands landing
	// err is what the store's caller sees; nil stands for a success.
	err error
	// writes is that it can happen to a write only.
	writes bool
}

type landing int

const (
	never landing = iota
	now
	later
)

var (
	errReset   = fmt.Errorf("read: %w", syscall.ECONNRESET)
	errTimeout = fmt.Errorf("read: %w", context.DeadlineExceeded)

	before    = fault{"an error before it arrived", never, fmt.Errorf("send: %w", syscall.ECONNREFUSED), false}
	landed    = fault{"no answer after it landed", now, errReset, true}
	late      = fault{"a time-out, and it lands late", later, errTimeout, true}
	throttled = fault{"throttling", never, &types.ThrottlingException{Message: new("secret")}, false}
	conflict  = fault{"a conflict", never, cancelled("TransactionConflict"), true}

	// interrupted is what goes right, but others come first.
	interrupted = fault{name: "others who come first"}

	// kinds are those that differ in what happens between callers.
	kinds = []fault{interrupted, before, landed, late, conflict}

	// tableFaults are those of DynamoDB.
	tableFaults = []fault{
		before, landed, late, throttled, conflict,
		{"a time-out after it landed", now, errTimeout, true},
		{"a time-out", never, errTimeout, false},
		{"throttling of a transaction", never, cancelled("ThrottlingError"), true},
		{"too much throughput", never, &types.ProvisionedThroughputExceededException{}, false},
		{"in progress, and it landed", now, &types.TransactionInProgressException{}, true},
		{"in progress, and it lands late", later, &types.TransactionInProgressException{}, true},
		{"in progress, and it failed", never, &types.TransactionInProgressException{}, true},
		{"an internal error", never, &types.InternalServerError{}, false},
		{"an internal error after it landed", now, &types.InternalServerError{}, true},
	}

	// fileFaults are those of a file: a commit fails, or does although it seems not to.
	fileFaults = []fault{
		{"a failure", never, errors.New("disk is full"), false},
		{"a failure after it was committed", now, errors.New("disk is slow"), true},
	}

	// lost is what no sound store does.
	lost = fault{"an acknowledged write that is lost", never, nil, true}
)

// cancelled is a transaction that was given up because of its first write.
func cancelled(code string) error {
	return &types.TransactionCanceledException{CancellationReasons: []types.CancellationReason{{Code: &code}, {Code: new("None")}}}
}

// act makes a call of a store in its caller's turn. A write that is late lands when it is chosen, at the latest right
// after the caller's next attempt, whosever turn it was. A store could not tell the truth of one that lands when the
// next attempt has been refused and others have removed the reason.
func (c *caller) act(ctx context.Context, a *action, do func(context.Context) error) error {
	f := c.await(a)
	defer c.takeLate()()
	switch {
	case f == nil || *f == interrupted:
		return do(ctx)
	case f.lands == now:
		_ = do(ctx) // nobody hears of it
	case f.lands == later:
		c.late = c.begin(func() { _ = do(context.WithoutCancel(ctx)) })
	}
	return f.err
}

// begin is what makes a write that is under way land.
func (c *caller) begin(land func()) func() {
	if c.turn != nil {
		return land
	}
	landed := make(chan struct{})
	go func() { land(); close(landed) }()
	return func() { <-landed }
}

// takeLate is the late write, which it takes from the caller.
func (c *caller) takeLate() func() {
	land := c.late
	c.late = nil
	if land == nil {
		return func() {}
	}
	return land
}

// onTable is act for a client of DynamoDB.
func (c *caller) onTable(ctx context.Context, in any, do func(context.Context) error) error {
	a := &action{name: strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%T", in), "*dynamodb."), "Input")}
	switch in.(type) {
	case *dynamodb.TransactWriteItemsInput, *dynamodb.BatchWriteItemInput:
		a.write = true
	}
	return c.act(ctx, a, do)
}

// onFile is act for a whole store.
func (c *caller) onFile(ctx context.Context, method string, do func() error) error {
	write := method == "Create" || method == "Write" || method == "Delete"
	return c.act(ctx, &action{method, write}, func(context.Context) error { return do() })
}
