// Package awsjson serves the AWS JSON 1.1 protocol: it finds the operation that
// X-Amz-Target names, decodes and checks the body, asks who is calling and
// whether they may, runs the operation and renders what comes back.
//
//	Request -> route, body -> authenticate -> target, content type -> decode -> check -> authorize -> run -> Response
//
// It imports request, trace, shape and apierror. It knows neither HTTP servers nor
// Lambda events, and of Cognito only what its owner registers.
package awsjson

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/request"
	"userpools/pkg/shape"
	"userpools/pkg/trace"
)

// Caller is who signed a request.
type Caller struct {
	// Account is the twelve digits of the account whose pools are meant.
	Account string
	// Principal is the ARN of the user or role.
	Principal string
	// KeyID is the access key, for the log; empty where nobody asks who calls.
	KeyID string
	// Authorize decides whether the caller may make a decoded and checked call, before
	// anything is looked for. Nil allows every call.
	Authorize func(context.Context, *Call) error
}

// Call is one call of an operation.
type Call struct {
	Operation string
	Caller    Caller
	// Request is as it came; its body and headers tell a repeated call.
	Request *request.Request
	// Input is the decoded, checked body.
	Input *shape.Value

	// op is the operation, nil where the target names none.
	op *Operation
}

// Operation is one entry of the list of operations.
type Operation struct {
	Name  string
	Input *shape.Shape
	// Run answers with the result to encode, nil for no body at all, or an error.
	// An *apierror.Error is sent; any other error is logged and answered with Internal.
	Run func(context.Context, *Call) (any, error)
	// Internal is the answer to a fault; nil is apierror.Internal().
	Internal *apierror.Error
}

// Server serves a list of operations. All its fields are set before the first
// request and not changed afterwards.
type Server struct {
	// Prefix of X-Amz-Target, without the dot.
	Prefix     string
	Operations []Operation
	// Absent tells whether the service has an operation that is not in the list, and what is said then. Nil knows none.
	Absent func(operation string) (message string, known bool)
	// Authenticate finds out who calls. It sees the whole request before anything else does.
	Authenticate func(context.Context, *request.Request) (Caller, error)
	// Log gets one entry a request.
	Log func(context.Context, Entry)
	Now func() time.Time
}

// Entry is what there is to say of a request. It holds nothing that a caller
// wrote but the operation's and the pool's name.
type Entry struct {
	RequestID, Operation, PoolID, ClientID, KeyID string
	// Outcome is "ok" or the exception.
	Outcome string
	// Refused names the rule, constraint or stage that refused.
	Refused string
	// Members are those that a rule that refused reads.
	Members    []string
	Status     int
	Duration   time.Duration
	BodySize   int
	StoreCalls int
	// Unreadable are the keys of what the store could not read and a list left out.
	Unreadable []string
	// SDK is name and version of the client, cut from its User-Agent.
	SDK string
	// Cause is the fault that was answered with Operation.Internal. It is never sent.
	Cause error
}

// DroppedError is what an operation returns whose answer is to be lost on the way (a
// declared fault). Cause is for the log: what failed in it, nil where nothing did.
type DroppedError struct{ Cause error }

func (e *DroppedError) Error() string { return "the answer is dropped" }

// Serve answers one request. It never panics and never fails: whatever goes
// wrong becomes an answer of the protocol.
func (s *Server) Serve(ctx context.Context, req *request.Request) *Response {
	ctx, seen := trace.New(ctx)
	start := s.Now()
	call := &Call{Request: req}
	entry := Entry{RequestID: req.ID, BodySize: len(req.Body), SDK: sdkOf(req.Header["user-agent"])}
	resp := s.answer(ctx, call, &entry)
	entry.Operation, entry.KeyID = call.Operation, call.Caller.KeyID
	entry.PoolID, entry.ClientID = seen.PoolID, seen.ClientID
	entry.StoreCalls, entry.Unreadable = seen.StoreCalls, seen.Unreadable
	if seen.Fault != "" {
		entry.Refused = strings.TrimSuffix("fault "+seen.Fault+", "+entry.Refused, ", ")
	}
	entry.Status = resp.Status
	entry.Duration = s.Now().Sub(start)
	s.log(ctx, entry)
	return resp
}

// log does not let a log that fails cost the answer.
func (s *Server) log(ctx context.Context, entry Entry) {
	defer func() { _ = recover() }()
	s.Log(ctx, entry)
}

// answer is the one place where a panic ends.
func (s *Server) answer(ctx context.Context, call *Call, entry *Entry) (resp *Response) {
	id := call.Request.ID
	defer func() {
		if p := recover(); p != nil {
			resp = fail(entry, id, call.internal(), fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	if call.Request.Method != http.MethodPost || call.Request.Path != "/" {
		entry.Outcome, entry.Refused = "BadRequest", "route"
		return unrouted(id)
	}
	result, err := s.run(ctx, call)
	if err != nil {
		return fail(entry, id, call.internal(), err)
	}
	entry.Outcome = "ok"
	return ok(id, result)
}

// internal is the answer to a fault in a call.
func (c *Call) internal() *apierror.Error {
	if c.op == nil || c.op.Internal == nil {
		return apierror.Internal()
	}
	return c.op.Internal
}

// fail renders an error; one that is not classified is kept for the log only.
func fail(entry *Entry, id string, internal *apierror.Error, err error) *Response {
	dropped, isDropped := errors.AsType[*DroppedError](err)
	if isDropped {
		err = dropped.Cause
	}
	e, classified := apierror.As(err)
	if !classified {
		e = internal
		entry.Cause = err
	}
	entry.Outcome, entry.Refused, entry.Members = string(e.Code), e.Refused, e.Members
	resp := refusal(id, e)
	resp.Dropped = isDropped
	return resp
}

// run is the request's way through the stages; the first that refuses decides.
func (s *Server) run(ctx context.Context, call *Call) (any, error) {
	op, unknown := s.operation(call)
	if err := checkBody(call.Request); err != nil {
		return nil, err
	}
	var err error
	if call.Caller, err = s.Authenticate(ctx, call.Request); err != nil {
		return nil, err
	}
	if unknown != nil {
		return nil, unknown
	}
	if err := checkContentType(call.Request); err != nil {
		return nil, err
	}
	if call.Input, err = decode(call.Request.Body, op.Input); err != nil {
		return nil, err
	}
	if broken := shape.Check(call.Input, op.Input); broken != nil {
		e := apierror.Invalid(broken.Error())
		e.Refused = "constraint " + broken[0].Path
		return nil, e
	}
	if allowed := call.Caller.Authorize; allowed != nil {
		if err := allowed(ctx, call); err != nil {
			return nil, err
		}
	}
	return op.Run(ctx, call)
}

// operation finds what X-Amz-Target names, and names it in the call for the log,
// whatever refuses that. The name has to be exact; what the service does not have,
// a missing target and an unprefixed one are answered alike (unknown-operation).
func (s *Server) operation(call *Call) (*Operation, error) {
	prefix, name, _ := strings.Cut(call.Request.Header["x-amz-target"], ".")
	prefixed := prefix == s.Prefix
	at := slices.IndexFunc(s.Operations, func(op Operation) bool { return prefixed && op.Name == name })
	if at >= 0 {
		call.Operation, call.op = name, &s.Operations[at]
		return call.op, nil
	}
	message := ""
	if prefixed && s.Absent != nil {
		if text, known := s.Absent(name); known {
			call.Operation, message = name, text
		}
	}
	return nil, refuse(apierror.UnknownOperation, message, "target")
}

// checkBody refuses a body that did not arrive whole, before anything else: of what is
// left of it no signature could be judged.
func checkBody(req *request.Request) error {
	switch {
	case req.Undecodable:
		return refuse(apierror.Serialization, "", "body")
	case len(req.Body) > shape.MaxBody:
		return refuse(apierror.Serialization, shape.ErrTooLarge.Text, "size")
	default:
		return nil
	}
}

// checkContentType refuses a body that is not what the protocol carries.
func checkContentType(req *request.Request) error {
	media, _, _ := strings.Cut(req.Header["content-type"], ";")
	if !strings.EqualFold(strings.TrimSpace(media), ContentType) {
		return refuse(apierror.Serialization, "", "content type")
	}
	if enc := req.Header["content-encoding"]; enc != "" && !strings.EqualFold(enc, "identity") {
		return refuse(apierror.Serialization, "Content-Encoding is not supported.", "content encoding")
	}
	return nil
}

func decode(body []byte, s *shape.Shape) (*shape.Value, error) {
	v, err := shape.Decode(body, s)
	if err == nil {
		return &v, nil
	}
	if t, ok := errors.AsType[*shape.TypeError](err); ok {
		return nil, refuse(apierror.Serialization, t.Text, "type")
	}
	if l, ok := errors.AsType[*shape.LimitError](err); ok {
		return nil, refuse(apierror.Serialization, l.Text, "size")
	}
	return nil, refuse(apierror.Serialization, "", "json")
}

func refuse(code apierror.Code, message, stage string) error {
	return &apierror.Error{Code: code, Message: message, Refused: stage}
}

// maxSDK bounds what of a User-Agent may reach the log.
const maxSDK = 48

// productBytes are those of which such a name and version consist.
const productBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+"

// sdkOf cuts "Boto3/1.43.11" out of a User-Agent: its first product, if that is
// written in productBytes and nothing else.
func sdkOf(userAgent string) string {
	product, _, _ := strings.Cut(userAgent, " ")
	if len(product) > maxSDK || strings.Trim(product, productBytes) != "" {
		return ""
	}
	return product
}
