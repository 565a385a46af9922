package localapi

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os"

	"userpools/pkg/shape"
)

// drained is how much of a body that is too large is read and thrown away, so
// that its sender gets to see the answer. It is what an HTTP API accepts.
const drained = 10 << 20

// announced is how much room a body gets because its head says so: enough for most, and no
// more than a connection takes anyway.
const announced = 4 << 10

// read takes a body up to one byte above the bound, which the function then
// refuses for its size. Memory grows with what arrives: what a head announces may
// never come. With an error it returns what did.
func read(r *http.Request) ([]byte, error) {
	room := min(max(r.ContentLength, 0), announced)
	buffer := bytes.NewBuffer(make([]byte, 0, room+bytes.MinRead))
	_, err := buffer.ReadFrom(io.LimitReader(r.Body, shape.MaxBody+1))
	body := buffer.Bytes()
	if err != nil || len(body) <= shape.MaxBody {
		return body, err
	}
	if _, err = io.CopyN(io.Discard, r.Body, drained); errors.Is(err, io.EOF) {
		err = nil // that was all
	}
	return body, err
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
