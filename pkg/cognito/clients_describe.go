package cognito

import (
	"cmp"
	"slices"
	"unicode/utf16"

	"userpools/pkg/shape"
)

// The eight lists of texts that a client has are sets to the service. CreateUserPoolClient and UpdateUserPoolClient
// answer them in the order of a Java HashSet, DescribeUserPoolClient in ascending order (docs/departures.md#client-lists).

// sets are those lists.
func (s *ClientSettings) sets() []*[]string {
	return []*[]string{
		&s.AllowedOAuthFlows, &s.AllowedOAuthScopes, &s.CallbackURLs, &s.ExplicitAuthFlows,
		&s.LogoutURLs, &s.ReadAttributes, &s.SupportedIdentityProviders, &s.WriteAttributes,
	}
}

// stored are requested settings as they are kept: sets in the order of the request. An empty one is no other than an
// absent one.
func (s *ClientSettings) stored() ClientSettings {
	kept := *s
	for _, set := range kept.sets() {
		*set = unique(*set)
	}
	return kept
}

// unique are the different ones in the order in which they come first; nil where there are none.
func unique[T comparable](all []T) (different []T) {
	seen := make(map[T]bool, len(all))
	for _, one := range all {
		if !seen[one] {
			seen[one] = true
			different = append(different, one)
		}
	}
	return different
}

// answeredClient is a client in the form of CreateUserPoolClient's and UpdateUserPoolClient's answer.
func answeredClient(r *Record) *UserPoolClientType { return describeClient(r, shape.HashMapOrder) }

// describedClient is a client in the form of DescribeUserPoolClient's answer.
func describedClient(r *Record) *UserPoolClientType { return describeClient(r, ascending) }

// describeClient fills in the defaults. It changes nothing that it is given.
func describeClient(r *Record, order func([]string) []string) *UserPoolClientType {
	c := r.client()
	out := &UserPoolClientType{
		ClientId:         r.ID,
		ClientName:       c.Name,
		ClientType:       regularClient,
		CreationDate:     r.Created,
		LastModifiedDate: r.Modified,
		UserPoolId:       r.Owner.PoolID,
		ClientSettings:   resolveClient(&c.Settings, r.Owner.Partition),
	}
	if len(c.Secrets) > 0 {
		out.ClientSecret = &c.Secrets[0].Value
	}
	for _, set := range out.sets() {
		*set = order(slices.Clone(*set))
	}
	return out
}

// What unset members of a client are described as, beside yes and no.
var (
	defaultAuthSession = new(3)
	defaultUnits       = &TokenValidityUnitsType{}
)

// defaultRefreshValidity is in days, or in the unit that is specified.
const defaultRefreshValidity = 30

// resolveClient fills in the defaults of settings. What is not here has none, or one that is not answered: the tokens'
// validities of an hour, the flows, PreventUserExistenceErrors LEGACY and the attributes.
func resolveClient(specified *ClientSettings, part Partition) ClientSettings {
	s := *specified
	s.AllowedOAuthFlowsUserPoolClient = cmp.Or(s.AllowedOAuthFlowsUserPoolClient, no)
	s.AnalyticsConfiguration = analytics(s.AnalyticsConfiguration, part)
	s.AuthSessionValidity = cmp.Or(s.AuthSessionValidity, defaultAuthSession)
	s.EnablePropagateAdditionalUserContextData = cmp.Or(s.EnablePropagateAdditionalUserContextData, no)
	s.EnableTokenRevocation = cmp.Or(s.EnableTokenRevocation, yes)
	s.RefreshTokenRotation = rotation(s.RefreshTokenRotation)
	s.RefreshTokenValidity = new(refreshValidityOf(specified))
	s.TokenValidityUnits = cmp.Or(s.TokenValidityUnits, defaultUnits)
	return s
}

// refreshValidityOf: 0 counts as unset.
func refreshValidityOf(s *ClientSettings) int {
	return cmp.Or(value(s.RefreshTokenValidity), defaultRefreshValidity)
}

// analytics by a project's ARN has the role that Cognito uses for it.
func analytics(specified *AnalyticsConfigurationType, part Partition) *AnalyticsConfigurationType {
	if specified == nil {
		return nil
	}
	a := *specified
	a.UserDataShared = cmp.Or(a.UserDataShared, no)
	if a.ApplicationArn != nil {
		a.RoleArn = new("arn:" + PartitionOf(part.Region) + ":iam::" + part.Account +
			":role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp")
	}
	return &a
}

// rotation that is off has no grace period, whatever was specified.
func rotation(specified *RefreshTokenRotationType) *RefreshTokenRotationType {
	if specified == nil {
		return nil
	}
	grace := 0
	if value(specified.Feature) == rotationOn {
		grace = value(specified.RetryGracePeriodSeconds)
	}
	return &RefreshTokenRotationType{Feature: specified.Feature, RetryGracePeriodSeconds: &grace}
}

// ascending sorts as Java does, by the code units of UTF-16.
func ascending(texts []string) []string {
	slices.SortFunc(texts, func(a, b string) int {
		return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
	})
	return texts
}
