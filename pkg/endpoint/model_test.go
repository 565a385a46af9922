package endpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/ddblocal"
	"userpools/pkg/endpoint"
	"userpools/pkg/store/bolt"
	"userpools/pkg/store/dynamo"
)

// TestRandomLivesOfPools drives random sequences of all eleven operations by
// several accounts. Every call is made on an endpoint over the embedded store
// and on one over DynamoDB Local, which have to give the same bytes, and on a
// plain model, which predicts the exception or what the answer shows.
func TestRandomLivesOfPools(t *testing.T) {
	stores := []cognito.Store{memoryStore(t), tableStore(t)}
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		l := &life{r: r, ctx: t.Context(), pools: map[string]map[string]*modelPool{}}
		for i := range 3 {
			account := fmt.Sprintf("%06d%06d", run, i)
			l.accounts = append(l.accounts, account)
			l.pools[account] = map[string]*modelPool{}
		}
		clock := &ticker{at: time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC)}
		for _, s := range stores {
			l.servers = append(l.servers, deterministic(s, clock, uint64(run)))
		}
		for range rapid.IntRange(1, 25).Draw(r, "calls") {
			clock.tick()
			rapid.SampledFrom(l.calls()).Draw(r, "call")()
		}
	})
}

func memoryStore(t *testing.T) cognito.Store {
	t.Helper()
	s, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func tableStore(t *testing.T) cognito.Store {
	t.Helper()
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	table := fmt.Sprintf("model-%d", rand.Uint64())
	require.NoError(t, dynamo.CreateTable(t.Context(), client, table))
	return dynamo.New(client, table)
}

// ticker is a clock that moves between calls only.
type ticker struct{ at time.Time }

func (c *ticker) now() time.Time { return c.at }
func (c *ticker) tick()          { c.at = c.at.Add(1234 * time.Millisecond) }

// deterministic is an endpoint whose ids depend on the seed and the order of
// calls only.
func deterministic(s cognito.Store, clock *ticker, seed uint64) *awsjson.Server {
	return endpoint.New(endpoint.Options{
		Service: &cognito.Service{Region: "us-east-1", Store: s, Now: clock.now, Random: seeded(seed)},
		Gate:    byHeader{},
		Log:     func(context.Context, awsjson.Entry) {},
	})
}

func seeded(seed uint64) io.Reader {
	var key [32]byte
	key[0], key[1], key[2] = byte(seed), byte(seed>>8), byte(seed>>16)
	return rand.NewChaCha8(key)
}

// byHeader takes the account from a header that only this test sends.
type byHeader struct{}

func (byHeader) Authenticate(_ context.Context, r *awsjson.Request) (awsjson.Caller, error) {
	return awsjson.Caller{Account: r.Header["test-account"]}, nil
}

func (byHeader) Authorize(context.Context, *awsjson.Call) error { return nil }

// modelPool is what the model knows of a pool.
type modelPool struct {
	name, mfa, tier string
	protected       bool
	tags            map[string]string
	custom          []string
	autoVerified    []string
	token           bool
}

// life is one random run.
type life struct {
	r        *rapid.T
	ctx      context.Context
	servers  []*awsjson.Server
	accounts []string
	pools    map[string]map[string]*modelPool
}

func (l *life) calls() []func() {
	return []func(){
		l.create, l.create, l.describe, l.list, l.update, l.update, l.delete, l.addAttributes,
		l.getMfa, l.setMfa, l.tag, l.untag, l.listTags,
	}
}

type object = map[string]any

// call makes one call on every endpoint, holds their answers to each other, and
// returns the exception ("" for none) and the answer.
func (l *life) call(account, operation string, in object) (code string, out object) {
	body, err := json.Marshal(in)
	require.NoError(l.r, err)
	var first *awsjson.Response
	for _, s := range l.servers {
		resp := s.Serve(l.ctx, &awsjson.Request{
			Method: "POST", Path: "/", Body: body, ID: "id",
			Header: map[string]string{
				"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType, "test-account": account,
			},
		})
		if first == nil {
			first = resp
		}
		require.Equal(l.r, first, resp, "%s %s", operation, body)
	}
	if len(first.Body) == 0 {
		return "", nil
	}
	require.NoError(l.r, json.Unmarshal(first.Body, &out))
	if first.Status != 200 {
		return out["__type"].(string), out
	}
	return "", out
}

// someone is an account and the id of a pool: its own, another account's or nobody's.
func (l *life) someone() (account, id string, p *modelPool) {
	account = rapid.SampledFrom(l.accounts).Draw(l.r, "account")
	ids := []string{"us-east-1_Nobodys00"}
	for _, pools := range l.pools {
		ids = append(ids, slices.Collect(maps.Keys(pools))...)
	}
	slices.Sort(ids)
	id = rapid.SampledFrom(ids).Draw(l.r, "id")
	return account, id, l.pools[account][id]
}

// expect holds an outcome to the model's: a pool that is not the account's does
// not exist, whatever else is wrong.
func (l *life) expect(p *modelPool, code, want string) bool {
	l.r.Helper()
	if p == nil {
		want = "ResourceNotFoundException"
	}
	require.Equal(l.r, want, code)
	return code == ""
}

func (l *life) create() {
	account := rapid.SampledFrom(l.accounts).Draw(l.r, "account")
	p := &modelPool{
		name: rapid.StringMatching(`[a-z ]{1,9}`).Draw(l.r, "name"), mfa: "OFF", tier: "ESSENTIALS",
		protected: rapid.Bool().Draw(l.r, "protected"), tags: map[string]string{},
	}
	in := object{"PoolName": p.name}
	if p.protected {
		in["DeletionProtection"] = "ACTIVE"
	}
	if rapid.Bool().Draw(l.r, "custom") {
		p.custom = []string{"custom:a"}
		in["Schema"] = []object{{"Name": "a", "AttributeDataType": "String"}}
	}
	if rapid.Bool().Draw(l.r, "tagged") {
		p.tags["k0"] = "v"
		in["UserPoolTags"] = p.tags
	}
	code, out := l.call(account, "CreateUserPool", in)
	require.Empty(l.r, code)
	id := out["UserPool"].(object)["Id"].(string)
	require.Nil(l.r, l.pools[account][id], "a new pool has a new id")
	l.pools[account][id] = p
}

func (l *life) describe() {
	account, id, p := l.someone()
	code, out := l.call(account, "DescribeUserPool", object{"UserPoolId": id})
	if !l.expect(p, code, "") {
		return
	}
	shown := out["UserPool"].(object)
	require.Equal(l.r, p.name, shown["Name"])
	require.Equal(l.r, p.mfa, shown["MfaConfiguration"])
	require.Equal(l.r, p.tier, shown["UserPoolTier"])
	require.Equal(l.r, p.protected, shown["DeletionProtection"] == "ACTIVE")
	require.Equal(l.r, texts(p.tags), shown["UserPoolTags"])
	require.Equal(l.r, len(p.autoVerified) > 0, shown["AutoVerifiedAttributes"] != nil)
	var custom []string
	for _, a := range shown["SchemaAttributes"].([]any)[14 : 14+len(p.custom)] {
		custom = append(custom, a.(object)["Name"].(string))
	}
	require.Equal(l.r, p.custom, custom)
	require.Len(l.r, shown["SchemaAttributes"], 21+len(p.custom))
}

func texts(m map[string]string) object {
	out := object{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// list goes through all pages.
func (l *life) list() {
	account := rapid.SampledFrom(l.accounts).Draw(l.r, "account")
	in := object{"MaxResults": rapid.IntRange(1, 3).Draw(l.r, "max")}
	var ids []string
	for {
		code, out := l.call(account, "ListUserPools", in)
		require.Empty(l.r, code)
		for _, p := range out["UserPools"].([]any) {
			ids = append(ids, p.(object)["Id"].(string))
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
	in := object{"UserPoolId": id}
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
		in["UserPoolAddOns"] = object{"AdvancedSecurityMode": "AUDIT"}
		if next.tier != "PLUS" {
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
	if code, _ := l.call(account, "DeleteUserPool", object{"UserPoolId": id}); l.expect(p, code, want) {
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
	code, _ := l.call(account, "AddCustomAttributes", object{
		"UserPoolId": id, "CustomAttributes": []object{{"Name": name, "AttributeDataType": "Number"}},
	})
	if l.expect(p, code, want) {
		p.custom = append(slices.Clone(p.custom), "custom:"+name)
	}
}

func (l *life) getMfa() {
	account, id, p := l.someone()
	code, out := l.call(account, "GetUserPoolMfaConfig", object{"UserPoolId": id})
	if l.expect(p, code, "") {
		require.Equal(l.r, p.mfa, out["MfaConfiguration"])
		require.Equal(l.r, p.token, out["SoftwareTokenMfaConfiguration"] != nil)
	}
}

func (l *life) setMfa() {
	account, id, p := l.someone()
	mode := rapid.SampledFrom([]string{"", "OFF", "OPTIONAL", "ON"}).Draw(l.r, "mode")
	token := rapid.Bool().Draw(l.r, "token")
	in := object{"UserPoolId": id}
	if mode != "" {
		in["MfaConfiguration"] = mode
	} else {
		mode = "OFF"
	}
	if token {
		in["SoftwareTokenMfaConfiguration"] = object{"Enabled": true}
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
	code, _ := l.call(account, "TagResource", object{"ResourceArn": arnOf(account, id), "Tags": tags})
	if l.expect(p, code, "") {
		p.tags = maps.Clone(p.tags)
		maps.Copy(p.tags, tags)
	}
}

func (l *life) untag() {
	account, id, p := l.someone()
	keys := rapid.SliceOfN(rapid.StringMatching(`k[0-5]`), 1, 3).Draw(l.r, "keys")
	code, _ := l.call(account, "UntagResource", object{"ResourceArn": arnOf(account, id), "TagKeys": keys})
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
	code, out := l.call(account, "ListTagsForResource", object{"ResourceArn": arnOf(owner, id)})
	if l.expect(p, code, "") {
		require.Equal(l.r, texts(p.tags), out["Tags"])
	}
}
