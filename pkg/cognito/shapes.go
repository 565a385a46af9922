package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // a table that reads like the API reference: String, List, Required

// The tables below are the service's model (botocore 1.44.8) as the service
// itself enforces it: members in the model's order, because structures print in
// it; patterns and names as the service prints them where that was recorded
// (docs/departures.md, from #acronym-paths to #patterns); enumerations in printed
// order, which is ascending Java String.hashCode() & 31, a tie in reverse order of
// the model.
// shapes_test.go holds them against the model and names every difference.

// Strings.
var (
	patternText = `[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`
	codeText    = patternText + `\{####\}` + patternText
	// (?s) in front of each .* is the server's, not the public model's
	// (invite-sms-placeholder).
	smsCodeText = `(?s).*\{####\}(?s).*`
	subjectText = `[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+`
	arnText     = `arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`

	acrLevelKey      = String("AcrLevelKeyType", Pattern(`Level[1-4]`))
	acrValue         = String("AcrValueType", Length(1, 64), Pattern(`[\x21\x23-\x5B\x5D-\x7E]+`))
	arn              = String("ArnType", Length(20, 2048), Pattern(arnText))
	attributeName    = String("CustomAttributeNameType", Length(1, 20), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`))
	configurationSet = String("SESConfigurationSet", Length(1, 64), Pattern(`[a-zA-Z0-9_-]+`))
	emailAddress     = String("EmailAddressType", Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+`))
	// The model's pattern has no {####}; the server requires it (invite-email-placeholder).
	emailInvite        = String("EmailInviteMessageType", Length(6, 20000), Pattern(codeText))
	emailMfaMessage    = String("EmailMfaMessageType", Length(6, 20000), Pattern(codeText))
	emailMfaSubject    = String("EmailMfaSubjectType", Pattern(subjectText))
	emailMessage       = String("EmailVerificationMessageType", Length(6, 20000), Pattern(codeText))
	emailMessageByLink = String("EmailVerificationMessageByLinkType", Length(6, 20000), Pattern(patternText+`\{##`+patternText+`##\}`+patternText))
	emailSubject       = String("EmailVerificationSubjectType", Length(1, 140), Pattern(subjectText))
	emailSubjectByLink = String("EmailVerificationSubjectByLinkType", Length(1, 140), Pattern(subjectText))
	encryptionKeyArn   = String("EncryptionKeyArnType", Length(20, 2048), Pattern(arnText))
	freeText           = String("StringType", Length(0, 131072))
	paginationKey      = String("PaginationKeyType", MinLength(1), Pattern(`[\S]+`))
	regionCode         = String("RegionCodeType", Length(5, 32))
	relyingPartyID     = String("RelyingPartyIdType", Length(1, 127))
	scope              = String("ScopeType", Length(1, 256), Pattern(`[\x21\x23-\x5B\x5D-\x7E]+`))
	smsInvite          = String("SmsInviteMessageType", Length(6, 140), Pattern(smsCodeText))
	smsMessage         = String("SmsVerificationMessageType", Length(6, 140), Pattern(smsCodeText))
	tagKey             = String("TagKeysType", Length(1, 128))
	tagValue           = String("TagValueType", Length(0, 256))
	userPoolID         = String("UserPoolIdType", Length(1, 55), Pattern(`[\w-]+_[0-9a-zA-Z]+`))
	userPoolName       = String("UserPoolNameType", Length(1, 128), Pattern(`[\w\s+=,.@-]+`))
)

// Enumerations, in printed order.
var (
	advancedSecurityEnabledMode = Enum("AdvancedSecurityEnabledModeType", "ENFORCED", "AUDIT")
	advancedSecurityMode        = Enum("AdvancedSecurityModeType", "ENFORCED", "OFF", "AUDIT")
	aliasAttribute              = Enum("AliasAttributeType", "preferred_username", "phone_number", "email")
	attributeDataType           = Enum("AttributeDataType", "Boolean", "Number", "String", "DateTime")
	// SOFTWARE_TOKEN is assumed to print last (docs/departures.md#enum-order); a rule
	// refuses it.
	authFactor             = Enum("AuthFactorType", "SMS_OTP", "EMAIL_OTP", "WEB_AUTHN", "PASSWORD", "SOFTWARE_TOKEN")
	customSenderVersion    = Enum("CustomEmailSenderLambdaVersionType", "V1_0")
	customSMSSenderVersion = Enum("CustomSMSSenderLambdaVersionType", "V1_0")
	defaultEmailOption     = Enum("DefaultEmailOptionType", "CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK")
	deletionProtection     = Enum("DeletionProtectionType", ProtectionActive, "INACTIVE")
	emailSendingAccount    = Enum("EmailSendingAccountType", "DEVELOPER", "COGNITO_DEFAULT")
	encryptionKey          = Enum("EncryptionKeyType", "AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY")
	inboundVersion         = Enum("InboundFederationLambdaVersionType", "V1_0")
	issuer                 = Enum("IssuerType", "ORIGINAL", "UPDATED")
	oauthFlow              = Enum("OAuthFlowType", "implicit", "client_credentials", "code")
	preTokenVersion        = Enum("PreTokenGenerationLambdaVersionType", "V1_0", "V2_0", "V3_0")
	recoveryOptionName     = Enum("RecoveryOptionNameType", "verified_email", "verified_phone_number", "admin_only")
	status                 = Enum("StatusType", "Enabled", "Disabled")
	userPoolMfa            = Enum("UserPoolMfaType", "OPTIONAL", "OFF", "ON")
	userPoolTier           = Enum("UserPoolTierType", "ESSENTIALS", "LITE", "PLUS")
	userVerification       = Enum("UserVerificationType", "preferred", "required")
	usernameAttribute      = Enum("UsernameAttributeType", "phone_number", "email")
	verifiedAttribute      = Enum("VerifiedAttributeType", "phone_number", "email")
	webAuthnFactor         = Enum("WebAuthnFactorConfigurationType", "MULTI_FACTOR_WITH_USER_VERIFICATION", "SINGLE_FACTOR")
)

// Numbers and booleans.
var (
	boolean               = Boolean("BooleanType")
	wrappedBoolean        = Boolean("WrappedBooleanType")
	passwordHistorySize   = Integer("PasswordHistorySizeType", Range(0, 24))
	passwordMinimumLength = Integer("PasswordPolicyMinLengthType", Range(6, 99))
	poolQueryLimit        = Integer("PoolQueryLimitType", Range(1, 60))
	priority              = Integer("PriorityType", Range(1, 2))
	temporaryPasswordDays = Integer("TemporaryPasswordValidityDaysType", Range(0, 365))
	unusedAccountDays     = Integer("AdminCreateUserUnusedAccountValidityDaysType", Range(0, 365))
)

// Structures, lists and maps.
var (
	accountRecoverySetting = Structure("AccountRecoverySettingType",
		Optional("RecoveryMechanisms", List("RecoveryMechanismsType", recoveryOption, Length(1, 2))))

	recoveryOption = Structure("RecoveryOptionType",
		Required("Priority", priority),
		Required("Name", recoveryOptionName))

	acrConfiguration = Map("AcrConfigurationType", acrLevelKey,
		Structure("AcrLevelConfigType", Required("AcrValue", acrValue)), Length(0, 4))

	adminCreateUserConfig = Structure("AdminCreateUserConfigType",
		Optional("AllowAdminCreateUserOnly", boolean),
		Optional("UnusedAccountValidityDays", unusedAccountDays),
		// The service's own names are inviteMessage and smsMessage (invite-sms-placeholder).
		WithAlias("inviteMessage", Optional("InviteMessageTemplate", messageTemplate)))

	messageTemplate = Structure("MessageTemplateType",
		WithAlias("smsMessage", Optional("SMSMessage", smsInvite)),
		Optional("EmailMessage", emailInvite),
		Optional("EmailSubject", emailSubject))

	dcrConfiguration = Structure("DcrConfigurationType",
		Optional("EnableStatus", status),
		Optional("OpenDcrEnabled", boolean),
		Optional("AuthenticatedGrantTypes", oauthFlows),
		Optional("OpenDcrGrantTypes", oauthFlows),
		Optional("AllowedScopes", scopes))

	oauthFlows = List("OAuthFlowsType", oauthFlow, Length(0, 3))
	scopes     = List("ScopeListType", scope, MaxLength(50))

	deviceConfiguration = Structure("DeviceConfigurationType",
		Optional("ChallengeRequiredOnNewDevice", boolean),
		Optional("DeviceOnlyRememberedOnUserPrompt", boolean))

	emailConfiguration = Structure("EmailConfigurationType",
		Optional("SourceArn", arn),
		Optional("ReplyToEmailAddress", emailAddress),
		Optional("EmailSendingAccount", emailSendingAccount),
		Optional("From", freeText),
		Optional("ConfigurationSet", configurationSet))

	issuerConfiguration = Structure("IssuerConfigurationType", Optional("Type", issuer))

	keyConfiguration = Structure("KeyConfigurationType",
		Optional("KeyType", encryptionKey),
		Optional("KmsKeyArn", encryptionKeyArn))

	lambdaConfig = Structure("LambdaConfigType",
		Optional("PreSignUp", arn),
		Optional("CustomMessage", arn),
		Optional("PostConfirmation", arn),
		Optional("PreAuthentication", arn),
		Optional("PostAuthentication", arn),
		Optional("DefineAuthChallenge", arn),
		Optional("CreateAuthChallenge", arn),
		Optional("VerifyAuthChallengeResponse", arn),
		Optional("PreTokenGeneration", arn),
		Optional("UserMigration", arn),
		Optional("PreTokenGenerationConfig", lambdaVersion("PreTokenGenerationVersionConfigType", preTokenVersion)),
		Optional("CustomSMSSender", lambdaVersion("CustomSMSLambdaVersionConfigType", customSMSSenderVersion)),
		Optional("CustomEmailSender", lambdaVersion("CustomEmailLambdaVersionConfigType", customSenderVersion)),
		Optional("KMSKeyID", arn),
		Optional("InboundFederation", lambdaVersion("InboundFederationLambdaType", inboundVersion)))

	policies = Structure("UserPoolPolicyType",
		Optional("PasswordPolicy", passwordPolicy),
		Optional("SignInPolicy", signInPolicy))

	passwordPolicy = Structure("PasswordPolicyType",
		Optional("MinimumLength", passwordMinimumLength),
		Optional("RequireUppercase", boolean),
		Optional("RequireLowercase", boolean),
		Optional("RequireNumbers", boolean),
		Optional("RequireSymbols", boolean),
		Optional("PasswordHistorySize", passwordHistorySize),
		Optional("TemporaryPasswordValidityDays", temporaryPasswordDays))

	signInPolicy = Structure("SignInPolicyType",
		Optional("AllowedFirstAuthFactors", List("AllowedFirstAuthFactorsListType", authFactor, Length(1, 5))))

	schemaAttribute = Structure("SchemaAttributeType",
		Optional("Name", attributeName),
		Optional("AttributeDataType", attributeDataType),
		Optional("DeveloperOnlyAttribute", boolean),
		Optional("Mutable", boolean),
		Optional("Required", boolean),
		Optional("NumberAttributeConstraints", Structure("NumberAttributeConstraintsType",
			Optional("MinValue", freeText),
			Optional("MaxValue", freeText))),
		Optional("StringAttributeConstraints", Structure("StringAttributeConstraintsType",
			Optional("MinLength", freeText),
			Optional("MaxLength", freeText))))

	// The newest model lets SnsCallerArn be absent or empty because EumsSms can
	// stand in for it; without EumsSms it is required as before (sns-caller-arn-null).
	smsConfiguration = Structure("SmsConfigurationType",
		RequiredUnless("EumsSms", "SnsCallerArn", arn),
		Optional("ExternalId", freeText),
		Optional("SnsRegion", regionCode),
		Optional("EumsSms", eumsSmsConfiguration))

	eumsSmsConfiguration = Structure("EumsSmsConfigurationType",
		Required("CallerArn", arn),
		Optional("ExternalId", freeText),
		Optional("OriginationIdentity", freeText),
		Optional("ConfigurationSetName", freeText),
		Optional("InEntityId", freeText),
		Optional("InTemplateId", freeText),
		Optional("Region", regionCode))

	userAttributeUpdateSettings = Structure("UserAttributeUpdateSettingsType",
		Optional("AttributesRequireVerificationBeforeUpdate", List("AttributesRequireVerificationBeforeUpdateType", verifiedAttribute)))

	userPoolAddOns = Structure("UserPoolAddOnsType",
		Required("AdvancedSecurityMode", advancedSecurityMode),
		Optional("AdvancedSecurityAdditionalFlows", Structure("AdvancedSecurityAdditionalFlowsType",
			Optional("CustomAuthMode", advancedSecurityEnabledMode))))

	userPoolTags = Map("UserPoolTagsType", tagKey, tagValue)

	verificationMessageTemplate = Structure("VerificationMessageTemplateType",
		Optional("SmsMessage", smsMessage),
		Optional("EmailMessage", emailMessage),
		Optional("EmailSubject", emailSubject),
		Optional("EmailMessageByLink", emailMessageByLink),
		Optional("EmailSubjectByLink", emailSubjectByLink),
		Optional("DefaultEmailOption", defaultEmailOption))

	verifiedAttributes = List("VerifiedAttributesListType", verifiedAttribute)

	smsMfaConfig = Structure("SmsMfaConfigType",
		Optional("SmsAuthenticationMessage", smsMessage),
		Optional("SmsConfiguration", smsConfiguration))

	emailMfaConfig = Structure("EmailMfaConfigType",
		Optional("Message", emailMfaMessage),
		Optional("Subject", emailMfaSubject))

	webAuthnConfiguration = Structure("WebAuthnConfigurationType",
		Optional("RelyingPartyId", relyingPartyID),
		Optional("UserVerification", userVerification),
		Optional("FactorConfiguration", webAuthnFactor))
)

func lambdaVersion(name string, version *Shape) *Shape {
	return Structure(name, Required("LambdaVersion", version), Required("LambdaArn", arn))
}
