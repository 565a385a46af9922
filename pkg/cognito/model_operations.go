package cognito

import "slices"

// InModel reports whether the public model of Amazon Cognito user pools has an
// operation of this name, whether or not this service answers it.
func InModel(operation string) bool {
	_, found := slices.BinarySearch(modelOperations, operation)
	return found
}

// ModelOperations are the names of all operations of the public model, in ASCII
// order.
func ModelOperations() []string { return slices.Clone(modelOperations) }

// modelOperations is the list of botocore 1.44.8 (November 2026), cognito-idp
// 2016-04-18.
var modelOperations = []string{
	"AddCustomAttributes", "AddUserPoolClientSecret", "AdminAddUserToGroup", "AdminConfirmSignUp", "AdminCreateUser",
	"AdminDeleteSoftwareToken", "AdminDeleteUser", "AdminDeleteUserAttributes", "AdminDisableProviderForUser",
	"AdminDisableUser", "AdminEnableUser", "AdminForgetDevice", "AdminGetDevice", "AdminGetUser",
	"AdminGetUserAuthFactors", "AdminInitiateAuth", "AdminLinkProviderForUser", "AdminListDevices",
	"AdminListGroupsForUser", "AdminListUserAuthEvents", "AdminListUserSessions", "AdminRemoveUserFromGroup",
	"AdminResetUserPassword", "AdminRespondToAuthChallenge", "AdminRevokeUserSession", "AdminSetUserMFAPreference",
	"AdminSetUserPassword", "AdminSetUserSettings", "AdminUpdateAuthEventFeedback", "AdminUpdateDeviceStatus",
	"AdminUpdateUserAttributes", "AdminUserGlobalSignOut", "AssociateSoftwareToken", "CancelPointInTimeRecovery",
	"ChangePassword", "CompleteWebAuthnRegistration", "ConfirmDevice", "ConfirmForgotPassword", "ConfirmSignUp",
	"CreateCIMDPolicy", "CreateGroup", "CreateIdentityProvider", "CreateManagedLoginBranding", "CreateResourceServer",
	"CreateTerms", "CreateUserImportJob", "CreateUserPool", "CreateUserPoolClient", "CreateUserPoolDomain",
	"CreateUserPoolReplica", "DeleteCIMDPolicy", "DeleteGroup", "DeleteIdentityProvider", "DeleteManagedLoginBranding",
	"DeleteResourceServer", "DeleteTerms", "DeleteUser", "DeleteUserAttributes", "DeleteUserPool",
	"DeleteUserPoolClient", "DeleteUserPoolClientSecret", "DeleteUserPoolDomain", "DeleteUserPoolReplica",
	"DeleteWebAuthnCredential", "DescribeCIMDPolicy", "DescribeIdentityProvider", "DescribeManagedLoginBranding",
	"DescribeManagedLoginBrandingByClient", "DescribePointInTimeRecovery", "DescribeResourceServer",
	"DescribeRiskConfiguration", "DescribeTerms", "DescribeTermsByClient", "DescribeUserImportJob", "DescribeUserPool",
	"DescribeUserPoolClient", "DescribeUserPoolDomain", "ForgetDevice", "ForgotPassword", "GetCSVHeader",
	"GetClientToken", "GetDerivedToken", "GetDevice", "GetGroup", "GetIdentityProviderByIdentifier",
	"GetLogDeliveryConfiguration", "GetProvisionedLimit", "GetSigningCertificate", "GetTokensFromRefreshToken",
	"GetUICustomization", "GetUser", "GetUserAttributeVerificationCode", "GetUserAuthFactors",
	"GetUserPoolClientSessionConfiguration", "GetUserPoolMfaConfig", "GetUserPoolSessionConfiguration", "GlobalSignOut",
	"InitiateAuth", "InitiatePointInTimeRecovery", "ListCIMDPolicies", "ListClientMetadataURLs", "ListDevices",
	"ListGroups", "ListIdentityProviders", "ListPointInTimeRecoveries", "ListResourceServers", "ListTagsForResource",
	"ListTerms", "ListUserImportJobs", "ListUserPoolClientSecrets", "ListUserPoolClients", "ListUserPoolReplicas",
	"ListUserPools", "ListUserSessions", "ListUsers", "ListUsersInGroup", "ListWebAuthnCredentials",
	"ResendConfirmationCode", "RespondToAuthChallenge", "RevokeToken", "RevokeUserSession",
	"SetLogDeliveryConfiguration", "SetRiskConfiguration", "SetUICustomization", "SetUserMFAPreference",
	"SetUserPoolClientSessionConfiguration", "SetUserPoolMfaConfig", "SetUserPoolSessionConfiguration",
	"SetUserSettings", "SignUp", "StartPointInTimeRecovery", "StartUserImportJob", "StartWebAuthnRegistration",
	"StopUserImportJob", "TagResource", "UntagResource", "UpdateAuthEventFeedback", "UpdateCIMDPolicy",
	"UpdateClientMetadataURLState", "UpdateDeviceStatus", "UpdateGroup", "UpdateIdentityProvider",
	"UpdateManagedLoginBranding", "UpdateProvisionedLimit", "UpdateResourceServer", "UpdateTerms",
	"UpdateUserAttributes", "UpdateUserPool", "UpdateUserPoolClient", "UpdateUserPoolDomain", "UpdateUserPoolReplica",
	"VerifySoftwareToken", "VerifyUserAttribute",
}
