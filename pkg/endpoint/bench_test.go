package endpoint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
	"userpools/pkg/shape"
)

// BenchmarkGate is what it costs to know who calls and whether they may: the signature, the key, the rate and the policy.
// Parsing and checking the body, which the protocol does in any case, is not in it.
func BenchmarkGate(b *testing.B) {
	many := ""
	for i := range 19 { // all have to be looked at: the last allows
		many += et.SaysIf("Deny", "cognito-idp:*", fmt.Sprintf("arn:aws:cognito-idp:*:%s:userpool/us-east-1_%d*", accountA, i),
			`{"ForAnyValue:StringLike":{"aws:TagKeys":"*:forbidden"}}`) + ","
	}
	rates := et.World(b, `{"accounts":{"*":{"rates":{"UserPoolRead":10000,"UserPoolUpdate":10000}}}}`)
	for policy, statements := range map[string]string{
		"allowed": et.Everything, "20 statements": many + et.Everything, "by the pool's tag": et.SaysIf("Allow", "*", "*", ofTeam("blue")),
	} {
		for size, c := range map[string]call{
			"minimal":   {"CreateUserPool", `{"PoolName":"p"}`},
			"maximal":   fullCalls(nobodys)[0],
			"of a pool": {"DescribeUserPool", `{"UserPoolId":"` + nobodys + `"}`},
		} {
			b.Run(size+", "+policy, func(b *testing.B) {
				who := et.NewKey("bench", accountA, statements)
				e := et.New(b, et.Store(blue{}), et.Keys(who), et.Limited, rates)
				r := et.Sign(b, who, e.Clock.At, et.Request(c.operation, c.body))
				in := inputOf(b, c)
				b.SetBytes(int64(len(c.body)))
				b.ReportAllocs()
				for b.Loop() {
					caller, err := e.Authenticate(context.Background(), r)
					require.NoError(b, err)
					call := &awsjson.Call{Operation: c.operation, Caller: caller, Request: r, Input: in}
					if err := caller.Authorize(context.Background(), call); err != nil && !strings.HasPrefix(policy, "by") {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func inputOf(b *testing.B, c call) *shape.Value {
	b.Helper()
	for _, op := range cognito.Operations() {
		if op.Name == c.operation {
			in, err := shape.Decode([]byte(c.body), op.Input)
			require.NoError(b, err)
			return &in
		}
	}
	b.Fatal(c.operation)
	return nil
}

// blue is a store in memory of one pool with a tag.
type blue struct{ cognito.Store }

func (blue) Get(context.Context, cognito.Partition, string) (*cognito.Pool, error) {
	return &cognito.Pool{Settings: cognito.Settings{PoolSettings: cognito.PoolSettings{UserPoolTags: map[string]string{"team": "blue"}}}}, nil
}

func BenchmarkRefusal(b *testing.B) {
	who := et.NewKey("bench", accountA, et.Everything)
	e := et.New(b, et.Keys(who))
	unknown := et.Sign(b, et.NewKey("nobody", accountA, ""), e.Clock.At, et.Request("CreateUserPool", `{"PoolName":"p"}`))
	changed := et.Sign(b, who, e.Clock.At, et.Request("CreateUserPool", `{"PoolName":"p"}`))
	changed.Body = append(changed.Body, ' ')
	for name, r := range map[string]*request.Request{"unknown key": unknown, "wrong signature": changed} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := e.Authenticate(context.Background(), r); err == nil {
					b.Fatal("let in")
				}
			}
		})
	}
}
