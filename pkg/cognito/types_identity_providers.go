package cognito

import (
	"time"
)

type CreateIdentityProviderRequest struct {
	AcrMapping       map[string]string
	AttributeMapping map[string]string
	IdpIdentifiers   []string
	ProviderDetails  map[string]string
	ProviderName     *string
	ProviderType     *string
	UserPoolId       *string
}

type CreateIdentityProviderResponse struct {
	IdentityProvider *IdentityProviderType
}

type IdentityProviderType struct {
	AcrMapping       map[string]string `json:",omitzero"`
	AttributeMapping map[string]string `json:",omitzero"`
	CreationDate     time.Time
	IdpIdentifiers   []string `json:",omitzero"`
	LastModifiedDate time.Time
	ProviderDetails  map[string]string `json:",omitzero"`
	ProviderName     *string           `json:",omitzero"`
	ProviderType     *string           `json:",omitzero"`
	UserPoolId       *string           `json:",omitzero"`
}

type DescribeIdentityProviderRequest struct {
	ProviderName *string
	UserPoolId   *string
}

type DescribeIdentityProviderResponse struct {
	IdentityProvider *IdentityProviderType
}

type UpdateIdentityProviderRequest struct {
	AcrMapping       map[string]string
	AttributeMapping map[string]string
	IdpIdentifiers   []string
	ProviderDetails  map[string]string
	ProviderName     *string
	UserPoolId       *string
}

type UpdateIdentityProviderResponse struct {
	IdentityProvider *IdentityProviderType
}

type DeleteIdentityProviderRequest struct {
	ProviderName *string
	UserPoolId   *string
}

type ListIdentityProvidersRequest struct {
	MaxResults *int
	NextToken  *string
	UserPoolId *string
}

type ListIdentityProvidersResponse struct {
	NextToken *string
	Providers []ProviderDescription
}

type ProviderDescription struct {
	CreationDate     time.Time
	LastModifiedDate time.Time
	ProviderName     *string `json:",omitzero"`
	ProviderType     *string `json:",omitzero"`
}

type GetIdentityProviderByIdentifierRequest struct {
	IdpIdentifier *string
	UserPoolId    *string
}

type GetIdentityProviderByIdentifierResponse struct {
	IdentityProvider *IdentityProviderType
}

// IdentityProvider is an identity provider as it is stored. Its name is the record's ID.
type IdentityProvider struct {
	ProviderType     string
	ProviderDetails  map[string]string `json:",omitzero"`
	AttributeMapping map[string]string `json:",omitzero"`
	IdpIdentifiers   []string          `json:",omitzero"`
	AcrMapping       map[string]string `json:",omitzero"`
}

// IdpIdentifier says which provider of the pool has an identifier, which is the record's ID. It counts only while
// that provider names it.
type IdpIdentifier struct{ Provider string }
