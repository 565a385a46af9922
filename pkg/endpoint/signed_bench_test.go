package endpoint_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// BenchmarkGate is what it costs to know who calls and whether he may: the
// signature, the key, the rate and the policy. Parsing and checking the body,
// which the protocol does in any case, is not in it.
func BenchmarkGate(b *testing.B) {
	policies := map[string]string{
		"allowed":           everything,
		"20 statements":     manyStatements(20),
		"by the pool's tag": saysIf("Allow", "*", "*", `{"StringEquals":{"aws:ResourceTag/team":"blue"}}`),
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
				who := holder{"bench", accountA, policies[policy]}
				h := newHouse(tagged{}, document(b, who), &access.Limits{Rate: plenty})
				c := size.calls(b)
				r := h.sign(b, who, request(c.operation, c.body))
				in, err := shape.Decode(r.Body, operations[c.operation].Input)
				require.NoError(b, err)
				b.SetBytes(int64(len(c.body)))
				b.ReportAllocs()
				for b.Loop() {
					caller, err := h.server.Gate.Authenticate(context.Background(), r)
					if err != nil {
						b.Fatal(err)
					}
					judged := &awsjson.Call{Operation: c.operation, Caller: caller, Request: r, Input: &in}
					if err := h.server.Gate.Authorize(context.Background(), judged); err != nil && policy != "by the pool's tag" {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func plenty(string, access.Class) (perSecond float64, declared bool) { return 1e9, true }

// manyStatements all have to be looked at: the last allows.
func manyStatements(n int) string {
	all := ""
	for i := range n - 1 {
		all += saysIf("Deny", "cognito-idp:*", fmt.Sprintf("arn:aws:cognito-idp:*:%s:userpool/us-east-1_%d*", accountA, i),
			`{"ForAnyValue:StringLike":{"aws:TagKeys":"*:forbidden"}}`) + ","
	}
	return all + everything
}

// tagged is a store in memory of one pool with a tag.
type tagged struct{ cognito.Store }

func (tagged) Get(context.Context, cognito.Partition, string) (*cognito.Pool, error) {
	return &cognito.Pool{Settings: cognito.Settings{PoolSettings: cognito.PoolSettings{UserPoolTags: map[string]string{"team": "blue"}}}}, nil
}

func BenchmarkRefusal(b *testing.B) {
	who := holder{"bench", accountA, everything}
	h := newHouse(tagged{}, document(b, who), nil)
	for name, signer := range map[string]holder{"unknown key": {"nobody", accountA, ""}, "wrong secret": {"bench", accountA, ""}} {
		b.Run(name, func(b *testing.B) {
			r := h.sign(b, signer, request("CreateUserPool", `{"PoolName":"p"}`))
			if name == "wrong secret" {
				r.Body = append(r.Body, ' ')
			}
			for b.Loop() {
				if _, err := h.server.Gate.Authenticate(context.Background(), r); err == nil {
					b.Fatal("let in")
				}
			}
		})
	}
}
