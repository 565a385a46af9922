package awsjson_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
)

// refused is the answer to an operation that refuses with an error.
func refused(t *testing.T, e *apierror.Error) *awsjson.Response {
	t.Helper()
	resp, _ := newService(fails(e)).send(t, sampleRequest(`{}`))
	return resp
}

func TestRefusal_EveryException(t *testing.T) {
	for _, d := range apierror.All() {
		resp := refused(t, apierror.New(d.Code, "a \"message\""))
		assert.Equal(t, d.Status, resp.Status)
		assert.Equal(t, map[string]string{
			"Content-Type":        "application/x-amz-json-1.1",
			"x-amzn-RequestId":    id,
			"x-amzn-ErrorType":    string(d.Code) + ":",
			"x-amzn-ErrorMessage": `a "message"`,
		}, resp.Header)
		assert.Equal(t, `{"__type":"`+string(d.Code)+`","`+d.Member+`":"a \"message\""}`, string(resp.Body))
	}
}

func TestRefusal_Recorded(t *testing.T) {
	for want, e := range map[string]*apierror.Error{
		// serialization-map and access-denied-rcp in docs/evidence.md have a capital M; all else lower case.
		`{"__type":"SerializationException","Message":"m"}`:                                                           apierror.New(apierror.Serialization, "m"),
		`{"__type":"AccessDeniedException","Message":"m"}`:                                                            apierror.New(apierror.AccessDenied, "m"),
		`{"__type":"InvalidParameterException","message":"m"}`:                                                        apierror.Invalid("m"),
		`{"__type":"ResourceNotFoundException","message":"User pool us-east-1_Wp2dgnB2B does not exist."}`:            apierror.New(apierror.ResourceNotFound, "User pool us-east-1_Wp2dgnB2B does not exist."),
		`{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`:                   apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token"),
		`{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`: apierror.New(apierror.UnrecognizedClient, "The security token included in the request is invalid."),
	} {
		assert.Equal(t, want, string(refused(t, e).Body))
	}
}

func TestRefusal_Form(t *testing.T) {
	resp := refused(t, apierror.New(apierror.Serialization, ""))
	assert.Equal(t, `{"__type":"SerializationException"}`, string(resp.Body))
	assert.NotContains(t, resp.Header, "x-amzn-ErrorMessage")
	assert.Equal(t, "SerializationException:", resp.Header["x-amzn-ErrorType"])

	resp = refused(t, &apierror.Error{Code: apierror.TooManyRequests, Message: "m", Status: http.StatusTooManyRequests})
	assert.Equal(t, http.StatusTooManyRequests, resp.Status)
	assert.Equal(t, `{"__type":"TooManyRequestsException","message":"m"}`, string(resp.Body))
}

// The header may repeat what a caller wrote: it must never break out of its line. The body has it whole.
func TestRefusal_MessageInHeader(t *testing.T) {
	for name, tt := range map[string]struct{ message, want string }{
		"plain text stays":           {`Value 'a' at "b" <c>`, `Value 'a' at "b" <c>`},
		"a new line":                 {"a\r\nSet-Cookie: b", "a  Set-Cookie: b"},
		"every control character":    {"\x00\x01\t\v\f\x1b\x1f\x7f", "        "},
		"one ? a character":          {"é漢𝄞", "???"},
		"the line separators":        {"a\u2028b\u0085c", "a?b?c"},
		"bytes that are no UTF-8":    {"a\xff\xfeb", "a??b"},
		"1,024 bytes":                {strings.Repeat("a", 1024), strings.Repeat("a", 1024)},
		"1,025 bytes":                {strings.Repeat("a", 1025), strings.Repeat("a", 1024)},
		"1,025 characters that go ?": {strings.Repeat("𝄞", 1025), strings.Repeat("?", 1024)},
	} {
		resp := refused(t, apierror.Invalid(tt.message))
		assert.Equal(t, tt.want, resp.Header["x-amzn-ErrorMessage"], name)
		if utf8.ValidString(tt.message) {
			var body map[string]string
			require.NoError(t, json.Unmarshal(resp.Body, &body))
			assert.Equal(t, tt.message, body["message"], name)
		}
	}
}

// TestResponse_Release: only what was released is used again, and all of it for one answer only.
func TestResponse_Release(t *testing.T) {
	s := newService(nil)
	ask := func(name string) *awsjson.Response {
		resp, _ := s.send(t, sampleRequest(`{"Name":"`+name+`"}`))
		return resp
	}
	answers := map[string]*awsjson.Response{}
	for _, name := range []string{"a", "longer", "c", "d"} {
		ask("first").Release()
		answers[name] = ask(name)
	}
	for name, resp := range answers {
		assert.Equal(t, `{"Name":"`+name+`"}`, string(resp.Body))
	}
	refused, _ := s.send(t, sampleRequest(`{`))
	body := string(refused.Body)
	refused.Release()
	ask("another")
	assert.Equal(t, body, string(refused.Body), "a refusal keeps its memory")
}
