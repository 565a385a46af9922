package cognito_test

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// listed are the lists of what belongs to a pool by a name: how one is made, and what its name is called.
var listed = map[string]struct {
	kind                       cognito.RecordKind
	create, id, members, limit string
	most                       int
	request                    obj
}{
	"ListResourceServers": {cognito.ServerRecord, "CreateResourceServer", "Identifier", "ResourceServers", "MaxResults", 50, obj{"Name": "n"}},
	"ListGroups":          {cognito.GroupRecord, "CreateGroup", "GroupName", "Groups", "Limit", 60, nil},
	"ListIdentityProviders": {cognito.ProviderRecord, "CreateIdentityProvider", "ProviderName", "Providers", "MaxResults", 60,
		obj{"ProviderType": "OIDC", "ProviderDetails": oidc["ProviderDetails"]}},
}

// TestPages: pages of every size have what there is once, in ascending order, and a list that is too long for one page
// unless the request says ends at its most.
func TestPages(t *testing.T) {
	t.Parallel()
	for operation, of := range listed {
		l := newLab(t)
		pool := l.create(obj{"PoolName": "p"})
		page := func(request obj) (ids []any, next any) {
			answer := l.do(operation, obj{"UserPoolId": pool}.and(request))
			for _, m := range answer[of.members].([]any) {
				ids = append(ids, m.(map[string]any)[of.id])
			}
			return ids, answer["NextToken"]
		}
		l.do(of.create, obj{"UserPoolId": pool, of.id: "first"}.and(of.request))
		want := []any{"first"}
		for _, id := range l.more(pool, of.kind, of.most) {
			want = append(want, id)
		}
		for _, size := range []int{1, 7, of.most - 1, of.most} {
			got, next := page(obj{of.limit: size})
			for next != nil {
				assert.Len(t, got, len(got)/size*size)
				var more []any
				more, next = page(obj{of.limit: size, "NextToken": next})
				got = append(got, more...)
			}
			assert.Equal(t, want, got, "%s by %d", operation, size)
		}
		got, next := page(nil)
		assert.Len(t, got, of.most)
		assert.NotNil(t, next)
	}
}

// TestPages_Tokens: a token is of one list of one pool of one account in one region; what is changed or made up is none.
func TestPages_Tokens(t *testing.T) {
	t.Parallel()
	for operation, of := range listed {
		l := newLab(t)
		pool, other := l.create(obj{"PoolName": "p"}), l.create(obj{"PoolName": "q"})
		for _, id := range []string{"aaa", "bbb", "ccc"} {
			for _, p := range []string{pool, other} {
				l.do(of.create, obj{"UserPoolId": p, of.id: id}.and(of.request))
			}
		}
		token := l.do(operation, obj{"UserPoolId": pool, of.limit: 1})["NextToken"].(string)
		l.do(operation, obj{"UserPoolId": pool, "NextToken": token})
		refused := func(operation, pool, token string) {
			l.invalid("Provided pagination token is invalid. Check the token and try your request again.",
				operation, obj{"UserPoolId": pool, "NextToken": token})
			assert.Equal(t, "rule list-token", l.entry.Refused)
		}
		refused(operation, other, token)
		for another := range listed {
			if another != operation {
				refused(another, pool, token)
			}
		}
		encode := base64.RawURLEncoding.EncodeToString
		raw, err := base64.RawURLEncoding.DecodeString(token)
		require.NoError(t, err)
		for i := range raw {
			changed := append([]byte(nil), raw...)
			changed[i] ^= 1
			refused(operation, pool, encode(changed))
		}
		for _, text := range []string{"x", token + "A", token[1:], encode(raw[:9]), encode(append(raw, 0xff))} {
			refused(operation, pool, text)
		}
		forged := func(id string) string {
			sum := sha256.Sum256([]byte(strings.Join([]string{"page", labAccount, labRegion, pool, operation, id}, "\x00")))
			return encode(append(append([]byte{0}, sum[:8]...), id...))
		}
		assert.Equal(t, token, forged("aaa"))
		for _, id := range []string{"", strings.Repeat("a", 2000), "a\tb", "\xff"} { // none of them reaches a store
			refused(operation, pool, forged(id))
		}
	}
}
