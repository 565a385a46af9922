package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	resourceServerIdentifier       = String("ResourceServerIdentifierType", Length(1, 256), Pattern(`[\x21\x23-\x5B\x5D-\x7E]+`))
	resourceServerName             = String("ResourceServerNameType", Length(1, 256), Pattern(`[\w\s+=,.@-]+`))
	resourceServerScopeName        = String("ResourceServerScopeNameType", Length(1, 256), Pattern(`[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+`))
	resourceServerScopeDescription = String("ResourceServerScopeDescriptionType", Length(1, 256))
	resourceServersLimit           = Integer("ListResourceServersLimitType", Range(1, 50))
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
	createResourceServerRequest   = ofServer("CreateResourceServerRequest", resourceServerSettings...)
	describeResourceServerRequest = ofServer("DescribeResourceServerRequest")
	updateResourceServerRequest   = ofServer("UpdateResourceServerRequest", resourceServerSettings...)
	deleteResourceServerRequest   = ofServer("DeleteResourceServerRequest")

	listResourceServersRequest = Structure("ListResourceServersRequest",
		Required("UserPoolId", userPoolID),
		Optional("MaxResults", resourceServersLimit),
		Optional("NextToken", paginationKey))
)

// resourceServerSettings are what ResourceServer has.
var resourceServerSettings = []Member{
	Required("Name", resourceServerName),
	Optional("Scopes", resourceServerScopeList),
}

// ofServer is the input of an operation on one resource server.
func ofServer(name string, others ...Member) *Shape {
	own := []Member{Required("UserPoolId", userPoolID), Required("Identifier", resourceServerIdentifier)}
	return Structure(name, append(own, others...)...)
}
