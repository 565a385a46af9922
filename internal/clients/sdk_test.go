package clients_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
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

// inGo makes calls with the Go client, each once.
func inGo(t *testing.T, tap *wiretap.Tap, calls []scripted) (results []result) {
	t.Helper()
	client := reflect.ValueOf(sdk(tap, func(o *cognitoidentityprovider.Options) { o.Retryer = aws.NopRetryer{} }))
	seen := answered{}
	for _, call := range calls {
		method := client.MethodByName(call.Operation)
		if !method.IsValid() {
			results = append(results, result{Class: absent})
			continue
		}
		input := reflect.New(method.Type().In(1).Elem())
		require.NoError(t, json.Unmarshal([]byte(seen.filled(encoded(t, call.Input))), input.Interface()))
		out := method.Call([]reflect.Value{reflect.ValueOf(t.Context()), input})
		if err, failed := out[1].Interface().(error); failed {
			results = append(results, inGoRefused(t, err))
			continue
		}
		var answer object
		require.NoError(t, json.Unmarshal([]byte(encoded(t, out[0].Interface())), &answer))
		delete(answer, "ResultMetadata")
		seen.note("", answer)
		results = append(results, result{Answer: answer})
	}
	return results
}

func inGoRefused(t *testing.T, err error) result {
	t.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	require.True(t, ok, err)
	response, ok := errors.AsType[*smithyhttp.ResponseError](err)
	require.True(t, ok, err)
	class := reflect.TypeOf(api).Elem()
	own := strings.HasSuffix(class.PkgPath(), "cognitoidentityprovider/types")
	return result{Class: class.Name(), Code: api.ErrorCode(), Message: api.ErrorMessage(), Own: own, Status: response.HTTPStatusCode()}
}

func newPool(t *testing.T, tap *wiretap.Tap, name string) (id string) {
	t.Helper()
	out, err := sdk(tap).CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: &name})
	require.NoError(t, err)
	return *out.UserPool.Id
}
