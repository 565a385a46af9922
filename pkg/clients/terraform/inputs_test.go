package terraform

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// planned is a configuration with what it leaves to the service taken from the
// last read, which is what an update sends.
func planned(configured, last arguments) arguments {
	a := defaulted(configured)
	if a.AccountRecoverySetting == nil {
		a.AccountRecoverySetting = last.AccountRecoverySetting
	}
	if a.AdminCreateUserConfig == nil {
		a.AdminCreateUserConfig = last.AdminCreateUserConfig
	}
	if a.EmailConfiguration == nil {
		a.EmailConfiguration = last.EmailConfiguration
	}
	if a.SignInPolicy == nil {
		a.SignInPolicy = last.SignInPolicy
	}
	if a.UserPoolTier == "" {
		a.UserPoolTier = last.UserPoolTier
	}
	a.PasswordPolicy = plannedPassword(a.PasswordPolicy, last.PasswordPolicy)
	a.SmsConfiguration = plannedSms(a.SmsConfiguration, last.SmsConfiguration)
	a.LambdaConfig = plannedLambdas(a.LambdaConfig, last.LambdaConfig)
	return plannedMessages(a, last)
}

func plannedPassword(said, last *types.PasswordPolicyType) *types.PasswordPolicyType {
	if said == nil || last == nil {
		return either(said, last)
	}
	p := *said
	if p.TemporaryPasswordValidityDays == 0 {
		p.TemporaryPasswordValidityDays = last.TemporaryPasswordValidityDays
	}
	return &p
}

func plannedSms(said, last *types.SmsConfigurationType) *types.SmsConfigurationType {
	if said == nil || last == nil {
		return either(said, last)
	}
	s := *said
	s.SnsRegion = either(s.SnsRegion, last.SnsRegion)
	return &s
}

// plannedLambdas sees to it that the two members for one trigger agree: the
// provider sets the one that was not changed after the one that was.
func plannedLambdas(said, last *types.LambdaConfigType) *types.LambdaConfigType {
	if said == nil || last == nil {
		return said
	}
	l := *said
	switch {
	case l.PreTokenGeneration == nil && l.PreTokenGenerationConfig == nil:
		l.PreTokenGeneration, l.PreTokenGenerationConfig = last.PreTokenGeneration, last.PreTokenGenerationConfig
	case l.PreTokenGenerationConfig == nil:
		version := types.PreTokenGenerationLambdaVersionTypeV10
		if last.PreTokenGenerationConfig != nil {
			version = last.PreTokenGenerationConfig.LambdaVersion
		}
		l.PreTokenGenerationConfig = &types.PreTokenGenerationVersionConfigType{LambdaArn: l.PreTokenGeneration, LambdaVersion: version}
	case l.PreTokenGeneration == nil:
		l.PreTokenGeneration = l.PreTokenGenerationConfig.LambdaArn
	}
	return &l
}

// plannedMessages: a text can be said in two places; a changed one of the first
// kind goes into the template as well.
func plannedMessages(a, last arguments) arguments {
	template := types.VerificationMessageTemplateType{}
	switch {
	case a.VerificationMessageTemplate != nil:
		template = *a.VerificationMessageTemplate
	case last.VerificationMessageTemplate != nil:
		template = *last.VerificationMessageTemplate
	}
	if l := last.VerificationMessageTemplate; l != nil {
		template.EmailMessage = either(template.EmailMessage, l.EmailMessage)
		template.EmailMessageByLink = either(template.EmailMessageByLink, l.EmailMessageByLink)
		template.EmailSubject = either(template.EmailSubject, l.EmailSubject)
		template.EmailSubjectByLink = either(template.EmailSubjectByLink, l.EmailSubjectByLink)
		template.SmsMessage = either(template.SmsMessage, l.SmsMessage)
	}
	a.EmailVerificationMessage = twice(a.EmailVerificationMessage, last.EmailVerificationMessage, &template.EmailMessage)
	a.EmailVerificationSubject = twice(a.EmailVerificationSubject, last.EmailVerificationSubject, &template.EmailSubject)
	a.SmsVerificationMessage = twice(a.SmsVerificationMessage, last.SmsVerificationMessage, &template.SmsMessage)
	a.VerificationMessageTemplate = &template
	return a
}

// twice is the text to send outside of the template; the template's follows it
// where it has changed.
func twice(said, last string, inTemplate **string) string {
	if said == "" {
		return last
	}
	if said != last {
		*inTemplate = &said
	}
	return said
}

func either[T any](said, last *T) *T {
	if said != nil {
		return said
	}
	return last
}

// createInput never has MfaConfiguration: that is set by a call of its own.
func createInput(a arguments) *cognitoidentityprovider.CreateUserPoolInput {
	return &cognitoidentityprovider.CreateUserPoolInput{
		PoolName: &a.Name, UserPoolTags: a.Tags, AccountRecoverySetting: a.AccountRecoverySetting,
		AdminCreateUserConfig: completed(a.AdminCreateUserConfig), AliasAttributes: a.AliasAttributes,
		AutoVerifiedAttributes: a.AutoVerifiedAttributes, DeletionProtection: a.DeletionProtection,
		DeviceConfiguration: a.DeviceConfiguration, EmailConfiguration: a.EmailConfiguration,
		EmailVerificationMessage: said(a.EmailVerificationMessage), EmailVerificationSubject: said(a.EmailVerificationSubject),
		LambdaConfig: a.LambdaConfig, Policies: policies(a), Schema: withoutEmptyLengths(a.Schema),
		SmsAuthenticationMessage: said(a.SmsAuthenticationMessage), SmsConfiguration: a.SmsConfiguration,
		SmsVerificationMessage: said(a.SmsVerificationMessage), UserAttributeUpdateSettings: a.UserAttributeUpdateSettings,
		UserPoolAddOns: a.UserPoolAddOns, UserPoolTier: a.UserPoolTier, UsernameAttributes: a.UsernameAttributes,
		UsernameConfiguration: a.UsernameConfiguration, VerificationMessageTemplate: a.VerificationMessageTemplate,
	}
}

func updateInput(id string, a arguments) *cognitoidentityprovider.UpdateUserPoolInput {
	return &cognitoidentityprovider.UpdateUserPoolInput{
		UserPoolId: &id, PoolName: &a.Name, AccountRecoverySetting: a.AccountRecoverySetting,
		AdminCreateUserConfig: completed(a.AdminCreateUserConfig), AutoVerifiedAttributes: a.AutoVerifiedAttributes,
		DeletionProtection: a.DeletionProtection, DeviceConfiguration: a.DeviceConfiguration,
		EmailConfiguration: a.EmailConfiguration, EmailVerificationMessage: said(a.EmailVerificationMessage),
		EmailVerificationSubject: said(a.EmailVerificationSubject), LambdaConfig: a.LambdaConfig,
		MfaConfiguration: a.MfaConfiguration, Policies: policies(a), SmsAuthenticationMessage: said(a.SmsAuthenticationMessage),
		SmsConfiguration: a.SmsConfiguration, SmsVerificationMessage: said(a.SmsVerificationMessage),
		UserAttributeUpdateSettings: a.UserAttributeUpdateSettings, UserPoolAddOns: a.UserPoolAddOns,
		UserPoolTier: a.UserPoolTier, VerificationMessageTemplate: a.VerificationMessageTemplate,
	}
}

// mfaInput has the SMS block only while MFA is not off: the service refuses it
// otherwise.
func mfaInput(id string, a arguments) *cognitoidentityprovider.SetUserPoolMfaConfigInput {
	in := &cognitoidentityprovider.SetUserPoolMfaConfigInput{
		UserPoolId: &id, MfaConfiguration: a.MfaConfiguration,
		SoftwareTokenMfaConfiguration: a.SoftwareTokenMfa, WebAuthnConfiguration: a.WebAuthn,
	}
	if a.SmsConfiguration != nil && a.MfaConfiguration != types.UserPoolMfaTypeOff {
		in.SmsMfaConfiguration = &types.SmsMfaConfigType{
			SmsConfiguration: a.SmsConfiguration, SmsAuthenticationMessage: said(a.SmsAuthenticationMessage),
		}
	}
	return in
}

// policies: numbers of a password policy that were not said are sent as 0.
func policies(a arguments) *types.UserPoolPolicyType {
	if a.PasswordPolicy == nil && a.SignInPolicy == nil {
		return nil
	}
	p := &types.UserPoolPolicyType{SignInPolicy: a.SignInPolicy}
	if a.PasswordPolicy != nil {
		password := *a.PasswordPolicy
		password.MinimumLength = aws.Int32(aws.ToInt32(password.MinimumLength))
		password.PasswordHistorySize = aws.Int32(aws.ToInt32(password.PasswordHistorySize))
		p.PasswordPolicy = &password
	}
	return p
}

// completed: texts of an invitation that were not said are sent empty.
func completed(c *types.AdminCreateUserConfigType) *types.AdminCreateUserConfigType {
	if c == nil || c.InviteMessageTemplate == nil {
		return c
	}
	invite := c.InviteMessageTemplate
	full := *c
	full.InviteMessageTemplate = &types.MessageTemplateType{
		EmailMessage: aws.String(value(invite.EmailMessage)), EmailSubject: aws.String(value(invite.EmailSubject)),
		SMSMessage: aws.String(value(invite.SMSMessage)),
	}
	return &full
}

// withoutEmptyLengths: an empty block of lengths is not sent, an empty block of
// numbers is.
func withoutEmptyLengths(all []types.SchemaAttributeType) []types.SchemaAttributeType {
	var sent []types.SchemaAttributeType
	for _, a := range all {
		if c := a.StringAttributeConstraints; c != nil && c.MinLength == nil && c.MaxLength == nil {
			a.StringAttributeConstraints = nil
		}
		sent = append(sent, a)
	}
	return sent
}

func said(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
