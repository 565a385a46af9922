package access

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// judged is what each operation asks for, to be held against the list of operations.
var judged = map[string]struct {
	body string
	want Request
}{
	"CreateUserPool": {
		`{"PoolName":"p","UserPoolTags":{"team":"blue","Empty":""}}`,
		Request{Resource: everyPoolARN, RequestTags: map[string]string{"team": "blue", "Empty": ""}},
	},
	"DescribeUserPool": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"ListUserPools":    {`{"MaxResults":1}`, Request{Resource: "*"}},
	"UpdateUserPool": {
		`{"UserPoolId":"us-east-1_abc","UserPoolTags":{"team":"red"}}`,
		Request{Resource: poolARN, RequestTags: map[string]string{"team": "red"}},
	},
	"DeleteUserPool":       {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"AddCustomAttributes":  {`{"UserPoolId":"us-east-1_abc","CustomAttributes":[{"Name":"x"}]}`, Request{Resource: poolARN}},
	"GetUserPoolMfaConfig": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"SetUserPoolMfaConfig": {`{"UserPoolId":"us-east-1_abc"}`, Request{Resource: poolARN}},
	"TagResource": {
		`{"ResourceArn":"` + poolARN + `","Tags":{"team":"blue"}}`,
		Request{Resource: poolARN, RequestTags: map[string]string{"team": "blue"}},
	},
	"UntagResource": {
		`{"ResourceArn":"` + poolARN + `","TagKeys":["team","cost"]}`,
		Request{Resource: poolARN, TagKeys: []string{"team", "cost"}},
	},
	"ListTagsForResource": {`{"ResourceArn":"` + poolARN + `"}`, Request{Resource: poolARN}},
}

// callOf is a call as the server hands it to the gate.
func callOf(t testing.TB, op cognito.Operation, body string, policy *Policy) *awsjson.Call {
	t.Helper()
	in, err := shape.Decode([]byte(body), op.Input)
	require.NoError(t, err, op.Name)
	require.Empty(t, shape.Check(&in, op.Input), op.Name)
	return &awsjson.Call{
		Operation: op.Name, Input: &in,
		Caller: awsjson.Caller{Account: here, Principal: alice, KeyID: idA, Grant: policy},
	}
}

func TestEveryOperationIsJudgedByItsActionItsPoolAndItsTags(t *testing.T) {
	assert.Len(t, judged, len(cognito.Operations()))
	for _, op := range cognito.Operations() {
		t.Run(op.Name, func(t *testing.T) {
			want := judged[op.Name].want
			want.Action, want.PrincipalARN = "cognito-idp:"+op.Name, alice
			g := gateOf(nil, nil)
			call := callOf(t, op, judged[op.Name].body, nil)
			assert.Equal(t, want, g.request(call))

			asked := mustPolicy(t, policyOf(says("Allow", want.Action, want.Resource)))
			call.Caller.Grant = asked
			require.NoError(t, g.Authorize(t.Context(), call))
			for _, other := range cognito.Operations() {
				if other.Name != op.Name {
					call := callOf(t, other, judged[other.Name].body, asked)
					require.Error(t, g.Authorize(t.Context(), call), "%s by an allowance of %s", other.Name, op.Name)
				}
			}
		})
	}
}

// What is judged is what is run: names in another case are not there, of two equal
// ones the last counts, and null is absence, to the gate as to the operation.
func TestWhatIsJudgedIsWhatIsRun(t *testing.T) {
	for name, tt := range map[string]struct {
		operation, body string
		want            Request
	}{
		"members twice": {
			"UpdateUserPool", `{"UserPoolId":"us-east-1_other","UserPoolTags":{"a":"1"},"UserPoolId":"us-east-1_abc","UserPoolTags":{"b":"2"}}`,
			Request{Resource: poolARN, RequestTags: map[string]string{"b": "2"}},
		},
		"tags twice, and none": {
			"TagResource", `{"ResourceArn":"` + poolARN + `","Tags":{"a":"1","a":"2","b":null}}`,
			Request{Resource: poolARN, RequestTags: map[string]string{"a": "2"}},
		},
		"another case": {
			"UpdateUserPool", `{"UserPoolId":"us-east-1_abc","userpoolid":"us-east-1_other","userPoolTags":{"a":"1"}}`, Request{Resource: poolARN},
		},
		"members of other operations": {
			"DescribeUserPool", `{"UserPoolId":"us-east-1_abc","ResourceArn":"` + poolArn(there, "us-east-1_x") + `","Tags":{"a":"1"},"TagKeys":["b"]}`,
			Request{Resource: poolARN},
		},
		"null": {"CreateUserPool", `{"PoolName":"p","UserPoolTags":null,"UserPoolId":"us-east-1_abc"}`, Request{Resource: everyPoolARN}},
		"none": {"CreateUserPool", `{"PoolName":"p","UserPoolTags":{}}`, Request{Resource: everyPoolARN}},
		"keys that are null": {
			"UntagResource", `{"ResourceArn":"` + poolARN + `","TagKeys":[null,"a",null]}`, Request{Resource: poolARN, TagKeys: []string{"a"}},
		},
		"another account's ARN is judged as it stands": {
			"ListTagsForResource", `{"ResourceArn":"` + poolArn(there, "us-east-1_x") + `"}`, Request{Resource: poolArn(there, "us-east-1_x")},
		},
		"another region's pool is one of this region": {
			"DescribeUserPool", `{"UserPoolId":"eu-west-1_x"}`, Request{Resource: poolArn(here, "eu-west-1_x")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, op := range cognito.Operations() {
				if op.Name == tt.operation {
					tt.want.Action, tt.want.PrincipalARN = Service+":"+op.Name, alice
					assert.Equal(t, tt.want, gateOf(nil, nil).request(callOf(t, op, tt.body, nil)))
				}
			}
		})
	}
}

// withResource are the operations on a pool.
func withResource(op cognito.Operation) bool { return judged[op.Name].want.Resource == poolARN }

func TestTagsAreReadWhereThePolicyAsksForThem(t *testing.T) {
	for _, op := range cognito.Operations() {
		action := Service + ":" + op.Name
		if !withResource(op) {
			action = "*" // a statement of this action alone that asks for the tags of a pool is refused
		}
		other := Service + ":" + "Describe*"
		if op.Name == "DescribeUserPool" {
			other = Service + ":" + "Delete*"
		}
		for name, tt := range map[string]struct {
			statements string
			tags       map[string]string
			reads      bool
			want       Decision
		}{
			"it does not ask":               {says("Allow", "*", "*"), nil, false, Allowed},
			"it denies without asking":      {says("Deny", "*", "*"), nil, false, ExplicitDeny},
			"it says nothing":               {says("Allow", "cognito-idp:SignUp", "*"), nil, false, ImplicitDeny},
			"it asks of another action":     {says("Allow", "*", "*") + "," + ifTagged("Deny", other), nil, false, Allowed},
			"it asks, and the tag is there": {ifTagged("Allow", action), map[string]string{"team": "blue"}, true, Allowed},
			"it asks, and the tag differs":  {ifTagged("Allow", action), map[string]string{"team": "red"}, true, ImplicitDeny},
			"it asks, and there is none":    {ifTagged("Allow", action), nil, true, ImplicitDeny},
			"it denies what is tagged":      {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{"team": "blue"}, true, ExplicitDeny},
			"what the pool has, the request does not": {
				saysIf("Allow", "*", `{"StringEquals": {"aws:ResourceTag/team": "blue", "aws:RequestTag/owner": "me"}}`),
				map[string]string{"team": "blue", "owner": "me"}, true, ImplicitDeny,
			},
			"it denies what is not": {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{}, true, Allowed},
		} {
			t.Run(op.Name+", "+name, func(t *testing.T) {
				reads := 0
				g := gateOf(nil, func(account, arn string) (map[string]string, error) {
					reads++
					assert.Equal(t, here, account)
					assert.Equal(t, poolARN, arn)
					return tt.tags, nil
				})
				call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(tt.statements)))
				err := g.Authorize(t.Context(), call)
				if !withResource(op) && tt.reads {
					assert.Zero(t, reads, "what has no resource has no tags of one")
					return
				}
				assert.Equal(t, tt.reads, reads == 1, reads)
				assertDecision(t, tt.want, g.request(call), err)
			})
		}
	}
}

func saysIf(effect, action, condition string) string {
	return `{"Effect": "` + effect + `", "Action": "` + action + `", "Resource": "*", "Condition": ` + condition + `}`
}

func ifTagged(effect, action string) string {
	return saysIf(effect, action, `{"StringEquals": {"aws:ResourceTag/team": "blue"}}`)
}

// assertDecision holds an answer of Authorize against a decision.
func assertDecision(t *testing.T, want Decision, r Request, err error) {
	t.Helper()
	if want == Allowed {
		assert.NoError(t, err)
		return
	}
	assert.Equal(t, &apierror.Error{Code: apierror.AccessDenied, Message: Denial(r, want), Refused: "policy"}, err)
}

func TestTagsThatCannotBeReadLetNothingThrough(t *testing.T) {
	for _, problem := range []error{errors.New("disk on fire"), apierror.New(apierror.TooManyRequests, "Rate exceeded")} {
		for _, op := range cognito.Operations() {
			if !withResource(op) {
				continue
			}
			g := gateOf(nil, func(string, string) (map[string]string, error) { return map[string]string{"team": "blue"}, problem })
			call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(ifTagged("Allow", "*"))))
			assert.Equal(t, problem, g.Authorize(t.Context(), call), op.Name)
		}
	}
}

func TestWithoutAPolicyNothingIsAllowed(t *testing.T) {
	for _, grant := range []any{nil, (*Policy)(nil), "a policy", Policy{}} {
		for _, op := range cognito.Operations() {
			call := callOf(t, op, judged[op.Name].body, nil)
			call.Caller.Grant = grant
			g := gateOf(nil, nil)
			assertDecision(t, ImplicitDeny, g.request(call), g.Authorize(t.Context(), call))
		}
	}
}

func TestTheRateIsBeforeThePolicy(t *testing.T) {
	for _, op := range cognito.Operations() {
		g := gateOf(nil, func(string, string) (map[string]string, error) {
			t.Error("the pool was read")
			return nil, nil
		})
		g.Limits = &Limits{Rate: func(string, Class) (float64, bool) { return 0, true }}
		for _, statements := range []string{says("Allow", "*", "*"), says("Deny", "*", "*"), ifTagged("Allow", "*")} {
			call := callOf(t, op, judged[op.Name].body, mustPolicy(t, policyOf(statements)))
			assert.Equal(t, &apierror.Error{Code: apierror.TooManyRequests, Message: "Rate exceeded", Refused: "rate"},
				g.Authorize(t.Context(), call), op.Name)
		}
	}
}

func TestWhatIsDeniedCostsOfTheRate(t *testing.T) {
	g := gateOf(nil, nil)
	g.Limits = &Limits{}
	op := operationNamed(t, "ListUserPools")
	codes := map[apierror.Code]int{}
	for range 20 {
		err := g.Authorize(t.Context(), callOf(t, op, judged[op.Name].body, nil))
		refused, _ := apierror.As(err)
		codes[refused.Code]++
	}
	assert.Equal(t, map[apierror.Code]int{apierror.AccessDenied: 15, apierror.TooManyRequests: 5}, codes)
}

func operationNamed(t testing.TB, name string) cognito.Operation {
	t.Helper()
	for _, op := range cognito.Operations() {
		if op.Name == name {
			return op
		}
	}
	require.Fail(t, "no operation "+name)
	return cognito.Operation{}
}
