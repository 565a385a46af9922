package world

import (
	"regexp"
	"slices"
	"strconv"

	"userpools/pkg/cognito"
)

// World answers the rules' questions.
var _ cognito.Facts = (*World)(nil)

// section is what is declared of an account, ready to be asked.
type section struct {
	*node
	entries map[string][]entry // of the lists in byPattern
	tagKeys []*regexp.Regexp
}

// entry is what is declared of that which a pattern matches.
type entry struct {
	resource
	*node
}

// byPattern names the lists whose entries have a pattern, and the member that holds it.
var byPattern = map[string]string{"sesIdentities": "identity", "smsRoles": "role", "kmsKeys": "key", "lambdaFunctions": "function"}

func newSection(n *node) *section {
	s := &section{node: n, entries: map[string][]entry{}}
	for list, pattern := range byPattern {
		for _, e := range n.Get(list).Items {
			s.entries[list] = append(s.entries[list], entry{newResource(e.Get(pattern).Text), e})
		}
	}
	for _, key := range n.Get("forbiddenTagKeys").Items {
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

var empty = newSection(&node{})

// find is the first entry of a list whose pattern matches, or one without members.
func (w *World) find(account, list, arn string) *node {
	for _, e := range w.section(account, list).entries[list] {
		if e.matches(arn) {
			return e.node
		}
	}
	return empty.node
}

// notFalse is the value of a member that is true unless it is declared.
func notFalse(n *node, member string) bool { return !n.Has(member) || n.Get(member).True() }

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
			return inTheWayOf(change)
		}
	}
	return nil
}

func planMatches(declared, plan string) bool { return declared == plan || declared == all }

func inTheWayOf(change *node) []string {
	if change.Get("allowed").True() {
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
	pools, err := strconv.Atoi(w.section(account, "poolQuota").Get("poolQuota").Text)
	return pools, err == nil
}

// Rate is the declared number of requests per second of an account and a class of
// operations (UserPoolRead and its like), a fraction perhaps; 0 lets none through.
// Where none is declared the endpoint's own rate counts.
func (w *World) Rate(account, class string) (perSecond float64, declared bool) {
	perSecond, err := strconv.ParseFloat(w.section(account, "rates").Get("rates").Get(class).Text, 64)
	return perSecond, err == nil
}
