package cognito

import (
	"time"
)

type CreateGroupRequest struct {
	Description *string
	GroupName   *string
	Precedence  *int
	RoleArn     *string
	UserPoolId  *string
}

type CreateGroupResponse struct {
	Group *GroupType
}

type GroupType struct {
	CreationDate     time.Time
	Description      *string `json:",omitzero"`
	GroupName        *string `json:",omitzero"`
	LastModifiedDate time.Time
	Precedence       *int    `json:",omitzero"`
	RoleArn          *string `json:",omitzero"`
	UserPoolId       *string `json:",omitzero"`
}

type GetGroupRequest struct {
	GroupName  *string
	UserPoolId *string
}

type GetGroupResponse struct {
	Group *GroupType
}

type UpdateGroupRequest struct {
	Description *string
	GroupName   *string
	Precedence  *int
	RoleArn     *string
	UserPoolId  *string
}

type UpdateGroupResponse struct {
	Group *GroupType
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

// Group is a group as it is stored. Its name is the record's ID.
type Group struct {
	Description *string `json:",omitzero"`
	Precedence  *int    `json:",omitzero"`
	RoleArn     *string `json:",omitzero"`
}
