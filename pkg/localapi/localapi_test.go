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
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// server serves a function that answers "ok", and keeps what reaches it and what is logged of the rest.
type server struct {
	*httptest.Server
	address string

	mu       sync.Mutex
	requests []*request.Request
	entries  []awsjson.Entry
}

// start starts one; a change is made before. Requests may be for any host, unless the change says otherwise.
func start(t *testing.T, change func(*http.Server, *localapi.Handler)) *server {
	t.Helper()
	s := &server{Server: httptest.NewUnstartedServer(nil)}
	handler := &localapi.Handler{
		AnyHost: true,
		Serve: func(_ context.Context, r *request.Request) *awsjson.Response {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.requests = append(s.requests, r)
			return okay
		},
		Log: func(_ context.Context, e awsjson.Entry) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.entries = append(s.entries, e)
		},
	}
	s.Config = localapi.Server(handler)
	if change != nil {
		change(s.Config, handler)
	}
	s.Start()
	t.Cleanup(s.Close)
	s.address = s.Listener.Addr().String()
	return s
}

var okay = &awsjson.Response{Status: http.StatusOK, Body: []byte("ok")}

// serving is a change: another function.
func serving(f func(context.Context) *awsjson.Response) func(*http.Server, *localapi.Handler) {
	return func(_ *http.Server, h *localapi.Handler) {
		h.Serve = func(ctx context.Context, _ *request.Request) *awsjson.Response { return f(ctx) }
	}
}

// seen returns the requests and entries so far and forgets them.
func (s *server) seen() ([]*request.Request, []awsjson.Entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer func() { s.requests, s.entries = nil, nil }()
	return s.requests, s.entries
}

// last is the one request since the one before.
func (s *server) last(t *testing.T) *request.Request {
	t.Helper()
	requests, entries := s.seen()
	require.Len(t, requests, 1)
	require.Empty(t, entries)
	return requests[0]
}

// notServed returns the entry of a request that did not reach the function, without its time.
func (s *server) notServed(t *testing.T) awsjson.Entry {
	t.Helper()
	requests, entries := s.seen()
	require.Empty(t, requests)
	require.Len(t, entries, 1)
	entries[0].Duration = 0
	return entries[0]
}

// send writes a request as it stands and reads the answer.
func (s *server) send(t *testing.T, request string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
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
	s := start(t, nil)
	s.send(t, "POST / HTTP/1.1\r\nHost: pools.example.com:9339\r\nContent-Type: application/x-amz-json-1.1\r\nUser-Agent: Boto3/1.43.11\r\n"+
		"X-Amz-Target: T\r\nX-Twice: 1\r\nx-twice: 2\r\nCookie: a=1; b=2\r\nContent-Length: 16\r\n\r\n{\"PoolName\":\"p\"}")
	got := s.last(t)
	assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, got.ID)
	got.ID = ""
	assert.Equal(t, &request.Request{
		Method: "POST", Path: "/", Body: []byte(`{"PoolName":"p"}`),
		Header: map[string]string{
			"host": "pools.example.com:9339", "content-type": "application/x-amz-json-1.1", "user-agent": "Boto3/1.43.11",
			"x-amz-target": "T", "x-twice": "1,2", "content-length": "16",
		},
	}, got)

	s.send(t, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
	got = s.last(t)
	assert.Equal(t, "abcd", string(got.Body))
	assert.Equal(t, "4", got.Header["content-length"])
}

func TestServe_MethodAndPath(t *testing.T) {
	s := start(t, nil)
	for request, want := range map[string]string{
		"GET / HTTP/1.1":     "GET / ",
		"OPTIONS / HTTP/1.1": "OPTIONS / ",
		"PUT /a/b%2Fc?x=1&y=%20 HTTP/1.1\r\nConnection: close": "PUT /a/b%2Fc x=1&y=%20",
		"POST //double/../up HTTP/1.1":                         "POST //double/../up ",
		"BREW /pot HTTP/1.1":                                   "BREW /pot ",
		"HEAD / HTTP/1.1":                                      "HEAD / ",
	} {
		s.send(t, request+"\r\nHost: h\r\n\r\n")
		got := s.last(t)
		assert.Equal(t, want, got.Method+" "+got.Path+" "+got.Query)
		assert.Empty(t, got.Body)
	}
}

func TestServe_BodyAtTheBound(t *testing.T) {
	s := start(t, nil)
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
			resp, err := s.Client().Post(s.URL, "", body)
			require.NoError(t, err, "the sender sees the answer, whatever it sent")
			require.NoError(t, resp.Body.Close())
			assert.Len(t, s.last(t).Body, want, name)
		}
	}
}

func TestServe_Answer(t *testing.T) {
	body := strings.Repeat("é<&>", 5000)
	s := start(t, serving(func(context.Context) *awsjson.Response {
		return &awsjson.Response{
			Status: 404, Header: map[string]string{"x-amzn-RequestId": "r", "Content-Type": "application/x-amz-json-1.1"}, Body: []byte(body),
		}
	}))
	resp := s.send(t, empty)
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
	s := start(t, serving(func(context.Context) *awsjson.Response {
		return &awsjson.Response{Status: 500, Body: []byte("{}"), Dropped: true}
	}))
	_, err := s.Client().Post(s.URL, "", strings.NewReader("{}"))
	assert.ErrorIs(t, err, io.EOF)
}

// A caller that hangs up cancels nothing, as on AWS; the time of a request is bounded.
func TestServe_CallerHangsUp(t *testing.T) {
	begun, hungUp, ended := make(chan time.Duration, 1), make(chan bool), make(chan error, 1)
	s := start(t, serving(func(ctx context.Context) *awsjson.Response {
		deadline, _ := ctx.Deadline()
		begun <- time.Until(deadline)
		<-hungUp
		time.Sleep(50 * time.Millisecond) // for the server to notice
		ended <- ctx.Err()
		return okay
	}))
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	_, err = fmt.Fprint(conn, empty)
	require.NoError(t, err)
	assert.InDelta(t, 29.5, (<-begun).Seconds(), 1)
	require.NoError(t, conn.Close())
	close(hungUp)
	assert.NoError(t, <-ended)
}
