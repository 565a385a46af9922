package world

import (
	"regexp"
	"slices"

	"userpools/pkg/cognito"
)

// World answers the rules' questions.
var _ cognito.Facts = (*World)(nil)

// section is what is declared of an account, ready to be asked.
type section struct {
	*account
	identities, roles, keys, functions []resource
	tagKeys                            []*regexp.Regexp
}

func newSection(a account) *section {
	return &section{
		account:    &a,
		identities: each(a.SESIdentities, func(e sesIdentity) resource { return newResource(e.Identity) }),
		roles:      each(a.SMSRoles, func(e smsRole) resource { return newResource(e.Role) }),
		keys:       each(a.KMSKeys, func(e kmsKey) resource { return newResource(e.Key) }),
		functions:  each(a.LambdaFunctions, func(e lambdaFunction) resource { return newResource(e.Function) }),
		tagKeys:    each(a.ForbiddenTagKeys, compile),
	}
}

// each keeps nil nil: a list that is not there is another thing than an empty one.
func each[In, Out any](list []In, f func(In) Out) []Out {
	if list == nil {
		return nil
	}
	out := make([]Out, 0, len(list))
	for _, v := range list {
		out = append(out, f(v))
	}
	return out
}

// declaring is the section that has a member for an account: its own, or that of
// everybody. Where neither has, it is an empty one.
func (w *World) declaring(account string, has func(*section) bool) *section {
	if w != nil {
		for _, name := range []string{account, everybody} {
			if s := w.sections[name]; s != nil && has(s) {
				return s
			}
		}
	}
	return nothing
}

var nothing = newSection(account{})

// find is the first entry of a list whose pattern matches, or one that says nothing.
func find[T any](list []T, patterns []resource, arn string) T {
	for i, p := range patterns {
		if p.matches(arn) {
			return list[i]
		}
	}
	var silent T
	return silent
}

// so is what was said, and true unless it was.
func so(said *bool) bool { return said == nil || *said }

// SMSRole is trusted and publishes unless the document says otherwise. A role
// with an external id is trusted with that one only.
func (w *World) SMSRole(account, arn, externalID string) (trusted, publishes bool) {
	s := w.declaring(account, func(s *section) bool { return s.SMSRoles != nil })
	role := find(s.SMSRoles, s.roles, arn)
	trusted = so(role.Trusted) && (role.ExternalID == nil || *role.ExternalID == externalID)
	return trusted, so(role.Publishes)
}

// SESIdentity is verified and authorised unless the document says otherwise.
func (w *World) SESIdentity(account, arn string) (verified, authorised bool) {
	s := w.declaring(account, func(s *section) bool { return s.SESIdentities != nil })
	identity := find(s.SESIdentities, s.identities, arn)
	return so(identity.Verified), so(identity.Authorised)
}

// KMSKey is the problem that the document declares.
func (w *World) KMSKey(account, arn string) (problem string) {
	s := w.declaring(account, func(s *section) bool { return s.KMSKeys != nil })
	return find(s.KMSKeys, s.keys, arn).Problem
}

// LambdaFunction is the problem that the document declares.
func (w *World) LambdaFunction(account, arn string) (problem string) {
	s := w.declaring(account, func(s *section) bool { return s.LambdaFunctions != nil })
	return find(s.LambdaFunctions, s.functions, arn).Problem
}

// clientFeature is what keeps a pool from a lower plan unless the document names
// something else: the one feature of app clients for which the service was seen to
// refuse (tier-change-refresh-rotation in docs/evidence.md).
const clientFeature = "Refresh Token Rotation"

// TierChange is allowed unless the document forbids it.
func (w *World) TierChange(account, from, to string) (inTheWay []string) {
	if from == "" {
		from = "none"
	}
	s := w.declaring(account, func(s *section) bool { return s.TierChanges != nil })
	for _, change := range s.TierChanges {
		if (change.From == from || change.From == everybody) && (change.To == to || change.To == everybody) {
			return change.inTheWay()
		}
	}
	return nil
}

func (c *tierChange) inTheWay() []string {
	switch {
	case c.Allowed:
		return nil
	case c.Features == nil:
		return []string{clientFeature}
	default:
		return c.Features
	}
}

// TagKey may be set unless the document forbids it.
func (w *World) TagKey(account, key string) (allowed bool) {
	s := w.declaring(account, func(s *section) bool { return s.ForbiddenTagKeys != nil })
	return !slices.ContainsFunc(s.tagKeys, func(p *regexp.Regexp) bool { return p.MatchString(key) })
}

// PoolQuota is the declared one; 0 means that no pool can be made.
func (w *World) PoolQuota(account string) (pools int, declared bool) {
	s := w.declaring(account, func(s *section) bool { return s.PoolQuota != nil })
	if s.PoolQuota == nil {
		return 0, false
	}
	return *s.PoolQuota, true
}

// Rate is the declared number of requests per second of an account and a class of
// operations (UserPoolRead and its like), a fraction perhaps; 0 lets none through.
// Where none is declared the endpoint's own rate counts.
func (w *World) Rate(account, class string) (perSecond float64, declared bool) {
	s := w.declaring(account, func(s *section) bool { return s.Rates != nil })
	perSecond, declared = s.Rates[class]
	return perSecond, declared
}
