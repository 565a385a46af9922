package world_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
)

const me = endpointtest.Account

// nobody signs.
var nobody endpointtest.Key

// newEndpoint is one with a world; "" is none.
func newEndpoint(t *testing.T, doc string, options ...endpointtest.Option) *endpointtest.Endpoint {
	t.Helper()
	if doc != "" {
		options = append(options, endpointtest.World(t, doc))
	}
	return endpointtest.New(t, options...)
}

func ofAccount(account string) endpointtest.Option {
	return func(c *endpoint.Config) { c.Account = account }
}

func example(t testing.TB) string { return read(t, "../../examples/world.json") }

func read(t testing.TB, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data)
}

func pools(t *testing.T, e *endpointtest.Endpoint) int {
	t.Helper()
	return len(e.Must(t, nobody, "ListUserPools", `{"MaxResults":60}`)["UserPools"].([]any))
}

// about puts a pool's id into a text in the place of <pool>.
func about(id, text string) string {
	text = strings.ReplaceAll(text, "<arn>", "arn:aws:cognito-idp:us-east-1:"+me+":userpool/<pool>")
	return strings.ReplaceAll(text, "<pool>", id)
}

// byFact are the exceptions that the facts of examples/world.json raise, or the request
// alone. Before is a pool that is made first. The messages are those of the rules.
var byFact = map[string]struct{ account, before, operation, body, code, refused string }{
	"the plan does not have the feature": {
		body: `"UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}}`,
		code: "FeatureUnavailableInTier", refused: "rule feature-plan",
	},
	"the identity does not authorise Cognito": {
		body: `"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unauthorised@example.com"}`,
		code: "InvalidEmailRoleAccessPolicy", refused: "rule email-identity-authorised",
	},
	"the same for Cognito's own address": {
		body: `"EmailConfiguration":{"SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unauthorised@example.com"}`,
		code: "InvalidEmailRoleAccessPolicy", refused: "rule email-identity-authorised",
	},
	"the identity is not verified": {
		body: `"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/unverified@example.com"}`,
		code: "InvalidParameter", refused: "rule email-identity-verified",
	},
	"the identity is another account's": {
		body: `"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:210987654321:identity/support@example.com"}`,
		code: "NotAuthorized", refused: "rule email-source-account",
	},
	"the key cannot be used": {
		body: `"LambdaConfig":{"CustomEmailSender":{"LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:f","LambdaVersion":"V1_0"},` +
			`"KMSKeyID":"arn:aws:kms:us-east-1:123456789012:alias/alias-without-key"}`,
		code: "InvalidParameter", refused: "rule kms-grant",
	},
	"the function cannot be used": {
		body: `"LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:gone"}`,
		code: "InvalidParameter", refused: "rule lambda-usable",
	},
	"the role may not publish": {
		body: `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/service-role/nopublish"}`,
		code: "InvalidSmsRoleAccessPolicy", refused: "rule sms-role-access",
	},
	"the role is not trusted": {
		body: `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/notrust","ExternalId":"x"}`,
		code: "InvalidSmsRoleTrustRelationship", refused: "rule sms-role-trust",
	},
	"the role asks for another external id": {
		body: `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external","ExternalId":"another"}`,
		code: "InvalidSmsRoleTrustRelationship", refused: "rule sms-role-trust",
	},
	"the role asks for an external id": {
		body: `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external"}`,
		code: "InvalidSmsRoleTrustRelationship", refused: "rule sms-role-trust",
	},
	"the account is full": {account: "111111111111", body: `"PoolName":"p"`, code: "LimitExceeded"},
	"the plan may not be changed in this way": {
		before: `{"PoolName":"p","UserPoolTier":"PLUS"}`, operation: "UpdateUserPool", body: `"UserPoolId":"<pool>","UserPoolTier":"LITE"`,
		code: "TierChangeNotAllowed", refused: "rule tier-change",
	},
	"the certificate cannot be used": {
		before: `{"PoolName":"p"}`, operation: "CreateUserPoolDomain", body: `"UserPoolId":"<pool>","Domain":"auth.example.com",` +
			`"CustomDomainConfig":{"CertificateArn":"arn:aws:acm:us-east-1:123456789012:certificate/expired-1"}`,
		code: "InvalidParameter", refused: "domain-certificate",
	},
	"the tag may not be set": {body: `"UserPoolTags":{"forbidden:x":"y"}`, code: "UserPoolTagging", refused: "rule tag-keys"},
	"TagResource says it in another way": {
		before: `{"PoolName":"p"}`, operation: "TagResource", body: `"ResourceArn":"<arn>","Tags":{"forbidden":"y"}`,
		code: "InvalidParameter", refused: "tag-keys",
	},
}

// TestFacts_Raised also holds that a fault without a message says what the fact says,
// where there is one sentence.
func TestFacts_Raised(t *testing.T) {
	byItself := map[string]bool{"FeatureUnavailableInTier": true, "NotAuthorized": true} // without a fact
	sentences := map[string]bool{
		"InvalidEmailRoleAccessPolicy": true, "InvalidSmsRoleAccessPolicy": true, "InvalidSmsRoleTrustRelationship": true, "NotAuthorized": true,
	}
	for name, tt := range byFact {
		t.Run(name, func(t *testing.T) {
			if tt.operation == "" {
				tt.operation, tt.body = "CreateUserPool", `"PoolName":"p",`+strings.TrimPrefix(tt.body, `"PoolName":"p"`)
			}
			tt.body = "{" + strings.TrimSuffix(tt.body, ",") + "}"
			if tt.account == "" {
				tt.account = me
			}
			for _, doc := range []string{example(t), ""} {
				e := newEndpoint(t, doc, ofAccount(tt.account))
				if tt.before != "" {
					tt.body = about(e.Pool(t, nobody, tt.before), tt.body)
				}
				answer := e.Ask(t, nobody, tt.operation, tt.body)
				if doc == "" && !byItself[tt.code] {
					assert.Equal(t, "ok", answer.Outcome, "without the world")
					continue
				}
				assert.Equal(t, tt.code+"Exception", answer.Outcome)
				assert.Contains(t, e.Last().Refused, tt.refused)
				if doc != "" && sentences[tt.code] {
					fault := e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"fault-`+tt.code+`"}`)
					assert.Equal(t, answer.Object(t)["message"], fault.Object(t)["message"])
				}
			}
		})
	}
}

func TestFacts_NotDeclared(t *testing.T) {
	e := newEndpoint(t, example(t))
	for _, members := range []string{
		`"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/sms","ExternalId":"x"}`,
		`"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/external","ExternalId":"the-external-id"}`,
		`"EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/support@example.com"}`,
		`"UserPoolTags":{"allowed":"y"},"UserPoolTier":"LITE"`,
		`"LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:there"}`,
	} {
		e.Pool(t, nobody, `{"PoolName":"p",`+members+`}`)
	}
	e.Must(t, nobody, "UpdateUserPool", about(e.Pool(t, nobody, `{"PoolName":"p","UserPoolTier":"PLUS"}`), `{"UserPoolId":"<pool>","UserPoolTier":"ESSENTIALS"}`))
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

func TestFaults_Example(t *testing.T) {
	e := newEndpoint(t, example(t))
	id := e.Pool(t, nobody, `{"PoolName":"p"}`)
	for _, x := range eleven {
		for _, call := range [][2]string{
			{"CreateUserPool", `{"PoolName":"fault-` + x.name + `"}`},
			{"CreateUserPool", `{"PoolName":"fault-` + x.name + `Exception"}`},
			{"UpdateUserPool", about(id, `{"UserPoolId":"<pool>","PoolName":"fault-`+x.name+`"}`)},
		} {
			answer := e.Ask(t, nobody, call[0], call[1])
			assert.NotEmpty(t, answer.Object(t)["message"])
			assert.Equal(t, []any{x.name + "Exception", x.status, "fault " + x.name}, []any{answer.Outcome, answer.Status, e.Last().Refused})
		}
	}
	assert.Equal(t, 1, pools(t, e), "the operations did not run")
}

// life is that of pools, with all operations; <pool> and <arn> are those of the one
// that was made last.
var life = [][2]string{
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
	{"CreateUserPoolClient", `{"UserPoolId":"<pool>","ClientName":"c","RefreshTokenRotation":{"Feature":"ENABLED"}}`},
	{"ListUserPoolClients", `{"UserPoolId":"<pool>"}`},
	{"CreateUserPoolDomain", `{"UserPoolId":"<pool>","Domain":"auth.example.com","CustomDomainConfig":{"CertificateArn":"` + cert + `"}}`},
	{"DescribeUserPoolDomain", `{"Domain":"auth.example.com"}`},
	{"DeleteUserPoolDomain", `{"UserPoolId":"<pool>","Domain":"auth.example.com"}`},
	{"DescribeUserPool", `{"UserPoolId":"us-east-1_Nobodys00"}`},
	{"DeleteUserPool", `{"UserPoolId":"<pool>"}`},
	{"DeleteUserPool", `{"UserPoolId":"<pool>"}`},
}

func live(t *testing.T, doc string) (answers []*awsjson.Response, entries []awsjson.Entry) {
	t.Helper()
	e := newEndpoint(t, doc)
	var id string
	for _, step := range life {
		answer := e.Ask(t, nobody, step[0], about(id, step[1]))
		answers = append(answers, answer.Response)
		if step[0] == "CreateUserPool" && answer.Outcome == "ok" {
			id = answer.Object(t)["UserPool"].(endpointtest.Object)["Id"].(string)
		}
	}
	return answers, e.Entries()
}

// TestWorld_Nothing: without a world, with an empty one and with one that declares
// only what is so anyway, all bytes are the same.
func TestWorld_Nothing(t *testing.T) {
	answers, entries := live(t, "")
	require.Equal(t, 200, answers[1].Status, "%s", answers[1].Body)
	require.NotContains(t, string(answers[1].Body), "us-east-1_Example12")
	for name, doc := range map[string]string{
		"empty": `{}`,
		"all as it should be": `{"chosenPoolIds":false,"faults":[],` +
			`"accounts":{"*":{"smsRoles":[{"role":"*","trusted":true,"publishes":true}],"certificates":[{"certificate":"*"}],"tierChanges":[],"forbiddenTagKeys":[]}}}`,
		"of others": `{"accounts":{"210987654321":{"poolQuota":0,"smsRoles":[{"role":"*","trusted":false}]}},` +
			`"faults":[{"match":{"account":"210987654321"},"answer":{"exception":"InternalErrorException"}}]}`,
	} {
		got, logged := live(t, doc)
		assert.Equal(t, answers, got, name)
		assert.Equal(t, entries, logged, name)
	}
}
