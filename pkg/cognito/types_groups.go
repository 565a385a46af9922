package cognito

import "time"

// Group is what is specified of a group, and stored of it. Its name is the record's ID.
type Group struct {
	Description *string `json:",omitzero"`
	Precedence  *int    `json:",omitzero"`
	RoleArn     *string `json:",omitzero"`
}

type CreateGroupRequest struct {
	GroupName  *string
	UserPoolId *string
	Group
}

// GroupAnswer answers CreateGroup, GetGroup and UpdateGroup.
type GroupAnswer struct {
	Group GroupType
}

type GroupType struct {
	CreationDate     time.Time
	GroupName        string
	LastModifiedDate time.Time
	UserPoolId       string
	Group
}

type GetGroupRequest struct {
	GroupName  *string
	UserPoolId *string
}

type UpdateGroupRequest struct {
	GroupName  *string
	UserPoolId *string
	Group
}

type DeleteGroupRequest struct {
	GroupName  *string
	UserPoolId *string
}

type ListGroupsRequest struct {
	Limit      *int
	NextToken  *string
	UserPoolId *string
}

type ListGroupsResponse struct {
	Groups    []GroupType
	NextToken *string
}
