"""User pools with boto3.

    python pools.py create NAME     makes a pool with most settings and prints its id
    python pools.py describe ID     prints a pool as JSON
    python pools.py refused         shows what a refused request is caught as
    python pools.py client ID       gives a pool an app client and a domain, and prints the client's id, the domain and its status
    python pools.py list            prints id and name of every pool, page by page

Where the endpoint is, the environment says: AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER, AWS_DEFAULT_REGION and credentials, any will do.
"""

import json
import sys

import boto3

cognito = boto3.client("cognito-idp")

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:MyFunction"


def create(name):
    pool = cognito.create_user_pool(
        PoolName=name,
        UserPoolTier="ESSENTIALS",
        DeletionProtection="ACTIVE",
        AliasAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": True},
        MfaConfiguration="OPTIONAL",
        Policies={
            "PasswordPolicy": {
                "MinimumLength": 6,
                "RequireLowercase": True,
                "RequireNumbers": True,
                "RequireSymbols": True,
                "RequireUppercase": True,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]},
        },
        AccountRecoverySetting={"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]},
        AdminCreateUserConfig={
            "AllowAdminCreateUserOnly": False,
            "InviteMessageTemplate": {
                "EmailMessage": "Your username is {username} and temporary password is {####}.",
                "EmailSubject": "Your sign-in information",
                "SMSMessage": "Your username is {username} and temporary password is {####}.",
            },
        },
        DeviceConfiguration={"ChallengeRequiredOnNewDevice": True, "DeviceOnlyRememberedOnUserPrompt": True},
        EmailConfiguration={
            "ConfigurationSet": "my-test-ses-configuration-set",
            "EmailSendingAccount": "DEVELOPER",
            "From": "support@example.com",
            "ReplyToEmailAddress": "support@example.com",
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/support@example.com",
        },
        LambdaConfig={
            "CustomEmailSender": {"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"},
            "CustomSMSSender": {"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"},
            "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/a6c4f8e2-0c45-47db-925f-87854bc9e357",
            "PreSignUp": FUNCTION,
            "PreTokenGenerationConfig": {"LambdaArn": FUNCTION, "LambdaVersion": "V2_0"},
        },
        Schema=[
            {"Name": "email", "AttributeDataType": "String", "Required": True, "Mutable": True},
            {
                "Name": "seats",
                "AttributeDataType": "Number",
                "Mutable": True,
                "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "99"},
            },
            {"Name": "internal", "AttributeDataType": "Boolean", "Mutable": True, "DeveloperOnlyAttribute": True},
        ],
        SmsAuthenticationMessage="Your sign-in code is {####}.",
        SmsConfiguration={
            "ExternalId": "my-role-external-id",
            "SnsCallerArn": "arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role",
        },
        UserAttributeUpdateSettings={"AttributesRequireVerificationBeforeUpdate": ["email"]},
        UserPoolAddOns={"AdvancedSecurityMode": "OFF"},
        UserPoolTags={"team": "Müller & Søn"},
        VerificationMessageTemplate={
            "DefaultEmailOption": "CONFIRM_WITH_CODE",
            "EmailMessage": "Your confirmation code is {####}",
            "EmailSubject": "Ihr Bestätigungscode",
            "SmsMessage": "Your confirmation code is {####}",
        },
    )["UserPool"]
    print(pool["Id"])


def describe(id):
    try:
        pool = cognito.describe_user_pool(UserPoolId=id)["UserPool"]
    except cognito.exceptions.ResourceNotFoundException as e:
        sys.exit(f"no such pool: {e.response['Error']['Message']}")
    print(json.dumps(pool, default=lambda date: date.isoformat()))


def refused():
    try:
        cognito.create_user_pool(PoolName="refused", AliasAttributes=["email"], UsernameAttributes=["email"])
    except cognito.exceptions.InvalidParameterException as e:
        print("refused:", e.response["Error"]["Message"])


def client(pool_id):
    made = cognito.create_user_pool_client(
        UserPoolId=pool_id,
        ClientName="web",
        GenerateSecret=True,
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email"],
        CallbackURLs=["https://example.com/signed-in"],
        SupportedIdentityProviders=["COGNITO"],
    )["UserPoolClient"]
    domain = "web-" + pool_id.split("_")[1].lower()
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain=domain)
    described = cognito.describe_user_pool_domain(Domain=domain)["DomainDescription"]
    print(made["ClientId"], domain, described["Status"])


def list_pools():
    pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 2})
    try:
        for page in pages:
            for pool in page["UserPools"]:
                print(pool["Id"], pool["Name"])
    except cognito.exceptions.TooManyRequestsException as e:
        attempts = e.response["ResponseMetadata"]["RetryAttempts"] + 1
        sys.exit(f"throttled, attempts: {attempts}")


steps = {"create": create, "describe": describe, "refused": refused, "client": client, "list": list_pools}

if len(sys.argv) < 2 or sys.argv[1] not in steps:
    sys.exit(__doc__)
steps[sys.argv[1]](*sys.argv[2:])
