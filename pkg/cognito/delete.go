package cognito

import (
	"context"
	"errors"

	"userpools/pkg/trace"
)

// deleteUserPool has the store delete what it finds. Its answer has no bytes.
func (s *Service) deleteUserPool(ctx context.Context, call Call, in *DeleteUserPoolRequest) (any, error) {
	id := *in.UserPoolId
	trace.Of(ctx).PoolID = id
	part := s.partition(call)
	err := s.retry(ctx, call, id, func() error { return s.Store.Delete(ctx, part, id) })
	switch {
	case errors.Is(err, ErrProtected):
		return nil, withRule("deletion-protection", invalid("The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first."))
	case errors.Is(err, ErrHasDomain):
		return nil, withRule("pool-delete-with-domain", invalid("User pool cannot be deleted. It has a domain configured that should be deleted first."))
	case err != nil:
		return nil, err
	}
	s.counts.changed(countedPools(part), id, -1)
	return nil, nil
}
