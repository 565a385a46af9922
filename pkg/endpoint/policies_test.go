package endpoint_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	et "userpools/internal/endpointtest"
)

var policyBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// page is an endpoint whose keys have the policies of docs/access.md, in order, and one who may do everything.
type page struct {
	*et.Endpoint
	look, team, keep, admin et.Key
}

func newPage(t et.T) *page {
	t.Helper()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	var statements []string
	for _, found := range policyBlock.FindAllStringSubmatch(string(text), -1) {
		if !strings.Contains(found[1], `"secret"`) {
			var policy struct{ Statement json.RawMessage }
			require.NoError(t, json.Unmarshal([]byte(found[1]), &policy))
			statements = append(statements, strings.Trim(string(et.JSON(policy.Statement)), "[]"))
		}
	}
	require.Len(t, statements, 3)
	of := func(name, statements string) et.Key { return et.NewKey(name, et.Account, statements) } // the page's account
	p := &page{nil, of("look", statements[0]), of("team", statements[1]), of("keep", statements[2]), of("admin", et.Everything)}
	p.Endpoint = et.New(t, et.Keys(p.look, p.team, p.keep, p.admin), et.World(t, `{"chosenPoolIds":true}`))
	return p
}

// tagged makes a pool with tags.
func (p *page) tagged(t et.T, who et.Key, tags string) (id string) {
	return p.Pool(t, who, `{"PoolName":"p","UserPoolTags":`+tags+`}`)
}

func (p *page) ask(t et.T, who et.Key, c call, id string) et.Answer {
	return p.Ask(t, who, c.operation, c.on(et.Account, id).body)
}

// tags are those of a pool, nil where it is gone.
func (p *page) tags(t et.T, id string) et.Object {
	pool, _ := p.Ask(t, p.admin, "DescribeUserPool", et.Object{"UserPoolId": id}).Object(t)["UserPool"].(et.Object)
	tags, _ := pool["UserPoolTags"].(et.Object)
	return tags
}

func update(tags string) call {
	return call{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":` + tags + `}`}
}
func tag(tags string) call { return call{"TagResource", `{"ResourceArn":"ARN","Tags":` + tags + `}`} }
func untag(keys string) call {
	return call{"UntagResource", `{"ResourceArn":"ARN","TagKeys":` + keys + `}`}
}

var deletion = call{"DeleteUserPool", `{"UserPoolId":"POOL"}`}

// Whoever makes a pool has to tag it, and no pool loses the tag of its team, whatever the team does.
func TestPagePolicies_Team(t *testing.T) {
	p := newPage(t)
	for _, attempts := range [][]call{
		{update(`{}`)}, {update(`{"team":null}`)}, {update(`{"cost":"1"}`)}, {update(`{"team":"red"}`)},
		{update(`{"Team":"blue"}`), untag(`["Team"]`)}, {update(`{"team":"blue","Team":"red"}`)},
		{tag(`{"team":"red"}`)}, {tag(`{"TEAM":"red"}`)},
		{untag(`["cost","team"]`)}, {untag(`["Team","TEAM","tEAM"]`)},
	} {
		id := p.tagged(t, p.team, `{"team":"blue","cost":"1"}`)
		for _, a := range attempts {
			p.ask(t, p.team, a, id)
		}
		assert.Equal(t, "blue", p.tags(t, id)["team"], attempts)
	}
	for _, tags := range []string{`{}`, `{"team":null}`, `{"team":"red"}`, `{"Team":"blue"}`, `{"Team":"blue","TEAM":"blue"}`, `{"team":"blue","Team":"red"}`, `{"cost":"1"}`, `null`} {
		assert.Equal(t, denied, p.Ask(t, p.team, "CreateUserPool", `{"PoolName":"p","UserPoolTags":`+tags+`}`).Outcome, tags)
	}
	own, others := p.tagged(t, p.team, `{"team":"blue"}`), p.tagged(t, p.admin, `{"team":"red"}`)
	for _, c := range []call{
		{"DescribeUserPool", `{"UserPoolId":"POOL"}`},
		{"UpdateUserPool", `{"UserPoolId":"POOL","PoolName":"q","UserPoolTags":{"team":"blue","cost":"2"}}`},
		tag(`{"cost":"3"}`),
		untag(`["cost"]`),
		{"ListTagsForResource", `{"ResourceArn":"ARN"}`},
		{"AddCustomAttributes", `{"UserPoolId":"POOL","CustomAttributes":[{"Name":"a","AttributeDataType":"String"}]}`},
		{"SetUserPoolMfaConfig", `{"UserPoolId":"POOL","MfaConfiguration":"OFF"}`},
		{"GetUserPoolMfaConfig", `{"UserPoolId":"POOL"}`},
		{"CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c"}`},
		{"ListUserPoolClients", `{"UserPoolId":"POOL"}`},
		{"CreateResourceServer", `{"UserPoolId":"POOL","Identifier":"api","Name":"n"}`},
		{"DescribeResourceServer", `{"UserPoolId":"POOL","Identifier":"api"}`},
		{"CreateGroup", `{"UserPoolId":"POOL","GroupName":"g"}`},
		{"DeleteGroup", `{"UserPoolId":"POOL","GroupName":"g"}`},
		{"CreateIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Idp","ProviderType":"OIDC","ProviderDetails":` + et.OIDCDetails + `}`},
		{"DescribeIdentityProvider", `{"UserPoolId":"POOL","ProviderName":"Idp"}`},
		{"GetSigningCertificate", `{"UserPoolId":"POOL"}`},
		{"CreateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"teams"}`},
		{"UpdateUserPoolDomain", `{"UserPoolId":"POOL","Domain":"teams"}`},
		{"DeleteUserPoolDomain", `{"UserPoolId":"POOL","Domain":"teams"}`},
		deletion,
	} {
		assert.Equal(t, denied, p.ask(t, p.team, c, others).Outcome, c.operation)
		assert.Equal(t, "ok", p.ask(t, p.team, c, own).Outcome, c.operation)
	}
}

// What can be done to a pool, the team can do to its own and to no other.
func TestPagePolicies_TeamsOperations(t *testing.T) {
	p := newPage(t)
	own, others := p.tagged(t, p.team, `{"team":"blue"}`), p.tagged(t, p.admin, `{"team":"red"}`)
	ids := strings.NewReplacer("<pool>", "POOL", "<spare>", "POOL", "<arn>", "ARN", "<client>", "none", "<other>", "none", "<styled>", "none",
		"<secret>", "none", "<style>", nobodyOwns.style)
	for _, one := range et.OneEach {
		c := call{one.Operation, ids.Replace(one.Body)}
		if strings.Contains(c.body, "POOL") || strings.Contains(c.body, "ARN") {
			assert.Equal(t, denied, p.ask(t, p.team, c, others).Outcome, c.operation)
			assert.NotEqual(t, denied, p.ask(t, p.team, c, own).Outcome, c.operation)
		}
	}
}

// What is marked to stay can neither be deleted nor be relieved of the mark by the same key.
func TestPagePolicies_Keep(t *testing.T) {
	p := newPage(t)
	for _, attempt := range []call{
		deletion,
		untag(`["keep"]`), untag(`["keep","Keep","KEEP"]`), tag(`{"keep":"false"}`), tag(`{"KEEP":"false"}`),
		update(`{"cost":"1"}`), update(`{}`), update(`{"keep":null}`), update(`{"keep":"false"}`),
	} {
		for _, mark := range []string{"keep", "Keep"} {
			id := p.tagged(t, p.admin, `{"`+mark+`":"true"}`)
			p.ask(t, p.keep, attempt, id)
			p.ask(t, p.keep, deletion, id)
			assert.Equal(t, "true", p.tags(t, id)[mark], "%v, %s", attempt, mark)
		}
	}
	id := p.tagged(t, p.keep, `{"keep":"false"}`)
	for _, c := range []call{update(`{"cost":"2"}`), tag(`{"cost":"3"}`), untag(`["cost"]`), {"ListUserPools", `{"MaxResults":1}`}, deletion} {
		assert.Equal(t, "ok", p.ask(t, p.keep, c, id).Outcome, c.operation)
	}
}

// randomTags draws tags, of which some are null.
func randomTags(r *rapid.T) string {
	tags := et.Object{}
	for range rapid.IntRange(0, 3).Draw(r, "tags") {
		key := rapid.SampledFrom([]string{"team", "Team", "keep", "KEEP", "cost"}).Draw(r, "key")
		tags[key] = rapid.SampledFrom([]any{"blue", "red", "true", "false", nil}).Draw(r, "value")
	}
	return string(et.JSON(tags))
}

// TestPagePolicies_Random: random calls with the page's keys, on pools of all kinds, change nothing that the page says they
// cannot: a team's pools stay the team's, others' pools and pools to stay are as they were, who looks touches nothing.
func TestPagePolicies_Random(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		p := newPage(r)
		pools := []string{p.tagged(r, p.admin, `{"team":"red","keep":"true"}`), p.tagged(r, p.admin, `null`)}
		teams := map[string]bool{} // those that the team made
		for range rapid.IntRange(1, 25).Draw(r, "calls") {
			who := rapid.SampledFrom([]et.Key{p.team, p.team, p.keep, p.look}).Draw(r, "who")
			id := rapid.SampledFrom(pools).Draw(r, "pool")
			c := rapid.SampledFrom([]call{
				{"CreateUserPool", `{"PoolName":"p","UserPoolTags":` + randomTags(r) + `}`}, {"UpdateUserPool", `{"UserPoolId":"POOL","PoolName":"q"}`},
				update(randomTags(r)), tag(randomTags(r)), untag(`["` + rapid.SampledFrom([]string{"team", "Team", "keep", "KEEP", "cost"}).Draw(r, "key") + `"]`), deletion,
			}).Draw(r, "call")
			before := p.tags(r, id)
			answer := p.ask(r, who, c, id)
			if c.operation == "CreateUserPool" && answer.Outcome == "ok" {
				pools = append(pools, answer.PoolID(r))
				teams[answer.PoolID(r)] = who.Name == p.team.Name
				require.NotEqual(r, p.look.Name, who.Name)
				continue
			}
			after := p.tags(r, id)
			kept := before["keep"] == "true" || before["KEEP"] == "true"
			notBlue := before["team"] != "blue" && before["Team"] != "blue"
			if who.Name == p.look.Name || who.Name == p.keep.Name && kept || who.Name == p.team.Name && notBlue {
				require.Equal(r, before, after)
			}
			if who.Name == p.team.Name && teams[id] && before["team"] == "blue" && after != nil {
				require.Equal(r, "blue", after["team"])
			}
		}
	})
}
