package cognito

import "time"

// The wire types carry the API reference's names, so that a search joins code
// and documentation. Scalars are pointers and lists and maps may be nil, because
// absent, empty and false are three things on the wire and in the stores.
// Members of requests are documented in the API reference; what this service
// makes of them is in shapes.go, rules.go and defaults.go. Here are an operation's
// input (...Request) and output (...Response), in types_structures.go the structures
// within them.

// PoolSettings is what both CreateUserPool and UpdateUserPool may specify.
type PoolSettings struct {
	AccountRecoverySetting      *AccountRecoverySettingType      `json:",omitzero"`
	AcrConfiguration            map[string]AcrLevelConfigType    `json:",omitzero"`
	AdminCreateUserConfig       *AdminCreateUserConfigType       `json:",omitzero"`
	AutoVerifiedAttributes      []string                         `json:",omitzero"`
	DcrConfiguration            *DcrConfigurationType            `json:",omitzero"`
	DeletionProtection          *string                          `json:",omitzero"`
	DeviceConfiguration         *DeviceConfigurationType         `json:",omitzero"`
	EmailConfiguration          *EmailConfigurationType          `json:",omitzero"`
	EmailVerificationMessage    *string                          `json:",omitzero"`
	EmailVerificationSubject    *string                          `json:",omitzero"`
	IssuerConfiguration         *IssuerConfigurationType         `json:",omitzero"`
	KeyConfiguration            *KeyConfigurationType            `json:",omitzero"`
	LambdaConfig                *LambdaConfigType                `json:",omitzero"`
	MfaConfiguration            *string                          `json:",omitzero"`
	Policies                    *UserPoolPolicyType              `json:",omitzero"`
	SmsAuthenticationMessage    *string                          `json:",omitzero"`
	SmsConfiguration            *SmsConfigurationType            `json:",omitzero"`
	SmsVerificationMessage      *string                          `json:",omitzero"`
	UserAttributeUpdateSettings *UserAttributeUpdateSettingsType `json:",omitzero"`
	UserPoolAddOns              *UserPoolAddOnsType              `json:",omitzero"`
	UserPoolTags                map[string]string                `json:",omitzero"`
	UserPoolTier                *string                          `json:",omitzero"`
	VerificationMessageTemplate *VerificationMessageTemplateType `json:",omitzero"`
}

// CreateOnly is what only CreateUserPool may specify, the schema aside.
type CreateOnly struct {
	AliasAttributes       []string                   `json:",omitzero"`
	UsernameAttributes    []string                   `json:",omitzero"`
	UsernameConfiguration *UsernameConfigurationType `json:",omitzero"`
}

type CreateUserPoolRequest struct {
	PoolName *string
	PoolSettings
	CreateOnly
	Schema []SchemaAttributeType
}

type CreateUserPoolResponse struct{ UserPool *UserPoolType }

type DescribeUserPoolRequest struct{ UserPoolId *string }

type DescribeUserPoolResponse struct{ UserPool *UserPoolType }

type UpdateUserPoolRequest struct {
	UserPoolId *string
	PoolName   *string
	PoolSettings
}

type UpdateUserPoolResponse struct{}

// DeleteUserPoolRequest has no response: the operation has no output shape.
type DeleteUserPoolRequest struct{ UserPoolId *string }

type ListUserPoolsRequest struct {
	MaxResults *int
	NextToken  *string
}

type ListUserPoolsResponse struct {
	NextToken *string
	UserPools []UserPoolDescriptionType
}

// UserPoolDescriptionType is an entry of ListUserPools: these five members and
// no other, as in every list that was recorded
// (testdata/recorded/2025-10-20-list-user-pools.json is the newest).
type UserPoolDescriptionType struct {
	CreationDate     time.Time
	Id               string
	LambdaConfig     *LambdaConfigType
	LastModifiedDate time.Time
	Name             string
}

type AddCustomAttributesRequest struct {
	CustomAttributes []SchemaAttributeType
	UserPoolId       *string
}

type AddCustomAttributesResponse struct{}

type GetUserPoolMfaConfigRequest struct{ UserPoolId *string }

// MfaConfig is the output of GetUserPoolMfaConfig and of SetUserPoolMfaConfig.
// A structure that was never configured is absent.
type MfaConfig struct {
	EmailMfaConfiguration         *EmailMfaConfigType
	MfaConfiguration              *string
	SmsMfaConfiguration           *SmsMfaConfigType
	SoftwareTokenMfaConfiguration *SoftwareTokenMfaConfigType
	WebAuthnConfiguration         *WebAuthnConfigurationType
}

type SetUserPoolMfaConfigRequest struct {
	UserPoolId *string
	MfaConfig
}

type TagResourceRequest struct {
	ResourceArn *string
	Tags        map[string]string
}

type TagResourceResponse struct{}

type UntagResourceRequest struct {
	ResourceArn *string
	TagKeys     []string
}

type UntagResourceResponse struct{}

type ListTagsForResourceRequest struct{ ResourceArn *string }

type ListTagsForResourceResponse struct{ Tags map[string]string }

// UserPoolType is a pool as CreateUserPool and DescribeUserPool answer it.
// Status and the two ...Failure members never appear.
type UserPoolType struct {
	Arn                    string
	CreationDate           time.Time
	CustomDomain           *string
	Domain                 *string
	EstimatedNumberOfUsers int
	Id                     string
	LastModifiedDate       time.Time
	Name                   string
	SchemaAttributes       []SchemaAttributeType
	PoolSettings
	CreateOnly
}
