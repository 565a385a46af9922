package access

import (
	"strings"

	"userpools/pkg/shape"
)

// Policy is what one key may do: a parsed document in a subset of IAM's policy language. It is
// immutable, and nil is the policy that allows nothing.
type Policy struct{ statements []statement }

type statement struct {
	deny       bool
	actions    []string   // patterns in lower case
	resources  [][]string // patterns, cut at the colons of the ARN
	conditions []condition
}

// policyShape is IAM's JSON (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html),
// as far as it is understood:
//
//   - Version: 2012-10-17 or 2008-10-17, or none. Policy variables, the difference between the two,
//     are not supported in either: a ${ anywhere is refused.
//   - Statement: one or a list, each of Effect, Action and Resource, with Sid and Condition if wanted.
//   - Action: "*", or cognito-idp: and the name of an action, in which * and ? are wildcards. As in IAM
//     case does not count.
//   - Resource: "*", or an ARN of cognito-idp with wildcards in any field but the service's. A wildcard
//     stays within its field, except that an ARN may end early with a field that is just *. Case counts.
//   - Condition: see condition.go.
//
// Whatever is not in it is a mistake, however harmless it looks (NotAction, Principal, Id, actions of other
// services): a policy that is only partly understood is insecure. So is what could never apply (effect.go).
var policyShape = shape.Structure("policy",
	shape.Optional("Version", shape.Enum("version", "2012-10-17", "2008-10-17")),
	shape.Required("Statement", oneOrMore(shape.Structure("statement",
		shape.Optional("Sid", shape.String("sid", shape.Pattern(`[A-Za-z0-9]*`), shape.Must("of letters A-Z, a-z and digits"))),
		shape.Required("Effect", shape.Enum("effect", "Allow", "Deny")),
		shape.Required("Action", oneOrMore(shape.String("action", shape.Pattern(`(?i)\*|`+Service+`:[a-z0-9*?]+`),
			shape.Must("* or "+Service+": and the name of an action, wildcards allowed")))),
		shape.Required("Resource", oneOrMore(shape.String("resource",
			shape.Pattern(`(?s)\*|arn:[^:]+:`+Service+`:(\*|[^:]+:\*|[^:]+:[^:]+:.+)`),
			shape.Must("* or an ARN arn:aws:"+Service+":region:account:userpool/id, with wildcards in any field"+
				" but the service's; it may end early with a field that is just *")))),
		shape.Optional("Condition", conditionShape()),
	))))

func oneOrMore(s *shape.Shape) *shape.Shape {
	return shape.List("list", s, shape.MinLength(1), shape.OrOne)
}

func (b *builder) policy(at shape.Place) *Policy {
	p := &Policy{}
	sids := map[string]bool{}
	for at := range at.Member("Statement").Each() {
		if sid := at.Member("Sid"); sid.Text != "" && sids[sid.Text] {
			b.Add(sid, "is that of another statement too")
		} else {
			sids[sid.Text] = true
		}
		p.statements = append(p.statements, b.statement(at))
	}
	return p
}

func (b *builder) statement(at shape.Place) statement {
	d := drafted{statement: statement{deny: at.Get("Effect").Text == "Deny"}}
	for at := range at.Member("Action").Each() {
		d.actionsAt, d.actions = append(d.actionsAt, at), append(d.actions, b.action(at))
	}
	for at := range at.Member("Resource").Each() {
		d.resourcesAt, d.resources = append(d.resourcesAt, at), append(d.resources, b.resource(at))
	}
	b.conditions(at.Member("Condition"), &d)
	if b.Sound(at) { // else a part may be missing
		b.effect(&d, at)
	}
	return d.statement
}

func (b *builder) action(at shape.Place) string {
	pattern := strings.ToLower(at.Text)
	if pattern != "*" && b.Sound(at) && len(b.actions.matching(pattern)) == 0 {
		b.Add(at, "is no action of Cognito's user pools")
	}
	return pattern
}

func (b *builder) resource(at shape.Place) []string {
	fields := strings.SplitN(at.Text, ":", arnFields)
	if !b.Sound(at) || at.Text == "*" || b.variable(at) {
		return fields
	}
	if fault := arnFault(fields); fault != "" {
		b.Add(at, fault)
	} else {
		b.warnOfARN(fields, at)
	}
	return fields
}

// variable tells of a policy variable.
func (b *builder) variable(at shape.Place) bool {
	has := strings.Contains(at.Text, "${")
	if has {
		b.Add(at, "has a policy variable, which is not supported")
	}
	return has
}

func alphanumeric(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
