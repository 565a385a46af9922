package terraform

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"

	"userpools/pkg/clients/wiretap"
)

const (
	function = "arn:aws:lambda:us-east-1:" + wiretap.Account + ":function:first"
	second   = "arn:aws:lambda:us-east-1:" + wiretap.Account + ":function:second"
	key      = "arn:aws:kms:us-east-1:" + wiretap.Account + ":key/a6c4f8e2-0c45-47db-925f-87854bc9e357"
	identity = "arn:aws:ses:us-east-1:" + wiretap.Account + ":identity/support@example.com"
)

func TestMailFromAnAddressOfOnesOwn(t *testing.T) {
	developer := &types.EmailConfigurationType{
		EmailSendingAccount: types.EmailSendingAccountTypeDeveloper, SourceArn: aws.String(identity),
		From: aws.String("support@example.com"), ReplyToEmailAddress: aws.String("reply@example.com"), ConfigurationSet: aws.String("set"),
	}
	apply(t,
		step{name: "the service's account", to: arguments{Name: "mail", EmailConfiguration: &types.EmailConfigurationType{}}, calls: create},
		step{name: "one's own", to: arguments{Name: "mail", EmailConfiguration: developer}, calls: update},
		step{name: "one's own, with a change elsewhere", to: arguments{
			Name: "mail", EmailConfiguration: developer, PasswordPolicy: &types.PasswordPolicyType{MinimumLength: aws.Int32(20)},
		}, calls: update},
		step{name: "nothing said, and a change elsewhere", to: arguments{
			Name: "mail", PasswordPolicy: &types.PasswordPolicyType{MinimumLength: aws.Int32(21)},
		}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Equal(t, types.EmailSendingAccountTypeDeveloper, a.EmailConfiguration.EmailSendingAccount, "sent back as it was")
		}},
	)
}

func TestTextsInTheTemplateAndOutsideOfIt(t *testing.T) {
	template := func(filler string) *types.VerificationMessageTemplateType {
		return &types.VerificationMessageTemplateType{
			DefaultEmailOption: types.DefaultEmailOptionTypeConfirmWithLink,
			EmailMessage:       aws.String("foo {####} bar" + filler), EmailMessageByLink: aws.String("{##foobar##}"),
			EmailSubject: aws.String("foobar {####}"), EmailSubjectByLink: aws.String("foobar"), SmsMessage: aws.String("{####} baz"),
		}
	}
	both := func(t *testing.T, a arguments) {
		v := a.VerificationMessageTemplate
		assert.Equal(t, []string{*v.EmailMessage, *v.EmailSubject, *v.SmsMessage},
			[]string{a.EmailVerificationMessage, a.EmailVerificationSubject, a.SmsVerificationMessage})
	}
	apply(t, step{name: "long", to: arguments{
		Name: "long", VerificationMessageTemplate: template(strings.Repeat("あ", 994)),
	}, calls: create, check: both})
	apply(t,
		step{name: "in the template", to: arguments{Name: "texts", VerificationMessageTemplate: template("")}, calls: create, check: both},
		step{name: "outside", to: arguments{
			Name: "texts", EmailVerificationMessage: "foo {####} bar", EmailVerificationSubject: "foobar {####}", SmsVerificationMessage: "{####} baz",
			VerificationMessageTemplate: &types.VerificationMessageTemplateType{},
		}, calls: update, check: both},
		step{name: "changed outside", to: arguments{
			Name: "texts", EmailVerificationMessage: "other {####}", EmailVerificationSubject: "other", SmsVerificationMessage: "{####} other",
		}, calls: update, check: both},
		step{name: "invitations", to: arguments{Name: "texts", AdminCreateUserConfig: &types.AdminCreateUserConfigType{
			AllowAdminCreateUserOnly: true, InviteMessageTemplate: &types.MessageTemplateType{
				EmailMessage: aws.String("{username}, {####}"), EmailSubject: aws.String("Welcome"), SMSMessage: aws.String("{username}, {####}"),
			},
		}}, calls: update, check: both},
		step{name: "a text message for signing in", to: arguments{Name: "texts", SmsAuthenticationMessage: "{####}, please"}, calls: mfaFirst},
	)
}

func TestTriggersWithSendersAndAKey(t *testing.T) {
	all := func(arn string) *types.LambdaConfigType {
		return &types.LambdaConfigType{
			CreateAuthChallenge: &arn, CustomMessage: &arn, DefineAuthChallenge: &arn, PostAuthentication: &arn, PostConfirmation: &arn,
			PreAuthentication: &arn, PreSignUp: &arn, PreTokenGeneration: &arn, UserMigration: &arn, VerifyAuthChallengeResponse: &arn,
		}
	}
	mail := &types.LambdaConfigType{KMSKeyID: aws.String(key), CustomEmailSender: &types.CustomEmailLambdaVersionConfigType{
		LambdaArn: aws.String(function), LambdaVersion: types.CustomEmailSenderLambdaVersionTypeV10,
	}}
	sms := &types.LambdaConfigType{KMSKeyID: aws.String(key), CustomSMSSender: &types.CustomSMSLambdaVersionConfigType{
		LambdaArn: aws.String(second), LambdaVersion: types.CustomSMSSenderLambdaVersionTypeV10,
	}}
	keyAlone := &types.LambdaConfigType{KMSKeyID: aws.String(key), PostConfirmation: aws.String(second)}
	token := &types.LambdaConfigType{PreTokenGenerationConfig: &types.PreTokenGenerationVersionConfigType{
		LambdaArn: aws.String(function), LambdaVersion: types.PreTokenGenerationLambdaVersionTypeV20,
	}}
	other := &types.LambdaConfigType{PreTokenGenerationConfig: &types.PreTokenGenerationVersionConfigType{
		LambdaArn: aws.String(second), LambdaVersion: types.PreTokenGenerationLambdaVersionTypeV20,
	}}
	none := func(t *testing.T, a arguments) { assert.Nil(t, a.LambdaConfig) }
	apply(t,
		step{name: "none", to: arguments{Name: "triggers"}, calls: create, check: none},
		step{name: "ten triggers", to: arguments{Name: "triggers", LambdaConfig: all(function)}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Equal(t, function, *a.LambdaConfig.PreTokenGenerationConfig.LambdaArn, "filled in")
		}},
		step{name: "another function", to: arguments{Name: "triggers", LambdaConfig: all(second)}, calls: update},
		step{name: "none again", to: arguments{Name: "triggers"}, calls: update, check: none},
		step{name: "a sender of mail", to: arguments{Name: "triggers", LambdaConfig: mail}, calls: update},
		step{name: "a sender of text messages", to: arguments{Name: "triggers", LambdaConfig: sms}, calls: update, check: func(t *testing.T, a arguments) {
			assert.Nil(t, a.LambdaConfig.CustomEmailSender)
		}},
		step{name: "a key without a sender", to: arguments{Name: "triggers", LambdaConfig: keyAlone}, calls: update},
		step{name: "none at last", to: arguments{Name: "triggers"}, calls: update, check: none},
	)
	apply(t,
		step{name: "tokens", to: arguments{Name: "tokens", LambdaConfig: token}, calls: create},
		step{name: "tokens by another function", to: arguments{Name: "tokens", LambdaConfig: other}, calls: update},
		step{name: "no tokens", to: arguments{Name: "tokens"}, calls: update, check: none},
	)
}
