package cognito_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var rotating = obj{"RefreshTokenRotation": obj{"Feature": "ENABLED"}}

// TestCreateUserPoolClient_Names: ids are 128 bits and secrets 256, in base 32; both are new each time.
func TestCreateUserPoolClient_Names(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	seen := map[string]bool{}
	for range 100 {
		client := l.createClient(pool, obj{"GenerateSecret": true})
		for member, bits := range map[string]int{"ClientId": 128, "ClientSecret": 256} {
			text := client[member].(string)
			number, ok := new(big.Int).SetString(text, 32)
			require.True(t, ok, text)
			assert.Equal(t, strings.TrimLeft(strings.ToLower(text), "0"), text)
			assert.LessOrEqual(t, number.BitLen(), bits)
			assert.Greater(t, number.BitLen(), bits-40)
			assert.False(t, seen[text])
			seen[text] = true
		}
	}
	assert.Equal(t, "abcdefghijklmnopqrstuvwx+", l.createClient(pool, obj{"ClientSecret": "abcdefghijklmnopqrstuvwx+"})["ClientSecret"])
	assert.NotContains(t, l.createClient(pool, obj{"GenerateSecret": false}), "ClientSecret")
}

// TestCreateUserPoolClient_NoRandom: a secret that is not random is none.
func TestCreateUserPoolClient_NoRandom(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.service.Random, l.token = strings.NewReader("too short"), "i"
	assert.Equal(t, http.StatusInternalServerError, l.send("CreateUserPoolClient", obj{"UserPoolId": pool, "ClientName": "c", "GenerateSecret": true}).Status)
	assert.ErrorContains(t, l.entry.Cause, "random source")
	assert.Empty(t, l.records(pool))
	l.createClient(pool, nil)
}

// TestCreateUserPoolClient_Repeated: a repeat is answered as the first call was, whatever became of the client and the
// pool since; another call makes another client.
func TestCreateUserPoolClient_Repeated(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	request := rotating.and(obj{"GenerateSecret": true, "ReadAttributes": list{"email", "name"}})
	l.token = "first"
	first := l.createClient(pool, request)
	l.later(time.Hour)
	assert.Equal(t, first, l.createClient(pool, request))
	l.updateClient(pool, obj{"ClientName": "renamed", "RefreshTokenRotation": obj{"Feature": "DISABLED"}})
	now := l.describeClient(pool)
	l.update(pool, obj{"UserPoolTier": "LITE"})
	assert.Equal(t, first, l.createClient(pool, request), "the plan, which would refuse it now, came later")
	assert.Equal(t, now, l.describeClient(pool), "a repeat changes nothing")
	assert.Len(t, l.records(pool), 1)
	assert.Zero(t, l.stored(pool).Family.Rotating)

	l.token = "second"
	l.refuse("FeatureUnavailableInTierException", "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation",
		"CreateUserPoolClient", rotating.and(obj{"UserPoolId": pool, "ClientName": "c"}))
	assert.NotEqual(t, first["ClientId"], l.createClient(pool, nil)["ClientId"])

	l.token = "first"
	l.hook().before["Find"] = func(*cognito.Pool) error { return cognito.ErrThrottled }
	l.refuse("ScopeDoesNotExistException", "Invalid scope requested: x", "CreateUserPoolClient",
		obj{"UserPoolId": l.create(obj{"PoolName": "q"}), "ClientName": "c", "AllowedOAuthScopes": list{"x"}}) // no pool's first client is looked for
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPoolClient", request.and(obj{"UserPoolId": pool, "ClientName": "c"}))
}

// TestCreateUserPoolClient_Taken: an id that is taken by another call's client is not tried for ever.
func TestCreateUserPoolClient_Taken(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	theirs, tried := l.records(pool)[0], 0
	l.hook().before["Write"] = func(*cognito.Pool) error { tried++; return &cognito.TakenError{Record: theirs} }
	assert.Equal(t, http.StatusInternalServerError, l.send("CreateUserPoolClient", obj{"UserPoolId": pool, "ClientName": "c"}).Status)
	assert.Equal(t, 8, tried)
}

// TestClients_Dates: creation and modification are the client's own, the pool's does not move.
func TestClients_Dates(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	before, created := l.describe(pool), float64(l.now.Add(time.Hour).Unix())
	l.later(time.Hour)
	members{"CreationDate": created, "LastModifiedDate": created}.in(t, l.createClient(pool, rotating))
	l.later(time.Hour)
	members{"CreationDate": created, "LastModifiedDate": float64(l.now.Unix())}.in(t, l.updateClient(pool, nil))
	members{"CreationDate": created, "LastModifiedDate": float64(l.now.Unix())}.in(t, l.describeClient(pool))
	l.later(time.Hour)
	l.invalid("Invalid read attributes specified while updating a client", "UpdateUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client, "ReadAttributes": list{"x"}})
	members{"LastModifiedDate": float64(l.now.Add(-time.Hour).Unix())}.in(t, l.describeClient(pool))
	l.later(-24 * time.Hour)
	members{"CreationDate": created, "LastModifiedDate": created}.in(t, l.updateClient(pool, nil))
	members{"CreationDate": created, "LastModifiedDate": created}.in(t, l.describeClient(pool))
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client})
	assert.Equal(t, before, l.describe(pool))
}

// TestClients_Rotating: the pool counts its clients that rotate refresh tokens, and remembers that it had one.
func TestClients_Rotating(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	counts := func(want int) {
		assert.Equal(t, cognito.Family{Begun: true, Rotating: want}, l.stored(pool).Family)
	}
	assert.Zero(t, l.stored(pool).Family)
	l.createClient(pool, nil)
	counts(0)
	l.updateClient(pool, rotating)
	counts(1)
	l.updateClient(pool, nil) // keeps it
	counts(1)
	l.update(pool, obj{"PoolName": "q"})
	l.do("TagResource", obj{"ResourceArn": l.arn(pool), "Tags": obj{"a": "b"}})
	l.setMfa(pool, obj{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}})
	counts(1)
	first := l.client
	l.createClient(pool, rotating)
	counts(2)
	l.updateClient(pool, obj{"RefreshTokenRotation": obj{"Feature": "DISABLED"}})
	counts(1)
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client})
	counts(1)
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": first})
	counts(0)
}

// TestClients_PoolAgain: a pool that is made with the id of another has none of its clients.
func TestClients_PoolAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.token = "pool"
	pool := l.create(obj{"PoolName": "p"})
	l.token = ""
	l.createClient(pool, nil)
	l.do("DeleteUserPool", obj{"UserPoolId": pool})
	l.later(time.Second)
	l.token = "pool"
	require.Equal(t, pool, l.create(obj{"PoolName": "p"}))
	assert.Empty(t, l.do("ListUserPoolClients", obj{"UserPoolId": pool})["UserPoolClients"])
	l.refuse("ResourceNotFoundException", "User pool client does not exist.", "DescribeUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client})
}

// listClients is a page of ListUserPoolClients: ids, and the token of the next.
func (l *lab) listClients(pool string, request obj) (ids []string, next any) {
	l.t.Helper()
	answer := l.do("ListUserPoolClients", request.with("UserPoolId", pool))
	for _, c := range answer["UserPoolClients"].([]any) {
		ids = append(ids, c.(map[string]any)["ClientId"].(string))
	}
	return ids, answer["NextToken"]
}

// TestListUserPoolClients: pages are in ascending order, 60 unless the request says.
func TestListUserPoolClients(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	var want []string
	for range 61 {
		want = append(want, l.createClient(pool, obj{"GenerateSecret": true})["ClientId"].(string))
	}
	slices.Sort(want)
	for _, size := range []int{1, 7, 60} {
		var got []string
		var next any
		for more := true; more; more = next != nil {
			var page []string
			page, next = l.listClients(pool, obj{"MaxResults": size, "NextToken": next})
			assert.LessOrEqual(t, len(page), size)
			got = append(got, page...)
		}
		assert.Equal(t, want, got)
	}
	page, next := l.listClients(pool, nil)
	assert.Equal(t, want[:60], page)
	page, next = l.listClients(pool, obj{"NextToken": next})
	assert.Equal(t, want[60:], page)
	assert.Nil(t, next)

	page, next = l.listClients(pool, obj{"MaxResults": 3, "ClientType": "REGULAR"})
	assert.Equal(t, want[:3], page)
	assert.NotNil(t, next)
	page, next = l.listClients(pool, obj{"MaxResults": 3, "ClientType": "DCR"})
	assert.Empty(t, page, "the type is looked at once the page is there")
	assert.NotNil(t, next)
}

// asked is a store that remembers the longest id after which records were listed.
type asked struct {
	cognito.Store
	longest int
}

func (s *asked) Records(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string, limit int) ([]*cognito.Record, bool, error) {
	s.longest = max(s.longest, len(after))
	return s.Store.Records(ctx, of, k, after, limit)
}

// TestListUserPoolClients_Tokens: a token is the id that a page begins after, and any text will do (ok-07).
func TestListUserPoolClients_Tokens(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	r := *l.records(pool)[0]
	l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": r.ID})
	for _, id := range []string{"1a", "1b", strings.Repeat("x", 128)} {
		r.ID = id
		require.NoError(t, l.service.Store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{&r}}))
	}
	store := &asked{Store: l.service.Store}
	l.service.Store = store
	for token, want := range map[string]int{
		"1": 3, "1a": 2, "1aa": 2, "1a\x00": 2, "1b": 1, "NextTokenn": 1, "é": 0,
		strings.Repeat("x", 127): 1, strings.Repeat("x", 128): 0, strings.Repeat("x", 129): 0, strings.Repeat("w", 131072): 1,
		strings.Repeat("x", 127) + strings.Repeat("w", 2000): 1, "1a" + strings.Repeat("𝄞", 2000): 2,
	} {
		page, _ := l.listClients(pool, obj{"NextToken": token})
		assert.Len(t, page, want, "%.140q", token)
	}
	assert.Equal(t, 2+4*126, store.longest, "bytes of 128 characters: DynamoDB takes no key of more than a kilobyte")
	assert.Equal(t, `{"UserPoolClients":[]}`, string(l.send("ListUserPoolClients", obj{"UserPoolId": l.create(obj{"PoolName": "q"})}).Body))
}

// TestClients_StoreCalls: how often each operation asks the store.
func TestClients_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	for _, c := range []struct {
		operation string
		request   obj
		want      string
	}{
		{"CreateUserPoolClient", obj{"ClientName": "first"}, "Get Write"},
		{"CreateUserPoolClient", obj{"ClientName": "second"}, "Get CountRecords Write"},
		{"CreateUserPoolClient", rotating.with("ClientName", "third"), "Get Write"},
		{"CreateUserPoolClient", obj{"ClientName": "c", "AllowedOAuthScopes": list{"x"}}, "Get"},
		{"DescribeUserPoolClient", nil, "Get Find"},
		{"UpdateUserPoolClient", nil, "Get Find Write"},
		{"UpdateUserPoolClient", obj{"RefreshTokenRotation": obj{"Feature": "DISABLED"}}, "Get Find Write"},
		{"UpdateUserPoolClient", obj{"AllowedOAuthScopes": list{"x"}}, "Get Find Get"},
		{"ListUserPoolClients", nil, "Get Records"},
		{"CreateUserPoolClient", obj{"ClientName": "c", "GenerateSecret": true}, "Get Write"},
		{"AddUserPoolClientSecret", nil, "Get Find Write"},
		{"AddUserPoolClientSecret", nil, "Get Find"},
		{"ListUserPoolClientSecrets", nil, "Get Find"},
		{"DeleteUserPoolClientSecret", obj{"ClientSecretId": "x"}, "Get Find Get"},
		{"GetUserPoolClientSessionConfiguration", nil, "Get Find"},
		{"SetUserPoolClientSessionConfiguration", obj{"SSOSession": obj{"MaxValidityMinutes": 5}}, "Get Find Write"},
		{"DeleteUserPoolClient", nil, "Get Find Write"},
		{"DeleteUserPoolClient", nil, "Get Find"},
		{"DescribeUserPool", nil, "Get"},
		{"DeleteUserPool", nil, "Delete"},
	} {
		storeCalls{{c.operation, c.request, c.want}}.of(l, obj{"UserPoolId": pool, "ClientId": l.client})
		l.client = cmp.Or(l.entry.ClientID, l.client)
	}
}

// TestClients_Concurrent: what somebody else does between the reading and the writing of a change.
func TestClients_Concurrent(t *testing.T) {
	t.Parallel()
	gone := func(pool string) string { return "User pool " + pool + " does not exist." }
	for name, tc := range map[string]struct {
		operation string
		request   obj
		others    func(l *lab, pool string)
		refused   func(pool string) string
		holds     func(t *testing.T, l *lab, pool string)
	}{
		"create: the first client meets a pool that changes": {"CreateUserPoolClient", nil,
			func(l *lab, pool string) { l.update(pool, obj{"PoolName": "q"}) }, nil,
			func(t *testing.T, l *lab, pool string) { members{"Name": "q"}.in(t, l.describe(pool)) }},
		"create: the plan goes to LITE": {"CreateUserPoolClient", rotating,
			func(l *lab, pool string) { l.update(pool, obj{"UserPoolTier": "LITE"}) },
			func(string) string {
				return "The following features need to be disabled for the LITE pricing tier configured: Refresh Token Rotation"
			}, func(t *testing.T, l *lab, pool string) { assert.Empty(t, l.records(pool)) }},
		"create: the pool goes": {"CreateUserPoolClient", nil, func(l *lab, pool string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) }, gone, nil},
		"update: another update": {"UpdateUserPoolClient", nil,
			func(l *lab, pool string) { l.updateClient(pool, obj{"ClientName": "theirs"}) }, nil,
			func(t *testing.T, l *lab, pool string) { members{"ClientName": "theirs"}.in(t, l.describeClient(pool)) }},
		"update: rotation is turned on twice": {"UpdateUserPoolClient", rotating,
			func(l *lab, pool string) { l.updateClient(pool, rotating) }, nil,
			func(t *testing.T, l *lab, pool string) { assert.Equal(t, 1, l.stored(pool).Family.Rotating) }},
		"update: the client goes": {"UpdateUserPoolClient", nil,
			func(l *lab, pool string) { l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client}) },
			func(string) string { return "User pool client does not exist." }, nil},
		"update: the pool goes": {"UpdateUserPoolClient", nil, func(l *lab, pool string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) }, gone, nil},
		"delete: an update": {"DeleteUserPoolClient", nil,
			func(l *lab, pool string) { l.updateClient(pool, rotating) }, nil,
			func(t *testing.T, l *lab, pool string) { assert.Zero(t, l.stored(pool).Family.Rotating) }},
		"delete: another delete": {"DeleteUserPoolClient", nil,
			func(l *lab, pool string) { l.do("DeleteUserPoolClient", obj{"UserPoolId": pool, "ClientId": l.client}) },
			func(string) string { return "User pool client does not exist." }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			if tc.operation != "CreateUserPoolClient" {
				l.createClient(pool, nil)
			}
			l.meanwhile("Write", func() { tc.others(l, pool) })
			want := ""
			if tc.refused != nil {
				want = tc.refused(pool)
			}
			require.Equal(t, want, l.outcome(tc.operation, l.request(tc.operation, pool).and(tc.request)))
			if tc.holds != nil {
				tc.holds(t, l, pool)
			}
		})
	}
}

// TestClients_StoreFails: the second call of an operation to the store is refused or fails as the first.
func TestClients_StoreFails(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	h := l.hook()
	err := cognito.ErrThrottled
	fails := func(*cognito.Pool) error { return err }
	h.before["Find"], h.before["Records"] = fails, fails
	for _, operation := range []string{"DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient", "ListUserPoolClients"} {
		err = cognito.ErrThrottled
		l.refuse("TooManyRequestsException", "Rate exceeded", operation, l.request(operation, pool))
		err = errors.New("secret")
		l.refuse("InternalErrorException", "Internal server error.", operation, l.request(operation, pool))
	}
}

// TestClients_UnknownDefaults: what unset members of such a client mean is not known, so nothing answers from it or
// writes it; it can still be listed.
func TestClients_UnknownDefaults(t *testing.T) {
	t.Parallel()
	for _, version := range []int{0, cognito.DefaultsVersion + 1} {
		l := newLab(t)
		pool := l.create(obj{"PoolName": "p"})
		l.token = "first"
		l.createClient(pool, nil)
		r := l.records(pool)[0]
		r.Body.(*cognito.Client).Defaults = version
		r.Revision++
		require.NoError(t, l.service.Store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}}))
		for _, operation := range []string{"CreateUserPoolClient", "DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"} {
			assert.Equal(t, http.StatusInternalServerError, l.send(operation, l.request(operation, pool).and(map[bool]obj{true: {"ClientName": "c"}}[operation[0] == 'C'])).Status, operation)
			assert.ErrorContains(t, l.entry.Cause, fmt.Sprintf("client %s has defaults version %d", r.ID, version), operation)
		}
		page, _ := l.listClients(pool, nil)
		assert.Equal(t, []string{r.ID}, page)
	}
}
