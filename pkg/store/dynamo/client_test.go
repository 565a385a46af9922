package dynamo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
	"userpools/pkg/trace"
)

// TestCreate_Answers goes through the real client: what the SDK makes of an
// answer, or of none, decides what the store does.
func TestCreate_Answers(t *testing.T) {
	const namespace = "com.amazonaws.dynamodb.v20120810#"
	for _, c := range []struct {
		name     string
		answer   http.HandlerFunc
		calls    int32
		throttle bool
		tooLarge bool
	}{
		{name: "throttled", answer: refusal(400, namespace+"ThrottlingException"), calls: 3, throttle: true},
		{name: "over the table's throughput", answer: refusal(400, namespace+"ProvisionedThroughputExceededException"), calls: 3, throttle: true},
		{name: "over the account's throughput", answer: refusal(400, namespace+"RequestLimitExceeded"), calls: 3, throttle: true},
		{name: "an internal error", answer: refusal(500, namespace+"InternalServerError"), calls: 3},
		{name: "unavailable", answer: refusal(503, "com.amazon.coral.service#ServiceUnavailableException"), calls: 3},
		{name: "an answer of somebody else", answer: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, calls: 3},
		{name: "no answer", answer: hangUp, calls: 3},
		{name: "half an answer", answer: half, calls: 3},
		{name: "nonsense", answer: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, calls: 3},
		{name: "late", answer: func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}, calls: 3},
		{name: "too slow in sending", answer: refusal(400, "com.amazon.coral.service#RequestTimeoutException"), calls: 3},
		{name: "elsewhere", answer: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, calls: 1},
		{name: "no table", answer: refusal(400, namespace+"ResourceNotFoundException"), calls: 1},
		{name: "not allowed", answer: refusal(400, "com.amazon.coral.service#AccessDeniedException"), calls: 1},
		{name: "wrong key", answer: refusal(400, "com.amazon.coral.service#UnrecognizedClientException"), calls: 1},
		{name: "invalid", answer: refusal(400, "com.amazon.coral.validate#ValidationException"), calls: 1},
		{name: "too large", answer: func(w http.ResponseWriter, _ *http.Request) {
			answer(w, 400, "com.amazon.coral.validate#ValidationException", "Item size has exceeded the maximum allowed size")
		}, calls: 1, tooLarge: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var calls atomic.Int32
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				calls.Add(1)
				c.answer(w, r)
			})
			if c.name == "late" {
				s.timeout = 50 * time.Millisecond
			}
			ctx, tr := trace.New(t.Context())
			err := s.Create(ctx, minimal)
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "secret")
			assert.NotContains(t, err.Error(), minimal.Name)
			assert.Equal(t, c.calls, calls.Load())
			assert.EqualValues(t, c.calls, tr.StoreCalls)
			assert.Equal(t, c.throttle, errors.Is(err, cognito.ErrThrottled), err)
			_, tooLarge := errors.AsType[*cognito.TooLargeError](err)
			assert.Equal(t, c.tooLarge, tooLarge, err)
		})
	}
}

func TestNewClient(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKID")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret")
	client := NewClient(Config{Region: "ap-northeast-3"})
	options := client.Options()
	var host, authorization string
	options.HTTPClient = doer(func(r *http.Request) (*http.Response, error) {
		host, authorization = r.URL.String(), r.Header.Get("Authorization")
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	})
	require.NoError(t, newStore(dynamodb.New(options), "table").Create(t.Context(), minimal))
	assert.Equal(t, "https://dynamodb.ap-northeast-3.amazonaws.com/", host)
	assert.Contains(t, authorization, "Credential=AKID/")
	assert.Contains(t, authorization, "/ap-northeast-3/dynamodb/aws4_request")
}

// TestSender_OnePacket holds what sender is for, and the transport's buffer.
func TestSender_OnePacket(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	packet := make(chan []byte, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		first := make([]byte, 1<<16)
		n, _ := conn.Read(first)
		packet <- first[:n]
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
	}()
	s := newStore(NewClient(Config{Region: "us-east-1", Endpoint: "http://" + listener.Addr().String()}), "table")
	require.NoError(t, s.Create(t.Context(), storetest.Sample(t, storetest.Here, "us-east-1_AbCdEfGhI")))
	_, body, _ := bytes.Cut(<-packet, []byte("\r\n\r\n"))
	assert.True(t, json.Valid(body), string(body))
}

func BenchmarkNewClient(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		New(NewClient(Config{Region: "us-east-1"}), "table")
	}
}

// serve is a store whose DynamoDB is the handler.
func serve(t *testing.T, handler http.HandlerFunc) *Store {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return newStore(NewClient(Config{Region: "eu-west-3", Endpoint: server.URL}), "table")
}

func refusal(status int, kind string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		answer(w, status, kind, "secret: arn:aws:dynamodb:::table")
	}
}

func answer(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": kind, "message": message})
}

func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

func half(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"Attributes":`)
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }
