package localapi

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Limit has a server have at most so many connections of a listener at a time, and fewer where the system has no
// descriptor for another. A further one waits, unread, and those behind it in the system's queue. For each that waits one
// connection ends: that of the next request, with its answer, or the one that has been idle for the longest time. So nobody
// keeps a place without making requests, and clients, which know connections to end, are answered later and not refused. It
// takes the server's ConnState and wraps its handler.
func Limit(server *http.Server, listener net.Listener, connections int) net.Listener {
	l := &limited{
		Listener: listener, room: connections, idle: map[net.Conn]time.Time{},
		left: make(chan struct{}, 1), closed: make(chan struct{}),
	}
	server.ConnState = l.changed
	server.Handler = l.ending(server.Handler)
	return l
}

// A connection is left alone for as long after its last answer, since its next request may be under way, and for as
// long after its beginning.
const (
	idleAtLeast   = 250 * time.Millisecond
	silentAtLeast = 5 * time.Second
)

// again is after which time another connection has to end, if none has ended.
const again = 100 * time.Millisecond

type limited struct {
	net.Listener
	waits  atomic.Bool   // somebody does, and the next request is the last of its connection
	left   chan struct{} // has one when a connection has ended
	closed chan struct{}
	once   sync.Once

	mu   sync.Mutex
	room int
	idle map[net.Conn]time.Time // from when on they may be ended: those that have no request, or not its whole head
}

// Accept implements net.Listener.
func (l *limited) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	for noDescriptor(err) {
		if !l.wait() {
			return nil, net.ErrClosed
		}
		conn, err = l.Listener.Accept()
	}
	if err != nil {
		return nil, err
	}
	for !l.enter() {
		if !l.wait() {
			_ = conn.Close()
			return nil, net.ErrClosed
		}
	}
	l.waits.Store(false)
	return conn, nil
}

// noDescriptor tells that the program, or the system, has as many files and connections as it may have.
func noDescriptor(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

func (l *limited) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.room == 0 {
		return false
	}
	l.room--
	return true
}

// wait has a connection end and waits for that, but not for long: it may not be the one that ends. It tells whether
// the listener is still open.
func (l *limited) wait() bool {
	l.waits.Store(true)
	l.endIdle()
	select {
	case <-l.left:
		return true
	case <-time.After(again):
		return true
	case <-l.closed:
		return false
	}
}

// endIdle ends the connection that has been idle for the longest time. Reading from it times out, which keeps a request that
// has arrived meanwhile: it is read, and sets another deadline. Only one whose head is just complete, or is half read, is lost.
func (l *limited) endIdle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	var longest net.Conn
	first := time.Now()
	for conn, from := range l.idle {
		if from.Before(first) {
			longest, first = conn, from
		}
	}
	if longest != nil {
		_ = longest.SetReadDeadline(time.Unix(1, 0))
	}
}

// changed is the server's ConnState.
func (l *limited) changed(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew:
		l.idle[conn] = time.Now().Add(silentAtLeast)
	case http.StateIdle:
		l.idle[conn] = time.Now().Add(idleAtLeast)
	case http.StateClosed:
		delete(l.idle, conn)
		l.room++
		select {
		case l.left <- struct{}{}:
		default:
		}
	default:
		delete(l.idle, conn)
	}
}

// ending has a connection end with the answer of a request that comes while somebody waits.
func (l *limited) ending(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if l.waits.CompareAndSwap(true, false) {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// Close implements net.Listener.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}
