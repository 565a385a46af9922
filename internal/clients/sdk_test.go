package clients_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// sdk is the Go client in this process, for what tests need around a program.
func sdk(tap *wiretap.Tap, options ...func(*cognitoidentityprovider.Options)) *cognitoidentityprovider.Client {
	return cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: &tap.URL,
		Region:       wiretap.Region,
		HTTPClient:   &clients.GoHTTP{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}, options...)
}

func newPool(t *testing.T, tap *wiretap.Tap, name string) (id string) {
	t.Helper()
	out, err := sdk(tap).CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: &name})
	require.NoError(t, err)
	return *out.UserPool.Id
}
