package sigv4_test

import (
	"bytes"
	"testing"
)

// One request costs this much, the look-up of its key aside. The signing key is
// in the cache, as after the first request of a day; an unknown key costs the
// same.
func BenchmarkVerify(b *testing.B) {
	minimal := []byte(`{"PoolName":"a"}`)
	full := bytes.Repeat([]byte(`{"Name":"x","AttributeDataType":"String"},`), 83)[:3400]
	for _, c := range []struct {
		name, keyID string
		body        []byte
	}{
		{"minimal", keyID, minimal},
		{"full", keyID, full},
		{"full, unknown key", "UPOTHERKEY", full},
	} {
		b.Run(c.name, func(b *testing.B) {
			s, r, v := goodSigner(), describe(), verifier()
			s.keyID, r.Body = c.keyID, c.body
			s.sign(r)
			b.SetBytes(int64(len(c.body)))
			b.ReportAllocs()
			for b.Loop() {
				_, err := v.Verify(r, secretOf)
				if (err == nil) != (c.keyID == keyID) {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	r, v := signed(), verifier()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := v.Parse(r); err != nil {
			b.Fatal(err)
		}
	}
}
