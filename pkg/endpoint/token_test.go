package endpoint_test

import (
	"context"
	"crypto/rand"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/bolt"
)

// TestCreateToken_Stored: a pool keeps its token, so an upgrade between two attempts of one call must not change it.
func TestCreateToken_Stored(t *testing.T) {
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	server := endpoint.New(endpoint.Options{
		Service: &cognito.Service{Region: "us-east-1", Store: store, Now: time.Now, Random: rand.Reader},
		Gate:    &endpoint.Open{Account: "123456789012", Region: "us-east-1"},
		Log:     func(context.Context, awsjson.Entry) {},
	})
	answer := server.Serve(t.Context(), &awsjson.Request{
		Method: http.MethodPost, Path: "/", ID: "r", Body: []byte(`{"PoolName":"customers"}`),
		Header: map[string]string{
			"x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool", "content-type": awsjson.ContentType,
			"amz-sdk-invocation-id": "3f1c9a52-7d0b-4f7e-9a34-0c5d8e6b1a27",
		},
	})
	require.Equal(t, http.StatusOK, answer.Status, "%s", answer.Body)
	pools, _, err := store.List(t.Context(), cognito.Partition{Account: "123456789012", Region: "us-east-1"}, "", 1)
	require.NoError(t, err)
	p, err := store.Get(t.Context(), cognito.Partition{Account: "123456789012", Region: "us-east-1"}, pools[0].ID)
	require.NoError(t, err)
	assert.Equal(t, "c58b7c252d7bd7dbd1b6555d61739d90ef822c1922d1146f16244d7a9039c43c", p.CreateToken)
	assert.Equal(t, "us-east-1_hK32cWoYt", p.ID)
}
