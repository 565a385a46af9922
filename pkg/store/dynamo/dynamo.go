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
	"reflect"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// Client is what a Store uses of *dynamodb.Client. Its methods are the item
// actions that the store's role has to allow. The Store makes its own retries,
// so a client should make none; NewClient's does not.
type Client interface {
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	DeleteItem(context.Context, *dynamodb.DeleteItemInput, ...func(*dynamodb.Options)) (*dynamodb.DeleteItemOutput, error)
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
}

// Store implements cognito.Store over one table. Faults have the action that failed and
// how, and nothing of an item.
type Store struct {
	client Client
	table  string
	// timeout of an attempt, and the longest pause after the first of them.
	timeout, pause time.Duration
}

var _ cognito.Store = (*Store)(nil)

// New is a store over an existing table. It makes no request.
func New(client Client, table string) *Store {
	return &Store{client: client, table: table, timeout: attemptTimeout, pause: firstPause}
}

// Create implements cognito.Store: one conditional PutItem.
func (s *Store) Create(ctx context.Context, p *cognito.Pool) error {
	item, err := encode(p)
	if err != nil {
		return err
	}
	unsure, err := s.put(ctx, &dynamodb.PutItemInput{
		Item:                item,
		ConditionExpression: new("attribute_not_exists(PK)"),
	})
	old, failed := conditionFailed(err)
	if !failed {
		return err
	}
	existing, err := decode(p.Partition, old)
	switch {
	case err != nil:
		return err
	case unsure && same(item, old):
		return nil
	}
	return fmt.Errorf("dynamo: %w", &cognito.ExistsError{Pool: existing})
}

// Get implements cognito.Store: one GetItem.
func (s *Store) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	out, _, err := try(ctx, s, "GetItem", func(ctx context.Context) (*dynamodb.GetItemOutput, error) {
		return s.client.GetItem(ctx, &dynamodb.GetItemInput{
			TableName: &s.table, Key: keyOf(part, id), ConsistentRead: new(true),
		})
	})
	switch {
	case err != nil:
		return nil, err
	case len(out.Item) == 0:
		return nil, fmt.Errorf("dynamo: %w", cognito.ErrNotFound)
	}
	return decode(part, out.Item)
}

// Replace implements cognito.Store: one conditional PutItem.
func (s *Store) replace(ctx context.Context, p *cognito.Pool) error {
	item, err := encode(p)
	if err != nil {
		return err
	}
	unsure, err := s.put(ctx, &dynamodb.PutItemInput{
		Item:                     item,
		ConditionExpression:      new("#revision = :seen"),
		ExpressionAttributeNames: map[string]string{"#revision": "Revision"},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":seen": &types.AttributeValueMemberN{Value: strconv.FormatInt(p.Revision-1, 10)},
		},
	})
	old, failed := conditionFailed(err)
	switch {
	case !failed:
		return err
	case len(old) == 0:
		return fmt.Errorf("dynamo: %w", cognito.ErrNotFound)
	case unsure && same(item, old):
		return nil
	}
	return fmt.Errorf("dynamo: %w", cognito.ErrConflict)
}

// Delete implements cognito.Store: one conditional DeleteItem. Where an attempt may
// have landed without an answer and the pool is gone, it has succeeded.
func (s *Store) Delete(ctx context.Context, part cognito.Partition, id string) error {
	_, unsure, err := try(ctx, s, "DeleteItem", func(ctx context.Context) (*dynamodb.DeleteItemOutput, error) {
		return s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
			TableName: &s.table, Key: keyOf(part, id),
			// An item of a later version may say its protection elsewhere.
			ConditionExpression: new("attribute_exists(PK) AND #format <= :format AND " +
				"(attribute_not_exists(#settings.#protection) OR #settings.#protection <> :active)"),
			ExpressionAttributeNames: map[string]string{
				"#format": "Format", "#settings": "Settings", "#protection": "DeletionProtection",
			},
			ExpressionAttributeValues: map[string]types.AttributeValue{
				":format": &types.AttributeValueMemberN{Value: strconv.Itoa(format)},
				":active": &types.AttributeValueMemberS{Value: cognito.ProtectionActive},
			},
			ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		})
	})
	old, failed := conditionFailed(err)
	switch {
	case !failed:
		return err
	case len(old) == 0 && unsure:
		return nil
	case len(old) == 0:
		return fmt.Errorf("dynamo: %w", cognito.ErrNotFound)
	}
	if _, err := decode(part, old); err != nil {
		return err
	}
	return fmt.Errorf("dynamo: %w", cognito.ErrProtected)
}

// put makes one PutItem, refused before it is sent where the item is too large.
// DynamoDB checks the item before anything else, so its own refusal for the size
// means as well that nothing was written.
func (s *Store) put(ctx context.Context, in *dynamodb.PutItemInput) (unsure bool, err error) {
	size := sizeOf(in.Item)
	if size > maxItem {
		return false, fmt.Errorf("dynamo: %w", &cognito.TooLargeError{Size: size, Max: maxItem})
	}
	in.TableName = &s.table
	in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	_, unsure, err = try(ctx, s, "PutItem", func(ctx context.Context) (*dynamodb.PutItemOutput, error) {
		return s.client.PutItem(ctx, in)
	})
	if tooLarge(err) {
		return unsure, fmt.Errorf("dynamo: %w", &cognito.TooLargeError{Size: size, Max: maxItem})
	}
	return unsure, err
}

// conditionFailed is whether a write was refused for its condition, and the item
// that is there, if any.
func conditionFailed(err error) (old map[string]types.AttributeValue, failed bool) {
	refusal, failed := errors.AsType[*types.ConditionalCheckFailedException](err)
	if failed {
		old = refusal.Item
	}
	return old, failed
}

// same is whether the item that is there is the one that was to be written.
func same(item, old map[string]types.AttributeValue) bool {
	wanted, err := read(item)
	existing, err2 := read(old)
	return err == nil && err2 == nil && reflect.DeepEqual(wanted, existing)
}
