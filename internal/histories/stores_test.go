package histories

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"userpools/internal/ddblocal"
	"userpools/internal/dynamofake"
	"userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/store/dynamo"
)

// stores gives each caller a way of its own to what all share.
type stores func(*caller) cognito.Store

// open makes what is shared: empty.
type open func(endpointtest.T) stores

// newFile is a file of the embedded store, in memory.
func newFile(t endpointtest.T) stores {
	t.Helper()
	shared := endpointtest.Memory(t)
	return func(c *caller) cognito.Store { return &endpointtest.Hooked{Store: shared, Around: c.onFile} }
}

const tableName = "table"

// newTable is a table in memory.
func newTable(endpointtest.T) stores {
	shared := dynamofake.New(tableName, nil)
	return func(c *caller) cognito.Store {
		return dynamo.New(&dynamofake.Client{Actions: shared, Around: c.onTable}, tableName)
	}
}

var tables atomic.Int64

// newLocal is a table of DynamoDB Local.
func newLocal(t *testing.T) stores {
	t.Helper()
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	name := fmt.Sprintf("histories-%d-%d", os.Getpid(), tables.Add(1))
	require.NoError(t, dynamo.CreateTable(t.Context(), client, name))
	t.Cleanup(func() {
		_, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name})
		require.NoError(t, err)
	})
	return func(c *caller) cognito.Store {
		return dynamo.New(&dynamofake.Client{Actions: client, Around: c.onTable}, name)
	}
}

// newForgetful is a table that takes every attempt for a write of its own.
func newForgetful(endpointtest.T) stores {
	shared := dynamofake.New(tableName, nil)
	return func(c *caller) cognito.Store {
		return dynamo.New(&dynamofake.Client{Actions: shared, Around: func(ctx context.Context, in any, do func(context.Context) error) error {
			if transaction, ok := in.(*dynamodb.TransactWriteItemsInput); ok {
				transaction.ClientRequestToken = new(rand.Text())
			}
			return c.onTable(ctx, in, do)
		}}, tableName)
	}
}

// newSkewed is a store that writes a record first, and what the pool knows of it afterwards.
func newSkewed(t endpointtest.T) stores {
	sound := newFile(t)
	return func(c *caller) cognito.Store { return &skewed{sound(c)} }
}

// newCareless is a store that does not look at what a write names.
func newCareless(t endpointtest.T) stores {
	sound := newTable(t)
	return func(c *caller) cognito.Store { return careless{sound(c)} }
}

type careless struct{ cognito.Store }

func (s careless) Write(ctx context.Context, w cognito.Write) error {
	w.Unchanged = nil
	return s.Store.Write(ctx, w)
}

type skewed struct{ cognito.Store }

func (s *skewed) Write(ctx context.Context, w cognito.Write) error {
	if w.Put == nil || w.Pool == nil {
		return s.Store.Write(ctx, w)
	}
	if err := s.Store.Write(ctx, cognito.Write{Put: w.Put}); err != nil {
		return err
	}
	stored, err := s.Get(ctx, w.Pool.Partition, w.Pool.ID)
	if err != nil {
		return err
	}
	stored.Revision++
	stored.Family = w.Pool.Family
	return s.Store.Write(ctx, cognito.Write{Pool: stored})
}
