package access

import (
	"strings"

	"userpools/pkg/strictjson"
)

// Policy is what one key may do: a parsed document in a subset of IAM's policy language. It is
// immutable, and nil is the policy that allows nothing.
type Policy struct{ statements []statement }

type statement struct {
	sid        string
	deny       bool
	actions    []string   // patterns in lower case
	resources  [][]string // patterns, cut at the colons of the ARN
	conditions []condition
}

// ParsePolicy reads a policy in IAM's JSON
// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html):
//
//   - Version: 2012-10-17 or 2008-10-17, or none. Policy variables, the difference between the two,
//     are not supported in either: a ${ anywhere is refused.
//   - Statement: one or a list, each of Effect, Action and Resource, with Sid and Condition if wanted.
//   - Effect: Allow or Deny.
//   - Action: "*", or cognito-idp: and the name of an action, in which * and ? are wildcards. As in IAM
//     case is of no account.
//   - Resource: "*", or an ARN of cognito-idp with wildcards in any field but the service's. A wildcard
//     stays within its field, except that an ARN may end early with a field that is just *. Case counts.
//   - Condition: see condition.go.
//
// The error is a *DocumentError. Whatever is not in this list is one, however harmless it looks
// (NotAction, Principal, Id, actions of other services): a policy that is half understood is a hole. So
// is what could never apply (effect.go).
func ParsePolicy(data []byte, scope Scope) (*Policy, error) {
	c := newChecker(scope)
	p := &Policy{}
	if root, ok := c.Read(data, place); ok {
		p = c.policy(root, "")
	}
	if err := c.Err("policy"); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *checker) policy(n *node, at path) *Policy {
	p := &Policy{}
	c.object(n, at,
		field{"Version", false, c.version},
		field{"Statement", true, func(n *node, at path) { p.statements = c.statements(n, at) }})
	return p
}

func (c *checker) version(n *node, at path) {
	c.oneOf(n, at, "2012-10-17", "2008-10-17")
}

func (c *checker) statements(n *node, at path) []statement {
	sids := map[string]bool{}
	return each(c, n, at, func(n *node, at path) statement {
		s := c.statement(n, at)
		if s.sid != "" && sids[s.sid] {
			c.Add(at.Member("Sid"), "is that of another statement too")
		}
		sids[s.sid] = true
		return s
	})
}

func (c *checker) statement(n *node, at path) statement {
	var d drafted
	before := c.Count()
	c.object(n, at,
		field{"Sid", false, func(n *node, at path) { d.sid = c.sid(n, at) }},
		field{"Effect", true, func(n *node, at path) { d.deny = c.oneOf(n, at, "Allow", "Deny") == "Deny" }},
		field{"Action", true, func(n *node, at path) { d.actions = each(c, n, at, placed(&d.actionsAt, c.action)) }},
		field{"Resource", true, func(n *node, at path) { d.resources = each(c, n, at, placed(&d.resourcesAt, c.resource)) }},
		field{"Condition", false, func(n *node, at path) { d.conditions = c.conditions(n, at, &d.conditionsAt) }})
	if c.Count() == before { // else a part may be missing
		c.effect(&d, at)
	}
	return d.statement
}

// placed notes where each value stands that is read.
func placed[T any](places *[]path, read func(*node, path) T) func(*node, path) T {
	return func(n *node, at path) T {
		*places = append(*places, at)
		return read(n, at)
	}
}

// plain reads a string of a policy.
func (c *checker) plain(n *node, at path) (string, bool) {
	if !c.is(n, at, strictjson.String) {
		return "", false
	}
	if strings.Contains(n.Text, "${") {
		c.Add(at, "has a policy variable, which is not supported")
		return "", false
	}
	return n.Text, true
}

// oneOf reads a string that must be one of a few.
func (c *checker) oneOf(n *node, at path, choices ...string) string {
	s, ok := c.plain(n, at)
	if !ok {
		return ""
	}
	for _, choice := range choices {
		if s == choice {
			return s
		}
	}
	c.Add(at, "must be "+strings.Join(choices, " or "))
	return ""
}

// sid has the characters that IAM takes; two statements may not have the same one.
func (c *checker) sid(n *node, at path) string {
	s, ok := c.plain(n, at)
	if ok && strings.ContainsFunc(s, func(r rune) bool { return !alphanumeric(r) }) {
		c.Add(at, "must be of letters A-Z, a-z and digits")
	}
	return s
}

func (c *checker) action(n *node, at path) string {
	s, ok := c.plain(n, at)
	if !ok || s == "*" {
		return s
	}
	service, name, _ := strings.Cut(strings.ToLower(s), ":")
	foreign := func(r rune) bool { return !alphanumeric(r) && r != '*' && r != '?' }
	pattern := service + ":" + name
	switch {
	case service != Service || name == "" || strings.ContainsFunc(name, foreign):
		c.Add(at, "must be * or "+Service+": and the name of an action, wildcards allowed")
	case len(c.actions.matching(pattern)) == 0:
		c.Add(at, "is no action of Cognito's user pools")
	}
	return pattern
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

func (c *checker) resource(n *node, at path) []string {
	s, ok := c.plain(n, at)
	if !ok || s == "*" {
		return []string{s}
	}
	fields := strings.SplitN(s, ":", arnFields)
	if !resourceFields(fields) {
		c.Add(at, "must be * or an ARN arn:aws:"+Service+":region:account:userpool/id, with wildcards in any field"+
			" but the service's; it may end early with a field that is just *")
		return fields
	}
	if fault := arnFault(fields); fault != "" {
		c.Add(at, fault)
		return fields
	}
	c.warnOfARN(fields, at)
	return fields
}

// resourceFields tells whether there are the fields of an ARN, the service's among them.
func resourceFields(fields []string) bool {
	if len(fields) <= arnService+1 || fields[0] != "arn" || fields[arnService] != Service {
		return false
	}
	for _, f := range fields {
		if f == "" {
			return false
		}
	}
	return len(fields) == arnFields || fields[len(fields)-1] == "*"
}
