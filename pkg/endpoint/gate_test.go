package endpoint_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
)

func TestAllowAll_Root(t *testing.T) {
	for region, principal := range map[string]string{
		"us-east-1":     "arn:aws:iam::123456789012:root",
		"us-gov-west-1": "arn:aws-us-gov:iam::123456789012:root",
		"cn-north-1":    "arn:aws-cn:iam::123456789012:root",
	} {
		e := et.New(t, func(c *endpoint.Config) { c.Region = region })
		caller, err := e.Authenticate(t.Context(), &request.Request{})
		assert.NoError(t, err)
		assert.Equal(t, "123456789012", caller.Account)
		assert.Equal(t, principal, caller.Principal)
		assert.Nil(t, caller.Authorize)
	}
}

// A region is told once, if it is another one.
func TestAllowAll_OnOtherRegion(t *testing.T) {
	const signed, rest = "AWS4-HMAC-SHA256 Credential=AKID/20260924/", "/cognito-idp/aws4_request, SignedHeaders=host, Signature=00"
	for authorization, want := range map[string][]string{
		"":                          nil,
		signed + "us-east-1" + rest: nil,
		signed + "eu-west-1" + rest: {"eu-west-1"},
		"AWS4-HMAC-SHA256 SignedHeaders=host,Signature=00,Credential=A/2/eu-west-1/c/aws4_request": {"eu-west-1"},
		signed + "a/eu-west-1" + rest:           nil, // a key id with a slash
		"AWS4-HMAC-SHA256 Credential=AKID":      nil,
		"Bearer eyJhbGciOi":                     nil,
		signed + "\x1b[31m\n" + rest:            nil,
		signed + strings.Repeat("a", 33) + rest: nil,
		signed + rest:                           nil,
	} {
		var told []string
		for _, on := range []func(string){func(region string) { told = append(told, region) }, nil} {
			e := et.New(t, func(c *endpoint.Config) { c.OnOtherRegion = on })
			for range 3 {
				_, err := e.Authenticate(t.Context(), &request.Request{Header: map[string]string{"authorization": authorization}})
				assert.NoError(t, err)
			}
		}
		assert.Equal(t, want, told, authorization)
	}
}

// alice and bob are of two accounts, and may do everything.
var (
	alice = et.NewKey("alice", accountA, et.Everything)
	bob   = et.NewKey("bob", accountB, et.Everything)
)

func TestGate_Account(t *testing.T) {
	e := et.New(t, et.Keys(alice, bob))
	for _, who := range []et.Key{alice, bob} {
		a := e.Ask(t, who, "CreateUserPool", `{"PoolName":"p"}`)
		assert.Contains(t, string(a.Body), arnOf(who.Account, a.PoolID(t)))
		assert.Equal(t, who.ID(), e.Last().KeyID)
	}
}

// TestGate_Order breaks an update at every stage after the protocol's. The first stage answers; mended there, it is refused by
// the next.
func TestGate_Order(t *testing.T) {
	lists := et.Says("Allow", "cognito-idp:ListUserPools", "*")
	notAllowed, slow := et.NewKey("denied", accountA, lists), et.NewKey("slow", accountB, lists)
	e := et.New(t, et.Keys(alice, notAllowed, slow), et.Limited, et.World(t, `{"accounts":{"`+accountB+`":{"rates":{"UserPoolUpdate":0}}}}`))
	pool := e.Pool(t, alice, `{"PoolName":"p"}`)
	const wrong, action = `{"UserPoolId":"us-east-1_Nobodys00","MfaConfiguration":"ON"}`, "cognito-idp:UpdateUserPool"
	for _, stage := range []struct {
		who           et.Key
		body          string
		refused, want string
		calls         int
	}{
		{
			slow, `{"UserPoolId":"?"}`, "constraint userPoolId",
			`{"__type":"InvalidParameterException","message":"1 validation error detected: Value '?' at 'userPoolId' failed to satisfy constraint: ` +
				`Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"}`, 0,
		},
		{slow, wrong, "rate", `{"__type":"TooManyRequestsException","message":"Rate exceeded"}`, 0},
		{
			notAllowed, wrong, "policy",
			`{"__type":"AccessDeniedException","Message":"User: arn:aws:iam::111111111111:user/denied is not authorized to perform: ` + action + ` on resource: ` +
				arnOf(accountA, nobodys) + ` because no identity-based policy allows the ` + action + ` action"}`, 0,
		},
		{alice, wrong, "", `{"__type":"ResourceNotFoundException","message":"User pool us-east-1_Nobodys00 does not exist."}`, 1},
		{
			alice, `{"UserPoolId":"` + pool + `","MfaConfiguration":"ON"}`, "rule mfa-needs-sms",
			`{"__type":"InvalidParameterException","message":"Cannot turn MFA functionality ON, once the user pool has been created."}`, 1,
		},
		{alice, `{"UserPoolId":"` + pool + `"}`, "", `{}`, 2},
	} {
		assert.Equal(t, stage.want, string(e.Ask(t, stage.who, "UpdateUserPool", stage.body).Body))
		assert.Equal(t, stage.refused, e.Last().Refused)
		assert.Equal(t, stage.calls, e.Last().StoreCalls, "the store is not asked before the caller may")
	}
	unsigned := e.Send(t, et.Request("SignUp", `{`))
	assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`, string(unsigned.Body))
	assert.Equal(t, 400, unsigned.Status)
}

// Reading a pool's tags is a call of the store like any other. One that fails lets nobody through.
func TestGate_Tags(t *testing.T) {
	byTag := et.NewKey("bytag", accountA, et.SaysIf("Allow", "*", "*", ofTeam("blue")))
	var failing error
	store := et.Stub(et.Memory(t), func(context.Context, string) error { return failing })
	e := et.New(t, store, et.Keys(alice, byTag))
	pools := map[string]string{}
	for _, team := range []string{"blue", "red"} {
		pools[team] = e.Pool(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"`+team+`"}}`)
	}
	for name, tt := range map[string]struct {
		who     et.Key
		team    string
		failing error
		outcome string
		calls   int
	}{
		"of the operation":              {alice, "blue", nil, "ok", 1},
		"of the gate and the operation": {byTag, "blue", nil, "ok", 2},
		"of the gate":                   {byTag, "red", nil, denied, 1},
		"throttled":                     {byTag, "blue", cognito.ErrThrottled, "TooManyRequestsException", 1},
		"failing":                       {byTag, "blue", errors.New("disk on fire"), "InternalErrorException", 1},
		"not found":                     {byTag, "blue", cognito.ErrNotFound, denied, 1},
	} {
		failing = tt.failing
		assert.Equal(t, tt.outcome, e.Ask(t, tt.who, "DescribeUserPool", `{"UserPoolId":"`+pools[tt.team]+`"}`).Outcome, name)
		assert.Equal(t, tt.calls, e.Last().StoreCalls, name)
	}
}

// TestGate_Operations denies every operation: by its name, on its resource, and by the tags of its pool.
func TestGate_Operations(t *testing.T) {
	nothing := et.NewKey("nothing", accountA, et.Says("Allow", "cognito-idp:SignUp", "*"))
	blueOnly := et.NewKey("blueonly", accountA, et.SaysIf("Allow", "*", "*", ofTeam("blue")))
	var failing error
	store := et.Stub(et.Memory(t), func(context.Context, string) error { return failing })
	e := et.New(t, store, et.Keys(alice, nothing, blueOnly))
	red := owned{pool: e.Pool(t, alice, `{"PoolName":"p","UserPoolTags":{"team":"red"}}`)}
	red.client, red.secret = e.Client(t, alice, red.pool)
	red.style = e.Style(t, alice, red.pool, red.client)
	for _, c := range fullCalls(red) {
		resource, reads := arnOf(accountA, red.pool), 1
		switch c.operation {
		case "ListUserPools", "DescribeUserPoolDomain":
			resource, reads = "*", 0
		case "CreateUserPool":
			resource, reads = arnOf(accountA, "*"), 0
		}
		action := "cognito-idp:" + c.operation
		sentence := "User: arn:aws:iam::111111111111:user/nothing is not authorized to perform: " + action + " on resource: " + resource +
			" because no identity-based policy allows the " + action + " action"
		assert.Equal(t, `{"__type":"AccessDeniedException","Message":"`+sentence+`"}`, string(e.Ask(t, nothing, c.operation, c.body).Body))
		assert.Zero(t, e.Last().StoreCalls, c.operation)

		assert.Equal(t, denied, e.Ask(t, blueOnly, c.operation, c.body).Outcome, c.operation)
		assert.Equal(t, reads, e.Last().StoreCalls, c.operation)
		if reads > 0 {
			failing = errors.New("disk on fire")
			assert.Equal(t, raisedBy(c.operation, "InternalErrorException"), e.Ask(t, blueOnly, c.operation, c.body).Outcome)
			failing = cognito.ErrThrottled
			assert.Equal(t, raisedBy(c.operation, "TooManyRequestsException"), e.Ask(t, blueOnly, c.operation, c.body).Outcome)
			failing = nil
		}
	}
	for _, c := range fullCalls(red) {
		e.Must(t, alice, "TagResource", et.Object{"ResourceArn": arnOf(accountA, red.pool), "Tags": et.Object{"team": "blue"}})
		ofPool := !slices.Contains([]string{"ListUserPools", "DescribeUserPoolDomain", "CreateUserPool"}, c.operation)
		assert.Equal(t, ofPool, e.Ask(t, blueOnly, c.operation, c.body).Outcome != denied, c.operation)
	}
}

func TestGate_Rates(t *testing.T) {
	for name, tt := range map[string]struct {
		world string
		want  map[string]int
	}{
		"declared": {`{"accounts":{"` + accountA + `":{"rates":{"UserPoolRead":2}}}}`, map[string]int{accountA: 2, accountB: 15}},
		"none":     {`{}`, map[string]int{accountA: 15, accountB: 15}},
	} {
		e := et.New(t, et.Keys(alice, bob), et.Limited, et.World(t, tt.world))
		through := map[string]int{}
		for range 20 {
			for _, who := range []et.Key{alice, bob} {
				if e.Ask(t, who, "ListUserPools", `{"MaxResults":1}`).Status == 200 {
					through[who.Account]++
				}
			}
		}
		assert.Equal(t, tt.want, through, name)
		assert.Equal(t, "TooManyRequestsException", e.Last().Outcome)
	}
}
