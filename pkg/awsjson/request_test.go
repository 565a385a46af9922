package awsjson_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

const unreadable = `{"__type":"SerializationException"}`

func TestServe_Target(t *testing.T) {
	for _, target := range []string{
		"", "MakeSample", ".MakeSample", "ThisService", "ThisService.", "ThisService.Nothing", "thisservice.MakeSample", "ThisService.makesample",
		"ThisService.MakeSample ", " ThisService.MakeSample", "ThisService..MakeSample", "ThisService.MakeSample,ThisService.MakeSample",
		"com.amazonaws.ThisService.MakeSample", "OtherService.MakeSample", "ThisServiceXMakeSample", "ThisService.MakeSampl", "ThisService#MakeSample",
		"none",
	} {
		req := sampleRequest(`{}`, "x-amz-target", target)
		if target == "none" {
			delete(req.Header, "x-amz-target")
		}
		resp, entry := newService(nil).send(t, req)
		assert.Equal(t, http.StatusBadRequest, resp.Status, target)
		assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(resp.Body), "unknown-operation: %s", target)
		assert.Empty(t, entry.Operation, "no caller's text reaches the log as an operation")
	}
}

// The operation is named in the log whatever refuses the call, if it is one of the service's: what else a target holds is
// the caller's text.
func TestServe_OperationInLog(t *testing.T) {
	unsigned := apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token")
	const missing = `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`
	for name, tt := range map[string]struct {
		target, operation, body string
		refused                 error
		undecodable             bool
	}{
		"one that is here":               {"ThisService.MakeSample", "MakeSample", `{"Name":"a"}`, nil, false},
		"one that is not here":           {"ThisService.TakeSample", "TakeSample", `{"__type":"UnknownOperationException","message":"TakeSample is not here."}`, nil, false},
		"one that the service lacks":     {"ThisService.Nothing", "", `{"__type":"UnknownOperationException"}`, nil, false},
		"another service's":              {"OtherService.TakeSample", "", `{"__type":"UnknownOperationException"}`, nil, false},
		"unsigned":                       {"ThisService.MakeSample", "MakeSample", missing, unsigned, false},
		"unsigned and not here":          {"ThisService.TakeSample", "TakeSample", missing, unsigned, false},
		"unsigned and the caller's text": {"ThisService.Nothing", "", missing, unsigned, false},
		"a body that is cut off":         {"ThisService.MakeSample", "MakeSample", unreadable, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newService(nil)
			s.authenticate = tt.refused
			s.Absent = func(operation string) (string, bool) { return operation + " is not here.", operation == "TakeSample" }
			req := sampleRequest(`{"Name":"a"}`, "x-amz-target", tt.target)
			req.Undecodable = tt.undecodable
			resp, entry := s.send(t, req)
			assert.Equal(t, tt.body, string(resp.Body))
			assert.Equal(t, tt.operation, entry.Operation)
		})
	}
}

func TestServe_ContentType(t *testing.T) {
	const unsupported = `{"__type":"SerializationException","Message":"Content-Encoding is not supported."}`
	for _, tt := range []struct {
		header, refusal string
		fine, refused   []string
	}{
		{"content-type", unreadable, []string{
			"application/x-amz-json-1.1", "application/x-amz-json-1.1; charset=utf-8", "application/x-amz-json-1.1;charset=UTF-8",
			"application/x-amz-json-1.1 ; a=b; c=d", "Application/X-Amz-Json-1.1", " application/x-amz-json-1.1 ",
		}, []string{
			"", "none", "application/json", "application/x-amz-json-1.0", "application/x-amz-json-1.11", "application/cbor", "text/plain", ";",
			"application/x-www-form-urlencoded", "application/x-amz-json-1.1, text/plain", "text/plain; x=application/x-amz-json-1.1",
			"application/x-amz-json-1.1\x00", "multipart/form-data; boundary=x-amz-json-1.",
		}},
		{
			"content-encoding", unsupported,
			[]string{"", "none", "identity", "Identity"},
			[]string{"gzip", "deflate", "br", "zstd", "identity, gzip", "gzip, identity", "aws-chunked", "x"},
		},
	} {
		for want, values := range map[string][]string{`{"Name":"a"}`: tt.fine, tt.refusal: tt.refused} {
			for _, value := range values {
				req := sampleRequest(`{"Name":"a"}`, tt.header, value)
				if value == "none" {
					delete(req.Header, tt.header)
				}
				resp, _ := newService(nil).send(t, req)
				assert.Equal(t, want, string(resp.Body), "%s: %s", tt.header, value)
			}
		}
	}
}

func TestServe_Body(t *testing.T) {
	serialization := func(message string) string { return `{"__type":"SerializationException","Message":"` + message + `"}` }
	tooLong := func(value string) string {
		return `{"__type":"InvalidParameterException","message":"1 validation error detected: Value '` + value +
			`' at 'name' failed to satisfy constraint: Member must have length less than or equal to 8"}`
	}
	for name, tt := range map[string]struct{ body, want string }{
		"no body":                           {``, unreadable},
		"malformed JSON (ser-malformed)":    {`{`, unreadable},
		"null":                              {`null`, unreadable},
		"a bare string":                     {`"a"`, unreadable},
		"invalid UTF-8":                     {"{\"Name\":\"\xff\"}", unreadable},
		"half a surrogate pair":             {`{"Name":"\ud834"}`, unreadable},
		"a list (ser-list-for-scalar)":      {`[]`, serialization("Start of list found where not expected")},
		"a wrong type":                      {`{"Size":"1"}`, serialization("STRING_VALUE can not be converted to an Integer")},
		"no map (serialization-map)":        {`{"Tags":"x"}`, serialization("Expected map or null")},
		"17 levels":                         {`{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, serialization("The request is nested deeper than 16 levels.")},
		"10,001 values":                     {`{"a":[` + strings.Repeat("0,", 9_998) + `0]}`, serialization("The request has more than 10000 values.")},
		"1.5 MiB and one byte":              {`{}` + strings.Repeat(" ", shape.MaxBody-1), serialization("The request body is larger than 1572864 bytes.")},
		"a violated constraint":             {`{"Name":"123456789"}`, tooLong("123456789")},
		"what a caller wrote comes escaped": {`{"Name":"\"\n\\\u0000<𝄞>--"}`, tooLong(`\"\n\\\u0000<𝄞>--`)},
	} {
		t.Run(name, func(t *testing.T) {
			resp, _ := newService(nil).send(t, sampleRequest(tt.body))
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, tt.want, string(resp.Body))
		})
	}
}

func TestServe_Route(t *testing.T) {
	const body = `{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`
	for _, method := range []string{"GET", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "post", "", "POST"} {
		for _, path := range []string{"", "/x", "//", "/prod", "/%2f", "/"} {
			s, req := newService(nil), sampleRequest(`{}`)
			req.Method, req.Path, req.Query = method, path, "a=b"
			resp, entry := s.send(t, req)
			if method == "POST" && path == "/" {
				assert.Equal(t, http.StatusOK, resp.Status, "a query does not matter")
				continue
			}
			assert.Equal(t, http.StatusNotFound, resp.Status)
			assert.Equal(t, body, string(resp.Body), "http-unrouted")
			assert.Equal(t, id, resp.Header["x-amzn-RequestId"])
			assert.Empty(t, s.asked, "nobody is asked who calls")
			assert.Equal(t, "BadRequest route", entry.Outcome+" "+entry.Refused)
		}
	}
}
