package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

var (
	minimal = storetest.Minimal(storetest.Here, "us-east-1_Minimal")
	full    = storetest.Full(storetest.Here, "us-east-1_Full")
	second  = func() *cognito.Pool {
		p := *full
		p.Revision++
		p.Name = "second"
		return &p
	}()
	protected = func() *cognito.Pool {
		p := *minimal
		p.ID = "us-east-1_Protected"
		p.Settings.DeletionProtection = new("ACTIVE")
		return &p
	}()
)

// scenario is a call whose answer is known, on a table that holds full and
// protected, and what the table holds afterwards.
type scenario struct {
	name string
	call func(context.Context, *Store) (any, error)
	want any
	err  error
	left []*cognito.Pool
}

var healthy = []scenario{
	{
		"create", func(ctx context.Context, s *Store) (any, error) { return taken(s.Create(ctx, minimal)) },
		(*cognito.Pool)(nil), nil, []*cognito.Pool{full, minimal, protected},
	},
	{
		"create over another", func(ctx context.Context, s *Store) (any, error) {
			p := *minimal
			p.ID = full.ID
			return taken(s.Create(ctx, &p))
		},
		full, nil, []*cognito.Pool{full, protected},
	},
	{
		"get", func(ctx context.Context, s *Store) (any, error) { return s.Get(ctx, storetest.Here, full.ID) },
		full, nil, []*cognito.Pool{full, protected},
	},
	{
		"get what is not there", func(ctx context.Context, s *Store) (any, error) {
			return s.Get(ctx, storetest.Here, minimal.ID)
		},
		(*cognito.Pool)(nil), cognito.ErrNotFound, []*cognito.Pool{full, protected},
	},
	{
		"list", func(ctx context.Context, s *Store) (any, error) {
			list, more, err := s.List(ctx, storetest.Here, "", 1)
			return fmt.Sprint(len(list), more), err
		},
		"1 true", nil, []*cognito.Pool{full, protected},
	},
	{
		"count", func(ctx context.Context, s *Store) (any, error) {
			n, next, err := s.CountPage(ctx, storetest.Here, "")
			return fmt.Sprint(n, next), err
		},
		"2", nil, []*cognito.Pool{full, protected},
	},
	{
		"replace", func(ctx context.Context, s *Store) (any, error) { return nil, s.Replace(ctx, second) },
		nil, nil, []*cognito.Pool{second, protected},
	},
	{
		"replace what was changed", func(ctx context.Context, s *Store) (any, error) {
			p := *second
			p.Revision++
			return nil, s.Replace(ctx, &p)
		},
		nil, cognito.ErrConflict, []*cognito.Pool{full, protected},
	},
	{
		"delete", func(ctx context.Context, s *Store) (any, error) {
			return nil, s.Delete(ctx, storetest.Here, full.ID)
		},
		nil, nil, []*cognito.Pool{protected},
	},
	{
		"delete what is protected", func(ctx context.Context, s *Store) (any, error) {
			return nil, s.Delete(ctx, storetest.Here, protected.ID)
		},
		nil, cognito.ErrProtected, []*cognito.Pool{full, protected},
	},
}

// run makes the call on a fresh state and holds it to what is known.
func (c scenario) run(t *testing.T, s *Store) {
	t.Helper()
	plain := c.prepare(t, s)
	got, err := c.call(t.Context(), s)
	require.ErrorIs(t, err, c.err)
	require.Equal(t, c.want, got)
	require.Equal(t, c.left, everything(t, plain))
}

// prepare empties the table, puts full and protected there, and returns a store
// over it of which nothing goes wrong.
func (c scenario) prepare(t *testing.T, s *Store) *Store {
	t.Helper()
	plain := s
	if faulty, ok := s.client.(*faultyClient); ok {
		plain = newStore(faulty.Client, s.table)
	}
	client, ok := plain.client.(*dynamodb.Client)
	require.True(t, ok)
	for _, p := range []*cognito.Pool{minimal, full, protected} {
		require.NoError(t, deleteRaw(t, client, s.table, p.ID))
	}
	for _, p := range []*cognito.Pool{full, protected} {
		err := plain.Create(t.Context(), p)
		require.NoError(t, err)
	}
	return plain
}

// taken is the pool that a create met, in the place of the error that has it.
func taken(err error) (*cognito.Pool, error) {
	if exists, ok := errors.AsType[*cognito.ExistsError](err); ok {
		return exists.Pool, nil
	}
	return nil, err
}

// everything is all pools of the partition, by id.
func everything(t *testing.T, s *Store) (pools []*cognito.Pool) {
	t.Helper()
	page, err := s.client.Query(t.Context(), s.poolsOf(storetest.Here, ""))
	require.NoError(t, err)
	for _, item := range page.Items {
		p, err := decode(storetest.Here, item)
		require.NoError(t, err)
		pools = append(pools, p)
	}
	return pools
}

func putRaw(t *testing.T, client *dynamodb.Client, table string, item map[string]types.AttributeValue) {
	t.Helper()
	_, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: item})
	require.NoError(t, err)
}

func getRaw(t *testing.T, client *dynamodb.Client, table, id string) map[string]types.AttributeValue {
	t.Helper()
	out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{
		TableName: &table, Key: keyOf(storetest.Here, id), ConsistentRead: new(true),
	})
	require.NoError(t, err)
	return maps.Clone(out.Item)
}

func deleteRaw(t *testing.T, client *dynamodb.Client, table, id string) error {
	t.Helper()
	_, err := client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
		TableName: &table, Key: keyOf(storetest.Here, id),
	})
	return err
}
