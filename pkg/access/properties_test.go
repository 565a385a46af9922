package access

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// properties make a policy safe to edit. Each is tried with a hundred random cases
// (-rapid.checks for more), and by the fuzz target as long as wanted.
var properties = map[string]func(*rapid.T, choice){
	"an added Deny never grants":       denyNeverGrants,
	"an added Allow never revokes":     allowNeverRevokes,
	"the order does not matter":        orderIsNothing,
	"tags not asked for do not matter": tagsNotAskedForAreNothing,
}

func choiceOf(t *rapid.T) choice {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "choice") }
}

func TestPolicy_Properties(t *testing.T) {
	for name, property := range properties {
		t.Run(name, rapid.MakeCheck(func(t *rapid.T) { property(t, choiceOf(t)) }))
	}
}

func FuzzPolicyProperties(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		for _, property := range properties {
			property(t, choiceOf(t))
		}
	}))
}

func denyNeverGrants(t *rapid.T, c choice) {
	statements, r := drawStatements(c), drawRequest(c)
	before := judge(t, statements, r)
	more := insert(c, statements, drawStatement(c, "Deny"))
	after := judge(t, more, r)
	if after == Allowed && before != Allowed || before == ExplicitDeny && after != ExplicitDeny {
		t.Fatalf("a Deny made %v of %v: %+v %+v", after, before, more, r)
	}
}

func allowNeverRevokes(t *rapid.T, c choice) {
	statements, r := drawStatements(c), drawRequest(c)
	before := judge(t, statements, r)
	more := insert(c, statements, drawStatement(c, "Allow"))
	after := judge(t, more, r)
	if before == Allowed && after != Allowed || (before == ExplicitDeny) != (after == ExplicitDeny) {
		t.Fatalf("an Allow made %v of %v: %+v %+v", after, before, more, r)
	}
}

func orderIsNothing(t *rapid.T, c choice) {
	statements, r := drawStatements(c), drawRequest(c)
	var shuffled []object
	for _, s := range statements {
		shuffled = insert(c, shuffled, s)
	}
	if got, want := judge(t, shuffled, r), judge(t, statements, r); got != want {
		t.Fatalf("shuffled %v, else %v: %+v %+v", got, want, statements, r)
	}
}

func tagsNotAskedForAreNothing(t *rapid.T, c choice) {
	statements, r := drawStatements(c), drawRequest(c)
	if parsed(t, statements).NeedsResourceTags(r.Action) {
		return
	}
	without := r
	without.ResourceTags = nil
	if got, want := judge(t, statements, without), judge(t, statements, r); got != want {
		t.Fatalf("without the resource's tags %v, with them %v: %+v %+v", got, want, statements, r)
	}
}

// The vocabulary is small, so that statements and requests meet often.
var (
	someActions    = []string{"*", "cognito-idp:*", "cognito-idp:CreateUserPool", "cognito-idp:createuserpool*", "cognito-idp:D*Pool", "cognito-idp:DescribeUserPoo?", "cognito-idp:Tag*"}
	someResources  = []string{"*", "arn:aws:cognito-idp:*", "arn:aws:cognito-idp:us-east-1:*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a", "arn:aws:cognito-idp:*:123456789012:userpool/*_?"}
	someTagKeys    = []string{"team", "Team", "env"}
	someValues     = []string{"", "blue", "red", "日", "b*"}
	somePrincipals = []string{"arn:aws:iam::123456789012:user/a", "arn:aws:iam::123456789012:role/b"}
	someRequested  = []string{"cognito-idp:CreateUserPool", "cognito-idp:DescribeUserPool", "cognito-idp:TagResource"}
	someMet        = []string{"*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a", "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_b"}

	singleOperators = []string{"StringEquals", "StringLike", "Null"}
	setOperators    = []string{"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringLike", "Null"}
)

type (
	object map[string]any
	choice func(n int) int // of 0 to n-1
)

func (c choice) of(all []string) string { return all[c(len(all))] }

// some draws lowest to highest of the strings.
func (c choice) some(all []string, lowest, highest int) []string {
	drawn := make([]string, lowest+c(highest-lowest+1))
	for i := range drawn {
		drawn[i] = c.of(all)
	}
	return drawn
}

func drawStatements(c choice) []object {
	statements := make([]object, 1+c(4))
	for i := range statements {
		statements[i] = drawStatement(c, c.of([]string{"Allow", "Deny"}))
	}
	return statements
}

// drawStatement draws one that a document may have: what could never apply is refused, and left out here.
func drawStatement(c choice, effect string) object {
	s := object{"Effect": effect, "Action": c.some(someActions, 1, 2), "Resource": c.some(someResources, 1, 2)}
	conditions := object{}
	for range c(3) {
		operator, key, values := drawCondition(c)
		conditions[operator] = object{key: values} // the same operator twice: the second
	}
	if len(conditions) > 0 {
		s["Condition"] = conditions
	}
	if doc, _ := json.Marshal(object{"Statement": s}); !readable(doc) {
		return object{"Effect": effect, "Action": "*", "Resource": "*"}
	}
	return s
}

func readable(doc []byte) bool {
	_, err := parsePolicy(doc)
	return err == nil
}

func drawCondition(c choice) (operator, key string, values []string) {
	tag := c.of(someTagKeys)
	key = c.of([]string{"aws:RequestTag/" + tag, "aws:ResourceTag/" + tag, "aws:TagKeys", "aws:PrincipalArn"})
	operators, values := singleOperators, slices.Clone(someValues)
	switch key {
	case "aws:TagKeys":
		operators, values = setOperators, append(slices.Clone(someTagKeys), "t*")
	case "aws:PrincipalArn":
		values = somePrincipals
	}
	operator = c.of(operators)
	if operator == "Null" {
		values = []string{"true", "false"}
	}
	return operator, key, c.some(values, 1, 2)
}

func drawRequest(c choice) Request {
	return Request{
		Action:       c.of(someRequested),
		Resource:     c.of(someMet),
		PrincipalARN: c.of(somePrincipals),
		RequestTags:  drawTags(c),
		TagKeys:      c.some(someTagKeys, 0, 2),
		ResourceTags: drawTags(c),
	}
}

func drawTags(c choice) map[string]string {
	tags := map[string]string{}
	for _, key := range c.some(someTagKeys, 0, 3) {
		tags[key] = c.of(someValues)
	}
	return tags
}

func insert(c choice, statements []object, s object) []object {
	return slices.Insert(slices.Clone(statements), c(len(statements)+1), s)
}

func parsed(t *rapid.T, statements []object) *Policy {
	doc, err := json.Marshal(object{"Statement": statements})
	if err != nil {
		t.Fatalf("%+v: %v", statements, err)
	}
	p, err := parsePolicy(doc)
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return p
}

func judge(t *rapid.T, statements []object, r Request) Decision {
	return parsed(t, statements).Evaluate(r)
}
