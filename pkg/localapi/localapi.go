// Package localapi serves an endpoint over HTTP on this machine, as an HTTP API of
// API Gateway would: the same requests get the same answers.
//
//	HTTP request --request.FromHTTP--> Serve --write--> HTTP response
//
// Unlike the deployed gateway, which routes POST / only, it passes on every method
// and path, so that the endpoint's own answer to them shows.
//
//	host.go    for which hosts, and from which web pages
//	body.go    bodies, and what of them does not arrive; places.go: how many large ones at a time
//	server.go  the bounds on what a connection may do; connections.go: on how many there are
//	deadline.go  the bound on a request; costly.go: on how many are answered at a time
//
// It imports awsjson, request and, for the bound on bodies, shape.
package localapi

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"userpools/pkg/awsjson"
	"userpools/pkg/request"
)

// Handler serves an endpoint.
type Handler struct {
	// Serve answers requests and never panics: awsjson.Server's.
	Serve func(context.Context, *request.Request) *awsjson.Response
	// Log gets one entry a request that does not reach the endpoint, which logs the
	// others. It must not fail.
	Log func(context.Context, awsjson.Entry)
	// Hosts are names and addresses that requests may be for, besides those of
	// loopback; web pages may come from them, too.
	Hosts []string
	// AnyHost is for an endpoint that does not listen on loopback: requests may be
	// for any host, and web pages may come from any.
	AnyHost bool

	large places
}

// timeout is what the deployed function has for a request: an HTTP API gives an integration
// 30 seconds, of which the function keeps half a one.
const timeout = 29*time.Second + 500*time.Millisecond

// ServeHTTP answers one request. A caller that hangs up does not stop the
// endpoint, as it would not on AWS: what was begun is done. A request whose body
// does not arrive whole gets no answer, the connection is closed: clients take that
// for what it is, and ask again. So they do where a declared fault drops the answer.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	if reason, text := h.refusal(r); reason != "" {
		h.log(r, start, awsjson.Entry{Outcome: "Forbidden", Refused: reason, Status: http.StatusForbidden})
		forbid(w, text)
		return
	}
	if lines(r.Header) > maxHeaderLines {
		h.log(r, start, awsjson.Entry{Outcome: "RequestHeaderFieldsTooLarge", Refused: "header lines", Status: http.StatusRequestHeaderFieldsTooLarge})
		turnAway(w)
		w.WriteHeader(http.StatusRequestHeaderFieldsTooLarge)
		return
	}
	body, place, err := h.read(w, r, start)
	defer h.large.leave(place)
	if err != nil {
		h.log(r, start, awsjson.Entry{Outcome: "IncompleteBody", Refused: incomplete(err), BodySize: len(body)})
		closeConnection()
	}
	ctx := within(context.WithoutCancel(r.Context()), timeout)
	defer ctx.release()
	answer := h.Serve(ctx, fromHTTP(r, body)) //nolint:contextcheck // it is made of that of r
	if answer.Dropped {
		closeConnection()
	}
	h.large.leave(place) // not when the answer is read
	write(w, answer)
	answer.Release()
}

// lines is how many a header has.
func lines(header http.Header) (n int) {
	for _, values := range header {
		n += len(values)
	}
	return n
}

// turnAway is for a request that is answered before its body is there: nobody reads that, or waits for it.
func turnAway(w http.ResponseWriter) {
	w.Header().Set("Connection", "close")
	cutOf(w)()
}

// closeConnection ends a request without an answer: net/http's way to say so.
func closeConnection() { panic(http.ErrAbortHandler) }

// fromHTTP is the request as the function would see it. net/http takes the length of
// the body out of the headers, and it may be signed.
func fromHTTP(r *http.Request, body []byte) *request.Request {
	req := request.FromHTTP(r, body)
	req.Header["content-length"] = strconv.Itoa(len(body))
	req.ID = request.NewID()
	return req
}

// log tells of a request that the endpoint does not see.
func (h *Handler) log(r *http.Request, start time.Time, e awsjson.Entry) {
	e.Duration = time.Since(start)
	h.Log(r.Context(), e)
}

// slowAnswer is from what size on, in bytes, an answer has a bound of its own: what is smaller takes no more memory than
// a connection does anyway.
const slowAnswer = 16 << 10

// answerTimeout is how long an answer may take to be read.
func answerTimeout(size int) time.Duration {
	return 10*time.Second + time.Duration(size)*time.Second/(256<<10)
}

// write sends an answer. Header names stay as the endpoint writes them; Date is
// net/http's, and right.
func write(w http.ResponseWriter, answer *awsjson.Response) {
	header := w.Header()
	values := make([]string, 0, len(answer.Header)+1) // of one each
	set := func(name, value string) {
		values = append(values, value)
		header[name] = slices.Clip(values[len(values)-1:])
	}
	for name, value := range answer.Header {
		set(name, value)
	}
	set("Content-Length", strconv.Itoa(len(answer.Body)))
	if len(answer.Body) >= slowAnswer {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answerTimeout(len(answer.Body)))) // net/http's own is longer
	}
	w.WriteHeader(answer.Status)
	_, _ = w.Write(answer.Body) // the caller may be gone
}
