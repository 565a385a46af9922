package shape_test

import (
	"os"
	"testing"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// The request of the API reference's example, which has nearly every
// member, and the smallest one. They are judged against the real table: the
// benchmarks are the only place in which this package looks at Cognito.
var benchmarked = []struct {
	name string
	body func(*testing.B) []byte
}{
	{"full", func(b *testing.B) []byte {
		body, err := os.ReadFile("testdata/create-full.json")
		if err != nil {
			b.Fatal(err)
		}
		return body
	}},
	{"minimal", func(*testing.B) []byte { return []byte(`{"PoolName":"my-test-user-pool"}`) }},
}

func createUserPool(b *testing.B) *shape.Shape {
	b.Helper()
	for _, op := range cognito.Operations() {
		if op.Name == "CreateUserPool" {
			return op.Input
		}
	}
	b.Fatal("no CreateUserPool")
	return nil
}

func BenchmarkDecode(b *testing.B) {
	s := createUserPool(b)
	for _, bm := range benchmarked {
		body := bm.body(b)
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := shape.Decode(body, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	s := createUserPool(b)
	for _, bm := range benchmarked {
		v, err := shape.Decode(bm.body(b), s)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if broken := shape.Check(&v, s); broken != nil {
					b.Fatal(broken)
				}
			}
		})
	}
}

func BenchmarkBind(b *testing.B) {
	s := createUserPool(b)
	for _, bm := range benchmarked {
		v, err := shape.Decode(bm.body(b), s)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var in cognito.CreateUserPoolRequest
				shape.Bind(&v, &in)
			}
		})
	}
}

// BenchmarkRefuse is what a body that breaks nearly everything costs, sentence
// included.
func BenchmarkRefuse(b *testing.B) {
	s := createUserPool(b)
	body := []byte(`{"PoolName":"","MfaConfiguration":"MAYBE","AutoVerifiedAttributes":["x"],"Schema":[{"Name":""},{"Name":"012345678901234567890"}],` +
		`"UserPoolTags":{"":"v"},"LambdaConfig":{"PreSignUp":"x","CustomEmailSender":{}},"Policies":{"PasswordPolicy":{"MinimumLength":100}}}`)
	b.ReportAllocs()
	for b.Loop() {
		v, err := shape.Decode(body, s)
		if err != nil {
			b.Fatal(err)
		}
		if text := shape.Check(&v, s).Error(); text == "" {
			b.Fatal("accepted")
		}
	}
}
