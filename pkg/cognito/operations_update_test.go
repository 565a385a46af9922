package cognito_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestUpdate_Settings(t *testing.T) {
	t.Parallel()
	fullSms := obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}
	for name, tc := range map[string]struct {
		created obj
		updates []obj
		want    members
	}{
		"a name": {obj{}, []obj{{"PoolName": "q"}}, members{"Name": "q"}},
		"tags replace all tags": {
			obj{"UserPoolTags": obj{"a": "1", "b": "2"}}, []obj{{"UserPoolTags": obj{"b": "3", "c": ""}}}, members{"UserPoolTags": obj{"b": "3", "c": ""}},
		},
		"no tags at all":             {obj{"UserPoolTags": obj{"a": "1"}}, []obj{{"UserPoolTags": obj{}}}, members{"UserPoolTags": obj{}}},
		"a feature plan up and down": {obj{"UserPoolTier": "LITE"}, []obj{{"UserPoolTier": "PLUS"}, {"UserPoolTier": "LITE"}}, members{"UserPoolTier": "LITE"}},
		"a password policy leaves the sign-in policy": {
			firstFactors("PASSWORD", "EMAIL_OTP"), []obj{policy(obj{"MinimumLength": 10})},
			members{"Policies.SignInPolicy.AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}, "Policies.PasswordPolicy.MinimumLength": 10, "Policies.PasswordPolicy.RequireNumbers": false},
		},
		"a sign-in policy leaves the password policy": {
			policy(obj{"MinimumLength": 10, "RequireNumbers": true}), []obj{firstFactors("PASSWORD", "WEB_AUTHN")},
			members{"Policies.SignInPolicy.AllowedFirstAuthFactors": list{"PASSWORD", "WEB_AUTHN"}, "Policies.PasswordPolicy.MinimumLength": 10, "Policies.PasswordPolicy.RequireNumbers": true},
		},
		"empty policies leave both":                          {policy(obj{"MinimumLength": 10}), []obj{{"Policies": obj{}}}, members{"Policies.PasswordPolicy.MinimumLength": 10}},
		"a password policy in part is new, not laid over":    {policy(obj{"MinimumLength": 10, "RequireNumbers": true}), []obj{policy(obj{"RequireSymbols": true})}, members{"Policies.PasswordPolicy.MinimumLength": 8, "Policies.PasswordPolicy.RequireNumbers": false}},
		"temporary days are kept, and unused accounts do so": {policy(obj{"TemporaryPasswordValidityDays": 3}), []obj{{}}, members{"AdminCreateUserConfig.UnusedAccountValidityDays": 3}},
		"unused days without temporary days become 7 (update-admin-create-user-config)": {
			obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}}, []obj{{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true}}},
			members{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true, "UnusedAccountValidityDays": 7}},
		},
		"both days over two requests are accepted": {
			policy(obj{"TemporaryPasswordValidityDays": 3}), []obj{{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}}},
			members{"AdminCreateUserConfig.UnusedAccountValidityDays": 3, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 3},
		},
		"SMS stays while MFA is not OFF":              {obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}, []obj{{"PoolName": "q"}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "OPTIONAL"}},
		"SMS stays when MFA goes OFF":                 {obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}, []obj{{"MfaConfiguration": "OFF"}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "OFF"}},
		"SMS that is kept is a factor for ON":         {obj{"SmsConfiguration": sms}, []obj{{"MfaConfiguration": "ON"}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "ON"}},
		"SMS that is kept verifies telephones":        {obj{"SmsConfiguration": sms}, []obj{{"AutoVerifiedAttributes": list{"phone_number"}}}, members{"SmsConfiguration": fullSms, "AutoVerifiedAttributes": list{"phone_number"}}},
		"SMS that is specified is new, not laid over": {obj{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x"}}, []obj{{"SmsConfiguration": sms}}, members{"SmsConfiguration": fullSms}},
		"an e-mail address to reply to is kept":       {obj{"EmailConfiguration": obj{"ReplyToEmailAddress": "a@example.com"}}, []obj{{}, {}}, members{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "a@example.com"}}},
		"e-mail settings that are empty reset":        {obj{"EmailConfiguration": obj{"SourceArn": identity, "EmailSendingAccount": "DEVELOPER"}}, []obj{{"EmailConfiguration": obj{}}}, members{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT"}}},
		"a recovery setting that is empty is":         {obj{"AccountRecoverySetting": adminOnly}, []obj{{"AccountRecoverySetting": obj{}}}, members{"AccountRecoverySetting": obj{}}},
		"a recovery setting that is specified is new": {obj{"AccountRecoverySetting": adminOnly}, []obj{{"AccountRecoverySetting": recovery}, {}}, members{"AccountRecoverySetting": recovery}},
		"SMS that is specified stays with MFA OFF":    {obj{"MfaConfiguration": "ON", "SmsConfiguration": sms}, []obj{{"MfaConfiguration": "OFF", "SmsConfiguration": sms}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "OFF"}},
		"SMS and MFA ON in one request":               {obj{}, []obj{{"MfaConfiguration": "ON", "SmsConfiguration": sms}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "ON"}},
		"SMS and MFA OPTIONAL in one request":         {obj{}, []obj{{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}}, members{"SmsConfiguration": fullSms, "MfaConfiguration": "OPTIONAL"}},
		"an SMS message goes, with MFA or not":        {obj{"MfaConfiguration": "ON", "SmsConfiguration": sms, "SmsAuthenticationMessage": code}, []obj{{}}, members{"SmsAuthenticationMessage": absence{}, "SmsConfiguration": fullSms}},
		"update settings may be switched off":         {obj{"AutoVerifiedAttributes": list{"email"}, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}}, []obj{{"UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{}}}}, members{"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate": list{}, "AutoVerifiedAttributes": absence{}}},
		"protection may be switched on and off":       {obj{}, []obj{{"DeletionProtection": "ACTIVE"}, {"DeletionProtection": "INACTIVE"}}, members{"DeletionProtection": "INACTIVE"}},
		"a message in the template is here, too":      {obj{"EmailVerificationMessage": code}, []obj{{"VerificationMessageTemplate": obj{"EmailMessage": otherCode}}}, members{"EmailVerificationMessage": otherCode, "VerificationMessageTemplate.EmailMessage": otherCode}},
		"a recovery setting that is sent back":        {obj{"MfaConfiguration": "ON", "SmsConfiguration": sms}, []obj{{"AccountRecoverySetting": recovery}}, members{"AccountRecoverySetting": recovery}},
		"null is unset":                               {obj{"DeletionProtection": "ACTIVE", "AutoVerifiedAttributes": list{"email"}}, []obj{{"DeletionProtection": nil, "AutoVerifiedAttributes": nil}}, members{"DeletionProtection": "ACTIVE", "AutoVerifiedAttributes": absence{}}},
		"what is empty is specified":                  {obj{"AutoVerifiedAttributes": list{"email"}}, []obj{{"AutoVerifiedAttributes": list{}, "AcrConfiguration": obj{}}}, members{"AutoVerifiedAttributes": list{}, "AcrConfiguration": obj{}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(tc.created.with("PoolName", "p"))
			for _, update := range tc.updates {
				l.update(id, update)
			}
			tc.want.in(t, l.describe(id))
		})
	}
}

// TestEdit_Dates: LastModifiedDate moves but for tags and log delivery, CreationDate does not; a refused
// call moves neither. A clock that goes back changes nothing before it was made.
func TestEdit_Dates(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	before := l.describe(id)
	assert.Equal(t, before["CreationDate"], before["LastModifiedDate"])
	l.later(time.Hour)
	l.invalid("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
		"UpdateUserPool", obj{"UserPoolId": id, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}})
	assert.Equal(t, before, l.describe(id))
	for operation := range edits {
		modified := l.describe(id)["LastModifiedDate"].(float64)
		l.later(time.Second)
		l.do(operation, l.request(operation, id))
		want := float64(l.now.Unix())
		if slices.Contains([]string{"TagResource", "UntagResource", "SetLogDeliveryConfiguration"}, operation) {
			want = modified
		}
		members{"CreationDate": before["CreationDate"], "LastModifiedDate": want}.in(t, l.describe(id))
	}
	l.later(-24 * time.Hour)
	l.do("UpdateUserPool", obj{"UserPoolId": id})
	members{"CreationDate": before["CreationDate"], "LastModifiedDate": before["CreationDate"]}.in(t, l.describe(id))
}
