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

func TestPage_Policies(t *testing.T) {
	_, policies := examples(t)
	require.Len(t, policies, 3)
	look, team, keep := policies[0], policies[1], policies[2]
	resources := map[string]string{NoResource: "*", AllPools: everyPoolARN, OnePool: poolARN}
	blue, red, cost := map[string]string{"team": "blue"}, map[string]string{"team": "red"}, map[string]string{"cost": "1"}
	kept, free := map[string]string{"keep": "true"}, map[string]string{"keep": "false"}
	for _, tt := range []struct {
		policy          *Policy
		operation       string
		has, sets       map[string]string // tags of the pool and of the request
		removes, reason string
		want            Decision
	}{
		{look, "DescribeUserPool", nil, nil, "", "", Allowed},
		{look, "ListUserPools", nil, nil, "", "", Allowed},
		{look, "ListTagsForResource", nil, nil, "", "", Allowed},
		{look, "GetUserPoolMfaConfig", nil, nil, "", "", Allowed},
		{look, "DescribeUserPoolClient", nil, nil, "", "", Allowed},
		{look, "UpdateUserPoolClient", nil, nil, "", "", ImplicitDeny},
		{look, "DeleteUserPool", nil, nil, "", "", ImplicitDeny},
		{look, "SetUserPoolMfaConfig", nil, nil, "", "", ImplicitDeny},

		{team, "CreateUserPool", nil, blue, "", "", Allowed},
		{team, "CreateUserPool", nil, nil, "", "without the tag", ImplicitDeny},
		{team, "CreateUserPool", nil, red, "", "for others", ImplicitDeny},
		{team, "DeleteUserPool", blue, nil, "", "", Allowed},
		{team, "DeleteUserPool", red, nil, "", "of others", ImplicitDeny},
		{team, "DescribeUserPool", nil, nil, "", "what is not there", ImplicitDeny},
		{team, "TagResource", blue, cost, "", "another tag", Allowed},
		{team, "TagResource", blue, red, "", "the tag", ExplicitDeny},
		{team, "UpdateUserPool", blue, red, "", "the tag", ImplicitDeny},
		{team, "UpdateUserPool", blue, cost, "", "which removes the tag", ImplicitDeny},
		{team, "UpdateUserPool", blue, nil, "", "which keeps tags", ImplicitDeny},
		{team, "UpdateUserPool", blue, blue, "", "", Allowed},
		{team, "UntagResource", blue, nil, "cost team", "the tag", ExplicitDeny},
		{team, "UntagResource", blue, nil, "cost", "another tag", Allowed},

		{team, "UpdateUserPoolClient", blue, nil, "", "", Allowed},
		{team, "AddUserPoolClientSecret", red, nil, "", "of others", ImplicitDeny},
		{team, "DescribeUserPoolDomain", nil, nil, "", "", Allowed},
		{team, "DeleteUserPoolDomain", red, nil, "", "of others", ImplicitDeny},

		{keep, "DeleteUserPool", free, nil, "", "", Allowed},
		{keep, "DeleteUserPool", kept, nil, "", "", ExplicitDeny},
		{keep, "UpdateUserPool", kept, nil, "", "", ExplicitDeny},
		{keep, "UpdateUserPool", free, nil, "", "", Allowed},
	} {
		r := Request{
			Action: Service + ":" + tt.operation, Resource: resources[testScope.Actions[tt.operation].Resources],
			ResourceTags: tt.has, RequestTags: tt.sets, TagKeys: strings.Fields(tt.removes),
		}
		assert.Equal(t, tt.want, tt.policy.Evaluate(r), "%s of %v with %v %s", tt.operation, tt.has, tt.sets, tt.reason)
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
