package localapi_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// observed is a server that counts what reaches its function and keeps its log.
type observed struct {
	*httptest.Server
	address string
	invoked atomic.Int32

	mu      sync.Mutex
	entries []awsjson.Entry
}

// observe starts a server; options change it before.
func observe(t *testing.T, options ...func(*httptest.Server, *localapi.Handler)) *observed {
	t.Helper()
	o := &observed{Server: httptest.NewUnstartedServer(nil)}
	handler := &localapi.Handler{
		Serve: func(context.Context, *request.Request) *awsjson.Response {
			o.invoked.Add(1)
			return okay
		},
		Log: func(_ context.Context, e awsjson.Entry) {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.entries = append(o.entries, e)
		},
	}
	o.Config = localapi.Server(handler)
	for _, option := range options {
		option(o.Server, handler)
	}
	o.Start()
	t.Cleanup(o.Close)
	o.address = o.Listener.Addr().String()
	return o
}

// log returns the entries so far and forgets them.
func (o *observed) log() []awsjson.Entry {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer func() { o.entries = nil }()
	return o.entries
}

// notAnswered are the facts of a request that did not arrive whole.
func (o *observed) notAnswered(t *testing.T, answer, refused string) {
	t.Helper()
	assert.Empty(t, strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n"), "no answer")
	assert.Zero(t, o.invoked.Load(), "the function knows nothing of it")
	log := o.log()
	require.Len(t, log, 1)
	assert.Equal(t, awsjson.Entry{Outcome: "IncompleteBody", Refused: refused, Duration: log[0].Duration, BodySize: log[0].BodySize}, log[0])
}

func TestServe_TruncatedBody(t *testing.T) {
	o := observe(t)
	for _, body := range localapitest.Bodies() {
		for _, line := range []string{"POST / HTTP/1.1", "GET / HTTP/1.1", "HEAD / HTTP/1.1", "DELETE /x HTTP/1.1", "OPTIONS * HTTP/1.1"} {
			t.Run(body.Name+", "+line, func(t *testing.T) {
				answer := localapitest.Ask(t, o.address, line+"\r\nHost: localhost\r\n"+body.Framing+"\r\n"+body.Body)
				o.notAnswered(t, answer, body.Refused)
			})
		}
	}
	for name, request := range map[string]string{
		"HTTP/1.0": "POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{",
		"above the bound, where it is thrown away": "POST / HTTP/1.1\r\nHost: localhost\r\n" + localapitest.Announced(5<<20) + "\r\n" + strings.Repeat("x", shape.MaxBody+100),
		"chunks above the bound":                   "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n500000\r\n" + strings.Repeat("x", shape.MaxBody+100),
	} {
		t.Run(name, func(t *testing.T) {
			o.notAnswered(t, localapitest.Ask(t, o.address, request), localapitest.CutOff)
		})
	}
}

func TestServe_StalledBody(t *testing.T) {
	o := observe(t, func(s *httptest.Server, _ *localapi.Handler) { s.Config.ReadTimeout = 50 * time.Millisecond })
	for name, sent := range map[string]string{
		"before its first byte": localapitest.Announced(5) + "\r\n",
		"in its middle":         localapitest.Announced(5) + "\r\n{",
		"in a chunk":            "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
		"above the bound":       localapitest.Announced(5<<20) + "\r\n" + strings.Repeat("x", shape.MaxBody+100),
		"after Expect":          "Expect: 100-continue\r\n" + localapitest.Announced(5) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			answer := localapitest.Stall(t, o.address, "POST / HTTP/1.1\r\nHost: localhost\r\n"+sent)
			o.notAnswered(t, answer, localapitest.Stalled)
		})
	}
}

func TestServe_WholeBody(t *testing.T) {
	o := observe(t)
	for name, tt := range map[string]struct{ request, then string }{
		"no body":                         {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", ""},
		"a body":                          {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", ""},
		"HTTP/1.0":                        {"POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", ""},
		"HTTP/1.0 without a length":       {"POST / HTTP/1.0\r\nHost: localhost\r\n\r\n", ""},
		"GET with a body":                 {"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", ""},
		"chunks":                          {"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", ""},
		"chunks go before a length":       {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", ""},
		"a body that waited to be asked":  {"POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", ""},
		"what is too much is no request":  {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}, and more\r\n\r\n", "HTTP/1.1 400 Bad Request"},
		"what is too much is the next":    {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200 OK"},
		"above the bound, but all of it":  {"POST / HTTP/1.1\r\nHost: localhost\r\n" + localapitest.Announced(2<<20) + "\r\n" + strings.Repeat("x", 2<<20), ""},
		"a next one that is cut":          {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nPOST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", ""},
		"a next one whose head is cut":    {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nPOST / HTTP/1.1\r\nHost: loc", "HTTP/1.1 400 Bad Request"},
		"lengths that contradict at once": {"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nPOST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := strings.TrimPrefix(localapitest.Ask(t, o.address, tt.request), "HTTP/1.1 100 Continue\r\n\r\n")
			assert.Regexp(t, `^HTTP/1\.[01] 200 OK\r\n`, answer, "although the sender has closed its side")
			first, rest, _ := strings.Cut(answer, "\r\n\r\nok")
			assert.NotEmpty(t, first)
			assert.True(t, strings.HasPrefix(rest, tt.then), rest)
			assert.Equal(t, tt.then == "", rest == "", rest)
		})
	}
}
