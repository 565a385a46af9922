package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

var (
	groupName   = String("GroupNameType", Length(1, 128), Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`))
	description = String("DescriptionType", MaxLength(2048))
	precedence  = Integer("PrecedenceType", MinLength(0))
	listLimit   = Integer("QueryLimitType", Range(0, 60))
)

// The inputs of the operations.
var (
	createGroupRequest = Structure("CreateGroupRequest",
		Required("GroupName", groupName),
		Required("UserPoolId", userPoolID),
		Optional("Description", description),
		Optional("RoleArn", arn),
		Optional("Precedence", precedence))

	getGroupRequest = Structure("GetGroupRequest",
		Required("GroupName", groupName),
		Required("UserPoolId", userPoolID))

	updateGroupRequest = Structure("UpdateGroupRequest",
		Required("GroupName", groupName),
		Required("UserPoolId", userPoolID),
		Optional("Description", description),
		Optional("RoleArn", arn),
		Optional("Precedence", precedence))

	deleteGroupRequest = Structure("DeleteGroupRequest",
		Required("GroupName", groupName),
		Required("UserPoolId", userPoolID))

	listGroupsRequest = Structure("ListGroupsRequest",
		Required("UserPoolId", userPoolID),
		Optional("Limit", listLimit),
		Optional("NextToken", listToken))
)
