package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	groupName   = String("GroupNameType", Length(1, 128), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`))
	description = String("DescriptionType", MaxLength(2048))
	precedence  = Integer("PrecedenceType", MinLength(0))
	// The model's minimum is 0, and its name of the member Limit: the service has 1 and maxResults.
	groupsLimit = Integer("QueryLimitType", Range(1, 60))
)

// groupSettings are what Group has.
var groupSettings = []Member{
	Optional("Description", description),
	Optional("RoleArn", arn),
	Optional("Precedence", precedence),
}

// The inputs of the operations.
var (
	createGroupRequest = ofGroup("CreateGroupRequest", groupSettings...)
	getGroupRequest    = ofGroup("GetGroupRequest")
	updateGroupRequest = ofGroup("UpdateGroupRequest", groupSettings...)
	deleteGroupRequest = ofGroup("DeleteGroupRequest")

	listGroupsRequest = Structure("ListGroupsRequest",
		Required("UserPoolId", userPoolID),
		WithAlias("maxResults", Optional("Limit", groupsLimit)),
		Optional("NextToken", listToken))
)

// ofGroup is the input of an operation on one group.
func ofGroup(name string, others ...Member) *Shape {
	return Structure(name, append([]Member{Required("GroupName", groupName), Required("UserPoolId", userPoolID)}, others...)...)
}
