package endpoint_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

func TestTheAccountIsThatOfTheKey(t *testing.T) {
	a, b := et.NewKey("alice", accountA, et.Everything), et.NewKey("bob", accountB, et.Everything)
	h := et.New(t, et.Keys(t, a, b))
	for _, who := range []et.Key{a, b} {
		made := h.MustAs(t, who, "CreateUserPool", `{"PoolName":"p"}`)["UserPool"].(et.Object)
		assert.Equal(t, arnOf(who.Account, made["Id"].(string)), made["Arn"])
		assert.Equal(t, who.ID(), h.Last().KeyID)
	}
}

// TestTheOrderOfTheStages breaks a request at every stage. The first stage
// answers; mended there, it is refused by the next.
func TestTheOrderOfTheStages(t *testing.T) {
	alice := et.NewKey("alice", accountA, et.Everything)
	denied := et.NewKey("denied", accountA, et.Says("Allow", "cognito-idp:ListUserPools", "*"))
	slow := et.NewKey("slow", accountB, et.Says("Allow", "cognito-idp:ListUserPools", "*"))
	h := et.New(t, et.Keys(t, alice, denied, slow), et.Limited, et.World(t, `{"accounts":{"`+accountB+`":{"rates":{"UserPoolUpdate":0}}}}`))
	pool := h.PoolAs(t, alice, `{"PoolName":"p"}`)

	const (
		wrongType  = `{"UserPoolId":"?","Policies":7}`
		wrongValue = `{"UserPoolId":"?"}`
		wrongRule  = `{"UserPoolId":"us-east-1_Nobodys00","MfaConfiguration":"ON"}`
	)
	for _, stage := range []struct {
		name    string
		who     et.Key
		change  func(*request.Request)
		body    string
		refused string
		want    string
	}{
		{"who calls", et.NewKey("nobody", accountA, ""), func(r *request.Request) {
			r.Header["x-amz-target"], r.Header["content-type"] = "SignUp", "text/plain"
		}, wrongType, "signature", `{"__type":"UnrecognizedClientException","message":"The security token included in the request is invalid."}`},
		{"the target", slow, func(r *request.Request) {
			r.Header["x-amz-target"], r.Header["content-type"] = "SignUp", "text/plain"
		}, wrongType, "target", `{"__type":"UnknownOperationException"}`},
		{"the content type", slow, func(r *request.Request) { r.Header["content-type"] = "text/plain" }, wrongType, "content type", `{"__type":"SerializationException"}`},
		{"JSON types", slow, nil, wrongType, "type", `{"__type":"SerializationException","Message":"Expected null"}`},
		{"constraints", slow, nil, wrongValue, "constraint userPoolId", `{"__type":"InvalidParameterException","message":"1 validation error detected: Value '?' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"}`},
		{"the rate", slow, nil, wrongRule, "rate", `{"__type":"TooManyRequestsException","message":"Rate exceeded"}`},
		{"permission", denied, nil, wrongRule, "policy", `{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::111111111111:user/denied is not authorized to perform: cognito-idp:UpdateUserPool on resource: arn:aws:cognito-idp:us-east-1:111111111111:userpool/us-east-1_Nobodys00 because no identity-based policy allows the cognito-idp:UpdateUserPool action"}`},
		{"existence", alice, nil, wrongRule, "", `{"__type":"ResourceNotFoundException","message":"User pool us-east-1_Nobodys00 does not exist."}`},
		{"rules", alice, nil, `{"UserPoolId":"` + pool + `","MfaConfiguration":"ON"}`, "rule mfa-needs-sms", `{"__type":"InvalidParameterException","message":"Cannot turn MFA functionality ON, once the user pool has been created."}`},
		{"nothing", alice, nil, `{"UserPoolId":"` + pool + `"}`, "", `{}`},
	} {
		t.Run(stage.name, func(t *testing.T) {
			r := et.Request("UpdateUserPool", stage.body)
			if stage.change != nil {
				stage.change(r)
			}
			resp := h.Serve(t.Context(), et.Sign(t, stage.who, h.Clock.At, r))
			assert.Equal(t, stage.want, string(resp.Body))
			assert.Equal(t, stage.refused, h.Last().Refused)
			if stage.refused != "" && stage.name != "rules" {
				assert.Zero(t, h.Last().StoreCalls, "the store is not asked before the caller may")
			}
		})
	}
}

func TestUnsignedGoesBeforeEverything(t *testing.T) {
	h := et.New(t, et.Keys(t, et.NewKey("alice", accountA, et.Everything)))
	resp := h.Serve(t.Context(), et.Request("SignUp", `{`))
	assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`, string(resp.Body))
	assert.Equal(t, 400, resp.Status)
}

// A store that fails while a gate reads tags lets nobody through, and says of
// itself what it says anywhere else.
func TestAGateThatCannotReadTags(t *testing.T) {
	byTag := et.NewKey("bytag", accountA, et.SaysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`))
	for name, tt := range map[string]struct {
		err  error
		code string
	}{
		"throttled": {cognito.ErrThrottled, "TooManyRequestsException"},
		"failing":   {errors.New("disk on fire"), "InternalErrorException"},
		"not found": {cognito.ErrNotFound, "AccessDeniedException"},
	} {
		h := et.New(t, et.Store(et.Failing(tt.err)), et.Keys(t, byTag))
		h.AskAs(t, byTag, "DescribeUserPool", `{"UserPoolId":"us-east-1_Nobodys00"}`)
		assert.Equal(t, tt.code, h.Last().Outcome, name)
	}
}

// Reading a pool's tags is a call of the store like any other.
func TestCallsOfTheStoreAreCountedAtTheGateToo(t *testing.T) {
	alice := et.NewKey("alice", accountA, et.Everything)
	byTag := et.NewKey("bytag", accountA, et.SaysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`))
	h := et.New(t, et.Keys(t, alice, byTag))
	blue := h.PoolAs(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"blue"}}`)
	red := h.PoolAs(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"red"}}`)
	for _, tt := range []struct {
		who     et.Key
		pool    string
		outcome string
		calls   int
		whose   string
	}{
		{alice, blue, "ok", 1, "the operation's"},
		{byTag, blue, "ok", 2, "the gate's and the operation's"},
		{byTag, red, "AccessDeniedException", 1, "the gate's"},
	} {
		h.AskAs(t, tt.who, "DescribeUserPool", `{"UserPoolId":"`+tt.pool+`"}`)
		assert.Equal(t, tt.outcome, h.Last().Outcome)
		assert.Equal(t, tt.calls, h.Last().StoreCalls, tt.whose)
	}
}

func TestAWorldsRatesAreTheGates(t *testing.T) {
	a, b := et.NewKey("alice", accountA, et.Everything), et.NewKey("bob", accountB, et.Everything)
	for name, tt := range map[string]struct {
		world string
		want  map[string]int
	}{
		"declared": {`{"accounts":{"` + accountA + `":{"rates":{"UserPoolRead":2}}}}`, map[string]int{accountA: 2, accountB: 15}},
		"none":     {`{}`, map[string]int{accountA: 15, accountB: 15}},
	} {
		h := et.New(t, et.Keys(t, a, b), et.Limited, et.World(t, tt.world))
		through := map[string]int{}
		for range 20 {
			for _, who := range []et.Key{a, b} {
				if h.AskAs(t, who, "ListUserPools", `{"MaxResults":1}`).Status == 200 {
					through[who.Account]++
				}
			}
		}
		assert.Equal(t, tt.want, through, name)
		assert.Equal(t, "TooManyRequestsException", h.Last().Outcome)
	}
}

// TestNoDocument_Statuses is what docs/access.md says of an endpoint without a good keys document.
func TestNoDocument_Statuses(t *testing.T) {
	none := func(context.Context) ([]byte, error) { return nil, errors.New("none") }
	h := et.New(t, et.Store(et.Failing(errors.New("reached"))), et.Fetch(none))
	for name, tt := range map[string]struct {
		change func(*request.Request)
		status int
	}{
		"signed":            {func(r *request.Request) { et.Sign(t, keeper, h.Clock.At, r) }, 500},
		"unsigned":          {func(*request.Request) {}, 500},
		"no such operation": {func(r *request.Request) { r.Header["x-amz-target"] = "x" }, 500},
		"no JSON":           {func(r *request.Request) { r.Body = []byte("{") }, 500},
		"another method":    {func(r *request.Request) { r.Method = "GET" }, 404},
		"another path":      {func(r *request.Request) { r.Path = "/x" }, 404},
		"too large":         {func(r *request.Request) { r.Body = make([]byte, shape.MaxBody+1) }, 400},
		"no base64":         {func(r *request.Request) { r.Undecodable = true }, 400},
	} {
		r := et.Request("CreateUserPool", `{"PoolName":"p"}`)
		tt.change(r)
		resp := h.Serve(t.Context(), r)
		assert.Equal(t, tt.status, resp.Status, name)
		assert.Equal(t, tt.status == 500, h.Last().Cause != nil, name)
		assert.NotContains(t, fmt.Sprint(h.Last().Cause), "reached", name)
	}
}
