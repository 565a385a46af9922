package awsjson_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

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
			resp := b.serve(t, with(sampleRequest(`{}`), "x-amz-target", target))
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(resp.Body), "unknown-operation")
			assert.Empty(t, b.entry(t).Operation, "no caller's text reaches the log as an operation")
		})
	}
	var b bench
	req := sampleRequest(`{}`)
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
			resp := b.serve(t, with(sampleRequest(`{"Name":"a"}`), "content-type", text))
			if fine {
				assert.Equal(t, http.StatusOK, resp.Status)
				return
			}
			assert.Equal(t, http.StatusBadRequest, resp.Status)
			assert.Equal(t, `{"__type":"SerializationException"}`, string(resp.Body))
		})
	}
	var b bench
	req := sampleRequest(`{}`)
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
			resp := b.serve(t, with(sampleRequest(`{"Name":"a"}`), "content-encoding", text))
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
			resp := b.serve(t, sampleRequest(tc.body))
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
				req := sampleRequest(`{}`)
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
	req := sampleRequest(`{}`)
	req.Query = "a=b"
	assert.Equal(t, http.StatusOK, b.serve(t, req).Status, "a query does not matter")
}
