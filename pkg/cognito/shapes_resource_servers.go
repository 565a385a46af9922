package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	resourceServerIdentifier       = String("ResourceServerIdentifierType", Length(1, 256), Pattern(`[\x21\x23-\x5B\x5D-\x7E]+`))
	resourceServerName             = String("ResourceServerNameType", Length(1, 256), Pattern(`[\w\s+=,.@-]+`))
	resourceServerScopeName        = String("ResourceServerScopeNameType", Length(1, 256), Pattern(`[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+`))
	resourceServerScopeDescription = String("ResourceServerScopeDescriptionType", Length(1, 256))
	listResourceServersLimit       = Integer("ListResourceServersLimitType", Range(1, 50))
)

// Structures and lists.
var (
	resourceServerScope = Structure("ResourceServerScopeType",
		Required("ScopeName", resourceServerScopeName),
		Required("ScopeDescription", resourceServerScopeDescription))

	resourceServerScopeList = List("ResourceServerScopeListType", resourceServerScope, MaxLength(100))
)

// The inputs of the operations.
var (
	createResourceServerRequest = Structure("CreateResourceServerRequest",
		Required("UserPoolId", userPoolID),
		Required("Identifier", resourceServerIdentifier),
		Required("Name", resourceServerName),
		Optional("Scopes", resourceServerScopeList))

	describeResourceServerRequest = Structure("DescribeResourceServerRequest",
		Required("UserPoolId", userPoolID),
		Required("Identifier", resourceServerIdentifier))

	updateResourceServerRequest = Structure("UpdateResourceServerRequest",
		Required("UserPoolId", userPoolID),
		Required("Identifier", resourceServerIdentifier),
		Required("Name", resourceServerName),
		Optional("Scopes", resourceServerScopeList))

	deleteResourceServerRequest = Structure("DeleteResourceServerRequest",
		Required("UserPoolId", userPoolID),
		Required("Identifier", resourceServerIdentifier))

	listResourceServersRequest = Structure("ListResourceServersRequest",
		Required("UserPoolId", userPoolID),
		Optional("MaxResults", listResourceServersLimit),
		Optional("NextToken", paginationKey))
)
