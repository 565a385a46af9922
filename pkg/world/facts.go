package world

import (
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/wildcard"
)

// World answers the rules' questions.
var _ cognito.Facts = (*World)(nil)

// byPattern are the lists whose entries have a pattern: the member that holds it,
// and the service whose resources are meant.
var byPattern = map[string]struct{ member, service string }{
	"sesIdentities": {"identity", "ses"}, "smsRoles": {"role", "iam"}, "groupRoles": {"role", "iam"},
	"kmsKeys": {"key", "kms"}, "lambdaFunctions": {"function", "lambda"},
	"certificates": {"certificate", "acm"},
}

// reportForeign reports the patterns of an account that are of no resource of their service.
func reportForeign(account shape.Place, report *shape.Report) {
	for list, by := range byPattern {
		for entry := range account.Member(list).Each() {
			pattern := entry.Member(by.member)
			if text := foreign(pattern.Text, by.service); text != "" {
				report.Add(pattern, text)
			}
		}
	}
}

// declared is a member of an account's section or, where it has none, of the section
// for all.
func (w *World) declared(account, member string) *shape.Value {
	if w == nil {
		return &shape.Value{}
	}
	section := w.accounts.Get(account)
	if !section.Has(member) {
		section = w.accounts.Get(all)
	}
	return section.Get(member)
}

// find is the first entry of a list whose pattern matches, or one without members.
func (w *World) find(account, list, arn string) *shape.Value {
	entries := w.declared(account, list).Items
	for i := range entries {
		if matches(entries[i].Get(byPattern[list].member).Text, arn) {
			return &entries[i]
		}
	}
	return &shape.Value{}
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

// GroupRole can be passed unless the document says otherwise.
func (w *World) GroupRole(account, arn string) (passable bool) {
	return notFalse(w.find(account, "groupRoles", arn), "passable")
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

// Certificate is valid unless the document says otherwise.
func (w *World) Certificate(account, arn string) (valid bool) {
	return notFalse(w.find(account, "certificates", arn), "valid")
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
	for _, change := range w.declared(account, "tierChanges").Items {
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
	for _, forbidden := range w.declared(account, "forbiddenTagKeys").Items {
		if wildcard.Match(forbidden.Text, key) {
			return false
		}
	}
	return true
}

// PoolQuota is the declared one; 0 means that no pool can be made.
func (w *World) PoolQuota(account string) (pools int, declared bool) {
	quota := w.declared(account, "poolQuota")
	return quota.Int(), !quota.IsNull()
}

// Rate is the declared number of requests per second of an account and a class of
// operations, a fraction perhaps; 0 lets none through.
// Where none is declared the endpoint's own rate counts.
func (w *World) Rate(account string, class cognito.Class) (perSecond float64, declared bool) {
	rate := w.declared(account, "rates").Get(string(class))
	return rate.Number(), !rate.IsNull()
}
