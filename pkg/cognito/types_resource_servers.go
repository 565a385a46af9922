package cognito

// ResourceServer is what is specified of a resource server, and stored of it. Its identifier is the record's ID. Scopes
// is nil where they were not specified, and empty where an empty list was.
type ResourceServer struct {
	Name   *string                   `json:",omitzero"`
	Scopes []ResourceServerScopeType `json:",omitzero"`
}

type ResourceServerScopeType struct {
	ScopeDescription *string `json:",omitzero"`
	ScopeName        *string `json:",omitzero"`
}

type CreateResourceServerRequest struct {
	Identifier *string
	UserPoolId *string
	ResourceServer
}

// ResourceServerAnswer answers CreateResourceServer, DescribeResourceServer and UpdateResourceServer.
type ResourceServerAnswer struct {
	ResourceServer ResourceServerType
}

// ResourceServerType has no ManagedBy: Cognito made none of the servers here.
type ResourceServerType struct {
	Identifier string
	UserPoolId string
	ResourceServer
}

type DescribeResourceServerRequest struct {
	Identifier *string
	UserPoolId *string
}

type UpdateResourceServerRequest struct {
	Identifier *string
	UserPoolId *string
	ResourceServer
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
