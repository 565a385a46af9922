package cognito

import "context"

// defaultSession is what a client has before the first Set.
var defaultSession = &ClientSSOSessionConfigType{MaxValidityMinutes: new(60)}

func (s *Service) getUserPoolClientSessionConfiguration(
	ctx context.Context, call Call, in *GetUserPoolClientSessionConfigurationRequest,
) (*ClientSessionConfiguration, error) {
	_, r, err := s.client(ctx, call, *in.UserPoolId, *in.ClientId)
	if err != nil {
		return nil, err
	}
	return r.session(), nil
}

// setUserPoolClientSessionConfiguration replaces it. That the pool has to track sessions is a
// setting of another operation's, and not asked for.
func (s *Service) setUserPoolClientSessionConfiguration(
	ctx context.Context, call Call, in *SetUserPoolClientSessionConfigurationRequest,
) (*ClientSessionConfiguration, error) {
	r, err := s.editClient(ctx, call, *in.UserPoolId, *in.ClientId, func(p *Pool, after *Record) ([]*Record, error) {
		if p.tier() == "LITE" {
			return nil, withRule("session-feature-plan", notInPlan("LITE", "Session Configuration"))
		}
		after.client().Session = in.SSOSession
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return r.session(), nil
}

func (r *Record) session() *ClientSessionConfiguration {
	out := &ClientSessionConfiguration{ClientId: r.ID, SSOSession: r.client().Session, UserPoolId: r.Owner.PoolID}
	if out.SSOSession == nil {
		out.SSOSession = defaultSession
	}
	return out
}
