// Package dynamo keeps pools in one DynamoDB table, one item a pool:
//
//	PK                       SK                         the rest of the item
//	123456789012#us-east-1   POOL#us-east-1_AbCdEfGhI   Type Format Defaults Revision CreateToken
//	                                                    Created Modified Name Settings{...} Mfa{...}
//
// Settings and Mfa hold what callers specified, under the API's names, as maps that
// the console shows. A member that was not specified is not stored. There is no index: a list
// is a query of the partition, and every read is strongly consistent.
//
//	dynamo.go   the methods of cognito.Store that are about one pool
//	list.go     those that are about a partition
//	item.go     what the table holds
//	size.go     what DynamoDB counts as the size of it
//	attempt.go  attempts, retries, and what an error means
//	client.go   the AWS client, made without the SDK's configuration files
//	table.go    the table itself, for DynamoDB Local
//
// A write that failed without an answer may have landed. So every write is
// conditional and is tried again; where the condition then fails, DynamoDB returns
// the item that is there, which tells whether it is the write's own.
//
// It imports cognito, trace, awsenv and the AWS SDK.
package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"userpools/pkg/cognito"
)

// Client is what a Store uses of *dynamodb.Client. The store's role has to allow
// GetItem, Query, BatchWriteItem, and what TransactWriteItems asks for: PutItem and
// DeleteItem. The Store makes its own retries, so a client should make none;
// NewClient's does not.
type Client interface {
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (
		*dynamodb.TransactWriteItemsOutput, error)
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	BatchWriteItem(context.Context, *dynamodb.BatchWriteItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error)
}

// Store implements cognito.Store over one table. Faults have the action that failed and
// how, and nothing of an item.
type Store struct {
	client Client
	table  string
	// timeout of an attempt, and the longest pause after the first of them.
	timeout, pause time.Duration
	now            func() time.Time
}

var _ cognito.Store = (*Store)(nil)

// New is a store over an existing table. It makes no request.
func New(client Client, table string) *Store {
	return &Store{client: client, table: table, timeout: attemptTimeout, pause: firstPause, now: time.Now}
}

// Create implements cognito.Store: a transaction of one put.
func (s *Store) Create(ctx context.Context, p *cognito.Pool) error {
	item, err := encode(p)
	if err != nil {
		return err
	}
	return busy(s.transact(ctx, change{put: item, condition: absent(), refusal: func(old attributes) error {
		existing, err := decode(p.Partition, old)
		if err != nil {
			return err
		}
		return &cognito.ExistsError{Pool: existing}
	}}))
}

// busy: for a call that has read nothing which another one could have changed, contention that
// outlasts its attempts is load.
func busy(err error) error {
	if errors.Is(err, cognito.ErrConflict) {
		return fmt.Errorf("dynamo: %w: %v", cognito.ErrThrottled, err) //nolint:errorlint // it is no ErrConflict any more
	}
	return err
}

// Get implements cognito.Store: one GetItem.
func (s *Store) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	item, err := s.get(ctx, keyOf(part, id))
	if err != nil {
		return nil, err
	}
	return decode(part, item)
}

func (s *Store) get(ctx context.Context, key attributes) (attributes, error) {
	out, err := try(ctx, s, "GetItem", func(ctx context.Context) (*dynamodb.GetItemOutput, error) {
		return s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table, Key: key, ConsistentRead: new(true)})
	})
	switch {
	case err != nil:
		return nil, err
	case len(out.Item) == 0:
		return nil, fmt.Errorf("dynamo: %w", cognito.ErrNotFound)
	}
	return out.Item, nil
}
