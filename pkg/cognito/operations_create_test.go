package cognito_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// TestCreateUserPool_RepeatedCall: a call is a repeat by its token, in one account and region.
func TestCreateUserPool_RepeatedCall(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*lab)
		same   bool
	}{
		"the same request again": {func(*lab) {}, true},
		"an hour later":          {func(l *lab) { l.later(time.Hour) }, true},
		"another token":          {func(l *lab) { l.token = "other" }, false},
		"without a token":        {func(l *lab) { l.token = "" }, false},
		"another account":        {func(l *lab) { l.account = "210987654321" }, false},
		"another region":         {func(l *lab) { l.service.Region = "eu-west-1" }, false},
		"at an endpoint that was started again": {func(l *lab) {
			l.service = &cognito.Service{Region: l.service.Region, Store: l.service.Store, Now: l.service.Now, Random: strings.NewReader("")}
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.token = "token"
			first := l.send("CreateUserPool", obj{"PoolName": "p"})
			require.Equal(t, http.StatusOK, first.Status)
			tc.change(l)
			second := l.send("CreateUserPool", obj{"PoolName": "p"})
			require.Equal(t, http.StatusOK, second.Status)
			if tc.same {
				assert.Equal(t, string(first.Body), string(second.Body))
				return
			}
			if name != "another account" { // another account's pool may have the id
				assert.NotEqual(t, idOf(t, first.Body), idOf(t, second.Body))
			}
			assert.NotEqual(t, string(first.Body), string(second.Body))
		})
	}
}

// TestCreateUserPool_RepeatedAnswer: whatever became of the pool, the repeat is answered as the first call
// was, byte for byte. A caller who may only create learns nothing from it.
func TestCreateUserPool_RepeatedAnswer(t *testing.T) {
	t.Parallel()
	accepted := 0
	for name, body := range createEvents(t) {
		l := newLab(t)
		l.service.ChosenIDs = true
		l.token = "i"
		first := l.send("CreateUserPool", body)
		if first.Status != http.StatusOK {
			continue
		}
		accepted++
		l.later(time.Minute)
		changeEverything(l, idOf(t, first.Body))
		assert.Equal(t, string(first.Body), string(l.send("CreateUserPool", body).Body), name)
		l.service.Quota = 1
		assert.Equal(t, string(first.Body), string(l.send("CreateUserPool", body).Body), "%s, at the quota", name)
		assert.Equal(t, idOf(t, first.Body), l.entry.PoolID)
	}
	assert.GreaterOrEqual(t, accepted, 8)
}

// TestCreateUserPool_RepeatedDefaults: unset members have the defaults that the pool was made with.
func TestCreateUserPool_RepeatedDefaults(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.token = "i"
	l.hook().before["Create"] = func(p *cognito.Pool) error {
		return &cognito.ExistsError{Pool: &cognito.Pool{ID: p.ID, CreateToken: p.CreateToken, Created: l.now, Defaults: cognito.DefaultsVersion + 1}}
	}
	l.refuse("InternalErrorException", "Internal server error.", "CreateUserPool", `{"PoolName":"p"}`)
	assert.ErrorContains(t, l.entry.Cause, "defaults version")
}

// createEvents are the bodies of all CreateUserPool events, by the events' names.
func createEvents(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../events/*.json")
	require.NoError(t, err)
	bodies := map[string]string{}
	for _, file := range files {
		if strings.HasSuffix(file, ".aws.json") {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var event struct {
			Headers map[string]string
			Body    string
		}
		require.NoError(t, json.Unmarshal(text, &event), file)
		if event.Headers["X-Amz-Target"] == "AWSCognitoIdentityProviderService.CreateUserPool" {
			bodies[filepath.Base(file)] = event.Body
		}
	}
	require.Greater(t, len(bodies), 10)
	return bodies
}

// changeEverything makes of a pool one that has little in common with what it was.
func changeEverything(l *lab, id string) {
	l.t.Helper()
	l.update(id, obj{
		"PoolName": "renamed", "UserPoolTags": obj{"a": "b"}, "DeletionProtection": "INACTIVE", "UserPoolTier": "PLUS",
		"Policies":                    obj{"PasswordPolicy": obj{"MinimumLength": 20}},
		"UserAttributeUpdateSettings": obj{"AttributesRequireVerificationBeforeUpdate": list{}},
	})
	l.tag(id, obj{"c": "d"})
	l.add(id, customText("late"))
	l.setMfa(id, obj{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": token})
}

func TestCreateUserPool_RepeatedAfterDelete(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.token = "i"
	id := l.create(`{"PoolName":"p"}`)
	l.do("DeleteUserPool", obj{"UserPoolId": id})
	l.later(time.Minute)
	again := l.created(`{"PoolName":"p"}`)
	assert.Equal(t, id, again["Id"])
	assert.InDelta(t, float64(l.now.Unix()), again["CreationDate"], 0.001, "made now")
}

// TestPoolIDs_Taken: an id that another call's pool has is left to it, and the next one is tried.
func TestPoolIDs_Taken(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var tried []string
	taken := 3
	l.hook().before["Create"] = func(p *cognito.Pool) error {
		tried = append(tried, p.ID)
		if len(tried) <= taken {
			return &cognito.ExistsError{Pool: &cognito.Pool{ID: p.ID, CreateToken: "another"}}
		}
		return nil
	}
	id := l.create(obj{"PoolName": "p"})
	assert.Len(t, tried, 4)
	assert.Len(t, distinct(tried), 4, "four different ids")
	assert.Equal(t, tried[3], id)
	members{"Name": "p"}.in(t, l.describe(id))

	tried, taken = nil, 100
	l.refuse("InternalErrorException", "Internal server error.", "CreateUserPool", obj{"PoolName": "p"}) // something is broken
	assert.Len(t, tried, 8)
}

// TestPoolIDs_TakenAndRepeated: a collision is told from a repeat by the token, and the
// repeat of a call that met a collision finds its pool after it.
func TestPoolIDs_TakenAndRepeated(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.token = "i"
	h := l.hook()
	first := ""
	h.before["Create"] = func(p *cognito.Pool) error {
		if first == "" || p.ID == first {
			first = p.ID
			return &cognito.ExistsError{Pool: &cognito.Pool{ID: p.ID, CreateToken: "another"}}
		}
		return nil
	}
	id := l.create(`{"PoolName":"p"}`)
	assert.NotEqual(t, first, id)
	assert.Equal(t, id, l.create(`{"PoolName":"p"}`))
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
}

func TestCreateUserPool_RepeatsAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var wg sync.WaitGroup
	ids := make(chan string, 16)
	for range cap(ids) {
		wg.Go(func() {
			out, err := l.run(t.Context(), cognito.Call{Account: labAccount, Token: func() string { return "i" }}, "CreateUserPool", obj{"PoolName": "p"})
			if assert.NoError(t, err) {
				ids <- out.(*cognito.CreateUserPoolResponse).UserPool.Id
			}
		})
	}
	wg.Wait()
	close(ids)
	first := <-ids
	for id := range ids {
		assert.Equal(t, first, id)
	}
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
}

// TestCall_Token: a create that is accepted asks for the token once, and nothing else does: it is a digest of the body.
func TestCall_Token(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	asked := 0
	call := cognito.Call{Account: labAccount, Token: func() string { asked++; return "a token" }}
	_, err := l.run(t.Context(), call, "CreateUserPool", obj{"PoolName": "q", "MfaConfiguration": "ON"})
	assert.Error(t, err)
	assert.Zero(t, asked)
	for _, op := range cognito.Operations() {
		before := asked
		_, err := l.run(t.Context(), call, op.Name, l.request(op.Name, id))
		assert.NoError(t, err, op.Name)
		assert.Equal(t, strings.HasPrefix(op.Name, "Create") || op.Name == "AddUserPoolClientSecret", asked > before, op.Name)
		assert.LessOrEqual(t, asked, before+1, op.Name)
		switch op.Name {
		case "DeleteUserPool":
			id = l.create(obj{"PoolName": "p"})
			l.furnish(id)
		case "DeleteUserPoolDomain":
			l.do("DeleteResourceServer", l.request("DeleteResourceServer", id))
			l.do("DeleteGroup", l.request("DeleteGroup", id))
			l.do("DeleteIdentityProvider", l.request("DeleteIdentityProvider", id))
		case "DeleteIdentityProvider":
			l.do("CreateIdentityProvider", l.request("CreateIdentityProvider", id))
		case "DeleteUserPoolClient":
			l.createClient(id, obj{"GenerateSecret": true})
		}
	}
}

func TestCreateUserPool_NoRandom(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Random = strings.NewReader("too short")
	resp := l.send("CreateUserPool", obj{"PoolName": "p"})
	assert.Equal(t, http.StatusInternalServerError, resp.Status)
	assert.ErrorContains(t, l.entry.Cause, "random source")
	l.token = "i"
	l.create(obj{"PoolName": "p"})
}

// TestPoolIDs_Chosen: the tag that chooses an id is an ordinary tag unless Service.ChosenIDs is on.
func TestPoolIDs_Chosen(t *testing.T) {
	t.Parallel()
	const badID = "The value of the tag userpools:pool-id has to be 1 to 32 letters and digits, with or without us-east-1_ in front."
	chosen := func(value string) obj {
		return obj{"PoolName": "p", "UserPoolTags": obj{"userpools:pool-id": value}}
	}
	plain := newLab(t)
	id := plain.create(chosen("Example12"))
	assert.NotEqual(t, "us-east-1_Example12", id)
	members{"UserPoolTags": obj{"userpools:pool-id": "Example12"}}.in(t, plain.describe(id))

	l := newLab(t)
	l.service.ChosenIDs = true
	assert.Equal(t, "us-east-1_Example12", l.create(chosen("Example12")))
	assert.Equal(t, "us-east-1_Other", l.create(chosen("us-east-1_Other")))
	assert.Equal(t, "us-east-1_"+strings.Repeat("a", 32), l.create(chosen(strings.Repeat("a", 32))))
	l.invalid("User pool us-east-1_Example12 already exists.", "CreateUserPool", chosen("us-east-1_Example12"))
	for _, bad := range []string{"", "us-east-1_", "eu-west-1_Example12", "a b", "a_b", "ä", strings.Repeat("a", 33)} {
		l.invalid(badID, "CreateUserPool", chosen(bad))
	}

	l.token = "i"
	again := l.create(chosen("Again"))
	assert.Equal(t, again, l.create(chosen("Again")), "a repeat is a repeat")
}
