package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	// The name of a new provider: three characters at least. Those of the others have providerName.
	newProviderName      = String("ProviderNameTypeV2", Length(1, 32), Pattern(`[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+`))
	identityProviderType = Enum("IdentityProviderTypeType", "Facebook", "SAML", "SignInWithApple", "LoginWithAmazon", "OIDC", "Google")
	attributeMappingKey  = String("AttributeMappingKeyType", Length(1, 32))
	idpIdentifier        = String("IdpIdentifierType", Length(1, 40), Pattern(`[\w\s+=.@-]+`))
	acrMappingKey        = String("AcrMappingKeyType", Pattern(`Level[1-4]`))
	// The model's minimum is 0, and the service's 1.
	listProvidersLimit = Integer("ListProvidersLimitType", Range(1, 60))

	providerDetails  = Map("ProviderDetailsType", freeText, freeText)
	attributeMapping = Map("AttributeMappingType", attributeMappingKey, freeText)
	idpIdentifiers   = List("IdpIdentifiersListType", idpIdentifier, Length(0, 50))
	acrMapping       = Map("AcrMappingType", acrMappingKey, acrValue, Length(0, 4))
)

// The inputs of the operations on identity providers.
var (
	createIdentityProviderRequest = Structure("CreateIdentityProviderRequest",
		Required("UserPoolId", userPoolID),
		Required("ProviderName", newProviderName),
		Required("ProviderType", identityProviderType),
		Required("ProviderDetails", providerDetails),
		Optional("AttributeMapping", attributeMapping),
		Optional("IdpIdentifiers", idpIdentifiers),
		Optional("AcrMapping", acrMapping))

	describeIdentityProviderRequest = ofProvider("DescribeIdentityProviderRequest")
	deleteIdentityProviderRequest   = ofProvider("DeleteIdentityProviderRequest")

	updateIdentityProviderRequest = ofProvider("UpdateIdentityProviderRequest",
		Optional("ProviderDetails", providerDetails),
		Optional("AttributeMapping", attributeMapping),
		Optional("IdpIdentifiers", idpIdentifiers),
		Optional("AcrMapping", acrMapping))

	listIdentityProvidersRequest = Structure("ListIdentityProvidersRequest",
		Required("UserPoolId", userPoolID),
		Optional("MaxResults", listProvidersLimit),
		Optional("NextToken", paginationKey))

	getIdentityProviderByIdentifierRequest = Structure("GetIdentityProviderByIdentifierRequest",
		Required("UserPoolId", userPoolID),
		Required("IdpIdentifier", idpIdentifier))
)

// ofProvider is the input of an operation on one identity provider.
func ofProvider(name string, others ...Member) *Shape {
	return Structure(name, append([]Member{Required("UserPoolId", userPoolID), Required("ProviderName", providerName)}, others...)...)
}
