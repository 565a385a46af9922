package localapi_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
)

const places = 8

// TestPlaces_Served: large bodies are served eight at a time, and small ones beside them.
func TestPlaces_Served(t *testing.T) {
	held, release := make(chan int, 100), make(chan bool)
	s := start(t, func(_ *http.Server, h *localapi.Handler) {
		h.Serve = func(_ context.Context, r *request.Request) *awsjson.Response {
			if len(r.Body) >= 8<<10 {
				held <- len(r.Body)
				<-release
			}
			return okay
		}
	})
	answers := make(chan error)
	for range places + 2 {
		go func() {
			resp, err := s.Client().Post(s.URL, "", strings.NewReader(strings.Repeat("x", 8<<10)))
			if err == nil {
				_ = resp.Body.Close()
			}
			answers <- err
		}()
	}
	for range places {
		assert.Equal(t, 8<<10, <-held)
	}
	s.send(t, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 8191\r\n\r\n"+strings.Repeat("x", 8<<10-1))
	time.Sleep(100 * time.Millisecond)
	assert.Empty(t, held, "the others wait")
	close(release)
	for range places + 2 {
		require.NoError(t, <-answers)
	}
}

const largeBody = post + "Content-Length: 20000\r\n\r\n"

// sent opens a connection of whose large body only so much is sent, and nothing read.
func (s *server) sent(t *testing.T, body int) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = conn.Write([]byte(largeBody + strings.Repeat("x", body)))
	require.NoError(t, err)
	return conn
}

// TestPlaces_Slow: bodies that are slow to arrive, more of them than there are places, hold up one that is quick by little more than a
// second, and lose their connections for it.
func TestPlaces_Slow(t *testing.T) {
	cut := make(chan awsjson.Entry, 100)
	s := start(t, func(_ *http.Server, h *localapi.Handler) {
		h.Log = func(_ context.Context, e awsjson.Entry) { cut <- e }
	})
	for range 5 * places {
		s.sent(t, 10_000)
	}
	assert.Equal(t, localapitest.Stalled, (<-cut).Refused) // all places are taken, and others wait
	begun := time.Now()
	assert.Equal(t, http.StatusOK, s.send(t, largeBody+strings.Repeat("x", 20_000)).StatusCode)
	assert.Less(t, time.Since(begun), 10*time.Second)
	for len(cut) > 0 {
		assert.Equal(t, localapitest.Stalled, (<-cut).Refused)
	}
}

// TestPlaces_UnreadAnswer: who does not read the answer has no place any more.
func TestPlaces_UnreadAnswer(t *testing.T) {
	begun := make(chan bool, 100)
	s := start(t, serving(func(context.Context) *awsjson.Response {
		begun <- true
		return &awsjson.Response{Status: http.StatusOK, Body: make([]byte, 32<<20)}
	}))
	for range places {
		s.sent(t, 20_000)
		<-begun
	}
	assert.Equal(t, http.StatusOK, s.send(t, largeBody+strings.Repeat("x", 20_000)).StatusCode)
}

// TestPlaces_Alone: who nobody waits for may take the time of a whole request.
func TestPlaces_Alone(t *testing.T) {
	s := start(t, nil)
	conn := s.sent(t, 10_000)
	time.Sleep(3 * time.Second / 2)
	_, err := conn.Write([]byte(strings.Repeat("x", 10_000)))
	require.NoError(t, err)
	answer := make([]byte, 15)
	_, err = conn.Read(answer)
	require.NoError(t, err)
	assert.Equal(t, "HTTP/1.1 200 OK", string(answer))
}

// TestServe_HeaderLines: a connection is closed that takes memory by the number of its header lines.
func TestServe_HeaderLines(t *testing.T) {
	s := start(t, nil)
	line := "a:\r\n"
	assert.Equal(t, http.StatusOK, s.send(t, post+strings.Repeat(line, 90)+"Content-Length: 0\r\n\r\n").StatusCode)
	s.seen()
	begun := time.Now()
	answer := localapitest.Stall(t, s.address, post+strings.Repeat(line, 101)+"Content-Length: 5\r\n\r\n")
	assert.Contains(t, answer, "HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n")
	assert.Less(t, time.Since(begun), 10*time.Second, "the body is not waited for")
	assert.Equal(t, awsjson.Entry{Outcome: "RequestHeaderFieldsTooLarge", Refused: "header lines", Status: 431}, s.notServed(t))
}
