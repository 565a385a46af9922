package cognito

import "time"

// ProviderSettings is what both CreateIdentityProvider and UpdateIdentityProvider may specify.
type ProviderSettings struct {
	AcrMapping       map[string]string `json:",omitzero"`
	AttributeMapping map[string]string `json:",omitzero"`
	IdpIdentifiers   []string          `json:",omitzero"`
	ProviderDetails  map[string]string `json:",omitzero"`
}

// IdentityProvider is an identity provider as it is stored: what callers specified, completed by what the service adds
// for the type, so that another default would leave existing ones alone. The service must be able to return a client
// secret: it is stored as it is. A provider's name is the record's ID.
type IdentityProvider struct {
	ProviderType string
	ProviderSettings
}

// IdpIdentifier says which provider of the pool has an identifier, which is the record's ID. It counts only while
// that provider names it.
type IdpIdentifier struct{ Provider string }

type CreateIdentityProviderRequest struct {
	UserPoolId   *string
	ProviderName *string
	ProviderType *string
	ProviderSettings
}

// ProviderAnswer answers the operations on one identity provider.
type ProviderAnswer struct{ IdentityProvider IdentityProviderType }

type IdentityProviderType struct {
	CreationDate     time.Time
	LastModifiedDate time.Time
	ProviderName     string
	ProviderType     string
	UserPoolId       string
	ProviderSettings
}

type DescribeIdentityProviderRequest struct{ UserPoolId, ProviderName *string }

type UpdateIdentityProviderRequest struct {
	UserPoolId   *string
	ProviderName *string
	ProviderSettings
}

// DeleteIdentityProviderRequest has no response: the operation has no output shape.
type DeleteIdentityProviderRequest struct{ UserPoolId, ProviderName *string }

type ListIdentityProvidersRequest struct {
	UserPoolId *string
	MaxResults *int
	NextToken  *string
}

type ListIdentityProvidersResponse struct {
	NextToken *string
	Providers []ProviderDescription
}

type ProviderDescription struct {
	CreationDate     time.Time
	LastModifiedDate time.Time
	ProviderName     string
	ProviderType     string
}

type GetIdentityProviderByIdentifierRequest struct{ UserPoolId, IdpIdentifier *string }
