package dynamo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/ddblocal"
	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) cognito.Store {
		client, table := local(t)
		return newStore(client, table)
	}, storetest.ItemLimit(maxItem), storetest.ModelSteps(10), storetest.Spoil(spoil))
}

// spoil leaves of an item only its key, in a form that nobody knows.
func spoil(t *testing.T, s cognito.Store, k cognito.Key) {
	t.Helper()
	store, ok := s.(*Store)
	require.True(t, ok)
	item := keyOf(k.Owner.Partition, k.Owner.PoolID)
	if k.Kind != "" {
		item = recordKey(k)
	}
	item["Format"] = number(99)
	require.NoError(t, store.transact(t.Context(), change{item: item}))
}

var tables atomic.Int64

// local is a client of a real DynamoDB Local and the name of an empty table there
// that is the test's own.
func local(t testing.TB) (*dynamodb.Client, string) {
	t.Helper()
	client := NewClient(Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	name := fmt.Sprintf("pools-%d-%d", os.Getpid(), tables.Add(1))
	require.NoError(t, CreateTable(t.Context(), client, name))
	t.Cleanup(func() {
		_, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name})
		require.NoError(t, err)
	})
	return client, name
}

// newStore is a store that does not pause and waits long for a busy machine.
func newStore(c Client, table string) *Store {
	s := New(c, table)
	s.timeout, s.pause = attemptTimeout*20, 0
	return s
}

var (
	minimal   = storetest.Minimal(storetest.Here, "us-east-1_Minimal")
	full      = storetest.Full(storetest.Here, "us-east-1_Full")
	second    = with(full, func(p *cognito.Pool) { p.Revision, p.Name = p.Revision+1, "second" })
	protected = with(minimal, func(p *cognito.Pool) {
		p.ID = "us-east-1_Protected"
		p.Settings.DeletionProtection = new("ACTIVE")
	})
)

func with(p *cognito.Pool, change func(*cognito.Pool)) *cognito.Pool {
	q := *p
	change(&q)
	return &q
}

// assertFault holds that an error is none of the contract's, and has nothing of
// DynamoDB's message.
func assertFault(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "secret")
	for _, sentinel := range []error{
		cognito.ErrNotFound, cognito.ErrConflict, cognito.ErrProtected, cognito.ErrHasDomain, cognito.ErrThrottled,
	} {
		assert.NotErrorIs(t, err, sentinel)
	}
	_, exists := errors.AsType[*cognito.ExistsError](err)
	_, taken := errors.AsType[*cognito.TakenError](err)
	assert.False(t, exists || taken, err)
}

// spy is a client whose calls go through a function.
type spy struct {
	Client
	around func(ctx context.Context, action string, in any, do func() (any, error)) (any, error)
}

func through[Out any](ctx context.Context, s *spy, action string, in any, do func() (*Out, error)) (*Out, error) {
	out, err := s.around(ctx, action, in, func() (any, error) { return do() })
	typed, _ := out.(*Out)
	return typed, err
}

func (s *spy) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, o ...func(*dynamodb.Options)) (
	*dynamodb.TransactWriteItemsOutput, error,
) {
	return through(ctx, s, "TransactWriteItems", in, func() (*dynamodb.TransactWriteItemsOutput, error) {
		return s.Client.TransactWriteItems(ctx, in, o...)
	})
}

func (s *spy) GetItem(ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return through(ctx, s, "GetItem", in, func() (*dynamodb.GetItemOutput, error) { return s.Client.GetItem(ctx, in, o...) })
}

func (s *spy) Query(ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return through(ctx, s, "Query", in, func() (*dynamodb.QueryOutput, error) { return s.Client.Query(ctx, in, o...) })
}

func (s *spy) BatchWriteItem(ctx context.Context, in *dynamodb.BatchWriteItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchWriteItemOutput, error) {
	return through(ctx, s, "BatchWriteItem", in, func() (*dynamodb.BatchWriteItemOutput, error) { return s.Client.BatchWriteItem(ctx, in, o...) })
}

// refusing answers every call with one error, after a function; a nil error stands
// for a DynamoDB that does not answer.
func refusing(err error, calls *int, then func()) *spy {
	return &spy{around: func(ctx context.Context, _ string, _ any, _ func() (any, error)) (any, error) {
		*calls++
		then()
		if err == nil {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return nil, err
	}}
}

// TestList_CutPages makes DynamoDB cut every page after one item, and then return
// every second page with no item at all.
func TestList_CutPages(t *testing.T) {
	client, table := local(t)
	ids := []string{"us-east-1_A", "us-east-1_B", "us-east-1_C", "us-east-1_D"}
	for _, id := range ids {
		require.NoError(t, newStore(client, table).Create(t.Context(), storetest.Minimal(storetest.Here, id)))
	}
	for _, empty := range []bool{false, true} {
		calls := 0
		s := newStore(&spy{client, func(_ context.Context, _ string, in any, do func() (any, error)) (any, error) {
			calls++
			query, ok := in.(*dynamodb.QueryInput)
			require.True(t, ok)
			if empty && calls%2 == 0 && query.ExclusiveStartKey != nil {
				return &dynamodb.QueryOutput{LastEvaluatedKey: query.ExclusiveStartKey}, nil
			}
			query.Limit = new(int32(1))
			return do()
		}}, table)
		for limit := range len(ids) + 2 {
			list, more, err := s.List(t.Context(), storetest.Here, "", limit)
			require.NoError(t, err)
			assert.Equal(t, limit < len(ids), more)
			require.Len(t, list, min(limit, len(ids)))
			for i, p := range list {
				assert.Equal(t, ids[i], p.ID)
			}
		}
		assert.Equal(t, len(ids), storetest.Count(t, s, storetest.Here))
	}
}
