// Package apigateway is the Lambda function's handler: it takes the event of an
// API Gateway HTTP API (payload format 2.0) apart for package awsjson and puts
// the answer into the form that the gateway wants back.
//
//	event bytes --read--> awsjson.Request --Server--> awsjson.Response --answer--> event bytes
//
// The same request comes in two shapes (the directory events has both of each):
// AWS sends lower-case header names and a base64 body, sam local the names as the
// client wrote them, a plain body, and one request id and time for all requests.
// Both are read alike, and neither id nor time is believed.
//
// It imports awsjson, request, apierror, shape and aws-lambda-go.
package apigateway

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
)

// Server answers requests; *awsjson.Server does.
type Server interface {
	Serve(context.Context, *awsjson.Request) *awsjson.Response
}

// Handler is a lambda.Handler on the event's bytes. Its fields are set before
// the first event.
type Handler struct {
	Server Server
	// NewID makes the request id where Lambda gives none.
	NewID func() string
	// Log is told of a panic that Server let through.
	Log func(context.Context, awsjson.Entry)
}

// New makes a handler that draws request ids at random.
func New(s Server, log func(context.Context, awsjson.Entry)) *Handler {
	return &Handler{Server: s, NewID: newUUID, Log: log}
}

// margin is kept of Lambda's own deadline, so that a slow store is answered as a
// fault by us and not with an error without a type by the gateway.
const margin = 500 * time.Millisecond

// Invoke answers one event, whatever it holds. The error is always nil: a Go
// error would reach the caller as an answer outside of the protocol. An event
// that is no JSON, or no HTTP request, is one that nobody can route.
func (h *Handler) Invoke(ctx context.Context, payload []byte) (out []byte, _ error) {
	id := h.requestID(ctx)
	defer func() {
		if p := recover(); p != nil {
			out = h.fault(ctx, id, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-margin))
		defer cancel()
	}
	return answer(h.Server.Serve(ctx, read(id, payload))), nil
}

// requestID is Lambda's own id of the invocation. The event's is one constant
// under sam local.
func (h *Handler) requestID(ctx context.Context) string {
	if lc, ok := lambdacontext.FromContext(ctx); ok && lc.AwsRequestID != "" {
		return lc.AwsRequestID
	}
	return h.NewID()
}

// read reads an event. What cannot be read of it is not there: the rest
// decides what is answered.
func read(id string, payload []byte) *awsjson.Request {
	var event events.APIGatewayV2HTTPRequest
	_ = json.Unmarshal(payload, &event) // members of a wrong type are left empty
	req := &awsjson.Request{
		Method: event.RequestContext.HTTP.Method,
		Path:   path(&event),
		Query:  event.RawQueryString,
		Header: request.LowerNames(event.Headers),
		ID:     id,
	}
	req.Body, req.Undecodable = body(event.Body, event.IsBase64Encoded)
	return req
}

// path is what the client signed: the raw one. On another stage than $default it
// holds the stage's name, and is answered like any other path.
func path(event *events.APIGatewayV2HTTPRequest) string {
	if event.RawPath != "" {
		return event.RawPath
	}
	return event.RequestContext.HTTP.Path
}

// answer is the gateway's form of a response. The body is JSON, always text.
func answer(r *awsjson.Response) []byte {
	out, err := json.Marshal(events.APIGatewayV2HTTPResponse{
		StatusCode: r.Status,
		Headers:    r.Header,
		Body:       string(r.Body),
	})
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return out
}

// fault is the answer to a panic that nobody else caught.
func (h *Handler) fault(ctx context.Context, id string, cause error) []byte {
	e := apierror.Internal()
	d := e.Describe()
	r := &awsjson.Response{
		Status: d.Status,
		Header: map[string]string{
			"Content-Type":        awsjson.ContentType,
			"x-amzn-RequestId":    id,
			"x-amzn-ErrorType":    string(d.Code) + ":",
			"x-amzn-ErrorMessage": e.Message,
		},
		Body: awsjson.Encode(map[string]string{"__type": string(d.Code), d.Member: e.Message}),
	}
	h.report(ctx, awsjson.Entry{RequestID: id, Outcome: string(d.Code), Status: d.Status, Cause: cause})
	return answer(r)
}

// report does not trust the log either: it may be what panicked.
func (h *Handler) report(ctx context.Context, e awsjson.Entry) {
	defer func() { _ = recover() }()
	h.Log(ctx, e)
}
