# A user pool with paws (https://www.paws-r-sdk.com): every argument of create_user_pool's request syntax but two that
# exclude others. UsernameAttributes excludes AliasAttributes, UnusedAccountValidityDays excludes
# TemporaryPasswordValidityDays.

svc <- paws::cognitoidentityprovider(
  config = list(
    endpoint = Sys.getenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER"),
    region = "us-east-1",
    credentials = list(creds = list(access_key_id = "local", secret_access_key = "local"))
  )
)

fun <- "arn:aws:lambda:us-east-1:123456789012:function:MyFunction"

svc$create_user_pool(
  PoolName = "my-test-user-pool",
  Policies = list(
    PasswordPolicy = list(
      MinimumLength = 12,
      RequireUppercase = TRUE,
      RequireLowercase = TRUE,
      RequireNumbers = TRUE,
      RequireSymbols = FALSE,
      PasswordHistorySize = 5,
      TemporaryPasswordValidityDays = 3
    ),
    SignInPolicy = list(
      AllowedFirstAuthFactors = list("PASSWORD", "EMAIL_OTP", "SMS_OTP")
    )
  ),
  DeletionProtection = "INACTIVE",
  LambdaConfig = list(
    PreSignUp = fun,
    CustomMessage = fun,
    PostConfirmation = fun,
    PreAuthentication = fun,
    PostAuthentication = fun,
    DefineAuthChallenge = fun,
    CreateAuthChallenge = fun,
    VerifyAuthChallengeResponse = fun,
    PreTokenGeneration = fun,
    UserMigration = fun,
    PreTokenGenerationConfig = list(
      LambdaVersion = "V2_0",
      LambdaArn = fun
    ),
    CustomSMSSender = list(
      LambdaVersion = "V1_0",
      LambdaArn = fun
    ),
    CustomEmailSender = list(
      LambdaVersion = "V1_0",
      LambdaArn = fun
    ),
    KMSKeyID = "arn:aws:kms:us-east-1:123456789012:key/a6c4f8e2-0c45-47db-925f-87854bc9e357"
  ),
  AutoVerifiedAttributes = list("phone_number", "email"),
  AliasAttributes = list("phone_number", "email", "preferred_username"),
  SmsVerificationMessage = "Your code is {####}.",
  EmailVerificationMessage = "Your code is {####}.",
  EmailVerificationSubject = "Your code",
  VerificationMessageTemplate = list(
    SmsMessage = "Your code is {####}.",
    EmailMessage = "Your code is {####}.",
    EmailSubject = "Your code",
    EmailMessageByLink = "Follow {##this link##}.",
    EmailSubjectByLink = "Your link",
    DefaultEmailOption = "CONFIRM_WITH_LINK"
  ),
  SmsAuthenticationMessage = "Your sign-in code is {####}.",
  MfaConfiguration = "OPTIONAL",
  UserAttributeUpdateSettings = list(
    AttributesRequireVerificationBeforeUpdate = list("phone_number", "email")
  ),
  DeviceConfiguration = list(
    ChallengeRequiredOnNewDevice = TRUE,
    DeviceOnlyRememberedOnUserPrompt = FALSE
  ),
  EmailConfiguration = list(
    SourceArn = "arn:aws:ses:us-east-1:123456789012:identity/support@example.com",
    ReplyToEmailAddress = "support@example.com",
    EmailSendingAccount = "DEVELOPER",
    From = "support@example.com",
    ConfigurationSet = "my-test-ses-configuration-set"
  ),
  SmsConfiguration = list(
    SnsCallerArn = "arn:aws:iam::123456789012:role/service-role/test-cognito-SMS-Role",
    ExternalId = "my-role-external-id",
    SnsRegion = "us-east-1"
  ),
  UserPoolTags = list(team = "identity", stage = "test"),
  AdminCreateUserConfig = list(
    AllowAdminCreateUserOnly = FALSE,
    InviteMessageTemplate = list(
      SMSMessage = "You are {username} with {####}.",
      EmailMessage = "You are {username} with {####}.",
      EmailSubject = "Welcome"
    )
  ),
  Schema = list(
    list(
      Name = "seats",
      AttributeDataType = "Number",
      DeveloperOnlyAttribute = FALSE,
      Mutable = TRUE,
      Required = FALSE,
      NumberAttributeConstraints = list(
        MinValue = "1",
        MaxValue = "99"
      )
    ),
    list(
      Name = "nick",
      AttributeDataType = "String",
      DeveloperOnlyAttribute = TRUE,
      Mutable = TRUE,
      Required = FALSE,
      StringAttributeConstraints = list(
        MinLength = "1",
        MaxLength = "20"
      )
    )
  ),
  UserPoolAddOns = list(
    AdvancedSecurityMode = "AUDIT",
    AdvancedSecurityAdditionalFlows = list(
      CustomAuthMode = "AUDIT"
    )
  ),
  UsernameConfiguration = list(
    CaseSensitive = FALSE
  ),
  AccountRecoverySetting = list(
    RecoveryMechanisms = list(
      list(
        Priority = 1,
        Name = "verified_email"
      )
    )
  ),
  UserPoolTier = "PLUS"
)
