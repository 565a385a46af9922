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
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
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
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/bolt"
	"userpools/pkg/world"
)

var update = flag.Bool("update", false, "rewrite what is made from the plain events")

const (
	account = "123456789012"
	region  = "us-east-1"
	aws     = ".aws.json"
)

// before are the events that every other one finds done: they make the pools
// that it may be about.
var before = []string{"create-user-pool-example", "create-user-pool-protected"}

// noon is when an event arrives, a second after those before it.
var noon = time.Date(2026, 9, 24, 12, 0, 1, 224_000_000, time.UTC)

func TestEveryEventHasItsAnswer(t *testing.T) {
	for _, name := range scenarios(t) {
		t.Run(name, func(t *testing.T) {
			got := answer(t, name, read(t, name+aws))
			if *update {
				write(t, filepath.Join("answers", name+".json"), got)
			}
			assert.Equal(t, read(t, filepath.Join("answers", name+".json")), got, "as AWS sends it")
			if plain, ok := find(t, name+".json"); ok {
				assert.Equal(t, got, answer(t, name, plain), "as sam local sends it")
			}
		})
	}
}

// answer runs an event through a function of its own, as Lambda would, and lays
// the answer out for people: the body's bytes as they are but for white space.
func answer(t *testing.T, name, event string) string {
	t.Helper()
	f := newFunction(t, name)
	if !strings.HasPrefix(name, "signed-") {
		for i, made := range before {
			if made != name {
				f.invoke(t, read(t, made+aws), noon.Add(time.Duration(i-len(before))*time.Second))
			}
		}
	}
	return legible(t, f.invoke(t, event, noon))
}

// function is the whole function with a clock and dice of its own.
type function struct {
	handler lambda.Handler
	clock   time.Time
}

func newFunction(t *testing.T, name string) *function {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	f := &function{}
	declared := exampleWorld(t)
	service := &cognito.Service{
		Region: region, Store: store, Now: func() time.Time { return f.clock }, Random: zeros{},
		Facts: declared, ChosenIDs: declared.ChosenPoolIDs(),
		Wait: func(context.Context, time.Duration) error { return nil },
	}
	log := func(_ context.Context, e awsjson.Entry) { assert.NoError(t, e.Cause) }
	server := endpoint.New(endpoint.Options{Service: service, Gate: gate(t, service, name), Log: log, World: declared})
	f.handler = lambda.NewHandler(apigateway.New(server, log))
	return f
}

// exampleWorld has each exception at hand.
func exampleWorld(t *testing.T) *world.World {
	t.Helper()
	declared, err := world.Parse([]byte(read(t, "../examples/world.json")))
	require.NoError(t, err)
	return declared
}

// zeros make every pool without a chosen id the same one.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func (f *function) invoke(t *testing.T, event string, at time.Time) []byte {
	t.Helper()
	f.clock = at
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "11111111-2222-4333-8444-555555555555"})
	out, err := f.handler.Invoke(ctx, []byte(event))
	require.NoError(t, err)
	return out
}

func legible(t *testing.T, out []byte) string {
	t.Helper()
	var got events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal(out, &got))
	assert.False(t, got.IsBase64Encoded)
	answer := struct {
		StatusCode int               `json:"statusCode"`
		Headers    map[string]string `json:"headers"`
		Body       json.RawMessage   `json:"body,omitempty"` // no bytes, no member
	}{got.StatusCode, got.Headers, json.RawMessage(got.Body)}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(answer))
	return text.String()
}

// scenarios are the names of the events, from their form that AWS sends.
func scenarios(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.json")
	require.NoError(t, err)
	var names []string
	seen := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimSuffix(file, ".json"), ".aws")
		if !seen[name] {
			names = append(names, name)
		}
		seen[name] = true
	}
	require.NotEmpty(t, names)
	return names
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
