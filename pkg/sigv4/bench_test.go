package sigv4_test

import (
	"strings"
	"testing"
)

// One request costs this much, the look-up of its key aside. The signing key is
// in the cache, as after the first request of a day; an unknown key costs the
// same.
func BenchmarkVerify(b *testing.B) {
	const minimal = `{"PoolName":"a"}`
	full := strings.Repeat(`{"Name":"x","AttributeDataType":"String"},`, 83)[:3400]
	for _, c := range []struct {
		name, keyID, body string
	}{
		{"minimal", keyID, minimal},
		{"full", keyID, full},
		{"full, unknown key", "UPOTHERKEY", full},
	} {
		b.Run(c.name, func(b *testing.B) {
			r, v := with(describe(), body(c.body), signing(func(s *signer) { s.keyID = c.keyID })), verifier()
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			for b.Loop() {
				if err := verifyBy(v, r, secret); (err == nil) != (c.keyID == keyID) {
					b.Fatal(err)
				}
			}
		})
	}
}
