// Package events_test sends every event in this folder through the function and
// holds its answer to the one in answers/. README.md says how to make one.
//
//	x.json              as sam local sends it, written by hand
//	x.aws.json          the same as AWS sends it, made from x.json by aws_test.go
//	answers/x.json      what the function answers to either
//
// go test ./events -update rewrites the last two.
package events_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
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
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
)

var update = flag.Bool("update", false, "rewrite what is made from the plain events")

const aws = ".aws.json"

// before are the events that every other one finds done: they make the pools
// that it may be about, and what these have.
var before = []string{
	"create-user-pool-example", "create-user-pool-protected",
	"create-user-pool-domain", "create-user-pool-client", "add-user-pool-client-secret", "create-resource-server", "create-group",
	"create-managed-login-branding", "create-identity-provider",
}

// pools are how many of these make a pool, each a second after the one before; the rest
// comes with the last of them.
const pools = 2

// noon is when an event arrives, a second after those before it.
var noon = time.Date(2026, 9, 24, 12, 0, 1, 224_000_000, time.UTC)

func TestEvents_Answers(t *testing.T) {
	for _, name := range scenarios(t) {
		t.Run(name, func(t *testing.T) {
			got := answer(t, name, read(t, name+aws), invoked)
			if *update {
				write(t, filepath.Join("answers", name+".json"), got)
			}
			assert.Equal(t, read(t, filepath.Join("answers", name+".json")), got, "as AWS sends it")
			if plain, ok := find(t, name+".json"); ok {
				assert.Equal(t, got, answer(t, name, plain, invoked), "as sam local sends it")
			}
			if name != "hostile-base64" { // over HTTP bodies come as they are
				assert.Equal(t, got, answer(t, name, read(t, name+aws), served), "over HTTP, without a gateway")
			}
		})
	}
}

// answer runs an event through an endpoint of its own, and lays the answer out for
// people: the body's bytes as they are but for white space.
func answer(t *testing.T, name, event string, way func(*testing.T, *et.Endpoint, string) events.APIGatewayV2HTTPResponse) string {
	t.Helper()
	var random constant
	e := newEndpoint(t, name, &random)
	if !strings.HasPrefix(name, "signed-") {
		for i, made := range before[:index(before, name)] {
			random++ // else all of them would be one call
			e.Clock.At = noon.Add(time.Duration(min(i-pools, -1)) * time.Second)
			require.Equal(t, http.StatusOK, way(t, e, read(t, made+aws)).StatusCode, made)
		}
	}
	e.Clock.At, random = noon, 0
	got := way(t, e, event)
	assert.False(t, got.IsBase64Encoded)
	return indented(t, answered{got.StatusCode, got.Headers, json.RawMessage(got.Body)})
}

// index is where a name is, or would be behind all others.
func index(names []string, name string) int {
	if i := slices.Index(names, name); i >= 0 {
		return i
	}
	return len(names)
}

// world is the example's, or that of an event that the example has nothing for.
func world(t *testing.T, name string) string {
	t.Helper()
	if text, ok := find(t, "testdata/"+name+".world.json"); ok {
		return text
	}
	return read(t, "../examples/world.json")
}

// newEndpoint is one with the exceptions of a world at hand, which makes every pool
// without a chosen id the same one. For the events of that name callers sign with a
// key of testdata/keys.json.
func newEndpoint(t *testing.T, name string, random io.Reader) *et.Endpoint {
	t.Helper()
	options := []et.Option{et.World(t, world(t, name)), func(c *endpoint.Config) {
		c.Random = random
		c.Log = func(_ context.Context, e awsjson.Entry) { assert.NoError(t, e.Cause) }
	}}
	if strings.HasPrefix(name, "signed-") {
		document := []byte(read(t, "testdata/keys.json"))
		options = append(options, et.Limited, et.Fetch(func(context.Context) ([]byte, error) { return document, nil }))
	}
	return et.New(t, options...)
}

// constant makes every pool without a chosen id the same one.
type constant byte

func (c *constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(*c)
	}
	return len(p), nil
}

const requestID = "11111111-2222-4333-8444-555555555555"

// invoked is the function's answer.
func invoked(t *testing.T, e *et.Endpoint, event string) (got events.APIGatewayV2HTTPResponse) {
	t.Helper()
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: requestID})
	out, err := lambda.NewHandler(apigateway.Handler{Serve: e.Serve}).Invoke(ctx, []byte(event))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(out, &got))
	return got
}

// served is the local endpoint's answer to the HTTP request that an event was made of.
func served(t *testing.T, e *et.Endpoint, event string) (got events.APIGatewayV2HTTPResponse) {
	t.Helper()
	var from events.APIGatewayV2HTTPRequest
	require.NoError(t, json.Unmarshal([]byte(event), &from))
	body := []byte(from.Body)
	if from.IsBase64Encoded {
		var err error
		body, err = base64.StdEncoding.DecodeString(from.Body)
		require.NoError(t, err)
	}
	r := httptest.NewRequest(from.RequestContext.HTTP.Method, from.RawPath+"?"+from.RawQueryString, bytes.NewReader(body))
	for name, value := range from.Headers {
		r.Header.Set(name, value)
	}
	r.Host = r.Header.Get("Host")
	r.Header.Del("Host") // as net/http does
	answer := httptest.NewRecorder()
	(&localapi.Handler{Serve: e.Serve, AnyHost: true}).ServeHTTP(answer, r)
	got = events.APIGatewayV2HTTPResponse{StatusCode: answer.Code, Headers: map[string]string{}, Body: answer.Body.String()}
	for name, values := range answer.Result().Header {
		got.Headers[name] = values[0]
	}
	assert.NotEmpty(t, got.Headers["x-amzn-RequestId"])
	got.Headers["x-amzn-RequestId"] = requestID
	delete(got.Headers, "Content-Length")
	return got
}

// answered is an answer in answers/.
type answered struct {
	StatusCode int               `json:"statusCode"`
	Headers    map[string]string `json:"headers"`
	Body       json.RawMessage   `json:"body,omitempty"` // no bytes, no member
}

// scenarios are the names of the events, from their form that AWS sends.
func scenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.json")
	require.NoError(t, err)
	for i, file := range files {
		files[i] = strings.TrimSuffix(strings.TrimSuffix(file, ".json"), ".aws")
	}
	require.NotEmpty(t, files)
	return slices.Compact(files)
}

func find(t *testing.T, file string) (string, bool) {
	t.Helper()
	text, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return "", false
	}
	require.NoError(t, err)
	return string(text), true
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, ok := find(t, file)
	require.True(t, ok, "%s is missing: go test ./events -update makes it", file)
	return text
}

func write(t *testing.T, file, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
}
