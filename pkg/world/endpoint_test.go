package world_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/world"
)

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
		code: "TierChangeNotAllowedException", message: "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation", refused: "rule tier-change",
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
		resp := h.Serve(t.Context(), requestOf(step.operation, body, fmt.Sprint(i)))
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
