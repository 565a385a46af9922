package cognito_test

import (
	"context"
	"encoding/json"
	"errors"
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

// Equal names are allowed: without an invocation id every request is a call of
// its own.
func TestEveryCallMakesItsOwnPool(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	request := obj{"PoolName": "p"}
	ids := map[string]bool{}
	for range 5 {
		ids[l.create(request)] = true
	}
	assert.Len(t, ids, 5)
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 5)
}

func TestARepeatedCreateIsTheSameCall(t *testing.T) {
	t.Parallel()
	const id = "3f1c2a8e-7c5d-4f0e-9b7a-0c1d2e3f4a5b"
	for name, tc := range map[string]struct {
		again func(*lab) (body string)
		same  bool
	}{
		"the same request again":               {func(*lab) string { return `{"PoolName":"p"}` }, true},
		"an hour later":                        {func(l *lab) string { l.later(time.Hour); return `{"PoolName":"p"}` }, true},
		"with another body":                    {func(*lab) string { return `{"PoolName":"q"}` }, false},
		"with the same body otherwise written": {func(*lab) string { return `{"PoolName": "p"}` }, false},
		"with another invocation id":           {func(l *lab) string { l.invocation = "other"; return `{"PoolName":"p"}` }, false},
		"without an invocation id":             {func(l *lab) string { l.invocation = ""; return `{"PoolName":"p"}` }, false},
		"by another user of the account":       {func(l *lab) string { l.principal = "arn:aws:iam::123456789012:user/bob"; return `{"PoolName":"p"}` }, false},
		"of another account":                   {func(l *lab) string { l.account = "210987654321"; return `{"PoolName":"p"}` }, false},
		"with the boundary of two parts moved": {func(l *lab) string { l.principal, l.invocation = l.principal+id[:1], id[1:]; return `{"PoolName":"p"}` }, false},
		"in another region, which has its own": {func(l *lab) string { l.service.Region = "eu-west-1"; return `{"PoolName":"p"}` }, false},
		"at an endpoint that was started again": {func(l *lab) string {
			s := &cognito.Service{Region: l.service.Region, Store: l.service.Store, Now: l.service.Now, Random: zeros{}}
			l.service = s
			return `{"PoolName":"p"}`
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.invocation = id
			first := l.send("CreateUserPool", `{"PoolName":"p"}`)
			require.Equal(t, http.StatusOK, first.Status)
			second := l.send("CreateUserPool", tc.again(l))
			require.Equal(t, http.StatusOK, second.Status)
			if tc.same {
				assert.Equal(t, string(first.Body), string(second.Body))
				return
			}
			assert.NotEqual(t, idOf(t, first.Body), idOf(t, second.Body))
		})
	}
}

// TestCreateUserPool_Repeated: whatever became of the pool, the repeat is answered as the first call
// was, byte for byte. Who may only create learns nothing from it.
func TestCreateUserPool_Repeated(t *testing.T) {
	t.Parallel()
	accepted := 0
	for name, body := range createEvents(t) {
		l := newLab(t)
		l.service.ChosenIDs = true
		l.invocation = "i"
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

// TestCreateUserPool_RepeatedDefaults: silence is resolved by the vintage that the pool was made with.
func TestCreateUserPool_RepeatedDefaults(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.invocation = "i"
	h := l.hook(&hooked{})
	h.create = func(_ context.Context, p *cognito.Pool) error {
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
	l.do("TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{"c": "d"}})
	l.do("AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": list{obj{"Name": "late", "AttributeDataType": "String"}}})
	l.do("SetUserPoolMfaConfig", obj{"UserPoolId": id, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}})
}

func TestARepeatedCreateAfterADeleteMakesANewPoolOfTheSameId(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.invocation = "i"
	id := l.create(`{"PoolName":"p"}`)
	l.do("DeleteUserPool", obj{"UserPoolId": id})
	l.later(time.Minute)
	again := obj(l.do("CreateUserPool", `{"PoolName":"p"}`)["UserPool"].(map[string]any))
	assert.Equal(t, id, again["Id"])
	assert.InDelta(t, float64(l.now.Unix()), again["CreationDate"], 0.001, "made now")
}

// A refused call leaves nothing, and its repeat is judged again.
func TestARefusedCreateWritesNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.invocation = "i"
	l.hook(&hooked{create: func(context.Context, *cognito.Pool) error {
		t.Error("a refused create reached the store")
		return errors.New("unreachable")
	}})
	for range 2 {
		l.invalid("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.", "CreateUserPool",
			obj{"PoolName": "p", "AliasAttributes": list{"email"}, "UsernameAttributes": list{"email"}})
	}
}

// An id that another call's pool has is left to it, and the next one is tried.
func TestATakenIdIsNotUsed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var tried []string
	taken := 3
	h := l.hook(&hooked{})
	h.create = func(ctx context.Context, p *cognito.Pool) error {
		tried = append(tried, p.ID)
		if len(tried) <= taken {
			return &cognito.ExistsError{Pool: &cognito.Pool{ID: p.ID, CreateToken: "another"}}
		}
		return h.Store.Create(ctx, p)
	}
	id := l.create(obj{"PoolName": "p"})
	assert.Len(t, tried, 4)
	assert.Len(t, distinct(tried), 4, "four different ids")
	assert.Equal(t, tried[3], id)
	shows(t, "p", l.describe(id), "Name")

	tried, taken = nil, 100
	resp := l.send("CreateUserPool", obj{"PoolName": "p"})
	assert.Equal(t, http.StatusInternalServerError, resp.Status, "nobody is that unlucky: something is broken")
	assert.Equal(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, string(resp.Body))
	assert.Len(t, tried, 8)
}

// A collision is told from a repeat by the token, and the repeat of a call that
// met a collision finds its pool behind it.
func TestARepeatBehindACollisionFindsItsPool(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.invocation = "i"
	h := l.hook(&hooked{})
	first := ""
	h.create = func(ctx context.Context, p *cognito.Pool) error {
		if first == "" || p.ID == first {
			first = p.ID
			return &cognito.ExistsError{Pool: &cognito.Pool{ID: p.ID, CreateToken: "another"}}
		}
		return h.Store.Create(ctx, p)
	}
	id := l.create(`{"PoolName":"p"}`)
	assert.NotEqual(t, first, id)
	assert.Equal(t, id, l.create(`{"PoolName":"p"}`))
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
}

func TestManyRepeatsAtOnceMakeOnePool(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var wg sync.WaitGroup
	ids := make(chan string, 16)
	for range cap(ids) {
		wg.Go(func() {
			ids <- createDirectly(t, l.service, cognito.Call{Account: labAccount, Token: func() string { return "i" }}, `{"PoolName":"p"}`)
		})
	}
	wg.Wait()
	first := <-ids
	for range cap(ids) - 1 {
		assert.Equal(t, first, <-ids)
	}
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
}

func TestWhatAStoreRefuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err           error
		status        int
		code, message string
	}{
		"for its load":      {cognito.ErrThrottled, http.StatusBadRequest, "TooManyRequestsException", "Rate exceeded"},
		"for a pool's size": {&cognito.TooLargeError{Size: 500_000, Max: 409_600}, http.StatusBadRequest, "InvalidParameterException", "The user pool's configuration is too large: 500000 bytes, at most 409600 can be stored."},
		"for what it likes": {errors.New("secret"), http.StatusInternalServerError, "InternalErrorException", "Internal server error."},
		"out of time":       {context.DeadlineExceeded, http.StatusInternalServerError, "InternalErrorException", "Internal server error."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p"})
			h := l.hook(&hooked{})
			h.create = func(context.Context, *cognito.Pool) error { return tc.err }
			h.replace = func(context.Context, *cognito.Pool) error { return tc.err }
			h.delete = func(context.Context, string) error { return tc.err }
			h.list = func() error { return tc.err }
			for operation, request := range map[string]obj{
				"CreateUserPool": {"PoolName": "p"}, "UpdateUserPool": {"UserPoolId": id}, "DeleteUserPool": {"UserPoolId": id}, "ListUserPools": {"MaxResults": 1},
				"SetUserPoolMfaConfig": {"UserPoolId": id}, "TagResource": {"ResourceArn": l.arn(id), "Tags": obj{}},
				"UntagResource":       {"ResourceArn": l.arn(id), "TagKeys": list{}},
				"AddCustomAttributes": {"UserPoolId": id, "CustomAttributes": list{obj{"Name": "a", "AttributeDataType": "String"}}},
			} {
				l.refuse(tc.code, tc.message, operation, request)
				assert.Equal(t, tc.status, l.entry.Status, operation)
				assert.Equal(t, tc.status == http.StatusInternalServerError, l.entry.Cause != nil, operation)
			}
			h.get = func(context.Context, string) (*cognito.Pool, error) { return nil, tc.err }
			for operation, request := range map[string]obj{
				"DescribeUserPool": {"UserPoolId": id}, "GetUserPoolMfaConfig": {"UserPoolId": id}, "ListTagsForResource": {"ResourceArn": l.arn(id)},
			} {
				l.refuse(tc.code, tc.message, operation, request)
			}
		})
	}
}

func TestABrokenRandomSourceIsAFault(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Random = strings.NewReader("too short")
	resp := l.send("CreateUserPool", obj{"PoolName": "p"})
	assert.Equal(t, http.StatusInternalServerError, resp.Status)
	assert.ErrorContains(t, l.entry.Cause, "random source")
	l.invocation = "i"
	l.create(obj{"PoolName": "p"})
}

// The tag that chooses an id is an ordinary tag unless the endpoint was told.
func TestAChosenId(t *testing.T) {
	t.Parallel()
	const badID = "The value of the tag userpools:pool-id has to be 1 to 32 letters and digits, with or without us-east-1_ in front."
	chosen := func(value string) obj {
		return obj{"PoolName": "p", "UserPoolTags": obj{"userpools:pool-id": value}}
	}
	plain := newLab(t)
	id := plain.create(chosen("Example12"))
	assert.NotEqual(t, "us-east-1_Example12", id)
	shows(t, obj{"userpools:pool-id": "Example12"}, plain.describe(id), "UserPoolTags")

	l := newLab(t)
	l.service.ChosenIDs = true
	assert.Equal(t, "us-east-1_Example12", l.create(chosen("Example12")))
	assert.Equal(t, "us-east-1_Other", l.create(chosen("us-east-1_Other")))
	assert.Equal(t, "us-east-1_"+strings.Repeat("a", 32), l.create(chosen(strings.Repeat("a", 32))))
	l.invalid("User pool us-east-1_Example12 already exists.", "CreateUserPool", chosen("us-east-1_Example12"))
	for _, bad := range []string{"", "us-east-1_", "eu-west-1_Example12", "a b", "a_b", "ä", strings.Repeat("a", 33)} {
		l.invalid(badID, "CreateUserPool", chosen(bad))
	}

	l.invocation = "i"
	again := l.create(chosen("Again"))
	assert.Equal(t, again, l.create(chosen("Again")), "a repeat is a repeat")
}

// createDirectly calls the operation itself, for callers at once.
func createDirectly(t *testing.T, s *cognito.Service, call cognito.Call, body string) (id string) {
	t.Helper()
	op := operationNamed(t, "CreateUserPool")
	input, err := decodeFor(op, []byte(body))
	if !assert.NoError(t, err) {
		return ""
	}
	out, err := op.Run(context.Background(), s, call, input)
	if !assert.NoError(t, err) {
		return ""
	}
	return out.(*cognito.CreateUserPoolResponse).UserPool.Id
}
