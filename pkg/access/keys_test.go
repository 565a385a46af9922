package access

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

const (
	idA    = "UPKAAAAAAAAAAAAAAAA2"
	idB    = "UPKBBBBBBBBBBBBBBBB7"
	canary = "CANARYcanaryCANARYcanaryCANARYcanary0123"
)

// entry is a key in which one member is another, or (value empty) is left out.
func entry(name, value string) string {
	order := []string{"secret", "account", "principal", "policy"}
	members := map[string]string{
		"secret": `"` + canary + `"`, "account": `"123456789012"`, "principal": `"` + alice + `"`, "policy": policyOf(aStatement),
	}
	if _, usual := members[name]; !usual {
		order = append(order, name)
	}
	members[name] = value
	var all []string
	for _, n := range order {
		if members[n] != "" {
			all = append(all, fmt.Sprintf("%q: %s", n, members[n]))
		}
	}
	return `{` + strings.Join(all, ", ") + `}`
}

func usual() string { return entry("account", `"123456789012"`) }

func TestParseKeys(t *testing.T) {
	keys, err := ParseKeys([]byte(`{"`+idA+`": `+entry("notAfter", `"2027-01-01T01:00:00+01:00"`)+`, "`+idB+`": `+usual()+`}`), testScope)
	require.NoError(t, err)
	assert.Len(t, keys.byID, 2, "one principal may have two keys")

	end := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	key, found := keys.Lookup(idA, end)
	require.True(t, found, "at its last moment")
	assert.Equal(t, idA, key.ID)
	assert.Equal(t, "123456789012", key.Account)
	assert.Equal(t, alice, key.Principal)
	assert.Equal(t, canary, key.Secret.Reveal())
	assert.Equal(t, Allowed, key.Policy.Evaluate(create()))

	key, found = keys.Lookup(idA, end.Add(1))
	assert.False(t, found, "its time is over")
	assert.Zero(t, key)
	_, found = keys.Lookup(idB, end.AddDate(100, 0, 0))
	assert.True(t, found, "a key without an end")
	_, found = keys.Lookup("", end)
	assert.False(t, found)
	assert.Empty(t, Secret{}.Reveal())
}

func TestParseKeys_Principals(t *testing.T) {
	for _, partition := range []string{"aws", "aws-cn", "aws-eusc", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-us-gov"} {
		for _, name := range []string{"user/alice", "role/teams/blue/ci", "role/a_+=,.@-1"} {
			arn := "arn:" + partition + ":iam::123456789012:" + name
			keys, err := ParseKeys([]byte(`{"`+idA+`": `+entry("principal", `"`+arn+`"`)+`}`), testScope)
			require.NoError(t, err, arn)
			assert.Equal(t, arn, keys.byID[idA].Principal)
		}
	}
}

func TestParseKeys_Refused(t *testing.T) {
	one := func(name, value string) string { return `{"` + idA + `": ` + entry(name, value) + `}` }
	var many []string
	for i := range MaxKeys + 1 {
		many = append(many, fmt.Sprintf(`"UPKAAAAAAAAAAAAAA%c%c%c": {}`, 'A'+i/400, 'A'+i/20%20, 'A'+i%20))
	}
	for _, tt := range []struct{ name, doc, path string }{
		{"no keys", `{}`, ""},
		{"more keys than are read", `{` + strings.Join(many, ",") + `}`, ""},
		{"a key of AWS", `{"` + idA + `": ` + usual() + `, "AKIAIOSFODNN7EXAMPLE": ` + usual() + `}`, "[1]"},
		{"a key id too short", `{"` + idA[:19] + `": ` + usual() + `}`, "[0]"},
		{"a key id too long", `{"` + idA + `A": ` + usual() + `}`, "[0]"},
		{"a key id in lower case", `{"` + strings.ToLower(idA) + `": ` + usual() + `}`, "[0]"},
		{"a key id with a digit that base32 lacks", `{"UPKAAAAAAAAAAAAAAAA1": ` + usual() + `}`, "[0]"},
		{"one id twice", `{"` + idA + `": ` + usual() + `, "` + idA + `": ` + usual() + `}`, idA},
		{"no secret", one("secret", ""), idA + ".secret"},
		{"a secret too short", one("secret", `"`+canary[:31]+`"`), idA + ".secret"},
		{"a secret too long", one("secret", `"`+strings.Repeat("x", 129)+`"`), idA + ".secret"},
		{"a secret with a space", one("secret", `"`+canary+` "`), idA + ".secret"},
		{"a secret that is not ASCII", one("secret", `"`+canary+`é"`), idA + ".secret"},
		{"no account", one("account", ""), idA + ".account"},
		{"an account of 11 digits", one("account", `"12345678901"`), idA + ".account"},
		{"an account of 13 digits", one("account", `"1234567890123"`), idA + ".account"},
		{"no principal", one("principal", ""), idA + ".principal"},
		{"a principal that is a name", one("principal", `"alice"`), idA + ".principal"},
		{"a principal of another account", one("principal", `"arn:aws:iam::210987654321:user/a"`), idA + ".principal"},
		{"a principal that is a group", one("principal", `"arn:aws:iam::123456789012:group/a"`), idA + ".principal"},
		{"a principal without a name", one("principal", `"arn:aws:iam::123456789012:user/"`), idA + ".principal"},
		{"a principal of another service", one("principal", `"arn:aws:sts::123456789012:user/a"`), idA + ".principal"},
		{"a principal of a region", one("principal", `"arn:aws:iam:us-east-1:123456789012:user/a"`), idA + ".principal"},
		{"a principal of no partition", one("principal", `"arn::iam::123456789012:user/a"`), idA + ".principal"},
		{"a principal of a partition that is none", one("principal", `"arn:aws-us:iam::123456789012:user/a"`), idA + ".principal"},
		{"a principal of a partition in capitals", one("principal", `"arn:AWS:iam::123456789012:user/a"`), idA + ".principal"},
		{"a principal of another account and partition", one("principal", `"arn:aws-cn:iam::210987654321:user/a"`), idA + ".principal"},
		{"a principal that is the root", one("principal", `"arn:aws:iam::123456789012:root"`), idA + ".principal"},
		{"a principal with another field", one("principal", `"arn:aws:iam::123456789012:user/a:b"`), idA + ".principal"},
		{"a principal with a line break", one("principal", `"arn:aws:iam::123456789012:user/a\nb"`), idA + ".principal"},
		{"a principal that is too long", one("principal", `"arn:aws:iam::123456789012:user/`+strings.Repeat("a", 512)+`"`), idA + ".principal"},
		{"no policy", one("policy", ""), idA + ".policy"},
		{"a policy in a string", one("policy", `"{}"`), idA + ".policy"},
		{"a mistake in the policy", one("policy", condition1(`{"IpAddress": {"aws:SourceIp": "::"}}`)), idA + ".policy.Statement.Condition.IpAddress"},
		{"an end that is a date", one("notAfter", `"2027-01-01"`), idA + ".notAfter"},
		{"an end at the beginning of time", one("notAfter", `"0001-01-01T00:00:00Z"`), idA + ".notAfter"},
		{"an unknown member", one("sessionToken", `"x"`), idA + ".sessionToken"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keys, err := ParseKeys([]byte(tt.doc), testScope)
			refused, is := errors.AsType[*shape.DocumentError](err)
			require.True(t, is, "%v", err)
			assert.Nil(t, keys)
			assert.Equal(t, tt.path, refused.Problems[0].Path, err.Error())
			for _, p := range refused.Problems[1:] {
				assert.NotContains(t, p.Text, "must be of the account", "which is not known")
			}
			mustNotTell(t, err.Error())
		})
	}
}

func TestParseKeys_AllMistakes(t *testing.T) {
	_, err := ParseKeys([]byte(`{"`+idA+`": {"secret": "short", "account": "1", "policy": {"Statement": []}}, "nobody": `+entry("notAfter", `"soon"`)+`}`), testScope)
	assert.EqualError(t, err, "keys document refused: "+idA+".principal is missing; "+
		idA+".secret must have 32 to 128 characters; "+idA+".account must be of 12 digits; "+idA+".policy.Statement must not be empty; "+
		"[1] must be an id of UPK and 17 of the characters A-Z and 2-7; [1].notAfter must be a moment of RFC 3339, as in 2027-01-01T00:00:00Z")
}
