package endpoint_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
)

// The account of the policies in docs/access.md.
const accountOfThePage = "123456789012"

var policyBlock = regexp.MustCompile("(?s)```json\n(.*?)```")

// policiesOfThePage are holders with the policies of docs/access.md, in order, and one who may do et.Everything.
func policiesOfThePage(t require.TestingT) (look, team, keep, admin et.Key) {
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	var statements []string
	for _, found := range policyBlock.FindAllStringSubmatch(string(text), -1) {
		if strings.Contains(found[1], `"secret"`) {
			continue
		}
		var policy struct{ Statement json.RawMessage }
		require.NoError(t, json.Unmarshal([]byte(found[1]), &policy))
		statements = append(statements, strings.Trim(strings.TrimSpace(string(policy.Statement)), "[]"))
	}
	require.Len(t, statements, 3)
	of := func(name, statements string) et.Key { return et.NewKey(name, accountOfThePage, statements) }
	return of("look", statements[0]), of("team", statements[1]), of("keep", statements[2]), of("admin", et.Everything)
}

// pageHouse is an endpoint whose keys have these policies.
func pageHouse(t testing.TB, store cognito.Store) *et.Endpoint {
	look, team, keep, admin := policiesOfThePage(t)
	return et.New(t, et.Store(store), et.Keys(t, look, team, keep, admin), et.World(t, `{"chosenPoolIds":true}`))
}

type attempt struct{ operation, body string }

// on puts a pool's id in the place of POOL, and its ARN in that of ARN.
func (a attempt) on(id string) attempt {
	arn := cognito.PoolArn(cognito.Partition{Account: accountOfThePage, Region: "us-east-1"}, id)
	return attempt{a.operation, strings.NewReplacer("POOL", id, "ARN", arn).Replace(a.body)}
}

// stored are the tags of a pool, nil where it is gone.
func stored(t require.TestingT, h *et.Endpoint, id string) map[string]string {
	p, err := h.Store.Get(context.Background(), cognito.Partition{Account: accountOfThePage, Region: "us-east-1"}, id)
	if errors.Is(err, cognito.ErrNotFound) {
		return nil
	}
	require.NoError(t, err)
	if p.Settings.UserPoolTags == nil {
		return map[string]string{}
	}
	return p.Settings.UserPoolTags
}

// TestPagePolicies_Team: whoever makes a pool has to tag it, and no pool loses the tag of its team, whatever the team does.
func TestPagePolicies_Team(t *testing.T) {
	for name, attempts := range map[string][]attempt{
		"no tags by an update":            {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{}}`}},
		"a tag that is null by an update": {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"team":null}}`}},
		"other tags by an update":         {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"cost":"1"}}`}},
		"another team by an update":       {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"team":"red"}}`}},
		"another case by an update": {
			{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"Team":"blue"}}`},
			{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["Team"]}`},
		},
		"both cases by an update":      {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"team":"blue","Team":"red"}}`}},
		"another team":                 {{"TagResource", `{"ResourceArn":"ARN","Tags":{"team":"red"}}`}},
		"another team in another case": {{"TagResource", `{"ResourceArn":"ARN","Tags":{"TEAM":"red"}}`}},
		"the tag taken away":           {{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["cost","team"]}`}},
		"all cases taken away":         {{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["Team","TEAM","tEAM"]}`}},
	} {
		t.Run(name, func(t *testing.T) {
			h := pageHouse(t, et.Memory(t))
			_, team, _, _ := policiesOfThePage(t)
			id := h.PoolAs(t, team, `{"PoolName":"p","UserPoolTags":{"team":"blue","cost":"1"}}`)
			for _, a := range attempts {
				a = a.on(id)
				h.AskAs(t, team, a.operation, a.body)
			}
			assert.Equal(t, "blue", stored(t, h, id)["team"])
		})
	}
	h := pageHouse(t, et.Memory(t))
	_, team, _, admin := policiesOfThePage(t)
	for _, tags := range []string{`{}`, `{"team":null}`, `{"team":"red"}`, `{"Team":"blue"}`, `{"Team":"blue","TEAM":"blue"}`, `{"team":"blue","Team":"red"}`, `{"cost":"1"}`, `null`} {
		resp := h.AskAs(t, team, "CreateUserPool", `{"PoolName":"p","UserPoolTags":`+tags+`}`)
		assert.Contains(t, string(resp.Body), "AccessDeniedException", tags)
	}
	own := h.PoolAs(t, team, `{"PoolName":"p","UserPoolTags":{"team":"blue"}}`)
	others := h.PoolAs(t, admin, `{"PoolName":"p","UserPoolTags":{"team":"red"}}`)
	for _, a := range []attempt{
		{"DescribeUserPool", `{"UserPoolId":"POOL"}`},
		{"UpdateUserPool", `{"UserPoolId":"POOL","PoolName":"q","UserPoolTags":{"team":"blue","cost":"2"}}`},
		{"TagResource", `{"ResourceArn":"ARN","Tags":{"cost":"3"}}`},
		{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["cost"]}`},
		{"ListTagsForResource", `{"ResourceArn":"ARN"}`},
		{"AddCustomAttributes", `{"UserPoolId":"POOL","CustomAttributes":[{"Name":"a","AttributeDataType":"String"}]}`},
		{"SetUserPoolMfaConfig", `{"UserPoolId":"POOL","MfaConfiguration":"OFF"}`},
		{"GetUserPoolMfaConfig", `{"UserPoolId":"POOL"}`},
		{"DeleteUserPool", `{"UserPoolId":"POOL"}`},
	} {
		assert.Contains(t, string(h.AskAs(t, team, a.operation, a.on(others).body).Body), "AccessDeniedException", a.operation)
		assert.Equal(t, 200, h.AskAs(t, team, a.operation, a.on(own).body).Status, a.operation)
	}
}

// TestPagePolicies_Keep: what is marked to stay can neither be deleted nor be relieved of the mark by the same key.
func TestPagePolicies_Keep(t *testing.T) {
	for name, attempts := range map[string][]attempt{
		"at once":                 nil,
		"the mark taken away":     {{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["keep"]}`}},
		"in all cases":            {{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["keep","Keep","KEEP"]}`}},
		"the mark changed":        {{"TagResource", `{"ResourceArn":"ARN","Tags":{"keep":"false"}}`}},
		"another case added":      {{"TagResource", `{"ResourceArn":"ARN","Tags":{"KEEP":"false"}}`}},
		"other tags by an update": {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"cost":"1"}}`}},
		"no tags by an update":    {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{}}`}},
		"null by an update":       {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"keep":null}}`}},
		"false by an update":      {{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":{"keep":"false"}}`}},
	} {
		for _, mark := range []string{"keep", "Keep"} {
			h := pageHouse(t, et.Memory(t))
			_, _, keep, admin := policiesOfThePage(t)
			id := h.PoolAs(t, admin, `{"PoolName":"p","UserPoolTags":{"`+mark+`":"true"}}`)
			for _, a := range append(attempts, attempt{"DeleteUserPool", `{"UserPoolId":"POOL"}`}) {
				a = a.on(id)
				h.AskAs(t, keep, a.operation, a.body)
			}
			assert.Equal(t, "true", stored(t, h, id)[mark], "%s, %s", name, mark)
		}
	}
	h := pageHouse(t, et.Memory(t))
	_, _, keep, _ := policiesOfThePage(t)
	id := h.PoolAs(t, keep, `{"PoolName":"p","UserPoolTags":{"keep":"false"}}`)
	for _, a := range []attempt{
		{"UpdateUserPool", `{"UserPoolId":"POOL","PoolName":"q","UserPoolTags":{"cost":"2"}}`},
		{"TagResource", `{"ResourceArn":"ARN","Tags":{"cost":"3"}}`},
		{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["cost"]}`},
		{"ListUserPools", `{"MaxResults":1}`},
		{"DeleteUserPool", `{"UserPoolId":"POOL"}`},
	} {
		assert.Equal(t, 200, h.AskAs(t, keep, a.operation, a.on(id).body).Status, a.operation)
	}
}

// TestPagePolicies_Walk: random calls with the page's keys, on pools of all kinds, change nothing that the page says they
// cannot: a team's pools stay the team's, others' pools and pools to stay are as they were, who looks touches nothing.
func TestPagePolicies_Walk(t *testing.T) {
	look, team, keep, admin := policiesOfThePage(t)
	rapid.Check(t, func(r *rapid.T) {
		store, err := bolt.OpenMemory()
		require.NoError(r, err)
		defer func() { _ = store.Close() }()
		h := pageHouse(t, store)
		red := h.PoolAs(r, admin, `{"PoolName":"p","UserPoolTags":{"team":"red","keep":"true"}}`)
		pools := []string{red, h.PoolAs(r, admin, `{"PoolName":"p"}`)}
		teams := map[string]bool{}
		draw := func(of []string, what string) string { return rapid.SampledFrom(of).Draw(r, what) }
		tags := func() string {
			all := []string{`{}`}
			for range rapid.IntRange(0, 3).Draw(r, "tags") {
				last := strings.TrimSuffix(all[len(all)-1], "}")
				if last != "{" {
					last += ","
				}
				key := draw([]string{"team", "Team", "keep", "KEEP", "cost"}, "key")
				all = append(all, last+`"`+key+`":`+draw([]string{`"blue"`, `"red"`, `"true"`, `"false"`, `null`}, "value")+"}")
			}
			return all[len(all)-1]
		}
		for range rapid.IntRange(1, 25).Draw(r, "calls") {
			who := rapid.SampledFrom([]et.Key{team, team, keep, look}).Draw(r, "who")
			id := draw(pools, "pool")
			a := rapid.SampledFrom([]func() attempt{
				func() attempt { return attempt{"CreateUserPool", `{"PoolName":"p","UserPoolTags":` + tags() + `}`} },
				func() attempt {
					return attempt{"UpdateUserPool", `{"UserPoolId":"POOL","UserPoolTags":` + tags() + `}`}
				},
				func() attempt { return attempt{"UpdateUserPool", `{"UserPoolId":"POOL","PoolName":"q"}`} },
				func() attempt { return attempt{"TagResource", `{"ResourceArn":"ARN","Tags":` + tags() + `}`} },
				func() attempt {
					return attempt{"UntagResource", `{"ResourceArn":"ARN","TagKeys":["` + draw([]string{"team", "Team", "keep", "KEEP", "cost"}, "key") + `"]}`}
				},
				func() attempt { return attempt{"DeleteUserPool", `{"UserPoolId":"POOL"}`} },
			}).Draw(r, "call")().on(id)
			before := stored(r, h, id)
			resp := h.AskAs(r, who, a.operation, a.body)
			if a.operation == "CreateUserPool" && resp.Status == 200 {
				var made struct{ UserPool struct{ Id string } }
				require.NoError(r, json.Unmarshal(resp.Body, &made))
				pools = append(pools, made.UserPool.Id)
				teams[made.UserPool.Id] = who.Name == team.Name
				require.NotEqual(r, look.Name, who.Name)
				continue
			}
			after := stored(r, h, id)
			switch who.Name {
			case look.Name:
				require.Equal(r, before, after)
			case keep.Name:
				if before["keep"] == "true" || before["KEEP"] == "true" {
					require.Equal(r, before, after)
				}
			case team.Name:
				if before["team"] != "blue" && before["Team"] != "blue" {
					require.Equal(r, before, after)
				}
				if teams[id] && before["team"] == "blue" && after != nil {
					require.Equal(r, "blue", after["team"])
				}
			}
		}
	})
}
