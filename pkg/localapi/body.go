package localapi

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"userpools/pkg/shape"
)

// drained is how much of a body that is too large is read and thrown away, so
// that its sender gets to see the answer. It is what an HTTP API accepts.
const drained = 10 << 20

// announced is how much room a body gets because its head says so: enough for most, and no
// more than a connection takes anyway.
const announced = 4 << 10

// Bodies of small bytes and more, which are few, are read and served at most so many at a time, and may then have their room at once.
// The others of them wait, unread.
const (
	small = 8 << 10
	large = 8
)

// errNoPlace: it would have been one too many until its time was over.
var errNoPlace = errors.New("no place for a large body")

// read takes a body up to one byte above the bound, which the function then
// refuses for its size. Memory grows with what arrives: what a head announces may
// never come. With an error it returns what did. A body that has a place keeps it until it leaves.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, start time.Time) (body []byte, has *place, err error) {
	announces := min(max(r.ContentLength, 0), shape.MaxBody+1)
	buffer := bytes.NewBuffer(make([]byte, 0, min(announces, announced)+bytes.MinRead))
	if _, err = buffer.ReadFrom(io.LimitReader(r.Body, small)); err == nil && buffer.Len() == small {
		expected := announces
		if r.ContentLength < 0 { // it comes in chunks, and says nothing
			expected = shape.MaxBody
		}
		if has = h.large.take(expected, cutOf(w), start.Add(readTimeout)); has == nil {
			return buffer.Bytes(), nil, errNoPlace
		}
		buffer.Grow(int(announces))
		_, err = buffer.ReadFrom(io.LimitReader(r.Body, shape.MaxBody+1-small))
		defer h.large.arrived(has)
	}
	body = buffer.Bytes()
	if err != nil || len(body) <= shape.MaxBody {
		return body, has, err
	}
	if _, err = io.CopyN(io.Discard, r.Body, drained); errors.Is(err, io.EOF) {
		err = nil // that was all
	}
	return body, has, err
}

// cutOf ends the reading of a request.
func cutOf(w http.ResponseWriter) func() {
	return func() { _ = http.NewResponseController(w).SetReadDeadline(time.Now()) }
}

// incomplete is why a body did not arrive whole. The error's own text holds
// addresses.
func incomplete(err error) string {
	var network *net.OpError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "body stalled"
	case errors.Is(err, errNoPlace):
		return "too many large bodies"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return "body cut off"
	default:
		return "body malformed"
	}
}
