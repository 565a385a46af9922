package terraform

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"

	"userpools/pkg/clients/wiretap"
)

var (
	recovery = &types.AccountRecoverySettingType{RecoveryMechanisms: []types.RecoveryOptionType{
		{Name: types.RecoveryOptionNameTypeVerifiedEmail, Priority: aws.Int32(1)},
	}}
	messages = &types.SmsConfigurationType{
		ExternalId: aws.String("test"), SnsCallerArn: aws.String("arn:aws:iam::" + wiretap.Account + ":role/service-role/sms"),
	}
	tokens   = &types.SoftwareTokenMfaConfigType{Enabled: true}
	noTokens = &types.SoftwareTokenMfaConfigType{}
	withSms  = arguments{Name: "mfa", MfaConfiguration: types.UserPoolMfaTypeOn, AccountRecoverySetting: recovery, SmsConfiguration: messages}
	// The settings stay when MFA goes, and the provider relies on it: it sends no
	// SMS block then (acceptance tests MFA_sms, update).
	smsStays  = func(t *testing.T, a arguments) { assert.NotNil(t, a.SmsConfiguration) }
	smsNot    = func(t *testing.T, a arguments) { assert.Nil(t, a.SmsConfiguration) }
	tokensNot = func(t *testing.T, a arguments) { assert.Nil(t, a.SoftwareTokenMfa) }
)

func with(a arguments, change func(*arguments)) arguments {
	change(&a)
	return a
}

func TestMfaByTextMessage(t *testing.T) {
	apply(t,
		step{name: "on", to: withSms, calls: withMfa, check: tokensNot},
		step{name: "off", to: arguments{Name: "mfa"}, calls: mfa, check: smsStays},
		step{name: "on again", to: withSms, calls: mfa, check: smsStays},
	)
}

func TestMfaByTextMessageAndSoftwareToken(t *testing.T) {
	apply(t,
		step{name: "tokens not enabled", to: with(withSms, func(a *arguments) { a.SoftwareTokenMfa = noTokens }), calls: withMfa, check: func(t *testing.T, a arguments) {
			assert.NotNil(t, a.SoftwareTokenMfa, "a block that was said is there, also when it says no")
		}},
		step{name: "tokens enabled", to: with(withSms, func(a *arguments) { a.SoftwareTokenMfa = tokens }), calls: mfa},
		step{name: "off", to: arguments{Name: "mfa"}, calls: mfa, check: func(t *testing.T, a arguments) {
			smsStays(t, a)
			tokensNot(t, a)
		}},
	)
}

func TestMfaFromTextMessageToSoftwareToken(t *testing.T) {
	apply(t,
		step{name: "by text message", to: withSms, calls: withMfa},
		step{name: "by token", to: with(withSms, func(a *arguments) { a.SmsConfiguration, a.SoftwareTokenMfa = nil, tokens }), calls: mfa, check: smsStays},
	)
}

func TestMfaBySoftwareToken(t *testing.T) {
	byToken := arguments{Name: "mfa", MfaConfiguration: types.UserPoolMfaTypeOn, AccountRecoverySetting: recovery, SoftwareTokenMfa: tokens}
	apply(t,
		step{name: "on", to: byToken, calls: withMfa, check: smsNot},
		step{name: "off", to: arguments{Name: "mfa"}, calls: mfa, check: tokensNot},
		step{name: "on again", to: byToken, calls: mfa, check: smsNot},
		step{name: "by text message instead", to: withSms, calls: mfaFirst, check: tokensNot},
	)
}

func TestTextMessagesWithoutMfa(t *testing.T) {
	other := *messages
	other.ExternalId = aws.String("test2")
	apply(t,
		step{name: "made", to: arguments{Name: "sms", SmsConfiguration: messages}, calls: create},
		step{name: "nothing said", to: arguments{Name: "sms", Tags: map[string]string{"k": "v"}}, calls: tagged, check: smsStays},
		step{name: "another external id", to: arguments{Name: "sms", SmsConfiguration: &other}, calls: []string{"SetUserPoolMfaConfig", "UpdateUserPool", "UntagResource"}},
	)
}

// The provider's acceptance test of updates: the recovery is left to the service,
// and what was described is sent back although it does not go with SMS MFA.
func TestMfaByTextMessageInAPoolWithEverything(t *testing.T) {
	everything := arguments{
		Name: "everything", MfaConfiguration: types.UserPoolMfaTypeOptional,
		AutoVerifiedAttributes:   []types.VerifiedAttributeType{"email"},
		EmailVerificationMessage: "Foo {####} Bar", EmailVerificationSubject: "FooBar {####}", SmsVerificationMessage: "{####} Baz",
		SmsAuthenticationMessage: "first {####}",
		AdminCreateUserConfig: &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true, InviteMessageTemplate: &types.MessageTemplateType{
			EmailMessage: aws.String("Your username is {username} and temporary password is {####}. "), EmailSubject: aws.String("FooBar {####}"),
			SMSMessage: aws.String("Your username is {username} and temporary password is {####}."),
		}},
		DeviceConfiguration:         &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true},
		VerificationMessageTemplate: &types.VerificationMessageTemplateType{},
		SmsConfiguration:            messages,
	}
	reworded := with(everything, func(a *arguments) { a.SmsAuthenticationMessage = "second {####}" })
	apply(t,
		step{name: "made", to: everything, calls: withMfa},
		step{name: "reworded", to: reworded, calls: mfaFirst},
		step{name: "MFA off", to: with(reworded, func(a *arguments) { a.MfaConfiguration = types.UserPoolMfaTypeOff }), calls: mfa, check: smsStays},
	)
}

func TestPasskeysWithoutMfa(t *testing.T) {
	passkeys := &types.WebAuthnConfigurationType{RelyingPartyId: aws.String("auth.example.com"), UserVerification: types.UserVerificationTypeRequired}
	apply(t,
		step{name: "made", to: arguments{Name: "passkeys", WebAuthn: passkeys}, calls: withMfa},
		step{name: "other settings", to: arguments{Name: "passkeys", WebAuthn: &types.WebAuthnConfigurationType{
			RelyingPartyId: aws.String("example.com"), UserVerification: types.UserVerificationTypePreferred,
		}}, calls: mfa},
		step{name: "none", to: arguments{Name: "passkeys"}, calls: mfa, check: func(t *testing.T, a arguments) { assert.Nil(t, a.WebAuthn) }},
	)
}
