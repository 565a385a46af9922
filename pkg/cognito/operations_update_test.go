package cognito_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var adminOnly = obj{"RecoveryMechanisms": list{obj{"Name": "admin_only", "Priority": 1}}}

func TestWhatAnUpdateMakesOfWhatItSays(t *testing.T) {
	t.Parallel()
	sms := obj{"SnsCallerArn": role}
	shownSms := obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}
	for name, tc := range map[string]struct {
		created obj
		updates []obj
		want    shown
	}{
		"a name": {obj{}, []obj{{"PoolName": "q"}}, shown{"Name": "q"}},
		"tags replace all tags": {
			obj{"UserPoolTags": obj{"a": "1", "b": "2"}}, []obj{{"UserPoolTags": obj{"b": "3", "c": ""}}}, shown{"UserPoolTags": obj{"b": "3", "c": ""}},
		},
		"no tags at all":             {obj{"UserPoolTags": obj{"a": "1"}}, []obj{{"UserPoolTags": obj{}}}, shown{"UserPoolTags": obj{}}},
		"a feature plan up and down": {obj{"UserPoolTier": "LITE"}, []obj{{"UserPoolTier": "PLUS"}, {"UserPoolTier": "LITE"}}, shown{"UserPoolTier": "LITE"}},
		"a password policy leaves the sign-in policy": {
			obj{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}}}}, []obj{policy(obj{"MinimumLength": 10})},
			shown{"Policies.SignInPolicy.AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}, "Policies.PasswordPolicy.MinimumLength": 10, "Policies.PasswordPolicy.RequireNumbers": false},
		},
		"a sign-in policy leaves the password policy": {
			policy(obj{"MinimumLength": 10, "RequireNumbers": true}), []obj{{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "WEB_AUTHN"}}}}},
			shown{"Policies.SignInPolicy.AllowedFirstAuthFactors": list{"PASSWORD", "WEB_AUTHN"}, "Policies.PasswordPolicy.MinimumLength": 10, "Policies.PasswordPolicy.RequireNumbers": true},
		},
		"empty policies leave both":                          {policy(obj{"MinimumLength": 10}), []obj{{"Policies": obj{}}}, shown{"Policies.PasswordPolicy.MinimumLength": 10}},
		"a password policy in part is new, not laid over":    {policy(obj{"MinimumLength": 10, "RequireNumbers": true}), []obj{policy(obj{"RequireSymbols": true})}, shown{"Policies.PasswordPolicy.MinimumLength": 8, "Policies.PasswordPolicy.RequireNumbers": false}},
		"temporary days are kept, and unused accounts do so": {policy(obj{"TemporaryPasswordValidityDays": 3}), []obj{{}}, shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 3}},
		"unused days without temporary days become 7 (update-admin-create-user-config)": {
			obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}}, []obj{{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true}}},
			shown{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 7}},
		},
		"both days over two requests are accepted": {
			policy(obj{"TemporaryPasswordValidityDays": 3}), []obj{{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}}},
			shown{"AdminCreateUserConfig.UnusedAccountValidityDays": 3, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 3},
		},
		"SMS stays while MFA is not OFF":         {obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}, []obj{{"PoolName": "q"}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "OPTIONAL"}},
		"SMS stays when MFA goes OFF":            {obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}, []obj{{"MfaConfiguration": "OFF"}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "OFF"}},
		"SMS that is kept is a factor for ON":    {obj{"SmsConfiguration": sms}, []obj{{"MfaConfiguration": "ON"}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "ON"}},
		"SMS that is kept verifies telephones":   {obj{"SmsConfiguration": sms}, []obj{{"AutoVerifiedAttributes": list{"phone_number"}}}, shown{"SmsConfiguration": shownSms, "AutoVerifiedAttributes": list{"phone_number"}}},
		"SMS that is said is new, not laid over": {obj{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x"}}, []obj{{"SmsConfiguration": sms}}, shown{"SmsConfiguration": shownSms}},
		"an e-mail address to reply to is kept":  {obj{"EmailConfiguration": obj{"ReplyToEmailAddress": "a@example.com"}}, []obj{{}, {}}, shown{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "a@example.com"}}},
		"e-mail settings that are empty reset":   {obj{"EmailConfiguration": obj{"SourceArn": identity, "EmailSendingAccount": "DEVELOPER"}}, []obj{{"EmailConfiguration": obj{}}}, shown{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT"}}},
		"a recovery setting that is empty is":    {obj{"AccountRecoverySetting": adminOnly}, []obj{{"AccountRecoverySetting": obj{}}}, shown{"AccountRecoverySetting": obj{}}},
		"a recovery setting that is said is new": {obj{"AccountRecoverySetting": adminOnly}, []obj{{"AccountRecoverySetting": recovery}, {}}, shown{"AccountRecoverySetting": recovery}},
		"SMS that is said stays with MFA OFF":    {obj{"MfaConfiguration": "ON", "SmsConfiguration": sms}, []obj{{"MfaConfiguration": "OFF", "SmsConfiguration": sms}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "OFF"}},
		"SMS and MFA ON in one request":          {obj{}, []obj{{"MfaConfiguration": "ON", "SmsConfiguration": sms}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "ON"}},
		"SMS and MFA OPTIONAL in one request":    {obj{}, []obj{{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}}, shown{"SmsConfiguration": shownSms, "MfaConfiguration": "OPTIONAL"}},
		"an SMS message goes, with MFA or not":   {obj{"MfaConfiguration": "ON", "SmsConfiguration": sms, "SmsAuthenticationMessage": code}, []obj{{}}, shown{"SmsAuthenticationMessage": absence{}, "SmsConfiguration": shownSms}},
		"update settings may be switched off":    {obj{"AutoVerifiedAttributes": list{"email"}, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}}, []obj{{"UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{}}}}, shown{"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate": list{}, "AutoVerifiedAttributes": absence{}}},
		"protection may be switched on and off":  {obj{}, []obj{{"DeletionProtection": "ACTIVE"}, {"DeletionProtection": "INACTIVE"}}, shown{"DeletionProtection": "INACTIVE"}},
		"a message in the template is here, too": {obj{"EmailVerificationMessage": code}, []obj{{"VerificationMessageTemplate": obj{"EmailMessage": otherCode}}}, shown{"EmailVerificationMessage": otherCode, "VerificationMessageTemplate.EmailMessage": otherCode}},
		"null is silence":                        {obj{"DeletionProtection": "ACTIVE", "AutoVerifiedAttributes": list{"email"}}, []obj{{"DeletionProtection": nil, "AutoVerifiedAttributes": nil}}, shown{"DeletionProtection": "ACTIVE", "AutoVerifiedAttributes": absence{}}},
		"what is empty is said":                  {obj{"AutoVerifiedAttributes": list{"email"}}, []obj{{"AutoVerifiedAttributes": list{}, "AcrConfiguration": obj{}}}, shown{"AutoVerifiedAttributes": list{}, "AcrConfiguration": obj{}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(tc.created.with("PoolName", "p"))
			for _, update := range tc.updates {
				l.update(id, update)
			}
			tc.want.holds(t, l.describe(id))
		})
	}
}

// Terraform sends back the default that it was shown: that changes nothing, is
// not judged, and silence stays silence.
func TestARecoverySettingThatShowsAlreadyIsNotJudged(t *testing.T) {
	t.Parallel()
	const smsMfa = "Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_phone_number as a recovery mechanism when SMS MFA is configured."
	pool := obj{"PoolName": "p", "MfaConfiguration": "ON", "SmsConfiguration": obj{"SnsCallerArn": role}}
	reversed := obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}, obj{"Name": "verified_email", "Priority": 2}}}

	l := newLab(t)
	id := l.create(pool)
	l.update(id, obj{"AccountRecoverySetting": recovery})
	shows(t, recovery, l.describe(id), "AccountRecoverySetting")
	l.update(id, obj{"AccountRecoverySetting": recovery, "PoolName": "q"})
	l.invalid(smsMfa, "UpdateUserPool", obj{"UserPoolId": id, "AccountRecoverySetting": reversed})
	l.invalid(smsMfa, "CreateUserPool", pool.with("AccountRecoverySetting", recovery)) // on create the same value is judged

	only := obj{"RecoveryMechanisms": list{obj{"Name": "verified_email", "Priority": 1}}}
	l.update(id, obj{"AccountRecoverySetting": only})
	l.invalid(smsMfa, "UpdateUserPool", obj{"UserPoolId": id, "AccountRecoverySetting": recovery})

	// Nor is one that is kept: it is the same as the one that is sent back.
	id = l.create(obj{"PoolName": "p", "AccountRecoverySetting": reversed})
	l.update(id, obj{"MfaConfiguration": "ON", "SmsConfiguration": obj{"SnsCallerArn": role}})
	shows(t, reversed, l.describe(id), "AccountRecoverySetting")

	// Silence stayed silence: the pool takes SMS MFA after its default was sent back.
	id = l.create(obj{"PoolName": "p"})
	l.update(id, obj{"AccountRecoverySetting": recovery})
	l.update(id, obj{"MfaConfiguration": "ON", "SmsConfiguration": obj{"SnsCallerArn": role}})
	l.update(id, obj{"AccountRecoverySetting": recovery})
	l.do("SetUserPoolMfaConfig", obj{"UserPoolId": id, "MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": obj{"SnsCallerArn": role}}})
}

// A rule on update sees what the request says and what was said before, and no
// default that was filled in.
func TestWhatRulesSeeOfAPool(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": obj{"AdvancedSecurityMode": "AUDIT"}})
	l.update(id, obj{"UserPoolTier": "LITE"}) // UserPoolAddOns are reset by the same request
	id = l.create(obj{"PoolName": "p", "Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "WEB_AUTHN"}}}})
	l.refuse("TierChangeNotAllowedException", "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
		"UpdateUserPool", obj{"UserPoolId": id, "UserPoolTier": "LITE"})

	id = l.create(obj{"PoolName": "p", "AutoVerifiedAttributes": list{"email"}, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}})
	l.invalid("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes", "UpdateUserPool", obj{"UserPoolId": id}) // attr-update-settings-retained
	l.update(id, obj{"AutoVerifiedAttributes": list{"email"}})
}

func TestMfaOnUpdateNeedsAFactor(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	l.invalid("Cannot turn MFA functionality ON, once the user pool has been created.", "UpdateUserPool", obj{"UserPoolId": id, "MfaConfiguration": "ON"})
	l.invalid("SMS configuration and Auto verification for phone_number are required when MFA is required/optional", "UpdateUserPool", obj{"UserPoolId": id, "MfaConfiguration": "OPTIONAL"})
	l.do("SetUserPoolMfaConfig", obj{"UserPoolId": id, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}})
	l.update(id, obj{"MfaConfiguration": "ON"})
	l.update(id, obj{"MfaConfiguration": "OFF"})
	assert.Equal(t, plain(t, obj{"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}), l.mfa(id), "the block is left alone")
	l.update(id, obj{"MfaConfiguration": "OPTIONAL"})
}

// LastModifiedDate moves, CreationDate does not; a refused update moves neither.
func TestTheDatesOfAnUpdate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	created := l.describe(id)
	assert.Equal(t, created["CreationDate"], created["LastModifiedDate"])
	l.later(time.Hour)
	l.invalid("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
		"UpdateUserPool", obj{"UserPoolId": id, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}})
	assert.Equal(t, created, l.describe(id))
	l.update(id, obj{})
	updated := l.describe(id)
	assert.Equal(t, created["CreationDate"], updated["CreationDate"])
	assert.InDelta(t, created["LastModifiedDate"].(float64)+3600, updated["LastModifiedDate"], 0.0001)
}
