package endpoint_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
)

// probe is one way to ask an operation about a pool: %s is the pool's id or, in
// tag operations, its ARN.
type probe struct{ operation, body string }

func (p probe) onARN() bool { return strings.Contains(p.body, "ResourceArn") }

// probes are all operations on a pool, with requests that are right and with
// requests that break a rule where the pool is there.
var probes = []probe{
	{"DescribeUserPool", `{"UserPoolId":"%s"}`},
	{"UpdateUserPool", `{"UserPoolId":"%s"}`},
	{"UpdateUserPool", `{"UserPoolId":"%s","UserPoolTags":{"team":"blue"},"DeletionProtection":"INACTIVE"}`},
	{"UpdateUserPool", `{"UserPoolId":"%s","MfaConfiguration":"ON"}`},
	{"UpdateUserPool", `{"UserPoolId":"%s","UserPoolTags":{"aws:x":"y"}}`},
	{"AddCustomAttributes", `{"UserPoolId":"%s","CustomAttributes":[{"Name":"x","AttributeDataType":"String"}]}`},
	{"AddCustomAttributes", `{"UserPoolId":"%s","CustomAttributes":[{"Name":"there","AttributeDataType":"String"}]}`},
	{"GetUserPoolMfaConfig", `{"UserPoolId":"%s"}`},
	{"SetUserPoolMfaConfig", `{"UserPoolId":"%s"}`},
	{"SetUserPoolMfaConfig", `{"UserPoolId":"%s","MfaConfiguration":"ON"}`},
	{"TagResource", `{"ResourceArn":"%s","Tags":{"team":"blue"}}`},
	{"TagResource", `{"ResourceArn":"%s","Tags":{"aws:x":"y"}}`},
	{"UntagResource", `{"ResourceArn":"%s","TagKeys":["team"]}`},
	{"ListTagsForResource", `{"ResourceArn":"%s"}`},
	{"DeleteUserPool", `{"UserPoolId":"%s"}`},
}

// asking are the kinds of policies, as of an account: what a caller may do must
// not tell what there is. The other account's pool is tagged team=blue, so that
// reading its tags would show.
func asking(account string) []et.Key {
	ofTeam := func(team string) string { return `{"StringEquals":{"aws:ResourceTag/team":"` + team + `"}}` }
	return []et.Key{
		et.NewKey("allowed", account, et.Everything),
		et.NewKey("ownpools", account, et.Says("Allow", "*", "arn:aws:cognito-idp:*:"+account+":userpool/*")),
		et.NewKey("denied", account, et.Says("Allow", "cognito-idp:CreateUserPool", "*")),
		et.NewKey("refused", account, et.Everything+","+et.Says("Deny", "*", "*")),
		et.NewKey("blueonly", account, et.SaysIf("Allow", "*", "*", ofTeam("blue"))),
		et.NewKey("redonly", account, et.SaysIf("Allow", "*", "*", ofTeam("red"))),
		et.NewKey("untagged", account, et.SaysIf("Allow", "*", "*", `{"Null":{"aws:ResourceTag/team":"true"}}`)),
		et.NewKey("tagged", account, et.SaysIf("Allow", "*", "*", `{"Null":{"aws:ResourceTag/team":"false"}}`)),
		et.NewKey("notblue", account, et.Everything+","+et.SaysIf("Deny", "*", "*", ofTeam("blue"))),
	}
}

const nobodys = "us-east-1_Nobodys00"

// estate is an endpoint on which two accounts have a pool each.
type estate struct {
	*et.Endpoint
	pools map[string]string // account -> id
}

func newEstate(t *testing.T, blue, red string) *estate {
	owners := []et.Key{et.NewKey("ownerx", accountA, et.Everything), et.NewKey("ownery", accountB, et.Everything)}
	e := &estate{pools: map[string]string{}}
	e.Endpoint = et.New(t, et.Keys(t, append(append(owners, asking2("x", accountA)...), asking2("y", accountB)...)...))
	for _, who := range owners {
		team := map[string]string{blue: "blue", red: "red"}[who.Account]
		e.pools[who.Account] = e.PoolAs(t, who, `{"PoolName":"`+team+`","UserPoolTags":{"team":"`+team+`"},"DeletionProtection":"ACTIVE",`+
			`"Schema":[{"Name":"there","AttributeDataType":"String"}]}`)
	}
	return e
}

// asking2 gives the same policies to keys of other names.
func asking2(suffix, account string) []et.Key {
	all := asking(account)
	for i := range all {
		all[i].Name += suffix
	}
	return all
}

// answer is all that a caller sees, with the id that he named out of it, and all
// that could be measured.
func (e *estate) answer(t *testing.T, who et.Key, p probe, arnAccount, id string) (seen string, entry awsjson.Entry) {
	named := id
	if p.onARN() {
		named = arnOf(arnAccount, id)
	}
	resp := e.AskAs(t, who, p.operation, fmt.Sprintf(p.body, named))
	entry = e.Last()
	entry.PoolID = strings.ReplaceAll(entry.PoolID, id, "<id>")
	header := fmt.Sprint(resp.Header) // printed in the order of the names
	return strings.ReplaceAll(fmt.Sprintf("%d %s %s", resp.Status, header, resp.Body), id, "<id>"), entry
}

// TestNobodyLearnsOfPoolsOfOthers asks all operations on pools, by keys of two
// accounts with policies of every kind, of their own pool, the other account's
// and none: the latter two are one and the same to everybody, and so are all
// three to whom the policy does not allow the operation.
func TestNobodyLearnsOfPoolsOfOthers(t *testing.T) {
	for _, side := range []struct{ suffix, asks, owns string }{{"y", accountB, accountA}, {"x", accountA, accountB}} {
		e := newEstate(t, side.owns, side.asks)
		owner := et.NewKey("owner"+map[string]string{"x": "y", "y": "x"}[side.suffix], side.owns, "")
		before := e.MustAs(t, owner, "DescribeUserPool", `{"UserPoolId":"`+e.pools[side.owns]+`"}`)
		for _, who := range asking2(side.suffix, side.asks) {
			for _, p := range probes {
				t.Run(fmt.Sprintf("%s of %s: %s %s", who.Name, who.Account, p.operation, p.body), func(t *testing.T) {
					for _, arnAccount := range arnAccounts(p, side.asks, side.owns) {
						missing, measuredMissing := e.answer(t, who, p, arnAccount, nobodys)
						others, measuredOthers := e.answer(t, who, p, arnAccount, e.pools[side.owns])
						assert.Equal(t, missing, others)
						assert.Equal(t, measuredMissing, measuredOthers, "calls of the store included")
						assertOutcome(t, who, p, measuredMissing)
						if strings.HasPrefix(who.Name, "denied") || strings.HasPrefix(who.Name, "refused") {
							own, measuredOwn := e.answer(t, who, p, arnAccount, e.pools[side.asks])
							assert.Equal(t, missing, own)
							assert.Equal(t, measuredMissing, measuredOwn)
						}
					}
				})
			}
		}
		assert.Equal(t, before, e.MustAs(t, owner, "DescribeUserPool", `{"UserPoolId":"`+e.pools[side.owns]+`"}`), "nothing has happened to it")
	}
}

// arnAccounts are the accounts that a request may name in an ARN.
func arnAccounts(p probe, own, others string) []string {
	if p.onARN() {
		return []string{own, others, "333333333333"}
	}
	return []string{own}
}

// assertOutcome holds what is answered of a pool that is not the caller's to what
// the policy says of it: untagged, like what is not there.
func assertOutcome(t *testing.T, who et.Key, p probe, e awsjson.Entry) {
	t.Helper()
	want := "AccessDeniedException"
	switch strings.TrimRight(who.Name, "xy") {
	case "allowed", "untagged", "notblue":
		want = "ResourceNotFoundException"
	case "ownpools":
		if !p.onARN() {
			want = "ResourceNotFoundException"
		}
	}
	if p.operation == "TagResource" && strings.Contains(p.body, "aws:x") && want != "AccessDeniedException" {
		want = "InvalidParameterException" // the tag is judged before the pool
	}
	if strings.HasPrefix(who.Name, "ownpools") && p.onARN() {
		return // either, by the account in the ARN
	}
	assert.Equal(t, want, e.Outcome)
}

// What is allowed by a tag is a caller's own pool that has it.
func TestPermissionByTagIsOfOnesOwnPools(t *testing.T) {
	e := newEstate(t, accountA, accountB)
	for name, want := range map[string]string{
		"allowed": "ok", "ownpools": "ok", "denied": "AccessDeniedException", "refused": "AccessDeniedException",
		"blueonly": "AccessDeniedException", "redonly": "ok", "untagged": "AccessDeniedException", "tagged": "ok", "notblue": "ok",
	} {
		_, entry := e.answer(t, et.NewKey(name+"y", accountB, ""), probe{"DescribeUserPool", `{"UserPoolId":"%s"}`}, accountB, e.pools[accountB])
		assert.Equal(t, want, entry.Outcome, name)
		_, entry = e.answer(t, et.NewKey(name+"y", accountB, ""), probe{"ListTagsForResource", `{"ResourceArn":"%s"}`}, accountB, e.pools[accountB])
		assert.Equal(t, want, entry.Outcome, name)
	}
}

// Who may do et.Everything can do it to his own pool, in the same words.
func TestOnesOwnPoolIsThere(t *testing.T) {
	e := newEstate(t, accountA, accountB)
	for _, p := range probes {
		_, entry := e.answer(t, et.NewKey("allowedy", accountB, ""), p, accountB, e.pools[accountB])
		if strings.Contains(p.body, "aws:x") || strings.Contains(p.body, "there") || strings.Contains(p.body, `"ON"`) {
			assert.NotContains(t, []string{"ok", "ResourceNotFoundException"}, entry.Outcome, "%s %s", p.operation, p.body)
			continue
		}
		assert.Equal(t, "ok", entry.Outcome, "%s %s", p.operation, p.body)
	}
}

// The operations without a pool: a list has one's own pools only, whether it may
// be made does not depend on what is there, and a page of another account is none.
func TestListsAndCreatesTellNothingOfOthers(t *testing.T) {
	crowd, lonely := newEstate(t, accountA, accountB), newEstate(t, accountA, accountB)
	owner := et.NewKey("ownerx", accountA, "")
	for range 3 {
		crowd.PoolAs(t, owner, `{"PoolName":"one more"}`)
	}
	listed := crowd.MustAs(t, owner, "ListUserPools", `{"MaxResults":1}`)
	foreign := fmt.Sprintf("%q", listed["NextToken"])

	for _, who := range asking2("y", accountB) {
		for _, p := range []probe{
			{"ListUserPools", `{"MaxResults":60}`},
			{"ListUserPools", `{"MaxResults":1}`},
			{"ListUserPools", `{"MaxResults":1,"NextToken":` + foreign + `}`},
			{"ListUserPools", `{"MaxResults":1,"NextToken":"nonsense"}`},
			{"CreateUserPool", `{"PoolName":"blue"}`},
			{"CreateUserPool", `{"PoolName":"another","UserPoolTags":{"team":"blue"}}`},
			{"CreateUserPool", `{"PoolName":"p","MfaConfiguration":"ON"}`},
		} {
			a, b := crowd.AskAs(t, who, p.operation, p.body), lonely.AskAs(t, who, p.operation, p.body)
			assert.Equal(t, string(b.Body), string(a.Body), "%s %s %s", who.Name, p.operation, p.body)
			assert.Equal(t, b.Header, a.Header)
			for _, id := range crowd.list(t, owner) {
				assert.NotContains(t, string(a.Body), id)
			}
		}
	}
	garbage := crowd.AskAs(t, et.NewKey("allowedy", accountB, ""), "ListUserPools", `{"MaxResults":1,"NextToken":"nonsense"}`)
	others := crowd.AskAs(t, et.NewKey("allowedy", accountB, ""), "ListUserPools", `{"MaxResults":1,"NextToken":`+foreign+`}`)
	assert.Equal(t, garbage, others, "a page of another account is as good as nonsense")
	assert.Equal(t, 400, others.Status)
}

func (e *estate) list(t *testing.T, who et.Key) []string {
	var ids []string
	for _, p := range e.MustAs(t, who, "ListUserPools", `{"MaxResults":60}`)["UserPools"].([]any) {
		ids = append(ids, p.(et.Object)["Id"].(string))
	}
	return ids
}

// A new operation has to have its probe.
func TestEveryOperationIsProbed(t *testing.T) {
	for _, op := range cognito.Operations() {
		probed := slices.ContainsFunc(probes, func(p probe) bool { return p.operation == op.Name })
		_, byID := op.Input.Member("UserPoolId")
		_, byARN := op.Input.Member("ResourceArn")
		assert.Equal(t, byID || byARN, probed, op.Name)
	}
}
