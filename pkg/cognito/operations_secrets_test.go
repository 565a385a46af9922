package cognito_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const suppliedSecret = "abcdefghijklmnopqrstuvwxyz"

// ofClient is a request about the client that was made last.
func (l *lab) ofClient(pool string, more obj) obj {
	return obj{"UserPoolId": pool, "ClientId": l.client}.and(more)
}

// secretID is the id of a secret that was made at the time of the lab, some seconds on.
func (l *lab) secretID(seconds int64) string {
	return fmt.Sprintf("%s--%d", l.client, l.now.Unix()+seconds)
}

// addSecret gives the client another one, as AddUserPoolClientSecret answers it.
func (l *lab) addSecret(pool string, more obj) obj {
	l.t.Helper()
	return l.do("AddUserPoolClientSecret", l.ofClient(pool, more))["ClientSecretDescriptor"].(map[string]any)
}

// secretIDs are what ListUserPoolClientSecrets lists.
func (l *lab) secretIDs(pool string) (ids []any) {
	l.t.Helper()
	answer := l.do("ListUserPoolClientSecrets", l.ofClient(pool, nil))
	require.NotContains(l.t, answer, "NextToken")
	for _, s := range answer["ClientSecrets"].([]any) {
		require.NotContains(l.t, s, "ClientSecretValue")
		ids = append(ids, s.(map[string]any)["ClientSecretId"])
	}
	return ids
}

// TestClientSecrets_Rotated: the life of secrets, from the first to the one that takes its place.
func TestClientSecrets_Rotated(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	client := l.createClient(pool, obj{"GenerateSecret": true})
	first := l.secretID(0)
	added := l.addSecret(pool, nil)
	assert.Equal(t, obj{
		"ClientSecretId": l.secretID(1), "ClientSecretCreateDate": float64(l.now.Unix() + 1), "ClientSecretValue": added["ClientSecretValue"],
	}, added, "the second has a secret, so the next is taken")
	assert.Regexp(t, `^[0-9a-v]{40,52}$`, added["ClientSecretValue"])
	assert.NotEqual(t, client["ClientSecret"], added["ClientSecretValue"])
	assert.Equal(t, list{first, l.secretID(1)}, l.secretIDs(pool))
	assert.Equal(t, client, l.describeClient(pool), "the first is shown, and no date moves")

	assert.Equal(t, `{}`, string(l.send("DeleteUserPoolClientSecret", l.ofClient(pool, obj{"ClientSecretId": first})).Body))
	assert.Equal(t, list{l.secretID(1)}, l.secretIDs(pool))
	assert.Equal(t, client.with("ClientSecret", added["ClientSecretValue"]), l.describeClient(pool), "what is left is shown")
	l.updateClient(pool, nil)
	assert.Equal(t, added["ClientSecretValue"], l.describeClient(pool)["ClientSecret"], "an update keeps it")

	l.later(time.Hour)
	assert.Equal(t, obj{"ClientSecretId": l.secretID(0), "ClientSecretCreateDate": float64(l.now.Unix())},
		l.addSecret(pool, obj{"ClientSecret": suppliedSecret}), "who supplies a secret is not told it")
	l.do("DeleteUserPoolClientSecret", l.ofClient(pool, obj{"ClientSecretId": l.secretID(1 - 3600)}))
	members{"ClientSecret": suppliedSecret}.in(t, l.describeClient(pool))
}

// TestClientSecrets_None: a client without has an empty list, whatever token is sent.
func TestClientSecrets_None(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	assert.Equal(t, `{"ClientSecrets":[]}`, string(l.send("ListUserPoolClientSecrets", l.ofClient(pool, obj{"NextToken": "x"})).Body))
}

// TestAddUserPoolClientSecret_Repeated: a repeat is answered with the secret of the first call, also where that is the
// second of two; another call makes another.
func TestAddUserPoolClientSecret_Repeated(t *testing.T) {
	t.Parallel()
	for _, supplied := range []obj{nil, {"ClientSecret": suppliedSecret}} {
		l := newLab(t)
		pool := l.create(obj{"PoolName": "p"})
		l.createClient(pool, obj{"GenerateSecret": true})
		l.token = "first"
		lost := &lossy{Store: l.service.Store}
		l.service.Store = lost
		assert.Equal(t, http.StatusInternalServerError, l.send("AddUserPoolClientSecret", l.ofClient(pool, supplied)).Status)
		first := l.addSecret(pool, supplied)
		l.later(time.Hour)
		assert.Equal(t, first, l.addSecret(pool, supplied))
		assert.Len(t, l.secretIDs(pool), 2)
		assert.Equal(t, 1, lost.writes)
		l.token = "second"
		l.refuse("LimitExceededException", "The app client has 2 client secrets, which is the maximum.", "AddUserPoolClientSecret", l.ofClient(pool, supplied))
	}
}

// TestAddUserPoolClientSecret_NotDerived: a secret does not follow from the call that makes it.
func TestAddUserPoolClientSecret_NotDerived(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool, seen := l.create(obj{"PoolName": "p"}), map[any]bool{}
	l.createClient(pool, obj{"GenerateSecret": true})
	for range 3 {
		l.token = "the same"
		secret := l.addSecret(pool, nil)
		assert.False(t, seen[secret["ClientSecretValue"]])
		seen[secret["ClientSecretValue"]] = true
		l.do("DeleteUserPoolClientSecret", l.ofClient(pool, obj{"ClientSecretId": secret["ClientSecretId"]}))
	}
	l.service.Random = strings.NewReader("too short")
	assert.Equal(t, http.StatusInternalServerError, l.send("AddUserPoolClientSecret", l.ofClient(pool, nil)).Status)
	assert.ErrorContains(t, l.entry.Cause, "random source")
}

// TestClientSecrets_Race: who writes between a call's reading and its writing.
func TestClientSecrets_Race(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		operation     string
		meanwhile     func(l *lab, pool string)
		code, message string
		left          int
	}{
		"another second secret": {"AddUserPoolClientSecret", func(l *lab, pool string) { l.addSecret(pool, nil) },
			"LimitExceededException", "The app client has 2 client secrets, which is the maximum.", 2},
		"the client is changed": {"AddUserPoolClientSecret", func(l *lab, pool string) { l.updateClient(pool, obj{"ClientName": "renamed"}) }, "", "", 2},
		"the client is deleted": {"AddUserPoolClientSecret", func(l *lab, pool string) { l.do("DeleteUserPoolClient", l.ofClient(pool, nil)) },
			"ResourceNotFoundException", "User pool client does not exist.", 0},
		"the pool ends": {"AddUserPoolClientSecret", func(l *lab, pool string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) },
			"ResourceNotFoundException", "User pool <pool> does not exist.", 0},
		"a session is set beside a secret": {"SetUserPoolClientSessionConfiguration", func(l *lab, pool string) { l.addSecret(pool, nil) }, "", "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.createClient(pool, obj{"GenerateSecret": true})
			l.meanwhile("Write", func() { tc.meanwhile(l, pool) })
			request := l.request(tc.operation, pool)
			if tc.code != "" {
				l.refuse(tc.code, strings.Replace(tc.message, "<pool>", pool, 1), tc.operation, request)
			} else {
				l.do(tc.operation, request)
			}
			if tc.left > 0 {
				assert.Len(t, l.secretIDs(pool), tc.left)
			}
		})
	}
}

// TestClientSessions: 60 minutes until it is set, which an update of the client keeps.
func TestClientSessions(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	before := l.createClient(pool, nil)
	get := func() string {
		return string(l.send("GetUserPoolClientSessionConfiguration", l.ofClient(pool, nil)).Body)
	}
	want := func(minutes int) string {
		return fmt.Sprintf(`{"ClientId":"%s","SSOSession":{"MaxValidityMinutes":%d},"UserPoolId":"%s"}`, l.client, minutes, pool)
	}
	assert.Equal(t, want(60), get())
	for _, minutes := range []int{0, 129600, 5} {
		set := l.send("SetUserPoolClientSessionConfiguration", l.ofClient(pool, obj{"SSOSession": obj{"MaxValidityMinutes": minutes}}))
		assert.Equal(t, want(minutes), string(set.Body))
		assert.Equal(t, want(minutes), get())
	}
	assert.Equal(t, before, l.describeClient(pool), "nothing of it is shown, and no date moves")
	l.updateClient(pool, nil)
	l.update(pool, obj{"UserPoolTier": "LITE"})
	assert.Equal(t, want(5), get())
}
