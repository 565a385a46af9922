package cognito

import (
	"slices"

	. "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go
)

// The inputs of the operations.
var (
	// What PoolSettings has are members of UpdateUserPool as well.
	createUserPoolRequest = Structure("CreateUserPoolRequest",
		Required("PoolName", userPoolName),
		Optional("Policies", policies),
		Optional("DeletionProtection", deletionProtection),
		Optional("LambdaConfig", lambdaConfig),
		Optional("AutoVerifiedAttributes", verifiedAttributes),
		Optional("AliasAttributes", List("AliasAttributesListType", aliasAttribute)),
		Optional("UsernameAttributes", List("UsernameAttributesListType", usernameAttribute)),
		Optional("SmsVerificationMessage", smsMessage),
		Optional("EmailVerificationMessage", emailMessage),
		Optional("EmailVerificationSubject", emailSubject),
		Optional("VerificationMessageTemplate", verificationMessageTemplate),
		Optional("SmsAuthenticationMessage", smsMessage),
		Optional("MfaConfiguration", userPoolMfa),
		Optional("UserAttributeUpdateSettings", userAttributeUpdateSettings),
		Optional("DeviceConfiguration", deviceConfiguration),
		Optional("EmailConfiguration", emailConfiguration),
		Optional("SmsConfiguration", smsConfiguration),
		Optional("UserPoolTags", userPoolTags),
		Optional("AdminCreateUserConfig", adminCreateUserConfig),
		Optional("Schema", List("SchemaAttributesListType", schemaAttribute, Length(1, 50))),
		Optional("UserPoolAddOns", userPoolAddOns),
		Optional("DcrConfiguration", dcrConfiguration),
		Optional("UsernameConfiguration", Structure("UsernameConfigurationType", Required("CaseSensitive", wrappedBoolean))),
		Optional("AccountRecoverySetting", accountRecoverySetting),
		Optional("UserPoolTier", userPoolTier),
		Optional("KeyConfiguration", keyConfiguration),
		Optional("IssuerConfiguration", issuerConfiguration),
		Optional("AcrConfiguration", acrConfiguration))

	updateUserPoolRequest = Structure("UpdateUserPoolRequest", updateMembers(createUserPoolRequest.Members)...)

	describeUserPoolRequest     = onlyPoolID("DescribeUserPoolRequest")
	deleteUserPoolRequest       = onlyPoolID("DeleteUserPoolRequest")
	getUserPoolMfaConfigRequest = onlyPoolID("GetUserPoolMfaConfigRequest")

	listUserPoolsRequest = Structure("ListUserPoolsRequest",
		Optional("NextToken", paginationKey),
		// A primitive on the service's side: absence is 0 (list-maxresults-missing).
		Primitive("MaxResults", poolQueryLimit))

	addCustomAttributesRequest = Structure("AddCustomAttributesRequest",
		Required("UserPoolId", userPoolID),
		Required("CustomAttributes", List("CustomAttributesListType", schemaAttribute, Length(1, 25))))

	setUserPoolMfaConfigRequest = Structure("SetUserPoolMfaConfigRequest",
		Required("UserPoolId", userPoolID),
		Optional("SmsMfaConfiguration", smsMfaConfig),
		Optional("SoftwareTokenMfaConfiguration", Structure("SoftwareTokenMfaConfigType", Optional("Enabled", boolean))),
		Optional("EmailMfaConfiguration", emailMfaConfig),
		Optional("MfaConfiguration", userPoolMfa),
		Optional("WebAuthnConfiguration", webAuthnConfiguration))

	tagResourceRequest = Structure("TagResourceRequest",
		Required("ResourceArn", arn),
		Required("Tags", userPoolTags))

	untagResourceRequest = Structure("UntagResourceRequest",
		Required("ResourceArn", arn),
		Required("TagKeys", List("UserPoolTagsListType", tagKey)))

	listTagsForResourceRequest = Structure("ListTagsForResourceRequest", Required("ResourceArn", arn))
)

func onlyPoolID(name string) *Shape { return Structure(name, Required("UserPoolId", userPoolID)) }

// updateMembers makes UpdateUserPool's members of CreateUserPool's: they stand in the
// same order, but for UserAttributeUpdateSettings and PoolName.
func updateMembers(create []Member) []Member {
	members := []Member{Required("UserPoolId", userPoolID)}
	for _, m := range create {
		switch m.Name {
		case "PoolName", "AliasAttributes", "UsernameAttributes", "Schema", "UsernameConfiguration":
			continue
		case "UserPoolTier":
			members = append(members, Optional("PoolName", userPoolName))
		}
		members = append(members, m)
	}
	i := slices.IndexFunc(members, func(m Member) bool { return m.Name == "MfaConfiguration" })
	members[i], members[i+1] = members[i+1], members[i]
	return members
}
