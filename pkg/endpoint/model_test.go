package endpoint_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/internal/ddblocal"
	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
	"userpools/pkg/store/dynamo"
)

// TestRandomLivesOfPools drives random sequences of all eleven operations by
// several accounts. Every call is made on an endpoint over the embedded store
// and on one over DynamoDB Local, which have to give the same bytes, and on a
// plain model, which predicts the exception or what the answer shows.
func TestRandomLivesOfPools(t *testing.T) {
	stores := []cognito.Store{et.Memory(t), tableStore(t)}
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		l := &life{r: r, ctx: t.Context(), pools: map[string]map[string]*modelPool{}}
		for i := range 3 {
			account := fmt.Sprintf("%06d%06d", run, i)
			l.accounts = append(l.accounts, account)
			l.pools[account] = map[string]*modelPool{}
		}
		clock := &et.Clock{At: et.Noon}
		for _, s := range stores {
			l.servers = append(l.servers, byHeader(t, s, clock, uint64(run)))
		}
		for range rapid.IntRange(1, 25).Draw(r, "calls") {
			tick(clock)
			rapid.SampledFrom(l.calls()).Draw(r, "call")()
		}
	})
}

func tableStore(t *testing.T) cognito.Store {
	t.Helper()
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	table := fmt.Sprintf("model-%d", rand.Uint64())
	require.NoError(t, dynamo.CreateTable(t.Context(), client, table))
	return dynamo.New(client, table)
}

// tick moves a clock between calls.
func tick(c *et.Clock) { c.At = c.At.Add(1234 * time.Millisecond) }

// byHeader is an endpoint that takes the account from a header that only this test sends.
func byHeader(t et.T, s cognito.Store, clock *et.Clock, seed uint64) *awsjson.Server {
	e := et.New(t, et.Store(s), func(c *endpoint.Config) { c.Now, c.Random, c.Wait = clock.Now, et.Seeded(seed), nil })
	e.Authenticate = func(_ context.Context, r *request.Request) (awsjson.Caller, error) {
		return awsjson.Caller{Account: r.Header["test-account"]}, nil
	}
	return e.Server
}

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

// call makes one call on every endpoint, holds their answers to each other, and
// returns the exception ("" for none) and the answer.
func (l *life) call(account, operation string, in et.Object) (code string, out et.Object) {
	body, err := json.Marshal(in)
	require.NoError(l.r, err)
	var first *awsjson.Response
	for _, s := range l.servers {
		r := et.Request(operation, string(body))
		r.Header["test-account"] = account
		resp := s.Serve(l.ctx, r)
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
