package cognito_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What comes in goes out: absent, empty and false are three things.
func TestPresenceIsKept(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"AccountRecoverySetting", "AcrConfiguration", "DcrConfiguration", "DeviceConfiguration", "IssuerConfiguration", "KeyConfiguration",
		"LambdaConfig", "UserPoolTags", "UserAttributeUpdateSettings", "Policies.SignInPolicy", "AdminCreateUserConfig.InviteMessageTemplate",
	} {
		t.Run("{} at "+path, func(t *testing.T) {
			t.Parallel()
			shown{path: obj{}}.holds(t, createdAndDescribed(t, path, obj{}))
		})
	}
	for _, path := range []string{
		"AliasAttributes", "UsernameAttributes", "AutoVerifiedAttributes", "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
		"DcrConfiguration.AllowedScopes", "DcrConfiguration.AuthenticatedGrantTypes", "DcrConfiguration.OpenDcrGrantTypes",
	} {
		t.Run("[] at "+path, func(t *testing.T) {
			t.Parallel()
			shown{path: list{}}.holds(t, createdAndDescribed(t, path, list{}))
		})
	}
	for _, path := range []string{
		"UsernameConfiguration.CaseSensitive", "DcrConfiguration.OpenDcrEnabled", "DeviceConfiguration.ChallengeRequiredOnNewDevice",
		"DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt", "AdminCreateUserConfig.AllowAdminCreateUserOnly", "Policies.PasswordPolicy.RequireNumbers",
	} {
		for _, said := range []bool{false, true} {
			t.Run("a boolean at "+path, func(t *testing.T) {
				t.Parallel()
				shown{path: said}.holds(t, createdAndDescribed(t, path, said))
			})
		}
	}
	for path, empty := range map[string]any{
		"SmsConfiguration.ExternalId": "", "UserPoolTags.key": "", "SmsConfiguration.EumsSms.InEntityId": "",
	} {
		t.Run("an empty text at "+path, func(t *testing.T) {
			t.Parallel()
			shown{path: empty}.holds(t, createdAndDescribed(t, path, empty))
		})
	}
}

// createdAndDescribed makes a pool that says one value, and what that needs.
func createdAndDescribed(t *testing.T, path string, value any) obj {
	t.Helper()
	names := strings.Split(path, ".")
	slices.Reverse(names)
	for _, name := range names {
		value = obj{name: value}
	}
	request := value.(obj).with("PoolName", "p")
	switch sms, _ := request["SmsConfiguration"].(obj); {
	case sms == nil:
	case sms["EumsSms"] != nil:
		sms["EumsSms"].(obj)["CallerArn"] = role
	default:
		sms["SnsCallerArn"] = role
	}
	l := newLab(t)
	created := obj(l.do("CreateUserPool", request)["UserPool"].(map[string]any))
	described := l.describe(created["Id"].(string))
	want, there := created.parent(path)
	got, thereToo := described.parent(path)
	assert.Equal(t, there, thereToo)
	assert.Equal(t, want, got, "CreateUserPool and DescribeUserPool show the same")
	return described
}

// (any other member): the answers to the smallest request have these members and
// no other.
func TestNoFurtherMemberExists(t *testing.T) {
	t.Parallel()
	members := func(o obj) []string {
		var names []string
		for name := range o {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	l := newLab(t)
	answer := l.do("CreateUserPool", obj{"PoolName": "p"})
	assert.Equal(t, []string{"UserPool"}, members(answer))
	created := obj(answer["UserPool"].(map[string]any))
	want := []string{
		"AccountRecoverySetting", "AdminCreateUserConfig", "Arn", "CreationDate", "DeletionProtection", "EmailConfiguration", "EstimatedNumberOfUsers", "Id",
		"IssuerConfiguration", "KeyConfiguration", "LambdaConfig", "LastModifiedDate", "MfaConfiguration", "Name", "Policies", "SchemaAttributes",
		"UserAttributeUpdateSettings", "UserPoolTier", "VerificationMessageTemplate",
	}
	assert.Equal(t, want, members(created))
	assert.Equal(t, distinct(append(want, "UserPoolTags")), members(l.describe(created["Id"].(string))), "UserPoolTags {} is the only further one")
}

// UserPoolTags: CreateUserPool has no member where no tags were sent,
// DescribeUserPool has {}.
func TestUserPoolTagsOfAPoolWithoutTags(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	created := obj(l.do("CreateUserPool", obj{"PoolName": "p"})["UserPool"].(map[string]any))
	assert.NotContains(t, created, "UserPoolTags")
	shows(t, obj{}, l.describe(created["Id"].(string)), "UserPoolTags")
}

// Arn, Id: the form of both, in every partition; and all 62 characters occur.
func TestIdsAndARNs(t *testing.T) {
	t.Parallel()
	for region, partition := range map[string]string{
		"us-east-1": "aws", "ap-southeast-2": "aws", "us-gov-west-1": "aws-us-gov", "us-gov-east-1": "aws-us-gov", "eusc-de-east-1": "aws-eusc", "cn-north-1": "aws-cn",
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.service.Region = region
			pool := obj(l.do("CreateUserPool", obj{"PoolName": "p"})["UserPool"].(map[string]any))
			id := pool["Id"].(string)
			assert.Regexp(t, `^`+region+`_[0-9A-Za-z]{9}$`, id)
			assert.Equal(t, "arn:"+partition+":cognito-idp:"+region+":123456789012:userpool/"+id, pool["Arn"])
		})
	}
	t.Run("every character", func(t *testing.T) {
		t.Parallel()
		l := newLab(t)
		seen := map[rune]int{}
		ids := map[string]bool{}
		for range 200 {
			id := l.create(obj{"PoolName": "p"})
			ids[id] = true
			for _, c := range strings.TrimPrefix(id, "us-east-1_") {
				seen[c]++
			}
		}
		assert.Len(t, ids, 200, "no id twice")
		assert.Len(t, seen, 62)
	})
}

// (http): what an answer's head has.
func TestTheHeadOfAnAnswer(t *testing.T) {
	t.Parallel()
	resp := newLab(t).send("CreateUserPool", obj{"PoolName": "p"})
	require.Equal(t, http.StatusOK, resp.Status)
	assert.Equal(t, map[string]string{"Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": "r"}, resp.Header)
	assert.False(t, strings.HasSuffix(string(resp.Body), "\n"), "no trailing newline")
}

// (body): operations with an empty output answer {}, DeleteUserPool nothing.
func TestEmptyAnswers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	for _, x := range []struct {
		operation string
		request   obj
		want      string
	}{
		{"UpdateUserPool", obj{"UserPoolId": id}, `{}`},
		{"TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{"a": "b"}}, `{}`},
		{"UntagResource", obj{"ResourceArn": l.arn(id), "TagKeys": list{"a"}}, `{}`},
		{"AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": list{obj{"Name": "a", "AttributeDataType": "String"}}}, `{}`},
		{"GetUserPoolMfaConfig", obj{"UserPoolId": id}, `{"MfaConfiguration":"OFF"}`},
		{"ListTagsForResource", obj{"ResourceArn": l.arn(id)}, `{"Tags":{}}`},
		{"DeleteUserPool", obj{"UserPoolId": id}, ``},
		{"ListUserPools", obj{"MaxResults": 1}, `{"UserPools":[]}`},
	} {
		assert.Equal(t, x.want, string(l.send(x.operation, x.request).Body), x.operation)
	}
}
