package localapi_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
)

// bounded is a server of two connections that holds each request whose body begins with "h" until it is told.
type bounded struct {
	*http.Server
	address string
	held    chan held
	idle    chan bool // a connection is
	stop    chan bool
	ended   chan error
}

type held struct {
	body    string
	release chan bool
}

func startBounded(t *testing.T) *bounded {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	b := &bounded{address: listener.Addr().String(), held: make(chan held, 100), idle: make(chan bool, 5000), stop: make(chan bool), ended: make(chan error, 1)}
	b.Server = localapi.Server(&localapi.Handler{
		AnyHost: true, Log: func(context.Context, awsjson.Entry) {},
		Serve: func(_ context.Context, r *request.Request) *awsjson.Response {
			if strings.HasPrefix(string(r.Body), "h") {
				h := held{string(r.Body), make(chan bool)}
				b.held <- h
				select {
				case <-h.release:
				case <-b.stop:
				}
			}
			return okay
		},
	})
	limited := localapi.Limit(b.Server, listener, 2)
	changed := b.ConnState
	b.ConnState = func(conn net.Conn, state http.ConnState) {
		changed(conn, state)
		if state == http.StateIdle {
			b.idle <- true
		}
	}
	go func() { b.ended <- b.Serve(limited) }()
	t.Cleanup(func() {
		close(b.stop)
		_ = b.Close()
	})
	return b
}

// peer is a client's side of a connection.
type peer struct {
	net.Conn
	answers *bufio.Reader
}

func (b *bounded) connect(t *testing.T) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", b.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	return &peer{conn, bufio.NewReader(conn)}
}

func (p *peer) send(t *testing.T, body string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, "http://localhost/", strings.NewReader(body))
	require.NoError(t, err)
	require.NoError(t, req.Write(p))
}

// answered reads an answer and tells whether the connection ends with it.
func (p *peer) answered(t *testing.T) (last bool) {
	t.Helper()
	resp, err := http.ReadResponse(p.answers, nil)
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(t, err)
	return resp.Close
}

// silent tells that nothing comes for a while.
func (p *peer) silent(t *testing.T) {
	t.Helper()
	require.NoError(t, p.SetReadDeadline(time.Now().Add(300*time.Millisecond)))
	_, err := p.answers.Peek(1)
	assert.ErrorContains(t, err, "timeout")
	require.NoError(t, p.SetReadDeadline(time.Now().Add(10*time.Second)))
}

func (p *peer) closed(t *testing.T) {
	t.Helper()
	_, err := p.answers.Peek(1)
	assert.ErrorIs(t, err, io.EOF)
}

// hold sends a request that is held, and returns it when it is.
func (b *bounded) hold(t *testing.T, p *peer, body string) held {
	t.Helper()
	p.send(t, body)
	h := <-b.held
	assert.Equal(t, body, h.body)
	return h
}

func TestLimit_Waits(t *testing.T) {
	b := startBounded(t)
	one, two, three, four := b.connect(t), b.connect(t), b.connect(t), b.connect(t)
	first, second := b.hold(t, one, "h1"), b.hold(t, two, "h2")
	three.send(t, "h3")
	four.send(t, "4")
	three.silent(t)
	four.silent(t)
	assert.Empty(t, b.held, "the third waits")
	first.release <- true
	assert.True(t, one.answered(t), "another waits for its place")
	third := <-b.held
	assert.Equal(t, "h3", third.body)
	second.release <- true
	two.answered(t)
	third.release <- true
	three.answered(t)
	four.answered(t)
	five := b.connect(t)
	five.send(t, "5")
	five.answered(t)
}

// TestLimit_Room: where there is room again connections are kept again.
func TestLimit_Room(t *testing.T) {
	b := startBounded(t)
	first, second := b.hold(t, b.connect(t), "h1"), b.hold(t, b.connect(t), "h2")
	three := b.connect(t)
	three.send(t, "h3")
	three.silent(t)
	first.release <- true
	third := <-b.held
	third.release <- true
	assert.False(t, three.answered(t))
	second.release <- true
}

// TestLimit_Idle: connections without a request keep no place, those without one for the longest time first.
func TestLimit_Idle(t *testing.T) {
	b := startBounded(t)
	ask := func(p *peer) *peer {
		p.send(t, "")
		assert.False(t, p.answered(t), "nobody waits any more")
		<-b.idle
		return p
	}
	one, two, three := ask(b.connect(t)), ask(b.connect(t)), ask(b.connect(t))
	one.closed(t)
	ask(two)
	four := ask(b.connect(t))
	three.closed(t)
	ask(two)
	ask(four)
}

// TestLimit_Silent: neither do those that never send a whole head.
func TestLimit_Silent(t *testing.T) {
	if testing.Short() {
		t.Skip("five seconds are not for short tests")
	}
	t.Parallel()
	b := startBounded(t)
	silent, half, three, four := b.connect(t), b.connect(t), b.connect(t), b.connect(t)
	_, err := io.WriteString(half, "POST / HT")
	require.NoError(t, err)
	for _, p := range []*peer{three, four} {
		p.send(t, "")
		p.answered(t)
	}
	silent.closed(t)
	four.send(t, "")
	assert.False(t, four.answered(t), "there is room again")
}

// TestLimit_Pauses: clients that ask again soon see no connection end without an answer.
func TestLimit_Pauses(t *testing.T) {
	b := startBounded(t)
	failures := make(chan error, 6*200)
	var calling sync.WaitGroup
	for range 6 {
		calling.Go(func() {
			own := &http.Client{Transport: &http.Transport{}}
			defer own.CloseIdleConnections()
			for range 200 {
				resp, err := own.Post("http://"+b.address, "", strings.NewReader("x"))
				if err != nil {
					failures <- err
					continue
				}
				_, _ = io.Copy(io.Discard, resp.Body)
				_ = resp.Body.Close()
				time.Sleep(time.Millisecond)
			}
		})
	}
	calling.Wait()
	close(failures)
	for err := range failures {
		assert.NoError(t, err)
	}
}

func TestLimit_Close(t *testing.T) {
	b := startBounded(t)
	b.hold(t, b.connect(t), "h1")
	b.hold(t, b.connect(t), "h2")
	waiting := b.connect(t)
	waiting.silent(t)
	require.NoError(t, b.Close())
	select {
	case err := <-b.ended:
		assert.ErrorIs(t, err, http.ErrServerClosed)
	case <-time.After(5 * time.Second):
		assert.Fail(t, "it does not end")
	}
	waiting.closed(t)
}
