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
//	event.go   HTTP request -> event
//	host.go    for which hosts, and from which web pages
//	body.go    bodies, and what of them does not arrive
//	server.go  the bounds on connections
//
// It imports shape, for the bound on bodies, awsjson, for the log, and
// aws-lambda-go's event types.
package localapi

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"userpools/pkg/awsjson"
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
	// Log gets one entry a request that does not reach the function, which logs the
	// others. It must not fail.
	Log func(context.Context, awsjson.Entry)
	// Hosts are names and addresses that requests may be for, besides those of
	// loopback; web pages may come from them, too.
	Hosts []string
	// AnyHost is for an endpoint that does not listen on loopback: requests may be
	// for any host, and web pages may come from any.
	AnyHost bool
}

// timeout is what an HTTP API gives an integration.
const timeout = 30 * time.Second

// ServeHTTP answers one request. A caller that hangs up does not stop the
// function, as it would not on AWS: what was begun is done. A request whose body
// does not arrive whole gets no answer, the connection is closed: clients take that
// for what it is, and ask again.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.forbids(w, r) {
		return
	}
	start := h.Now()
	body, err := read(r)
	if err != nil {
		h.log(r, start, awsjson.Entry{Outcome: "IncompleteBody", Refused: incomplete(err), BodySize: len(body)})
		panic(http.ErrAbortHandler) // net/http's way to close a connection without an answer
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

// log tells of a request that the function does not see.
func (h *Handler) log(r *http.Request, start time.Time, e awsjson.Entry) {
	e.Duration = h.Now().Sub(start)
	h.Log(r.Context(), e)
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
