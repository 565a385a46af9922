// Package dynamofake is a table of DynamoDB in memory, for tests that make more calls, and in more
// orders, than DynamoDB Local has time for. It does what this repository asks of a table: a string key of
// PK and SK, strongly consistent reads, conditional writes, transactions with their idempotency.
//
//	dynamofake.go  the table and its actions on items
//	transact.go    TransactWriteItems
//	query.go       Query and its pages
//	expression.go  conditions
//	item.go        items: keys, sizes, copies, projections
//	client.go      a client between a store and a table, some of whose attempts go wrong
//
// What it does not know is an error: a parameter, a function of an expression, a name that DynamoDB
// might reserve, a kind of attribute. So it refuses some requests that DynamoDB takes and takes none that
// DynamoDB refuses. Its tests make the same requests of DynamoDB Local and compare the answers.
//
// It imports the AWS SDK, and is for tests only.
package dynamofake

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// Item is the attributes of an item, by name.
type Item = map[string]types.AttributeValue

type option = func(*dynamodb.Options)

// Actions are those that a Table and DynamoDB's own client have in common.
type Actions interface {
	GetItem(context.Context, *dynamodb.GetItemInput, ...option) (*dynamodb.GetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...option) (*dynamodb.QueryOutput, error)
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...option) (*dynamodb.TransactWriteItemsOutput, error)
	BatchWriteItem(context.Context, *dynamodb.BatchWriteItemInput, ...option) (*dynamodb.BatchWriteItemOutput, error)
}

// Table is one table. It is safe for concurrent use.
type Table struct {
	name string
	now  func() time.Time

	mu    sync.Mutex
	items map[key]Item
	// done are the transactions that landed, by token.
	done map[string]transaction
}

var _ Actions = (*Table)(nil)

// New is an empty table. Its clock tells when a token has been forgotten; nil is time.Now.
func New(name string, now func() time.Time) *Table {
	if now == nil {
		now = time.Now
	}
	return &Table{name: name, now: now, items: map[key]Item{}, done: map[string]transaction{}}
}

// invalid is DynamoDB's refusal of a request that it does not understand.
func invalid(format string, args ...any) error {
	return &smithy.GenericAPIError{Code: "ValidationException", Message: fmt.Sprintf(format, args...)}
}

// begin is what all actions begin with: the context, the table's name, and that no other parameter
// is there than those that are known here.
func (t *Table) begin(ctx context.Context, in any, name *string, known ...string) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case name == nil || *name != t.name:
		return &types.ResourceNotFoundException{}
	}
	return only(in, known...)
}

// only refuses every parameter that is set and not known here. in points to a struct.
func only(in any, known ...string) error {
	v := reflect.ValueOf(in).Elem()
	for field, value := range v.Fields() {
		if field.IsExported() && !value.IsZero() && !slices.Contains(known, field.Name) {
			return invalid("dynamofake knows no %s.%s", v.Type().Name(), field.Name)
		}
	}
	return nil
}

// GetItem reads consistently.
func (t *Table) GetItem(ctx context.Context, in *dynamodb.GetItemInput, _ ...option) (*dynamodb.GetItemOutput, error) {
	if err := t.begin(ctx, in, in.TableName, "TableName", "Key", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"); err != nil {
		return nil, err
	}
	k, err := exactKey(in.Key)
	if err != nil {
		return nil, err
	}
	e := expressions{names: in.ExpressionAttributeNames}
	project := e.projection(in.ProjectionExpression)
	if err := e.end(); err != nil {
		return nil, err
	}
	if in.ConsistentRead == nil || !*in.ConsistentRead {
		return nil, invalid("dynamofake has no stale reads")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &dynamodb.GetItemOutput{}
	if item, ok := t.items[k]; ok {
		out.Item = project(item)
	}
	return out, nil
}

// BatchWriteItem puts and deletes without conditions, and leaves nothing unprocessed.
func (t *Table) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, _ ...option) (*dynamodb.BatchWriteItemOutput, error) {
	requests := in.RequestItems[t.name]
	switch err := t.begin(ctx, in, &t.name, "RequestItems"); {
	case err != nil:
		return nil, err
	case len(in.RequestItems) != 1 || len(requests) == 0 || len(requests) > 25:
		return nil, invalid("1 to 25 requests to one table")
	}
	writes := map[key]Item{}
	for _, r := range requests {
		k, item, err := batched(r)
		if err != nil {
			return nil, err
		}
		if _, doubled := writes[k]; doubled {
			return nil, invalid("Provided list of item keys contains duplicates")
		}
		writes[k] = item
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, item := range writes {
		t.set(k, item)
	}
	return &dynamodb.BatchWriteItemOutput{}, nil
}

// batched is the key that a request of a batch writes, and the item, nil for a delete.
func batched(r types.WriteRequest) (key, Item, error) {
	switch {
	case r.PutRequest != nil && r.DeleteRequest == nil:
		return whole(r.PutRequest.Item)
	case r.PutRequest == nil && r.DeleteRequest != nil:
		k, err := exactKey(r.DeleteRequest.Key)
		return k, nil, err
	}
	return key{}, nil, invalid("a request is one put or one delete")
}

// set stores an item that nobody else has, or deletes where it is nil.
func (t *Table) set(k key, item Item) {
	if item == nil {
		delete(t.items, k)
		return
	}
	t.items[k] = item
}
