package cognito

import (
	"context"

	"userpools/pkg/apierror"
)

func (s *Service) createGroup(ctx context.Context, call Call, in *CreateGroupRequest) (*GroupAnswer, error) {
	r, err := s.add(ctx, call, *in.UserPoolId, addition{
		kind: GroupRecord, id: *in.GroupName, body: &in.Group, may: s.mayPass(call, &in.Group),
		taken: withRule("group-exists", apierror.Of(apierror.GroupExists)),
	})
	if err != nil {
		return nil, err
	}
	return answeredGroup(r), nil
}

func (s *Service) getGroup(ctx context.Context, call Call, in *GetGroupRequest) (*GroupAnswer, error) {
	r, err := s.read(ctx, call, *in.UserPoolId, aGroup(*in.GroupName))
	if err != nil {
		return nil, err
	}
	return answeredGroup(r), nil
}

// updateGroup can set members, and clear none. A role is judged before it is looked whether the group is there.
func (s *Service) updateGroup(ctx context.Context, call Call, in *UpdateGroupRequest) (*GroupAnswer, error) {
	r, err := s.editRecord(ctx, call, *in.UserPoolId, aGroup(*in.GroupName), s.mayPass(call, &in.Group),
		func(r *Record) (bool, error) { return r.group().update(in.Group), nil })
	if err != nil {
		return nil, err
	}
	return answeredGroup(r), nil
}

// update tells whether anything was specified that counts: a repeated value does, and an empty Description does not.
func (g *Group) update(requested Group) bool {
	if value(requested.Description) == "" {
		requested.Description = nil
	}
	if requested == (Group{}) {
		return false
	}
	retain(&requested.Description, g.Description)
	retain(&requested.Precedence, g.Precedence)
	retain(&requested.RoleArn, g.RoleArn)
	*g = requested
	return true
}

// deleteGroup has an answer without bytes.
func (s *Service) deleteGroup(ctx context.Context, call Call, in *DeleteGroupRequest) (any, error) {
	return nil, s.remove(ctx, call, *in.UserPoolId, aGroup(*in.GroupName))
}

func (s *Service) listGroups(ctx context.Context, call Call, in *ListGroupsRequest) (*ListGroupsResponse, error) {
	page, next, err := s.page(ctx, call, list{GroupRecord, groupName, groupsLimit.Max.N}, *in.UserPoolId, in.Limit, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &ListGroupsResponse{each(page, groupOf), next}, nil
}

func aGroup(name string) sought { return sought{GroupRecord, name, noSuch("Group not found.")} }

// group is the body of a GroupRecord.
func (r *Record) group() *Group { return r.Body.(*Group) } //nolint:errcheck // as NewBody has it

func answeredGroup(r *Record) *GroupAnswer { return &GroupAnswer{groupOf(r)} }

func groupOf(r *Record) GroupType {
	return GroupType{
		CreationDate:     r.Created,
		GroupName:        r.ID,
		LastModifiedDate: r.Modified,
		UserPoolId:       r.Owner.PoolID,
		Group:            *r.group(),
	}
}

// mayPass judges a group's role, which does not have to exist: its account, and whether the caller may pass it, which only
// declared facts tell (docs/departures.md#pass-role).
func (s *Service) mayPass(call Call, g *Group) func(*Pool) error {
	return func(p *Pool) error {
		if g.RoleArn == nil {
			return nil
		}
		if err := passRole(p, *g.RoleArn); err != nil {
			return withRule("group-role-account", err)
		}
		if s.facts().GroupRole(p.Partition.Account, *g.RoleArn) {
			return nil
		}
		return withRule("group-role-pass", apierror.New(apierror.AccessDenied, "User: "+call.Principal+
			" is not authorized to perform: iam:PassRole on resource: "+*g.RoleArn+
			" because no identity-based policy allows the iam:PassRole action"))
	}
}
