package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/shape"
	"userpools/pkg/world"
)

func TestTheAccountIsThatOfTheKey(t *testing.T) {
	a, b := holder{"alice", accountA, everything}, holder{"bob", accountB, everything}
	h := newHouse(memoryStore(t), document(t, a, b), nil)
	for _, who := range []holder{a, b} {
		made := h.must(t, who, "CreateUserPool", `{"PoolName":"p"}`)["UserPool"].(object)
		assert.Equal(t, arnOf(who.account, made["Id"].(string)), made["Arn"])
		assert.Equal(t, who.keyID(), h.last().KeyID)
	}
}

// TestTheOrderOfTheStages breaks a request at every stage. The first stage
// answers; mended there, it is refused by the next.
func TestTheOrderOfTheStages(t *testing.T) {
	alice := holder{"alice", accountA, everything}
	denied := holder{"denied", accountA, says("Allow", "cognito-idp:ListUserPools", "*")}
	slow := holder{"slow", accountB, says("Allow", "cognito-idp:ListUserPools", "*")}
	limits := &access.Limits{Rate: func(account string, _ access.Class) (float64, bool) { return 0, account == accountB }}
	h := newHouse(memoryStore(t), document(t, alice, denied, slow), limits)
	pool := h.pool(t, alice, `{"PoolName":"p"}`)

	const (
		wrongType  = `{"UserPoolId":"?","Policies":7}`
		wrongValue = `{"UserPoolId":"?"}`
		wrongRule  = `{"UserPoolId":"us-east-1_Nobodys00","MfaConfiguration":"ON"}`
	)
	for _, stage := range []struct {
		name    string
		who     holder
		change  func(*awsjson.Request)
		body    string
		refused string
		want    string
	}{
		{"who calls", holder{"nobody", accountA, ""}, func(r *awsjson.Request) {
			r.Header["x-amz-target"], r.Header["content-type"] = "SignUp", "text/plain"
		}, wrongType, "signature", `{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`},
		{"the target", slow, func(r *awsjson.Request) {
			r.Header["x-amz-target"], r.Header["content-type"] = "SignUp", "text/plain"
		}, wrongType, "target", `{"__type":"UnknownOperationException"}`},
		{"the content type", slow, func(r *awsjson.Request) { r.Header["content-type"] = "text/plain" }, wrongType, "content type", `{"__type":"SerializationException"}`},
		{"JSON types", slow, nil, wrongType, "type", `{"__type":"SerializationException","Message":"Expected null"}`},
		{"constraints", slow, nil, wrongValue, "constraint userPoolId", `{"__type":"InvalidParameterException","message":"1 validation error detected: Value '?' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"}`},
		{"the rate", slow, nil, wrongRule, "rate", `{"__type":"TooManyRequestsException","message":"Rate exceeded"}`},
		{"permission", denied, nil, wrongRule, "policy", `{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::111111111111:user/denied is not authorized to perform: cognito-idp:UpdateUserPool on resource: arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_Nobodys00 because no identity-based policy allows the cognito-idp:UpdateUserPool action"}`},
		{"existence", alice, nil, wrongRule, "", `{"__type":"ResourceNotFoundException","message":"User pool us-east-1_Nobodys00 does not exist."}`},
		{"rules", alice, nil, `{"UserPoolId":"` + pool + `","MfaConfiguration":"ON"}`, "rule mfa-needs-sms", `{"__type":"InvalidParameterException","message":"Cannot turn MFA functionality ON, once the user pool has been created."}`},
		{"nothing", alice, nil, `{"UserPoolId":"` + pool + `"}`, "", `{}`},
	} {
		t.Run(stage.name, func(t *testing.T) {
			r := request("UpdateUserPool", stage.body)
			if stage.change != nil {
				stage.change(r)
			}
			resp := h.server.Serve(t.Context(), h.sign(t, stage.who, r))
			assert.Equal(t, stage.want, string(resp.Body))
			assert.Equal(t, stage.refused, h.last().Refused)
			if stage.refused != "" && stage.name != "rules" {
				assert.Zero(t, h.last().StoreCalls, "the store is not asked before the caller may")
			}
		})
	}
}

func TestUnsignedGoesBeforeEverything(t *testing.T) {
	h := newHouse(memoryStore(t), document(t, holder{"alice", accountA, everything}), nil)
	resp := h.server.Serve(t.Context(), request("SignUp", `{`))
	assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`, string(resp.Body))
	assert.Equal(t, 400, resp.Status)
}

// A store that fails while a gate reads tags lets nobody through, and says of
// itself what it says anywhere else.
func TestAGateThatCannotReadTags(t *testing.T) {
	byTag := holder{"bytag", accountA, saysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`)}
	for name, tt := range map[string]struct {
		err  error
		code string
	}{
		"throttled": {cognito.ErrThrottled, "TooManyRequestsException"},
		"failing":   {errors.New("disk on fire"), "InternalErrorException"},
		"not found": {cognito.ErrNotFound, "AccessDeniedException"},
	} {
		h := newHouse(failing{memoryStore(t), tt.err}, document(t, byTag), nil)
		h.ask(t, byTag, "DescribeUserPool", `{"UserPoolId":"us-east-1_Nobodys00"}`)
		assert.Equal(t, tt.code, h.last().Outcome, name)
	}
}

// Reading a pool's tags is a call of the store like any other.
func TestCallsOfTheStoreAreCountedAtTheGateToo(t *testing.T) {
	alice := holder{"alice", accountA, everything}
	byTag := holder{"bytag", accountA, saysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`)}
	h := newHouse(memoryStore(t), document(t, alice, byTag), nil)
	blue := h.pool(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"blue"}}`)
	red := h.pool(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"red"}}`)
	for _, tt := range []struct {
		who     holder
		pool    string
		outcome string
		calls   int
		whose   string
	}{
		{alice, blue, "ok", 1, "the operation's"},
		{byTag, blue, "ok", 2, "the gate's and the operation's"},
		{byTag, red, "AccessDeniedException", 1, "the gate's"},
	} {
		h.ask(t, tt.who, "DescribeUserPool", `{"UserPoolId":"`+tt.pool+`"}`)
		assert.Equal(t, tt.outcome, h.last().Outcome)
		assert.Equal(t, tt.calls, h.last().StoreCalls, tt.whose)
	}
}

func TestAWorldsRatesAreTheGates(t *testing.T) {
	w, err := world.Parse([]byte(`{"accounts":{"` + accountA + `":{"rates":{"UserPoolRead":2}}}}`))
	require.NoError(t, err)
	a, b := holder{"alice", accountA, everything}, holder{"bob", accountB, everything}
	for name, tt := range map[string]struct {
		w    *world.World
		want map[string]int
	}{
		"declared": {w, map[string]int{accountA: 2, accountB: 15}},
		"none":     {nil, map[string]int{accountA: 15, accountB: 15}},
	} {
		h := newHouse(memoryStore(t), document(t, a, b), endpoint.Limits(tt.w))
		through := map[string]int{}
		for range 20 {
			for _, who := range []holder{a, b} {
				if h.ask(t, who, "ListUserPools", `{"MaxResults":1}`).Status == 200 {
					through[who.account]++
				}
			}
		}
		assert.Equal(t, tt.want, through, name)
		assert.Equal(t, "TooManyRequestsException", h.last().Outcome)
	}
}

// TestNoDocument_Statuses is what docs/access.md says of an endpoint without a good keys document.
func TestNoDocument_Statuses(t *testing.T) {
	h := newHouse(failing{err: errors.New("reached")}, func(context.Context) ([]byte, error) { return nil, errors.New("none") }, nil)
	for name, tt := range map[string]struct {
		change func(*awsjson.Request)
		status int
	}{
		"signed":            {func(r *awsjson.Request) { h.sign(t, keeper, r) }, 500},
		"unsigned":          {func(*awsjson.Request) {}, 500},
		"no such operation": {func(r *awsjson.Request) { r.Header["x-amz-target"] = "x" }, 500},
		"no JSON":           {func(r *awsjson.Request) { r.Body = []byte("{") }, 500},
		"another method":    {func(r *awsjson.Request) { r.Method = "GET" }, 404},
		"another path":      {func(r *awsjson.Request) { r.Path = "/x" }, 404},
		"too large":         {func(r *awsjson.Request) { r.Body = make([]byte, shape.MaxBody+1) }, 400},
		"no base64":         {func(r *awsjson.Request) { r.Undecodable = true }, 400},
	} {
		r := request("CreateUserPool", `{"PoolName":"p"}`)
		tt.change(r)
		resp := h.server.Serve(t.Context(), r)
		assert.Equal(t, tt.status, resp.Status, name)
		assert.Equal(t, tt.status == 500, h.last().Cause != nil, name)
		assert.NotContains(t, fmt.Sprint(h.last().Cause), "reached", name)
	}
}
