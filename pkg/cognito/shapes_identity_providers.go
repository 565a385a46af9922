package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	providerNameTypeV2   = String("ProviderNameTypeV2", Length(1, 32), Pattern(`[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+`))
	identityProviderType = Enum("IdentityProviderTypeType", "Facebook", "SAML", "SignInWithApple", "LoginWithAmazon", "OIDC", "Google")
	attributeMappingKey  = String("AttributeMappingKeyType", Length(1, 32))
	idpIdentifier        = String("IdpIdentifierType", Length(1, 40), Pattern(`[\w\s+=.@-]+`))
	acrMappingKey        = String("AcrMappingKeyType", Pattern(`Level[1-4]`))
	listProvidersLimit   = Integer("ListProvidersLimitType", Range(0, 60))
)

// Structures and lists.
var (
	providerDetails = Map("ProviderDetailsType", freeText, freeText)

	attributeMapping = Map("AttributeMappingType", attributeMappingKey, freeText)

	idpIdentifiersList = List("IdpIdentifiersListType", idpIdentifier, Length(0, 50))

	acrMapping = Map("AcrMappingType", acrMappingKey, acrValue, Length(0, 4))
)

// The inputs of the operations.
var (
	createIdentityProviderRequest = Structure("CreateIdentityProviderRequest",
		Required("UserPoolId", userPoolID),
		Required("ProviderName", providerNameTypeV2),
		Required("ProviderType", identityProviderType),
		Required("ProviderDetails", providerDetails),
		Optional("AttributeMapping", attributeMapping),
		Optional("IdpIdentifiers", idpIdentifiersList),
		Optional("AcrMapping", acrMapping))

	describeIdentityProviderRequest = Structure("DescribeIdentityProviderRequest",
		Required("UserPoolId", userPoolID),
		Required("ProviderName", providerName))

	updateIdentityProviderRequest = Structure("UpdateIdentityProviderRequest",
		Required("UserPoolId", userPoolID),
		Required("ProviderName", providerName),
		Optional("ProviderDetails", providerDetails),
		Optional("AttributeMapping", attributeMapping),
		Optional("IdpIdentifiers", idpIdentifiersList),
		Optional("AcrMapping", acrMapping))

	deleteIdentityProviderRequest = Structure("DeleteIdentityProviderRequest",
		Required("UserPoolId", userPoolID),
		Required("ProviderName", providerName))

	listIdentityProvidersRequest = Structure("ListIdentityProvidersRequest",
		Required("UserPoolId", userPoolID),
		Optional("MaxResults", listProvidersLimit),
		Optional("NextToken", paginationKey))

	getIdentityProviderByIdentifierRequest = Structure("GetIdentityProviderByIdentifierRequest",
		Required("UserPoolId", userPoolID),
		Required("IdpIdentifier", idpIdentifier))
)
