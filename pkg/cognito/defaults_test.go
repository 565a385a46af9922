package cognito_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	recovery  = obj{"RecoveryMechanisms": list{obj{"Name": "verified_email", "Priority": 1}, obj{"Name": "verified_phone_number", "Priority": 2}}}
	reversed  = obj{"RecoveryMechanisms": list{obj{"Name": "verified_phone_number", "Priority": 1}, obj{"Name": "verified_email", "Priority": 2}}}
	adminOnly = obj{"RecoveryMechanisms": list{obj{"Name": "admin_only", "Priority": 1}}}
	role      = "arn:aws:iam::123456789012:role/service-role/sms"
	sms       = obj{"SnsCallerArn": role}
	function  = "arn:aws:lambda:us-east-1:123456789012:function:f"
	identity  = "arn:aws:ses:us-east-1:123456789012:identity/ann@example.com"
	key       = "arn:aws:kms:us-east-1:123456789012:key/k"
	code      = "Your code is {####}."
	otherCode = "Another {####}."
)

func policy(members obj) obj { return obj{"Policies": obj{"PasswordPolicy": members}} }

func firstFactors(factors ...any) obj {
	return obj{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": factors}}}
}

// TestDefaults: what a create that specifies a member in part, or one that another
// follows, is described with, beside what testdata/defaults.json lists.
func TestDefaults(t *testing.T) {
	t.Parallel()
	const (
		unusedDays = "AdminCreateUserConfig.UnusedAccountValidityDays"
		history    = "Policies.PasswordPolicy.PasswordHistorySize"
		template   = "VerificationMessageTemplate"
	)
	longPolicy := obj{"MinimumLength": 8, "RequireLowercase": true, "RequireNumbers": true, "RequireSymbols": true, "RequireUppercase": true, "TemporaryPasswordValidityDays": 7}
	temporaryDays := func(days int) obj { return policy(obj{"TemporaryPasswordValidityDays": days}) }
	for name, tc := range map[string]struct {
		create obj
		want   members
	}{
		"LITE": {obj{"UserPoolTier": "LITE"}, members{"AccountRecoverySetting": recovery, "Policies.SignInPolicy.AllowedFirstAuthFactors": list{"PASSWORD"}}},

		"unused days: an empty configuration":        {obj{"AdminCreateUserConfig": obj{}}, members{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7}}},
		"unused days follow temporary days, 1":       {temporaryDays(1), members{unusedDays: 1}},
		"unused days follow temporary days, 365":     {temporaryDays(365), members{unusedDays: 365}},
		"unused days 30, temporary days unset":       {obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 30}}, members{unusedDays: 30, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7}},
		"unused days 0 are unset":                    {obj{"AdminCreateUserConfig": obj{"UnusedAccountValidityDays": 0}}, members{unusedDays: 7}},
		"unused days 0 beside temporary days":        {temporaryDays(2).with("AdminCreateUserConfig", obj{"UnusedAccountValidityDays": 0}), members{unusedDays: 2}},
		"unused days 30 beside temporary days 0":     {temporaryDays(0).with("AdminCreateUserConfig", obj{"UnusedAccountValidityDays": 30}), members{unusedDays: 30, "Policies.PasswordPolicy.TemporaryPasswordValidityDays": 7}},
		"unused days unset beside temporary days 0":  {temporaryDays(0), members{unusedDays: 7}},
		"invitations: none without one in a request": {obj{"AdminCreateUserConfig": obj{"AllowAdminCreateUserOnly": true}}, members{"AdminCreateUserConfig.InviteMessageTemplate": absence{}}},

		"e-mail: an empty configuration": {obj{"EmailConfiguration": obj{}}, members{"EmailConfiguration": obj{"EmailSendingAccount": "COGNITO_DEFAULT"}}},
		"triggers: both specified": {obj{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V3_0"}}},
			members{"LambdaConfig": obj{"PreTokenGeneration": function, "PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V3_0"}}}},

		"messages: legacy ones alone": {obj{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": otherCode},
			members{template: obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": code, "EmailSubject": "s", "SmsMessage": otherCode}}},
		"messages: in the template": {obj{template: obj{"EmailMessage": code, "EmailSubject": "s", "SmsMessage": otherCode}},
			members{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": otherCode}},
		"messages: each by itself": {obj{"EmailVerificationMessage": code, template: obj{"SmsMessage": otherCode}},
			members{"EmailVerificationMessage": code, "EmailVerificationSubject": absence{}, "SmsVerificationMessage": otherCode,
				template: obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": code, "SmsMessage": otherCode}}},
		"messages: two different ones": {
			obj{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": code, template: obj{"EmailMessage": otherCode, "EmailSubject": "t", "SmsMessage": otherCode}},
			members{"EmailVerificationMessage": code, "EmailVerificationSubject": "s", "SmsVerificationMessage": code,
				template: obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": otherCode, "EmailSubject": "t", "SmsMessage": otherCode}}},
		"messages: a template in part":  {obj{template: obj{"EmailSubjectByLink": "s"}}, members{template: obj{"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailSubjectByLink": "s"}}},
		"messages: SMS authentication":  {obj{"SmsAuthenticationMessage": code}, members{"SmsVerificationMessage": absence{}}},
		"passwords: empty policies":     {obj{"Policies": obj{}}, members{"Policies.PasswordPolicy": longPolicy}},
		"passwords: a sign-in policy":   {firstFactors("PASSWORD"), members{"Policies.PasswordPolicy": longPolicy}},
		"passwords: a history is unset": {policy(obj{"MinimumLength": 9}), members{history: absence{}}},

		"SMS: SnsRegion beside others":    {obj{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x"}}, members{"SmsConfiguration": obj{"SnsCallerArn": role, "ExternalId": "x", "SnsRegion": "us-east-1"}}},
		"SMS: no SnsRegion without SNS":   {obj{"SmsConfiguration": obj{"EumsSms": obj{"CallerArn": role}}}, members{"SmsConfiguration": obj{"EumsSms": obj{"CallerArn": role}}, "SmsConfigurationFailure": absence{}}},
		"plan: PLUS with protection":      {obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "AUDIT"}}, members{"UserPoolTier": "PLUS"}},
		"plan: ESSENTIALS with it OFF":    {obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "OFF"}}, members{"UserPoolTier": "ESSENTIALS"}},
		"add-ons: the flows with a mode":  {obj{"UserPoolAddOns": obj{"AdvancedSecurityMode": "ENFORCED"}}, members{"UserPoolAddOns": obj{"AdvancedSecurityMode": "ENFORCED", "AdvancedSecurityAdditionalFlows": obj{}}}},
		"PoolName is the Name, verbatim ": {obj{"PoolName": "  a +=,.@-_\t\v "}, members{"Name": "  a +=,.@-_\t\v "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.want.in(t, createdAndDescribed(t, tc.create))
		})
	}
}

// createdAndDescribed makes a pool and gives it as DescribeUserPool answers it, which is
// as CreateUserPool does but for the schema, and for tags where there are none.
func createdAndDescribed(t *testing.T, request obj) obj {
	t.Helper()
	l := newLab(t)
	created := l.created(obj{"PoolName": "p"}.and(request))
	described := l.describe(created["Id"].(string))
	if _, tagged := request["UserPoolTags"]; !tagged {
		assert.NotContains(t, created, "UserPoolTags")
		members{"UserPoolTags": obj{}}.in(t, described)
		created["UserPoolTags"] = described["UserPoolTags"]
	}
	created["SchemaAttributes"] = described["SchemaAttributes"]
	assert.Equal(t, created, described)
	return described
}

// echoed are values that come back as they went in, by their paths: lists in the order
// of the request, and absent, empty and false as three things.
var echoed = map[string]list{
	"AccountRecoverySetting":                               {obj{}, adminOnly, reversed},
	"AcrConfiguration":                                     {obj{}, obj{"Level2": obj{"AcrValue": "x"}}},
	"AdminCreateUserConfig.AllowAdminCreateUserOnly":       {false, true},
	"AdminCreateUserConfig.InviteMessageTemplate":          {obj{}, obj{"EmailSubject": "Welcome"}, obj{"EmailMessage": code, "EmailSubject": "s", "SMSMessage": code}},
	"AliasAttributes":                                      {list{}, list{"email"}, list{"preferred_username", "email", "phone_number"}},
	"AutoVerifiedAttributes":                               {list{}, list{"email"}},
	"DcrConfiguration":                                     {obj{}, obj{"EnableStatus": "Enabled", "AllowedScopes": list{"b", "a"}, "OpenDcrGrantTypes": list{}}},
	"DcrConfiguration.AllowedScopes":                       {list{}},
	"DcrConfiguration.AuthenticatedGrantTypes":             {list{}},
	"DcrConfiguration.OpenDcrEnabled":                      {false, true},
	"DeletionProtection":                                   {"INACTIVE", "ACTIVE"},
	"DeviceConfiguration":                                  {obj{}, obj{"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}},
	"DeviceConfiguration.ChallengeRequiredOnNewDevice":     {false, true},
	"DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt": {false, true},
	"EmailConfiguration":                                   {obj{"EmailSendingAccount": "DEVELOPER", "SourceArn": identity, "From": "Ann <ann@example.com>", "ConfigurationSet": "set"}},
	"EmailVerificationMessage":                             {code},
	"EmailVerificationSubject":                             {"s"},
	"SmsAuthenticationMessage":                             {code},
	"SmsVerificationMessage":                               {otherCode},
	"IssuerConfiguration":                                  {obj{}, obj{"Type": "UPDATED"}},
	"KeyConfiguration":                                     {obj{}, obj{"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": key}},
	"LambdaConfig":                                         {obj{}, obj{"PreSignUp": function}},
	"MfaConfiguration":                                     {"OFF"},
	"Policies.PasswordPolicy.PasswordHistorySize":          {0, 24},
	"Policies.PasswordPolicy.RequireNumbers":               {false, true},
	"Policies.SignInPolicy":                                {obj{}, obj{"AllowedFirstAuthFactors": list{"WEB_AUTHN", "PASSWORD", "EMAIL_OTP"}}},
	"SmsConfiguration":                                     {obj{"SnsCallerArn": role, "SnsRegion": "us-east-1", "ExternalId": ""}, obj{"EumsSms": obj{"CallerArn": role, "InEntityId": ""}}},
	"UserAttributeUpdateSettings":                          {obj{}, obj{"AttributesRequireVerificationBeforeUpdate": list{}}},
	"UserPoolAddOns":                                       {obj{"AdvancedSecurityMode": "AUDIT", "AdvancedSecurityAdditionalFlows": obj{"CustomAuthMode": "ENFORCED"}}},
	"UserPoolTags":                                         {obj{}, obj{"b": "2", "a": "", "ä": "ö"}},
	"UserPoolTier":                                         {"LITE", "ESSENTIALS", "PLUS"},
	"UsernameAttributes":                                   {list{}, list{"phone_number", "email"}},
	"UsernameConfiguration.CaseSensitive":                  {false, true},
	"VerificationMessageTemplate":                          {obj{"DefaultEmailOption": "CONFIRM_WITH_LINK", "EmailMessage": code, "EmailMessageByLink": "Click {##here##}"}},
}

func TestDefaults_Echoed(t *testing.T) {
	t.Parallel()
	names := []string{"PoolName", "Schema"}
	for path, values := range echoed {
		name, rest, nested := strings.Cut(path, ".")
		names = append(names, name)
		for _, value := range values {
			t.Run(path, func(t *testing.T) {
				t.Parallel()
				request := value
				if nested {
					request = nest(rest, value)
				}
				members{path: value}.in(t, createdAndDescribed(t, obj{name: request}))
			})
		}
	}
	for _, m := range operationNamed(t, "CreateUserPool").Input.Members {
		if !slices.Contains(names, m.Name) { // one that is not listed comes back, too
			members{m.Name: fine(m.Shape)}.in(t, createdAndDescribed(t, obj{m.Name: fine(m.Shape)}))
		}
	}
	for name, request := range map[string]obj{
		"AutoVerifiedAttributes":      {"AutoVerifiedAttributes": list{"phone_number", "email"}, "SmsConfiguration": sms},
		"MfaConfiguration":            {"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms},
		"UserAttributeUpdateSettings": {"AutoVerifiedAttributes": list{"email"}, "UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}},
	} {
		members{name: request[name]}.in(t, createdAndDescribed(t, request))
	}
}

// nest is an object with a value at a path.
func nest(path string, value any) obj {
	name, rest, nested := strings.Cut(path, ".")
	if nested {
		value = nest(rest, value)
	}
	return obj{name: value}
}

// TestDefaults_Members: the answers to the smallest request have these members and no other.
func TestDefaults_Members(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	answer := l.do("CreateUserPool", obj{"PoolName": "p"})
	assert.Len(t, answer, 1)
	created := answer["UserPool"].(map[string]any)
	want := []string{"Arn", "CreationDate", "Id", "LastModifiedDate", "Name", "SchemaAttributes"}
	for _, d := range listings[0].defaults(t) {
		if name, _, _ := strings.Cut(d.Member, "."); d.Unset != nil && d.Unset.Described != nil && name != "UserPoolTags" {
			want = append(want, name)
		}
	}
	want = distinct(want)
	assert.Equal(t, want, slices.Sorted(maps.Keys(created)))
	assert.Equal(t, distinct(append(want, "UserPoolTags")), slices.Sorted(maps.Keys(l.describe(created["Id"].(string)))))
}

// TestPoolIDs: the form of ids and ARNs, in every partition; and all 62 characters occur.
func TestPoolIDs(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for region, partition := range map[string]string{
		"us-east-1": "aws", "ap-southeast-2": "aws", "us-gov-west-1": "aws-us-gov", "us-gov-east-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc", "cn-north-1": "aws-cn",
	} {
		l.service.Region = region
		pool := l.created(obj{"PoolName": "p"})
		assert.Regexp(t, `^`+region+`_[0-9A-Za-z]{9}$`, pool["Id"])
		assert.Equal(t, "arn:"+partition+":cognito-idp:"+region+":123456789012:userpool/"+pool["Id"].(string), pool["Arn"])
	}
	seen, ids := map[rune]bool{}, map[string]bool{}
	l.service.Region = labRegion
	for range 200 {
		id := l.create(obj{"PoolName": "p"})
		ids[id] = true
		for _, c := range strings.TrimPrefix(id, "us-east-1_") {
			seen[c] = true
		}
	}
	assert.Len(t, ids, 200, "no id twice")
	assert.Len(t, seen, 62)
}

// choices are what the pools of the next test have: for each member several
// values, among them such as break a rule beside others.
var choices = map[string]list{
	"Policies": {
		obj{}, policy(obj{})["Policies"], policy(obj{"TemporaryPasswordValidityDays": 3, "RequireNumbers": true})["Policies"],
		policy(obj{"PasswordHistorySize": 3, "MinimumLength": 99})["Policies"],
		obj{"SignInPolicy": obj{}}, firstFactors("PASSWORD")["Policies"], firstFactors("PASSWORD", "WEB_AUTHN", "EMAIL_OTP")["Policies"],
		obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"SMS_OTP", "PASSWORD"}}, "PasswordPolicy": obj{"TemporaryPasswordValidityDays": 0}},
	},
	"LambdaConfig": {
		obj{"PreTokenGeneration": function}, obj{"PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V2_0"}},
		obj{"PreTokenGenerationConfig": obj{"LambdaArn": function, "LambdaVersion": "V1_0"}, "PreSignUp": function},
		obj{"CustomSMSSender": obj{"LambdaArn": function, "LambdaVersion": "V1_0"}, "KMSKeyID": key},
	},
	"AutoVerifiedAttributes":      {list{"phone_number", "email"}},
	"VerificationMessageTemplate": {obj{}, obj{"EmailMessage": otherCode, "SmsMessage": code}},
	"MfaConfiguration":            {"OPTIONAL", "ON"},
	"UserAttributeUpdateSettings": {obj{"AttributesRequireVerificationBeforeUpdate": list{"email"}}},
	"EmailConfiguration":          {obj{}, obj{"EmailSendingAccount": "COGNITO_DEFAULT"}, obj{"SourceArn": identity}},
	"SmsConfiguration":            {sms},
	"AdminCreateUserConfig":       {obj{}, obj{"UnusedAccountValidityDays": 30}},
	"Schema":                      {list{obj{"Name": "email", "Required": true}}, list{obj{"Name": "x", "AttributeDataType": "Number"}, customText("y").with("DeveloperOnlyAttribute", true)}},
	"UserPoolAddOns":              {obj{"AdvancedSecurityMode": "OFF"}, obj{"AdvancedSecurityMode": "AUDIT"}},
	"AccountRecoverySetting":      {recovery, obj{"RecoveryMechanisms": list{obj{"Name": "verified_email", "Priority": 1}}}},
}

// factors are what SetUserPoolMfaConfig may set afterwards; nil is no call.
var factors = []obj{
	nil, nil,
	{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}},
	{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}, "WebAuthnConfiguration": obj{"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"}},
	{"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": obj{}},
	{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": sms, "SmsAuthenticationMessage": code}},
	{"WebAuthnConfiguration": obj{}},
}

// TestDefaults_SentBack: the members that UpdateUserPool takes of a pool as DescribeUserPool
// answers it, sent back as an update of the same pool, break nothing but validity-days,
// which AWS's own answers break; and without those days they change nothing that is
// described. Terraform and Pulumi work in this way.
func TestDefaults_SentBack(t *testing.T) {
	t.Parallel()
	values := maps.Clone(choices)
	for path, list := range echoed {
		name, rest, nested := strings.Cut(path, ".")
		for _, value := range list {
			if nested {
				value = nest(rest, value)
			}
			values[name] = append(values[name], value)
		}
	}
	var tried, accepted int
	rapid.Check(t, func(rt *rapid.T) {
		request := obj{"PoolName": "p"}
		for _, member := range slices.Sorted(maps.Keys(values)) {
			if rapid.IntRange(0, 3).Draw(rt, member+" is specified") == 0 {
				request[member] = rapid.SampledFrom(values[member]).Draw(rt, member)
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
		sentBack(rt, l, id)
	})
	assert.Greater(t, accepted, tried/20, "enough of %d requests make a pool", tried)
}

func sentBack(rt *rapid.T, l *lab, id string) {
	before := l.describe(id)
	back := obj{"UserPoolId": id, "PoolName": before["Name"]}
	for _, m := range operationNamed(l.t, "UpdateUserPool").Input.Members {
		if value, there := before[m.Name]; there {
			back[m.Name] = value
		}
	}
	l.send("UpdateUserPool", back)
	first, _ := before.at("Policies.SignInPolicy.AllowedFirstAuthFactors")
	if factors, _ := first.([]any); slices.Contains(factors, any("SMS_OTP")) && before["SmsConfiguration"] == nil {
		require.Equal(rt, "rule sign-in-sms-otp", l.entry.Refused)
		return
	}
	require.Equal(rt, "rule validity-days", l.entry.Refused)

	admin := maps.Clone(before["AdminCreateUserConfig"].(map[string]any))
	days := admin["UnusedAccountValidityDays"]
	delete(admin, "UnusedAccountValidityDays")
	answer := l.send("UpdateUserPool", back.with("AdminCreateUserConfig", admin))
	require.Equal(rt, `{}`, string(answer.Body), "%v", back)
	after := l.describe(id)
	after["AdminCreateUserConfig"].(map[string]any)["UnusedAccountValidityDays"] = days // 30 alone became 7
	assert.Equal(rt, before, after)
}
