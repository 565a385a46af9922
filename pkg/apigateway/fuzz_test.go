package apigateway_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apierror"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
)

const fuzzedPool = "us-east-1_Fuzzed000"

// invoke is the answer of a whole function over a store that has one pool.
func invoke(t *testing.T, payload []byte) []byte {
	t.Helper()
	e := et.New(t, et.World(t, `{"chosenPoolIds":true}`))
	require.Equal(t, fuzzedPool, e.Pool(t, et.Nobody, `{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"`+fuzzedPool+`"}}`))
	out, err := apigateway.Handler{Serve: e.Serve}.Invoke(context.Background(), payload)
	require.NoError(t, err, "the Lambda never returns a Go error")
	return out
}

// call is an event of an operation, as AWS or as sam local sends it.
func call(operation string, body []byte, encoded bool) []byte {
	e := et.Event(et.Request(operation, string(body)))
	if !encoded {
		e.Body, e.IsBase64Encoded = string(body), false
	}
	return et.JSON(e)
}

// inProtocol fails a test unless the answer is one that the protocol knows, and
// no fault.
func inProtocol(t *testing.T, out []byte) {
	t.Helper()
	var answer events.APIGatewayV2HTTPResponse
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

// FuzzEvent: no event yields a 5xx or an answer outside of the protocol.
func FuzzEvent(f *testing.F) {
	for _, payload := range eventSeeds(f) {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) { inProtocol(t, invoke(t, payload)) })
}

// FuzzCall holds the same for any body of any operation, which changes of whole
// events seldom reach.
func FuzzCall(f *testing.F) {
	names := []string{"SignUp"}
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
	}
	for i := range names {
		for _, body := range bodySeeds {
			f.Add(uint8(i), []byte(body), i%2 == 0)
		}
	}
	f.Fuzz(func(t *testing.T, operation uint8, body []byte, encoded bool) {
		inProtocol(t, invoke(t, call(names[int(operation)%len(names)], body, encoded)))
	})
}

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
	} {
		seeds = append(seeds, []byte(payload))
	}
	return append(seeds, call("CreateUserPool", []byte(`{"PoolName":"p"}`), true), call("CreateUserPool", []byte(`{"PoolName":"p"}`), false))
}
