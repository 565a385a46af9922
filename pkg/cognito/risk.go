package cognito

import (
	"context"
	"errors"
	"net/netip"
	"slices"
)

// describeRiskConfiguration answers what was set of the pool, or of the client that is named; where nothing was, the ids
// alone (docs/departures.md#risk-unset).
func (s *Service) describeRiskConfiguration(ctx context.Context, call Call, in *DescribeRiskConfigurationRequest) (*RiskAnswer, error) {
	var stored *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() (err error) {
		_, _, stored, err = s.risk(ctx, call, *in.UserPoolId, in.ClientId)
		return err
	})
	if err != nil {
		return nil, err
	}
	return describedRisk(in, stored), nil
}

// setRiskConfiguration replaces all of it: a request with ids only leaves an empty one. A client that has one of its own
// knows it, so that it takes it along at its end.
func (s *Service) setRiskConfiguration(ctx context.Context, call Call, in *SetRiskConfigurationRequest) (*RiskAnswer, error) {
	var made *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() error {
		p, client, stored, err := s.risk(ctx, call, *in.UserPoolId, in.ClientId)
		if err != nil {
			return err
		}
		if err := in.check(p.Partition.Region); err != nil {
			return err
		}
		w := Write{}
		made = s.nextRisk(p, client, stored)
		made.Body = &in.RiskConfiguration
		w.Put = append(w.Put, made)
		if stored == nil && client != nil {
			next := client.nextClient()
			next.client().OwnRisk = true
			w.Put = append(w.Put, next)
		}
		family := p.Family
		family.Begun = true
		w.Pool = p.with(family)
		return s.writeFree(ctx, w)
	})
	if err != nil {
		return nil, err
	}
	return describedRisk(&DescribeRiskConfigurationRequest{in.UserPoolId, in.ClientId}, made), nil
}

// risk reads a pool, the client that is named, and what is set of the two: of the client where one is named, else of the
// pool as a whole. Client and stored are nil for none.
func (s *Service) risk(ctx context.Context, call Call, poolID string, clientID *string) (p *Pool, client, stored *Record, err error) {
	if clientID == nil {
		if p, err = s.get(ctx, call, poolID); err != nil || !p.Family.Begun {
			return p, nil, nil, err
		}
		stored, err = s.Store.Find(ctx, Key{RiskRecord, p.Owner(), wholePool})
		if errors.Is(err, ErrNotFound) {
			return p, nil, nil, nil
		}
		return p, nil, stored, err
	}
	if p, client, err = s.client(ctx, call, poolID, *clientID); err != nil || !client.client().OwnRisk {
		return p, client, nil, err
	}
	stored, err = s.Store.Find(ctx, Key{RiskRecord, p.Owner(), client.ID})
	if errors.Is(err, ErrNotFound) {
		err = ErrConflict // the client has gone since
	}
	return p, client, stored, err
}

// nextRisk is the record without its body that takes the stored one's place, or is the first. That is told from others by
// what it belongs to, which makes it once at most.
func (s *Service) nextRisk(p *Pool, client, stored *Record) *Record {
	now := s.now()
	switch {
	case stored != nil:
		next := new(*stored)
		next.Modified = now
		next.Revision++
		return next
	case client != nil:
		return &Record{Key: Key{RiskRecord, p.Owner(), client.ID}, Created: now, Modified: now, Revision: 1, CreateToken: client.CreateToken}
	default:
		return &Record{Key: Key{RiskRecord, p.Owner(), wholePool}, Created: now, Modified: now, Revision: 1, CreateToken: p.CreateToken}
	}
}

// check is what goes beyond single members. That SES knows the identity and lets Cognito use it is not asked.
func (r *RiskConfiguration) check(region string) error {
	source := value(value(r.AccountTakeoverRiskConfiguration).NotifyConfiguration).SourceArn
	if err := sourceRegion("NotifyConfiguration", source, region); err != nil {
		return withRule("risk-source-region", err)
	}
	exceptions := value(r.RiskExceptionConfiguration)
	for _, block := range slices.Concat(exceptions.BlockedIPRangeList, exceptions.SkippedIPRangeList) {
		if _, err := netip.ParsePrefix(block); err != nil {
			return withRule("risk-cidr", invalid("Incorrect CIDR format"))
		}
	}
	return nil
}

// describedRisk is what was set, stored by a record or nil, with what its unset members mean.
func describedRisk(of *DescribeRiskConfigurationRequest, stored *Record) *RiskAnswer {
	out := &RiskConfigurationType{ClientId: of.ClientId, UserPoolId: of.UserPoolId}
	if stored != nil {
		out.LastModifiedDate = &stored.Modified
		out.RiskConfiguration = *stored.Body.(*RiskConfiguration) //nolint:errcheck // as NewBody has it
	}
	if c := out.CompromisedCredentialsRiskConfiguration; c != nil && c.EventFilter == nil {
		all := *c
		all.EventFilter = eventFilter.Values
		out.CompromisedCredentialsRiskConfiguration = &all
	}
	return &RiskAnswer{out}
}
