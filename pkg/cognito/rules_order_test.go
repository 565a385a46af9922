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

// TestOrderOfChecks_Clients: as above of app clients, each rule before the next one that can be broken besides. Seen was
// the feature plan, the flows and rotation with the refresh flow, each alone (docs/departures.md#client-rule-order).
func TestOrderOfChecks_Clients(t *testing.T) {
	t.Parallel()
	const secret, code, mixed = `"GenerateSecret":true`, `"AllowedOAuthFlows":["code"]`, `"AllowedOAuthFlows":["client_credentials","code"]`
	const flag, far = `"AllowedOAuthFlowsUserPoolClient":true`, `"AnalyticsConfiguration":{"ApplicationArn":"arn:aws:mobiletargeting:eu-west-1:123456789012:apps/a","ApplicationId":"a"}`
	const rotation, refresh = `"RefreshTokenRotation":{"Feature":"ENABLED"}`, `"ALLOW_REFRESH_TOKEN_AUTH"`
	for _, c := range []struct{ broken, first string }{
		{`"UserPoolId":"us-east-1_nowhere","AuthSessionValidity":1,"ExplicitAuthFlows":["ADMIN_NO_SRP_AUTH",` + refresh + `]`, "constraint authSessionValidity"},
		{`"UserPoolId":"us-east-1_nowhere","ExplicitAuthFlows":["ADMIN_NO_SRP_AUTH",` + refresh + `]`, ""},
		{`"UserPoolId":"<lite>",` + rotation + `,"ExplicitAuthFlows":["ADMIN_NO_SRP_AUTH",` + refresh + `]`, "rule client-feature-plan"},
		{rotation + `,"ExplicitAuthFlows":["ADMIN_NO_SRP_AUTH",` + refresh + `]`, "rule client-flows-mixed"},
		{rotation + `,"ExplicitAuthFlows":[` + refresh + `],"ClientSecret":"abcdefghijklmnopqrstuvwxyz",` + secret, "rule client-rotation-flow"},
		{`"LogoutURLs":["x"],"ClientSecret":"abcdefghijklmnopqrstuvwxyz",` + secret, "rule client-secret-sources"},
		{`"LogoutURLs":["x"],"EnablePropagateAdditionalUserContextData":true`, "rule client-context-secret"},
		{`"LogoutURLs":["x"],"DefaultRedirectURI":"https://a"`, "rule client-urls"},
		{`"DefaultRedirectURI":"https://a",` + flag, "rule client-default-redirect"},
		{code + `,` + flag, "rule client-oauth-required"},
		{mixed + `,"AllowedOAuthScopes":["openid"],` + flag, "rule client-oauth-callbacks"},
		{mixed, "rule client-credentials-secret"},
		{mixed + `,"AllowedOAuthScopes":["openid"],` + secret, "rule client-credentials-alone"},
		{`"AllowedOAuthFlows":["client_credentials"],"AllowedOAuthScopes":["a/b","openid"],` + secret, "rule client-credentials-scopes"},
		{`"AllowedOAuthScopes":["a/b"],"ReadAttributes":["x"]`, "rule client-scopes"},
		{`"WriteAttributes":["x"],"ReadAttributes":["x"]`, "rule client-read-attributes"},
		{`"WriteAttributes":["x"],"SupportedIdentityProviders":["x"]`, "rule client-write-attributes"},
		{`"AccessTokenValidity":25,"SupportedIdentityProviders":["x"]`, "rule client-providers"},
		{`"AccessTokenValidity":1000,"RefreshTokenValidity":1`, "rule client-token-range"},
		{`"AccessTokenValidity":24,"RefreshTokenValidity":1,"TokenValidityUnits":{"RefreshToken":"hours"},` + far, "rule client-token-order"},
		{far, "rule client-analytics"},
	} {
		l := newLab(t)
		pool, lite := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "p", "UserPoolTier": "LITE"})
		// Of two equal names the last counts.
		answer := l.send("CreateUserPoolClient", strings.ReplaceAll(`{"ClientName":"c","UserPoolId":"`+pool+`",`+c.broken+`}`, "<lite>", lite))
		require.Equal(t, c.first, l.entry.Refused, "%s: %s", c.broken, answer.Body)
		require.NotEqual(t, "ok", l.entry.Outcome)
	}
}
