package main

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

const function = "arn:aws:lambda:us-east-1:123456789012:function:MyFunction"

// most is a request with most settings.
func most(name string) *cognito.CreateUserPoolInput {
	return &cognito.CreateUserPoolInput{
		PoolName:               aws.String(name),
		UserPoolTier:           types.UserPoolTierTypeEssentials,
		DeletionProtection:     types.DeletionProtectionTypeActive,
		AliasAttributes:        []types.AliasAttributeType{types.AliasAttributeTypeEmail},
		AutoVerifiedAttributes: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
		UsernameConfiguration:  &types.UsernameConfigurationType{CaseSensitive: aws.Bool(true)},
		MfaConfiguration:       types.UserPoolMfaTypeOptional,
		Policies:               policies(),
		AccountRecoverySetting: &types.AccountRecoverySettingType{RecoveryMechanisms: []types.RecoveryOptionType{
			{Name: types.RecoveryOptionNameTypeVerifiedEmail, Priority: aws.Int32(1)},
		}},
		AdminCreateUserConfig: invitation(),
		DeviceConfiguration: &types.DeviceConfigurationType{
			ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true,
		},
		EmailConfiguration:       email(),
		LambdaConfig:             triggers(),
		Schema:                   schema(),
		SmsAuthenticationMessage: aws.String("Your sign-in code is {####}."),
		SmsConfiguration: &types.SmsConfigurationType{
			ExternalId:   aws.String("my-role-external-id"),
			SnsCallerArn: aws.String("arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role"),
		},
		UserAttributeUpdateSettings: &types.UserAttributeUpdateSettingsType{
			AttributesRequireVerificationBeforeUpdate: []types.VerifiedAttributeType{types.VerifiedAttributeTypeEmail},
		},
		UserPoolAddOns:              &types.UserPoolAddOnsType{AdvancedSecurityMode: types.AdvancedSecurityModeTypeOff},
		UserPoolTags:                map[string]string{"team": "Müller & Søn"},
		VerificationMessageTemplate: verification(),
	}
}

func policies() *types.UserPoolPolicyType {
	return &types.UserPoolPolicyType{
		PasswordPolicy: &types.PasswordPolicyType{
			MinimumLength: aws.Int32(6), RequireLowercase: true, RequireNumbers: true, RequireSymbols: true,
			RequireUppercase: true, TemporaryPasswordValidityDays: 7,
		},
		SignInPolicy: &types.SignInPolicyType{AllowedFirstAuthFactors: []types.AuthFactorType{
			types.AuthFactorTypePassword, types.AuthFactorTypeEmailOtp,
		}},
	}
}

func invitation() *types.AdminCreateUserConfigType {
	return &types.AdminCreateUserConfigType{InviteMessageTemplate: &types.MessageTemplateType{
		EmailMessage: aws.String("Your username is {username} and temporary password is {####}."),
		EmailSubject: aws.String("Your sign-in information"),
		SMSMessage:   aws.String("Your username is {username} and temporary password is {####}."),
	}}
}

func email() *types.EmailConfigurationType {
	return &types.EmailConfigurationType{
		ConfigurationSet:    aws.String("my-test-ses-configuration-set"),
		EmailSendingAccount: types.EmailSendingAccountTypeDeveloper,
		From:                aws.String("support@example.com"),
		ReplyToEmailAddress: aws.String("support@example.com"),
		SourceArn:           aws.String("arn:aws:ses:us-east-1:123456789012:identity/support@example.com"),
	}
}

func triggers() *types.LambdaConfigType {
	return &types.LambdaConfigType{
		CustomEmailSender: &types.CustomEmailLambdaVersionConfigType{
			LambdaArn: aws.String(function), LambdaVersion: types.CustomEmailSenderLambdaVersionTypeV10,
		},
		CustomSMSSender: &types.CustomSMSLambdaVersionConfigType{
			LambdaArn: aws.String(function), LambdaVersion: types.CustomSMSSenderLambdaVersionTypeV10,
		},
		KMSKeyID:  aws.String("arn:aws:kms:us-east-1:123456789012:key/a6c4f8e2-0c45-47db-925f-87854bc9e357"),
		PreSignUp: aws.String(function),
		PreTokenGenerationConfig: &types.PreTokenGenerationVersionConfigType{
			LambdaArn: aws.String(function), LambdaVersion: types.PreTokenGenerationLambdaVersionTypeV20,
		},
	}
}

func schema() []types.SchemaAttributeType {
	return []types.SchemaAttributeType{
		{
			Name: aws.String("email"), AttributeDataType: types.AttributeDataTypeString,
			Required: aws.Bool(true), Mutable: aws.Bool(true),
		},
		{
			Name: aws.String("seats"), AttributeDataType: types.AttributeDataTypeNumber, Mutable: aws.Bool(true),
			NumberAttributeConstraints: &types.NumberAttributeConstraintsType{
				MinValue: aws.String("1"), MaxValue: aws.String("99"),
			},
		},
		{
			Name: aws.String("internal"), AttributeDataType: types.AttributeDataTypeBoolean,
			Mutable: aws.Bool(true), DeveloperOnlyAttribute: aws.Bool(true),
		},
	}
}

func verification() *types.VerificationMessageTemplateType {
	return &types.VerificationMessageTemplateType{
		DefaultEmailOption: types.DefaultEmailOptionTypeConfirmWithCode,
		EmailMessage:       aws.String("Your confirmation code is {####}"),
		EmailSubject:       aws.String("Ihr Bestätigungscode"),
		SmsMessage:         aws.String("Your confirmation code is {####}"),
	}
}
