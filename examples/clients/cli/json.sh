#!/usr/bin/env bash
# The parameters of shorthand.sh in the JSON syntax.
#
#     json.sh NAME --alias-attributes '["email"]'
set -euo pipefail

aws cognito-idp create-user-pool \
  --pool-name "$1" \
  --policies '{
    "PasswordPolicy": {
      "MinimumLength": 10,
      "RequireUppercase": true,
      "RequireLowercase": true,
      "RequireNumbers": true,
      "RequireSymbols": false
    }
  }' \
  --lambda-config '{
    "PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "CustomMessage": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "PostConfirmation": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "PreAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "PostAuthentication": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "DefineAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "CreateAuthChallenge": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "VerifyAuthChallengeResponse": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "PreTokenGeneration": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction",
    "UserMigration": "arn:aws:lambda:us-east-1:123456789012:function:MyFunction"
  }' \
  --auto-verified-attributes '["email", "phone_number"]' \
  --sms-verification-message 'Your code is {####}.' \
  --email-verification-message 'Your code, in short, is {####}.' \
  --email-verification-subject 'Your code' \
  --verification-message-template '{
    "SmsMessage": "Your code is {####}.",
    "EmailMessage": "Your code, in short, is {####}.",
    "EmailSubject": "Your code",
    "EmailMessageByLink": "Follow {##this link##}",
    "EmailSubjectByLink": "Your link",
    "DefaultEmailOption": "CONFIRM_WITH_CODE"
  }' \
  --sms-authentication-message 'Your sign-in code is {####}.' \
  --mfa-configuration OPTIONAL \
  --device-configuration '{"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false}' \
  --email-configuration '{
    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/support@example.com",
    "ReplyToEmailAddress": "support@example.com"
  }' \
  --sms-configuration '{
    "SnsCallerArn": "arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role",
    "ExternalId": "my-role-external-id"
  }' \
  --user-pool-tags '{"team": "identity", "stage": "test"}' \
  --admin-create-user-config '{
    "AllowAdminCreateUserOnly": false,
    "UnusedAccountValidityDays": 7,
    "InviteMessageTemplate": {
      "SMSMessage": "You are {username} with {####}",
      "EmailMessage": "You are {username} with {####}",
      "EmailSubject": "Welcome"
    }
  }' \
  --schema '[
    {
      "Name": "seats",
      "AttributeDataType": "Number",
      "DeveloperOnlyAttribute": false,
      "Mutable": true,
      "Required": false,
      "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "99"}
    },
    {
      "Name": "nick",
      "AttributeDataType": "String",
      "DeveloperOnlyAttribute": true,
      "Mutable": true,
      "Required": false,
      "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "20"}
    }
  ]' \
  --user-pool-add-ons '{"AdvancedSecurityMode": "OFF"}' \
  "${@:2}" \
  --query UserPool.Id --output text
