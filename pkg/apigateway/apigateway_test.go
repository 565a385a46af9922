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

	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// received is the request that an event becomes.
func received(t *testing.T, ctx context.Context, payload string) *request.Request { //nolint:revive // t first reads better
	t.Helper()
	var got *request.Request
	handler := apigateway.Handler{Serve: func(_ context.Context, r *request.Request) *awsjson.Response {
		got = r
		return &awsjson.Response{Status: 200}
	}}
	_, err := handler.Invoke(ctx, []byte(payload))
	require.NoError(t, err)
	require.NotNil(t, got)
	return got
}

func fromLambda(t *testing.T) context.Context {
	t.Helper()
	return lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "from-lambda"})
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

func TestInvoke_BothShapes(t *testing.T) {
	want := &request.Request{
		Method: "POST", Path: "/", ID: "from-lambda", Body: []byte(`{"PoolName":"p"}`),
		Header: map[string]string{
			"content-type": "application/x-amz-json-1.1", "host": "h",
			"x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool",
		},
	}
	assert.Equal(t, want, received(t, fromLambda(t), fromAWS))
	assert.Equal(t, want, received(t, fromLambda(t), fromSAM))
}

func TestInvoke_RequestID(t *testing.T) {
	first, second := received(t, t.Context(), fromSAM).ID, received(t, t.Context(), fromSAM).ID
	assert.NotEqual(t, first, second, "the event's own id is never taken")
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, first)
	empty := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{})
	assert.Len(t, received(t, empty, fromAWS).ID, len(first))
}

func TestInvoke_Headers(t *testing.T) {
	for name, tt := range map[string]struct{ headers, want string }{
		"lower-case names stay":            {`{"a-b":"X","c":""}`, `{"a-b":"X","c":""}`},
		"names get lower case":             {`{"X-Amz-Target":"T","x":"y"}`, `{"x-amz-target":"T","x":"y"}`},
		"none":                             {`null`, `null`},
		"one of a wrong type is not there": {`{"a":"1","b":2}`, `{"a":"1","b":""}`},
		"all of a wrong type":              {`"x"`, `null`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(received(t, t.Context(), `{"headers":`+tt.headers+`}`).Header)
			require.NoError(t, err)
			assert.JSONEq(t, tt.want, string(got))
		})
	}
}

func TestInvoke_PathAndQuery(t *testing.T) {
	for name, tt := range map[string]struct{ event, path, query string }{
		"the raw path is what was signed": {`{"rawPath":"/a%2Fb","rawQueryString":"x=1","requestContext":{"http":{"path":"/a/b"}}}`, "/a%2Fb", "x=1"},
		"another stage shows":             {`{"rawPath":"/prod/","requestContext":{"stage":"prod","http":{"path":"/prod/"}}}`, "/prod/", ""},
		"without a raw path":              {`{"requestContext":{"http":{"path":"/"}}}`, "/", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := received(t, t.Context(), tt.event)
			assert.Equal(t, tt.path, got.Path)
			assert.Equal(t, tt.query, got.Query)
		})
	}
}

func TestInvoke_Bodies(t *testing.T) {
	for name, tt := range map[string]struct {
		event, want string
		undecodable bool
	}{
		"plain":                                 {`{"body":"{\"a\":1}"}`, `{"a":1}`, false},
		"base64":                                {`{"body":"eyJhIjoxfQ==","isBase64Encoded":true}`, `{"a":1}`, false},
		"base64 that is not said to be":         {`{"body":"eyJhIjoxfQ=="}`, `eyJhIjoxfQ==`, false},
		"no body":                               {`{}`, ``, false},
		"null":                                  {`{"body":null,"isBase64Encoded":true}`, ``, false},
		"an object for a body":                  {`{"body":{"a":1}}`, ``, false},
		"bytes that are no text":                {`{"body":"//79","isBase64Encoded":true}`, "\xff\xfe\xfd", false},
		"text that is said to be base64":        {`{"body":"{\"a\":1}","isBase64Encoded":true}`, ``, true},
		"base64 without padding":                {`{"body":"eyJhIjoxfQ","isBase64Encoded":true}`, ``, true},
		"base64 with bits behind the last byte": {`{"body":"eyJhIjoxfR==","isBase64Encoded":true}`, ``, true},
		"base64 with a line break":              {`{"body":"eyJh\nIjoxfQ==","isBase64Encoded":true}`, ``, true},
		"base64 with a carriage return":         {`{"body":"eyJhIjoxfQ==\r","isBase64Encoded":true}`, ``, true},
		"base64 with a space":                   {`{"body":" eyJhIjoxfQ==","isBase64Encoded":true}`, ``, true},
		"base64 with something behind it":       {`{"body":"eyJhIjoxfQ==eyJh","isBase64Encoded":true}`, ``, true},
		"base64 for URLs":                       {`{"body":"__79","isBase64Encoded":true}`, ``, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := received(t, t.Context(), tt.event)
			assert.Equal(t, tt.want, string(got.Body))
			assert.Equal(t, tt.undecodable, got.Undecodable)
		})
	}
}

func TestInvoke_BodyAtTheBound(t *testing.T) {
	const over = "over the bound, to be refused for its size"
	for name, tt := range map[string]struct {
		size int
		want string
	}{
		"one byte below":       {shape.MaxBody - 1, ""},
		"exactly":              {shape.MaxBody, ""},
		"one byte above":       {shape.MaxBody + 1, over},
		"three bytes above":    {shape.MaxBody + 3, over},
		"all that Lambda lets": {6<<20*3/4 - 1<<10, over},
	} {
		sent := strings.Repeat("x", tt.size)
		for shape2, event := range map[string]events.APIGatewayV2HTTPRequest{
			"plain":  {Body: sent},
			"base64": {Body: base64.StdEncoding.EncodeToString([]byte(sent)), IsBase64Encoded: true},
		} {
			t.Run(name+", "+shape2, func(t *testing.T) {
				payload, err := json.Marshal(event)
				require.NoError(t, err)
				got := received(t, t.Context(), string(payload))
				assert.False(t, got.Undecodable)
				if tt.want == over {
					assert.Len(t, got.Body, shape.MaxBody+1)
					return
				}
				assert.Equal(t, sent, string(got.Body))
			})
		}
	}
}

func TestInvoke_NoEvent(t *testing.T) {
	for _, payload := range []string{"", "null", "[]", "5", "{", `"x"`, "\x00\xff", `{"requestContext":7}`, strings.Repeat("[", 100_000)} {
		got := received(t, fromLambda(t), payload)
		assert.Equal(t, &request.Request{ID: "from-lambda", Body: []byte{}}, got, payload[:min(len(payload), 20)])
	}
}

func TestInvoke_Deadline(t *testing.T) {
	lambdas := time.Now().Add(10 * time.Second)
	ctx, cancel := context.WithDeadline(t.Context(), lambdas)
	defer cancel()
	var got time.Time
	handler := apigateway.Handler{Serve: func(ctx context.Context, _ *request.Request) *awsjson.Response {
		got, _ = ctx.Deadline()
		return &awsjson.Response{Status: 200}
	}}
	_, err := handler.Invoke(ctx, []byte(fromAWS))
	require.NoError(t, err)
	assert.Equal(t, lambdas.Add(-500*time.Millisecond), got)
}

// answered is what a handler makes of an event, through Lambda's own wrapper.
func answered(t *testing.T, handler apigateway.Handler) events.APIGatewayV2HTTPResponse {
	t.Helper()
	out, err := lambda.NewHandler(handler).Invoke(fromLambda(t), []byte(fromAWS))
	require.NoError(t, err)
	var got events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal(out, &got), string(out))
	return got
}

func TestInvoke_Answer(t *testing.T) {
	const text = "{\"a\":\"<&> é \\u0001 \u2028 😀\"}"
	got := answered(t, apigateway.Handler{Serve: func(context.Context, *request.Request) *awsjson.Response {
		return &awsjson.Response{Status: 400, Header: map[string]string{"x-amzn-RequestId": "r"}, Body: []byte(text)}
	}})
	assert.Equal(t, events.APIGatewayV2HTTPResponse{StatusCode: 400, Headers: map[string]string{"x-amzn-RequestId": "r"}, Body: text}, got)
}
