package localapi

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// Limit has a server have at most so many connections of a listener at a time. A further one waits, unread, and those
// behind it in the system's queue; until there is room, idle connections are closed and the others are after their
// answer. So nobody keeps a place without making requests, and clients, which know connections to end, are
// answered later and not refused. It takes the server's ConnState.
func Limit(server *http.Server, listener net.Listener, connections int) net.Listener {
	l := &limited{Listener: listener, server: server, room: make(chan struct{}, connections), closed: make(chan struct{})}
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed {
			<-l.room
		}
	}
	return l
}

type limited struct {
	net.Listener
	server *http.Server
	room   chan struct{} // holds one for each connection
	closed chan struct{}
	once   sync.Once
}

// Accept implements net.Listener.
func (l *limited) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	select {
	case l.room <- struct{}{}:
		return conn, nil
	default:
	}
	defer l.server.SetKeepAlivesEnabled(true)
	for {
		l.server.SetKeepAlivesEnabled(false) // closes, too, what is idle or has been silent for some seconds
		select {
		case l.room <- struct{}{}:
			return conn, nil
		case <-l.closed:
			_ = conn.Close()
			return nil, net.ErrClosed
		case <-time.After(again):
		}
	}
}

// again is after which time it is looked again for connections that have become idle.
const again = 100 * time.Millisecond

// Close implements net.Listener.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}
