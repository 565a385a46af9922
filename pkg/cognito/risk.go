package cognito

import (
	"context"
	"net/netip"
	"slices"
)

// describeRiskConfiguration answers what was set of the pool, or of the client that is named; where nothing was, the ids
// alone (docs/departures.md#risk-unset).
func (s *Service) describeRiskConfiguration(ctx context.Context, call Call, in *DescribeRiskConfigurationRequest) (*RiskAnswer, error) {
	var stored *Record
	err := s.look(ctx, call, *in.UserPoolId, func() error {
		t, err := s.target(ctx, call, RiskRecord, *in.UserPoolId, in.ClientId)
		if err != nil {
			return err
		}
		stored, err = s.setting(ctx, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	return describedRisk(in, stored), nil
}

// setRiskConfiguration replaces all of it: a request with ids only leaves an empty one.
func (s *Service) setRiskConfiguration(ctx context.Context, call Call, in *SetRiskConfigurationRequest) (*RiskAnswer, error) {
	var after *Record
	err := s.retry(ctx, call, *in.UserPoolId, func() error {
		t, err := s.target(ctx, call, RiskRecord, *in.UserPoolId, in.ClientId)
		if err != nil {
			return err
		}
		if err := in.check(t.pool.Partition.Region); err != nil {
			return err
		}
		after, err = s.set(ctx, t, &in.RiskConfiguration)
		return err
	})
	if err != nil {
		return nil, err
	}
	return describedRisk(&DescribeRiskConfigurationRequest{in.UserPoolId, in.ClientId}, after), nil
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
