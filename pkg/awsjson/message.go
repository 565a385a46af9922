package awsjson

import (
	"net/http"
	"sync"

	"userpools/pkg/apierror"
)

// ContentType is that of every request and answer.
const ContentType = "application/x-amz-json-1.1"

// Response is one HTTP answer.
type Response struct {
	Status int
	// Header has the names as AWS writes them.
	Header map[string]string
	Body   []byte
	// Dropped says that the caller is to get no answer: the connection closes. A
	// transport that cannot do that sends the answer, which is Operation.Internal.
	Dropped bool

	// kept says that Release keeps the memory.
	kept bool
}

// released are answers that were sent, whose memory the next ones have: that of bodies is much
// of the garbage that a server makes.
var released = sync.Pool{New: func() any { return &Response{Body: make([]byte, 0, usual)} }}

// maxReleased bounds the bodies whose memory is kept.
const maxReleased = 64 << 10

// Release says that an answer was sent and is not used any more. Whoever hands it on need not.
func (r *Response) Release() {
	if r.kept && cap(r.Body) <= maxReleased {
		*r = Response{Body: r.Body[:0]}
		released.Put(r)
	}
}

// ok is the answer of an operation. A nil result is an operation without an
// output shape, whose body has no bytes (DeleteUserPool).
func ok(id string, result any) *Response {
	r, _ := released.Get().(*Response)
	r.Status, r.Header, r.kept = http.StatusOK, headers(id), true
	if result != nil {
		r.Body = appendValue(r.Body, result)
	}
	return r
}

func headers(id string) map[string]string {
	return map[string]string{"Content-Type": ContentType, "x-amzn-RequestId": id}
}

// refusal renders an error: "__type" and x-amzn-ErrorType with the same bare
// name, because clients read one or the other, and a body that is never empty.
func refusal(id string, e *apierror.Error) *Response {
	d := e.Describe()
	r := &Response{Status: d.Status, Header: headers(id)}
	r.Header["x-amzn-ErrorType"] = string(e.Code) + ":"
	r.Body = append(make([]byte, 0, len(e.Message)+usualRefusal), `{"__type":`...)
	r.Body = AppendString(r.Body, string(e.Code))
	if e.Message != "" {
		r.Header["x-amzn-ErrorMessage"] = headerText(e.Message)
		r.Body = append(AppendString(append(r.Body, ','), d.Member), ':')
		r.Body = AppendString(r.Body, e.Message)
	}
	r.Body = append(r.Body, '}')
	return r
}

// usualRefusal is room for what stands around a message, and for some escapes in it.
const usualRefusal = 256

// unrouted is the answer to a request that is no POST to the root: the only one
// without "__type", and HTTP 404 (http-unrouted in docs/evidence.md).
func unrouted(id string) *Response {
	return &Response{
		Status: http.StatusNotFound,
		Header: headers(id),
		Body:   []byte(`{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`),
	}
}

// maxHeaderText is where a message is cut in x-amzn-ErrorMessage, in bytes.
const maxHeaderText = 1024

// headerText makes a message fit for a header: it may repeat what the caller
// sent, so control characters become spaces and other non-ASCII "?".
func headerText(s string) string {
	out := make([]byte, 0, min(len(s), maxHeaderText))
	for _, r := range s {
		switch {
		case len(out) == maxHeaderText:
			return string(out)
		case r < ' ' || r == 0x7f:
			r = ' '
		case r > 0x7f:
			r = '?'
		}
		out = append(out, byte(r))
	}
	return string(out)
}
