package endpoint_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// BenchmarkGate is what it costs to know who calls and whether he may: the
// signature, the key, the rate and the policy. Parsing and checking the body,
// which the protocol does in any case, is not in it.
func BenchmarkGate(b *testing.B) {
	policies := map[string]string{
		"allowed":           et.Everything,
		"20 statements":     manyStatements(20),
		"by the pool's tag": et.SaysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`),
	}
	operations := map[string]cognito.Operation{}
	for _, op := range cognito.Operations() {
		operations[op.Name] = op
	}
	for _, size := range []struct {
		name  string
		calls func(b *testing.B) call
	}{
		{"minimal", func(*testing.B) call { return call{"CreateUserPool", `{"PoolName":"p"}`} }},
		{"maximal", func(b *testing.B) call { return maximalCalls(b, nobodys)[0] }},
		{"of a pool", func(*testing.B) call { return call{"DescribeUserPool", `{"UserPoolId":"` + nobodys + `"}`} }},
	} {
		for _, policy := range []string{"allowed", "20 statements", "by the pool's tag"} {
			b.Run(size.name+", "+policy, func(b *testing.B) {
				who := et.NewKey("bench", accountA, policies[policy])
				h := et.New(b, et.Store(tagged{}), et.Keys(b, who), et.Limited, et.World(b, plenty))
				c := size.calls(b)
				r := et.Sign(b, who, h.Clock.At, et.Request(c.operation, c.body))
				in, err := shape.Decode(r.Body, operations[c.operation].Input)
				require.NoError(b, err)
				b.SetBytes(int64(len(c.body)))
				b.ReportAllocs()
				for b.Loop() {
					caller, err := h.Authenticate(context.Background(), r)
					if err != nil {
						b.Fatal(err)
					}
					judged := &awsjson.Call{Operation: c.operation, Caller: caller, Request: r, Input: &in}
					if err := caller.Authorize(context.Background(), judged); err != nil && policy != "by the pool's tag" {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

const plenty = `{"accounts":{"*":{"rates":{"UserPoolRead":10000,"UserPoolUpdate":10000}}}}`

// manyStatements all have to be looked at: the last allows.
func manyStatements(n int) string {
	all := ""
	for i := range n - 1 {
		all += et.SaysIf("Deny", "cognito-idp:*", fmt.Sprintf("arn:aws:cognito-idp:*:%s:userpool/us-east-1_%d*", accountA, i),
			`{"ForAnyValue:StringLike":{"aws:TagKeys":"*:forbidden"}}`) + ","
	}
	return all + et.Everything
}

// tagged is a store in memory of one pool with a tag.
type tagged struct{ cognito.Store }

func (tagged) Get(context.Context, cognito.Partition, string) (*cognito.Pool, error) {
	return &cognito.Pool{Settings: cognito.Settings{PoolSettings: cognito.PoolSettings{UserPoolTags: map[string]string{"team": "blue"}}}}, nil
}

func BenchmarkRefusal(b *testing.B) {
	who := et.NewKey("bench", accountA, et.Everything)
	h := et.New(b, et.Store(tagged{}), et.Keys(b, who))
	for name, signer := range map[string]et.Key{"unknown key": et.NewKey("nobody", accountA, ""), "wrong secret": et.NewKey("bench", accountA, "")} {
		b.Run(name, func(b *testing.B) {
			r := et.Sign(b, signer, h.Clock.At, et.Request("CreateUserPool", `{"PoolName":"p"}`))
			if name == "wrong secret" {
				r.Body = append(r.Body, ' ')
			}
			for b.Loop() {
				if _, err := h.Authenticate(context.Background(), r); err == nil {
					b.Fatal("let in")
				}
			}
		})
	}
}
