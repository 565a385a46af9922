package awsjson_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/request"
	"userpools/pkg/shape"
	"userpools/pkg/trace"
)

// sample is the input of every operation of these tests.
var sample = shape.Structure("SampleRequest",
	shape.Optional("Name", shape.String("NameType", shape.Length(1, 8))),
	shape.Optional("Size", shape.Integer("SizeType")),
	shape.Optional("Tags", shape.Map("TagsType", shape.String("KeyType"), shape.String("ValueType"))))

type result struct{ Name *string }

var caller = awsjson.Caller{Account: "123456789012", Principal: "arn:aws:iam::123456789012:user/ann", KeyID: "AKIAEXAMPLE"}

type operation = func(context.Context, *awsjson.Call) (any, error)

// service is a server of two operations, MakeSample and MakeSampleTwice, and what it logs. It lets everybody in as caller
// unless it is given errors.
type service struct {
	awsjson.Server
	authenticate, authorize error
	asked                   []string
	entries                 []awsjson.Entry
	clock                   time.Time
}

// newService makes one that runs an operation, nil being one that answers with the name that was sent.
func newService(run operation) *service {
	if run == nil {
		run = func(_ context.Context, c *awsjson.Call) (any, error) {
			return &result{new(c.Input.Get("Name").Text)}, nil
		}
	}
	s := &service{clock: time.UnixMilli(1790257791224)}
	s.Server = awsjson.Server{
		Prefix: "ThisService",
		Operations: []awsjson.Operation{
			{Name: "MakeSample", Input: sample, Run: run},
			{Name: "MakeSampleTwice", Input: sample, Run: func(context.Context, *awsjson.Call) (any, error) { return nil, nil }},
		},
		Authenticate: func(context.Context, *request.Request) (awsjson.Caller, error) {
			s.asked = append(s.asked, "authenticate")
			let := caller
			let.Authorize = func(_ context.Context, c *awsjson.Call) error {
				s.asked = append(s.asked, "authorize "+c.Operation+" by "+c.Caller.Principal+" of "+c.Input.Get("Name").Text)
				return s.authorize
			}
			return let, s.authenticate
		},
		Log: func(_ context.Context, e awsjson.Entry) { s.entries = append(s.entries, e) },
		Now: func() time.Time { s.clock = s.clock.Add(3 * time.Millisecond); return s.clock },
	}
	return s
}

// send serves a request, and returns the one entry that it makes.
func (s *service) send(t *testing.T, req *request.Request) (*awsjson.Response, awsjson.Entry) {
	t.Helper()
	s.entries = nil
	resp := s.Serve(t.Context(), req)
	require.Len(t, s.entries, 1, "one entry a request")
	return resp, s.entries[0]
}

const id = "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11"

// sampleRequest has a body and, after it, more headers by name and value.
func sampleRequest(body string, headers ...string) *request.Request {
	r := &request.Request{
		Method: http.MethodPost, Path: "/", ID: id, Body: []byte(body),
		Header: map[string]string{"x-amz-target": "ThisService.MakeSample", "content-type": "application/x-amz-json-1.1"},
	}
	for header := range slices.Chunk(headers, 2) {
		r.Header[header[0]] = header[1]
	}
	return r
}

// fails is an operation that does.
func fails(err error) operation {
	return func(context.Context, *awsjson.Call) (any, error) { return nil, err }
}

func TestServe_Answer(t *testing.T) {
	s := newService(nil)
	resp, _ := s.send(t, sampleRequest(`{"Name":"<é>"}`))
	assert.Equal(t, &awsjson.Response{
		Status: http.StatusOK,
		Header: map[string]string{"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": id},
		Body:   []byte(`{"Name":"<é>"}`),
	}, &awsjson.Response{Status: resp.Status, Header: resp.Header, Body: resp.Body, Dropped: resp.Dropped})
	assert.Equal(t, []string{"authenticate", "authorize MakeSample by arn:aws:iam::123456789012:user/ann of <é>"}, s.asked)

	resp, _ = s.send(t, sampleRequest(`{}`, "x-amz-target", "ThisService.MakeSampleTwice"))
	assert.Equal(t, http.StatusOK, resp.Status)
	assert.Empty(t, resp.Body, "an operation without output answers no bytes")
	assert.Equal(t, awsjson.ContentType, resp.Header["Content-Type"], "as recorded of DeleteUserPool")
}

func TestServe_Call(t *testing.T) {
	type key struct{}
	req := sampleRequest(`{"Name":"a","Nothing":1}`)
	ran := false
	s := newService(func(ctx context.Context, c *awsjson.Call) (any, error) {
		ran = true
		assert.Equal(t, "value", ctx.Value(key{}))
		assert.Equal(t, "MakeSample", c.Operation)
		assert.Equal(t, caller.Principal, c.Caller.Principal)
		assert.Same(t, req, c.Request)
		assert.Equal(t, "a", c.Input.Get("Name").Text)
		assert.True(t, c.Input.Get("Nothing").IsNull(), "what is unknown does not reach an operation")
		return nil, nil
	})
	s.Serve(context.WithValue(t.Context(), key{}, "value"), req)
	assert.True(t, ran)
}

// broken is a request that is refused for some reasons, and what of its body is.
type broken struct {
	*service
	req                     *request.Request
	json, types, constraint string
}

// Every stage with a request that it refuses, in the order in which they have to come. Any two are broken at once: the earlier
// one is told.
func TestServe_Order(t *testing.T) {
	stages := []struct {
		name, outcome, refused string
		breakIt                func(*broken)
	}{
		{"the route", "BadRequest", "route", func(b *broken) { b.req.Path = "/x" }},
		{"the transport", "SerializationException", "body", func(b *broken) { b.req.Undecodable = true }},
		{"the signature", "MissingAuthenticationTokenException", "", func(b *broken) {
			b.authenticate = apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token")
		}},
		{"the target", "UnknownOperationException", "target", func(b *broken) { b.req.Header["x-amz-target"] = "ThisService.Nothing" }},
		{"the content type", "SerializationException", "content type", func(b *broken) { b.req.Header["content-type"] = "text/plain" }},
		{"the content encoding", "SerializationException", "content encoding", func(b *broken) { b.req.Header["content-encoding"] = "gzip" }},
		{"the syntax", "SerializationException", "json", func(b *broken) { b.json = "," }},
		{"the types", "SerializationException", "type", func(b *broken) { b.types = `,"Size":"x"` }},
		{"the constraints", "InvalidParameterException", "constraint name", func(b *broken) { b.constraint = `,"Name":""` }},
		{"the permission", "AccessDeniedException", "", func(b *broken) { b.authorize = apierror.New(apierror.AccessDenied, "no") }},
		{"the rules", "NotAuthorizedException", "", func(*broken) {}},
	}
	for i, first := range stages {
		for _, second := range stages[i:] {
			t.Run(first.name+", then "+second.name, func(t *testing.T) {
				b := broken{service: newService(fails(apierror.New(apierror.NotAuthorized, "no"))), req: sampleRequest("")}
				second.breakIt(&b)
				first.breakIt(&b)
				b.req.Body = []byte(`{"Tags":{}` + b.constraint + b.types + b.json + `}`)
				_, entry := b.send(t, b.req)
				assert.Equal(t, first.outcome, entry.Outcome)
				assert.Equal(t, first.refused, entry.Refused)
			})
		}
	}
	s := newService(nil)
	s.authenticate = apierror.New(apierror.InvalidSignature, "of what was cut off")
	_, entry := s.send(t, sampleRequest(strings.Repeat("x", shape.MaxBody+1)))
	assert.Equal(t, "size", entry.Refused, "the size is known before the signature")
}

func TestServe_Concurrent(t *testing.T) {
	s := newService(func(context.Context, *awsjson.Call) (any, error) { panic("oh") })
	s.Now, s.Log, s.Authenticate = time.Now, func(context.Context, awsjson.Entry) {}, everybody
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			target, want := "MakeSample", 500
			if i%8 > 0 {
				target, want = "MakeSampleTwice", 200
			}
			assert.Equal(t, want, s.Serve(context.Background(), sampleRequest(`{}`, "x-amz-target", "ThisService."+target)).Status)
		})
	}
	all.Wait()
}

// everybody is let in, and nothing kept.
func everybody(context.Context, *request.Request) (awsjson.Caller, error) { return caller, nil }

func TestServe_LogPanics(t *testing.T) {
	s := newService(nil)
	s.Log = func(context.Context, awsjson.Entry) { panic("the log is full") }
	assert.Equal(t, 200, s.Serve(t.Context(), sampleRequest(`{}`)).Status)
}

func TestServe_DroppedAnswer(t *testing.T) {
	for name, cause := range map[string]error{"it was done": nil, "it failed": errors.New("disk on fire")} {
		resp, entry := newService(fails(&awsjson.DroppedError{Cause: cause})).send(t, sampleRequest(`{}`))
		assert.True(t, resp.Dropped, name)
		assert.Equal(t, 500, resp.Status, "where the answer cannot be dropped")
		assert.Equal(t, cause, entry.Cause, name)
	}
}

// A fault is logged and not told, whatever it is and wherever it happens.
func TestServe_Faults(t *testing.T) {
	secret := errors.New("dynamodb: secret of the table")
	var none *result
	panics := func(v any) operation { return func(context.Context, *awsjson.Call) (any, error) { panic(v) } }
	answers := func(v any, err error) operation {
		return func(context.Context, *awsjson.Call) (any, error) { return v, err }
	}
	for name, tt := range map[string]struct {
		run                     operation
		authenticate, authorize error
		isPanic                 bool
	}{
		"of an operation":          {run: fails(secret)},
		"of authentication":        {authenticate: secret},
		"of authorization":         {authorize: secret},
		"beside an unusable value": {run: answers(1.5, secret)},
		"a panic with a text":      {run: panics("secret"), isPanic: true},
		"a panic with an error":    {run: panics(secret), isPanic: true},
		"a panic with a refusal":   {run: panics(apierror.Invalid("secret")), isPanic: true},
		"a panic of the runtime":   {run: func(context.Context, *awsjson.Call) (any, error) { return none.Name, nil }, isPanic: true},
		"in encoding the answer":   {run: answers(struct{ Secret chan int }{}, nil), isPanic: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(tt.run)
			s.authenticate, s.authorize = tt.authenticate, tt.authorize
			resp, entry := s.send(t, sampleRequest(`{"Name":"a"}`))
			assert.Equal(t, http.StatusInternalServerError, resp.Status)
			assert.Equal(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, string(resp.Body))
			assert.NotContains(t, fmt.Sprint(resp.Header), "ecret")
			assert.Equal(t, "MakeSample", entry.Operation)
			assert.Equal(t, http.StatusInternalServerError, entry.Status)
			assert.Equal(t, "InternalErrorException", entry.Outcome)
			if !tt.isPanic {
				assert.ErrorIs(t, entry.Cause, secret)
				return
			}
			assert.ErrorContains(t, entry.Cause, "panic: ")
			assert.ErrorContains(t, entry.Cause, "goroutine ", "the stack")
			assert.ErrorContains(t, entry.Cause, "server_test.go", "of the place that panicked")
		})
	}
}

func TestServe_RefusalInChain(t *testing.T) {
	refusal := &apierror.Error{Code: apierror.ResourceNotFound, Message: "User pool x does not exist.", Refused: "rule x"}
	resp, entry := newService(fails(fmt.Errorf("secret: %w", refusal))).send(t, sampleRequest(`{}`))
	assert.Equal(t, http.StatusBadRequest, resp.Status)
	assert.Equal(t, `{"__type":"ResourceNotFoundException","message":"User pool x does not exist."}`, string(resp.Body))
	assert.Equal(t, "rule x", entry.Refused)
	assert.NoError(t, entry.Cause, "a refusal is no fault")
}

func TestServe_Entry(t *testing.T) {
	const body = `{"Name":"canary"}`
	common := awsjson.Entry{
		RequestID: id, Operation: "MakeSample", PoolID: "us-east-1_abcdefghi", ClientID: "7cauc5", KeyID: "AKIAEXAMPLE", Duration: 3 * time.Millisecond,
		BodySize: len(body), StoreCalls: 2, Unreadable: []string{"us-east-1_Broken"}, SDK: "Boto3/1.43.11",
	}
	for fault, tt := range map[string]struct {
		err, outcome, refused string
		members               []string
		status                int
	}{
		"":     {"", "ok", "", nil, http.StatusOK},
		"slow": {"canary", "InvalidParameterException", "fault slow, rule tag-limit", []string{"UserPoolTags"}, http.StatusBadRequest},
		"lost": {"", "ok", "fault lost", nil, http.StatusOK},
	} {
		s := newService(func(ctx context.Context, _ *awsjson.Call) (any, error) {
			*trace.Of(ctx) = trace.Trace{PoolID: "us-east-1_abcdefghi", ClientID: "7cauc5", StoreCalls: 2, Unreadable: []string{"us-east-1_Broken"}, Fault: fault}
			if tt.err != "" {
				return nil, &apierror.Error{Code: apierror.InvalidParameter, Message: tt.err, Refused: "rule tag-limit", Members: tt.members}
			}
			return nil, nil
		})
		_, entry := s.send(t, sampleRequest(body, "user-agent", "Boto3/1.43.11 md/Botocore#1.43.11", "authorization", "canary"))
		want := common
		want.Outcome, want.Refused, want.Members, want.Status = tt.outcome, tt.refused, tt.members, tt.status
		assert.Equal(t, want, entry)
	}
}

// What a caller wrote must not come into the log by way of a constraint: neither a value nor the key of a map.
func TestServe_EntryHoldsNoValues(t *testing.T) {
	s := newService(nil)
	s.Operations[0].Input = shape.Structure("R",
		shape.Optional("Name", shape.String("N", shape.Length(1, 2))),
		shape.Optional("Tags", shape.Map("T", shape.String("K", shape.Length(1, 2)), shape.String("V", shape.Length(1, 2)))),
		shape.Optional("Levels", shape.Map("L", shape.String("K", shape.Pattern("L[1-4]")), shape.Structure("X", shape.Required("Value", shape.String("V"))))))
	for _, body := range []string{
		`{"Name":"canary"}`, `{"Tags":{"canary":"v"}}`, `{"Tags":{"k":"canary"}}`, `{"Levels":{"canary":{}}}`, `{"Levels":{"canary":{"Value":"canary"}}}`,
		`{"canary":1,"Name":""}`, `{"Name":{"canary":"canary"}}`, `["canary"]`, `"canary"`, `canary`,
	} {
		resp, entry := s.send(t, sampleRequest(body))
		assert.Equal(t, http.StatusBadRequest, resp.Status, body)
		assert.NotContains(t, fmt.Sprintf("%+v", entry), "canary", body)
	}
}

func TestServe_SDK(t *testing.T) {
	for userAgent, want := range map[string]string{
		"Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1":            "Boto3/1.43.11",
		"aws-cli/2.31.0 md/awscrt#0.27.6":                                  "aws-cli/2.31.0",
		"aws-sdk-go-v2/1.47.6 ua/2.1 os/linux lang/go#1.26.8":              "aws-sdk-go-v2/1.47.6",
		"aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.1.0": "aws-sdk-js/3.1169.0",
		"curl/8.5.0":               "curl/8.5.0",
		"Mozilla/5.0 (X11; Linux)": "Mozilla/5.0",
		"../../etc/passwd":         "../../etc/passwd",
		"":                         "", " ": "", "a\nb: forged line": "", "\x1b[31mred": "", "a\x00b": "", "{\"level\":\"error\"}": "", "é/1.0": "",
		"ann@example.com": "", "<script>": "", "a<b": "", "arn:aws:iam::123456789012:user/ann": "",
		strings.Repeat("a", 48) + " b": strings.Repeat("a", 48),
		strings.Repeat("a", 49) + " b": "",
		strings.Repeat("a", 1<<20):     "",
	} {
		_, entry := newService(nil).send(t, sampleRequest(`{}`, "user-agent", userAgent))
		assert.Equal(t, want, entry.SDK, "%.40q", userAgent)
	}
}
