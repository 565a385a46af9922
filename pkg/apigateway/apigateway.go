// Package apigateway is the Lambda function's handler: it takes the event of an
// API Gateway HTTP API (payload format 2.0) apart for package awsjson and puts
// the answer into the form that the gateway wants back.
//
//	event bytes --read--> request.Request --Serve--> awsjson.Response --answer--> event bytes
//
// The same request comes in two shapes (the directory events has both of each):
// AWS sends lower-case header names and a base64 body, sam local the names as the
// client wrote them, a plain body, and one request id and time for all requests.
// Both are read alike, and neither id nor time is believed.
//
//	apigateway.go   the handler
//	event.go        reads the members of an event that are wanted
//
// It imports awsjson, request, shape and aws-lambda-go.
package apigateway

import (
	"cmp"
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// Handler is a lambda.Handler on the event's bytes.
type Handler struct {
	// Serve answers requests and never panics: awsjson.Server's.
	Serve func(context.Context, *request.Request) *awsjson.Response
}

// margin is kept of Lambda's own deadline, so that a slow store is answered as a
// fault by us and not with an error without a type by the gateway.
const margin = 500 * time.Millisecond

// Invoke answers one event, whatever it holds. The error is always nil: a Go
// error would reach the caller as an answer outside of the protocol. An event
// that is no JSON, or no HTTP request, is one that nobody can route.
func (h Handler) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-margin))
		defer cancel()
	}
	req := read(payload)
	req.ID = requestID(ctx)
	return answer(h.Serve(ctx, req)), nil
}

// requestID is Lambda's own id of the invocation. The event's is one constant
// under sam local.
func requestID(ctx context.Context) string {
	if lc, ok := lambdacontext.FromContext(ctx); ok && lc.AwsRequestID != "" {
		return lc.AwsRequestID
	}
	return request.NewID()
}

// read takes an event apart. What cannot be read of it is not there: the rest
// decides what is answered.
func read(payload []byte) *request.Request {
	e := parse(payload)
	req := &request.Request{
		Method: e.method,
		// What the client signed is the raw one. On another stage than $default it holds
		// the stage's name, and is answered like any other path.
		Path:   cmp.Or(e.rawPath, e.path),
		Query:  e.query,
		Header: request.LowerNames(e.headers),
	}
	req.Body, req.Undecodable = body(e.body, e.base64)
	return req
}

// strict refuses what a lenient reader would take for the same body: bits after
// the last byte. Line breaks it lets pass.
var strict = base64.StdEncoding.Strict()

// body decodes an event's body. One that is too large is cut off one byte above
// the bound, before anything is decoded, so that it is refused for its size.
func body(s string, encoded bool) (body []byte, undecodable bool) {
	bound := shape.MaxBody
	if encoded {
		bound = base64.StdEncoding.EncodedLen(shape.MaxBody)
	}
	switch {
	case len(s) > bound:
		return []byte(s[:shape.MaxBody+1]), false
	case !encoded:
		return []byte(s), false
	}
	body, err := strict.DecodeString(s)
	if err != nil || strict.EncodedLen(len(body)) != len(s) {
		return nil, true
	}
	return body, false
}

// usualNames are as many as an answer has headers.
const usualNames = 4

// answer is the gateway's form of a response. The body is JSON, always text.
func answer(r *awsjson.Response) []byte {
	out := make([]byte, 0, 512+len(r.Body)*5/4) // a fifth of the body are quotes, at most
	out = strconv.AppendInt(append(out, `{"statusCode":`...), int64(r.Status), 10)
	out = append(out, `,"headers":{`...)
	names := slices.AppendSeq(make([]string, 0, usualNames), maps.Keys(r.Header))
	slices.Sort(names)
	for i, name := range names {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(awsjson.AppendString(out, name), ':')
		out = awsjson.AppendString(out, r.Header[name])
	}
	out = append(out, `},"body":`...)
	return append(awsjson.AppendString(out, r.Body), '}')
}
