package awsjson_test

import (
	"context"
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
	b := bench{run: func(context.Context, *awsjson.Call) (any, error) { return nil, e }}
	return b.serve(t, sampleRequest(`{}`))
}

func TestEveryExceptionHasItsFormOnTheWire(t *testing.T) {
	t.Parallel()
	for _, d := range apierror.All() {
		t.Run(string(d.Code), func(t *testing.T) {
			t.Parallel()
			resp := refused(t, apierror.New(d.Code, "a \"message\""))
			assert.Equal(t, d.Status, resp.Status)
			assert.Equal(t, map[string]string{
				"Content-Type":        "application/x-amz-json-1.1",
				"x-amzn-RequestId":    "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11",
				"x-amzn-ErrorType":    string(d.Code) + ":",
				"x-amzn-ErrorMessage": `a "message"`,
			}, resp.Header)
			assert.Equal(t, `{"__type":"`+string(d.Code)+`","`+d.Member+`":"a \"message\""}`, string(resp.Body))
		})
	}
}

func TestTheMessageMemberIsTheOneThatWasRecorded(t *testing.T) {
	t.Parallel()
	for code, want := range map[apierror.Code]string{
		// serialization-map and access-denied-rcp in docs/evidence.md; all else lower case.
		apierror.Serialization:      `{"__type":"SerializationException","Message":"m"}`,
		apierror.AccessDenied:       `{"__type":"AccessDeniedException","Message":"m"}`,
		apierror.InvalidParameter:   `{"__type":"InvalidParameterException","message":"m"}`,
		apierror.ResourceNotFound:   `{"__type":"ResourceNotFoundException","message":"m"}`,
		apierror.UnrecognizedClient: `{"__type":"UnrecognizedClientException","message":"m"}`,
	} {
		assert.Equal(t, want, string(refused(t, apierror.New(code, "m")).Body))
	}
}

func TestAnErrorWithoutMessageHasNoMessageMember(t *testing.T) {
	t.Parallel()
	resp := refused(t, apierror.New(apierror.Serialization, ""))
	assert.Equal(t, `{"__type":"SerializationException"}`, string(resp.Body))
	assert.NotContains(t, resp.Header, "x-amzn-ErrorMessage")
	assert.Equal(t, "SerializationException:", resp.Header["x-amzn-ErrorType"])
}

// 89 bytes: the recorded answer to an unsigned request.
func TestTheRecordedErrorBodies(t *testing.T) {
	t.Parallel()
	resp := refused(t, apierror.New(apierror.MissingAuthenticationToken, "Missing Authentication Token"))
	assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`, string(resp.Body))
	assert.Len(t, resp.Body, 89)
	resp = refused(t, apierror.New(apierror.UnrecognizedClient, "The security token included in the request is invalid."))
	assert.Len(t, resp.Body, 107)
	resp = refused(t, apierror.New(apierror.ResourceNotFound, "User pool us-east-1_Wp2dgnB2B does not exist."))
	assert.Len(t, resp.Body, 96)
}

func TestAStatusCanBeDeclared(t *testing.T) {
	t.Parallel()
	resp := refused(t, &apierror.Error{Code: apierror.TooManyRequests, Message: "m", Status: http.StatusTooManyRequests})
	assert.Equal(t, http.StatusTooManyRequests, resp.Status)
	assert.Equal(t, `{"__type":"TooManyRequestsException","message":"m"}`, string(resp.Body))
}

// The header may repeat what a caller wrote: it must never break out of its line.
func TestAMessageIsMadeFitForAHeader(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ message, want string }{
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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := refused(t, apierror.Invalid(tc.message))
			assert.Equal(t, tc.want, resp.Header["x-amzn-ErrorMessage"])
			if !utf8.ValidString(tc.message) {
				return
			}
			var body struct {
				Message string `json:"message"`
			}
			require.NoError(t, json.Unmarshal(resp.Body, &body))
			assert.Equal(t, tc.message, body.Message, "the body has it whole")
		})
	}
}
