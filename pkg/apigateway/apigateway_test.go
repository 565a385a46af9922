package apigateway_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// handle runs a handler with an event through Lambda's own wrapper, and returns the request that it becomes and the answer.
func handle(ctx context.Context, t *testing.T, event string, response *awsjson.Response) (got *request.Request, answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	handler := apigateway.Handler{Serve: func(_ context.Context, r *request.Request) *awsjson.Response {
		got = r
		return response
	}}
	out, err := lambda.NewHandler(handler).Invoke(ctx, []byte(event))
	require.NoError(t, err)
	require.NotNil(t, got)
	require.NoError(t, json.Unmarshal(out, &answer), string(out))
	return got, answer
}

// received is the request that an event becomes.
func received(t *testing.T, event string) *request.Request {
	t.Helper()
	r, _ := handle(t.Context(), t, event, &awsjson.Response{Status: 200})
	return r
}

func invocation(t *testing.T, id string) context.Context {
	t.Helper()
	return lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: id})
}

const (
	fromAWS = `{"version":"2.0","routeKey":"POST /","rawPath":"/","rawQueryString":"",
		"headers":{"content-type":"application/x-amz-json-1.1","x-amz-target":"AWSCognitoIdentityProviderService.CreateUserPool","host":"h"},
		"requestContext":{"accountId":"1","requestId":"JKJaXmPLvHcESHA=","stage":"$default","timeEpoch":1790257791224,
			"http":{"method":"POST","path":"/","protocol":"HTTP/1.1","sourceIp":"192.0.2.1","userAgent":"aws-cli"}},
		"body":"eyJQb29sTmFtZSI6InAifQ==","isBase64Encoded":true}`
	fromSAM = `{"version":"2.0","routeKey":"POST /","rawPath":"/","rawQueryString":"",
		"headers":{"Content-Type":"application/x-amz-json-1.1","X-Amz-Target":"AWSCognitoIdentityProviderService.CreateUserPool","Host":"h"},
		"requestContext":{"accountId":"123456789012","requestId":"5b1d34a9-f4e9-4ed0-9a9e-1ab2c9c8e4f0","stage":"$default","timeEpoch":1790257791,
			"http":{"method":"POST","path":"/","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"Custom User Agent String"}},
		"body":"{\"PoolName\":\"p\"}","isBase64Encoded":false}`
)

func TestInvoke(t *testing.T) {
	want := &request.Request{
		Method: "POST", Path: "/", ID: "from-lambda", Body: []byte(`{"PoolName":"p"}`),
		Header: map[string]string{
			"content-type": "application/x-amz-json-1.1", "host": "h",
			"x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool",
		},
	}
	const text = "{\"a\":\"<&> é \\u0001 \u2028 😀\"}"
	for _, event := range []string{fromAWS, fromSAM} {
		got, answer := handle(invocation(t, "from-lambda"), t, event, &awsjson.Response{
			Status: 400, Header: map[string]string{"x-amzn-RequestId": "r"}, Body: []byte(text),
		})
		assert.Equal(t, want, got)
		assert.Equal(t, events.APIGatewayV2HTTPResponse{StatusCode: 400, Headers: map[string]string{"x-amzn-RequestId": "r"}, Body: text}, answer)
	}
}

// The event's own id is never taken.
func TestInvoke_RequestID(t *testing.T) {
	ids := map[string]bool{}
	for _, ctx := range []context.Context{t.Context(), t.Context(), invocation(t, "")} {
		r, _ := handle(ctx, t, fromSAM, &awsjson.Response{})
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, r.ID)
		ids[r.ID] = true
	}
	assert.Len(t, ids, 3)
}

func TestInvoke_Headers(t *testing.T) {
	for headers, want := range map[string]map[string]string{
		`{"a-b":"X","c":""}`:           {"a-b": "X", "c": ""},
		`{"X-Amz-Target":"T","x":"y"}`: {"x-amz-target": "T", "x": "y"},
		`null`:                         nil,
		`{"a":"1","b":2}`:              {"a": "1", "b": ""}, // of a wrong type
		`"x"`:                          nil,
	} {
		assert.Equal(t, want, received(t, `{"headers":`+headers+`}`).Header, headers)
	}
}

func TestInvoke_PathAndQuery(t *testing.T) {
	for event, want := range map[string]string{
		`{"rawPath":"/a%2Fb","rawQueryString":"x=1","requestContext":{"http":{"path":"/a/b"}}}`: "/a%2Fb?x=1", // what was signed
		`{"rawPath":"/prod/","requestContext":{"stage":"prod","http":{"path":"/prod/"}}}`:       "/prod/?",
		`{"requestContext":{"http":{"path":"/"}}}`:                                              "/?",
	} {
		got := received(t, event)
		assert.Equal(t, want, got.Path+"?"+got.Query)
	}
}

func TestInvoke_Body(t *testing.T) {
	for name, tt := range map[string]struct {
		event, want string
		undecodable bool
	}{
		"plain":                                {`"body":"{\"a\":1}"`, `{"a":1}`, false},
		"base64":                               {`"body":"eyJhIjoxfQ==","isBase64Encoded":true`, `{"a":1}`, false},
		"base64 that is not said to be":        {`"body":"eyJhIjoxfQ=="`, `eyJhIjoxfQ==`, false},
		"no body":                              {`"version":"2.0"`, ``, false},
		"null":                                 {`"body":null,"isBase64Encoded":true`, ``, false},
		"an object for a body":                 {`"body":{"a":1}`, ``, false},
		"bytes that are no text":               {`"body":"//79","isBase64Encoded":true`, "\xff\xfe\xfd", false},
		"text that is said to be base64":       {`"body":"{\"a\":1}","isBase64Encoded":true`, ``, true},
		"base64 without padding":               {`"body":"eyJhIjoxfQ","isBase64Encoded":true`, ``, true},
		"base64 with bits after the last byte": {`"body":"eyJhIjoxfR==","isBase64Encoded":true`, ``, true},
		"base64 with a line break":             {`"body":"eyJh\nIjoxfQ==","isBase64Encoded":true`, ``, true},
		"base64 with a carriage return":        {`"body":"eyJhIjoxfQ==\r","isBase64Encoded":true`, ``, true},
		"base64 with a space":                  {`"body":" eyJhIjoxfQ==","isBase64Encoded":true`, ``, true},
		"base64 with something after it":       {`"body":"eyJhIjoxfQ==eyJh","isBase64Encoded":true`, ``, true},
		"base64 for URLs":                      {`"body":"__79","isBase64Encoded":true`, ``, true},
	} {
		got := received(t, `{`+tt.event+`}`)
		assert.Equal(t, tt.want, string(got.Body), name)
		assert.Equal(t, tt.undecodable, got.Undecodable, name)
	}
}

// A body over the bound is cut one byte above it, to be refused for its size.
func TestInvoke_BodyAtTheBound(t *testing.T) {
	for size, want := range map[int]int{
		shape.MaxBody - 1: shape.MaxBody - 1,
		shape.MaxBody:     shape.MaxBody,
		shape.MaxBody + 1: shape.MaxBody + 1,
		shape.MaxBody + 3: shape.MaxBody + 1,
		6<<20*3/4 - 1<<10: shape.MaxBody + 1, // all that Lambda lets
	} {
		sent := strings.Repeat("x", size)
		for _, event := range []events.APIGatewayV2HTTPRequest{
			{Body: sent},
			{Body: base64.StdEncoding.EncodeToString([]byte(sent)), IsBase64Encoded: true},
		} {
			got := received(t, string(et.JSON(event)))
			assert.False(t, got.Undecodable)
			assert.Len(t, got.Body, want)
			assert.True(t, want > shape.MaxBody || string(got.Body) == sent)
		}
	}
}

func TestInvoke_NoEvent(t *testing.T) {
	for _, payload := range []string{"", "null", "[]", "5", "{", `"x"`, "\x00\xff", `{"requestContext":7}`, strings.Repeat("[", 100_000)} {
		got, err := apigateway.Handler{Serve: func(_ context.Context, r *request.Request) *awsjson.Response {
			assert.Equal(t, &request.Request{ID: "from-lambda", Body: []byte{}}, r, payload[:min(len(payload), 20)])
			return &awsjson.Response{Status: 404}
		}}.Invoke(invocation(t, "from-lambda"), []byte(payload))
		require.NoError(t, err)
		assert.Contains(t, string(got), "404")
	}
}

func TestInvoke_Deadline(t *testing.T) {
	lambdas := time.Now().Add(10 * time.Second)
	ctx, cancel := context.WithDeadline(t.Context(), lambdas)
	defer cancel()
	_, err := apigateway.Handler{Serve: func(ctx context.Context, _ *request.Request) *awsjson.Response {
		got, _ := ctx.Deadline()
		assert.Equal(t, lambdas.Add(-500*time.Millisecond), got)
		return &awsjson.Response{Status: 200}
	}}.Invoke(ctx, []byte(fromAWS))
	require.NoError(t, err)
}
