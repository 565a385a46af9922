package access

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
