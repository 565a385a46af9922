package localapi_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
)

// FuzzServe_AsFunction: a request gets the same answer here as from the function
// after an HTTP API, for which it is an event. Package events holds that for its
// events.
func FuzzServe_AsFunction(f *testing.F) {
	names := []string{"SignUp"}
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
	}
	for i := range names {
		for _, body := range []string{``, `{}`, `{`, "\xff", `{"PoolName":"p"}`, `{"PoolName":"é\u0001"}`, `{"UserPoolId":"us-east-1_AbCdEf012"}`, `{"MaxResults":60}`} {
			f.Add(uint8(i), "POST", "/", awsjson.ContentType, "0", []byte(body))
		}
	}
	f.Add(uint8(1), "GET", "/a%2Fb?x=1", "", "1", []byte(`{}`))
	f.Add(uint8(1), "POST", "/", "application/x-amz-json-1.1; charset=utf-8", "2", []byte(`{"PoolName":"p"}`))
	f.Add(uint8(1), "POST", "/?X-Amz-Signature=", "text/plain", "3", []byte(`{"PoolName":"p"}`))
	f.Fuzz(func(t *testing.T, operation uint8, method, target, contentType, invocation string, body []byte) {
		make := func() *http.Request {
			r, err := http.NewRequest(method, "http://localhost"+target, bytes.NewReader(body)) //nolint:noctx // it is handed over
			if err != nil || !strings.HasPrefix(target, "/") || strings.ContainsAny(target, "#") || !utf8.ValidString(target+contentType+invocation) {
				t.Skip("no HTTP request that an event can hold")
			}
			r.Header.Set("Content-Type", contentType)
			r.Header.Set("Amz-Sdk-Invocation-Id", invocation)
			r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+names[int(operation)%len(names)])
			return r
		}
		direct := httptest.NewRecorder()
		(&localapi.Handler{Serve: et.New(t).Serve}).ServeHTTP(direct, make())

		r := make()
		header := map[string]string{
			"host": "localhost", "content-type": contentType, "amz-sdk-invocation-id": invocation, "x-amz-target": r.Header.Get("X-Amz-Target"),
		}
		event := et.Event(&request.Request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: header, Body: body})
		behind := et.New(t).Invoke(t.Context(), t, et.JSON(event))
		require.Equal(t, behind.StatusCode, direct.Code)
		require.Equal(t, behind.Body, direct.Body.String())
		for name, value := range behind.Headers {
			if name != "x-amzn-RequestId" {
				require.Equal(t, []string{value}, direct.Result().Header[name], name)
			}
		}
	})
}
