package shape_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// measured are the request of the API reference's example, which has nearly every
// member, and the smallest one, against the real table: the only place in which
// this package looks at Cognito.
func measured(t testing.TB) (bodies map[string][]byte, s *shape.Shape) {
	t.Helper()
	full, err := os.ReadFile("testdata/create-full.json")
	require.NoError(t, err)
	for _, op := range cognito.Operations() {
		if op.Name == "CreateUserPool" {
			s = op.Input
		}
	}
	return map[string][]byte{"full": full, "minimal": []byte(`{"PoolName":"my-test-user-pool"}`)}, s
}

// TestCheck_Allocations: of a request that breaks nothing no path and no text is made.
func TestCheck_Allocations(t *testing.T) {
	bodies, s := measured(t)
	for name, body := range bodies {
		v, err := shape.Decode(body, s)
		require.NoError(t, err)
		require.Nil(t, shape.Check(&v, s))
		assert.Zero(t, testing.AllocsPerRun(100, func() { shape.Check(&v, s) }), name)
	}
}

func BenchmarkDecode(b *testing.B) {
	bodies, s := measured(b)
	for name, body := range bodies {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				_, _ = shape.Decode(body, s)
			}
		})
	}
}

// benchmark runs a step on the decoded bodies.
func benchmark(b *testing.B, step func(*shape.Value, *shape.Shape)) {
	bodies, s := measured(b)
	for name, body := range bodies {
		v, err := shape.Decode(body, s)
		require.NoError(b, err)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				step(&v, s)
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	benchmark(b, func(v *shape.Value, s *shape.Shape) { shape.Check(v, s) })
}

func BenchmarkBind(b *testing.B) {
	benchmark(b, func(v *shape.Value, _ *shape.Shape) { shape.Bind(v, &cognito.CreateUserPoolRequest{}) })
}

// BenchmarkRefuse is what a body that breaks nearly everything costs, sentence
// included.
func BenchmarkRefuse(b *testing.B) {
	_, s := measured(b)
	body := []byte(`{"PoolName":"","MfaConfiguration":"MAYBE","AutoVerifiedAttributes":["x"],"Schema":[{"Name":""},{"Name":"012345678901234567890"}],` +
		`"UserPoolTags":{"":"v"},"LambdaConfig":{"PreSignUp":"x","CustomEmailSender":{}},"Policies":{"PasswordPolicy":{"MinimumLength":100}}}`)
	b.ReportAllocs()
	for b.Loop() {
		v, err := shape.Decode(body, s)
		if err != nil || shape.Check(&v, s).Error() == "" {
			b.Fatal("accepted")
		}
	}
}
