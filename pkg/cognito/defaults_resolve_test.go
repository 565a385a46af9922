package cognito_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
)

// settings are any settings at all: most of them no rule would let through.
var settings = rapid.Make[cognito.PoolSettings]()

// Resolving what is resolved changes nothing, whatever was said. Of one thing it
// cannot be true: UnusedAccountValidityDays alone is what was said, but beside
// TemporaryPasswordValidityDays, which an answer always has, it follows them
// (docs/departures.md#unused-days).
func TestResolvingWhatIsResolvedChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := settings.Draw(t, "said")
		once := cognito.Resolve(&said, "eu-west-1")
		twice := cognito.Resolve(&once, "eu-west-1")
		twice.AdminCreateUserConfig.UnusedAccountValidityDays = once.AdminCreateUserConfig.UnusedAccountValidityDays
		assert.Equal(t, once, twice)
	})
}

// Resolving writes to nothing that it is given: two readers of one stored pool
// must not see each other.
func TestResolvingLeavesWhatWasSaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := settings.Draw(t, "said")
		before, err := json.Marshal(said)
		require.NoError(t, err)
		cognito.Resolve(&said, "eu-west-1")
		after, err := json.Marshal(said)
		require.NoError(t, err)
		assert.Equal(t, string(before), string(after))
	})
}

// What was said stays, every member of it, but for days that count as unset.
func TestResolvingDropsNothingThatWasSaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		said := settings.Draw(t, "said")
		resolved := cognito.Resolve(&said, "eu-west-1")
		if said.Policies != nil && said.Policies.PasswordPolicy != nil {
			said.Policies.PasswordPolicy.TemporaryPasswordValidityDays = nil
		}
		if said.AdminCreateUserConfig != nil {
			said.AdminCreateUserConfig.UnusedAccountValidityDays = nil
		}
		kept(t, "", reflect.ValueOf(said), reflect.ValueOf(resolved))
	})
}

// kept: what is not nil in before is in after as well.
func kept(t *rapid.T, path string, before, after reflect.Value) {
	switch before.Kind() {
	case reflect.Struct:
		for i := range before.NumField() {
			kept(t, path+"."+before.Type().Field(i).Name, before.Field(i), after.Field(i))
		}
	case reflect.Pointer:
		if !before.IsNil() {
			require.False(t, after.IsNil(), path)
			kept(t, path, before.Elem(), after.Elem())
		}
	case reflect.Slice, reflect.Map:
		assert.Equal(t, before.IsNil(), after.IsNil(), path)
		assert.Equal(t, before.Interface(), after.Interface(), path)
	default:
		assert.Equal(t, before.Interface(), after.Interface(), path)
	}
}

// choices are what the pools of the next test say: for each member several
// values, among them such as break a rule beside others.
var choices = map[string][]any{
	"Policies": {
		obj{}, policy(obj{})["Policies"], policy(obj{"TemporaryPasswordValidityDays": 3, "RequireNumbers": true})["Policies"],
		policy(obj{"PasswordHistorySize": 3, "MinimumLength": 99})["Policies"],
		obj{"SignInPolicy": obj{}}, obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD"}}},
		obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "WEB_AUTHN", "EMAIL_OTP"}}},
		obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"SMS_OTP", "PASSWORD"}}, "PasswordPolicy": obj{"TemporaryPasswordValidityDays": 0}},
	},
	"DeletionProtection":          {"ACTIVE", "INACTIVE"},
	"LambdaConfig":                {obj{}, obj{"PreTokenGeneration": function}, obj{"PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V2_0"}}, obj{"PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V1_0"}, "PreSignUp": function}, obj{"CustomSMSSender": obj{"LambdaArn": function, "LambdaVersion": "V1_0"}, "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/k"}},
	"AutoVerifiedAttributes":      {list{}, list{"email"}, list{"phone_number", "email"}},
	"SmsVerificationMessage":      {code},
	"EmailVerificationMessage":    {code},
	"EmailVerificationSubject":    {"s"},
	"VerificationMessageTemplate": {obj{}, obj{"EmailMessage": otherCode, "SmsMessage": code}, obj{"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessageByLink": "{##x##}"}},
	"SmsAuthenticationMessage":    {code},
	"MfaConfiguration":            {"OFF", "OPTIONAL", "ON"},
	"UserAttributeUpdateSettings": {obj{}, obj{"AttributesRequireVerificationBeforeUpdate": list{}}, obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}},
	"DeviceConfiguration":         {obj{}, obj{"ChallengeRequiredOnNewDevice": true}},
	"EmailConfiguration":          {obj{}, obj{"EmailSendingAccount": "COGNITO_DEFAULT"}, obj{"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": "ann@example.com"}, obj{"SourceArn": identity}},
	"SmsConfiguration":            {obj{"SnsCallerArn": role}, obj{"SnsCallerArn": role, "SnsRegion": "us-east-1", "ExternalId": ""}, obj{"EumsSms": obj{"CallerArn": role, "Region": "eu-west-1"}}},
	"UserPoolTags":                {obj{}, obj{"a": "b", "c": ""}},
	"AdminCreateUserConfig":       {obj{}, obj{"AllowAdminCreateUserOnly": true}, obj{"UnusedAccountValidityDays": 30}, obj{"InviteMessageTemplate": obj{}}, obj{"InviteMessageTemplate": obj{"SMSMessage": code}}},
	"Schema":                      {list{obj{"Name": "email", "Required": true}}, list{obj{"Name": "x", "AttributeDataType": "Number"}, obj{"Name": "y", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}}},
	"UserPoolAddOns":              {obj{"AdvancedSecurityMode": "OFF"}, obj{"AdvancedSecurityMode": "AUDIT"}},
	"DcrConfiguration":            {obj{}, obj{"EnableStatus": "Disabled", "AllowedScopes": list{}}},
	"AcrConfiguration":            {obj{}, obj{"Level1": obj{"AcrValue": "one"}}},
	"AliasAttributes":             {list{"email"}, list{}},
	"UsernameAttributes":          {list{"email"}},
	"UsernameConfiguration":       {obj{"CaseSensitive": false}},
	"AccountRecoverySetting":      {obj{}, recovery, obj{"RecoveryMechanisms": list{obj{"Name": "admin_only", "Priority": 1}}}, obj{"RecoveryMechanisms": list{obj{"Name": "verified_email", "Priority": 1}}}},
	"UserPoolTier":                {"LITE", "ESSENTIALS", "PLUS"},
	"KeyConfiguration":            {obj{}, obj{"KeyType": "AWS_OWNED_KEY"}},
	"IssuerConfiguration":         {obj{}, obj{"Type": "UPDATED"}},
}

// factors are what SetUserPoolMfaConfig may say of them afterwards; nil is no call.
var factors = []obj{
	nil, nil,
	{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}},
	{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}, "WebAuthnConfiguration": obj{"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}},
	{"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": obj{}},
	{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": obj{"SnsCallerArn": role}, "SmsAuthenticationMessage": code}},
	{"WebAuthnConfiguration": obj{}},
}

// The members that UpdateUserPool takes of a pool as DescribeUserPool shows it,
// sent back as an update of the same pool, break nothing but validity-days,
// which AWS's own answers break; and without those days they change nothing that
// is shown. Terraform and Pulumi work in this way.
func TestWhatIsShownCanBeSentBack(t *testing.T) {
	t.Parallel()
	taken := updatable()
	var tried, accepted int
	rapid.Check(t, func(rt *rapid.T) {
		request := obj{"PoolName": "p"}
		for _, member := range slices.Sorted(maps.Keys(choices)) {
			if rapid.IntRange(0, 3).Draw(rt, member+" is said") == 0 {
				request[member] = rapid.SampledFrom(choices[member]).Draw(rt, member)
			}
		}
		l := newLab(t)
		tried++
		made := l.send("CreateUserPool", request)
		if made.Status != http.StatusOK {
			return
		}
		accepted++
		id := idOf(t, made.Body)
		if mfa := rapid.SampledFrom(factors).Draw(rt, "factors"); mfa != nil {
			l.send("SetUserPoolMfaConfig", mfa.with("UserPoolId", id)) // refused or not
		}
		before := l.describe(id)
		back := obj{"UserPoolId": id, "PoolName": before["Name"]}
		for member, value := range before {
			if taken[member] {
				back[member] = value
			}
		}
		l.send("UpdateUserPool", back)
		if smsOtpWithoutSms(before) {
			require.Equal(rt, "rule sign-in-sms-otp", l.entry.Refused)
			return
		}
		require.Equal(rt, "rule validity-days", l.entry.Refused)

		admin := maps.Clone(before["AdminCreateUserConfig"].(map[string]any))
		days := admin["UnusedAccountValidityDays"]
		delete(admin, "UnusedAccountValidityDays")
		answer := l.send("UpdateUserPool", back.with("AdminCreateUserConfig", admin))
		require.Equal(rt, `{}`, string(answer.Body), "%v", request)
		after := l.describe(id)
		after["AdminCreateUserConfig"].(map[string]any)["UnusedAccountValidityDays"] = days // 30 alone became 7
		assert.Equal(rt, before, after)
	})
	assert.Greater(t, accepted, tried/20, "enough of %d requests make a pool", tried)
}

func smsOtpWithoutSms(pool obj) bool {
	first, _ := pool.at("Policies", "SignInPolicy", "AllowedFirstAuthFactors").([]any)
	return slices.Contains(first, any("SMS_OTP")) && pool["SmsConfiguration"] == nil
}

// updatable are the members that UpdateUserPool takes.
func updatable() map[string]bool {
	members := map[string]bool{}
	for _, op := range cognito.Operations() {
		if op.Name != "UpdateUserPool" {
			continue
		}
		for i := range op.Input.Members {
			members[op.Input.Members[i].Name] = true
		}
	}
	return members
}
