package localapi

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"

	"userpools/pkg/shape"
)

// drained is how much of a body that is too large is read and thrown away, so
// that its sender gets to see the answer. It is what an HTTP API accepts.
const drained = 10 << 20

// announced is how much room a body gets because its head says so: enough for most, and no
// more than a connection takes anyway.
const announced = 4 << 10

// Bodies above small, which are few, are read and served at most so many at a time, and may then have their room at once.
// The others of them wait, unread, as long as they may take to arrive.
const (
	small = 8 << 10
	large = 8
)

// largeBodies bounds how many there are. The zero value is ready.
type largeBodies struct {
	once sync.Once
	room chan struct{}
}

func (l *largeBodies) enter() {
	l.once.Do(func() { l.room = make(chan struct{}, large) })
	l.room <- struct{}{}
}

func (l *largeBodies) leave() { <-l.room }

// read takes a body up to one byte above the bound, which the function then
// refuses for its size. Memory grows with what arrives: what a head announces may
// never come. With an error it returns what did. A body that entered the large ones has
// to leave them when it is no longer needed.
func (h *Handler) read(r *http.Request) (body []byte, entered bool, err error) {
	room := min(max(r.ContentLength, 0), announced)
	buffer := bytes.NewBuffer(make([]byte, 0, room+bytes.MinRead))
	if _, err = buffer.ReadFrom(io.LimitReader(r.Body, small)); err == nil && buffer.Len() == small {
		h.large.enter()
		entered = true
		buffer.Grow(int(min(max(r.ContentLength, 0), shape.MaxBody+1)))
		_, err = buffer.ReadFrom(io.LimitReader(r.Body, shape.MaxBody+1-small))
	}
	body = buffer.Bytes()
	if err != nil || len(body) <= shape.MaxBody {
		return body, entered, err
	}
	if _, err = io.CopyN(io.Discard, r.Body, drained); errors.Is(err, io.EOF) {
		err = nil // that was all
	}
	return body, entered, err
}

// incomplete is why a body did not arrive whole. The error's own text holds
// addresses.
func incomplete(err error) string {
	var network *net.OpError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "body stalled"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return "body cut off"
	default:
		return "body malformed"
	}
}
