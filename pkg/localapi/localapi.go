// Package localapi is a local HTTP API: it turns HTTP requests into the events
// that API Gateway would send to the function, and the function's answers back.
// What runs locally so takes the very path of what is deployed.
//
//	HTTP request --event--> bytes --Function.Invoke--> bytes --reply--> HTTP response
//
// Events have the shape that AWS sends ("Create AWS Lambda proxy integrations for
// HTTP APIs" in API Gateway's developer guide): payload format 2.0,
// lower-case header names, values of one name joined by commas, a body in base64
// unless its content type counts as text. Unlike the deployed gateway, which
// routes POST / only, it passes on every method and path, so that the function's
// own answer to them shows.
//
// It imports shape, for the bound on bodies, and aws-lambda-go's event types.
package localapi

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"userpools/pkg/shape"
)

// Function is what is behind the API: a lambda.Handler.
type Function interface {
	Invoke(ctx context.Context, payload []byte) ([]byte, error)
}

// Handler serves a function.
type Handler struct {
	Function Function
	// Account is the one that events say the API belongs to.
	Account string
	// Now is the clock.
	Now func() time.Time
}

// timeout is what an HTTP API gives an integration.
const timeout = 30 * time.Second

// ServeHTTP answers one request. A caller that hangs up does not stop the
// function, as it would not on AWS: what was begun is done.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := read(r)
	if err != nil {
		return // the caller is gone: there is nobody to answer
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), timeout)
	defer cancel()
	out, err := h.Function.Invoke(ctx, h.event(r, body))
	if err != nil {
		gatewayError(w)
		return
	}
	reply(w, out)
}

// drained is how much of a body that is too large is read and thrown away, so
// that its sender gets to see the answer. It is what an HTTP API accepts.
const drained = 10 << 20

// read takes a body up to one byte above the bound, which the function then
// refuses for its size.
func read(r *http.Request) ([]byte, error) {
	if n := r.ContentLength; 0 <= n && n <= shape.MaxBody {
		body := make([]byte, n)
		_, err := io.ReadFull(r.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, shape.MaxBody+1))
	if err == nil && len(body) > shape.MaxBody {
		_, err = io.CopyN(io.Discard, r.Body, drained)
	}
	if errors.Is(err, io.EOF) { // all of it was drained
		err = nil
	}
	return body, err
}

// reply writes the function's answer. Header names stay as the function writes
// them; Date is net/http's, and right.
func reply(w http.ResponseWriter, out []byte) {
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(out, &answer); err != nil || answer.StatusCode == 0 {
		gatewayError(w)
		return
	}
	header := w.Header()
	for name, value := range answer.Headers {
		header[name] = []string{value}
	}
	header["Content-Length"] = []string{strconv.Itoa(len(answer.Body))}
	w.WriteHeader(answer.StatusCode)
	_, _ = io.WriteString(w, answer.Body) // the caller may be gone
}

// gatewayError is an HTTP API's own answer to a function that failed.
func gatewayError(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = io.WriteString(w, `{"message":"Internal Server Error"}`)
}
