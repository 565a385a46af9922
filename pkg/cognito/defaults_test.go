package cognito_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// absence is a member that an answer does not have.
type absence struct{}

// shown is what an answer holds: paths of members and their values.
type shown map[string]any

// holds looks at every fact of an answer.
func (s shown) holds(t *testing.T, pool obj) {
	t.Helper()
	for path, want := range s {
		got := pool.at(strings.Split(path, ".")...)
		if want == (absence{}) {
			_, there := pool.parent(path)
			assert.False(t, there, "%s is absent, not %v", path, got)
			continue
		}
		assert.Equal(t, plain(t, want), got, path)
	}
}

// parent finds a member, so that null and absence are two things.
func (o obj) parent(path string) (value any, there bool) {
	names := strings.Split(path, ".")
	object, ok := o.at(names[:len(names)-1]...).(map[string]any)
	if !ok {
		return nil, false
	}
	value, there = object[names[len(names)-1]]
	return value, there
}

var (
	longPolicy = obj{"MinimumLength": 8, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true, "RequireUppercase": true, "TemporaryPasswordValidityDays": 7}
	recovery   = obj{"RecoveryMechanisms": list{obj{"Name": "verified_email", "Priority": 1}, obj{"Name": "verified_phone_number", "Priority": 2}}}
	role       = "arn:aws:iam::123456789012:role/service-role/sms"
	function   = "arn:aws:lambda:us-east-1:123456789012:function:f"
	identity   = "arn:aws:ses:us-east-1:123456789012:identity/ann@example.com"
	code       = "Your code is {####}."
	otherCode  = "Another {####}."
)

// Every rule of the recorded and documented defaults that is about the answers
// to CreateUserPool and DescribeUserPool, under the member that it is about and
// in the order of the answer. A rule holds in both answers unless
// the test says otherwise.
var defaultRules = []struct {
	field, rule string
	said        obj
	shown       shown
}{
	{"AccountRecoverySetting", "absent: e-mail first, then telephone", nil, shown{"AccountRecoverySetting": recovery}},
	{"AccountRecoverySetting", "absent in a LITE pool, too", obj{"UserPoolTier": "LITE"}, shown{"AccountRecoverySetting": recovery}},
	{"AccountRecoverySetting", "given: nothing is added to one mechanism", obj{"AccountRecoverySetting": obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}}}},
		shown{"AccountRecoverySetting": obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}}}}},
	{"AccountRecoverySetting", "given: two come back in the order of the request", obj{"AccountRecoverySetting": obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}, obj{"Name": "verified_email", "Priority": 2}}}},
		shown{"AccountRecoverySetting": obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}, obj{"Name": "verified_email", "Priority": 2}}}}},
	{"AccountRecoverySetting", "given empty: stays empty", obj{"AccountRecoverySetting": obj{}}, shown{"AccountRecoverySetting": obj{}}},

	{"AdminCreateUserConfig", "absent: anybody signs up, 7 days", nil, shown{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7}}},
	{"AdminCreateUserConfig", "given empty: the same", obj{"AdminCreateUserConfig": obj{}}, shown{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7}}},
	{"AdminCreateUserConfig", "given in part: the rest is filled in", obj{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true}}, shown{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 7}}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "follows TemporaryPasswordValidityDays 1", policy(obj{"TemporaryPasswordValidityDays": 1}), shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 1}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "follows TemporaryPasswordValidityDays 3", policy(obj{"TemporaryPasswordValidityDays": 3}), shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 3}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "follows TemporaryPasswordValidityDays 7", policy(obj{"TemporaryPasswordValidityDays": 7}), shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 7}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "follows TemporaryPasswordValidityDays 365", policy(obj{"TemporaryPasswordValidityDays": 365}), shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 365}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "30 alone is 30, and the temporary password's days stay 7", obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}},
		shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 30, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "0 is taken as unset", obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 0}}, shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 7}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "0 beside temporary days follows them", policy(obj{"TemporaryPasswordValidityDays": 2}).with("AdminCreateUserConfig", obj{"UnusedAccountValidityDays": 0}), shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 2}},
	{"AdminCreateUserConfig.UnusedAccountValidityDays", "beside 0 temporary days is what was said", policy(obj{"TemporaryPasswordValidityDays": 0}).with("AdminCreateUserConfig", obj{"UnusedAccountValidityDays": 30}),
		shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 30, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7}},
	{"AdminCreateUserConfig.InviteMessageTemplate", "absent unless sent", nil, shown{"AdminCreateUserConfig.InviteMessageTemplate": absence{}}},
	{"AdminCreateUserConfig.InviteMessageTemplate", "only what was sent comes back", obj{"AdminCreateUserConfig": obj{"InviteMessageTemplate": obj{"EmailSubject": "Welcome"}}},
		shown{"AdminCreateUserConfig.InviteMessageTemplate": obj{"EmailSubject": "Welcome"}}},
	{"AdminCreateUserConfig.InviteMessageTemplate", "whole if it was sent whole", obj{"AdminCreateUserConfig": obj{"InviteMessageTemplate": obj{"EmailMessage": code, "EmailSubject": "s", "SMSMessage": code}}},
		shown{"AdminCreateUserConfig.InviteMessageTemplate": obj{"EmailMessage": code, "EmailSubject": "s", "SMSMessage": code}}},

	{"AliasAttributes", "absent unless sent", nil, shown{"AliasAttributes": absence{}}},
	{"AliasAttributes", "one", obj{"AliasAttributes": list{"email"}}, shown{"AliasAttributes": list{"email"}}},
	{"AliasAttributes", "several in the order of the request", obj{"AliasAttributes": list{"preferred_username", "email", "phone_number"}}, shown{"AliasAttributes": list{"preferred_username", "email", "phone_number"}}},
	{"AutoVerifiedAttributes", "absent unless sent", nil, shown{"AutoVerifiedAttributes": absence{}}},
	{"AutoVerifiedAttributes", "in the order of the request", obj{"AutoVerifiedAttributes": list{"phone_number", "email"}, "SmsConfiguration": obj{"SnsCallerArn": role}}, shown{"AutoVerifiedAttributes": list{"phone_number", "email"}}},
	{"CustomDomain,Domain", "absent", nil, shown{"CustomDomain": absence{}, "Domain": absence{}}},

	{"DeletionProtection", "absent: INACTIVE", nil, shown{"DeletionProtection": "INACTIVE"}},
	{"DeletionProtection", "as it was sent", obj{"DeletionProtection": "ACTIVE"}, shown{"DeletionProtection": "ACTIVE"}},
	{"DeviceConfiguration", "absent unless sent", nil, shown{"DeviceConfiguration": absence{}}},
	{"DeviceConfiguration", "as it was sent", obj{"DeviceConfiguration": obj{"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}},
		shown{"DeviceConfiguration": obj{"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}}},
	{"DeviceConfiguration", "in part: only that part", obj{"DeviceConfiguration": obj{"ChallengeRequiredOnNewDevice": true}},
		shown{"DeviceConfiguration": obj{"ChallengeRequiredOnNewDevice": true}}},
	{"DeviceConfiguration", "sent empty: empty", obj{"DeviceConfiguration": obj{}}, shown{"DeviceConfiguration": obj{}}},

	{"EmailConfiguration", "absent: COGNITO_DEFAULT", nil, shown{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT"}}},
	{"EmailConfiguration", "without EmailSendingAccount: COGNITO_DEFAULT is added", obj{"EmailConfiguration": obj{"ReplyToEmailAddress": "ann@example.com"}},
		shown{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "ann@example.com"}}},
	{"EmailConfiguration", "with DEVELOPER: as it was sent", obj{"EmailConfiguration": obj{"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": "Ann <ann@example.com>", "ConfigurationSet": "set"}},
		shown{"EmailConfiguration": obj{"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": "Ann <ann@example.com>", "ConfigurationSet": "set"}}},
	{"EmailConfigurationFailure,SmsConfigurationFailure", "absent", obj{"SmsConfiguration": obj{"SnsCallerArn": role}}, shown{"EmailConfigurationFailure": absence{}, "SmsConfigurationFailure": absence{}}},

	{"EmailVerificationMessage,EmailVerificationSubject,SmsVerificationMessage", "absent unless given", nil,
		shown{"EmailVerificationMessage": absence{}, "EmailVerificationSubject": absence{}, "SmsVerificationMessage": absence{}}},
	{"EmailVerificationMessage,EmailVerificationSubject,SmsVerificationMessage", "given alone: in the template, too",
		obj{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": otherCode},
		shown{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": otherCode,
			"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": code, "EmailSubject": "s", "SmsMessage": otherCode}}},
	{"EmailVerificationMessage,EmailVerificationSubject,SmsVerificationMessage", "given in the template: also here",
		obj{"VerificationMessageTemplate": obj{"EmailMessage": code, "EmailSubject": "s", "SmsMessage": otherCode}},
		shown{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": otherCode,
			"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": code, "EmailSubject": "s", "SmsMessage": otherCode}}},
	{"EmailVerificationMessage,EmailVerificationSubject,SmsVerificationMessage", "each by itself",
		obj{"EmailVerificationMessage": code, "VerificationMessageTemplate": obj{"SmsMessage": otherCode}},
		shown{"EmailVerificationMessage": code, "EmailVerificationSubject": absence{}, "SmsVerificationMessage": otherCode,
			"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": code, "SmsMessage": otherCode}}},
	{"EmailVerificationMessage,EmailVerificationSubject,SmsVerificationMessage", "both given and different: each as it was given",
		obj{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": code, "VerificationMessageTemplate": obj{"EmailMessage": otherCode, "EmailSubject": "t", "SmsMessage": otherCode}},
		shown{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": code,
			"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": otherCode, "EmailSubject": "t", "SmsMessage": otherCode}}},

	{"EstimatedNumberOfUsers", "0", nil, shown{"EstimatedNumberOfUsers": 0}},
	{"Id,Name", "Name is PoolName verbatim", obj{"PoolName": "  a +=,.@-_\t\v "}, shown{"Name": "  a +=,.@-_\t\v "}},
	{"IssuerConfiguration", "absent: ORIGINAL", nil, shown{"IssuerConfiguration": obj{"Type": "ORIGINAL"}}},
	{"IssuerConfiguration", "as it was sent", obj{"IssuerConfiguration": obj{"Type": "UPDATED"}}, shown{"IssuerConfiguration": obj{"Type": "UPDATED"}}},
	{"IssuerConfiguration", "sent empty: empty", obj{"IssuerConfiguration": obj{}}, shown{"IssuerConfiguration": obj{}}},
	{"KeyConfiguration", "absent: AWS_OWNED_KEY", nil, shown{"KeyConfiguration": obj{"KeyType": "AWS_OWNED_KEY"}}},
	{"KeyConfiguration", "as it was sent", obj{"KeyConfiguration": obj{"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}},
		shown{"KeyConfiguration": obj{"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/k"}}},

	{"LambdaConfig", "absent: {}", nil, shown{"LambdaConfig": obj{}}},
	{"LambdaConfig", "as it was sent", obj{"LambdaConfig": obj{"PreSignUp": function}}, shown{"LambdaConfig": obj{"PreSignUp": function}}},
	{"LambdaConfig.PreTokenGeneration", "alone gains a configuration of V1_0", obj{"LambdaConfig": obj{"PreTokenGeneration": function}},
		shown{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V1_0"}}}},
	{"LambdaConfig.PreTokenGeneration", "is gained by a configuration of V2_0", obj{"LambdaConfig": obj{"PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V2_0"}}},
		shown{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V2_0"}}}},
	{"LambdaConfig.PreTokenGeneration", "both stay as they were sent", obj{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V3_0"}}},
		shown{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V3_0"}}}},
	{"MfaConfiguration", "absent: OFF", nil, shown{"MfaConfiguration": "OFF"}},
	{"MfaConfiguration", "as it was sent", obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": obj{"SnsCallerArn": role}}, shown{"MfaConfiguration": "OPTIONAL"}},

	{"Policies.PasswordPolicy", "absent: 8, everything required, 7", nil, shown{"Policies.PasswordPolicy": longPolicy}},
	{"Policies.PasswordPolicy", "absent beside a sign-in policy: the same", obj{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD"}}}}, shown{"Policies.PasswordPolicy": longPolicy}},
	{"Policies.PasswordPolicy", "absent in empty Policies: the same", obj{"Policies": obj{}}, shown{"Policies.PasswordPolicy": longPolicy}},
	{"Policies.PasswordPolicy", "given in part: a missing Require is false", policy(obj{"MinimumLength": 12, "RequireNumbers": true}),
		shown{"Policies.PasswordPolicy": obj{"MinimumLength": 12, "RequireLowercase": false, "RequireNumbers": true, "RequireSymbols": false, "RequireUppercase": false, "TemporaryPasswordValidityDays": 7}}},
	{"Policies.PasswordPolicy", "given empty: given in part", policy(obj{}),
		shown{"Policies.PasswordPolicy": obj{"MinimumLength": 8, "RequireLowercase": false, "RequireNumbers": false, "RequireSymbols": false, "RequireUppercase": false, "TemporaryPasswordValidityDays": 7}}},
	{"Policies.PasswordPolicy", "given without MinimumLength: 8", policy(obj{"RequireSymbols": true}), shown{"Policies.PasswordPolicy.MinimumLength": 8}},
	{"Policies.PasswordPolicy.TemporaryPasswordValidityDays", "0 is taken as unset and becomes 7", policy(obj{"TemporaryPasswordValidityDays": 0}), shown{"Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7, "AdminCreateUserConfig.UnusedAccountValidityDays": 7}},
	{"Policies.PasswordPolicy.PasswordHistorySize", "absent unless sent", policy(obj{"MinimumLength": 9}), shown{"Policies.PasswordPolicy.PasswordHistorySize": absence{}}},
	{"Policies.PasswordPolicy.PasswordHistorySize", "as it was sent", policy(obj{"PasswordHistorySize": 24}), shown{"Policies.PasswordPolicy.PasswordHistorySize": 24}},
	{"Policies.PasswordPolicy.PasswordHistorySize", "0 was sent", policy(obj{"PasswordHistorySize": 0}), shown{"Policies.PasswordPolicy.PasswordHistorySize": 0}},
	{"Policies.SignInPolicy", "absent: PASSWORD", nil, shown{"Policies.SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD"}}}},
	{"Policies.SignInPolicy", "absent in a LITE pool: PASSWORD", obj{"UserPoolTier": "LITE"}, shown{"Policies.SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD"}}}},
	{"Policies.SignInPolicy", "in the order of the request", obj{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"WEB_AUTHN", "PASSWORD", "EMAIL_OTP"}}}},
		shown{"Policies.SignInPolicy": obj{"AllowedFirstAuthFactors": list{"WEB_AUTHN", "PASSWORD", "EMAIL_OTP"}}}},

	{"SmsAuthenticationMessage,SmsConfiguration", "absent unless sent", nil, shown{"SmsAuthenticationMessage": absence{}, "SmsConfiguration": absence{}}},
	{"SmsAuthenticationMessage,SmsConfiguration", "the message comes back", obj{"SmsAuthenticationMessage": code}, shown{"SmsAuthenticationMessage": code, "SmsVerificationMessage": absence{}}},
	{"SmsConfiguration.SnsRegion", "filled with the pool's region", obj{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x"}}, shown{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x", "SnsRegion": "us-east-1"}}},
	{"SmsConfiguration.SnsRegion", "as it was sent", obj{"SmsConfiguration": obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}}, shown{"SmsConfiguration": obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}}},
	{"SmsConfiguration.SnsRegion", "not filled where SNS is not used", obj{"SmsConfiguration": obj{"EumsSms": obj{"CallerArn": role}}}, shown{"SmsConfiguration": obj{"EumsSms": obj{"CallerArn": role}}}},
	{"Status", "never", nil, shown{"Status": absence{}}},
	{"UserAttributeUpdateSettings", "absent: no attribute", nil, shown{"UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{}}}},
	{"UserAttributeUpdateSettings", "as it was sent", obj{"AutoVerifiedAttributes": list{"email"}, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}},
		shown{"UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}}},
	{"UserPoolTier", "absent with threat protection: PLUS", obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "AUDIT"}}, shown{"UserPoolTier": "PLUS"}},
	{"UserPoolTier", "absent with threat protection OFF: ESSENTIALS", obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "OFF"}}, shown{"UserPoolTier": "ESSENTIALS"}},
	{"UserPoolAddOns", "absent unless sent", nil, shown{"UserPoolAddOns": absence{}}},
	{"UserPoolAddOns", "AdvancedSecurityAdditionalFlows {} accompanies the mode", obj{"UserPoolTier": "PLUS", "UserPoolAddOns": obj{"AdvancedSecurityMode": "ENFORCED"}},
		shown{"UserPoolAddOns": obj{"AdvancedSecurityMode": "ENFORCED", "AdvancedSecurityAdditionalFlows": obj{}}}},
	{"UserPoolAddOns", "OFF is shown, too", obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "OFF"}}, shown{"UserPoolAddOns": obj{"AdvancedSecurityMode": "OFF", "AdvancedSecurityAdditionalFlows": obj{}}}},
	{"UserPoolAddOns", "as it was sent", obj{"UserPoolTier": "PLUS", "UserPoolAddOns": obj{"AdvancedSecurityMode": "AUDIT", "AdvancedSecurityAdditionalFlows": obj{"CustomAuthMode": "ENFORCED"}}},
		shown{"UserPoolAddOns": obj{"AdvancedSecurityMode": "AUDIT", "AdvancedSecurityAdditionalFlows": obj{"CustomAuthMode": "ENFORCED"}}}},
	{"UserPoolTags", "given: the map that was sent", obj{"UserPoolTags": obj{"b": "2", "a": "", "ä": "ö"}}, shown{"UserPoolTags": obj{"b": "2", "a": "", "ä": "ö"}}},
	{"UserPoolTags", "given empty: empty", obj{"UserPoolTags": obj{}}, shown{"UserPoolTags": obj{}}},
	{"UserPoolTier", "absent: ESSENTIALS", nil, shown{"UserPoolTier": "ESSENTIALS"}},
	{"UserPoolTier", "as it was sent: LITE", obj{"UserPoolTier": "LITE"}, shown{"UserPoolTier": "LITE"}},
	{"UserPoolTier", "as it was sent: PLUS", obj{"UserPoolTier": "PLUS"}, shown{"UserPoolTier": "PLUS"}},
	{"UsernameAttributes", "absent unless sent", nil, shown{"UsernameAttributes": absence{}}},
	{"UsernameAttributes", "in the order of the request", obj{"UsernameAttributes": list{"phone_number", "email"}}, shown{"UsernameAttributes": list{"phone_number", "email"}}},
	{"UsernameConfiguration", "absent unless sent, and stays absent", nil, shown{"UsernameConfiguration": absence{}}},
	{"UsernameConfiguration", "as it was sent", obj{"UsernameConfiguration": obj{"CaseSensitive": true}}, shown{"UsernameConfiguration": obj{"CaseSensitive": true}}},
	{"VerificationMessageTemplate", "absent: CONFIRM_WITH_CODE", nil, shown{"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE"}}},
	{"VerificationMessageTemplate", "CONFIRM_WITH_CODE is there whenever it was not sent", obj{"VerificationMessageTemplate": obj{"EmailSubjectByLink": "s"}}, shown{"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailSubjectByLink": "s"}}},
	{"VerificationMessageTemplate", "messages by code and by link come back with either option",
		obj{"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessage": code, "EmailMessageByLink": "Click {##here##}"}},
		shown{"VerificationMessageTemplate": obj{"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessage": code, "EmailMessageByLink": "Click {##here##}"}}},
	{"AcrConfiguration,DcrConfiguration", "absent unless sent", nil, shown{"AcrConfiguration": absence{}, "DcrConfiguration": absence{}}},
	{"AcrConfiguration,DcrConfiguration", "as they were sent", obj{"AcrConfiguration": obj{"Level2": obj{"AcrValue": "x"}}, "DcrConfiguration": obj{"EnableStatus": "Enabled", "AllowedScopes": list{"b", "a"}, "OpenDcrGrantTypes": list{}}},
		shown{"AcrConfiguration": obj{"Level2": obj{"AcrValue": "x"}}, "DcrConfiguration": obj{"EnableStatus": "Enabled", "AllowedScopes": list{"b", "a"}, "OpenDcrGrantTypes": list{}}}},
}

func policy(members obj) obj { return obj{"Policies": obj{"PasswordPolicy": members}} }

func TestDefaults(t *testing.T) {
	t.Parallel()
	for _, r := range defaultRules {
		t.Run(r.field+": "+r.rule, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			request := r.said
			if request["PoolName"] == nil {
				request = request.with("PoolName", "p")
			}
			created := obj(l.do("CreateUserPool", request)["UserPool"].(map[string]any))
			r.shown.holds(t, created)
			r.shown.holds(t, l.describe(created["Id"].(string)))
		})
	}
}
