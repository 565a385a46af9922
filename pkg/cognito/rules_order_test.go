package cognito_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestOrderOfChecks: where a request breaks several things, what refuses it first.
// Known of the service are types before constraints before rules, the feature
// plan before SMS_OTP without SMS, From's form before the identity's account,
// the SES region before verification, the SNS region before the role, and "OFF
// with a factor" before the sending account; the rest is decided
// (docs/departures.md#rule-order).
func TestOrderOfChecks(t *testing.T) {
	const role = `"SnsCallerArn":"arn:aws:iam::123456789012:role/r"`
	nothing := declared{Role: new(struct{ Trusted, Publishes bool }), Identity: new(struct{ Verified, Authorised bool }), Key: "no", Function: "no"}
	for _, c := range []struct{ name, operation, request, first string }{
		{"JSON types before constraints", "CreateUserPool",
			`{"MfaConfiguration":"MAYBE","PoolName":1}`, "type"},
		{"constraints before the feature plan", "CreateUserPool",
			`{"PoolName":"","UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","WEB_AUTHN"]}}}`, "constraint poolName"},
		{"constraints before the pool is looked for", "UpdateUserPool",
			`{"UserPoolId":"us-east-1_nowhere","DeletionProtection":"ON"}`, "constraint deletionProtection"},
		{"the pool before the rules", "UpdateUserPool",
			`{"UserPoolId":"us-east-1_nowhere","MfaConfiguration":"ON"}`, ""},
		{"aliases before the schema", "CreateUserPool",
			`{"PoolName":"p","AliasAttributes":["email"],"UsernameAttributes":["email"],"Schema":[{"Name":"dept","AttributeDataType":"String","Required":true}]}`, "rule alias-and-username-attributes"},
		{"the schema before the feature plan", "CreateUserPool",
			`{"PoolName":"p","Schema":[{"Name":"dept","AttributeDataType":"String","Required":true}],"UserPoolAddOns":{"AdvancedSecurityMode":"ENFORCED"}}`, "rule schema-required"},
		{"an attribute's type before whether it is required", "AddCustomAttributes",
			`{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"dept","Required":true}]}`, "rule schema-data-type"},
		{"the feature plan before SMS_OTP without SMS", "CreateUserPool",
			`{"PoolName":"p","UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","SMS_OTP"]}}}`, "rule feature-plan"},
		{"the feature plan before the missing PASSWORD", "CreateUserPool",
			`{"PoolName":"p","UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["WEB_AUTHN"]}}}`, "rule feature-plan"},
		{"the feature plan before the first factor SOFTWARE_TOKEN", "CreateUserPool",
			`{"PoolName":"p","UserPoolTier":"LITE","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","SOFTWARE_TOKEN"]}}}`, "rule feature-plan"},
		{"policies before recovery", "CreateUserPool",
			`{"PoolName":"p","Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["WEB_AUTHN"]}},"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1},{"Name":"verified_email","Priority":2}]}}`, "rule sign-in-password"},
		{"recovery before e-mail", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"},"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1},{"Name":"verified_email","Priority":2}]}}`, "rule recovery-admin-only"},
		{"From's form before the identity's account", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:999999999999:identity/example.com","From":"not an address"}}`, "rule email-from-format"},
		{"the identity's account before its region", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:ap-northeast-1:999999999999:identity/example.com"}}`, "rule email-source-account"},
		{"the SES region before verification", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:ap-northeast-1:123456789012:identity/example.com"}}`, "rule email-source-region"},
		{"verification before authorisation", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER","SourceArn":"arn:aws:ses:us-east-1:123456789012:identity/example.com"}}`, "rule email-identity-verified"},
		{"e-mail before SMS", "CreateUserPool",
			`{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"},"AutoVerifiedAttributes":["phone_number"]}`, "rule email-source-required"},
		{"the SNS region before the role is tried", "CreateUserPool",
			`{"PoolName":"p","SmsConfiguration":{` + role + `,"SnsRegion":"eu-west-1"}}`, "rule sms-region"},
		{"assuming the role before publishing with it", "CreateUserPool",
			`{"PoolName":"p","SmsConfiguration":{` + role + `}}`, "rule sms-role-trust"},
		{"SMS before MFA", "CreateUserPool",
			`{"PoolName":"p","MfaConfiguration":"ON","AutoVerifiedAttributes":["phone_number"]}`, "rule sms-auto-verify"},
		{"MFA before the attribute update settings", "CreateUserPool",
			`{"PoolName":"p","MfaConfiguration":"ON","UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}}`, "rule mfa-needs-sms"},
		{"the attribute update settings before triggers", "CreateUserPool",
			`{"PoolName":"p","LambdaConfig":{"PreSignUp":"arn:aws:lambda:eu-west-1:123456789012:function:f"},"UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}}`, "rule attribute-update-settings"},
		{"triggers before keys", "CreateUserPool",
			`{"PoolName":"p","LambdaConfig":{"CustomEmailSender":{"LambdaVersion":"V1_0","LambdaArn":"arn:aws:lambda:eu-west-1:123456789012:function:f"}}}`, "rule lambda-region"},
		{"keys before tags", "CreateUserPool",
			`{"PoolName":"p","UserPoolTags":{"aws:x":"y"},"LambdaConfig":{"KMSKeyID":"arn:aws:kms:eu-west-1:123456789012:key/k"}}`, "rule kms-grant"},
		{"OFF with a factor before the sending account", "SetUserPoolMfaConfig",
			`{"UserPoolId":"<pool>","MfaConfiguration":"OFF","EmailMfaConfiguration":{}}`, "rule mfa-off-with-factor"},
		{"the sending account before the first factors", "SetUserPoolMfaConfig",
			`{"UserPoolId":"<pool>","MfaConfiguration":"ON","EmailMfaConfiguration":{}}`, "rule mfa-email-account"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p", "Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}}}})
			facts := nothing
			l.service.Facts = &facts
			answer := l.send(c.operation, strings.ReplaceAll(c.request, "<pool>", pool))
			require.Equal(t, c.first, l.entry.Refused, "%s", answer.Body)
			require.NotEqual(t, "ok", l.entry.Outcome)
		})
	}
}
