package localapi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
)

// FuzzServe_AsAFunction: a request gets the same answer here as from the function
// behind an HTTP API, for which it is an event. Package events holds that for the
// events that it has.
func FuzzServe_AsAFunction(f *testing.F) {
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
			if err != nil || !strings.HasPrefix(target, "/") || strings.ContainsAny(target, "#") {
				t.Skip("no HTTP request")
			}
			r.Header.Set("Content-Type", contentType)
			r.Header.Set("Amz-Sdk-Invocation-Id", invocation)
			r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+names[int(operation)%len(names)])
			return r
		}
		direct := httptest.NewRecorder()
		(&localapi.Handler{Serve: et.New(t).Serve}).ServeHTTP(direct, make())

		out, err := apigateway.Handler{Serve: et.New(t).Serve}.Invoke(t.Context(), event(make(), body))
		require.NoError(t, err)
		var behind events.APIGatewayV2HTTPResponse
		require.NoError(t, json.Unmarshal(out, &behind))
		require.Equal(t, behind.StatusCode, direct.Code)
		require.Equal(t, behind.Body, direct.Body.String())
		for name, value := range behind.Headers {
			if name != "x-amzn-RequestId" {
				require.Equal(t, []string{value}, direct.Result().Header[name], name)
			}
		}
	})
}

// event is what an HTTP API makes of a request: lower-case names, values of one name joined
// by commas, Host among them, and a body in base64 unless its content type counts as text.
func event(r *http.Request, body []byte) []byte {
	header := map[string]string{"host": r.Host}
	for name, values := range r.Header {
		header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	payload, err := json.Marshal(events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.URL.EscapedPath(), RawQueryString: r.URL.RawQuery, Headers: header,
		RequestContext: events.APIGatewayV2HTTPRequestContext{HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: r.Method}},
		Body:           base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true,
	})
	if err != nil {
		panic(err)
	}
	return payload
}
