package cognito

// The structures of which pools, requests and answers (types.go) are made. Where
// one is stored, unset members are left out: hence omitzero.

// AccountRecoverySettingType is the API's structure of this name.
type AccountRecoverySettingType struct {
	RecoveryMechanisms []RecoveryOptionType `json:",omitzero"`
}

// RecoveryOptionType is the API's structure of this name.
type RecoveryOptionType struct {
	Name     *string `json:",omitzero"`
	Priority *int    `json:",omitzero"`
}

// AcrLevelConfigType is the API's structure of this name.
type AcrLevelConfigType struct {
	AcrValue *string `json:",omitzero"`
}

// AdminCreateUserConfigType is the API's structure of this name.
type AdminCreateUserConfigType struct {
	AllowAdminCreateUserOnly  *bool                `json:",omitzero"`
	InviteMessageTemplate     *MessageTemplateType `json:",omitzero"`
	UnusedAccountValidityDays *int                 `json:",omitzero"`
}

// MessageTemplateType is the API's structure of this name.
type MessageTemplateType struct {
	EmailMessage *string `json:",omitzero"`
	EmailSubject *string `json:",omitzero"`
	SMSMessage   *string `json:",omitzero"`
}

// DcrConfigurationType is the API's structure of this name.
type DcrConfigurationType struct {
	AllowedScopes           []string `json:",omitzero"`
	AuthenticatedGrantTypes []string `json:",omitzero"`
	EnableStatus            *string  `json:",omitzero"`
	OpenDcrEnabled          *bool    `json:",omitzero"`
	OpenDcrGrantTypes       []string `json:",omitzero"`
}

// DeviceConfigurationType is the API's structure of this name.
type DeviceConfigurationType struct {
	ChallengeRequiredOnNewDevice     *bool `json:",omitzero"`
	DeviceOnlyRememberedOnUserPrompt *bool `json:",omitzero"`
}

// EmailConfigurationType is the API's structure of this name.
type EmailConfigurationType struct {
	ConfigurationSet    *string `json:",omitzero"`
	EmailSendingAccount *string `json:",omitzero"`
	From                *string `json:",omitzero"`
	ReplyToEmailAddress *string `json:",omitzero"`
	SourceArn           *string `json:",omitzero"`
}

// IssuerConfigurationType is the API's structure of this name.
type IssuerConfigurationType struct {
	Type *string `json:",omitzero"`
}

// KeyConfigurationType is the API's structure of this name.
type KeyConfigurationType struct {
	KeyType   *string `json:",omitzero"`
	KmsKeyArn *string `json:",omitzero"`
}

// LambdaConfigType is the API's structure of this name.
type LambdaConfigType struct {
	CreateAuthChallenge         *string                  `json:",omitzero"`
	CustomEmailSender           *LambdaVersionConfigType `json:",omitzero"`
	CustomMessage               *string                  `json:",omitzero"`
	CustomSMSSender             *LambdaVersionConfigType `json:",omitzero"`
	DefineAuthChallenge         *string                  `json:",omitzero"`
	InboundFederation           *LambdaVersionConfigType `json:",omitzero"`
	KMSKeyID                    *string                  `json:",omitzero"`
	PostAuthentication          *string                  `json:",omitzero"`
	PostConfirmation            *string                  `json:",omitzero"`
	PreAuthentication           *string                  `json:",omitzero"`
	PreSignUp                   *string                  `json:",omitzero"`
	PreTokenGeneration          *string                  `json:",omitzero"`
	PreTokenGenerationConfig    *LambdaVersionConfigType `json:",omitzero"`
	UserMigration               *string                  `json:",omitzero"`
	VerifyAuthChallengeResponse *string                  `json:",omitzero"`
}

// LambdaVersionConfigType is the one form of four structures of the API:
// CustomEmailLambdaVersionConfigType, CustomSMSLambdaVersionConfigType,
// InboundFederationLambdaType and PreTokenGenerationVersionConfigType.
type LambdaVersionConfigType struct {
	LambdaArn     *string `json:",omitzero"`
	LambdaVersion *string `json:",omitzero"`
}

// UserPoolPolicyType is the API's structure of this name.
type UserPoolPolicyType struct {
	PasswordPolicy *PasswordPolicyType `json:",omitzero"`
	SignInPolicy   *SignInPolicyType   `json:",omitzero"`
}

// PasswordPolicyType is the API's structure of this name.
type PasswordPolicyType struct {
	MinimumLength                 *int  `json:",omitzero"`
	PasswordHistorySize           *int  `json:",omitzero"`
	RequireLowercase              *bool `json:",omitzero"`
	RequireNumbers                *bool `json:",omitzero"`
	RequireSymbols                *bool `json:",omitzero"`
	RequireUppercase              *bool `json:",omitzero"`
	TemporaryPasswordValidityDays *int  `json:",omitzero"`
}

// SignInPolicyType is the API's structure of this name.
type SignInPolicyType struct {
	AllowedFirstAuthFactors []string `json:",omitzero"`
}

// SmsConfigurationType is the API's structure of this name.
type SmsConfigurationType struct {
	EumsSms      *EumsSmsConfigurationType `json:",omitzero"`
	ExternalId   *string                   `json:",omitzero"`
	SnsCallerArn *string                   `json:",omitzero"`
	SnsRegion    *string                   `json:",omitzero"`
}

// EumsSmsConfigurationType is the API's structure of this name.
type EumsSmsConfigurationType struct {
	CallerArn            *string `json:",omitzero"`
	ConfigurationSetName *string `json:",omitzero"`
	ExternalId           *string `json:",omitzero"`
	InEntityId           *string `json:",omitzero"`
	InTemplateId         *string `json:",omitzero"`
	OriginationIdentity  *string `json:",omitzero"`
	Region               *string `json:",omitzero"`
}

// UserAttributeUpdateSettingsType is the API's structure of this name.
type UserAttributeUpdateSettingsType struct {
	AttributesRequireVerificationBeforeUpdate []string `json:",omitzero"`
}

// UserPoolAddOnsType is the API's structure of this name.
type UserPoolAddOnsType struct {
	AdvancedSecurityAdditionalFlows *AdvancedSecurityAdditionalFlowsType `json:",omitzero"`
	AdvancedSecurityMode            *string                              `json:",omitzero"`
}

// AdvancedSecurityAdditionalFlowsType is the API's structure of this name.
type AdvancedSecurityAdditionalFlowsType struct {
	CustomAuthMode *string `json:",omitzero"`
}

// UsernameConfigurationType is the API's structure of this name.
type UsernameConfigurationType struct {
	CaseSensitive *bool `json:",omitzero"`
}

// VerificationMessageTemplateType is the API's structure of this name.
type VerificationMessageTemplateType struct {
	DefaultEmailOption *string `json:",omitzero"`
	EmailMessage       *string `json:",omitzero"`
	EmailMessageByLink *string `json:",omitzero"`
	EmailSubject       *string `json:",omitzero"`
	EmailSubjectByLink *string `json:",omitzero"`
	SmsMessage         *string `json:",omitzero"`
}

// SchemaAttributeType is the API's structure of this name.
type SchemaAttributeType struct {
	AttributeDataType          *string                         `json:",omitzero"`
	DeveloperOnlyAttribute     *bool                           `json:",omitzero"`
	Mutable                    *bool                           `json:",omitzero"`
	Name                       *string                         `json:",omitzero"`
	NumberAttributeConstraints *NumberAttributeConstraintsType `json:",omitzero"`
	Required                   *bool                           `json:",omitzero"`
	StringAttributeConstraints *StringAttributeConstraintsType `json:",omitzero"`
}

// NumberAttributeConstraintsType is the API's structure of this name.
type NumberAttributeConstraintsType struct {
	MaxValue *string `json:",omitzero"`
	MinValue *string `json:",omitzero"`
}

// StringAttributeConstraintsType is the API's structure of this name.
type StringAttributeConstraintsType struct {
	MaxLength *string `json:",omitzero"`
	MinLength *string `json:",omitzero"`
}

// SmsMfaConfigType is the API's structure of this name.
type SmsMfaConfigType struct {
	SmsAuthenticationMessage *string               `json:",omitzero"`
	SmsConfiguration         *SmsConfigurationType `json:",omitzero"`
}

// SoftwareTokenMfaConfigType is the API's structure of this name.
type SoftwareTokenMfaConfigType struct {
	Enabled *bool `json:",omitzero"`
}

// EmailMfaConfigType is the API's structure of this name.
type EmailMfaConfigType struct {
	Message *string `json:",omitzero"`
	Subject *string `json:",omitzero"`
}

// WebAuthnConfigurationType is the API's structure of this name.
type WebAuthnConfigurationType struct {
	FactorConfiguration *string `json:",omitzero"`
	RelyingPartyId      *string `json:",omitzero"`
	UserVerification    *string `json:",omitzero"`
}
