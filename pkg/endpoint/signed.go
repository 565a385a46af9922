package endpoint

import (
	"context"
	"errors"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/sigv4"
	"userpools/pkg/world"
)

// Signed is the gate for callers who sign, as they do for Cognito, with keys of
// this endpoint's own.
func Signed(s *cognito.Service, keys *access.Source, limits *access.Limits) awsjson.Gate {
	return &signed{access.Gate{
		Verifier: sigv4.New(s.Region, access.Service, s.Now),
		Keys:     keys,
		Limits:   limits,
		PoolArn: func(account, id string) string {
			return cognito.PoolArn(cognito.Partition{Account: account, Region: s.Region}, id)
		},
		PoolTags: poolTags(s),
		Now:      s.Now,
	}}
}

// signed is a gate whose calls of the store are counted with the operation's.
type signed struct{ access.Gate }

func (g *signed) Authorize(ctx context.Context, call *awsjson.Call) error {
	ctx, trace := cognito.WithTrace(ctx)
	defer func() { call.StoreCalls += trace.StoreCalls }()
	return g.Gate.Authorize(ctx, call)
}

// Scope is what the reader of keys has to know of an endpoint in a region.
func Scope(region string) access.Scope {
	return access.Scope{Partition: cognito.PartitionOf(region), Region: region, Operations: cognito.ModelOperations()}
}

// Limits are the rates of Cognito's documentation, and before them those that a
// world declares; nil declares none.
func Limits(w *world.World) *access.Limits {
	return &access.Limits{Rate: func(account string, class access.Class) (perSecond float64, declared bool) {
		return w.Rate(account, string(class))
	}}
}

// poolTags reads the tags of a caller's own pool. Any other has none: whether it
// exists must not show.
func poolTags(s *cognito.Service) func(context.Context, string, string) (map[string]string, error) {
	return func(ctx context.Context, account, arn string) (map[string]string, error) {
		part := cognito.Partition{Account: account, Region: s.Region}
		id := cognito.ResourcePoolID(part, arn)
		if id == "" {
			return nil, nil
		}
		p, err := s.Store.Get(ctx, part, id)
		if errors.Is(err, cognito.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, cognito.StoreError(id, err)
		}
		return p.Settings.UserPoolTags, nil
	}
}
