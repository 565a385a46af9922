package cognito

import "time"

// ClientSettings is what both CreateUserPoolClient and UpdateUserPoolClient may specify. Its lists of
// texts are sets (clients_describe.go).
type ClientSettings struct {
	AccessTokenValidity                      *int                        `json:",omitzero"`
	AllowedOAuthFlows                        []string                    `json:",omitzero"`
	AllowedOAuthFlowsUserPoolClient          *bool                       `json:",omitzero"`
	AllowedOAuthScopes                       []string                    `json:",omitzero"`
	AnalyticsConfiguration                   *AnalyticsConfigurationType `json:",omitzero"`
	AuthSessionValidity                      *int                        `json:",omitzero"`
	CallbackURLs                             []string                    `json:",omitzero"`
	DefaultRedirectURI                       *string                     `json:",omitzero"`
	EnablePropagateAdditionalUserContextData *bool                       `json:",omitzero"`
	EnableTokenRevocation                    *bool                       `json:",omitzero"`
	ExplicitAuthFlows                        []string                    `json:",omitzero"`
	IdTokenValidity                          *int                        `json:",omitzero"`
	LogoutURLs                               []string                    `json:",omitzero"`
	PreventUserExistenceErrors               *string                     `json:",omitzero"`
	ReadAttributes                           []string                    `json:",omitzero"`
	RefreshTokenRotation                     *RefreshTokenRotationType   `json:",omitzero"`
	RefreshTokenValidity                     *int                        `json:",omitzero"`
	SupportedIdentityProviders               []string                    `json:",omitzero"`
	TokenValidityUnits                       *TokenValidityUnitsType     `json:",omitzero"`
	WriteAttributes                          []string                    `json:",omitzero"`
}

type AnalyticsConfigurationType struct {
	ApplicationArn *string `json:",omitzero"`
	ApplicationId  *string `json:",omitzero"`
	ExternalId     *string `json:",omitzero"`
	RoleArn        *string `json:",omitzero"`
	UserDataShared *bool   `json:",omitzero"`
}

type RefreshTokenRotationType struct {
	Feature                 *string `json:",omitzero"`
	RetryGracePeriodSeconds *int    `json:",omitzero"`
}

// rotationOn is the Feature with which refresh tokens are exchanged at their use.
const rotationOn = "ENABLED"

type TokenValidityUnitsType struct {
	AccessToken  *string `json:",omitzero"`
	IdToken      *string `json:",omitzero"`
	RefreshToken *string `json:",omitzero"`
}

type ClientSSOSessionConfigType struct {
	MaxValidityMinutes *int `json:",omitzero"`
}

// Client is an app client as it is stored: what callers specified, and its secrets.
type Client struct {
	Name string
	// Defaults is the version of the defaults of the unset members, as Pool.Defaults.
	Defaults int
	Settings ClientSettings
	// Secrets are at most two, the oldest first. A client without is a public one and stays so.
	Secrets []ClientSecret `json:",omitzero"`
	// Session is what SetUserPoolClientSessionConfiguration set, if it did.
	Session *ClientSSOSessionConfigType `json:",omitzero"`
	// Branding is the id of its managed login style, if it has one: the key of a BrandingRecord.
	Branding string `json:",omitempty"`
	// OwnRisk and OwnUI say that it has a risk configuration or a UI customization of its own: a RiskRecord or UIRecord
	// under its id.
	OwnRisk bool `json:",omitempty"`
	OwnUI   bool `json:",omitempty"`
}

// hasOwn tells whether records go with the client that only its own record names.
func (c *Client) hasOwn() bool { return c.Branding != "" || c.OwnRisk || c.OwnUI }

// ClientSecret is a secret of an app client. The service must be able to return it: it is stored as it is.
type ClientSecret struct {
	Value string
	// Created is in seconds since 1970: two secrets of a client differ in it.
	Created int64
	// CreateToken identifies the call that made the secret, as Pool.CreateToken does.
	CreateToken string
}

type CreateUserPoolClientRequest struct {
	UserPoolId                        *string
	ClientName                        *string
	GenerateSecret                    *bool
	ClientSecret                      *string
	PublishSecretsInAWSSecretsManager *bool
	ClientSettings
}

type CreateUserPoolClientResponse struct{ UserPoolClient *UserPoolClientType }

type DescribeUserPoolClientRequest struct{ UserPoolId, ClientId *string }

type DescribeUserPoolClientResponse struct{ UserPoolClient *UserPoolClientType }

type UpdateUserPoolClientRequest struct {
	UserPoolId                        *string
	ClientId                          *string
	ClientName                        *string
	PublishSecretsInAWSSecretsManager *bool
	ClientSettings
}

type UpdateUserPoolClientResponse struct{ UserPoolClient *UserPoolClientType }

// DeleteUserPoolClientRequest has no response: the operation has no output shape.
type DeleteUserPoolClientRequest struct{ UserPoolId, ClientId *string }

type ListUserPoolClientsRequest struct {
	UserPoolId *string
	MaxResults *int
	NextToken  *string
	ClientType *string
}

type ListUserPoolClientsResponse struct {
	NextToken       *string
	UserPoolClients []UserPoolClientDescription
}

// UserPoolClientDescription is an entry of ListUserPoolClients: these three members and no other
// (testdata/recorded/clients.json).
type UserPoolClientDescription struct{ ClientId, ClientName, UserPoolId string }

// UserPoolClientType is an app client as it is answered. ClientSecretArn never appears
// (docs/departures.md#published-secrets).
type UserPoolClientType struct {
	ClientId         string
	ClientName       string
	ClientSecret     *string
	ClientType       string
	CreationDate     time.Time
	LastModifiedDate time.Time
	UserPoolId       string
	ClientSettings
}

type AddUserPoolClientSecretRequest struct{ UserPoolId, ClientId, ClientSecret *string }

type AddUserPoolClientSecretResponse struct{ ClientSecretDescriptor *ClientSecretDescriptorType }

type ListUserPoolClientSecretsRequest struct{ UserPoolId, ClientId, NextToken *string }

type ListUserPoolClientSecretsResponse struct{ ClientSecrets []ClientSecretDescriptorType }

type DeleteUserPoolClientSecretRequest struct{ UserPoolId, ClientId, ClientSecretId *string }

type DeleteUserPoolClientSecretResponse struct{}

// ClientSecretDescriptorType tells of a secret. Its value is there only where it was made just now.
type ClientSecretDescriptorType struct {
	ClientSecretCreateDate time.Time
	ClientSecretId         string
	ClientSecretValue      *string
}

type GetUserPoolClientSessionConfigurationRequest struct{ UserPoolId, ClientId *string }

type SetUserPoolClientSessionConfigurationRequest struct {
	UserPoolId, ClientId *string
	SSOSession           *ClientSSOSessionConfigType
}

// ClientSessionConfiguration is the output of GetUserPoolClientSessionConfiguration and of
// SetUserPoolClientSessionConfiguration.
type ClientSessionConfiguration struct {
	ClientId   string
	SSOSession *ClientSSOSessionConfigType
	UserPoolId string
}
