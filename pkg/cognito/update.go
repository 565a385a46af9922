package cognito

import (
	"cmp"
	"context"
	"reflect"

	"userpools/pkg/apierror"
)

// updateUserPool replaces what was said, member by member. Its answer is empty.
func (s *Service) updateUserPool(ctx context.Context, call Call, in *UpdateUserPoolRequest) (*UpdateUserPoolResponse, error) {
	busy := apierror.New(apierror.ConcurrentModification, "Only one request to update this UserPool can be processed at a time")
	_, err := s.edit(ctx, call, *in.UserPoolId, busy, func(before *Pool) (*Pool, error) {
		after := new(*before)
		after.Modified = s.now()
		if in.PoolName != nil {
			after.Name = *in.PoolName
		}
		after.Settings.PoolSettings = merged(&before.Settings.PoolSettings, &in.PoolSettings)
		c := &change{op: onUpdate, asked: in.PoolSettings, before: *before, after: after, facts: s.facts()}
		return after, judge(c)
	})
	if err != nil {
		return nil, err
	}
	return &UpdateUserPoolResponse{}, nil
}

// merged is what is said of a pool after an update. Omission was measured member
// by member (go-to-k/cdkd#4066) and is not as the documentation's blanket sentence
// has it (docs/departures.md#update-omission): the members below are kept when they
// are omitted, every other one is reset by silence.
func merged(before, asked *PoolSettings) PoolSettings {
	s := *asked
	keep(&s.UserPoolTier, before.UserPoolTier)
	keep(&s.MfaConfiguration, before.MfaConfiguration)
	keep(&s.DeletionProtection, before.DeletionProtection)
	keep(&s.UserAttributeUpdateSettings, before.UserAttributeUpdateSettings)
	keep(&s.KeyConfiguration, before.KeyConfiguration)
	keep(&s.IssuerConfiguration, before.IssuerConfiguration)
	if s.UserPoolTags == nil {
		s.UserPoolTags = before.UserPoolTags
	}
	s.Policies = mergedPolicies(before.Policies, asked.Policies)
	keep(&s.EmailConfiguration, before.EmailConfiguration)
	keep(&s.SmsConfiguration, before.SmsConfiguration)
	if asked.AccountRecoverySetting == nil || sameRecovery(before.AccountRecoverySetting, asked.AccountRecoverySetting) {
		s.AccountRecoverySetting = before.AccountRecoverySetting
	}
	return s
}

func keep[T any](said **T, before *T) {
	if *said == nil {
		*said = before
	}
}

// mergedPolicies keeps each half by itself.
func mergedPolicies(before, asked *UserPoolPolicyType) *UserPoolPolicyType {
	if asked == nil || before == nil {
		if asked != nil {
			return asked
		}
		return before
	}
	both := *asked
	keep(&both.PasswordPolicy, before.PasswordPolicy)
	keep(&both.SignInPolicy, before.SignInPolicy)
	return &both
}

// sameRecovery tells whether the setting that is asked for is what
// DescribeUserPool shows now. It then changes nothing, and silence stays silence.
func sameRecovery(before, asked *AccountRecoverySettingType) bool {
	return reflect.DeepEqual(cmp.Or(before, defaultRecovery()), asked)
}
