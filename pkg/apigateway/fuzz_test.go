package apigateway_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apierror"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

const (
	fuzzedPool   = "us-east-1_Fuzzed000"
	fuzzedClient = "ec2b8ilhtbqf9ule4mgkpls1i"   // follows from the pool's id and the name c
	fuzzedSecret = fuzzedClient + "--1790251200" // of the endpoint's clock
)

// function is a whole one over a store that has one pool, with a client, that has a secret, and a domain.
func function(t *testing.T) *et.Endpoint {
	t.Helper()
	e := et.New(t, et.World(t, `{"chosenPoolIds":true}`))
	require.Equal(t, fuzzedPool, e.Pool(t, et.Nobody, `{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"`+fuzzedPool+`"}}`))
	client, secret := e.Client(t, et.Nobody, fuzzedPool)
	require.Equal(t, []string{fuzzedClient, fuzzedSecret}, []string{client, secret})
	e.Must(t, et.Nobody, "CreateUserPoolDomain", `{"UserPoolId":"`+fuzzedPool+`","Domain":"fuzzed"}`)
	return e
}

// inProtocol invokes a function, whose answer has to be one that the protocol knows, and no fault.
func inProtocol(t *testing.T, payload []byte) (answer events.APIGatewayV2HTTPResponse) {
	t.Helper()
	out, err := apigateway.Handler{Serve: function(t).Serve}.Invoke(context.Background(), payload)
	require.NoError(t, err, "the Lambda never returns a Go error")
	strictly(t, out, &answer)
	require.False(t, answer.IsBase64Encoded)
	require.Equal(t, awsjson.ContentType, answer.Headers["Content-Type"])
	require.Len(t, answer.Headers["x-amzn-RequestId"], 36)
	for name, value := range answer.Headers {
		require.False(t, strings.ContainsFunc(name+value, func(r rune) bool { return r < ' ' || r > '~' }), "header %q: %q", name, value)
	}
	switch answer.StatusCode {
	case http.StatusOK:
		require.True(t, answer.Body == "" || json.Valid([]byte(answer.Body)) && answer.Body[0] == '{', answer.Body)
	case http.StatusBadRequest:
		refused(t, &answer)
	case http.StatusNotFound:
		require.JSONEq(t, `{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`, answer.Body)
	default:
		require.Fail(t, "no such status", "%d %s", answer.StatusCode, answer.Body)
	}
	return answer
}

func refused(t *testing.T, answer *events.APIGatewayV2HTTPResponse) {
	t.Helper()
	var body struct {
		Type  apierror.Code `json:"__type"`
		Lower *string       `json:"message"`
		Upper *string       `json:"Message"`
	}
	strictly(t, []byte(answer.Body), &body)
	row, known := apierror.Describe(body.Type)
	require.True(t, known, answer.Body)
	require.Equal(t, http.StatusBadRequest, row.Status)
	require.Equal(t, string(body.Type)+":", answer.Headers["x-amzn-ErrorType"])
}

func strictly(t *testing.T, text []byte, into any) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(into), string(text))
	_, err := decoder.Token()
	require.ErrorIs(t, err, io.EOF, string(text))
}

// FuzzEvent: no event yields a 5xx or an answer outside of the protocol, and each is read as encoding/json reads it.
func FuzzEvent(f *testing.F) {
	for _, payload := range eventSeeds(f) {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		inProtocol(t, payload)
		var event events.APIGatewayV2HTTPRequest
		_ = json.Unmarshal(payload, &event)
		http := &event.RequestContext.HTTP
		want := &request.Request{
			Method: http.Method, Path: cmp.Or(event.RawPath, http.Path), Query: event.RawQueryString, Header: request.LowerNames(event.Headers),
		}
		body := []byte(event.Body)
		if event.IsBase64Encoded && len(body) <= base64.StdEncoding.EncodedLen(shape.MaxBody) {
			decoded, err := base64.StdEncoding.Strict().DecodeString(event.Body)
			if want.Undecodable = err != nil || strings.ContainsAny(event.Body, "\r\n"); want.Undecodable {
				decoded = nil
			}
			body = decoded
		}
		got := received(t, string(payload))
		want.Body, want.ID = body[:min(len(body), shape.MaxBody+1)], got.ID
		require.Equal(t, want, got)
	})
}

// FuzzCall holds the same for any request about any operation, which changes of whole events seldom reach, and that it gets the
// same answer from the local server. Package events holds the latter for its events.
func FuzzCall(f *testing.F) {
	names := []string{"SignUp"}
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
	}
	for i := range names {
		for _, body := range bodySeeds {
			f.Add(uint8(i), "POST", "/", awsjson.ContentType, "0", []byte(body))
		}
	}
	f.Add(uint8(1), "GET", "/a%2Fb?x=1", "", "1", []byte(`{}`))
	f.Add(uint8(1), "POST", "/", "application/x-amz-json-1.1; charset=utf-8", "2", []byte(`{"PoolName":"p"}`))
	f.Add(uint8(1), "POST", "/?X-Amz-Signature=", "text/plain", "3", []byte(`{"PoolName":"p"}`))
	f.Fuzz(func(t *testing.T, operation uint8, method, target, contentType, invocation string, body []byte) {
		r, err := http.NewRequest(method, "http://localhost"+target, bytes.NewReader(body))
		if err != nil || !strings.HasPrefix(target, "/") || strings.ContainsAny(target, "#") || !utf8.ValidString(target+contentType+invocation) {
			t.Skip("no HTTP request that an event can hold")
		}
		header := map[string]string{
			"host": "localhost", "content-type": contentType, "amz-sdk-invocation-id": invocation,
			"x-amz-target": "AWSCognitoIdentityProviderService." + names[int(operation)%len(names)],
		}
		for name, value := range header {
			r.Header.Set(name, value)
		}
		r.Header.Del("host") // net/http has it elsewhere
		event := et.Event(&request.Request{Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Header: header, Body: body})
		want := inProtocol(t, et.JSON(event))
		if utf8.Valid(body) {
			event.Body, event.IsBase64Encoded = string(body), false
			require.Equal(t, want.Body, inProtocol(t, et.JSON(event)).Body, "as sam local sends it")
		}
		got := httptest.NewRecorder()
		(&localapi.Handler{Serve: function(t).Serve}).ServeHTTP(got, r)
		require.Equal(t, want.StatusCode, got.Code)
		require.Equal(t, want.Body, got.Body.String())
		delete(want.Headers, "x-amzn-RequestId")
		for name, value := range want.Headers {
			require.Equal(t, []string{value}, got.Result().Header[name], name)
		}
	})
}

// ofPool is a body about the pool that is there.
func ofPool(members string) string { return `{"UserPoolId":"` + fuzzedPool + `",` + members + `}` }

// ofClient is one about its client.
func ofClient(members string) string { return ofPool(`"ClientId":"` + fuzzedClient + `"` + members) }

const poolArn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + fuzzedPool

var bodySeeds = []string{
	``, `{}`, `[]`, `null`, `{`, `"x"`, "\xff", `{"PoolName":"\ud800"}`, `{"PoolName":"p","PoolName":null}`,
	`{"PoolName":"p"}`, `{"PoolName":""}`, `{"poolname":"p"}`, `{"PoolName":["p"]}`,
	`{"UserPoolId":"` + fuzzedPool + `"}`, `{"UserPoolId":"eu-west-1_AbCdEf012"}`,
	`{"UserPoolId":"` + fuzzedPool + `","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}`,
	`{"UserPoolId":"` + fuzzedPool + `","CustomAttributes":[{"Name":"n","AttributeDataType":"Number","NumberAttributeConstraints":{"MinValue":"1","MaxValue":"0"}}]}`,
	`{"MaxResults":60,"NextToken":"eyJ"}`, `{"MaxResults":1e3}`, `{"MaxResults":-2147483649}`,
	`{"ResourceArn":"` + poolArn + `","Tags":{"k":"v"}}`, `{"ResourceArn":"` + poolArn + `","TagKeys":["k"]}`, `{"ResourceArn":"arn:::::"}`,
	`{"PoolName":"p","Schema":[{"Name":"email","AttributeDataType":"String","Required":true,"StringAttributeConstraints":{"MaxLength":"9"}}],
		"Policies":{"PasswordPolicy":{"MinimumLength":6},"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}},
		"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/r"},"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn"},
		"LambdaConfig":{"PreTokenGenerationConfig":{"LambdaVersion":"V2_0","LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:f"}},
		"VerificationMessageTemplate":{"EmailMessage":"{####}"},"AdminCreateUserConfig":{"InviteMessageTemplate":{"SMSMessage":"{username}{####}"}},
		"AccountRecoverySetting":{"RecoveryMechanisms":[{"Priority":1,"Name":"admin_only"}]},"UserPoolTier":"PLUS"}`,
	ofClient(``), ofClient(`,"ClientSecret":"abcdefghijklmnopqrstuvwxyz"`), ofClient(`,"ClientSecretId":"` + fuzzedSecret + `"`),
	ofClient(`,"SSOSession":{"MaxValidityMinutes":0}`), ofClient(`,"RefreshTokenRotation":{"Feature":"ENABLED"}`),
	ofPool(`"MaxResults":1,"NextToken":"0","ClientType":"DCR"`), ofPool(`"ClientName":"c"`),
	ofPool(`"ClientName":"c","ClientSecret":"é"`),
	ofPool(`"ClientName":"c","GenerateSecret":true,"ReadAttributes":["email","email"],"WriteAttributes":["sub"],"SupportedIdentityProviders":["COGNITO"],
		"ExplicitAuthFlows":["ALLOW_USER_AUTH","CUSTOM_AUTH_FLOW_ONLY"],"TokenValidityUnits":{"AccessToken":"minutes","IdToken":"days"},"AccessTokenValidity":86400,
		"RefreshTokenValidity":315360000,"AnalyticsConfiguration":{"ApplicationId":"0a","RoleArn":"arn:aws:iam::123456789012:role/r","ExternalId":"x"}`),
	ofPool(`"ClientName":"c","AllowedOAuthFlowsUserPoolClient":true,"AllowedOAuthFlows":["code","client_credentials"],"AllowedOAuthScopes":["openid","a/b"],
		"CallbackURLs":["http://[::1","http://localhost:99999#","a:","://","HTTP://127.0.0.1@x/"],"LogoutURLs":["x"],"DefaultRedirectURI":"a:"`),
	ofPool(`"Domain":"fuzzed"`), ofPool(`"Domain":"other","ManagedLoginVersion":2147483647`), ofPool(`"Domain":"-a.b.\u00e9"`),
	ofPool(`"Domain":"auth.example.com","CustomDomainConfig":{"CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/c"},
		"ManagedLoginVersion":2,"Routing":{"Failover":{"SecondaryRegion":"eu-west-1","PrimaryRoute53HealthCheckId":""}}`),
	ofPool(`"Domain":"auth.example.com","CustomDomainConfig":{"CertificateArn":"arn:aws:acm:eu-west-1:1:"}`),
}

// eventSeeds are the project's events, and what nobody should send.
func eventSeeds(f *testing.F) [][]byte {
	f.Helper()
	files, err := filepath.Glob("../../events/*.json")
	require.NoError(f, err)
	var seeds [][]byte
	for _, file := range files {
		payload, err := os.ReadFile(file)
		require.NoError(f, err)
		seeds = append(seeds, payload)
	}
	for _, payload := range []string{
		``, `null`, `[]`, `{}`, "\x00", `{"headers":7,"body":{},"requestContext":{"http":{"method":"POST"}},"rawPath":"/"}`,
		`{"rawPath":"/","requestContext":{"http":{"method":"POST"}},"headers":{"X-AMZ-TARGET":"AWSCognitoIdentityProviderService.CreateUserPool","Content-type":"application/x-amz-json-1.1","content-type":"text/plain"}}`,
		`{"rawPath":"/","requestContext":{"http":{"method":"POST"}},"headers":{"x-amz-target":"AWSCognitoIdentityProviderService.CreateUserPool","content-type":"APPLICATION/X-AMZ-JSON-1.1; charset=utf-8","content-encoding":"gzip"},"body":"H4sI","isBase64Encoded":true}`,
		`{"rawPath":"/","requestContext":{"http":{"method":"POST"}},"headers":{"x-amz-target":"AWSCognitoIdentityProviderService.","content-type":"application/x-amz-json-1.1","authorization":"AWS4-HMAC-SHA256 Credential=a/b/c/d/e"},"body":"e30=\n","isBase64Encoded":true}`,
		`{"RAWPATH":"/a","rawpath":null,"rawPath":7,"RequestContext":{"HTTP":{"Method":"PUT","method":"GET"}},"requestContext":{"http":{"PATH":"/b"}}}`,
		`{"headers":{"a":"1","A":"2","b":"3"},"Headers":{"a":null,"b":[],"\u0063":"\ud800\"\\"},"body":"\ud83d\ude00 \udc00","ba\u017fe64":1,"i\u017fBase64Encoded":false}`,
		`{"headers":{"a":"1"},"headers":null,"isBase64Encoded":"true","a":[{"body":"}"},-1.5e+7,true,false,null,"\\\"]"],"rawQueryString":"\u2028<"}`,
		` [ {"rawPath":"/"} ] `, `{"rawPath":"/","headers":{}} x`, "{\"rawPath\":\"\xff\",\"\xff\":1}", `"\\\""`, ` -0.1e5 `, `{"":"","rawPath":"/\/"}`,
		`{"rawPath":"/",}`, `{"rawPath":"/","a":[1,]}`, `{"rawPath":"/","a":[,1]}`, `{"rawPath":"/" "a":1}`, `{"rawPath":"/";"a":1}`, `{"rawPath"}`, `{"rawPath":}`,
		`{"rawPath":"/","a":01}`, `{"rawPath":"/","a":nul}`, `{"rawPath":"/","a":"\x"}`, `{"rawPath":"/","a":"\u12g4"}`, `{"rawPath":"/","a":"\`, "{\"rawPath\":\"/\",\"a\":\"\t\"}", `{1:2}`,
		`{"rawPath":"/","a":` + strings.Repeat("[", 9_999) + strings.Repeat("]", 9_999) + `}`, `{"rawPath":"/","a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`,
	} {
		seeds = append(seeds, []byte(payload))
	}
	return seeds
}
