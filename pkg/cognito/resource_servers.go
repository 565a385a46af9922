package cognito

import (
	"context"
	"slices"
	"strings"
)

func (s *Service) createResourceServer(
	ctx context.Context, call Call, in *CreateResourceServerRequest,
) (*ResourceServerAnswer, error) {
	r, err := s.add(ctx, call, *in.UserPoolId, addition{
		kind: ServerRecord, id: *in.Identifier, body: &in.ResourceServer,
		taken: withRule("server-exists", invalid("%s already exists in user pool %s.", *in.Identifier, *in.UserPoolId)),
	})
	if err != nil {
		return nil, err
	}
	return answeredServer(r), nil
}

func (s *Service) describeResourceServer(
	ctx context.Context, call Call, in *DescribeResourceServerRequest,
) (*ResourceServerAnswer, error) {
	r, err := s.read(ctx, call, *in.UserPoolId, aServer(*in.Identifier))
	if err != nil {
		return nil, err
	}
	return answeredServer(r), nil
}

// updateResourceServer replaces the name and all scopes. Clients keep scopes that are gone.
func (s *Service) updateResourceServer(
	ctx context.Context, call Call, in *UpdateResourceServerRequest,
) (*ResourceServerAnswer, error) {
	r, err := s.editRecord(ctx, call, *in.UserPoolId, aServer(*in.Identifier), nil,
		func(r *Record) (bool, error) { r.Body = &in.ResourceServer; return true, nil })
	if err != nil {
		return nil, err
	}
	return answeredServer(r), nil
}

// deleteResourceServer has an answer without bytes. Clients keep the server's scopes.
func (s *Service) deleteResourceServer(ctx context.Context, call Call, in *DeleteResourceServerRequest) (any, error) {
	return nil, s.remove(ctx, call, *in.UserPoolId, aServer(*in.Identifier))
}

func (s *Service) listResourceServers(
	ctx context.Context, call Call, in *ListResourceServersRequest,
) (*ListResourceServersResponse, error) {
	servers := list{ServerRecord, resourceServerIdentifier, resourceServersLimit.Max.N}
	page, next, err := s.page(ctx, call, servers, *in.UserPoolId, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &ListResourceServersResponse{next, each(page, serverOf)}, nil
}

func aServer(identifier string) sought {
	return sought{ServerRecord, identifier, noSuch("Resource server " + identifier + " does not exist.")}
}

// server is the body of a ServerRecord.
func (r *Record) server() *ResourceServer { return r.Body.(*ResourceServer) } //nolint:errcheck // as NewBody has it

func answeredServer(r *Record) *ResourceServerAnswer { return &ResourceServerAnswer{serverOf(r)} }

func serverOf(r *Record) ResourceServerType {
	return ResourceServerType{Identifier: r.ID, UserPoolId: r.Owner.PoolID, ResourceServer: *r.server()}
}

// hasScope tells whether the server has a scope, by its own name.
func (rs *ResourceServer) hasScope(name string) bool {
	return slices.ContainsFunc(rs.Scopes, func(scope ResourceServerScopeType) bool { return *scope.ScopeName == name })
}

// cutScope divides the full name of a resource server's scope. An identifier may be a URL; the name of a scope has no "/".
func cutScope(full string) (identifier, name string, ok bool) {
	end := strings.LastIndexByte(full, '/')
	if end < 1 {
		return "", "", false
	}
	return full[:end], full[end+1:], true
}
