package access

import (
	"slices"
	"strings"

	"userpools/pkg/wildcard"
)

// Scope is what the reader of a document has to know of the endpoint that the document is for, to tell
// the statements that can never apply.
type Scope struct {
	// Partition and Region of the endpoint's pools.
	Partition, Region string
	// Actions are those of the endpoint's operations, by name.
	Actions map[string]Action
	// Operations are the names of all operations of Cognito's user pools, those that the endpoint lacks too.
	Operations []string
}

// Action is what a policy can ask of a call, besides aws:PrincipalArn.
type Action struct {
	// Resources is the form of what a call is about: * for nothing, userpool/* for whatever pool is meant
	// or made, and userpool/?* for one pool.
	Resources string
	// RequestTags says that a call can set tags, TagKeys that it can name keys of tags.
	RequestTags, TagKeys bool
}

// The forms of resources.
const (
	NoResource = "*"
	AllPools   = "userpool/*"
	OnePool    = "userpool/?*"
)

// has tells whether a call has a context key.
func (a Action) has(key contextKey) bool {
	switch key {
	case requestTag:
		return a.RequestTags
	case tagKeys:
		return a.TagKeys
	case resourceTag:
		return a.Resources == OnePool
	default:
		return true
	}
}

// permissionOnly are actions that are no operations: AWS WAF asks for them (Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html).
var permissionOnly = []string{"AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource", "ListResourcesForWebACL"}

// matcher finds the actions of Cognito that patterns stand for.
type matcher struct {
	served       map[string]Action   // by name
	names, lower []string            // of all actions, and as patterns see them
	found        map[string][]string // by pattern: a statement asks twice
}

func newMatcher(s Scope) *matcher {
	m := &matcher{served: s.Actions, names: slices.Concat(s.Operations, permissionOnly), found: map[string][]string{}}
	for _, name := range m.names {
		m.lower = append(m.lower, strings.ToLower(Service+":"+name))
	}
	return m
}

// matching are the actions that a pattern in lower case stands for.
func (m *matcher) matching(pattern string) []string {
	names, asked := m.found[pattern]
	if asked {
		return names
	}
	for i, action := range m.lower {
		if wildcard.Match(pattern, action) {
			names = append(names, m.names[i])
		}
	}
	m.found[pattern] = names
	return names
}
