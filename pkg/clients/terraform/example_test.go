package terraform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/clients/wiretap"
)

// example is the pool "main" of examples/terraform/main.tf.
func example() arguments {
	seats := attribute("seats", types.AttributeDataTypeNumber)
	seats.NumberAttributeConstraints = &types.NumberAttributeConstraintsType{MinValue: aws.String("1"), MaxValue: aws.String("99")}
	department := attribute("department", types.AttributeDataTypeString)
	department.StringAttributeConstraints = &types.StringAttributeConstraintsType{}
	lambda := aws.String("arn:aws:lambda:us-east-1:" + wiretap.Account + ":function:MyFunction")
	return arguments{
		Name: "main", UserPoolTier: types.UserPoolTierTypeEssentials,
		Tags:                   map[string]string{"team": "identity", "stage": "test"},
		AliasAttributes:        []types.AliasAttributeType{"email", "preferred_username"},
		AutoVerifiedAttributes: []types.VerifiedAttributeType{"email"},
		MfaConfiguration:       types.UserPoolMfaTypeOptional,
		AccountRecoverySetting: recovery,
		AdminCreateUserConfig: &types.AdminCreateUserConfigType{AllowAdminCreateUserOnly: true, InviteMessageTemplate: &types.MessageTemplateType{
			EmailMessage: aws.String("Your username is {username} and your temporary password is {####}."),
			EmailSubject: aws.String("Your sign-in information"),
			SMSMessage:   aws.String("Your username is {username} and your temporary password is {####}."),
		}},
		DeviceConfiguration: &types.DeviceConfigurationType{ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true},
		EmailConfiguration: &types.EmailConfigurationType{
			EmailSendingAccount: types.EmailSendingAccountTypeDeveloper, SourceArn: aws.String(identity),
			From: aws.String("support@example.com"), ReplyToEmailAddress: aws.String("support@example.com"),
		},
		LambdaConfig: &types.LambdaConfigType{
			PreSignUp: lambda, PostConfirmation: lambda, KMSKeyID: aws.String(key),
			CustomEmailSender: &types.CustomEmailLambdaVersionConfigType{
				LambdaArn: lambda, LambdaVersion: types.CustomEmailSenderLambdaVersionTypeV10,
			},
		},
		PasswordPolicy: &types.PasswordPolicyType{
			MinimumLength: aws.Int32(12), RequireLowercase: true, RequireNumbers: true, RequireUppercase: true,
			TemporaryPasswordValidityDays: 3,
		},
		Schema:       []types.SchemaAttributeType{seats, department},
		SignInPolicy: &types.SignInPolicyType{AllowedFirstAuthFactors: []types.AuthFactorType{"PASSWORD", "EMAIL_OTP"}},
		SmsConfiguration: &types.SmsConfigurationType{
			ExternalId:   aws.String("my-role-external-id"),
			SnsCallerArn: aws.String("arn:aws:iam::" + wiretap.Account + ":role/service-role/test-cognito-SMS-Role"),
		},
		SoftwareTokenMfa:            tokens,
		UserAttributeUpdateSettings: &types.UserAttributeUpdateSettingsType{AttributesRequireVerificationBeforeUpdate: []types.VerifiedAttributeType{"email"}},
		UsernameConfiguration:       &types.UsernameConfigurationType{CaseSensitive: aws.Bool(false)},
		VerificationMessageTemplate: &types.VerificationMessageTemplateType{
			EmailMessage: aws.String("Your confirmation code is {####}."), EmailSubject: aws.String("Your confirmation code"),
			SmsMessage: aws.String("Your confirmation code is {####}."),
		},
	}
}

func TestTheExample(t *testing.T) {
	grown := example()
	grown.Schema = append(grown.Schema, boolean("active"))
	grown.Tags = map[string]string{"team": "identity"}
	grown.PasswordPolicy = &types.PasswordPolicyType{MinimumLength: aws.Int32(20)}
	apply(t,
		step{name: "as it is", to: example(), calls: withMfa},
		step{name: "changed in three ways", to: grown, calls: []string{"UpdateUserPool", "AddCustomAttributes", "UntagResource"}},
	)
}

// The texts of the configuration are those of the test, and the provider is told
// not to ask AWS anything.
func TestTheExampleSaysWhatTheTestDoes(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "..", "examples", "terraform", "main.tf"))
	require.NoError(t, err)
	configuration := strings.NewReplacer("${local.account}", wiretap.Account).Replace(string(file))
	for path, text := range flat(example()) {
		if strings.ContainsAny(text, " :@") && !strings.HasPrefix(text, "map[") {
			assert.Contains(t, configuration, text, path)
		}
	}
	for _, setting := range []string{
		"skip_credentials_validation", "skip_metadata_api_check", "skip_region_validation", "skip_requesting_account_id",
	} {
		assert.Regexp(t, setting+` += true`, configuration)
	}
}
