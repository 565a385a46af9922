package dynamofake

import (
	"context"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Client passes calls on through a function, which may leave them out, make them later, or return
// another error than theirs.
type Client struct {
	Actions
	// Around makes a call by do, as often as it likes, and says how the call ends.
	Around func(ctx context.Context, in any, do func(context.Context) error) error
}

// around has the answer of the last do, some of which may come when nobody waits for it any more. An error has none.
func around[In, Out any](ctx context.Context, c *Client, in In, do func(context.Context, In, ...option) (*Out, error)) (*Out, error) {
	var answer atomic.Pointer[Out]
	err := c.Around(ctx, in, func(ctx context.Context) error {
		out, err := do(ctx, in)
		answer.Store(out)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer.Load(), nil
}

// GetItem is passed on, as all are.
func (c *Client) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...option) (*dynamodb.GetItemOutput, error) {
	return around(ctx, c, in, c.Actions.GetItem)
}

// Query is passed on.
func (c *Client) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...option) (*dynamodb.QueryOutput, error) {
	return around(ctx, c, in, c.Actions.Query)
}

// TransactWriteItems is passed on.
func (c *Client) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...option) (*dynamodb.TransactWriteItemsOutput, error) {
	return around(ctx, c, in, c.Actions.TransactWriteItems)
}

// BatchWriteItem is passed on.
func (c *Client) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...option) (*dynamodb.BatchWriteItemOutput, error) {
	return around(ctx, c, in, c.Actions.BatchWriteItem)
}
