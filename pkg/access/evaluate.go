package access

import (
	"slices"
	"strings"

	"userpools/pkg/wildcard"
)

// Request is what a policy decides on.
type Request struct {
	Action       string            // as in cognito-idp:CreateUserPool
	Resource     string            // the ARN, that of userpool/* for CreateUserPool, or * for ListUserPools
	PrincipalARN string            // who asks
	RequestTags  map[string]string // the tags that the request sets; nil: none
	TagKeys      []string          // tag keys that the request names beyond those of RequestTags: what it removes
	ResourceTags map[string]string // the tags of the resource; of one that does not exist: none. See NeedsResourceTags
}

// Decision is what follows from a policy. The zero value denies.
type Decision int

// The decisions.
const (
	ImplicitDeny Decision = iota // no statement allows it
	ExplicitDeny                 // a statement denies it, whatever others allow
	Allowed
)

// String is for logs.
func (d Decision) String() string {
	switch d {
	case Allowed:
		return "allowed"
	case ExplicitDeny:
		return "explicit deny"
	default:
		return "implicit deny"
	}
}

// Evaluate is total: every policy decides every request, and no order of statements matters. An
// explicit deny wins over any allow, and what no statement allows is denied.
func (p *Policy) Evaluate(r Request) Decision {
	if p == nil {
		return ImplicitDeny
	}
	action := strings.ToLower(r.Action)
	decision := ImplicitDeny
	for i := range p.statements {
		s := &p.statements[i]
		if decision == Allowed && !s.deny || !s.applies(&r, action) {
			continue
		}
		if s.deny {
			return ExplicitDeny
		}
		decision = Allowed
	}
	return decision
}

// NeedsResourceTags reports whether the decision on an action may depend on the resource's tags, so
// that the resource has to be read before Evaluate is asked. Where it does not, permission is decided
// without reading, and a caller without permission cannot learn what exists.
func (p *Policy) NeedsResourceTags(action string) bool {
	if p == nil {
		return false
	}
	action = strings.ToLower(action)
	return slices.ContainsFunc(p.statements, func(s statement) bool {
		return s.covers(action) && slices.ContainsFunc(s.conditions, func(c condition) bool { return c.key == resourceTag })
	})
}

func (s *statement) applies(r *Request, action string) bool {
	return s.covers(action) &&
		slices.ContainsFunc(s.resources, func(fields []string) bool { return matchARN(fields, r.Resource) }) &&
		!slices.ContainsFunc(s.conditions, func(c condition) bool { return !c.holds(r, s.deny) })
}

func (s *statement) covers(action string) bool {
	return slices.ContainsFunc(s.actions, func(pattern string) bool { return wildcard.Match(pattern, action) })
}

// matchARN matches field by field, and the last field with all that is left. The resource * is
// reached by the pattern * alone, as in IAM.
func matchARN(fields []string, resource string) bool {
	last := len(fields) - 1
	for _, pattern := range fields[:last] {
		field, rest, found := strings.Cut(resource, ":")
		if !found || !wildcard.Match(pattern, field) {
			return false
		}
		resource = rest
	}
	return wildcard.Match(fields[last], resource)
}

// Denial is the message of the AccessDeniedException for a request that was not allowed, empty for one
// that was. That of an implicit deny was recorded from the service (access-denied-create and
// access-denied-list in docs/evidence.md); that of an explicit one was recorded from cognito-identity, for another
// type of policy (access-denied-rcp there).
func Denial(r Request, d Decision) string {
	subject := "User: " + r.PrincipalARN + " is not authorized to perform: " + r.Action + " on resource: " + r.Resource
	switch d {
	case Allowed:
		return ""
	case ExplicitDeny:
		return subject + " with an explicit deny in an identity-based policy"
	default:
		return subject + " because no identity-based policy allows the " + r.Action + " action"
	}
}
