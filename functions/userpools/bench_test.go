package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWiden_SystemCalls holds what widen is for: an answer is sent as aws-lambda-go does, as one
// chunk of unknown length. Its headers and the end of it are what net/http always sends by themselves.
func TestWiden_SystemCalls(t *testing.T) {
	transport := &http.Transport{}
	widen(transport)
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusAccepted)
	}), ReadHeaderTimeout: time.Minute}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer server.Close()
	go func() { _ = server.Serve(listener) }()

	writes := 0
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return counting{conn, &writes}, err
	}
	answer := struct{ io.Reader }{bytes.NewReader(make([]byte, 9<<10))}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String(), answer)
	require.NoError(t, err)
	response, err := transport.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	transport.CloseIdleConnections()
	assert.Equal(t, 3, writes)
}

type counting struct {
	net.Conn

	writes *int
}

func (c counting) Write(b []byte) (int, error) {
	*c.writes++
	return c.Conn.Write(b)
}

// BenchmarkFunction is a warm create as Lambda makes it: aws-lambda-go's loop, the handler, the SDK's client. Lambda
// and DynamoDB are another process, so that a profile has the function's work alone.
func BenchmarkFunction(b *testing.B) {
	address := startOtherSide(b)
	for name, value := range map[string]string{
		"AWS_LAMBDA_RUNTIME_API": address, "AWS_ENDPOINT_URL_DYNAMODB": "http://" + address, "AWS_REGION": "us-east-1",
		"AWS_ACCESS_KEY_ID": "ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t",
		"AUTH": "none", "TABLE_NAME": "pools", "METRICS_NAMESPACE": "userpools",
	} {
		b.Setenv(name, value)
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(b, err)
	handler, err := build(os.Getenv, null)
	require.NoError(b, err)
	h := turns{handler, make(chan struct{}), make(chan struct{}), make(chan struct{})}
	widen(http.DefaultTransport)
	go lambda.Start(h)
	for range 100 {
		<-h.turn
	}
	b.ReportAllocs()
	for b.Loop() {
		<-h.turn
	}
	close(h.done)
	<-h.stopped
}

// turns has a handler wait before each event, and for ever when it is done.
type turns struct {
	lambda.Handler

	turn, done, stopped chan struct{}
}

func (h turns) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	select {
	case h.turn <- struct{}{}:
		return h.Handler.Invoke(ctx, payload)
	case <-h.done:
		close(h.stopped)
		select {}
	}
}

// otherSide is set for the test binary when it stands in for Lambda and DynamoDB.
const otherSide = "USERPOOLS_TEST_OTHER_SIDE"

// startOtherSide returns where the other side is, which ends with the benchmark.
func startOtherSide(b *testing.B) (address string) {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), otherSide+"=1")
	out, err := cmd.StdoutPipe()
	require.NoError(b, err)
	require.NoError(b, cmd.Start())
	b.Cleanup(func() { _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(b, err)
	return strings.TrimSpace(line)
}

// serveOtherSide hands over the same event again and again, and takes every answer and item.
func serveOtherSide() {
	payload, err := os.ReadFile("../../events/create-user-pool-full.aws.json")
	if err != nil {
		panic(err)
	}
	payload = bytes.ReplaceAll(payload, []byte("\n"), nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", "00000000-0000-4000-8000-000000000000")
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(time.Minute).UnixMilli(), 10))
		_, _ = w.Write(payload)
	})
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusAccepted)
	})
	mux.HandleFunc("POST /{$}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		takesEverything(w, r)
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	panic(http.Serve(listener, mux)) //nolint:gosec // G114: one client, and it is ours
}
