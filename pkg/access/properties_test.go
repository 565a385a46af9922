package access

import (
	"encoding/json"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The properties that make a policy safe to edit. Each is a test with a few hundred cases, and a fuzz
// target that runs as long as it is told to (go test -fuzz FuzzDenyNeverGrants -fuzztime 3m).

func TestAddingADenyNeverGrants(t *testing.T)        { rapid.Check(t, denyNeverGrants) }
func TestAddingAnAllowNeverRevokes(t *testing.T)     { rapid.Check(t, allowNeverRevokes) }
func TestTheOrderOfStatementsIsNothing(t *testing.T) { rapid.Check(t, orderIsNothing) }
func TestTagsNotAskedForAreNothing(t *testing.T)     { rapid.Check(t, tagsNotAskedForAreNothing) }

func FuzzDenyNeverGrants(f *testing.F)   { f.Fuzz(rapid.MakeFuzz(denyNeverGrants)) }
func FuzzAllowNeverRevokes(f *testing.F) { f.Fuzz(rapid.MakeFuzz(allowNeverRevokes)) }

// FuzzPolicyProperties is all of them at once.
func FuzzPolicyProperties(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(func(t *rapid.T) {
		denyNeverGrants(t)
		allowNeverRevokes(t)
		orderIsNothing(t)
		tagsNotAskedForAreNothing(t)
	}))
}

func denyNeverGrants(t *rapid.T) {
	statements, r := drawStatements(t), drawRequest(t)
	before := judge(t, statements, r)
	after := judge(t, insert(t, statements, drawStatement(t, "Deny")), r)
	if after == Allowed && before != Allowed {
		t.Fatalf("a Deny granted what was %v", before)
	}
	if before == ExplicitDeny && after != ExplicitDeny {
		t.Fatalf("a Deny lifted another: %v", after)
	}
}

func allowNeverRevokes(t *rapid.T) {
	statements, r := drawStatements(t), drawRequest(t)
	before := judge(t, statements, r)
	after := judge(t, insert(t, statements, drawStatement(t, "Allow")), r)
	if before == Allowed && after != Allowed {
		t.Fatalf("an Allow revoked: %v", after)
	}
	if (before == ExplicitDeny) != (after == ExplicitDeny) {
		t.Fatalf("an Allow touched a denial: %v became %v", before, after)
	}
}

func orderIsNothing(t *rapid.T) {
	statements, r := drawStatements(t), drawRequest(t)
	shuffled := rapid.Permutation(statements).Draw(t, "shuffled")
	if got, want := judge(t, shuffled, r), judge(t, statements, r); got != want {
		t.Fatalf("shuffled %v, else %v", got, want)
	}
}

func tagsNotAskedForAreNothing(t *rapid.T) {
	statements, r := drawStatements(t), drawRequest(t)
	if parsed(t, statements).NeedsResourceTags(r.Action) {
		return
	}
	without := r
	without.ResourceTags = nil
	if got, want := judge(t, statements, without), judge(t, statements, r); got != want {
		t.Fatalf("without the resource's tags %v, with them %v", got, want)
	}
}

// The vocabulary is small, so that statements and requests meet often.
var (
	someActions    = []string{"*", "cognito-idp:*", "cognito-idp:CreateUserPool", "cognito-idp:createuserpool", "cognito-idp:D*Pool", "cognito-idp:DescribeUserPoo?", "cognito-idp:Tag*"}
	someResources  = []string{"*", "arn:aws:cognito-idp:*", "arn:aws:cognito-idp:us-east-1:*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a", "arn:aws:cognito-idp:*:123456789012:userpool/*_?"}
	someTagKeys    = []string{"team", "Team", "env"}
	someValues     = []string{"", "blue", "red", "日", "b*"}
	somePrincipals = []string{"arn:aws:iam::123456789012:user/a", "arn:aws:iam::123456789012:role/b"}
	someRequested  = []string{"cognito-idp:CreateUserPool", "cognito-idp:DescribeUserPool", "cognito-idp:TagResource"}
	someMet        = []string{"*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a", "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_b"}
)

type object map[string]any

func drawStatements(t *rapid.T) []object {
	effect := rapid.SampledFrom([]string{"Allow", "Deny"})
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) object {
		return drawStatement(t, effect.Draw(t, "effect"))
	}), 1, 4).Draw(t, "statements")
}

func drawStatement(t *rapid.T, effect string) object {
	s := object{
		"Effect":   effect,
		"Action":   rapid.SliceOfN(rapid.SampledFrom(someActions), 1, 2).Draw(t, "actions"),
		"Resource": rapid.SliceOfN(rapid.SampledFrom(someResources), 1, 2).Draw(t, "resources"),
	}
	if conditions := rapid.SliceOfN(rapid.Custom(drawCondition), 0, 2).Draw(t, "conditions"); len(conditions) > 0 {
		block := object{}
		for _, c := range conditions {
			block[c.operator] = object{c.key: c.values} // the same operator twice: the second
		}
		s["Condition"] = block
	}
	return s
}

type drawn struct {
	operator, key string
	values        []string
}

func drawCondition(t *rapid.T) drawn {
	one := []string{"StringEquals", "StringLike", "Null"}
	many := []string{"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringLike", "Null"}
	tag := rapid.SampledFrom(someTagKeys).Draw(t, "tag")
	d := drawn{key: rapid.SampledFrom([]string{"aws:RequestTag/" + tag, "aws:ResourceTag/" + tag, "aws:TagKeys", "aws:PrincipalArn"}).Draw(t, "key")}
	values := append(slices.Clone(someValues), somePrincipals[0], "*")
	if d.key == "aws:TagKeys" {
		one, values = many, append(slices.Clone(someTagKeys), "t*")
	}
	d.operator = rapid.SampledFrom(one).Draw(t, "operator")
	if d.operator == "Null" {
		values = []string{"true", "false"}
	}
	d.values = rapid.SliceOfN(rapid.SampledFrom(values), 1, 2).Draw(t, "values")
	return d
}

func drawRequest(t *rapid.T) Request {
	tags := rapid.MapOfN(rapid.SampledFrom(someTagKeys), rapid.SampledFrom(someValues), 0, 3)
	return Request{
		Action:       rapid.SampledFrom(someRequested).Draw(t, "action"),
		Resource:     rapid.SampledFrom(someMet).Draw(t, "resource"),
		PrincipalARN: rapid.SampledFrom(somePrincipals).Draw(t, "principal"),
		RequestTags:  tags.Draw(t, "request tags"),
		TagKeys:      rapid.SliceOfN(rapid.SampledFrom(someTagKeys), 0, 2).Draw(t, "tag keys"),
		ResourceTags: tags.Draw(t, "resource tags"),
	}
}

func insert(t *rapid.T, statements []object, s object) []object {
	return slices.Insert(slices.Clone(statements), rapid.IntRange(0, len(statements)).Draw(t, "at"), s)
}

func parsed(t *rapid.T, statements []object) *Policy {
	doc, err := json.Marshal(object{"Statement": statements})
	if err != nil {
		t.Fatal(err)
	}
	p, err := ParsePolicy(doc)
	if err != nil {
		t.Fatalf("%s: %v", doc, err)
	}
	return p
}

func judge(t *rapid.T, statements []object, r Request) Decision {
	return parsed(t, statements).Evaluate(r)
}
