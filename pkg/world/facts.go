package world

import (
	"regexp"
	"slices"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// World answers the rules' questions.
var _ cognito.Facts = (*World)(nil)

// section is what is declared of an account, ready to be asked.
type section struct {
	*shape.Value
	entries map[string][]entry // by the name of the list
	tagKeys []*regexp.Regexp
}

// entry is what is declared of that which a pattern matches.
type entry struct {
	resource
	*shape.Value
}

// byPattern are the lists whose entries have a pattern: the member that holds it,
// and the service whose resources are meant.
var byPattern = []struct{ list, member, service string }{
	{"sesIdentities", "identity", "ses"}, {"smsRoles", "role", "iam"}, {"kmsKeys", "key", "kms"}, {"lambdaFunctions", "function", "lambda"},
}

func newSection(at shape.Place, report *shape.Report) *section {
	s := &section{Value: at.Value, entries: map[string][]entry{}}
	for _, by := range byPattern {
		for at := range at.Member(by.list).Each() {
			pattern := at.Member(by.member)
			if text := foreign(pattern.Text, by.service); text != "" {
				report.Add(pattern, text)
			}
			s.entries[by.list] = append(s.entries[by.list], entry{newResource(pattern.Text), at.Value})
		}
	}
	for key := range at.Member("forbiddenTagKeys").Each() {
		s.tagKeys = append(s.tagKeys, compile(key.Text))
	}
	return s
}

// section is the one that has a member for an account: its own, or that for
// all. Where neither has, it is an empty one.
func (w *World) section(account, member string) *section {
	if w != nil {
		for _, name := range []string{account, all} {
			if s := w.sections[name]; s != nil && s.Has(member) {
				return s
			}
		}
	}
	return empty
}

var empty = &section{Value: &shape.Value{}}

// find is the first entry of a list whose pattern matches, or one without members.
func (w *World) find(account, list, arn string) *shape.Value {
	for _, e := range w.section(account, list).entries[list] {
		if e.matches(arn) {
			return e.Value
		}
	}
	return empty.Value
}

// notFalse is the value of a member that is true unless it is declared.
func notFalse(n *shape.Value, member string) bool { return !n.Has(member) || n.Get(member).Bool() }

// SMSRole is trusted and publishes unless the document says otherwise. A role
// with an external id is trusted with that one only.
func (w *World) SMSRole(account, arn, externalID string) (trusted, publishes bool) {
	role := w.find(account, "smsRoles", arn)
	trusted = notFalse(role, "trusted") && (!role.Has("externalId") || role.Get("externalId").Text == externalID)
	return trusted, notFalse(role, "publishes")
}

// SESIdentity is verified and authorised unless the document says otherwise.
func (w *World) SESIdentity(account, arn string) (verified, authorised bool) {
	identity := w.find(account, "sesIdentities", arn)
	return notFalse(identity, "verified"), notFalse(identity, "authorised")
}

// KMSKey is the problem that the document declares.
func (w *World) KMSKey(account, arn string) (problem string) {
	return w.find(account, "kmsKeys", arn).Get("problem").Text
}

// LambdaFunction is the problem that the document declares.
func (w *World) LambdaFunction(account, arn string) (problem string) {
	return w.find(account, "lambdaFunctions", arn).Get("problem").Text
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
	for _, change := range w.section(account, "tierChanges").Get("tierChanges").Items {
		if planMatches(change.Get("from").Text, from) && planMatches(change.Get("to").Text, to) {
			return inTheWayOf(&change)
		}
	}
	return nil
}

func planMatches(declared, plan string) bool { return declared == plan || declared == all }

func inTheWayOf(change *shape.Value) []string {
	if change.Get("allowed").Bool() {
		return nil
	}
	var features []string
	for _, feature := range change.Get("features").Items {
		features = append(features, feature.Text)
	}
	if features == nil {
		return []string{clientFeature}
	}
	return features
}

// TagKey may be set unless the document forbids it.
func (w *World) TagKey(account, key string) (allowed bool) {
	s := w.section(account, "forbiddenTagKeys")
	return !slices.ContainsFunc(s.tagKeys, func(p *regexp.Regexp) bool { return p.MatchString(key) })
}

// PoolQuota is the declared one; 0 means that no pool can be made.
func (w *World) PoolQuota(account string) (pools int, declared bool) {
	s := w.section(account, "poolQuota")
	return s.Get("poolQuota").Int(), s.Has("poolQuota")
}

// Rate is the declared number of requests per second of an account and a class of
// operations (UserPoolRead and its like), a fraction perhaps; 0 lets none through.
// Where none is declared the endpoint's own rate counts.
func (w *World) Rate(account, class string) (perSecond float64, declared bool) {
	rates := w.section(account, "rates").Get("rates")
	return rates.Get(class).Number(), rates.Has(class)
}
