package cognito

import (
	"slices"

	. "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go
)

// Strings, enumerations and numbers of app clients.
var (
	clientID         = String("ClientIdType", Length(1, 128), Pattern(`[\w+]+`))
	clientName       = String("ClientNameType", Length(1, 128), Pattern(`[\w\s+=,.@-]+`))
	clientPermission = String("ClientPermissionType", Length(1, 2048))
	// The model calls ClientIdType sensitive, too, and the service prints it (client-id-pattern).
	clientSecret     = String("ClientSecretType", Length(24, 64), Pattern(`[\w+]+`), Sensitive)
	clientSecretID   = String("ClientSecretIdType", Length(1, 128))
	hexString        = String("HexStringType", Pattern(`[0-9a-fA-F]+`))
	listToken        = String("PaginationKey", Length(1, 131072), Pattern(`[\S]+`))
	providerName     = String("ProviderNameType", Length(1, 32), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+`))
	redirectURL      = String("RedirectUrlType", Length(1, 1024), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`))
	clientType       = Enum("ClientTypeType", "DCR", "REGULAR")
	explicitAuthFlow = Enum("ExplicitAuthFlowsType", "ALLOW_CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH", "ALLOW_USER_AUTH",
		"ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH",
		"CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION", "ALLOW_ADMIN_USER_PASSWORD_AUTH")
	featureSwitch     = Enum("FeatureType", rotationOn, "DISABLED")
	preventErrors     = Enum("PreventUserExistenceErrorTypes", "ENABLED", "LEGACY")
	timeUnit          = Enum("TimeUnitsType", "hours", "days", "minutes", "seconds")
	generateSecret    = Boolean("GenerateSecret")
	accessValidity    = Integer("AccessTokenValidityType", Range(1, 86400))
	authSession       = Integer("AuthSessionValidityType", Range(3, 15))
	graceSeconds      = Integer("RetryGracePeriodSecondsType", Range(0, 60))
	idValidity        = Integer("IdTokenValidityType", Range(1, 86400))
	queryLimit        = Integer("QueryLimit", Range(1, 60))
	refreshValidity   = Integer("RefreshTokenValidityType", Range(0, 315360000))
	ssoSessionMinutes = Integer("SSOSessionMaxValidityMinutesType", Range(0, 129600))
)

// Structures and lists of app clients.
var (
	analyticsConfiguration = Structure("AnalyticsConfigurationType",
		Optional("ApplicationId", hexString),
		Optional("ApplicationArn", arn),
		Optional("RoleArn", arn),
		Optional("ExternalId", freeText),
		Optional("UserDataShared", boolean))

	clientPermissions = List("ClientPermissionListType", clientPermission)

	refreshTokenRotation = Structure("RefreshTokenRotationType",
		Required("Feature", featureSwitch),
		Optional("RetryGracePeriodSeconds", graceSeconds))

	tokenValidityUnits = Structure("TokenValidityUnitsType",
		Optional("AccessToken", timeUnit),
		Optional("IdToken", timeUnit),
		Optional("RefreshToken", timeUnit))
)

// The inputs of the operations on app clients.
var (
	// What ClientSettings has are members of UpdateUserPoolClient as well.
	createUserPoolClientRequest = Structure("CreateUserPoolClientRequest",
		Required("UserPoolId", userPoolID),
		Required("ClientName", clientName),
		Optional("GenerateSecret", generateSecret),
		Optional("ClientSecret", clientSecret),
		Optional("RefreshTokenValidity", refreshValidity),
		Optional("AccessTokenValidity", accessValidity),
		Optional("IdTokenValidity", idValidity),
		Optional("TokenValidityUnits", tokenValidityUnits),
		Optional("ReadAttributes", clientPermissions),
		Optional("WriteAttributes", clientPermissions),
		Optional("ExplicitAuthFlows", List("ExplicitAuthFlowsListType", explicitAuthFlow)),
		Optional("SupportedIdentityProviders", List("SupportedIdentityProvidersListType", providerName)),
		Optional("CallbackURLs", List("CallbackURLsListType", redirectURL, Length(0, 100))),
		Optional("LogoutURLs", List("LogoutURLsListType", redirectURL, Length(0, 100))),
		Optional("DefaultRedirectURI", redirectURL),
		Optional("AllowedOAuthFlows", oauthFlows),
		Optional("AllowedOAuthScopes", scopes),
		Optional("AllowedOAuthFlowsUserPoolClient", boolean),
		Optional("AnalyticsConfiguration", analyticsConfiguration),
		Optional("PreventUserExistenceErrors", preventErrors),
		Optional("EnableTokenRevocation", wrappedBoolean),
		Optional("EnablePropagateAdditionalUserContextData", wrappedBoolean),
		Optional("AuthSessionValidity", authSession),
		Optional("RefreshTokenRotation", refreshTokenRotation),
		Optional("PublishSecretsInAWSSecretsManager", wrappedBoolean))

	updateUserPoolClientRequest = Structure("UpdateUserPoolClientRequest", updateClientMembers(createUserPoolClientRequest.Members)...)

	describeUserPoolClientRequest = ofClient("DescribeUserPoolClientRequest")
	deleteUserPoolClientRequest   = ofClient("DeleteUserPoolClientRequest")

	listUserPoolClientsRequest = Structure("ListUserPoolClientsRequest",
		Required("UserPoolId", userPoolID),
		Optional("MaxResults", queryLimit),
		Optional("NextToken", listToken),
		Optional("ClientType", clientType))

	addUserPoolClientSecretRequest    = ofClient("AddUserPoolClientSecretRequest", Optional("ClientSecret", clientSecret))
	listUserPoolClientSecretsRequest  = ofClient("ListUserPoolClientSecretsRequest", Optional("NextToken", listToken))
	deleteUserPoolClientSecretRequest = ofClient("DeleteUserPoolClientSecretRequest", Required("ClientSecretId", clientSecretID))

	getUserPoolClientSessionConfigurationRequest = ofClient("GetUserPoolClientSessionConfigurationRequest")
	setUserPoolClientSessionConfigurationRequest = ofClient("SetUserPoolClientSessionConfigurationRequest",
		Required("SSOSession", Structure("ClientSSOSessionConfigType", Required("MaxValidityMinutes", ssoSessionMinutes))))
)

// ofClient is the input of an operation on one app client.
func ofClient(name string, others ...Member) *Shape {
	return Structure(name, append([]Member{Required("UserPoolId", userPoolID), Required("ClientId", clientID)}, others...)...)
}

// updateClientMembers makes UpdateUserPoolClient's members of CreateUserPoolClient's, which stand in the same order.
func updateClientMembers(create []Member) []Member {
	first := slices.IndexFunc(create, func(m Member) bool { return m.Name == "RefreshTokenValidity" })
	own := []Member{Required("UserPoolId", userPoolID), Required("ClientId", clientID), Optional("ClientName", clientName)}
	return append(own, create[first:]...)
}
