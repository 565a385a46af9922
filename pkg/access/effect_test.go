package access

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
	"userpools/pkg/wildcard"
)

// second is a policy whose second statement has this in it, as JSON.
func second(effect, action, resource, condition string) string {
	if condition != "" {
		condition = `, "Condition": ` + condition
	}
	return policyOf(aStatement + fmt.Sprintf(`, {"Effect": %q, "Action": %s, "Resource": %s%s}`, effect, action, resource, condition))
}

// TestPolicy_NoEffect: what could apply at no endpoint of Cognito is a mistake, and refused.
func TestPolicy_NoEffect(t *testing.T) {
	const (
		remove  = `"cognito-idp:DeleteUserPool"`
		pool    = `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc"`
		anyPool = `"arn:aws:cognito-idp:*:*:userpool/*"`
	)
	for name, tt := range map[string]struct{ action, resource, condition, path string }{
		"an action that nobody has":                   {`"cognito-idp:DeletUserPool"`, `"*"`, ``, "Action"},
		"a pattern that fits no action":               {`["cognito-idp:Delete*", "cognito-idp:Erase*"]`, `"*"`, ``, "Action[1]"},
		"a resource type that is none":                {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpol/*"`, ``, "Resource"},
		"another service's resource type":             {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:identitypool/*"`, ``, "Resource"},
		"no resource type":                            {remove, `["*", "arn:aws:cognito-idp:us-east-1:123456789012:us-east-1_abc"]`, ``, "Resource[1]"},
		"a resource type alone":                       {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpool"`, ``, "Resource"},
		"a pool's name for its id":                    {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/customers"`, ``, "Resource"},
		"a pool of another region than its ARN's":     {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-west-2_abc"`, ``, "Resource"},
		"what is below a pool":                        {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc/*"`, ``, "Resource"},
		"an id with a character that ids do not have": {remove, `"arn:aws:cognito-idp:us-*:123456789012:userpool/us-east-1_a-c"`, ``, "Resource"},
		"an id in upper case":                         {remove, `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/US-EAST-1_abc"`, ``, "Resource"},
		"an unknown partition":                        {remove, `"arn:awz:cognito-idp:us-east-1:123456789012:userpool/*"`, ``, "Resource"},
		"a partition that no pattern fits":            {remove, `"arn:?:cognito-idp:us-east-1:123456789012:userpool/*"`, ``, "Resource"},
		"an account of eleven digits":                 {remove, `"arn:aws:cognito-idp:us-east-1:12345678901:userpool/*"`, ``, "Resource"},
		"an account that is a name":                   {remove, `"arn:aws:cognito-idp:us-east-1:production*:userpool/*"`, ``, "Resource"},
		"a region that is an account":                 {remove, `"arn:aws:cognito-idp:123456789012:*:userpool/*"`, ``, "Resource"},
		"RequestTag where there is none":              {remove, anyPool, `{"StringEquals": {"aws:RequestTag/team": "blue"}}`, "Condition.StringEquals[\"aws:RequestTag/team\"]"},
		"TagKeys where there are none":                {remove, anyPool, `{"ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}`, "Condition[\"ForAnyValue:StringEquals\"][\"aws:TagKeys\"]"},
		"ResourceTag of what is not there yet":        {`"cognito-idp:CreateUserPool"`, `"*"`, `{"StringEquals": {"aws:ResourceTag/team": "blue"}}`, "Condition.StringEquals[\"aws:ResourceTag/team\"]"},
		"ResourceTag of a list":                       {`"cognito-idp:ListUserPools"`, `"*"`, `{"Null": {"aws:ResourceTag/team": "true"}}`, "Condition.Null[\"aws:ResourceTag/team\"]"},
		"a tag's value where tags are taken away":     {`"cognito-idp:UntagResource"`, anyPool, `{"StringLike": {"aws:RequestTag/team": "*"}}`, "Condition.StringLike[\"aws:RequestTag/team\"]"},
		"a key of one of two actions":                 {`["cognito-idp:TagResource", "cognito-idp:DeleteUserPool"]`, anyPool, `{"StringEquals": {"aws:RequestTag/team": "blue"}}`, "Action[1]"},
		"two keys that no action has together":        {`["cognito-idp:CreateUserPool", "cognito-idp:DeleteUserPool"]`, `"*"`, `{"StringEquals": {"aws:RequestTag/team": "blue", "aws:ResourceTag/team": "blue"}}`, ""},
		"a pool for an action that has none":          {`"cognito-idp:ListUserPools"`, anyPool, ``, "Resource"},
		"one pool for making one":                     {`"cognito-idp:CreateUserPool"`, pool, ``, "Resource"},
		"a pool for one of two actions":               {`["cognito-idp:DeleteUserPool", "cognito-idp:ListUserPools"]`, anyPool, ``, "Action[1]"},
		"no principal":                                {remove, `"*"`, `{"Null": {"aws:PrincipalArn": "true"}}`, "Condition.Null[\"aws:PrincipalArn\"]"},
		"a tag that is there and not there":           {`"cognito-idp:TagResource"`, `"*"`, `{"StringLike": {"aws:RequestTag/Team": "*"}, "Null": {"aws:RequestTag/team": ["true"]}}`, "Condition.Null[\"aws:RequestTag/team\"]"},
		"tag keys that are there and not there":       {`"cognito-idp:UntagResource"`, `"*"`, `{"Null": {"aws:TagKeys": true}, "ForAnyValue:StringEquals": {"aws:TagKeys": "team"}}`, "Condition.Null[\"aws:TagKeys\"]"},
		"a principal that is neither user nor role":   {remove, `"*"`, `{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:usr/ann"}}`, "Condition.StringEquals[\"aws:PrincipalArn\"]"},
		"a pattern that fits neither":                 {remove, `"*"`, `{"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:user/*", "arn:aws:iam::*:usr/*"]}}`, "Condition.StringLike[\"aws:PrincipalArn\"][1]"},
		"a principal that is only a name":             {remove, `"*"`, `{"StringEquals": {"aws:PrincipalArn": "ann"}}`, "Condition.StringEquals[\"aws:PrincipalArn\"]"},
		"wildcards for an operator that takes none":   {remove, `"*"`, `{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/*"}}`, "Condition.StringEquals[\"aws:PrincipalArn\"]"},
		"a principal of an account of eleven digits":  {remove, `"*"`, `{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::12345678901:user/ann"}}`, "Condition.StringEquals[\"aws:PrincipalArn\"]"},
		"a principal of the account that is its name": {remove, `"*"`, `{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::production:user/*"}}`, "Condition.StringLike[\"aws:PrincipalArn\"]"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, effect := range []string{"Deny", "Allow"} {
				_, err := parsePolicy([]byte(second(effect, tt.action, tt.resource, tt.condition)))
				if effect == "Allow" && strings.Contains(name, "of two actions") {
					assert.NoError(t, err, "the other one is allowed something")
					continue
				}
				refused, is := errors.AsType[*shape.DocumentError](err)
				require.True(t, is, "%s: %v", effect, err)
				assert.Equal(t, strings.TrimSuffix("Statement[1]."+tt.path, "."), refused.Problems[0].Path)
				assert.Len(t, refused.Problems, 1, "%v", err)
			}
		})
	}
}

// TestParseKeys_Warnings: what applies elsewhere is read and told, once a place and without a value.
func TestParseKeys_Warnings(t *testing.T) {
	for name, tt := range map[string]struct{ statement, want string }{
		"nothing to tell":             {says("Deny", "cognito-idp:Delete*", "arn:aws:cognito-idp:us-*:123456789012:userpool/*"), ""},
		"an action that is elsewhere": {says("Deny", "cognito-idp:SignUp", "*"), "Action is an action that this endpoint does not have"},
		"a permission of AWS WAF":     {says("Deny", "cognito-idp:AssociateWebACL", "*"), "Action is an action that this endpoint does not have"},
		"a pattern of such actions":   {says("Allow", "cognito-idp:Admin*", "*"), "Action is an action that this endpoint does not have"},
		"another region":              {says("Deny", "*", "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*"), "Resource is of another region than this endpoint"},
		"another partition":           {says("Deny", "*", "arn:aws-cn:cognito-idp:*:123456789012:userpool/*"), "Resource is of another region than this endpoint"},
		"another account":             {says("Deny", "*", "arn:aws:cognito-idp:*:210987654321:userpool/*"), "Resource is of another account than the key"},
		"another account's user":      {saysIf("Deny", "*", `{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::210987654321:user/ann"}}`), "Condition.StringEquals[\"aws:PrincipalArn\"] is no user and no role of the key's account"},
		"the root of an account":      {saysIf("Deny", "*", `{"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}`), "Condition.StringLike[\"aws:PrincipalArn\"] is no user and no role of the key's account"},
		"an idle part of an Allow": {
			`{"Effect": "Allow", "Action": ["cognito-idp:ListUserPools", "cognito-idp:DeleteUserPool"], "Resource": "arn:aws:cognito-idp:*:*:userpool/*"}`,
			"Action[0] never has all keys and a resource of its statement",
		},
	} {
		keys, err := ParseKeys([]byte(`{"`+idA+`": `+entry("policy", policyOf(tt.statement))+`}`), testScope)
		require.NoError(t, err, name)
		var told []string
		for _, w := range keys.Warnings() {
			told = append(told, w.Error())
		}
		var want []string
		if tt.want != "" {
			want = []string{"keys document: " + idA + ".policy.Statement[0]." + tt.want}
		}
		assert.Equal(t, want, told, name)
	}
}

func TestSource_WarnsOnce(t *testing.T) {
	idle := strings.Replace(docA, aStatement, says("Deny", "cognito-idp:SignUp", "*"), 1)
	s, source := newStore(idle)
	require.NoError(t, source.Load(t.Context()))
	assert.Len(t, s.warned, 1, "at the start")
	for range 3 {
		s.pass(refreshEvery)
		require.True(t, found(t, source, idA))
	}
	assert.Equal(t, 4, s.fetches)
	assert.Len(t, s.warned, 1)

	s.text = docA
	s.pass(refreshEvery)
	require.True(t, found(t, source, idA))
	s.text = idle
	s.pass(refreshEvery)
	require.True(t, found(t, source, idA))
	assert.Len(t, s.warned, 2, "it came back")

	s.text = "torn"
	require.Error(t, source.Load(t.Context()))
	assert.Len(t, s.warned, 2, "whoever loads is told by the error")
}

func TestPermissionOnly_NoOperations(t *testing.T) {
	for _, name := range permissionOnly {
		assert.NotContains(t, testScope.Operations, name)
	}
}

// TestOverlap: a pattern and a form overlap where a text of a few characters fits both.
func TestOverlap(t *testing.T) {
	var texts, patterns []string
	for _, all := range []struct {
		into     *[]string
		alphabet string
	}{{&texts, "a1:-"}, {&patterns, "a1:-*?"}} {
		*all.into = []string{""}
		for from := 0; len((*all.into)[from]) < 4; from++ {
			for _, c := range all.alphabet {
				*all.into = append(*all.into, (*all.into)[from]+string(c))
			}
		}
	}
	for _, form := range []string{"a*", "?#", "*_", "*a*", "##", "a?*", "", "*", "1:#", "*:*", "@", "+", "-@+", "+1"} {
		fits := regexp.MustCompile(`\A` + strings.NewReplacer("*", "[^:]*", "?", "[^:]", "#", "[0-9]", "@", "[0-9A-Za-z]", "+", "[0-9A-Za-z]*").Replace(form) + `\z`)
		for _, pattern := range patterns {
			if len(pattern) > 3 {
				break
			}
			want := slices.ContainsFunc(texts, func(text string) bool { return wildcard.Match(pattern, text) && fits.MatchString(text) })
			if form == "*_" {
				want = want || slices.ContainsFunc(texts, func(text string) bool { return wildcard.Match(pattern, text+"_") && fits.MatchString(text+"_") })
			}
			require.Equal(t, want, overlap(pattern, form), "%q and %q", pattern, form)
		}
	}
	assert.True(t, overlap(strings.Repeat("*a", 20_000)+"*", "userpool/?*_?*"), "in time")
}
