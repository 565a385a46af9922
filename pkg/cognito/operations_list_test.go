package cognito_test

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pages reads a whole list in pages of a size, and gives the ids of each page.
func (l *lab) pages(size int) [][]string {
	l.t.Helper()
	var all [][]string
	request := obj{"MaxResults": size}
	for {
		answer := l.do("ListUserPools", request)
		all = append(all, ids(answer))
		token, more := answer["NextToken"].(string)
		if !more {
			return all
		}
		require.Regexp(l.t, `^[0-9A-Za-z][0-9A-Za-z_-]+$`, token, "it can be pasted after --starting-token")
		request = obj{"MaxResults": size, "NextToken": token}
		require.Less(l.t, len(all), 100, "a list that does not end")
	}
}

func ids(answer obj) []string {
	var out []string
	for _, p := range answer["UserPools"].([]any) {
		out = append(out, p.(map[string]any)["Id"].(string))
	}
	return out
}

func (l *lab) fill(n int) []string {
	l.t.Helper()
	var made []string
	for range n {
		made = append(made, l.create(obj{"PoolName": "p"}))
	}
	slices.Sort(made)
	return made
}

func TestList_Pages(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	made := l.fill(12)
	for _, size := range []int{1, 2, 3, 4, 5, 6, 7, 11, 12, 13, 60} {
		pages := l.pages(size)
		assert.Equal(t, made, slices.Concat(pages...), "pages of %d: every pool once, in order of the ids", size)
		assert.Len(t, pages, (12+size-1)/size, "no empty page at the end, and none in between")
		for _, page := range pages[:len(pages)-1] {
			assert.Len(t, page, size)
		}
	}
	token := l.do("ListUserPools", obj{"MaxResults": 2})["NextToken"]
	for _, size := range []int{1, 3, 60, 1} { // a token comes with another size, and more than once
		assert.Equal(t, made[2:min(2+size, 12)], ids(l.do("ListUserPools", obj{"MaxResults": size, "NextToken": token})))
	}
}

// TestList_Entry: five members and no other.
func TestList_Entry(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "n", "UserPoolTags": obj{"a": "b"}, "LambdaConfig": obj{"PreTokenGeneration": function}})
	pool := l.describe(id)
	assert.Equal(t, map[string]any{
		"CreationDate": pool["CreationDate"], "Id": id, "LambdaConfig": pool["LambdaConfig"], "LastModifiedDate": pool["LastModifiedDate"], "Name": "n",
	}, l.do("ListUserPools", obj{"MaxResults": 1})["UserPools"].([]any)[0])
}

// TestList_Changing: a pool that was there all along is listed once, whatever comes and goes.
func TestList_Changing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	made := l.fill(9)
	first := l.do("ListUserPools", obj{"MaxResults": 3})
	assert.Equal(t, made[:3], ids(first))
	l.do("DeleteUserPool", obj{"UserPoolId": made[2]}) // the one that the token names
	l.do("DeleteUserPool", obj{"UserPoolId": made[4]})
	l.fill(5)
	rest := ids(l.do("ListUserPools", obj{"MaxResults": 60, "NextToken": first["NextToken"]}))
	assert.Subset(t, rest, []string{made[3], made[5], made[6], made[7], made[8]})
	assert.NotContains(t, rest, made[4])
	assert.Equal(t, distinct(rest), rest, "sorted, and each once")
	assert.Greater(t, rest[0], made[2])
}

func TestList_Partitions(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	made := l.fill(3)
	l.account = "210987654321"
	assert.Equal(t, `{"UserPools":[]}`, string(l.send("ListUserPools", obj{"MaxResults": 60}).Body))
	theirs := l.fill(2)
	assert.Equal(t, theirs, slices.Concat(l.pages(1)...))
	l.account, l.service.Region = labAccount, "eu-west-1"
	assert.Empty(t, slices.Concat(l.pages(60)...))
	l.service.Region = labRegion
	assert.Equal(t, made, slices.Concat(l.pages(1)...))
}

// TestList_BadTokens: a token of another account or region, a changed and a malformed one.
func TestList_BadTokens(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.fill(3)
	token := l.do("ListUserPools", obj{"MaxResults": 1})["NextToken"].(string)
	refused := func(name, token string) {
		l.invalid("Invalid NextToken.", "ListUserPools", obj{"MaxResults": 1, "NextToken": token})
		assert.Equal(t, "rule page-token", l.entry.Refused, name)
	}
	for i := range token {
		other := "A"
		if token[i:i+1] == other {
			other = "B"
		}
		refused("with a changed character", token[:i]+other+token[i+1:])
		if i > 0 {
			refused("cut short", token[:i])
		}
	}
	for name, bad := range map[string]string{
		"longer": token + "A", "twice": token + token, "padded": token + "=", "no base64": "!", "an id": "us-east-1_abcdefghi", "text": "[Pagination-token]",
		"a script": "漢", "long": strings.Repeat("A", 100_000), "with a new line in it": token[:8] + "\u0085" + token[8:],
	} {
		refused(name, bad)
	}
	l.account = "210987654321"
	refused("of another account", token)
	l.account, l.service.Region = labAccount, "eu-west-1"
	refused("of another region", token)
	l.service.Region = labRegion
	l.do("ListUserPools", obj{"MaxResults": 1, "NextToken": token})
}

// TestList_ForgedToken: a token has no secret: it can be forged, and then names a position
// among the caller's own pools. One that names no id does not reach the store.
func TestList_ForgedToken(t *testing.T) {
	t.Parallel()
	forged := func(after string) string {
		sum := sha256.Sum256([]byte("page\x00" + labAccount + "\x00" + labRegion + "\x00" + after))
		raw := append([]byte{0}, sum[:8]...) // the form of the token, and a part of the checksum
		return base64.RawURLEncoding.EncodeToString(append(raw, after...))
	}
	l := newLab(t)
	made := l.fill(2)
	token := l.do("ListUserPools", obj{"MaxResults": 1})["NextToken"]
	require.Equal(t, token, forged(made[0]), "this is how a token is made")
	assert.Equal(t, made, ids(l.do("ListUserPools", obj{"MaxResults": 60, "NextToken": forged("a_0")})))
	l.service.Store = nil
	for _, after := range []string{strings.Repeat("a", 5000), "us-east-1_" + strings.Repeat("a", 46), "POOL#", "\x00", "us-east-1_a\n", "ä_a"} {
		l.invalid("Invalid NextToken.", "ListUserPools", obj{"MaxResults": 1, "NextToken": forged(after)})
	}
}
