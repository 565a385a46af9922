// Package awsjson serves the AWS JSON 1.1 protocol: it finds the operation that
// X-Amz-Target names, decodes and checks the body, asks who is calling and
// whether they may, runs the operation and renders what comes back.
//
//	Request -> routed, whole? -> who calls? -> target, content type -> decode -> check -> allowed? -> run -> Response
//
// It imports shape and apierror. It knows neither HTTP servers nor Lambda
// events, and of Cognito only what the caller registers.
package awsjson

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

// Caller is who signed a request.
type Caller struct {
	// Account is the twelve digits of the account whose pools are meant.
	Account string
	// Principal is the ARN of the user or role.
	Principal string
	// KeyID is the access key, for the log; empty where nobody asks who calls.
	KeyID string
	// Grant is what Authenticate leaves for Authorize.
	Grant any
}

// Call is one call of an operation.
type Call struct {
	Operation string
	Caller    Caller
	// Request is as it came; its body and headers tell a repeated call.
	Request *Request
	// Input is the decoded, checked body.
	Input *shape.Value
	// PoolID and StoreCalls are left here by the operation for the log.
	PoolID     string
	StoreCalls int
}

// Operation is one entry of the list of operations.
type Operation struct {
	Name  string
	Input *shape.Shape
	// Run answers with the result to encode, nil for no body at all, or an error.
	// An *apierror.Error is sent; any other error is logged and answered as
	// InternalErrorException.
	Run func(context.Context, *Call) (any, error)
}

// Gate decides who is calling and what they may do.
type Gate interface {
	// Authenticate looks at the whole request before anything else does.
	Authenticate(context.Context, *Request) (Caller, error)
	// Authorize sees the decoded and checked call, before the pool is looked for.
	Authorize(context.Context, *Call) error
}

// Server serves a list of operations. All its fields are set before the first
// request and not changed afterwards.
type Server struct {
	// Prefix of X-Amz-Target, without the dot.
	Prefix     string
	Operations []Operation
	// Absent tells whether the service has an operation that is not in the list, and what is said then. Nil knows none.
	Absent func(operation string) (message string, known bool)
	Gate   Gate
	// Log gets one entry a request. It must not fail.
	Log func(context.Context, Entry)
	Now func() time.Time
}

// Entry is what there is to say of a request. It holds nothing that a caller
// wrote but the operation's and the pool's name.
type Entry struct {
	RequestID, Operation, PoolID, KeyID string
	// Outcome is "ok" or the exception.
	Outcome string
	// Refused names the rule, constraint or stage that refused.
	Refused    string
	Status     int
	Duration   time.Duration
	BodySize   int
	StoreCalls int
	// SDK is name and version of the client, cut from its User-Agent.
	SDK string
	// Cause is what lies behind an InternalErrorException. It is never sent.
	Cause error
}

// Serve answers one request. It never panics and never fails: whatever goes
// wrong becomes an answer of the protocol.
func (s *Server) Serve(ctx context.Context, req *Request) (resp *Response) {
	start := s.Now()
	call := &Call{Request: req}
	entry := Entry{RequestID: req.ID, BodySize: len(req.Body), SDK: sdkOf(req.Header["user-agent"])}
	defer func() {
		if p := recover(); p != nil {
			resp = s.fail(&entry, req.ID, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
		entry.Operation, entry.PoolID, entry.KeyID = call.Operation, call.PoolID, call.Caller.KeyID
		entry.StoreCalls = call.StoreCalls
		entry.Status = resp.Status
		entry.Duration = s.Now().Sub(start)
		s.Log(ctx, entry)
	}()
	if req.Method != http.MethodPost || req.Path != "/" {
		entry.Outcome, entry.Refused = "BadRequest", "route"
		return unrouted(req.ID)
	}
	result, err := s.run(ctx, call)
	if err != nil {
		return s.fail(&entry, req.ID, err)
	}
	entry.Outcome = "ok"
	return ok(req.ID, result)
}

// fail renders an error; one that is not classified is kept for the log only.
func (s *Server) fail(entry *Entry, id string, err error) *Response {
	e, classified := apierror.As(err)
	if !classified {
		e = apierror.Internal()
		entry.Cause = err
	}
	entry.Outcome, entry.Refused = string(e.Code), e.Refused
	return refusal(id, e)
}

// run is the request's way through the stages; the first that refuses decides.
func (s *Server) run(ctx context.Context, call *Call) (any, error) {
	op, unknown := s.operation(call)
	if err := whole(call.Request); err != nil {
		return nil, err
	}
	var err error
	if call.Caller, err = s.Gate.Authenticate(ctx, call.Request); err != nil {
		return nil, err
	}
	if unknown != nil {
		return nil, unknown
	}
	if err := readable(call.Request); err != nil {
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
	if err := s.Gate.Authorize(ctx, call); err != nil {
		return nil, err
	}
	return op.Run(ctx, call)
}

// operation finds what X-Amz-Target names, and names it in the call for the log,
// whatever refuses that. The name has to be exact; what the service does not have,
// a missing target and an unprefixed one are answered alike (unknown-operation).
func (s *Server) operation(call *Call) (*Operation, error) {
	name, prefixed := strings.CutPrefix(call.Request.Header["x-amz-target"], s.Prefix+".")
	if !prefixed {
		return nil, refuse(apierror.UnknownOperation, "", "target")
	}
	for i := range s.Operations {
		if s.Operations[i].Name == name {
			call.Operation = name
			return &s.Operations[i], nil
		}
	}
	if s.Absent != nil {
		if message, known := s.Absent(name); known {
			call.Operation = name
			return nil, refuse(apierror.UnknownOperation, message, "target")
		}
	}
	return nil, refuse(apierror.UnknownOperation, "", "target")
}

// whole refuses a body that did not arrive whole, before anything else: of what is
// left of it no signature could be judged.
func whole(req *Request) error {
	switch {
	case req.Undecodable:
		return refuse(apierror.Serialization, "", "body")
	case len(req.Body) > shape.MaxBody:
		return refuse(apierror.Serialization, shape.ErrTooLarge.Text, "size")
	default:
		return nil
	}
}

// readable refuses a body that is not what the protocol carries.
func readable(req *Request) error {
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

// sdkOf cuts "Boto3/1.43.11" out of a User-Agent: its first product, if that is
// written in letters, digits and a few marks, and nothing else.
func sdkOf(userAgent string) string {
	product, _, _ := strings.Cut(userAgent, " ")
	if len(product) > maxSDK {
		return ""
	}
	for _, c := range []byte(product) {
		if !isProductByte(c) {
			return ""
		}
	}
	return product
}

func isProductByte(c byte) bool {
	switch {
	case '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		return true
	default:
		return strings.IndexByte("-_./+", c) >= 0
	}
}
