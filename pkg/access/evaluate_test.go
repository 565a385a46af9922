package access

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	poolARN = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"
	alice   = "arn:aws:iam::123456789012:user/teams/alice"

	everyPoolARN = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*"
)

func mustPolicy(t testing.TB, doc string) *Policy {
	t.Helper()
	p, err := parsePolicy([]byte(doc))
	require.NoError(t, err)
	return p
}

func create() Request {
	return Request{Action: "cognito-idp:CreateUserPool", Resource: everyPoolARN, PrincipalARN: alice}
}

func listPools() Request {
	return Request{Action: "cognito-idp:ListUserPools", Resource: "*", PrincipalARN: alice}
}

func describe() Request {
	return Request{Action: "cognito-idp:DescribeUserPool", Resource: poolARN, PrincipalARN: alice}
}

func policyOf(statements string) string { return `{"Statement": [` + statements + `]}` }

func says(effect, action, resource string) string {
	return fmt.Sprintf(`{"Effect": %q, "Action": %q, "Resource": %q}`, effect, action, resource)
}

func TestEvaluate(t *testing.T) {
	for _, tt := range []struct {
		name, statements string
		request          Request
		want             Decision
	}{
		{"what is allowed is allowed", says("Allow", "cognito-idp:CreateUserPool", "*"), create(), Allowed},
		{"what nobody speaks of is denied", says("Allow", "cognito-idp:DescribeUserPool", "*"), create(), ImplicitDeny},
		{"a denial alone is explicit", says("Deny", "*", "*"), create(), ExplicitDeny},
		{"a denial that does not apply allows nothing", says("Deny", "cognito-idp:DeleteUserPool", "*"), create(), ImplicitDeny},
		{"a denial wins behind an allowance", says("Allow", "*", "*") + "," + says("Deny", "*", "*"), create(), ExplicitDeny},
		{"a denial wins before an allowance", says("Deny", "*", "*") + "," + says("Allow", "*", "*"), create(), ExplicitDeny},
		{"the second of two allowances counts", says("Allow", "cognito-idp:SignUp", "*") + "," + says("Allow", "*", "*"), create(), Allowed},
		{"all actions of the service", says("Allow", "cognito-idp:*", "*"), create(), Allowed},
		{"actions have no case", says("Allow", "Cognito-IDP:createuserPOOL", "*"), create(), Allowed},
		{"denied actions have no case", says("Allow", "*", "*") + "," + says("Deny", "cognito-idp:CREATE*", "*"), create(), ExplicitDeny},
		{"an action is matched whole", says("Allow", "cognito-idp:CreateUser?ool", "*"), create(), Allowed},
		{"an action is no beginning of another", says("Allow", "cognito-idp:CreateUserPool", "*"), Request{Action: "cognito-idp:CreateUserPoolClient", Resource: poolARN}, ImplicitDeny},
		{"an action is matched to its end", says("Allow", "cognito-idp:CreateUserPool?*", "*"), create(), ImplicitDeny},
		{"a question mark in an action", says("Allow", "cognito-idp:Create?serPool", "*"), create(), Allowed},

		{"a resource by its ARN", says("Allow", "*", poolARN), describe(), Allowed},
		{"another resource", says("Allow", "*", poolARN+"d"), describe(), ImplicitDeny},
		{"resources have case", says("Allow", "*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_ABC"), describe(), ImplicitDeny},
		{"resources by wildcard", says("Allow", "*", "arn:aws:cognito-idp:*:123456789012:userpool/us-east-1_*"), describe(), Allowed},
		{"a wildcard stays in its field", says("Allow", "*", "arn:aws:cognito-idp:us*1:1*:userpool/*"), describe(), Allowed},
		{"a wildcard does not reach into the next field", says("Allow", "*", "arn:aws:cognito-idp:us*2:*:userpool/*"), describe(), ImplicitDeny},
		{"an ARN cut short reaches all behind it", says("Allow", "*", "arn:aws:cognito-idp:us-east-1:*"), describe(), Allowed},
		{"an ARN cut short for another region", says("Allow", "*", "arn:aws:cognito-idp:eu-west-1:*"), describe(), ImplicitDeny},
		{"another account", says("Allow", "*", "arn:aws:cognito-idp:us-east-1:210987654321:userpool/*"), describe(), ImplicitDeny},
		{"an action without a resource needs the star", says("Allow", "*", "arn:aws:cognito-idp:*"), listPools(), ImplicitDeny},
		{"all pools are the resource for making one", says("Allow", "*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*"), create(), Allowed},
		{"the star stands for all pools", says("Allow", "*", "*"), create(), Allowed},
		{"some pools are not all", says("Allow", "*", "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_*"), create(), ImplicitDeny},
		{"all pools of another region", says("Allow", "*", "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*"), create(), ImplicitDeny},
		{"all pools denied", says("Allow", "*", "*") + "," + says("Deny", "*", "arn:aws:cognito-idp:*:*:userpool/*"), create(), ExplicitDeny},
		{"a denial for one pool is none for creation", says("Allow", "*", "*") + "," + says("Deny", "*", poolARN), create(), Allowed},
		{"a denial for one pool", says("Allow", "*", "*") + "," + says("Deny", "*", poolARN), describe(), ExplicitDeny},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, mustPolicy(t, policyOf(tt.statements)).Evaluate(tt.request))
		})
	}
}

func TestEvaluate_Conditions(t *testing.T) {
	tags := func(kv ...string) Request {
		r := create()
		r.RequestTags = map[string]string{}
		for pair := range slices.Chunk(kv, 2) {
			r.RequestTags[pair[0]] = pair[1]
		}
		return r
	}
	untag := func(keys ...string) Request {
		r := describe()
		r.TagKeys = keys
		return r
	}
	tagged := func(key, value string) Request {
		r := describe()
		r.ResourceTags = map[string]string{key: value}
		return r
	}
	nobody := create()
	nobody.PrincipalARN = ""
	const (
		teamBlue   = `{"StringEquals": {"aws:RequestTag/team": "blue"}}`
		teamBl     = `{"StringLike": {"aws:RequestTag/team": ["x", "bl*"]}}`
		twoTags    = `{"StringEquals": {"aws:RequestTag/team": "blue", "aws:RequestTag/env": ["dev", "test"]}}`
		twoOps     = `{"StringEquals": {"aws:RequestTag/team": "blue"}, "StringLike": {"aws:PrincipalArn": "*/alice"}}`
		noTeam     = `{"Null": {"aws:RequestTag/team": "true"}}`
		someTeam   = `{"Null": {"aws:RequestTag/team": false}}`
		poolBlue   = `{"StringEquals": {"aws:ResourceTag/team": "blue"}}`
		poolNoTeam = `{"Null": {"aws:ResourceTag/team": "true"}}`
		allKeys    = `{"ForAllValues:StringEquals": {"aws:TagKeys": ["team", "env"]}}`
		allLike    = `{"ForAllValues:StringLike": {"aws:TagKeys": "t*"}}`
		anyKey     = `{"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "env"]}}`
		anyLike    = `{"ForAnyValue:StringLike": {"aws:TagKeys": "t*"}}`
		noKeys     = `{"Null": {"aws:TagKeys": "true"}}`
		allAndSome = `{"ForAllValues:StringEquals": {"aws:TagKeys": "team"}, "Null": {"aws:TagKeys": "false"}}`
		isAlice    = `{"StringEquals": {"aws:PrincipalArn": "` + alice + `"}}`
		anyone     = `{"Null": {"aws:PrincipalArn": "false"}}`
		always     = `{"Null": {"aws:RequestTag/team": ["true", "false"]}}`
	)
	for _, tt := range []struct {
		name, condition string
		request         Request
		holds           bool
	}{
		{"a tag has the value", teamBlue, tags("team", "blue"), true},
		{"a tag has another value", teamBlue, tags("team", "Blue"), false},
		{"a tag is not there", teamBlue, tags("env", "blue"), false},
		{"there are no tags", teamBlue, create(), false},
		{"a wildcard is none for StringEquals", `{"StringEquals": {"aws:RequestTag/team": "bl*"}}`, tags("team", "blue"), false},
		{"a tag key has no case", teamBlue, tags("TEAM", "blue"), true},
		{"a tag of the resource is none of the request", teamBlue, tagged("team", "blue"), false},
		{"an empty value is a value", `{"StringEquals": {"aws:RequestTag/team": ""}}`, tags("team", ""), true},
		{"an empty value is not what is missing", `{"StringEquals": {"aws:RequestTag/team": ""}}`, create(), false},
		{"one of two values fits", teamBl, tags("team", "black"), true},
		{"none of two values fits", teamBl, tags("team", "red"), false},
		{"both keys fit", twoTags, tags("team", "blue", "env", "test"), true},
		{"one of two keys fits", twoTags, tags("team", "blue", "env", "prod"), false},
		{"both operators hold", twoOps, tags("team", "blue"), true},
		{"one of two operators holds", twoOps, tags("team", "red"), false},
		{"Null: the tag is missing", noTeam, tags("env", "x"), true},
		{"Null: the tag is there", noTeam, tags("Team", "x"), false},
		{"Null: the tag is there and empty", noTeam, tags("team", ""), false},
		{"not Null: the tag is there", someTeam, tags("team", "x"), true},
		{"not Null: the tag is missing", someTeam, create(), false},
		{"Null either way", always, create(), true},
		{"the pool's tag has the value", poolBlue, tagged("team", "blue"), true},
		{"the pool's tag has another value", poolBlue, tagged("team", "red"), false},
		{"a missing pool has no tags", poolBlue, describe(), false},
		{"a missing pool has no tags, and Null sees that", poolNoTeam, describe(), true},
		{"all keys are among those", allKeys, tags("team", "x", "env", "y"), true},
		{"not all keys are among those", allKeys, tags("team", "x", "cost", "y"), false},
		{"no keys: all of them", allKeys, create(), true},
		{"tag keys have case as values", allKeys, tags("Team", "x"), false},
		{"all keys fit", allLike, untag("team", "tier"), true},
		{"not all keys fit", allLike, untag("team", "env"), false},
		{"the keys that are set count with those removed", allLike, Request{Action: "cognito-idp:X", Resource: "*", TagKeys: []string{"team"}, RequestTags: map[string]string{"env": ""}}, false},
		{"one key is among those", anyKey, tags("cost", "x", "env", "y"), true},
		{"no key is among those", anyKey, tags("cost", "x"), false},
		{"no keys: none of them", anyKey, create(), false},
		{"one key fits", anyLike, untag("env", "team"), true},
		{"no key fits", anyLike, untag("env"), false},
		{"Null: no keys", noKeys, untag(), true},
		{"Null: some keys", noKeys, untag("a"), false},
		{"Null: keys of tags that are set", noKeys, tags("a", ""), false},
		{"all keys, and at least one", allAndSome, tags("team", "x"), true},
		{"all keys, but there are none", allAndSome, create(), false},
		{"the principal", isAlice, create(), true},
		{"another principal", isAlice, Request{Action: "cognito-idp:X", Resource: "*", PrincipalARN: alice + "x"}, false},
		{"no principal", isAlice, nobody, false},
		{"no principal is not any principal", `{"StringLike": {"aws:PrincipalArn": "*"}}`, nobody, false},
		{"Null: no principal", anyone, nobody, false},
		{"Null: some principal", anyone, create(), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			allow := mustPolicy(t, condition1(tt.condition))
			deny := mustPolicy(t, policyOf(aStatement+`, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": `+tt.condition+`}`))
			wantAllow, wantDeny := ImplicitDeny, Allowed
			if tt.holds {
				wantAllow, wantDeny = Allowed, ExplicitDeny
			}
			assert.Equal(t, wantAllow, allow.Evaluate(tt.request), "as an allowance")
			assert.Equal(t, wantDeny, deny.Evaluate(tt.request), "as a denial")
		})
	}
}

func TestEvaluate_TagsInTwoCases(t *testing.T) {
	r := create()
	r.RequestTags = map[string]string{"team": "blue", "Team": "red"}
	const blue = `"Condition": {"StringEquals": {"aws:RequestTag/TEAM": "blue"}}`
	for range 20 { // maps have no order
		allow := mustPolicy(t, policyOf(`{"Effect": "Allow", "Action": "*", "Resource": "*", `+blue+`}`))
		assert.Equal(t, ImplicitDeny, allow.Evaluate(r))
		deny := mustPolicy(t, policyOf(aStatement+`, {"Effect": "Deny", "Action": "*", "Resource": "*", `+blue+`}`))
		assert.Equal(t, ExplicitDeny, deny.Evaluate(r))
	}
}

func TestEvaluate_NoPolicy(t *testing.T) {
	var none *Policy
	assert.Equal(t, ImplicitDeny, none.Evaluate(create()))
	assert.Equal(t, ImplicitDeny, (&Policy{}).Evaluate(create()))
	assert.False(t, none.NeedsResourceTags("cognito-idp:DescribeUserPool"))
	assert.Equal(t, ImplicitDeny, *new(Decision), "what was not decided is denied")
}

func TestNeedsResourceTags(t *testing.T) {
	p := mustPolicy(t, policyOf(says("Allow", "*", "*")+`,
		{"Effect": "Deny", "Action": ["cognito-idp:Delete*"], "Resource": "*", "Condition": {"Null": {"aws:ResourceTag/team": "true"}}},
		{"Effect": "Deny", "Action": "cognito-idp:Tag*", "Resource": "*", "Condition": {"Null": {"aws:RequestTag/team": "true"}}}`))
	for action, want := range map[string]bool{
		"cognito-idp:DeleteUserPool":   true,
		"Cognito-IDP:deleteuserpool":   true,
		"cognito-idp:TagResource":      false,
		"cognito-idp:DescribeUserPool": false,
	} {
		assert.Equal(t, want, p.NeedsResourceTags(action), action)
	}
}

func TestDenial(t *testing.T) {
	assert.Equal(t, "User: arn:aws:iam::123456789012:user/teams/alice is not authorized to perform: cognito-idp:CreateUserPool"+
		" on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool/* because no identity-based policy allows the cognito-idp:CreateUserPool action",
		Denial(create(), ImplicitDeny))
	assert.Equal(t, "User: arn:aws:iam::123456789012:user/teams/alice is not authorized to perform: cognito-idp:ListUserPools"+
		" on resource: * because no identity-based policy allows the cognito-idp:ListUserPools action", Denial(listPools(), ImplicitDeny))
	assert.Equal(t, "User: arn:aws:iam::123456789012:user/teams/alice is not authorized to perform: cognito-idp:DescribeUserPool"+
		" on resource: arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc with an explicit deny in an identity-based policy",
		Denial(describe(), ExplicitDeny))
	assert.Empty(t, Denial(create(), Allowed))
	assert.Equal(t, "allowed, explicit deny, implicit deny", fmt.Sprintf("%v, %v, %v", Allowed, ExplicitDeny, ImplicitDeny))
}
