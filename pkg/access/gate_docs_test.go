package access

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// page is docs/access.md, which promises what this package does.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/access.md")
	require.NoError(t, err)
	return string(text)
}

var fenced = regexp.MustCompile("(?s)```json\n(.*?)```")

func examples(t *testing.T) (keys []string, policies []*Policy) {
	t.Helper()
	for _, found := range fenced.FindAllStringSubmatch(page(t), -1) {
		if strings.Contains(found[1], `"secret"`) {
			keys = append(keys, found[1])
			continue
		}
		policies = append(policies, mustPolicy(t, found[1]))
	}
	return keys, policies
}

func TestThePagesDocumentIsOne(t *testing.T) {
	documents, _ := examples(t)
	require.Len(t, documents, 1)
	keys, err := ParseKeys([]byte(documents[0]), testScope)
	require.NoError(t, err)
	assert.Len(t, keys.byID, 1)
}

// TestThePagesPoliciesDoWhatItSays.
func TestThePagesPoliciesDoWhatItSays(t *testing.T) {
	_, policies := examples(t)
	require.Len(t, policies, 3)
	look, team, keep := policies[0], policies[1], policies[2]
	ask := func(operation string, change func(*Request)) Request {
		r := Request{Action: Service + ":" + operation, Resource: map[string]string{NoResource: "*", AllPools: everyPoolARN, OnePool: poolARN}[testScope.Actions[operation].Resources]}
		if change != nil {
			change(&r)
		}
		return r
	}
	tagged := func(tags ...string) func(*Request) {
		return func(r *Request) { r.ResourceTags = pairs(tags) }
	}
	for name, tt := range map[string]struct {
		policy  *Policy
		request Request
		want    Decision
	}{
		"look: describe": {look, ask("DescribeUserPool", nil), Allowed},
		"look: list":     {look, ask("ListUserPools", nil), Allowed},
		"look: tags":     {look, ask("ListTagsForResource", nil), Allowed},
		"look: factors":  {look, ask("GetUserPoolMfaConfig", nil), Allowed},
		"look: delete":   {look, ask("DeleteUserPool", nil), ImplicitDeny},
		"look: set":      {look, ask("SetUserPoolMfaConfig", nil), ImplicitDeny},

		"team: make with the tag":    {team, ask("CreateUserPool", func(r *Request) { r.RequestTags = pairs([]string{"team", "blue"}) }), Allowed},
		"team: make without":         {team, ask("CreateUserPool", nil), ImplicitDeny},
		"team: make for others":      {team, ask("CreateUserPool", func(r *Request) { r.RequestTags = pairs([]string{"team", "red"}) }), ImplicitDeny},
		"team: delete one's own":     {team, ask("DeleteUserPool", tagged("team", "blue")), Allowed},
		"team: delete another's":     {team, ask("DeleteUserPool", tagged("team", "red")), ImplicitDeny},
		"team: what is not there":    {team, ask("DescribeUserPool", nil), ImplicitDeny},
		"team: another tag":          {team, ask("TagResource", both(tagged("team", "blue"), "cost", "1")), Allowed},
		"team: the tag":              {team, ask("TagResource", both(tagged("team", "blue"), "team", "red")), ExplicitDeny},
		"team: the tag by an update": {team, ask("UpdateUserPool", both(tagged("team", "blue"), "team", "red")), ImplicitDeny},
		"team: tags by an update":    {team, ask("UpdateUserPool", both(tagged("team", "blue"), "cost", "1")), ImplicitDeny},
		"team: no tags by an update": {team, ask("UpdateUserPool", tagged("team", "blue")), ImplicitDeny},
		"team: an update":            {team, ask("UpdateUserPool", both(tagged("team", "blue"), "team", "blue")), Allowed},
		"team: take the tag away": {team, ask("UntagResource", func(r *Request) {
			r.ResourceTags, r.TagKeys = pairs([]string{"team", "blue"}), []string{"cost", "team"}
		}), ExplicitDeny},
		"team: take another away": {team, ask("UntagResource", func(r *Request) {
			r.ResourceTags, r.TagKeys = pairs([]string{"team", "blue"}), []string{"cost"}
		}), Allowed},

		"keep: delete":      {keep, ask("DeleteUserPool", tagged("keep", "false")), Allowed},
		"keep: delete kept": {keep, ask("DeleteUserPool", tagged("keep", "true")), ExplicitDeny},
		"keep: change kept": {keep, ask("UpdateUserPool", tagged("keep", "true")), ExplicitDeny},
		"keep: change":      {keep, ask("UpdateUserPool", tagged("keep", "false")), Allowed},
	} {
		assert.Equal(t, tt.want, tt.policy.Evaluate(tt.request), name)
	}
}

func pairs(kv []string) map[string]string { return map[string]string{kv[0]: kv[1]} }

func both(change func(*Request), key, value string) func(*Request) {
	return func(r *Request) {
		change(r)
		r.RequestTags = map[string]string{key: value}
	}
}

var row = regexp.MustCompile("(?m)^\\| `(\\w+)` \\| (.*?) \\|(.*)\\|$")

// rows are those of the page's tables that are about a name.
func rows(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, r := range row.FindAllStringSubmatch(page(t), -1) {
		found[r[1]] = r[2:]
	}
	return found
}

func TestPage_Actions(t *testing.T) {
	said := rows(t)
	for _, op := range cognito.Operations() {
		require.Contains(t, said, op.Name)
		resource := map[cognito.Resource]string{cognito.NoResource: "`*`", cognito.AllPools: "`userpool/*`", cognito.OnePool: "the pool"}[op.Resource]
		if _, byARN := op.Input.Member("ResourceArn"); byARN {
			resource = "the ARN"
		}
		assert.Equal(t, resource, said[op.Name][0], op.Name)
		var keys []string
		for _, key := range []struct {
			has  bool
			name string
		}{{op.SetsTags(), "`aws:RequestTag`"}, {op.NamesTagKeys(), "`aws:TagKeys`"}, {op.Resource == cognito.OnePool, "`aws:ResourceTag`"}} {
			if key.has {
				keys = append(keys, key.name)
			}
		}
		assert.Equal(t, strings.Join(keys, ", "), strings.TrimSpace(said[op.Name][1]), op.Name)
	}
}

func TestPage_Rates(t *testing.T) {
	operations := map[cognito.Class][]string{}
	for _, op := range cognito.Operations() {
		operations[op.Class] = append(operations[op.Class], op.Name)
	}
	said := rows(t)
	for class, names := range operations {
		want := fmt.Sprint(class.Rate().Account)
		if perPool := class.Rate().Pool; perPool > 0 {
			want += fmt.Sprintf(", of one pool by one operation %v", perPool)
		}
		require.Contains(t, said, string(class))
		assert.Equal(t, want, said[string(class)][0])
		assert.ElementsMatch(t, names, strings.Split(strings.TrimSpace(said[string(class)][1]), ", "))
	}
}
