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
// It imports awsjson, request, shape and aws-lambda-go.
package apigateway

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
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
	var event events.APIGatewayV2HTTPRequest
	_ = json.Unmarshal(payload, &event) // members of a wrong type are left empty
	http := event.RequestContext.HTTP
	req := &request.Request{
		Method: http.Method,
		Path:   cmp.Or(event.RawPath, http.Path), // what the client signed; it has the stage's name, but for $default
		Query:  event.RawQueryString,
		Header: request.LowerNames(event.Headers),
	}
	req.Body, req.Undecodable = body(event.Body, event.IsBase64Encoded)
	return req
}

// strict refuses what a lenient reader would take for the same body: bits after
// the last byte. Line breaks it would let pass.
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
	case strings.ContainsAny(s, "\r\n"):
		return nil, true
	}
	body, err := strict.DecodeString(s)
	if err != nil {
		return nil, true
	}
	return body, false
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
