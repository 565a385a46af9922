package cognito

import (
	"context"

	"userpools/pkg/trace"
)

// listUserPools lists in ascending order of the ids (the service's order is not
// known). A pool that was there all along appears exactly once, because a page
// begins after the last id of the one before it. A pool of unknown defaults is left out, as
// the store leaves out one that it cannot read: it costs nobody the others.
func (s *Service) listUserPools(ctx context.Context, call Call, in *ListUserPoolsRequest) (*ListUserPoolsResponse, error) {
	part := s.partition(call)
	pages := tokens{scope: pageScope(part), id: userPoolID}
	after, ok := pages.open(in.NextToken)
	if !ok {
		return nil, withRule("page-token", invalid("Invalid NextToken."))
	}
	pools, more, err := s.Store.List(ctx, part, after, *in.MaxResults)
	if err != nil {
		return nil, StoreError("", err)
	}
	out := &ListUserPoolsResponse{UserPools: make([]UserPoolDescriptionType, 0, len(pools))}
	for _, p := range pools {
		if knownDefaults("pool", p.ID, p.Defaults) != nil {
			trace.Of(ctx).LeaveOut(p.ID)
			continue
		}
		out.UserPools = append(out.UserPools, UserPoolDescriptionType{
			CreationDate:     p.Created,
			Id:               p.ID,
			LambdaConfig:     lambdas(p.LambdaConfig),
			LastModifiedDate: p.Modified,
			Name:             p.Name,
		})
	}
	if more {
		out.NextToken = new(pages.after(pools[len(pools)-1].ID))
	}
	return out, nil
}
