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

func (g *gate) Authenticate(context.Context, *awsjson.Request) (awsjson.Caller, error) {
	g.asked = append(g.asked, "authenticate")
	if g.authenticate != nil {
		return awsjson.Caller{}, g.authenticate
	}
	return caller, nil
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
}

func (b *bench) serve(t *testing.T, req *awsjson.Request) *awsjson.Response {
	t.Helper()
	b.clock = time.UnixMilli(1790257791224)
	if b.run == nil {
		b.run = func(_ context.Context, c *awsjson.Call) (any, error) {
			return &result{Name: new(c.Input.Get("Name").Text)}, nil
		}
	}
	server := &awsjson.Server{
		Prefix: "ThisService",
		Operations: []awsjson.Operation{
			{Name: "MakeSample", Input: sample, Run: func(ctx context.Context, c *awsjson.Call) (any, error) { return b.run(ctx, c) }},
			{Name: "MakeSampleTwice", Input: sample, Run: func(context.Context, *awsjson.Call) (any, error) { return nil, nil }},
		},
		Gate: &b.gate,
		Log:  func(_ context.Context, e awsjson.Entry) { b.entries = append(b.entries, e) },
		Now:  func() time.Time { b.clock = b.clock.Add(3 * time.Millisecond); return b.clock },
	}
	return server.Serve(t.Context(), req)
}

// entry is the one line that a request makes.
func (b *bench) entry(t *testing.T) awsjson.Entry {
	t.Helper()
	require.Len(t, b.entries, 1, "one entry a request")
	return b.entries[0]
}

func request(body string, header ...string) *awsjson.Request {
	req := &awsjson.Request{
		Method: "POST", Path: "/", ID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Body: []byte(body),
		Header: map[string]string{"x-amz-target": "ThisService.MakeSample", "content-type": "application/x-amz-json-1.1"},
	}
	for i := 0; i < len(header); i += 2 {
		req.Header[header[i]] = header[i+1]
	}
	return req
}

func TestAnAnswerAndItsHeaders(t *testing.T) {
	t.Parallel()
	var b bench
	resp := b.serve(t, request(`{"Name":"<é>"}`))
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
	resp := b.serve(t, request(`{}`, "x-amz-target", "ThisService.MakeSampleTwice"))
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
	req := request(`{"Name":"a","Nothing":1}`)
	server := &awsjson.Server{
		Prefix:     "ThisService",
		Operations: []awsjson.Operation{{Name: "MakeSample", Input: sample, Run: b.run}},
		Gate:       &b.gate, Now: time.Now, Log: func(context.Context, awsjson.Entry) {},
	}
	server.Serve(context.WithValue(t.Context(), key{}, "value"), req)
	require.NotNil(t, seen)
	assert.Equal(t, "MakeSample", seen.Operation)
	assert.Equal(t, caller, seen.Caller)
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
		req                         *awsjson.Request
		json, types, constraint, ok string
	}
	stages := []struct {
		name, outcome, refused string
		breakIt                func(*broken)
	}{
		{"the route", "BadRequest", "route", func(b *broken) { b.req.Path = "/x" }},
		{"the signature", "MissingAuthenticationTokenException", "", func(b *broken) {
			b.gate.authenticate = apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token")
		}},
		{"the target", "UnknownOperationException", "target", func(b *broken) { b.req.Header["x-amz-target"] = "ThisService.Nothing" }},
		{"the content type", "SerializationException", "content type", func(b *broken) { b.req.Header["content-type"] = "text/plain" }},
		{"the content encoding", "SerializationException", "content encoding", func(b *broken) { b.req.Header["content-encoding"] = "gzip" }},
		{"the transport", "SerializationException", "body", func(b *broken) { b.req.Undecodable = true }},
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
				b := broken{req: request("")}
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
	t.Run("the size is known before the syntax", func(t *testing.T) {
		t.Parallel()
		var b bench
		b.serve(t, request(strings.Repeat("x", shape.MaxBody+1)))
		assert.Equal(t, "size", b.entry(t).Refused)
	})
}

func TestTheTargetIsExact(t *testing.T) {
	t.Parallel()
	for _, target := range []string{
		"", "MakeSample", ".MakeSample", "ThisService", "ThisService.", "ThisService.Nothing", "thisservice.MakeSample", "ThisService.makesample",
		"ThisService.MakeSample ", " ThisService.MakeSample", "ThisService..MakeSample", "ThisService.MakeSample,ThisService.MakeSample",
		"com.amazonaws.ThisService.MakeSample", "OtherService.MakeSample", "ThisServiceXMakeSample", "ThisService.MakeSampl", "ThisService#MakeSample",
	} {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			var b bench
			resp := b.serve(t, request(`{}`, "x-amz-target", target))
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(resp.Body), "unknown-operation")
			assert.Empty(t, b.entry(t).Operation, "no caller's text reaches the log as an operation")
		})
	}
	var b bench
	req := request(`{}`)
	delete(req.Header, "x-amz-target")
	assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(b.serve(t, req).Body), "absent")
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"application/x-amz-json-1.1":                  true,
		"application/x-amz-json-1.1; charset=utf-8":   true,
		"application/x-amz-json-1.1;charset=UTF-8":    true,
		"application/x-amz-json-1.1 ; a=b; c=d":       true,
		"Application/X-Amz-Json-1.1":                  true,
		" application/x-amz-json-1.1 ":                true,
		"":                                            false,
		"application/json":                            false,
		"application/x-amz-json-1.0":                  false,
		"application/x-amz-json-1.11":                 false,
		"application/cbor":                            false,
		"text/plain":                                  false,
		";":                                           false,
		"application/x-www-form-urlencoded":           false,
		"application/x-amz-json-1.1, text/plain":      false,
		"text/plain; x=application/x-amz-json-1.1":    false,
		"application/x-amz-json-1.1\x00":              false,
		"multipart/form-data; boundary=x-amz-json-1.": false,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var b bench
			resp := b.serve(t, request(`{"Name":"a"}`, "content-type", text))
			if fine {
				assert.Equal(t, http.StatusOK, resp.Status)
				return
			}
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, `{"__type":"SerializationException"}`, string(resp.Body))
		})
	}
	var b bench
	req := request(`{}`)
	delete(req.Header, "content-type")
	assert.Equal(t, `{"__type":"SerializationException"}`, string(b.serve(t, req).Body), "absent")
}

func TestContentEncodings(t *testing.T) {
	t.Parallel()
	for text, fine := range map[string]bool{
		"": true, "identity": true, "Identity": true, "gzip": false, "deflate": false, "br": false, "zstd": false, "identity, gzip": false,
		"gzip, identity": false, "aws-chunked": false, "x": false,
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var b bench
			resp := b.serve(t, request(`{"Name":"a"}`, "content-encoding", text))
			if fine {
				assert.Equal(t, http.StatusOK, resp.Status)
				return
			}
			assert.Equal(t, `{"__type":"SerializationException","Message":"Content-Encoding is not supported."}`, string(resp.Body))
		})
	}
}

func TestBodiesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ body, want string }{
		"no body":                           {``, `{"__type":"SerializationException"}`},
		"malformed JSON (ser-malformed)":    {`{`, `{"__type":"SerializationException"}`},
		"null":                              {`null`, `{"__type":"SerializationException"}`},
		"a bare string":                     {`"a"`, `{"__type":"SerializationException"}`},
		"invalid UTF-8":                     {"{\"Name\":\"\xff\"}", `{"__type":"SerializationException"}`},
		"half a surrogate pair":             {`{"Name":"\ud834"}`, `{"__type":"SerializationException"}`},
		"a list (ser-list-for-scalar)":      {`[]`, `{"__type":"SerializationException","Message":"Start of list found where not expected"}`},
		"a wrong type":                      {`{"Size":"1"}`, `{"__type":"SerializationException","Message":"STRING_VALUE can not be converted to an Integer"}`},
		"no map (serialization-map)":        {`{"Tags":"x"}`, `{"__type":"SerializationException","Message":"Expected map or null"}`},
		"17 levels":                         {`{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, `{"__type":"SerializationException","Message":"The request is nested deeper than 16 levels."}`},
		"10,001 values":                     {`{"a":[` + strings.Repeat("0,", 9_998) + `0]}`, `{"__type":"SerializationException","Message":"The request has more than 10000 values."}`},
		"1.5 MiB and one byte":              {`{}` + strings.Repeat(" ", shape.MaxBody-1), `{"__type":"SerializationException","Message":"The request body is larger than 1572864 bytes."}`},
		"a violated constraint":             {`{"Name":"123456789"}`, `{"__type":"InvalidParameterException","message":"1 validation error detected: Value '123456789' at 'name' failed to satisfy constraint: Member must have length less than or equal to 8"}`},
		"what a caller wrote comes escaped": {`{"Name":"\"\n\\\u0000<𝄞>--"}`, `{"__type":"InvalidParameterException","message":"1 validation error detected: Value '\"\n\\\u0000<𝄞>--' at 'name' failed to satisfy constraint: Member must have length less than or equal to 8"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bench
			resp := b.serve(t, request(tc.body))
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, tc.want, string(resp.Body))
		})
	}
}

func TestWhatIsNoPOSTToTheRootIsNotRouted(t *testing.T) {
	t.Parallel()
	const body = `{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`
	for _, method := range []string{"GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "post", ""} {
		for _, path := range []string{"/", "", "/x", "//", "/prod", "/%2f"} {
			t.Run(method+" "+path, func(t *testing.T) {
				t.Parallel()
				var b bench
				req := request(`{}`)
				req.Method, req.Path = method, path
				resp := b.serve(t, req)
				assert.Equal(t, http.StatusNotFound, resp.Status)
				assert.Equal(t, body, string(resp.Body), "http-unrouted")
				assert.Equal(t, req.ID, resp.Header["x-amzn-RequestId"])
				assert.Empty(t, b.gate.asked, "nobody is asked who calls")
				assert.Equal(t, "BadRequest", b.entry(t).Outcome)
				assert.Equal(t, "route", b.entry(t).Refused)
			})
		}
	}
	var b bench
	req := request(`{}`)
	req.Query = "a=b"
	assert.Equal(t, http.StatusOK, b.serve(t, req).Status, "a query does not matter")
}

func TestAFaultIsLoggedAndNotTold(t *testing.T) {
	t.Parallel()
	secret := errors.New("dynamodb: secret of the table")
	const want = `{"__type":"InternalErrorException","message":"Internal server error."}`
	for name, set := range map[string]func(*bench){
		"of an operation":          func(b *bench) { b.run = func(context.Context, *awsjson.Call) (any, error) { return nil, secret } },
		"of authentication":        func(b *bench) { b.gate.authenticate = secret },
		"of authorization":         func(b *bench) { b.gate.authorize = secret },
		"beside an unusable value": func(b *bench) { b.run = func(context.Context, *awsjson.Call) (any, error) { return 1.5, secret } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bench
			set(&b)
			resp := b.serve(t, request(`{"Name":"a"}`))
			assert.Equal(t, http.StatusInternalServerError, resp.Status)
			assert.Equal(t, want, string(resp.Body))
			for _, value := range resp.Header {
				assert.NotContains(t, value, "secret")
			}
			assert.ErrorIs(t, b.entry(t).Cause, secret)
			assert.Equal(t, "InternalErrorException", b.entry(t).Outcome)
		})
	}
}

func TestAClassifiedErrorIsFoundInItsChain(t *testing.T) {
	t.Parallel()
	refusal := &apierror.Error{Code: apierror.ResourceNotFound, Message: "User pool x does not exist.", Refused: "rule x"}
	b := bench{run: func(context.Context, *awsjson.Call) (any, error) {
		return &result{}, fmt.Errorf("secret: %w", refusal)
	}}
	resp := b.serve(t, request(`{}`))
	assert.Equal(t, http.StatusBadRequest, resp.Status)
	assert.Equal(t, `{"__type":"ResourceNotFoundException","message":"User pool x does not exist."}`, string(resp.Body))
	assert.Equal(t, "rule x", b.entry(t).Refused)
	assert.NoError(t, b.entry(t).Cause, "a refusal is no fault")
}

func TestAPanicBecomesAnAnswer(t *testing.T) {
	t.Parallel()
	var none *result
	for name, run := range map[string]func(context.Context, *awsjson.Call) (any, error){
		"with a text":    func(context.Context, *awsjson.Call) (any, error) { panic("secret") },
		"with an error":  func(context.Context, *awsjson.Call) (any, error) { panic(errors.New("secret")) },
		"with a refusal": func(context.Context, *awsjson.Call) (any, error) { panic(apierror.Invalid("secret")) },
		"of the runtime": func(context.Context, *awsjson.Call) (any, error) { return none.Name, nil },
		"in encoding the answer": func(context.Context, *awsjson.Call) (any, error) {
			return struct{ Secret chan int }{make(chan int)}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bench{run: run}
			resp := b.serve(t, request(`{"Name":"a"}`))
			assert.Equal(t, http.StatusInternalServerError, resp.Status)
			assert.Equal(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, string(resp.Body))
			assert.NotContains(t, fmt.Sprint(resp.Header), "ecret")
			e := b.entry(t)
			assert.Equal(t, "MakeSample", e.Operation)
			assert.Equal(t, http.StatusInternalServerError, e.Status)
			assert.Equal(t, "InternalErrorException", e.Outcome)
			require.Error(t, e.Cause)
			assert.Contains(t, e.Cause.Error(), "panic: ")
			assert.Contains(t, e.Cause.Error(), "goroutine ", "the stack")
			assert.Contains(t, e.Cause.Error(), "server_test.go", "of the place that panicked")
		})
	}
}

func TestTheEntryOfARequest(t *testing.T) {
	t.Parallel()
	b := bench{run: func(_ context.Context, c *awsjson.Call) (any, error) {
		c.PoolID, c.StoreCalls = "us-east-1_abcdefghi", 2
		return nil, nil
	}}
	b.serve(t, request(`{"Name":"canary"}`, "user-agent", "Boto3/1.43.11 md/Botocore#1.43.11", "authorization", "canary"))
	assert.Equal(t, awsjson.Entry{
		RequestID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Operation: "MakeSample", PoolID: "us-east-1_abcdefghi", KeyID: "AKIAEXAMPLE",
		Outcome: "ok", Status: http.StatusOK, Duration: 3 * time.Millisecond, BodySize: len(`{"Name":"canary"}`), StoreCalls: 2, SDK: "Boto3/1.43.11",
	}, b.entry(t))
}

func TestARefusedRequestHasAnEntryToo(t *testing.T) {
	t.Parallel()
	b := bench{run: func(_ context.Context, c *awsjson.Call) (any, error) {
		c.PoolID, c.StoreCalls = "us-east-1_abcdefghi", 1
		return nil, &apierror.Error{Code: apierror.InvalidParameter, Message: "canary", Refused: "rule tag-limit"}
	}}
	b.serve(t, request(`{"Name":"canary"}`))
	assert.Equal(t, awsjson.Entry{
		RequestID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Operation: "MakeSample", PoolID: "us-east-1_abcdefghi", KeyID: "AKIAEXAMPLE",
		Outcome: "InvalidParameterException", Refused: "rule tag-limit", Status: http.StatusBadRequest, Duration: 3 * time.Millisecond,
		BodySize: len(`{"Name":"canary"}`), StoreCalls: 1,
	}, b.entry(t))
}

// What a caller wrote must not come into the log by way of a constraint: neither
// a value nor the key of a map.
func TestTheEntryHoldsNoValues(t *testing.T) {
	t.Parallel()
	strict := shape.Structure("R",
		shape.Optional("Name", shape.String("N", shape.Length(1, 2))),
		shape.Optional("Tags", shape.Map("T", shape.String("K", shape.Length(1, 2)), shape.String("V", shape.Length(1, 2)))),
		shape.Optional("Levels", shape.Map("L", shape.String("K", shape.Pattern("L[1-4]")), shape.Structure("X", shape.Required("Value", shape.String("V"))))))
	for _, body := range []string{
		`{"Name":"canary"}`, `{"Tags":{"canary":"v"}}`, `{"Tags":{"k":"canary"}}`, `{"Levels":{"canary":{}}}`, `{"Levels":{"canary":{"Value":"canary"}}}`,
		`{"canary":1,"Name":""}`, `{"Name":{"canary":"canary"}}`, `["canary"]`, `"canary"`, `canary`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var entries []awsjson.Entry
			server := &awsjson.Server{
				Prefix: "ThisService", Operations: []awsjson.Operation{{Name: "MakeSample", Input: strict}},
				Gate: &gate{}, Now: time.Now, Log: func(_ context.Context, e awsjson.Entry) { entries = append(entries, e) },
			}
			resp := server.Serve(t.Context(), request(body))
			require.Equal(t, http.StatusBadRequest, resp.Status)
			require.Len(t, entries, 1)
			assert.NotContains(t, fmt.Sprintf("%+v", entries[0]), "canary")
		})
	}
}

func TestTheSDKIsCutOutOfTheUserAgent(t *testing.T) {
	t.Parallel()
	for userAgent, want := range map[string]string{
		"Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1":            "Boto3/1.43.11",
		"aws-cli/2.31.0 md/awscrt#0.27.6":                                  "aws-cli/2.31.0",
		"aws-sdk-go-v2/1.47.6 ua/2.1 os/linux lang/go#1.26.8":              "aws-sdk-go-v2/1.47.6",
		"aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.1.0": "aws-sdk-js/3.1169.0",
		"curl/8.5.0":                         "curl/8.5.0",
		"":                                   "",
		" ":                                  "",
		"Mozilla/5.0 (X11; Linux)":           "Mozilla/5.0",
		"a\nb: forged line":                  "",
		"\x1b[31mred":                        "",
		"a\x00b":                             "",
		"{\"level\":\"error\"}":              "",
		"é/1.0":                              "",
		"ann@example.com":                    "",
		"<script>":                           "",
		"../../etc/passwd":                   "../../etc/passwd",
		strings.Repeat("a", 48) + " b":       strings.Repeat("a", 48),
		strings.Repeat("a", 49) + " b":       "",
		strings.Repeat("a", 1<<20):           "",
		"arn:aws:iam::123456789012:user/ann": "",
	} {
		t.Run(fmt.Sprintf("%.40q", userAgent), func(t *testing.T) {
			t.Parallel()
			var b bench
			b.serve(t, request(`{}`, "user-agent", userAgent))
			assert.Equal(t, want, b.entry(t).SDK)
		})
	}
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
		Gate: open{}, Now: time.Now, Log: func(context.Context, awsjson.Entry) {},
	}
	done := make(chan string)
	for i := range 64 {
		go func() {
			name := fmt.Sprint(i)
			if i%8 == 0 {
				name = "panic"
			}
			done <- fmt.Sprint(name == "panic", server.Serve(context.Background(), request(`{"Name":"`+name+`"}`)).Status)
		}()
	}
	counts := map[string]int{}
	for range 64 {
		counts[<-done]++
	}
	assert.Equal(t, map[string]int{"true 500": 8, "false 200": 56}, counts)
}

// open lets everybody in and keeps nothing.
type open struct{}

func (open) Authenticate(context.Context, *awsjson.Request) (awsjson.Caller, error) {
	return caller, nil
}
func (open) Authorize(context.Context, *awsjson.Call) error { return nil }
