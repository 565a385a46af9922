package dynamo

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// tableTimeout is how long the table may take to be there.
const tableTimeout = 10 * time.Second

// CreateTable makes the table where it is missing and waits until it can be used, for ten seconds at most.
// It is for DynamoDB Local: template.yaml defines the deployed table, and a test
// holds this one to it.
func CreateTable(ctx context.Context, client *dynamodb.Client, name string) error {
	ctx, cancel := context.WithTimeout(ctx, tableTimeout)
	defer cancel()
	err := createTable(ctx, client, name)
	switch {
	case err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("dynamo: create table %s: no answer within %v", name, tableTimeout)
	case err != nil:
		return fmt.Errorf("dynamo: create table %s: %w", name, err)
	}
	return nil
}

func createTable(ctx context.Context, client *dynamodb.Client, name string) error {
	_, err := client.CreateTable(ctx, tableInput(name))
	if _, there := errors.AsType[*types.ResourceInUseException](err); err != nil && !there {
		return err
	}
	ready := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) {
		o.MinDelay, o.MaxDelay = 50*time.Millisecond, time.Second
	})
	return ready.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, tableTimeout)
}

// KeepTable makes the table as CreateTable does, and returns a client that makes it again whenever it is gone: a DynamoDB
// Local that keeps nothing has none after a restart. A call that finds it gone is answered as if the
// table had been there, empty, if it is made within the call's time; it is made in any case.
func KeepTable(ctx context.Context, client *dynamodb.Client, name string) (Client, error) {
	if err := CreateTable(ctx, client, name); err != nil {
		return nil, err
	}
	return &keeper{Client: client, table: name}, nil
}

type keeper struct {
	*dynamodb.Client
	table string

	mu sync.Mutex
	// ended is the last attempt to make the table that has ended, and current one that has not.
	ended, current *making
}

// making is one attempt to make the table, for all that wait for it.
type making struct {
	done chan struct{}
	err  error
}

func (k *keeper) lastEnded() *making {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended
}

// remake waits for an attempt that ended after another one did, and begins it if nobody else has.
func (k *keeper) remake(ctx context.Context, after *making) error {
	m := k.next(ctx, after)
	select {
	case <-m.done:
		return m.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (k *keeper) next(ctx context.Context, after *making) *making {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ended != after {
		return k.ended
	}
	if k.current == nil {
		k.current = &making{done: make(chan struct{})}
		go k.make(context.WithoutCancel(ctx), k.current)
	}
	return k.current
}

func (k *keeper) make(ctx context.Context, m *making) {
	m.err = CreateTable(ctx, k.Client, k.table)
	k.mu.Lock()
	k.ended, k.current = m, nil
	k.mu.Unlock()
	close(m.done)
}

// kept makes a call, and once again where the table was gone.
func kept[Out any](ctx context.Context, k *keeper, do func() (Out, error)) (Out, error) {
	before := k.lastEnded()
	out, err := do()
	if _, gone := errors.AsType[*types.ResourceNotFoundException](err); !gone {
		return out, err
	}
	switch failed := k.remake(ctx, before); {
	case ctx.Err() != nil:
		return out, ctx.Err() // this attempt's time is over, and another one waits for the same table
	case failed != nil:
		return out, err
	}
	return do()
}

// TransactWriteItems implements Client, as the methods below do.
func (k *keeper) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	return kept(ctx, k, func() (*dynamodb.TransactWriteItemsOutput, error) {
		return k.Client.TransactWriteItems(ctx, in, options...)
	})
}

// GetItem implements Client.
func (k *keeper) GetItem(ctx context.Context, in *dynamodb.GetItemInput, options ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return kept(ctx, k, func() (*dynamodb.GetItemOutput, error) { return k.Client.GetItem(ctx, in, options...) })
}

// Query implements Client.
func (k *keeper) Query(ctx context.Context, in *dynamodb.QueryInput, options ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return kept(ctx, k, func() (*dynamodb.QueryOutput, error) { return k.Client.Query(ctx, in, options...) })
}

// BatchWriteItem implements Client.
func (k *keeper) BatchWriteItem(
	ctx context.Context, in *dynamodb.BatchWriteItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.BatchWriteItemOutput, error) {
	return kept(ctx, k, func() (*dynamodb.BatchWriteItemOutput, error) { return k.Client.BatchWriteItem(ctx, in, options...) })
}

func tableInput(name string) *dynamodb.CreateTableInput {
	return &dynamodb.CreateTableInput{
		TableName: &name,
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: new("PK"), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: new("SK"), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: new("PK"), KeyType: types.KeyTypeHash},
			{AttributeName: new("SK"), KeyType: types.KeyTypeRange},
		},
		BillingMode: types.BillingModePayPerRequest,
	}
}
