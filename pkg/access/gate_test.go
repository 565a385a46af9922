package access

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/sigv4"
)

// signed is a request to list pools, signed by the SDK's own signer.
func signed(t testing.TB, keyID, secret, body string) *awsjson.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://pools.example/", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", awsjson.ContentType)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.ListUserPools")
	hash := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), Service, "us-east-1", noon))
	header := map[string]string{"host": r.Host, "content-length": strconv.Itoa(len(body))}
	for name, values := range r.Header {
		header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return &awsjson.Request{Method: "POST", Path: "/", Header: header, Body: []byte(body)}
}

// gateOf is a gate with the keys of a document at noon, and a store of tags.
func gateOf(fetch Fetch, tags func(account, arn string) (map[string]string, error)) *Gate {
	now := func() time.Time { return noon }
	return &Gate{
		Verifier: sigv4.New("us-east-1", Service, now),
		Keys:     NewSource(fetch, now, nil),
		PoolArn:  poolArn,
		PoolTags: func(_ context.Context, account, arn string) (map[string]string, error) { return tags(account, arn) },
		Now:      now,
	}
}

func poolArn(account, id string) string {
	return cognito.PoolArn(cognito.Partition{Account: account, Region: "us-east-1"}, id)
}

func document(text string) Fetch {
	return func(context.Context) ([]byte, error) { return []byte(text), nil }
}

func TestWhoSignsWithAKeyIsItsHolder(t *testing.T) {
	g := gateOf(document(docA), nil)
	caller, err := g.Authenticate(t.Context(), signed(t, idA, canary, `{"MaxResults":1}`))
	require.NoError(t, err)
	assert.Equal(t, here, caller.Account)
	assert.Equal(t, alice, caller.Principal)
	assert.Equal(t, idA, caller.KeyID)
	assert.Equal(t, Allowed, caller.Grant.(*Policy).Evaluate(Request{Action: "cognito-idp:ListUserPools", Resource: "*"}))
}

func TestWhoDoesNotIsRefused(t *testing.T) {
	const ended = `{"` + idA + `": {"secret": "` + canary + `", "account": "123456789012", "principal": "` + alice +
		`", "notAfter": "2026-11-21T11:59:59Z", "policy": {"Statement": ` + aStatement + `}}}`
	good := func() *awsjson.Request { return signed(t, idA, canary, `{"MaxResults":1}`) }
	changed := func(change func(*awsjson.Request)) *awsjson.Request {
		r := good()
		change(r)
		return r
	}
	for name, tt := range map[string]struct {
		request  *awsjson.Request
		document string
		code     apierror.Code
	}{
		"without a signature":               {&awsjson.Request{Method: "POST", Path: "/"}, docA, apierror.MissingAuthenticationToken},
		"with half of one":                  {changed(func(r *awsjson.Request) { r.Header["authorization"] = "AWS4-HMAC-SHA256 x" }), docA, apierror.IncompleteSignature},
		"with another secret":               {signed(t, idA, strings.ToLower(canary), `{}`), docA, apierror.InvalidSignature},
		"with a key that nobody has":        {signed(t, idB, canary, `{}`), docA, apierror.UnrecognizedClient},
		"with a key whose time is over":     {good(), ended, apierror.UnrecognizedClient},
		"with a session token":              {changed(func(r *awsjson.Request) { r.Header["x-amz-security-token"] = "x" }), docA, apierror.UnrecognizedClient},
		"with another body":                 {changed(func(r *awsjson.Request) { r.Body = []byte(`{"MaxResults":2}`) }), docA, apierror.InvalidSignature},
		"with a body that could not be had": {changed(func(r *awsjson.Request) { r.Body, r.Undecodable = nil, true }), docA, apierror.InvalidSignature},
		"with another target":               {changed(func(r *awsjson.Request) { r.Header["x-amz-target"] += "x" }), docA, apierror.InvalidSignature},
		"with another host":                 {changed(func(r *awsjson.Request) { r.Header["host"] = "else.example" }), docA, apierror.InvalidSignature},
		"with a query":                      {changed(func(r *awsjson.Request) { r.Query = "a=b" }), docA, apierror.InvalidSignature},
		"with an X-Amz header more":         {changed(func(r *awsjson.Request) { r.Header["x-amz-user-agent"] = "x" }), docA, apierror.InvalidSignature},
	} {
		t.Run(name, func(t *testing.T) {
			caller, err := gateOf(document(tt.document), nil).Authenticate(t.Context(), tt.request)
			assert.Zero(t, caller)
			refused, classified := apierror.As(err)
			require.True(t, classified, err)
			assert.Equal(t, tt.code, refused.Code)
			assert.Equal(t, "signature", refused.Refused)
			_, known := apierror.Describe(refused.Code)
			assert.True(t, known, "it has a row in the table")
			assert.NotContains(t, refused.Message, canary)
		})
	}
}

// A request that any document would refuse is no exception: nothing is known here.
func TestWithoutAGoodDocumentEveryRequestIsAFault(t *testing.T) {
	for name, fetch := range map[string]Fetch{
		"there is none":       func(context.Context) ([]byte, error) { return nil, errors.New("out of reach") },
		"it is empty":         document(""),
		"it has no keys":      document("{}"),
		"it is torn":          document(docA[:60]),
		"one word is unknown": document(strings.Replace(docA, `"policy"`, `"sessionToken": "x", "policy"`, 1)),
	} {
		for form, r := range map[string]*awsjson.Request{
			"signed":      signed(t, idA, canary, `{}`),
			"unknown key": signed(t, idB, canary, `{}`),
			"unsigned":    {Method: "POST", Path: "/"},
			"malformed":   {Method: "POST", Path: "/", Header: map[string]string{"authorization": "Bearer x"}},
		} {
			caller, err := gateOf(fetch, nil).Authenticate(t.Context(), r)
			assert.ErrorIs(t, err, ErrUnavailable, "%s, %s", name, form)
			_, classified := apierror.As(err)
			assert.False(t, classified, "%s, %s", name, form)
			assert.Zero(t, caller)
		}
	}
}

// judged is what each operation asks for, to be held against the list of operations.
var judged = map[string]struct {
	body string
	want Request
}{
	"CreateUserPool": {
		`{"PoolName":"p","UserPoolTags":{"team":"blue","Empty":""}}`,
		Request{Resource: "*", RequestTags: map[string]string{"team": "blue", "Empty": ""}},
	},
	"DescribeUserPool": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"ListUserPools":    {`{"MaxResults":1}`, Request{Resource: "*"}},
	"UpdateUserPool": {
		`{"UserPoolId":"us-east-1_abc","UserPoolTags":{"team":"red"}}`,
		Request{Resource: poolARN, RequestTags: map[string]string{"team": "red"}},
	},
	"DeleteUserPool":       {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"AddCustomAttributes":  {`{"UserPoolId":"us-east-1_abc","CustomAttributes":[{"Name":"x"}]}`, Request{Resource: poolARN}},
	"GetUserPoolMfaConfig": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"SetUserPoolMfaConfig": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"TagResource": {
		`{"ResourceArn":"` + poolARN + `","Tags":{"team":"blue"}}`,
		Request{Resource: poolARN, RequestTags: map[string]string{"team": "blue"}},
	},
	"UntagResource": {
		`{"ResourceArn":"` + poolARN + `","TagKeys":["team","cost"]}`,
		Request{Resource: poolARN, TagKeys: []string{"team", "cost"}},
	},
	"ListTagsForResource": {`{"ResourceArn":"` + poolARN + `"}`, Request{Resource: poolARN}},
}

// callOf is a call as the server hands it to the gate.
func callOf(t testing.TB, op cognito.Operation, body string, policy *Policy) *awsjson.Call {
	t.Helper()
	in, err := shape.Decode([]byte(body), op.Input)
	require.NoError(t, err, op.Name)
	require.Empty(t, shape.Check(&in, op.Input), op.Name)
	return &awsjson.Call{
		Operation: op.Name, Input: &in,
		Caller: awsjson.Caller{Account: here, Principal: alice, KeyID: idA, Grant: policy},
	}
}

func TestEveryOperationIsJudgedByItsActionItsPoolAndItsTags(t *testing.T) {
	assert.Len(t, judged, len(cognito.Operations()))
	for _, op := range cognito.Operations() {
		t.Run(op.Name, func(t *testing.T) {
			want := judged[op.Name].want
			want.Action, want.PrincipalARN = "cognito-idp:"+op.Name, alice
			g := gateOf(nil, nil)
			call := callOf(t, op, judged[op.Name].body, nil)
			assert.Equal(t, want, g.request(call))

			asked := mustPolicy(t, policyOf(says("Allow", want.Action, want.Resource)))
			call.Caller.Grant = asked
			require.NoError(t, g.Authorize(t.Context(), call))
			for _, other := range cognito.Operations() {
				if other.Name != op.Name {
					call := callOf(t, other, judged[other.Name].body, asked)
					require.Error(t, g.Authorize(t.Context(), call), "%s by an allowance of %s", other.Name, op.Name)
				}
			}
		})
	}
}

// What is judged is what is run: names in another case are not there, of two equal
// ones the last counts, and null is absence, to the gate as to the operation.
func TestWhatIsJudgedIsWhatIsRun(t *testing.T) {
	for name, tt := range map[string]struct {
		operation, body string
		want            Request
	}{
		"members twice": {
			"UpdateUserPool", `{"UserPoolId":"us-east-1_other","UserPoolTags":{"a":"1"},"UserPoolId":"us-east-1_abc","UserPoolTags":{"b":"2"}}`,
			Request{Resource: poolARN, RequestTags: map[string]string{"b": "2"}},
		},
		"tags twice, and none": {
			"TagResource", `{"ResourceArn":"` + poolARN + `","Tags":{"a":"1","a":"2","b":null}}`,
			Request{Resource: poolARN, RequestTags: map[string]string{"a": "2"}},
		},
		"another case": {
			"UpdateUserPool", `{"UserPoolId":"us-east-1_abc","userpoolid":"us-east-1_other","userPoolTags":{"a":"1"}}`, Request{Resource: poolARN},
		},
		"members of other operations": {
			"DescribeUserPool", `{"UserPoolId":"us-east-1_abc","ResourceArn":"` + poolArn(there, "us-east-1_x") + `","Tags":{"a":"1"},"TagKeys":["b"]}`,
			Request{Resource: poolARN},
		},
		"null": {"CreateUserPool", `{"PoolName":"p","UserPoolTags":null,"UserPoolId":"us-east-1_abc"}`, Request{Resource: "*"}},
		"none": {"CreateUserPool", `{"PoolName":"p","UserPoolTags":{}}`, Request{Resource: "*"}},
		"keys that are null": {
			"UntagResource", `{"ResourceArn":"` + poolARN + `","TagKeys":[null,"a",null]}`, Request{Resource: poolARN, TagKeys: []string{"a"}},
		},
		"another account's ARN is judged as it stands": {
			"ListTagsForResource", `{"ResourceArn":"` + poolArn(there, "us-east-1_x") + `"}`, Request{Resource: poolArn(there, "us-east-1_x")},
		},
		"another region's pool is one of this region": {
			"DescribeUserPool", `{"UserPoolId":"eu-west-1_x"}`, Request{Resource: poolArn(here, "eu-west-1_x")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, op := range cognito.Operations() {
				if op.Name == tt.operation {
					tt.want.Action, tt.want.PrincipalARN = Service+":"+op.Name, alice
					assert.Equal(t, tt.want, gateOf(nil, nil).request(callOf(t, op, tt.body, nil)))
				}
			}
		})
	}
}

// withResource are the operations on a pool.
func withResource(op cognito.Operation) bool { return judged[op.Name].want.Resource == poolARN }

func TestTagsAreReadWhereThePolicyAsksForThem(t *testing.T) {
	for _, op := range cognito.Operations() {
		action := Service + ":" + op.Name
		other := Service + ":" + "Describe*"
		if op.Name == "DescribeUserPool" {
			other = Service + ":" + "Delete*"
		}
		for name, tt := range map[string]struct {
			statements string
			tags       map[string]string
			reads      bool
			want       Decision
		}{
			"it does not ask":               {says("Allow", "*", "*"), nil, false, Allowed},
			"it denies without asking":      {says("Deny", "*", "*"), nil, false, ExplicitDeny},
			"it says nothing":               {says("Allow", "cognito-idp:None", "*"), nil, false, ImplicitDeny},
			"it asks of another action":     {says("Allow", "*", "*") + "," + ifTagged("Deny", other), nil, false, Allowed},
			"it asks, and the tag is there": {ifTagged("Allow", action), map[string]string{"team": "blue"}, true, Allowed},
			"it asks, and the tag differs":  {ifTagged("Allow", action), map[string]string{"team": "red"}, true, ImplicitDeny},
			"it asks, and there is none":    {ifTagged("Allow", action), nil, true, ImplicitDeny},
			"it denies what is tagged":      {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{"team": "blue"}, true, ExplicitDeny},
			"what the pool has, the request does not": {
				saysIf("Allow", action, `{"StringEquals": {"aws:ResourceTag/team": "blue", "aws:RequestTag/owner": "me"}}`),
				map[string]string{"team": "blue", "owner": "me"}, true, ImplicitDeny,
			},
			"it denies what is not": {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{}, true, Allowed},
		} {
			t.Run(op.Name+", "+name, func(t *testing.T) {
				reads := 0
				g := gateOf(nil, func(account, arn string) (map[string]string, error) {
					reads++
					assert.Equal(t, here, account)
					assert.Equal(t, poolARN, arn)
					return tt.tags, nil
				})
				call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(tt.statements)))
				err := g.Authorize(t.Context(), call)
				if !withResource(op) && tt.reads {
					assert.Zero(t, reads, "what has no resource has no tags of one")
					return
				}
				assert.Equal(t, tt.reads, reads == 1, reads)
				assertDecision(t, tt.want, g.request(call), err)
			})
		}
	}
}

func saysIf(effect, action, condition string) string {
	return `{"Effect": "` + effect + `", "Action": "` + action + `", "Resource": "*", "Condition": ` + condition + `}`
}

func ifTagged(effect, action string) string {
	return saysIf(effect, action, `{"StringEquals": {"aws:ResourceTag/team": "blue"}}`)
}

// assertDecision holds an answer of Authorize against a decision.
func assertDecision(t *testing.T, want Decision, r Request, err error) {
	t.Helper()
	if want == Allowed {
		assert.NoError(t, err)
		return
	}
	assert.Equal(t, &apierror.Error{Code: apierror.AccessDenied, Message: Denial(r, want), Refused: "policy"}, err)
}

func TestTagsThatCannotBeReadLetNothingThrough(t *testing.T) {
	for _, problem := range []error{errors.New("disk on fire"), apierror.New(apierror.TooManyRequests, "Rate exceeded")} {
		for _, op := range cognito.Operations() {
			if !withResource(op) {
				continue
			}
			g := gateOf(nil, func(string, string) (map[string]string, error) { return map[string]string{"team": "blue"}, problem })
			call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(ifTagged("Allow", "*"))))
			assert.Equal(t, problem, g.Authorize(t.Context(), call), op.Name)
		}
	}
}

func TestWithoutAPolicyNothingIsAllowed(t *testing.T) {
	for _, grant := range []any{nil, (*Policy)(nil), "a policy", Policy{}} {
		for _, op := range cognito.Operations() {
			call := callOf(t, op, judged[op.Name].body, nil)
			call.Caller.Grant = grant
			g := gateOf(nil, nil)
			assertDecision(t, ImplicitDeny, g.request(call), g.Authorize(t.Context(), call))
		}
	}
}

func TestTheRateIsBeforeThePolicy(t *testing.T) {
	for _, op := range cognito.Operations() {
		g := gateOf(nil, func(string, string) (map[string]string, error) {
			t.Error("the pool was read")
			return nil, nil
		})
		g.Limits = &Limits{Rate: func(string, Class) (float64, bool) { return 0, true }}
		for _, statements := range []string{says("Allow", "*", "*"), says("Deny", "*", "*"), ifTagged("Allow", "*")} {
			call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(statements)))
			assert.Equal(t, &apierror.Error{Code: apierror.TooManyRequests, Message: "Rate exceeded", Refused: "rate"},
				g.Authorize(t.Context(), call), op.Name)
		}
	}
}

func TestWhatIsDeniedCostsOfTheRate(t *testing.T) {
	g := gateOf(nil, nil)
	g.Limits = &Limits{}
	op := operationNamed(t, "ListUserPools")
	codes := map[apierror.Code]int{}
	for range 20 {
		err := g.Authorize(t.Context(), callOf(t, op, judged[op.Name].body, nil))
		refused, _ := apierror.As(err)
		codes[refused.Code]++
	}
	assert.Equal(t, map[apierror.Code]int{apierror.AccessDenied: 15, apierror.TooManyRequests: 5}, codes)
}

func operationNamed(t testing.TB, name string) cognito.Operation {
	t.Helper()
	for _, op := range cognito.Operations() {
		if op.Name == name {
			return op
		}
	}
	require.Fail(t, "no operation "+name)
	return cognito.Operation{}
}

func TestNoPartOfAGateTellsASecret(t *testing.T) {
	g := gateOf(document(docA), nil)
	caller, err := g.Authenticate(t.Context(), signed(t, idA, canary, `{}`))
	require.NoError(t, err)
	for _, v := range []any{g, g.Keys, g.Verifier, caller, &caller} {
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			mustNotTell(t, fmt.Sprintf(form, v))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
		mustNotTell(t, log.String())
	}
}

func TestAnEmptySecretIsAFault(t *testing.T) {
	_, classified := apierror.As(unauthenticated(sigv4.ErrEmptySecret))
	assert.False(t, classified, "anybody can sign with it")
}
