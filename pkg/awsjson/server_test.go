package awsjson_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// sample is the input of every operation of these tests.
var sample = shape.Structure("SampleRequest",
	shape.Optional("Name", shape.String("NameType", shape.Length(1, 8))),
	shape.Optional("Size", shape.Integer("SizeType")),
	shape.Optional("Tags", shape.Map("TagsType", shape.String("KeyType"), shape.String("ValueType"))))

type result struct{ Name *string }

// gate lets everybody in as caller unless it was given an error.
type gate struct {
	authenticate, authorize error
	asked                   []string
}

var caller = awsjson.Caller{Account: "123456789012", Principal: "arn:aws:iam::123456789012:user/ann", KeyID: "AKIAEXAMPLE"}

func (g *gate) Authenticate(context.Context, *request.Request) (awsjson.Caller, error) {
	g.asked = append(g.asked, "authenticate")
	if g.authenticate != nil {
		return awsjson.Caller{}, g.authenticate
	}
	let := caller
	let.Authorize = g.Authorize
	return let, nil
}

func (g *gate) Authorize(_ context.Context, c *awsjson.Call) error {
	g.asked = append(g.asked, "authorize "+c.Operation+" by "+c.Caller.Principal+" of "+c.Input.Get("Name").Text)
	return g.authorize
}

// bench is a server with one operation that does what run says, and its log.
type bench struct {
	gate    gate
	run     func(context.Context, *awsjson.Call) (any, error)
	entries []awsjson.Entry
	clock   time.Time
	absent  func(operation string) (message string, known bool)
}

func (b *bench) serve(t *testing.T, req *request.Request) *awsjson.Response {
	t.Helper()
	return b.server().Serve(t.Context(), req)
}

func (b *bench) server() *awsjson.Server {
	b.clock = time.UnixMilli(1790257791224)
	if b.run == nil {
		b.run = func(_ context.Context, c *awsjson.Call) (any, error) {
			return &result{Name: new(c.Input.Get("Name").Text)}, nil
		}
	}
	return &awsjson.Server{
		Prefix: "ThisService",
		Operations: []awsjson.Operation{
			{Name: "MakeSample", Input: sample, Run: func(ctx context.Context, c *awsjson.Call) (any, error) { return b.run(ctx, c) }},
			{Name: "MakeSampleTwice", Input: sample, Run: func(context.Context, *awsjson.Call) (any, error) { return nil, nil }},
		},
		Absent:       b.absent,
		Authenticate: b.gate.Authenticate,
		Log:          func(_ context.Context, e awsjson.Entry) { b.entries = append(b.entries, e) },
		Now:          func() time.Time { b.clock = b.clock.Add(3 * time.Millisecond); return b.clock },
	}
}

// entry is the one line that a request makes.
func (b *bench) entry(t *testing.T) awsjson.Entry {
	t.Helper()
	require.Len(t, b.entries, 1, "one entry a request")
	return b.entries[0]
}

func sampleRequest(body string) *request.Request {
	return &request.Request{
		Method: http.MethodPost, Path: "/", ID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Body: []byte(body),
		Header: map[string]string{"x-amz-target": "ThisService.MakeSample", "content-type": "application/x-amz-json-1.1"},
	}
}

// with is a request with one more line in its head.
func with(req *request.Request, name, value string) *request.Request {
	req.Header[name] = value
	return req
}

func TestAnAnswerAndItsHeaders(t *testing.T) {
	t.Parallel()
	var b bench
	resp := b.serve(t, sampleRequest(`{"Name":"<é>"}`))
	assert.Equal(t, &awsjson.Response{
		Status: http.StatusOK,
		Header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11"},
		Body:   []byte(`{"Name":"<é>"}`),
	}, resp)
	assert.Equal(t, []string{"authenticate", "authorize MakeSample by arn:aws:iam::123456789012:user/ann of <é>"}, b.gate.asked)
}

func TestAnOperationWithoutOutputAnswersNoBytes(t *testing.T) {
	t.Parallel()
	var b bench
	resp := b.serve(t, with(sampleRequest(`{}`), "x-amz-target", "ThisService.MakeSampleTwice"))
	assert.Equal(t, http.StatusOK, resp.Status)
	assert.Empty(t, resp.Body)
	assert.Equal(t, awsjson.ContentType, resp.Header["Content-Type"], "as recorded of DeleteUserPool")
}

func TestAnOperationSeesItsCall(t *testing.T) {
	t.Parallel()
	type key struct{}
	var seen *awsjson.Call
	b := bench{run: func(ctx context.Context, c *awsjson.Call) (any, error) {
		seen = c
		assert.Equal(t, "value", ctx.Value(key{}))
		return nil, nil
	}}
	req := sampleRequest(`{"Name":"a","Nothing":1}`)
	server := &awsjson.Server{
		Prefix:       "ThisService",
		Operations:   []awsjson.Operation{{Name: "MakeSample", Input: sample, Run: b.run}},
		Authenticate: b.gate.Authenticate, Now: time.Now, Log: func(context.Context, awsjson.Entry) {},
	}
	server.Serve(context.WithValue(t.Context(), key{}, "value"), req)
	require.NotNil(t, seen)
	assert.Equal(t, "MakeSample", seen.Operation)
	assert.Equal(t, caller.Principal, seen.Caller.Principal)
	assert.Same(t, req, seen.Request)
	assert.Equal(t, "a", seen.Input.Get("Name").Text)
	assert.True(t, seen.Input.Get("Nothing").IsNull(), "what is unknown does not reach an operation")
}

// Every stage with a request that it refuses, in the order in which they have
// to come. Any two are broken at once: the earlier one is told.
func TestTheFirstStageThatRefusesDecides(t *testing.T) {
	t.Parallel()
	type broken struct {
		bench
		req                     *request.Request
		json, types, constraint string
	}
	stages := []struct {
		name, outcome, refused string
		breakIt                func(*broken)
	}{
		{"the route", "BadRequest", "route", func(b *broken) { b.req.Path = "/x" }},
		{"the transport", "SerializationException", "body", func(b *broken) { b.req.Undecodable = true }},
		{"the signature", "MissingAuthenticationTokenException", "", func(b *broken) {
			b.gate.authenticate = apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token")
		}},
		{"the target", "UnknownOperationException", "target", func(b *broken) { b.req.Header["x-amz-target"] = "ThisService.Nothing" }},
		{"the content type", "SerializationException", "content type", func(b *broken) { b.req.Header["content-type"] = "text/plain" }},
		{"the content encoding", "SerializationException", "content encoding", func(b *broken) { b.req.Header["content-encoding"] = "gzip" }},
		{"the syntax", "SerializationException", "json", func(b *broken) { b.json = "," }},
		{"the types", "SerializationException", "type", func(b *broken) { b.types = `,"Size":"x"` }},
		{"the constraints", "InvalidParameterException", "constraint name", func(b *broken) { b.constraint = `,"Name":""` }},
		{"the permission", "AccessDeniedException", "", func(b *broken) { b.gate.authorize = apierror.New(apierror.AccessDenied, "no") }},
		{"the rules", "NotAuthorizedException", "", func(b *broken) {
			b.run = func(context.Context, *awsjson.Call) (any, error) {
				return nil, apierror.New(apierror.NotAuthorized, "no")
			}
		}},
	}
	for i, first := range stages {
		for _, second := range stages[i:] {
			t.Run(first.name+", then "+second.name, func(t *testing.T) {
				t.Parallel()
				b := broken{req: sampleRequest("")}
				second.breakIt(&b)
				first.breakIt(&b)
				b.req.Body = []byte(`{"Tags":{}` + b.constraint + b.types + b.json + `}`)
				resp := b.serve(t, b.req)
				assert.GreaterOrEqual(t, resp.Status, http.StatusBadRequest)
				assert.Equal(t, first.outcome, b.entry(t).Outcome)
				assert.Equal(t, first.refused, b.entry(t).Refused)
			})
		}
	}
	t.Run("the size is known before the signature", func(t *testing.T) {
		t.Parallel()
		var b bench
		b.gate.authenticate = apierror.New(apierror.InvalidSignature, "of what was cut off")
		b.serve(t, sampleRequest(strings.Repeat("x", shape.MaxBody+1)))
		assert.Equal(t, "size", b.entry(t).Refused)
	})
}

func TestManyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	server := &awsjson.Server{
		Prefix: "ThisService",
		Operations: []awsjson.Operation{{Name: "MakeSample", Input: sample, Run: func(_ context.Context, c *awsjson.Call) (any, error) {
			if name := c.Input.Get("Name").Text; name == "panic" {
				panic(name)
			}
			return &result{Name: new(c.Input.Get("Name").Text)}, nil
		}}},
		Authenticate: everybody, Now: time.Now, Log: func(context.Context, awsjson.Entry) {},
	}
	done := make(chan string)
	for i := range 64 {
		go func() {
			name := fmt.Sprint(i)
			if i%8 == 0 {
				name = "panic"
			}
			done <- fmt.Sprint(name == "panic", server.Serve(context.Background(), sampleRequest(`{"Name":"`+name+`"}`)).Status)
		}()
	}
	counts := map[string]int{}
	for range 64 {
		counts[<-done]++
	}
	assert.Equal(t, map[string]int{"true 500": 8, "false 200": 56}, counts)
}

// everybody is let in, and nothing kept.
func everybody(context.Context, *request.Request) (awsjson.Caller, error) { return caller, nil }

func TestServe_LogPanics(t *testing.T) {
	b := bench{}
	server := b.server()
	server.Log = func(context.Context, awsjson.Entry) { panic("the log is full") }
	assert.Equal(t, 200, server.Serve(t.Context(), sampleRequest(`{}`)).Status)
}

func TestServe_DroppedAnswer(t *testing.T) {
	for name, cause := range map[string]error{"it was done": nil, "it failed": errors.New("disk on fire")} {
		b := bench{run: func(context.Context, *awsjson.Call) (any, error) { return nil, &awsjson.DroppedError{Cause: cause} }}
		resp := b.serve(t, sampleRequest(`{}`))
		assert.True(t, resp.Dropped, name)
		assert.Equal(t, 500, resp.Status, "where the answer cannot be dropped")
		assert.Equal(t, cause, b.entry(t).Cause, name)
	}
}
