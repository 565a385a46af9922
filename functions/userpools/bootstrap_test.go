package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apigateway"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// standIn is set for the test binary when it stands in for a bootstrap whose store
// does what its name says: the product has no hook for that.
const standIn = "USERPOOLS_TEST_STORE"

type panicking struct{ cognito.Store }

func (panicking) Create(context.Context, *cognito.Pool) error { panic("oh") }

func TestMain(m *testing.M) {
	if store := map[string]cognito.Store{"panicking": panicking{}, "stacking": stacking{}}[os.Getenv(standIn)]; store != nil {
		log := endpoint.Logger(slog.New(slog.NewJSONHandler(os.Stdout, nil)), "")
		lambda.Start(apigateway.Handler{Serve: endpoint.New(endpoint.Config{Region: "us-east-1", Account: cognito.DefaultAccount, Store: store, Log: log}).Serve})
		return
	}
	os.Exit(inDirectory(m.Run))
}

// directory is where the function is built.
var directory string

func inDirectory(run func() int) int {
	var err error
	if directory, err = os.MkdirTemp("", "bootstrap-"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(directory) }()
	return run()
}

// bootstrap builds the function as it is deployed, once.
var bootstrap = sync.OnceValues(func() (string, error) {
	path := filepath.Join(directory, "bootstrap")
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w -buildid=", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
})

func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building the function is not for short tests")
	}
	path, err := bootstrap()
	require.NoError(t, err)
	return path
}

// dynamoDB is one that answers every action alike.
func dynamoDB(t *testing.T, answer http.HandlerFunc) (env string) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return "AWS_ENDPOINT_URL_DYNAMODB=" + server.URL
}

func takesEverything(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }

func hangs(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then net/http notices that the caller hangs up
	<-r.Context().Done()
}

// event is a call as AWS sends it, or as sam local does.
func event(t *testing.T, operation, body string, aws bool) string {
	t.Helper()
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /", RawPath: "/", Body: body,
		Headers: map[string]string{
			"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AWSCognitoIdentityProviderService." + operation,
			"User-Agent": "aws-sdk-go-v2/1.47.6 ua/2.1",
		},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RequestID: "the-event's-own", HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/"},
		},
	}
	if aws {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString([]byte(body)), true
		e.Headers = map[string]string{
			"content-type": e.Headers["Content-Type"], "x-amz-target": e.Headers["X-Amz-Target"], "user-agent": e.Headers["User-Agent"],
		}
	}
	payload, err := json.Marshal(e)
	require.NoError(t, err)
	return string(payload)
}

func TestBootstrap_BothShapes(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), dynamoDB(t, takesEverything))
	for _, aws := range []bool{true, false} {
		id, got := runtime.answer(t, event(t, "CreateUserPool", `{"PoolName":"Canary"}`, aws))
		assert.Equal(t, 200, got.StatusCode, got.Body)
		assert.Equal(t, id, got.Headers["x-amzn-RequestId"], "Lambda's own, not the event's")
		assert.False(t, got.IsBase64Encoded)
		var made struct {
			UserPool struct{ Id, Arn, Name string }
		}
		require.NoError(t, json.Unmarshal([]byte(got.Body), &made))
		assert.Equal(t, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/"+made.UserPool.Id, made.UserPool.Arn)

		line := program.line(t, id)
		assert.Equal(t, "CreateUserPool", line["operation"])
		assert.Equal(t, made.UserPool.Id, line["poolId"])
		assert.InDelta(t, 1, line["storeCalls"], 0)
		assert.Contains(t, line, "_aws", "metrics come with the line")
		assert.Contains(t, line, "timestamp", "what Lambda calls it")
		assert.NotContains(t, program.stdout.String(), "Canary")
	}
	assert.Contains(t, program.stdout.String(), "AUTH=none: whoever knows the address may do everything")
	assert.Empty(t, program.stderr.String())
}

func TestBootstrap_Refusals(t *testing.T) {
	runtime := newRuntime(t)
	runtime.run(t, built(t), dynamoDB(t, takesEverything))
	for name, tt := range map[string]struct {
		event, body string
		status      int
	}{
		"a broken constraint": {event(t, "CreateUserPool", `{}`, true), `{"__type":"InvalidParameterException","message":"1 validation error detected: Value null at 'poolName' failed to satisfy constraint: Member must not be null"}`, 400},
		"no such operation":   {event(t, "NoSuchOperation", `{}`, true), `{"__type":"UnknownOperationException"}`, 400},
		"no such pool":        {event(t, "DescribeUserPool", `{"UserPoolId":"us-east-1_AbCdEf012"}`, false), `{"__type":"ResourceNotFoundException","message":"User pool us-east-1_AbCdEf012 does not exist."}`, 400},
		"what is no event":    {`["\ud800"`, `{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`, 404},
	} {
		id, got := runtime.answer(t, tt.event)
		assert.Equal(t, tt.status, got.StatusCode, name)
		assert.JSONEq(t, tt.body, got.Body, name)
		assert.Equal(t, id, got.Headers["x-amzn-RequestId"], name)
	}
}

func TestBootstrap_Panic(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, os.Args[0], standIn+"=panicking")
	for range 2 {
		id, got := runtime.answer(t, event(t, "CreateUserPool", `{"PoolName":"p"}`, true))
		assert.Equal(t, 500, got.StatusCode)
		assert.JSONEq(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, got.Body)
		line := program.line(t, id)
		assert.Equal(t, "ERROR", line["level"])
		assert.Contains(t, line["cause"], "panic: oh")
		assert.Contains(t, line["cause"], "bootstrap_test.go", "with the stack")
	}
}

func TestBootstrap_SlowStore(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), dynamoDB(t, hangs))
	const timeout = 2 * time.Second
	begun := time.Now()
	id, posted := runtime.invoke(t, event(t, "CreateUserPool", `{"PoolName":"p"}`, true), timeout)
	assert.WithinRange(t, posted.at, begun.Add(timeout-600*time.Millisecond), begun.Add(timeout-100*time.Millisecond))
	got := posted.response(t)
	assert.Equal(t, 500, got.StatusCode)
	assert.JSONEq(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, got.Body)
	assert.Contains(t, program.line(t, id)["cause"], "deadline exceeded")
}

func TestBootstrap_HidesDynamoDBErrors(t *testing.T) {
	runtime := newRuntime(t)
	runtime.run(t, built(t), dynamoDB(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table arn:aws:dynamodb:canary"}`)
	}))
	_, got := runtime.answer(t, event(t, "CreateUserPool", `{"PoolName":"p"}`, true))
	assert.Equal(t, 500, got.StatusCode)
	assert.NotContains(t, got.Body, "canary")
}

func TestBootstrap_WrongConfiguration(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), "AUTH=", "TABLE_NAME=", "QUOTA=x")
	const want = `wrong configuration: AUTH is not set: it must be none or sigv4; TABLE_NAME is not set; QUOTA is "x": it must be a number from 0`
	assert.Equal(t, 1, program.exit(t).ExitCode())
	assert.Equal(t, "userpools cannot start: "+want+"\n", program.stderr.String())
}

func TestBootstrap_SIGTERM(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), dynamoDB(t, takesEverything))
	<-runtime.polled
	begun := time.Now()
	require.NoError(t, program.cmd.Process.Signal(syscall.SIGTERM))
	program.exit(t)
	assert.Less(t, time.Since(begun), 300*time.Millisecond, "Lambda gives 500 ms")
}
