package world_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/access"
	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/world"
)

const (
	role     = "arn:aws:iam::123456789012:role/service-role/sms"
	identity = "arn:aws:ses:us-east-1:123456789012:identity/support@example.com"
	key      = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
	cert     = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
	function = "arn:aws:lambda:us-east-1:123456789012:function:f:1"
)

// answers are all that the facts say of one of each.
type answers struct {
	Trusted, Publishes   bool
	Passable             bool
	Verified, Authorised bool
	Key, Function        string
	Certificate          bool
	Downgrade, Birth     []string
	Tag                  bool
	Quota                int
	QuotaDeclared        bool
}

// rotation is what is in the way of a plan unless the document names something else.
var rotation = []string{"Refresh Token Rotation"}

func askAll(w *world.World, account string) answers {
	var a answers
	var f cognito.Facts = w
	a.Trusted, a.Publishes = f.SMSRole(account, role, "x")
	a.Passable = f.GroupRole(account, role)
	a.Verified, a.Authorised = f.SESIdentity(account, identity)
	a.Key, a.Function = f.KMSKey(account, key), f.LambdaFunction(account, function)
	a.Certificate = f.Certificate(account, cert)
	a.Downgrade, a.Birth = f.TierChange(account, "PLUS", "LITE"), f.TierChange(account, "", "LITE")
	a.Tag = f.TagKey(account, "team:red")
	a.Quota, a.QuotaDeclared = f.PoolQuota(account)
	return a
}

// fine is what nobody has declared anything of.
func fine(change func(*answers)) answers {
	a := answers{Trusted: true, Publishes: true, Passable: true, Verified: true, Authorised: true, Certificate: true, Tag: true}
	change(&a)
	return a
}

func parse(t *testing.T, doc string) *world.World {
	t.Helper()
	w, err := world.Parse([]byte(doc))
	require.NoError(t, err)
	return w
}

func TestFacts_NoWorld(t *testing.T) {
	var none *world.World
	assert.Equal(t, fine(func(*answers) {}), askAll(none, me))
	_, declared := none.Rate(me, cognito.UserPoolRead)
	assert.False(t, declared)
	assert.False(t, none.ChosenPoolIDs())
	assert.Nil(t, none.Fault(cognito.Call{Operation: &cognito.Operation{}}, nil))
	assert.Equal(t, "nothing", none.String())
}

// TestFacts are the members of the section "*", asked for one of each by an
// account without a section of its own.
func TestFacts(t *testing.T) {
	for members, want := range map[string]answers{
		``:                 fine(func(*answers) {}),
		`"smsRoles":[]`:    fine(func(*answers) {}),
		`"poolQuota":0`:    fine(func(a *answers) { a.QuotaDeclared = true }),
		`"poolQuota":1000`: fine(func(a *answers) { a.Quota, a.QuotaDeclared = 1000, true }),

		`"smsRoles":[{"role":"*","trusted":false}]`:                                                        fine(func(a *answers) { a.Trusted = false }),
		`"groupRoles":[{"role":"*","passable":false}]`:                                                     fine(func(a *answers) { a.Passable = false }),
		`"groupRoles":[{"role":"*/sms"},{"role":"*","passable":false}]`:                                    fine(func(*answers) {}),
		`"smsRoles":[{"role":"*","publishes":false}]`:                                                      fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"*","externalId":"x"}]`:                                                       fine(func(*answers) {}),
		`"smsRoles":[{"role":"*","externalId":"y"}]`:                                                       fine(func(a *answers) { a.Trusted = false }),
		`"smsRoles":[{"role":"*","externalId":""}]`:                                                        fine(func(a *answers) { a.Trusted = false }),
		`"smsRoles":[{"role":"service-role/sms","publishes":false}]`:                                       fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"service-role/???","publishes":false}]`:                                       fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"*/sms","publishes":false}]`:                                                  fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"` + role + `","publishes":false}]`:                                           fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"arn:*:role/*/sms","publishes":false}]`:                                       fine(func(a *answers) { a.Publishes = false }),
		`"smsRoles":[{"role":"sms","publishes":false}]`:                                                    fine(func(*answers) {}),
		`"smsRoles":[{"role":"SERVICE-ROLE/SMS","publishes":false}]`:                                       fine(func(*answers) {}),
		`"smsRoles":[{"role":"*/sms"},{"role":"*","trusted":false}]`:                                       fine(func(*answers) {}),
		`"smsRoles":[{"role":"x"},{"role":"*","trusted":false,"publishes":false}]`:                         fine(func(a *answers) { a.Trusted, a.Publishes = false, false }),
		`"sesIdentities":[{"identity":"support@example.com","verified":false}]`:                            fine(func(a *answers) { a.Verified = false }),
		`"sesIdentities":[{"identity":"*@example.com","authorised":false}]`:                                fine(func(a *answers) { a.Authorised = false }),
		`"sesIdentities":[{"identity":"example.com","authorised":false}]`:                                  fine(func(*answers) {}),
		`"kmsKeys":[{"key":"00000000-*","problem":"p"}]`:                                                   fine(func(a *answers) { a.Key = "p" }),
		`"kmsKeys":[{"key":"00000000-*"},{"key":"*","problem":"p"}]`:                                       fine(func(*answers) {}),
		`"lambdaFunctions":[{"function":"f:?","problem":"p"}]`:                                             fine(func(a *answers) { a.Function = "p" }),
		`"lambdaFunctions":[{"function":"f","problem":"p"}]`:                                               fine(func(*answers) {}),
		`"certificates":[{"certificate":"00000000-*","valid":false}]`:                                      fine(func(a *answers) { a.Certificate = false }),
		`"certificates":[{"certificate":"00000000-*"},{"certificate":"*","valid":false}]`:                  fine(func(*answers) {}),
		`"tierChanges":[{"from":"PLUS","to":"LITE","allowed":false}]`:                                      fine(func(a *answers) { a.Downgrade = rotation }),
		`"tierChanges":[{"from":"none","to":"*","allowed":false}]`:                                         fine(func(a *answers) { a.Birth = rotation }),
		`"tierChanges":[{"from":"PLUS","to":"LITE","allowed":false,"features":["A","B"]}]`:                 fine(func(a *answers) { a.Downgrade = []string{"A", "B"} }),
		`"tierChanges":[{"from":"*","to":"LITE","allowed":false}]`:                                         fine(func(a *answers) { a.Downgrade, a.Birth = rotation, rotation }),
		`"tierChanges":[{"from":"none","to":"LITE","allowed":true},{"from":"*","to":"*","allowed":false}]`: fine(func(a *answers) { a.Downgrade = rotation }),
		`"forbiddenTagKeys":["team:*"]`:                                                                    fine(func(a *answers) { a.Tag = false }),
		`"forbiddenTagKeys":["x","team:red"]`:                                                              fine(func(a *answers) { a.Tag = false }),
		`"forbiddenTagKeys":["team","Team:red"]`:                                                           fine(func(*answers) {}),
		`"forbiddenTagKeys":["team:re","eam:red"]`:                                                         fine(func(*answers) {}),
	} {
		t.Run(members, func(t *testing.T) {
			w := parse(t, `{"accounts":{"*":{`+members+`},"210987654321":{"smsRoles":[{"role":"*","trusted":false}]}}}`)
			assert.Equal(t, want, askAll(w, me))
		})
	}
}

// TestFacts_ForAll: an account takes from the section "*" what its own does not have,
// member by member.
func TestFacts_ForAll(t *testing.T) {
	w := parse(t, `{"accounts":{
		"*": {
			"smsRoles": [{"role": "*", "trusted": false}], "sesIdentities": [{"identity": "*", "verified": false}],
			"groupRoles": [{"role": "*", "passable": false}], "kmsKeys": [{"key": "*", "problem": "all"}], "lambdaFunctions": [{"function": "*", "problem": "all"}],
			"certificates": [{"certificate": "*", "valid": false}], "tierChanges": [{"from": "*", "to": "*", "allowed": false}], "forbiddenTagKeys": ["*"],
			"poolQuota": 7, "rates": {"UserPoolRead": 1, "UserPoolUpdate": 2.5}
		},
		"111111111111": {
			"smsRoles": [], "groupRoles": [], "sesIdentities": [], "kmsKeys": [], "lambdaFunctions": [], "certificates": [], "tierChanges": [], "forbiddenTagKeys": [],
			"poolQuota": 0, "rates": {"UserPoolRead": 9}
		},
		"222222222222": {"smsRoles": [{"role": "other"}], "kmsKeys": [{"key": "*", "problem": "own"}]}
	}}`)
	theirs := answers{Key: "all", Function: "all", Quota: 7, QuotaDeclared: true, Publishes: true, Authorised: true, Downgrade: rotation, Birth: rotation}
	assert.Equal(t, theirs, askAll(w, me))
	assert.Equal(t, fine(func(a *answers) { a.QuotaDeclared = true }), askAll(w, "111111111111"))
	theirs.Trusted, theirs.Key = true, "own"
	assert.Equal(t, theirs, askAll(w, "222222222222"))

	for _, tt := range []struct {
		account  string
		class    cognito.Class
		want     float64
		declared bool
	}{
		{me, cognito.UserPoolRead, 1, true},
		{me, cognito.UserPoolUpdate, 2.5, true},
		{me, cognito.UserPoolResourceRead, 0, false},
		{"111111111111", cognito.UserPoolRead, 9, true},
		{"111111111111", cognito.UserPoolUpdate, 0, false},
		{"222222222222", cognito.UserPoolUpdate, 2.5, true},
	} {
		got, declared := w.Rate(tt.account, tt.class)
		assert.Equal(t, []any{tt.want, tt.declared}, []any{got, declared}, "%s %s", tt.account, tt.class)
	}
}

// A fault says what the rate limiter says.
func TestFault_RateExceeded(t *testing.T) {
	err, _ := apierror.As((&access.Limits{}).Take(me, "CreateUserPool", "*", access.Rate{}, endpointtest.Noon))
	fault := newEndpoint(t, example(t)).Ask(t, nobody, "CreateUserPool", `{"PoolName":"fault-TooManyRequests"}`)
	assert.Equal(t, err.Message, fault.Object(t)["message"])
}
