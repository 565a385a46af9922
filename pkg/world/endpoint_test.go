package world_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/bolt"
	"userpools/pkg/world"
)

const me = "123456789012"

// house is an endpoint with a store of its own, a clock that stands still, a
// waiter that does not wait, and a log.
type house struct {
	*awsjson.Server
	store *counting

	mu      sync.Mutex
	waits   []time.Duration
	entries []awsjson.Entry
	// interrupt is what a wait ends with.
	interrupt error
}

// counting is a store that counts its reads, and may fail.
type counting struct {
	cognito.Store
	reads  int
	broken error
}

func (s *counting) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	s.reads++
	return s.Store.Get(ctx, part, id)
}

func (s *counting) Create(ctx context.Context, p *cognito.Pool) (*cognito.Pool, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	return s.Store.Create(ctx, p)
}

func parse(t testing.TB, doc string) *world.World {
	t.Helper()
	w, err := world.Parse([]byte(doc))
	require.NoError(t, err)
	return w
}

func example(t testing.TB) *world.World {
	t.Helper()
	return parse(t, read(t, "../../examples/world.json"))
}

func newHouse(t testing.TB, account string, w *world.World) *house {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	h := &house{store: &counting{Store: store}}
	h.Server = endpoint.New(endpoint.Options{
		Service: &cognito.Service{
			Region: "us-east-1", Store: h.store, Now: noon, Random: seeded(), Wait: h.wait, Facts: w, ChosenIDs: w.ChosenPoolIDs(),
		},
		Gate:  &endpoint.Open{Account: account, Region: "us-east-1"},
		Log:   h.log,
		World: w,
	})
	return h
}

func noon() time.Time { return time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC) }

func seeded() io.Reader { return rand.NewChaCha8([32]byte{7}) }

func (h *house) wait(_ context.Context, d time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waits = append(h.waits, d)
	return h.interrupt
}

func (h *house) log(_ context.Context, e awsjson.Entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, e)
}

// request is one of an SDK, whose calls are told apart by their invocation id.
func request(operation, body, invocation string) *awsjson.Request {
	return &awsjson.Request{
		Method: http.MethodPost, Path: "/", Body: []byte(body), ID: operation + invocation,
		Header: map[string]string{
			"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType,
			"amz-sdk-invocation-id": invocation,
		},
	}
}

var calls atomic.Int64

// call makes a call of its own. outcome is "ok" or the exception.
func (h *house) call(t testing.TB, operation, body string) (outcome string, answer map[string]any) {
	t.Helper()
	return h.send(t, request(operation, body, fmt.Sprint(calls.Add(1))))
}

func (h *house) send(t testing.TB, r *awsjson.Request) (outcome string, answer map[string]any) {
	t.Helper()
	resp := h.Serve(t.Context(), r)
	if len(resp.Body) > 0 {
		require.NoError(t, json.Unmarshal(resp.Body, &answer))
	}
	if resp.Status == http.StatusOK {
		return "ok", answer
	}
	outcome, _ = answer["__type"].(string)
	require.Equal(t, outcome+":", resp.Header["x-amzn-ErrorType"])
	require.Equal(t, resp.Status, h.last().Status)
	return outcome, answer
}

// last is what the log says of the last request.
func (h *house) last() awsjson.Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.entries[len(h.entries)-1]
}

// make makes a pool and returns its id.
func (h *house) make(t testing.TB, body string) string {
	t.Helper()
	outcome, answer := h.call(t, "CreateUserPool", body)
	require.Equal(t, "ok", outcome, answer)
	return answer["UserPool"].(map[string]any)["Id"].(string)
}

func (h *house) pools(t testing.TB) int {
	t.Helper()
	outcome, answer := h.call(t, "ListUserPools", `{"MaxResults":60}`)
	require.Equal(t, "ok", outcome)
	return len(answer["UserPools"].([]any))
}

// byFact are the exceptions of CreateUserPool's model that the declared facts of
// examples/world.json, or the request alone, raise without a fault. Before are
// requests that come first; <pool> is the pool that they make.
var byFact = map[string]struct {
	account, before, operation, body string
	code, message, refused           string
}{
	"the plan does not have the feature": {
		operation: "CreateUserPool", body: `{"PoolName":"p","UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}}}`,
		code: "FeatureUnavailableInTierException", message: "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In", refused: "rule feature-plan",
	},
	"the identity does not authorise Cognito": {
		operation: "CreateUserPool", body: `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unauthorised@example.com"}}`,
		code: "InvalidEmailRoleAccessPolicyException", message: "Cognito is not allowed to use your email identity", refused: "rule email-identity-authorised",
	},
	"the same for Cognito's own address": {
		operation: "CreateUserPool", body: `{"PoolName":"p","EmailConfiguration":{"SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unauthorised@example.com"}}`,
		code: "InvalidEmailRoleAccessPolicyException", message: "Cognito is not allowed to use your email identity", refused: "rule email-identity-authorised",
	},
	"the identity is not verified": {
		operation: "CreateUserPool", body: `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unverified@example.com"}}`,
		code: "InvalidParameterException", message: "Cognito received the following error from Amazon SES when attempting to send email: Email address is not verified. The following identities failed the check in region US-EAST-1: arn:aws:ses:us-east-1:123456789012:identity/unverified@example.com", refused: "rule email-identity-verified",
	},
	"the key cannot be used": {
		operation: "CreateUserPool", body: `{"PoolName":"p","LambdaConfig":{"CustomEmailSender":{"LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:f","LambdaVersion":"V1_0"},"KMSKeyID":"arn:aws:kms:us-east-1:123456789012:alias/alias-without-key"}}`,
		code: "InvalidParameterException", message: "Encountered error when CreateGrant was attempted on the input KMS key - Alias arn:aws:kms:us-east-1:123456789012:alias/alias-without-key is not found.", refused: "rule kms-grant",
	},
	"the function cannot be used": {
		operation: "CreateUserPool", body: `{"PoolName":"p","LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:gone"}}`,
		code: "InvalidParameterException", message: "Cognito cannot find the function gone.", refused: "rule lambda-usable",
	},
	"the role may not publish": {
		operation: "CreateUserPool", body: `{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/service-role/nopublish"}}`,
		code: "InvalidSmsRoleAccessPolicyException", message: "Role does not have permission to publish with SNS", refused: "rule sms-role-access",
	},
	"the role is not trusted": {
		operation: "CreateUserPool", body: `{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/notrust","ExternalId":"x"}}`,
		code: "InvalidSmsRoleTrustRelationshipException", message: "Role does not have a trust relationship allowing Cognito to assume the role", refused: "rule sms-role-trust",
	},
	"the role asks for another external id": {
		operation: "CreateUserPool", body: `{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external","ExternalId":"another"}}`,
		code: "InvalidSmsRoleTrustRelationshipException", message: "Role does not have a trust relationship allowing Cognito to assume the role", refused: "rule sms-role-trust",
	},
	"the role asks for an external id": {
		operation: "CreateUserPool", body: `{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external"}}`,
		code: "InvalidSmsRoleTrustRelationshipException", message: "Role does not have a trust relationship allowing Cognito to assume the role", refused: "rule sms-role-trust",
	},
	"the account is full": {
		account: "111111111111", operation: "CreateUserPool", body: `{"PoolName":"p"}`,
		code: "LimitExceededException", message: "The maximum number of user pools, 0, has been reached for this account.",
	},
	"the identity is another account's": {
		operation: "CreateUserPool", body: `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:210987654321:identity/support@example.com"}}`,
		code: "NotAuthorizedException", message: "Email arn does not belong to your account.", refused: "rule email-source-account",
	},
	"the plan may not be changed in this way": {
		before: `{"PoolName":"p","UserPoolTier":"PLUS"}`, operation: "UpdateUserPool", body: `{"UserPoolId":"<pool>","UserPoolTier":"LITE"}`,
		code: "TierChangeNotAllowedException", message: "The user pool tier change to LITE is not allowed.", refused: "rule tier-change",
	},
	"the tag may not be set": {
		operation: "CreateUserPool", body: `{"PoolName":"p","UserPoolTags":{"forbidden:x":"y"}}`,
		code: "UserPoolTaggingException", message: "The tag key forbidden:x cannot be set.", refused: "rule tag-keys",
	},
	"TagResource says it in another way": {
		before: `{"PoolName":"p"}`, operation: "TagResource", body: `{"ResourceArn":"arn:aws:cognito-idp:us-east-1:123456789012:userpool/<pool>","Tags":{"forbidden":"y"}}`,
		code: "InvalidParameterException", message: "The tag key forbidden cannot be set.", refused: "tag-keys",
	},
}

func TestDeclaredFactsRaiseWhatAWSRaises(t *testing.T) {
	for name, tt := range byFact {
		t.Run(name, func(t *testing.T) {
			account := me
			if tt.account != "" {
				account = tt.account
			}
			for _, w := range []*world.World{example(t), nil} {
				h := newHouse(t, account, w)
				body := tt.body
				if tt.before != "" {
					body = strings.ReplaceAll(body, "<pool>", h.make(t, tt.before))
				}
				outcome, answer := h.call(t, tt.operation, body)
				if w == nil && !raisedByItself[tt.code] {
					assert.Equal(t, "ok", outcome, "without the world")
					continue
				}
				assert.Equal(t, tt.code, outcome)
				assert.Equal(t, tt.message, answer["message"])
				if tt.refused != "" {
					assert.Contains(t, h.last().Refused, tt.refused)
				}
			}
		})
	}
}

// raisedByItself are the exceptions that need no fact.
var raisedByItself = map[string]bool{"FeatureUnavailableInTierException": true, "NotAuthorizedException": true}

func TestWhatNobodyDeclaresIsAsItShouldBe(t *testing.T) {
	h := newHouse(t, me, example(t))
	for _, body := range []string{
		`{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sms","ExternalId":"x"}}`,
		`{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external","ExternalId":"the-external-id"}}`,
		`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/support@example.com"}}`,
		`{"PoolName":"p","UserPoolTags":{"allowed":"y"},"UserPoolTier":"LITE"}`,
		`{"PoolName":"p","LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:there"}}`,
	} {
		h.make(t, body)
	}
	id := h.make(t, `{"PoolName":"p","UserPoolTier":"PLUS"}`)
	outcome, _ := h.call(t, "UpdateUserPool", `{"UserPoolId":"`+id+`","UserPoolTier":"ESSENTIALS"}`)
	assert.Equal(t, "ok", outcome)
}

// eleven are the exceptions of CreateUserPool's model, and what the SDKs do about them
// (measured in November 2026): how many requests boto3 in mode legacy and standard, Go and
// JavaScript make.
var eleven = []struct {
	name                         string
	status                       int
	legacy, standard, golang, js int
}{
	{"FeatureUnavailableInTier", 400, 1, 1, 1, 1},
	{"InternalError", 500, 5, 3, 3, 3},
	{"InvalidEmailRoleAccessPolicy", 400, 1, 1, 1, 1},
	{"InvalidParameter", 400, 1, 1, 1, 1},
	{"InvalidSmsRoleAccessPolicy", 400, 1, 1, 1, 1},
	{"InvalidSmsRoleTrustRelationship", 400, 1, 1, 1, 1},
	{"LimitExceeded", 400, 1, 3, 3, 3},
	{"NotAuthorized", 400, 1, 1, 1, 1},
	{"TierChangeNotAllowed", 400, 1, 1, 1, 1},
	{"TooManyRequests", 400, 1, 3, 3, 3},
	{"UserPoolTagging", 400, 1, 1, 1, 1},
}

func TestTheExampleHasEachExceptionAsAFault(t *testing.T) {
	h := newHouse(t, me, example(t))
	id := h.make(t, `{"PoolName":"p"}`)
	for _, e := range eleven {
		for _, call := range []struct{ operation, body string }{
			{"CreateUserPool", `{"PoolName":"fault-` + e.name + `"}`},
			{"CreateUserPool", `{"PoolName":"fault-` + e.name + `Exception"}`},
			{"UpdateUserPool", `{"UserPoolId":"` + id + `","PoolName":"fault-` + e.name + `"}`},
		} {
			outcome, answer := h.call(t, call.operation, call.body)
			assert.Equal(t, e.name+"Exception", outcome)
			assert.NotEmpty(t, answer["message"])
			assert.Equal(t, e.status, h.last().Status)
			assert.Equal(t, "fault "+e.name, h.last().Refused)
		}
	}
	assert.Equal(t, 1, h.pools(t), "the operations did not run")
}

// TestFaultsHaveTheServicesSentences: where a fact raises an exception, a fault
// without a message says the same.
func TestFaultsHaveTheServicesSentences(t *testing.T) {
	same := 0
	for _, fact := range byFact {
		name := strings.TrimSuffix(fact.code, "Exception")
		switch name {
		case "InvalidEmailRoleAccessPolicy", "InvalidSmsRoleAccessPolicy", "InvalidSmsRoleTrustRelationship", "NotAuthorized":
			_, answer := newHouse(t, me, example(t)).call(t, "CreateUserPool", `{"PoolName":"fault-`+name+`"}`)
			assert.Equal(t, fact.message, answer["message"])
			same++
		}
	}
	assert.Equal(t, 7, same)
}

// story is a life of pools with all operations, for comparing answers. <pool> and
// <arn> are those of the pool that was made last.
var story = []struct{ operation, body string }{
	{"CreateUserPool", `{"PoolName":"a","UserPoolTags":{"k":"v"},"UserPoolTier":"PLUS","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/nopublish"}}`},
	{"CreateUserPool", `{"PoolName":"fault-InternalError","UserPoolTags":{"userpools:pool-id":"Example12","forbidden":"x"}}`},
	{"CreateUserPool", `{"PoolName":""}`},
	{"CreateUserPool", `{`},
	{"CreatePool", `{}`},
	{"ListUserPools", `{"MaxResults":60}`},
	{"DescribeUserPool", `{"UserPoolId":"<pool>"}`},
	{"UpdateUserPool", `{"UserPoolId":"<pool>","UserPoolTier":"LITE"}`},
	{"UpdateUserPool", `{"UserPoolId":"<pool>","UserPoolAddOns":{"AdvancedSecurityMode":"AUDIT"}}`},
	{"AddCustomAttributes", `{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"x","AttributeDataType":"String"}]}`},
	{"SetUserPoolMfaConfig", `{"UserPoolId":"<pool>","MfaConfiguration":"ON","SoftwareTokenMfaConfiguration":{"Enabled":true}}`},
	{"GetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`},
	{"TagResource", `{"ResourceArn":"<arn>","Tags":{"aws:x":"y"}}`},
	{"TagResource", `{"ResourceArn":"<arn>","Tags":{"x":"y"}}`},
	{"UntagResource", `{"ResourceArn":"<arn>","TagKeys":["x"]}`},
	{"ListTagsForResource", `{"ResourceArn":"<arn>"}`},
	{"DescribeUserPool", `{"UserPoolId":"us-east-1_Nobodys00"}`},
	{"DeleteUserPool", `{"UserPoolId":"<pool>"}`},
	{"DeleteUserPool", `{"UserPoolId":"<pool>"}`},
}

// tell runs the story and returns all that came of it, answers and log.
func tell(t *testing.T, w *world.World) (answers []*awsjson.Response, entries []awsjson.Entry) {
	t.Helper()
	h := newHouse(t, me, w)
	var pool, arn string
	for i, step := range story {
		body := strings.NewReplacer("<pool>", pool, "<arn>", arn).Replace(step.body)
		resp := h.Serve(t.Context(), request(step.operation, body, fmt.Sprint(i)))
		answers = append(answers, resp)
		if step.operation == "CreateUserPool" && resp.Status == http.StatusOK {
			var made struct{ UserPool struct{ Id, Arn string } }
			require.NoError(t, json.Unmarshal(resp.Body, &made))
			pool, arn = made.UserPool.Id, made.UserPool.Arn
		}
	}
	return answers, h.entries
}

// TestOffNothingChanges: without a world, with an empty one and with one that
// declares only what is so anyway, all bytes are the same.
func TestOffNothingChanges(t *testing.T) {
	answers, entries := tell(t, nil)
	require.Equal(t, 200, answers[1].Status, "%s", answers[1].Body)
	require.NotContains(t, string(answers[1].Body), "us-east-1_Example12")
	for name, doc := range map[string]string{
		"an empty world": `{}`,
		"a world in which all is as it should be": `{"chosenPoolIds":false,"accounts":{"*":{"smsRoles":[{"role":"*","trusted":true,"publishes":true}],"tierChanges":[],"forbiddenTagKeys":[]}},"faults":[]}`,
		"a world of others":                       `{"accounts":{"210987654321":{"poolQuota":0,"smsRoles":[{"role":"*","trusted":false}]}},"faults":[{"match":{"account":"210987654321"},"answer":{"exception":"InternalErrorException"}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, logged := tell(t, parse(t, doc))
			assert.Equal(t, answers, got)
			assert.Equal(t, entries, logged)
		})
	}
}

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}
