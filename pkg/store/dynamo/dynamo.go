// Package dynamo keeps pools, and what belongs to them, in one DynamoDB table, one item each:
//
//	PK                                     SK                         the rest of the item
//	123456789012#us-east-1                 POOL#us-east-1_AbCdEfGhI   Type Format Defaults Revision CreateToken Created
//	                                                                  Modified Name Settings{...} Mfa{...} Family{...}
//	                                                                  LogConfigurations[...]
//	123456789012#us-east-1#us-east-1_Ab... LIFE#CLIENT#4qh5...        Type Format Account Region Pool Life Revision
//	                                                                  CreateToken Created Modified Body{...}
//	DOMAIN#us-east-1#my-prefix             DOMAIN                     as a client
//	DOMAIN#auth.example.com                DOMAIN
//	123456789012#us-east-1                 GONE#us-east-1_Ab...#LIFE  Type Format Ended
//
// Settings, Mfa and Body hold what callers specified, under the API's names, as maps that
// the console shows. A member that was not specified is not stored. There is no index: a list
// is a query of one partition key, and every read is strongly consistent.
//
//	dynamo.go    the methods of cognito.Store that are about one pool
//	end.go       how a pool ends, and what is left of it then
//	family.go    what belongs to a pool
//	list.go      reading many items
//	transact.go  writing: always one transaction
//	item.go      what the table holds of a pool; record.go of what belongs to it
//	size.go      what DynamoDB counts as the size of it
//	attempt.go   attempts, retries, and what an error means
//	client.go    the AWS client, made without the SDK's configuration files
//	table.go     the table itself, for DynamoDB Local
//
// A write that failed without an answer may have landed. So every write is a transaction
// with a token of its call, and is tried again: DynamoDB answers one that has landed and
// does not make it a second time, also where others have written since. A refusal never
// follows an attempt that landed; where none is answered, the error is a fault.
//
// Life (cognito.Pool) is a part of the keys of what belongs to a pool. So a pool ends with
// all of that in the one transaction that deletes its item and puts GONE in its place, and
// one that is made with the same id later has nothing of it. What is left is deleted
// afterwards, a part with each Delete; GONE tells where, also after a crash.
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
// GetItem, Query, BatchWriteItem, and what TransactWriteItems asks for: PutItem,
// DeleteItem and ConditionCheckItem. The Store makes its own retries, so a client should make none;
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
	return busy(s.transact(ctx, change{item: item, condition: absent(), refusal: func(old attributes) error {
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

// Ready tells whether the table can be read, within the time of a call's attempts.
func (s *Store) Ready(ctx context.Context) error {
	_, err := s.get(ctx, key("READY", "READY")) // nothing is there
	if errors.Is(err, cognito.ErrNotFound) {
		return nil
	}
	return err
}
