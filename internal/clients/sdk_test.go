package clients_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/document"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// sdk is the Go client in this process, for what tests need around a program.
func sdk(tap *wiretap.Tap) *cognitoidentityprovider.Client { return sdkAt(tap.URL) }

func sdkAt(url string, options ...func(*cognitoidentityprovider.Options)) *cognitoidentityprovider.Client {
	return cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: &url,
		Region:       wiretap.Region,
		HTTPClient:   &clients.GoHTTP{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	}, options...)
}

// inGo makes calls with the Go client.
func inGo(t *testing.T, url string, calls []scripted, env ...string) (results []result) {
	t.Helper()
	client := sdkAt(url, func(o *cognitoidentityprovider.Options) {
		if slices.Contains(env, once) {
			o.Retryer = aws.NopRetryer{}
		}
	})
	seen := answered{}
	for _, call := range calls {
		out, err := calledInGo(t, client, call.Operation, seen.filled(encoded(t, call.Input)))
		switch {
		case errors.Is(err, errAbsent):
			results = append(results, result{Class: absent})
		case err != nil:
			results = append(results, inGoRefused(t, err))
		default:
			seen.note("", out)
			results = append(results, result{Answer: out})
		}
	}
	return results
}

var errAbsent = errors.New("the client has no such operation")

// paginators are functions that the Go client has, which no method leads to.
var paginators = map[string]any{
	"ListGroupsPaginator":            cognitoidentityprovider.NewListGroupsPaginator,
	"ListIdentityProvidersPaginator": cognitoidentityprovider.NewListIdentityProvidersPaginator,
	"ListResourceServersPaginator":   cognitoidentityprovider.NewListResourceServersPaginator,
	"ListUserPoolClientsPaginator":   cognitoidentityprovider.NewListUserPoolClientsPaginator,
}

// calledInGo is an answer, or all pages of a paginator, as encoding/json has it.
func calledInGo(t *testing.T, client *cognitoidentityprovider.Client, operation, input string) (any, error) {
	t.Helper()
	ctx := reflect.ValueOf(t.Context())
	if list := paginators[operation]; list != nil {
		list := reflect.ValueOf(list)
		pager := list.Call([]reflect.Value{reflect.ValueOf(client), inputInGo(t, list.Type(), input)})[0]
		pages := []any{}
		for pager.MethodByName("HasMorePages").Call(nil)[0].Bool() {
			page, err := outputInGo(t, pager.MethodByName("NextPage").Call([]reflect.Value{ctx}))
			if err != nil {
				return nil, err
			}
			pages = append(pages, page)
		}
		return pages, nil
	}
	method := reflect.ValueOf(client).MethodByName(operation)
	if !method.IsValid() {
		return nil, errAbsent
	}
	return outputInGo(t, method.Call([]reflect.Value{ctx, inputInGo(t, method.Type(), input)}))
}

// inputInGo is the second argument of a function.
func inputInGo(t *testing.T, function reflect.Type, input string) reflect.Value {
	t.Helper()
	in := reflect.New(function.In(1).Elem())
	settings := in.Elem().FieldByName("Settings")
	var document inJSON
	if settings.IsValid() {
		settings.Set(reflect.ValueOf(&document))
	}
	require.NoError(t, json.Unmarshal([]byte(input), in.Interface()))
	if settings.IsValid() {
		settings.SetZero() // the client takes no documents but its own
	}
	if document.Interface != nil {
		settings.Set(reflect.ValueOf(document.Interface))
	}
	return in
}

func outputInGo(t *testing.T, results []reflect.Value) (any, error) {
	t.Helper()
	if err, failed := results[1].Interface().(error); failed {
		return nil, err
	}
	if style := results[0].Elem().FieldByName("ManagedLoginBranding"); style.IsValid() {
		if settings, ok := style.Elem().FieldByName("Settings").Interface().(document.Interface); ok {
			style.Elem().FieldByName("Settings").Set(reflect.ValueOf(&inJSON{settings}))
		}
	}
	answer, ok := parsed(t, []byte(encoded(t, results[0].Interface()))).(object)
	require.True(t, ok)
	delete(answer, "ResultMetadata")
	return answer, nil
}

// inJSON is a document that encoding/json reads and writes.
type inJSON struct{ document.Interface }

func (d *inJSON) UnmarshalJSON(text []byte) error {
	var v any
	err := json.Unmarshal(text, &v)
	d.Interface = document.NewLazyDocument(v)
	return err
}

func (d *inJSON) MarshalJSON() ([]byte, error) { return d.MarshalSmithyDocument() }

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
