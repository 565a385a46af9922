package endpoint_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
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
	byTag := et.Says("Allow", "cognito-idp:CreateUserPool", "*") + "," + et.SaysIf("Allow", "*", "*", ofTeam("blue"))
	rates := et.World(b, `{"accounts":{"*":{"rates":{"UserPoolRead":10000,"UserPoolUpdate":10000}}}}`)
	for policy, statements := range map[string]string{"allowed": et.Everything, "20 statements": many + et.Everything, "by the pool's tag": byTag} {
		who := et.NewKey("bench", accountA, statements)
		e := et.New(b, et.Keys(who), et.Limited, rates)
		id := e.Pool(b, who, `{"PoolName":"p","UserPoolTags":{"team":"blue"}}`)
		for size, c := range map[string]call{
			"minimal":   {"CreateUserPool", `{"PoolName":"p"}`},
			"maximal":   fullCalls(id)[0],
			"of a pool": {"DescribeUserPool", `{"UserPoolId":"` + id + `"}`},
		} {
			b.Run(size+", "+policy, func(b *testing.B) {
				r := et.Sign(b, who, e.Clock.At, et.Request(c.operation, c.body))
				all := cognito.Operations()
				in, err := shape.Decode(r.Body, all[slices.IndexFunc(all, func(op cognito.Operation) bool { return op.Name == c.operation })].Input)
				require.NoError(b, err)
				b.SetBytes(int64(len(c.body)))
				b.ReportAllocs()
				for b.Loop() {
					caller, err := e.Authenticate(context.Background(), r)
					if err == nil {
						err = caller.Authorize(context.Background(), &awsjson.Call{Operation: c.operation, Caller: caller, Request: r, Input: &in})
					}
					if err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
