package localapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"userpools/internal/localapitest"
	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/shape"
)

const (
	post    = "POST / HTTP/1.1\r\nHost: localhost\r\n"
	tooMuch = shape.MaxBody + 100
)

// notAnswered is a request that did not arrive whole.
func (s *server) notAnswered(t *testing.T, answer, refused string) {
	t.Helper()
	assert.Empty(t, strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n"), "no answer")
	entry := s.notServed(t)
	assert.Equal(t, awsjson.Entry{Outcome: "IncompleteBody", Refused: refused, BodySize: entry.BodySize}, entry)
}

func TestServe_TruncatedBody(t *testing.T) {
	s := start(t, nil)
	for _, body := range localapitest.Bodies() {
		for _, line := range []string{"POST / HTTP/1.1", "GET / HTTP/1.1", "HEAD / HTTP/1.1", "DELETE /x HTTP/1.1", "OPTIONS * HTTP/1.1"} {
			t.Run(body.Name+", "+line, func(t *testing.T) {
				answer := localapitest.Ask(t, s.address, line+"\r\nHost: localhost\r\n"+body.Framing+"\r\n"+body.Body)
				s.notAnswered(t, answer, body.Refused)
			})
		}
	}
	for name, request := range map[string]string{
		"HTTP/1.0": "POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{",
		"above the bound, where it is thrown away": post + localapitest.Announced(5<<20) + "\r\n" + strings.Repeat("x", tooMuch),
		"chunks above the bound":                   post + "Transfer-Encoding: chunked\r\n\r\n500000\r\n" + strings.Repeat("x", tooMuch),
	} {
		t.Run(name, func(t *testing.T) {
			s.notAnswered(t, localapitest.Ask(t, s.address, request), localapitest.CutOff)
		})
	}
}

func TestServe_StalledBody(t *testing.T) {
	for name, sent := range map[string]string{
		"before its first byte": localapitest.Announced(5) + "\r\n",
		"in its middle":         localapitest.Announced(5) + "\r\n{",
		"in a chunk":            "Transfer-Encoding: chunked\r\n\r\n5\r\n{",
		"above the bound":       localapitest.Announced(5<<20) + "\r\n" + strings.Repeat("x", tooMuch),
		"after Expect":          "Expect: 100-continue\r\n" + localapitest.Announced(5) + "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, func(s *http.Server, _ *localapi.Handler) { s.ReadTimeout = time.Second }) // enough for a head on a busy machine
			answer := localapitest.Stall(t, s.address, post+sent)
			s.notAnswered(t, answer, localapitest.Stalled)
		})
	}
}

func TestServe_WholeBody(t *testing.T) {
	s := start(t, nil)
	for name, tt := range map[string]struct{ request, then string }{
		"no body":                         {post + "\r\n", ""},
		"a body":                          {post + "Content-Length: 2\r\n\r\n{}", ""},
		"HTTP/1.0":                        {"POST / HTTP/1.0\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", ""},
		"HTTP/1.0 without a length":       {"POST / HTTP/1.0\r\nHost: localhost\r\n\r\n", ""},
		"GET with a body":                 {"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", ""},
		"chunks":                          {post + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", ""},
		"chunks go before a length":       {post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", ""},
		"a body that waited to be asked":  {post + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", ""},
		"what is too much is no request":  {post + "Content-Length: 2\r\n\r\n{}, and more\r\n\r\n", "HTTP/1.1 400 Bad Request"},
		"what is too much is the next":    {post + "\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200 OK"},
		"above the bound, but all of it":  {post + localapitest.Announced(2<<20) + "\r\n" + strings.Repeat("x", 2<<20), ""},
		"a next one that is cut":          {post + "\r\nPOST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{", ""},
		"a next one whose head is cut":    {post + "\r\nPOST / HTTP/1.1\r\nHost: loc", "HTTP/1.1 400 Bad Request"},
		"lengths that contradict at once": {post + "\r\nPOST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 400 Bad Request"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := strings.TrimPrefix(localapitest.Ask(t, s.address, tt.request), "HTTP/1.1 100 Continue\r\n\r\n")
			assert.Regexp(t, `^HTTP/1\.[01] 200 OK\r\n`, answer, "although the sender has closed its side")
			first, rest, _ := strings.Cut(answer, "\r\n\r\nok")
			assert.NotEmpty(t, first)
			assert.True(t, strings.HasPrefix(rest, tt.then), rest)
			assert.Equal(t, tt.then == "", rest == "", rest)
		})
	}
}
