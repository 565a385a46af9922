package localapi_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// endpointFunc is a localapi.Endpoint that is a function.
type endpointFunc func(context.Context, *request.Request) *awsjson.Response

func (f endpointFunc) Serve(ctx context.Context, r *request.Request) *awsjson.Response {
	return f(ctx, r)
}

func start(t *testing.T, f endpointFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = localapi.Server(&localapi.Handler{Serve: f, AnyHost: true})
	server.Start()
	t.Cleanup(server.Close)
	return server
}

var okay = &awsjson.Response{Status: http.StatusOK, Body: []byte("ok")}

// recorder answers every request with "ok" and keeps the last.
func recorder(t *testing.T) (server *httptest.Server, last func() *request.Request) {
	t.Helper()
	var got *request.Request
	server = start(t, func(_ context.Context, r *request.Request) *awsjson.Response {
		got = r
		return okay
	})
	return server, func() *request.Request { return got }
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

const empty = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"

func TestServe_Request(t *testing.T) {
	server, last := recorder(t)
	send(t, server, "POST / HTTP/1.1\r\nHost: pools.example.com:9339\r\nContent-Type: application/x-amz-json-1.1\r\nUser-Agent: Boto3/1.43.11\r\n"+
		"X-Amz-Target: T\r\nX-Twice: 1\r\nx-twice: 2\r\nCookie: a=1; b=2\r\nContent-Length: 16\r\n\r\n{\"PoolName\":\"p\"}")
	got := last()
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, got.ID)
	got.ID = ""
	assert.Equal(t, &request.Request{
		Method: "POST", Path: "/", Body: []byte(`{"PoolName":"p"}`),
		Header: map[string]string{
			"host": "pools.example.com:9339", "content-type": "application/x-amz-json-1.1", "user-agent": "Boto3/1.43.11",
			"x-amz-target": "T", "x-twice": "1,2", "content-length": "16",
		},
	}, got)

	send(t, server, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
	assert.Equal(t, "abcd", string(last().Body))
	assert.Equal(t, "4", last().Header["content-length"])
}

func TestServe_MethodAndPath(t *testing.T) {
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
		assert.Equal(t, want, got.Method+" "+got.Path+" "+got.Query)
		assert.Empty(t, got.Body)
	}
}

func TestServe_BodyAtTheBound(t *testing.T) {
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
			assert.Len(t, last().Body, want, name)
		}
	}
}

func TestServe_Answer(t *testing.T) {
	body := strings.Repeat("é<&>", 5000)
	server := start(t, func(context.Context, *request.Request) *awsjson.Response {
		return &awsjson.Response{
			Status: 404, Header: map[string]string{"x-amzn-RequestId": "r", "Content-Type": "application/x-amz-json-1.1"}, Body: []byte(body),
		}
	})
	resp := send(t, server, empty)
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

func TestServe_DroppedAnswer(t *testing.T) {
	server := start(t, func(context.Context, *request.Request) *awsjson.Response {
		return &awsjson.Response{Status: 500, Body: []byte("{}"), Dropped: true}
	})
	_, err := server.Client().Post(server.URL, "", strings.NewReader("{}"))
	assert.ErrorIs(t, err, io.EOF)
}

func TestServe_CallerHangsUp(t *testing.T) {
	begun, hungUp, ended := make(chan bool), make(chan bool), make(chan error, 1)
	server := start(t, func(ctx context.Context, _ *request.Request) *awsjson.Response {
		close(begun)
		<-hungUp
		time.Sleep(50 * time.Millisecond) // for the server to notice
		ended <- ctx.Err()
		return okay
	})
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	_, err = fmt.Fprint(conn, empty)
	require.NoError(t, err)
	<-begun
	require.NoError(t, conn.Close())
	close(hungUp)
	assert.NoError(t, <-ended, "a caller that hangs up cancels nothing, as on AWS")
}

func TestServe_Deadline(t *testing.T) {
	var left time.Duration
	server := start(t, func(ctx context.Context, _ *request.Request) *awsjson.Response {
		deadline, ok := ctx.Deadline()
		require.True(t, ok)
		left = time.Until(deadline)
		return okay
	})
	send(t, server, empty)
	assert.InDelta(t, 29.5, left.Seconds(), 1)
}

func TestServe_KeepsConnections(t *testing.T) {
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
