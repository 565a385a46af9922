package dynamo

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"userpools/internal/ddblocal"
	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) cognito.Store {
		client, table := local(t)
		return newStore(client, table)
	}, storetest.ItemLimit(maxItem), storetest.ModelSteps(10))
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
