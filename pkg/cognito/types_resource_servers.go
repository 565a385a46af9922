package cognito

type CreateResourceServerRequest struct {
	Identifier *string
	Name       *string
	Scopes     []ResourceServerScopeType
	UserPoolId *string
}

type ResourceServerScopeType struct {
	ScopeDescription *string `json:",omitzero"`
	ScopeName        *string `json:",omitzero"`
}

type CreateResourceServerResponse struct {
	ResourceServer *ResourceServerType
}

type ResourceServerType struct {
	Identifier *string                   `json:",omitzero"`
	ManagedBy  *string                   `json:",omitzero"`
	Name       *string                   `json:",omitzero"`
	Scopes     []ResourceServerScopeType `json:",omitzero"`
	UserPoolId *string                   `json:",omitzero"`
}

type DescribeResourceServerRequest struct {
	Identifier *string
	UserPoolId *string
}

type DescribeResourceServerResponse struct {
	ResourceServer *ResourceServerType
}

type UpdateResourceServerRequest struct {
	Identifier *string
	Name       *string
	Scopes     []ResourceServerScopeType
	UserPoolId *string
}

type UpdateResourceServerResponse struct {
	ResourceServer *ResourceServerType
}

type DeleteResourceServerRequest struct {
	Identifier *string
	UserPoolId *string
}

type ListResourceServersRequest struct {
	MaxResults *int
	NextToken  *string
	UserPoolId *string
}

type ListResourceServersResponse struct {
	NextToken       *string
	ResourceServers []ResourceServerType
}

// ResourceServer is a resource server as it is stored. Its identifier is the record's ID. Scopes is nil where they
// were not specified, and empty where an empty list was.
type ResourceServer struct {
	Name   string
	Scopes []ResourceServerScopeType `json:",omitzero"`
}
