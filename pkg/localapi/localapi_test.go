package localapi_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/localapi"
	"userpools/pkg/shape"
)

// function is a localapi.Function that is a Go function.
type function func(ctx context.Context, payload []byte) ([]byte, error)

func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) { return f(ctx, payload) }

var noon = time.Date(2026, 9, 24, 12, 0, 0, 123_000_000, time.FixedZone("CEST", 7200))

func start(t *testing.T, f function) *httptest.Server {
	t.Helper()
	handler := &localapi.Handler{Function: f, Account: "210987654321", Now: func() time.Time { return noon }, AnyHost: true}
	server := httptest.NewUnstartedServer(nil)
	server.Config = localapi.Server(handler)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// recorder answers every event with "ok" and keeps the last.
func recorder(t *testing.T) (server *httptest.Server, last func() events.APIGatewayV2HTTPRequest) {
	t.Helper()
	var payload []byte
	server = start(t, func(_ context.Context, p []byte) ([]byte, error) {
		payload = p
		return []byte(`{"statusCode":200,"body":"ok"}`), nil
	})
	return server, func() events.APIGatewayV2HTTPRequest {
		t.Helper()
		var event events.APIGatewayV2HTTPRequest
		decoder := json.NewDecoder(strings.NewReader(string(payload)))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&event))
		require.NotContains(t, string(payload), "authentication", "that is for mutual TLS")
		return event
	}
}

// send writes a request as it stands and reads the answer.
func send(t *testing.T, server *httptest.Server, request string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, request)
	require.NoError(t, err)
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	require.NoError(t, err)
	t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

func TestTheEventIsWhatAWSSends(t *testing.T) {
	server, last := recorder(t)
	send(t, server, "POST / HTTP/1.1\r\nHost: pools.example.com:9339\r\nContent-Type: application/x-amz-json-1.1\r\nUser-Agent: Boto3/1.43.11\r\n"+
		"X-Amz-Target: T\r\nX-Twice: 1\r\nx-twice: 2\r\nCookie: a=1; b=2\r\nContent-Length: 16\r\n\r\n{\"PoolName\":\"p\"}")
	got := last()
	assert.Regexp(t, `^[A-Za-z0-9+/]{15}=$`, got.RequestContext.RequestID)
	assert.Regexp(t, `^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$`, got.Headers["x-amzn-trace-id"])
	got.RequestContext.RequestID, got.Headers["x-amzn-trace-id"] = "", ""
	assert.Equal(t, events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /", RawPath: "/", Cookies: []string{"a=1", "b=2"},
		Headers: map[string]string{
			"host": "pools.example.com:9339", "content-type": "application/x-amz-json-1.1", "user-agent": "Boto3/1.43.11",
			"x-amz-target": "T", "x-twice": "1,2", "content-length": "16",
			"x-forwarded-for": "127.0.0.1", "x-forwarded-port": "9339", "x-forwarded-proto": "http", "x-amzn-trace-id": "",
		},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			RouteKey: "POST /", AccountID: "210987654321", Stage: "$default", APIID: "local",
			DomainName: "pools.example.com", DomainPrefix: "pools", Time: "24/Sep/2026:10:00:00 +0000", TimeEpoch: 1790244000123,
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: "POST", Path: "/", Protocol: "HTTP/1.1", SourceIP: "127.0.0.1", UserAgent: "Boto3/1.43.11",
			},
		},
		Body: "eyJQb29sTmFtZSI6InAifQ==", IsBase64Encoded: true,
	}, got)
}

func TestWhatCountsAsText(t *testing.T) {
	server, last := recorder(t)
	for contentType, text := range map[string]bool{
		"application/x-amz-json-1.1":      false,
		"":                                false,
		"application/json":                true,
		"application/json; charset=utf-8": true,
		"application/javascript":          true,
		"application/xml":                 true,
		"text/plain":                      true,
		"application/octet-stream":        false,
		"multipart/form-data; boundary=x": false,
		"no media type;;":                 false,
	} {
		send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: "+contentType+"\r\nContent-Length: 2\r\n\r\n{}")
		want := "e30="
		if text {
			want = "{}"
		}
		got := last()
		assert.Equal(t, want, got.Body, contentType)
		assert.Equal(t, !text, got.IsBase64Encoded, contentType)
	}
	send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n\xff\xfe")
	assert.Equal(t, "//4=", last().Body, "text that is none")
}

func TestEveryMethodAndPathReachesTheFunction(t *testing.T) {
	server, last := recorder(t)
	for request, want := range map[string]string{
		"GET / HTTP/1.1":     "GET / ",
		"OPTIONS / HTTP/1.1": "OPTIONS / ",
		"PUT /a/b%2Fc?x=1&y=%20 HTTP/1.1\r\nConnection: close": "PUT /a/b%2Fc x=1&y=%20",
		"POST //double/../up HTTP/1.1":                         "POST //double/../up ",
		"BREW /pot HTTP/1.1":                                   "BREW /pot ",
		"HEAD / HTTP/1.1":                                      "HEAD / ",
	} {
		send(t, server, request+"\r\nHost: h\r\n\r\n")
		got := last()
		assert.Equal(t, want, got.RequestContext.HTTP.Method+" "+got.RawPath+" "+got.RawQueryString)
		assert.Empty(t, got.Body)
		assert.False(t, got.IsBase64Encoded)
	}
}

func TestChunkedBodies(t *testing.T) {
	server, last := recorder(t)
	send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
	assert.Equal(t, base64.StdEncoding.EncodeToString([]byte("abcd")), last().Body)
	assert.Equal(t, "4", last().Headers["content-length"])
}

func TestBodiesAreReadToOneByteAboveTheBound(t *testing.T) {
	server, last := recorder(t)
	for sent, want := range map[int]int{
		shape.MaxBody:     shape.MaxBody,
		shape.MaxBody + 1: shape.MaxBody + 1,
		shape.MaxBody + 2: shape.MaxBody + 1,
		5 << 20:           shape.MaxBody + 1,
	} {
		for name, body := range map[string]io.Reader{
			"with a length": strings.NewReader(strings.Repeat("x", sent)),
			"chunked":       struct{ io.Reader }{strings.NewReader(strings.Repeat("x", sent))},
		} {
			resp, err := server.Client().Post(server.URL, "", body)
			require.NoError(t, err, "the sender sees the answer, whatever it sent")
			require.NoError(t, resp.Body.Close())
			got, err := base64.StdEncoding.DecodeString(last().Body)
			require.NoError(t, err)
			assert.Len(t, got, want, name)
		}
	}
}

func TestTheAnswerIsTheFunctions(t *testing.T) {
	body := strings.Repeat("é<&>", 5000)
	server := start(t, func(context.Context, []byte) ([]byte, error) {
		return json.Marshal(events.APIGatewayV2HTTPResponse{
			StatusCode: 404, Headers: map[string]string{"x-amzn-RequestId": "r", "Content-Type": "application/x-amz-json-1.1"}, Body: body,
		})
	})
	resp := send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, 404, resp.StatusCode)
	assert.Equal(t, body, string(got))
	assert.Equal(t, int64(len(body)), resp.ContentLength)
	assert.Equal(t, "r", resp.Header.Get("x-amzn-RequestId"))
	assert.Equal(t, "application/x-amz-json-1.1", resp.Header.Get("Content-Type"))
	date, err := http.ParseTime(resp.Header.Get("Date"))
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), date, 5*time.Second, "JavaScript clients set their clocks by it")
}

func TestAFunctionThatBreaksItsPromiseIsTheGatewaysFault(t *testing.T) {
	for name, f := range map[string]function{
		"an error":   func(context.Context, []byte) ([]byte, error) { return nil, errors.New("no") },
		"no JSON":    func(context.Context, []byte) ([]byte, error) { return []byte("no"), nil },
		"no status":  func(context.Context, []byte) ([]byte, error) { return []byte("{}"), nil },
		"no answer":  func(context.Context, []byte) ([]byte, error) { return nil, nil },
		"wrong type": func(context.Context, []byte) ([]byte, error) { return []byte(`{"statusCode":"200"}`), nil },
	} {
		t.Run(name, func(t *testing.T) {
			resp := send(t, start(t, f), "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
			got, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			assert.Equal(t, 500, resp.StatusCode)
			assert.JSONEq(t, `{"message":"Internal Server Error"}`, string(got))
		})
	}
}

func TestWhatWasBegunIsDone(t *testing.T) {
	begun, hungUp, ended := make(chan bool), make(chan bool), make(chan error, 1)
	server := start(t, func(ctx context.Context, _ []byte) ([]byte, error) {
		close(begun)
		<-hungUp
		time.Sleep(50 * time.Millisecond) // for the server to notice
		ended <- ctx.Err()
		return []byte(`{"statusCode":200}`), nil
	})
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	_, err = fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
	require.NoError(t, err)
	<-begun
	require.NoError(t, conn.Close())
	close(hungUp)
	assert.NoError(t, <-ended, "a caller that hangs up cancels nothing, as on AWS")
}

func TestTheFunctionHasADeadline(t *testing.T) {
	var left time.Duration
	server := start(t, func(ctx context.Context, _ []byte) ([]byte, error) {
		deadline, ok := ctx.Deadline()
		require.True(t, ok)
		left = time.Until(deadline)
		return []byte(`{"statusCode":200}`), nil
	})
	send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n")
	assert.InDelta(t, 30, left.Seconds(), 1)
}

func TestConnectionsAreKept(t *testing.T) {
	server, _ := recorder(t)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	reader := bufio.NewReader(conn)
	for range 3 {
		_, err = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}")
		require.NoError(t, err)
		resp, err := http.ReadResponse(reader, nil)
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.False(t, resp.Close)
	}
}
