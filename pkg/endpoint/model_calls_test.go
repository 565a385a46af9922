package endpoint_test

import (
	"maps"
	"slices"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	et "userpools/internal/endpointtest"
)

func (l *life) create() {
	account := rapid.SampledFrom(l.accounts).Draw(l.r, "account")
	p := &modelPool{
		name: rapid.StringMatching(`[a-z ]{1,9}`).Draw(l.r, "name"), mfa: "OFF", tier: "ESSENTIALS",
		protected: rapid.Bool().Draw(l.r, "protected"), tags: map[string]string{},
	}
	in := et.Object{"PoolName": p.name}
	if p.protected {
		in["DeletionProtection"] = "ACTIVE"
	}
	if rapid.Bool().Draw(l.r, "custom") {
		p.custom = []string{"custom:a"}
		in["Schema"] = []et.Object{{"Name": "a", "AttributeDataType": "String"}}
	}
	if rapid.Bool().Draw(l.r, "tagged") {
		p.tags["k0"] = "v"
		in["UserPoolTags"] = p.tags
	}
	code, out := l.call(account, "CreateUserPool", in)
	require.Empty(l.r, code)
	id := out["UserPool"].(et.Object)["Id"].(string)
	require.Nil(l.r, l.pools[account][id], "a new pool has a new id")
	l.pools[account][id] = p
}

func (l *life) describe() {
	account, id, p := l.someone()
	code, out := l.call(account, "DescribeUserPool", et.Object{"UserPoolId": id})
	if !l.expect(p, code, "") {
		return
	}
	shown := out["UserPool"].(et.Object)
	require.Equal(l.r, p.name, shown["Name"])
	require.Equal(l.r, p.mfa, shown["MfaConfiguration"])
	require.Equal(l.r, p.tier, shown["UserPoolTier"])
	require.Equal(l.r, p.protected, shown["DeletionProtection"] == "ACTIVE")
	require.Equal(l.r, texts(p.tags), shown["UserPoolTags"])
	require.Equal(l.r, len(p.autoVerified) > 0, shown["AutoVerifiedAttributes"] != nil)
	var custom []string
	for _, a := range shown["SchemaAttributes"].([]any)[14 : 14+len(p.custom)] {
		custom = append(custom, a.(et.Object)["Name"].(string))
	}
	require.Equal(l.r, p.custom, custom)
	require.Len(l.r, shown["SchemaAttributes"], 21+len(p.custom))
}

func texts(m map[string]string) et.Object {
	out := et.Object{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// list goes through all pages.
func (l *life) list() {
	account := rapid.SampledFrom(l.accounts).Draw(l.r, "account")
	in := et.Object{"MaxResults": rapid.IntRange(1, 3).Draw(l.r, "max")}
	var ids []string
	for {
		code, out := l.call(account, "ListUserPools", in)
		require.Empty(l.r, code)
		for _, p := range out["UserPools"].([]any) {
			ids = append(ids, p.(et.Object)["Id"].(string))
		}
		if out["NextToken"] == nil {
			break
		}
		in["NextToken"] = out["NextToken"]
	}
	require.Equal(l.r, slices.Sorted(maps.Keys(l.pools[account])), ids)
}

func (l *life) update() {
	account, id, p := l.someone()
	in := et.Object{"UserPoolId": id}
	next := &modelPool{}
	if p != nil {
		*next = *p
	}
	next.autoVerified = nil // reset by omission
	if rapid.Bool().Draw(l.r, "protection") {
		next.protected = rapid.Bool().Draw(l.r, "protected")
		in["DeletionProtection"] = map[bool]string{true: "ACTIVE", false: "INACTIVE"}[next.protected]
	}
	if rapid.Bool().Draw(l.r, "verify") {
		next.autoVerified = []string{"email"}
		in["AutoVerifiedAttributes"] = next.autoVerified
	}
	if rapid.Bool().Draw(l.r, "tier") {
		next.tier = rapid.SampledFrom([]string{"LITE", "ESSENTIALS", "PLUS"}).Draw(l.r, "to")
		in["UserPoolTier"] = next.tier
	}
	want := ""
	if rapid.Bool().Draw(l.r, "threat protection") {
		in["UserPoolAddOns"] = et.Object{"AdvancedSecurityMode": "AUDIT"}
		switch {
		case next.tier == "PLUS":
		case p != nil && next.tier != p.tier:
			want = "TierChangeNotAllowedException"
		default:
			want = "FeatureUnavailableInTierException"
		}
	}
	if code, _ := l.call(account, "UpdateUserPool", in); l.expect(p, code, want) {
		*p = *next
	}
}

func (l *life) delete() {
	account, id, p := l.someone()
	want := ""
	if p != nil && p.protected {
		want = "InvalidParameterException"
	}
	if code, _ := l.call(account, "DeleteUserPool", et.Object{"UserPoolId": id}); l.expect(p, code, want) {
		delete(l.pools[account], id)
	}
}

func (l *life) addAttributes() {
	account, id, p := l.someone()
	name := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(l.r, "attribute")
	want := ""
	if p != nil && slices.Contains(p.custom, "custom:"+name) {
		want = "InvalidParameterException"
	}
	code, _ := l.call(account, "AddCustomAttributes", et.Object{
		"UserPoolId": id, "CustomAttributes": []et.Object{{"Name": name, "AttributeDataType": "Number"}},
	})
	if l.expect(p, code, want) {
		p.custom = append(slices.Clone(p.custom), "custom:"+name)
	}
}

func (l *life) getMfa() {
	account, id, p := l.someone()
	code, out := l.call(account, "GetUserPoolMfaConfig", et.Object{"UserPoolId": id})
	if l.expect(p, code, "") {
		require.Equal(l.r, p.mfa, out["MfaConfiguration"])
		require.Equal(l.r, p.token, out["SoftwareTokenMfaConfiguration"] != nil)
	}
}

func (l *life) setMfa() {
	account, id, p := l.someone()
	mode := rapid.SampledFrom([]string{"", "OFF", "OPTIONAL", "ON"}).Draw(l.r, "mode")
	token := rapid.Bool().Draw(l.r, "token")
	in := et.Object{"UserPoolId": id}
	if mode != "" {
		in["MfaConfiguration"] = mode
	} else {
		mode = "OFF"
	}
	if token {
		in["SoftwareTokenMfaConfiguration"] = et.Object{"Enabled": true}
	}
	want := ""
	if token == (mode == "OFF") {
		want = "InvalidParameterException"
	}
	if code, _ := l.call(account, "SetUserPoolMfaConfig", in); l.expect(p, code, want) {
		p.mfa, p.token = mode, token
	}
}

func arnOf(account, id string) string {
	return "arn:aws:cognito-idp:us-east-1:" + account + ":userpool/" + id
}

func (l *life) tag() {
	account, id, p := l.someone()
	tags := rapid.MapOfN(rapid.StringMatching(`k[0-5]`), rapid.StringMatching(`[a-z]{0,3}`), 1, 3).Draw(l.r, "tags")
	code, _ := l.call(account, "TagResource", et.Object{"ResourceArn": arnOf(account, id), "Tags": tags})
	if l.expect(p, code, "") {
		p.tags = maps.Clone(p.tags)
		maps.Copy(p.tags, tags)
	}
}

func (l *life) untag() {
	account, id, p := l.someone()
	keys := rapid.SliceOfN(rapid.StringMatching(`k[0-5]`), 1, 3).Draw(l.r, "keys")
	code, _ := l.call(account, "UntagResource", et.Object{"ResourceArn": arnOf(account, id), "TagKeys": keys})
	if l.expect(p, code, "") {
		p.tags = maps.Clone(p.tags)
		for _, key := range keys {
			delete(p.tags, key)
		}
	}
}

// listTags also names pools by an ARN of another account, which is never the caller's.
func (l *life) listTags() {
	account, id, p := l.someone()
	owner := rapid.SampledFrom(l.accounts).Draw(l.r, "owner in the ARN")
	if owner != account {
		p = nil
	}
	code, out := l.call(account, "ListTagsForResource", et.Object{"ResourceArn": arnOf(owner, id)})
	if l.expect(p, code, "") {
		require.Equal(l.r, texts(p.tags), out["Tags"])
	}
}
