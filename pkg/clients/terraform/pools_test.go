package terraform

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	create   = []string{"CreateUserPool"}
	update   = []string{"UpdateUserPool"}
	tagged   = []string{"TagResource"}
	attrs    = []string{"AddCustomAttributes"}
	withMfa  = []string{"CreateUserPool", "SetUserPoolMfaConfig"}
	mfa      = []string{"SetUserPoolMfaConfig"}
	mfaFirst = []string{"SetUserPoolMfaConfig", "UpdateUserPool"}
)

// What the provider's own acceptance test finds in a pool with a name only.
func TestAMinimalPool(t *testing.T) {
	apply(t,
		step{name: "made", to: arguments{Name: "minimal"}, calls: create, check: func(t *testing.T, a arguments) {
			assert.Nil(t, a.SmsConfiguration)
			assert.Nil(t, a.SoftwareTokenMfa)
			assert.Nil(t, a.WebAuthn)
			assert.Nil(t, a.LambdaConfig)
			assert.Empty(t, a.Tags)
			require.NotNil(t, a.AccountRecoverySetting)
			require.NotNil(t, a.AdminCreateUserConfig)
			assert.Equal(t, types.EmailSendingAccountTypeCognitoDefault, a.EmailConfiguration.EmailSendingAccount)
			assert.Equal(t, types.DefaultEmailOptionTypeConfirmWithCode, a.VerificationMessageTemplate.DefaultEmailOption)
			assert.Equal(t, int32(8), *a.PasswordPolicy.MinimumLength)
			assert.Equal(t, int32(7), a.PasswordPolicy.TemporaryPasswordValidityDays)
			assert.Equal(t, []types.AuthFactorType{types.AuthFactorTypePassword}, a.SignInPolicy.AllowedFirstAuthFactors)
			assert.Equal(t, types.UserPoolTierTypeEssentials, a.UserPoolTier)
		}},
		step{name: "renamed", to: arguments{Name: "another"}, calls: update},
		step{name: "protected", to: arguments{Name: "another", DeletionProtection: types.DeletionProtectionTypeActive}, calls: update},
		step{name: "unprotected", to: arguments{Name: "another"}, calls: update},
	)
}

func TestAPasswordPolicyAndTags(t *testing.T) {
	first := arguments{
		Name: "password",
		Tags: map[string]string{"team": "identity", "stage": "test"},
		PasswordPolicy: &types.PasswordPolicyType{
			MinimumLength: aws.Int32(7), RequireLowercase: true, RequireSymbols: true, TemporaryPasswordValidityDays: 7,
		},
		AdminCreateUserConfig: &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true},
	}
	second := first
	second.PasswordPolicy = &types.PasswordPolicyType{
		MinimumLength: aws.Int32(9), RequireNumbers: true, RequireUppercase: true, TemporaryPasswordValidityDays: 14,
	}
	retagged := second
	retagged.Tags = map[string]string{"team": "platform", "owner": "somebody"}
	untagged := second
	untagged.Tags = nil
	remembering := untagged
	remembering.PasswordPolicy = &types.PasswordPolicyType{MinimumLength: aws.Int32(9), PasswordHistorySize: aws.Int32(24)}
	bare := arguments{Name: "password"}
	apply(t,
		step{name: "made", to: first, calls: create},
		step{name: "another policy", to: second, calls: update, check: func(t *testing.T, a arguments) {
			assert.Equal(t, int32(14), a.PasswordPolicy.TemporaryPasswordValidityDays)
		}},
		step{name: "other tags", to: retagged, calls: []string{"UntagResource", "TagResource"}},
		step{name: "no tags", to: untagged, calls: []string{"UntagResource"}},
		step{name: "tags again", to: second, calls: tagged},
		step{name: "a policy in part, no tags", to: remembering, calls: []string{"UpdateUserPool", "UntagResource"}, check: func(t *testing.T, a arguments) {
			assert.Equal(t, int32(14), a.PasswordPolicy.TemporaryPasswordValidityDays, "left to the service, sent back")
		}},
		step{name: "protected, with nothing said of passwords", to: arguments{
			Name: "password", DeletionProtection: types.DeletionProtectionTypeActive,
		}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Equal(t, int32(24), *a.PasswordPolicy.PasswordHistorySize, "kept")
			assert.True(t, a.AdminCreateUserConfig.AllowAdminCreateUserOnly, "kept")
		}},
		step{name: "unprotected", to: bare, calls: update},
	)
}

func TestASchemaThatGrows(t *testing.T) {
	email := between(attribute("email", types.AttributeDataTypeString), "5", "10")
	email.Mutable, email.Required = aws.Bool(false), aws.Bool(true)
	anyText := attribute("strattr", types.AttributeDataTypeString)
	anyText.StringAttributeConstraints = &types.StringAttributeConstraintsType{}
	anyNumber := attribute("numattr", types.AttributeDataTypeNumber)
	anyNumber.NumberAttributeConstraints = &types.NumberAttributeConstraintsType{}
	flag := boolean("mybool")
	flag.DeveloperOnlyAttribute, flag.Mutable = aws.Bool(true), aws.Bool(false)
	number := attribute("mynondevnumber", types.AttributeDataTypeNumber)
	number.NumberAttributeConstraints = &types.NumberAttributeConstraintsType{MinValue: aws.String("2"), MaxValue: aws.String("6")}
	date := attribute("since", types.AttributeDataTypeDatetime)

	first := []types.SchemaAttributeType{email, anyText, anyNumber, flag}
	grown := append(first[:4:4], number)
	apply(t,
		step{name: "made", to: arguments{Name: "schema", Schema: first}, calls: create},
		step{name: "one more", to: arguments{Name: "schema", Schema: grown}, calls: attrs},
		step{name: "another one, and a policy", to: arguments{
			Name: "schema", Schema: append(grown[:5:5], date),
			PasswordPolicy: &types.PasswordPolicyType{MinimumLength: aws.Int32(12)},
		}, calls: []string{"UpdateUserPool", "AddCustomAttributes"}},
	)
}

func TestAStandardAttributeWhoseLengthIsLeftToTheService(t *testing.T) {
	email := attribute("email", types.AttributeDataTypeString)
	email.Mutable, email.Required = aws.Bool(false), aws.Bool(true)
	flag := boolean("mybool")
	flag.DeveloperOnlyAttribute, flag.Mutable = aws.Bool(true), aws.Bool(false)
	apply(t, step{name: "made", to: arguments{Name: "lengths", Schema: []types.SchemaAttributeType{email, flag}}, calls: create})
}

func TestNamesForSigningIn(t *testing.T) {
	for name, a := range map[string]arguments{
		"an alias":                {AliasAttributes: []types.AliasAttributeType{"preferred_username"}},
		"two aliases, verified":   {AliasAttributes: []types.AliasAttributeType{"preferred_username", "email"}, AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"}},
		"a phone number":          {UsernameAttributes: []types.UsernameAttributeType{"phone_number"}},
		"an address or a number":  {UsernameAttributes: []types.UsernameAttributeType{"phone_number", "email"}, AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"}},
		"in capitals or not":      {UsernameConfiguration: &types.UsernameConfigurationType{CaseSensitive: aws.Bool(false)}},
		"in capitals as they are": {UsernameConfiguration: &types.UsernameConfigurationType{CaseSensitive: aws.Bool(true)}},
	} {
		t.Run(name, func(t *testing.T) {
			a.Name = "names"
			apply(t, step{name: "made", to: a, calls: create})
		})
	}
}

func TestRecoveryAndRememberedDevices(t *testing.T) {
	mechanisms := func(all ...types.RecoveryOptionType) *types.AccountRecoverySettingType {
		return &types.AccountRecoverySettingType{RecoveryMechanisms: all}
	}
	mail := types.RecoveryOptionType{Name: types.RecoveryOptionNameTypeVerifiedEmail, Priority: aws.Int32(1)}
	phone := types.RecoveryOptionType{Name: types.RecoveryOptionNameTypeVerifiedPhoneNumber, Priority: aws.Int32(2)}
	onlyPhone := phone
	onlyPhone.Priority = aws.Int32(1)
	remembered := arguments{
		Name: "devices", AccountRecoverySetting: mechanisms(onlyPhone),
		DeviceConfiguration: &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true},
	}
	prompted := remembered
	prompted.DeviceConfiguration = &types.DeviceConfigurationType{DeviceOnlyRememberedOnUserPrompt: true}
	apply(t,
		step{name: "by mail", to: arguments{Name: "devices", AccountRecoverySetting: mechanisms(mail)}, calls: create},
		step{name: "by both", to: arguments{Name: "devices", AccountRecoverySetting: mechanisms(phone, mail)}, calls: update},
		step{name: "by phone, and devices", to: remembered, calls: update},
		step{name: "devices when asked", to: prompted, calls: update},
		step{name: "no devices, nothing of recovery", to: arguments{Name: "devices"}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Len(t, a.AccountRecoverySetting.RecoveryMechanisms, 1, "sent back as it was")
		}},
	)
}

func TestVerificationBeforeAnUpdateOfAnAttribute(t *testing.T) {
	settings := &types.UserAttributeUpdateSettingsType{AttributesRequireVerificationBeforeUpdate: []types.VerifiedAttributeType{"email"}}
	apply(t,
		step{name: "made", to: arguments{Name: "v", AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"}, UserAttributeUpdateSettings: settings}, calls: create},
		step{name: "taken back", to: arguments{Name: "v"}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Empty(t, a.AutoVerifiedAttributes)
		}},
	)
}

func TestASignInPolicyAndTiers(t *testing.T) {
	factors := func(all ...types.AuthFactorType) *types.SignInPolicyType {
		return &types.SignInPolicyType{AllowedFirstAuthFactors: all}
	}
	apply(t,
		step{name: "made", to: arguments{Name: "tiers", UserPoolTier: types.UserPoolTierTypePlus, SignInPolicy: factors("WEB_AUTHN", "PASSWORD", "EMAIL_OTP")}, calls: create},
		step{name: "with add-ons", to: arguments{
			Name: "tiers", UserPoolTier: types.UserPoolTierTypePlus, SignInPolicy: factors("PASSWORD"),
			UserPoolAddOns: &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeEnforced},
		}, calls: update},
		step{name: "without", to: arguments{Name: "tiers", UserPoolTier: types.UserPoolTierTypePlus}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Nil(t, a.UserPoolAddOns)
		}},
		step{name: "LITE", to: arguments{Name: "tiers", UserPoolTier: types.UserPoolTierTypeLite}, calls: update},
		step{name: "ESSENTIALS", to: arguments{Name: "tiers", UserPoolTier: types.UserPoolTierTypeEssentials}, calls: update},
		step{name: "whatever it is, with factors", to: arguments{Name: "tiers", SignInPolicy: factors("PASSWORD", "WEB_AUTHN")}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Equal(t, types.UserPoolTierTypeEssentials, a.UserPoolTier)
		}},
	)
}
