package terraform

import (
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
)

// full says something of every argument.
var full = arguments{
	Name:                        "full",
	Tags:                        map[string]string{"k": "v"},
	AccountRecoverySetting:      recovery,
	AdminCreateUserConfig:       &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true},
	AliasAttributes:             []types.AliasAttributeType{"email"},
	AutoVerifiedAttributes:      []types.VerifiedAttributeType{"email"},
	DeletionProtection:          types.DeletionProtectionTypeActive,
	DeviceConfiguration:         &types.DeviceConfigurationType{},
	EmailConfiguration:          &types.EmailConfigurationType{EmailSendingAccount: types.EmailSendingAccountTypeDeveloper},
	EmailVerificationMessage:    "{####}",
	EmailVerificationSubject:    "code",
	LambdaConfig:                &types.LambdaConfigType{PreSignUp: aws.String(function)},
	MfaConfiguration:            types.UserPoolMfaTypeOptional,
	PasswordPolicy:              &types.PasswordPolicyType{MinimumLength: aws.Int32(9)},
	Schema:                      []types.SchemaAttributeType{boolean("flag")},
	SignInPolicy:                &types.SignInPolicyType{AllowedFirstAuthFactors: []types.AuthFactorType{"PASSWORD"}},
	SmsAuthenticationMessage:    "{####}",
	SmsConfiguration:            messages,
	SmsVerificationMessage:      "{####}",
	SoftwareTokenMfa:            noTokens,
	UserAttributeUpdateSettings: &types.UserAttributeUpdateSettingsType{AttributesRequireVerificationBeforeUpdate: []types.VerifiedAttributeType{"email"}},
	UserPoolAddOns:              &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeAudit},
	UserPoolTier:                types.UserPoolTierTypePlus,
	UsernameAttributes:          []types.UsernameAttributeType{"email"},
	UsernameConfiguration:       &types.UsernameConfigurationType{CaseSensitive: aws.Bool(true)},
	VerificationMessageTemplate: &types.VerificationMessageTemplateType{DefaultEmailOption: types.DefaultEmailOptionTypeConfirmWithLink},
	WebAuthn:                    &types.WebAuthnConfigurationType{RelyingPartyId: aws.String("example.com")},
}

func TestAPlanSeesWhateverDiffers(t *testing.T) {
	assert.Empty(t, plan(full, full))
	kind := reflect.TypeFor[arguments]()
	for i := range kind.NumField() {
		name := kind.Field(i).Name
		t.Run(name, func(t *testing.T) {
			less := full
			reflect.ValueOf(&less).Elem().Field(i).SetZero()
			assert.Equal(t, []string{name}, plan(full, less), "configured, and not found")
			if slices.Contains(computed, name) {
				assert.Empty(t, plan(less, full), "left to the service")
			} else {
				assert.Equal(t, []string{name}, plan(less, full), "found, and not configured")
			}
		})
	}
}

func TestAPlanLooksIntoBlocks(t *testing.T) {
	other := full
	other.SmsConfiguration = &types.SmsConfigurationType{
		ExternalId: messages.ExternalId, SnsCallerArn: messages.SnsCallerArn, SnsRegion: aws.String("us-east-1"),
	}
	assert.Empty(t, plan(full, other), "the region is left to the service")
	other.SmsConfiguration.ExternalId = aws.String("another")
	assert.Equal(t, []string{"SmsConfiguration"}, plan(full, other))
}
