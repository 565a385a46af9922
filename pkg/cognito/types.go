package cognito

import "time"

// The wire types carry the API reference's names, so that a search joins code
// and documentation. Scalars are pointers and lists and maps may be nil, because
// absent, empty and false are three things on the wire and in the stores.
// Members of requests are documented in the API reference; what this service
// makes of them stands in shapes.go, rules.go and defaults.go. Requests and
// answers are here, the structures within them in types_structures.go.

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

// CreateUserPoolRequest is the input of CreateUserPool.
type CreateUserPoolRequest struct {
	PoolName *string
	PoolSettings
	CreateOnly
	Schema []SchemaAttributeType
}

// CreateUserPoolResponse is the output of CreateUserPool.
type CreateUserPoolResponse struct{ UserPool *UserPoolType }

// DescribeUserPoolRequest is the input of DescribeUserPool.
type DescribeUserPoolRequest struct{ UserPoolId *string }

// DescribeUserPoolResponse is the output of DescribeUserPool.
type DescribeUserPoolResponse struct{ UserPool *UserPoolType }

// UpdateUserPoolRequest is the input of UpdateUserPool.
type UpdateUserPoolRequest struct {
	UserPoolId *string
	PoolName   *string
	PoolSettings
}

// UpdateUserPoolResponse is the output of UpdateUserPool: no members.
type UpdateUserPoolResponse struct{}

// DeleteUserPoolRequest is the input of DeleteUserPool, which has no output shape.
type DeleteUserPoolRequest struct{ UserPoolId *string }

// ListUserPoolsRequest is the input of ListUserPools.
type ListUserPoolsRequest struct {
	MaxResults *int
	NextToken  *string
}

// ListUserPoolsResponse is the output of ListUserPools.
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

// AddCustomAttributesRequest is the input of AddCustomAttributes.
type AddCustomAttributesRequest struct {
	CustomAttributes []SchemaAttributeType
	UserPoolId       *string
}

// AddCustomAttributesResponse is the output of AddCustomAttributes: no members.
type AddCustomAttributesResponse struct{}

// GetUserPoolMfaConfigRequest is the input of GetUserPoolMfaConfig.
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

// SetUserPoolMfaConfigRequest is the input of SetUserPoolMfaConfig.
type SetUserPoolMfaConfigRequest struct {
	UserPoolId *string
	MfaConfig
}

// TagResourceRequest is the input of TagResource.
type TagResourceRequest struct {
	ResourceArn *string
	Tags        map[string]string
}

// TagResourceResponse is the output of TagResource: no members.
type TagResourceResponse struct{}

// UntagResourceRequest is the input of UntagResource.
type UntagResourceRequest struct {
	ResourceArn *string
	TagKeys     []string
}

// UntagResourceResponse is the output of UntagResource: no members.
type UntagResourceResponse struct{}

// ListTagsForResourceRequest is the input of ListTagsForResource.
type ListTagsForResourceRequest struct{ ResourceArn *string }

// ListTagsForResourceResponse is the output of ListTagsForResource.
type ListTagsForResourceResponse struct{ Tags map[string]string }

// UserPoolType is a pool as CreateUserPool and DescribeUserPool answer it.
// Status, Domain, CustomDomain and the two ...Failure members never appear.
type UserPoolType struct {
	Arn                    string
	CreationDate           time.Time
	EstimatedNumberOfUsers int
	Id                     string
	LastModifiedDate       time.Time
	Name                   string
	SchemaAttributes       []SchemaAttributeType
	PoolSettings
	CreateOnly
}
