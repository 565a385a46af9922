package cognito

// The structures of which pools, requests and answers (types.go) are made, under the
// API's names. Where one is stored, unset members are left out: hence omitzero.

type AccountRecoverySettingType struct {
	RecoveryMechanisms []RecoveryOptionType `json:",omitzero"`
}

type RecoveryOptionType struct {
	Name     *string `json:",omitzero"`
	Priority *int    `json:",omitzero"`
}

type AcrLevelConfigType struct {
	AcrValue *string `json:",omitzero"`
}

type AdminCreateUserConfigType struct {
	AllowAdminCreateUserOnly  *bool                `json:",omitzero"`
	InviteMessageTemplate     *MessageTemplateType `json:",omitzero"`
	UnusedAccountValidityDays *int                 `json:",omitzero"`
}

type MessageTemplateType struct {
	EmailMessage *string `json:",omitzero"`
	EmailSubject *string `json:",omitzero"`
	SMSMessage   *string `json:",omitzero"`
}

type DcrConfigurationType struct {
	AllowedScopes           []string `json:",omitzero"`
	AuthenticatedGrantTypes []string `json:",omitzero"`
	EnableStatus            *string  `json:",omitzero"`
	OpenDcrEnabled          *bool    `json:",omitzero"`
	OpenDcrGrantTypes       []string `json:",omitzero"`
}

type DeviceConfigurationType struct {
	ChallengeRequiredOnNewDevice     *bool `json:",omitzero"`
	DeviceOnlyRememberedOnUserPrompt *bool `json:",omitzero"`
}

type EmailConfigurationType struct {
	ConfigurationSet    *string `json:",omitzero"`
	EmailSendingAccount *string `json:",omitzero"`
	From                *string `json:",omitzero"`
	ReplyToEmailAddress *string `json:",omitzero"`
	SourceArn           *string `json:",omitzero"`
}

type IssuerConfigurationType struct {
	Type *string `json:",omitzero"`
}

type KeyConfigurationType struct {
	KeyType   *string `json:",omitzero"`
	KmsKeyArn *string `json:",omitzero"`
}

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

type UserPoolPolicyType struct {
	PasswordPolicy *PasswordPolicyType `json:",omitzero"`
	SignInPolicy   *SignInPolicyType   `json:",omitzero"`
}

type PasswordPolicyType struct {
	MinimumLength                 *int  `json:",omitzero"`
	PasswordHistorySize           *int  `json:",omitzero"`
	RequireLowercase              *bool `json:",omitzero"`
	RequireNumbers                *bool `json:",omitzero"`
	RequireSymbols                *bool `json:",omitzero"`
	RequireUppercase              *bool `json:",omitzero"`
	TemporaryPasswordValidityDays *int  `json:",omitzero"`
}

type SignInPolicyType struct {
	AllowedFirstAuthFactors []string `json:",omitzero"`
}

type SmsConfigurationType struct {
	EumsSms      *EumsSmsConfigurationType `json:",omitzero"`
	ExternalId   *string                   `json:",omitzero"`
	SnsCallerArn *string                   `json:",omitzero"`
	SnsRegion    *string                   `json:",omitzero"`
}

type EumsSmsConfigurationType struct {
	CallerArn            *string `json:",omitzero"`
	ConfigurationSetName *string `json:",omitzero"`
	ExternalId           *string `json:",omitzero"`
	InEntityId           *string `json:",omitzero"`
	InTemplateId         *string `json:",omitzero"`
	OriginationIdentity  *string `json:",omitzero"`
	Region               *string `json:",omitzero"`
}

type UserAttributeUpdateSettingsType struct {
	AttributesRequireVerificationBeforeUpdate []string `json:",omitzero"`
}

type UserPoolAddOnsType struct {
	AdvancedSecurityAdditionalFlows *AdvancedSecurityAdditionalFlowsType `json:",omitzero"`
	AdvancedSecurityMode            *string                              `json:",omitzero"`
}

type AdvancedSecurityAdditionalFlowsType struct {
	CustomAuthMode *string `json:",omitzero"`
}

type UsernameConfigurationType struct {
	CaseSensitive *bool `json:",omitzero"`
}

type VerificationMessageTemplateType struct {
	DefaultEmailOption *string `json:",omitzero"`
	EmailMessage       *string `json:",omitzero"`
	EmailMessageByLink *string `json:",omitzero"`
	EmailSubject       *string `json:",omitzero"`
	EmailSubjectByLink *string `json:",omitzero"`
	SmsMessage         *string `json:",omitzero"`
}

type SchemaAttributeType struct {
	AttributeDataType          *string                         `json:",omitzero"`
	DeveloperOnlyAttribute     *bool                           `json:",omitzero"`
	Mutable                    *bool                           `json:",omitzero"`
	Name                       *string                         `json:",omitzero"`
	NumberAttributeConstraints *NumberAttributeConstraintsType `json:",omitzero"`
	Required                   *bool                           `json:",omitzero"`
	StringAttributeConstraints *StringAttributeConstraintsType `json:",omitzero"`
}

type NumberAttributeConstraintsType struct {
	MaxValue *string `json:",omitzero"`
	MinValue *string `json:",omitzero"`
}

type StringAttributeConstraintsType struct {
	MaxLength *string `json:",omitzero"`
	MinLength *string `json:",omitzero"`
}

type SmsMfaConfigType struct {
	SmsAuthenticationMessage *string               `json:",omitzero"`
	SmsConfiguration         *SmsConfigurationType `json:",omitzero"`
}

type SoftwareTokenMfaConfigType struct {
	Enabled *bool `json:",omitzero"`
}

type EmailMfaConfigType struct {
	Message *string `json:",omitzero"`
	Subject *string `json:",omitzero"`
}

type WebAuthnConfigurationType struct {
	FactorConfiguration *string `json:",omitzero"`
	RelyingPartyId      *string `json:",omitzero"`
	UserVerification    *string `json:",omitzero"`
}
