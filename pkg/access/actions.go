package access

import (
	"slices"
	"strings"
)

// Scope is what the reader of a document has to know of the endpoint that the document is for, to tell
// the statements that can never apply.
type Scope struct {
	// Partition and Region of the endpoint's pools.
	Partition, Region string
	// Operations are the names of all operations of Cognito's user pools, those that the endpoint lacks too.
	Operations []string
}

// permissionOnly are actions that are no operations: AWS WAF asks for them (Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncognitouserpools.html).
var permissionOnly = []string{"AssociateWebACL", "DisassociateWebACL", "GetWebACLForResource", "ListResourcesForWebACL"}

// matcher finds the actions of Cognito that patterns stand for.
type matcher struct {
	names, lower []string            // of all actions, and as patterns see them
	found        map[string][]string // by pattern: a statement asks twice
}

func newMatcher(s Scope) *matcher {
	m := &matcher{names: slices.Concat(s.Operations, permissionOnly), found: map[string][]string{}}
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
		if match(pattern, action) {
			names = append(names, m.names[i])
		}
	}
	m.found[pattern] = names
	return names
}

// target is what a call is about, as a policy names it.
type target int

const (
	nothing  target = iota // *
	allPools               // userpool/*, whatever pool is meant or made
	onePool                // userpool/ and an id
)

// action is what a policy can ask of a call: its resource, and context keys besides aws:PrincipalArn.
type action struct {
	target target
	keys   []contextKey
}

// served are the actions that the endpoint has. CreateUserPool has no resource type in the Service
// Authorization Reference, but its recorded denial names userpool/* (access-denied-create in
// docs/evidence.md); that of ListUserPools names * (access-denied-list).
var served = map[string]action{
	"CreateUserPool":       {allPools, []contextKey{requestTag, tagKeys}},
	"DescribeUserPool":     {onePool, []contextKey{resourceTag}},
	"ListUserPools":        {nothing, nil},
	"UpdateUserPool":       {onePool, []contextKey{requestTag, tagKeys, resourceTag}},
	"DeleteUserPool":       {onePool, []contextKey{resourceTag}},
	"AddCustomAttributes":  {onePool, []contextKey{resourceTag}},
	"GetUserPoolMfaConfig": {onePool, []contextKey{resourceTag}},
	"SetUserPoolMfaConfig": {onePool, []contextKey{resourceTag}},
	"TagResource":          {onePool, []contextKey{requestTag, tagKeys, resourceTag}},
	"UntagResource":        {onePool, []contextKey{tagKeys, resourceTag}},
	"ListTagsForResource":  {onePool, []contextKey{resourceTag}},
}
