#!/usr/bin/env bash
# Every parameter of create-user-pool's synopsis in the shorthand syntax, but for --alias-attributes and
# --username-attributes: a pool can have one of them only, so it comes with the arguments. A text with a comma or a
# closing brace has to stand in quotes.
#
#     shorthand.sh NAME --alias-attributes email
#     shorthand.sh NAME --username-attributes email phone_number
set -euo pipefail

function=arn:aws:lambda:us-east-1:123456789012:function:MyFunction

aws cognito-idp create-user-pool \
  --pool-name "$1" \
  --policies 'PasswordPolicy={MinimumLength=10,RequireUppercase=true,RequireLowercase=true,RequireNumbers=true,RequireSymbols=false}' \
  --lambda-config "PreSignUp=$function,CustomMessage=$function,PostConfirmation=$function,PreAuthentication=$function,PostAuthentication=$function,DefineAuthChallenge=$function,CreateAuthChallenge=$function,VerifyAuthChallengeResponse=$function,PreTokenGeneration=$function,UserMigration=$function" \
  --auto-verified-attributes email phone_number \
  --sms-verification-message 'Your code is {####}.' \
  --email-verification-message 'Your code, in short, is {####}.' \
  --email-verification-subject 'Your code' \
  --verification-message-template 'SmsMessage="Your code is {####}.",EmailMessage="Your code, in short, is {####}.",EmailSubject=Your code,EmailMessageByLink="Follow {##this link##}",EmailSubjectByLink=Your link,DefaultEmailOption=CONFIRM_WITH_CODE' \
  --sms-authentication-message 'Your sign-in code is {####}.' \
  --mfa-configuration OPTIONAL \
  --device-configuration 'ChallengeRequiredOnNewDevice=true,DeviceOnlyRememberedOnUserPrompt=false' \
  --email-configuration 'SourceArn=arn:aws:ses:us-east-1:123456789012:identity/support@example.com,ReplyToEmailAddress=support@example.com' \
  --sms-configuration 'SnsCallerArn=arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role,ExternalId=my-role-external-id' \
  --user-pool-tags 'team=identity,stage=test' \
  --admin-create-user-config 'AllowAdminCreateUserOnly=false,UnusedAccountValidityDays=7,InviteMessageTemplate={SMSMessage="You are {username} with {####}",EmailMessage="You are {username} with {####}",EmailSubject=Welcome}' \
  --schema \
  'Name=seats,AttributeDataType=Number,DeveloperOnlyAttribute=false,Mutable=true,Required=false,NumberAttributeConstraints={MinValue=1,MaxValue=99}' \
  'Name=nick,AttributeDataType=String,DeveloperOnlyAttribute=true,Mutable=true,Required=false,StringAttributeConstraints={MinLength=1,MaxLength=20}' \
  --user-pool-add-ons AdvancedSecurityMode=OFF \
  "${@:2}" \
  --query UserPool.Id --output text
