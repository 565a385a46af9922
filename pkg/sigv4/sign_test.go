package sigv4_test

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

const (
	keyID   = "UPTESTKEY"
	secret  = "no-secret-but-a-test-value" // also that of testdata/requests
	region  = "us-east-1"
	service = "cognito-idp"
	stamp   = "20261120T120000Z"
)

var now = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)

// verify is what a server does: parse, look the key up, of which there is one, and
// check.
func verify(r *request.Request) error { return verifyBy(verifier(), r, secret) }

func verifyBy(v *sigv4.Verifier, r *request.Request, secret string) error {
	claim, err := v.Parse(r)
	if err != nil {
		return err
	}
	known := claim.KeyID == keyID
	if !known {
		secret = ""
	}
	return v.Check(claim, secret, known)
}

func verifier() *sigv4.Verifier { return verifierAt(now) }

func verifierAt(t time.Time) *sigv4.Verifier {
	return sigv4.New(region, service, func() time.Time { return t })
}

// describe is an unsigned DescribeUserPool as clients send it.
func describe() *request.Request {
	return &request.Request{
		Method: "POST",
		Path:   "/",
		Header: map[string]string{
			"host":                  "cognito.example.test",
			"content-type":          "application/x-amz-json-1.1",
			"x-amz-target":          "AWSCognitoIdentityProviderService.DescribeUserPool",
			"x-amz-date":            stamp,
			"user-agent":            "tests/1.0  twice  spaced",
			"amz-sdk-invocation-id": "3c7a3a4e-0000-4000-8000-000000000001",
		},
		Body: []byte(`{"UserPoolId":"us-east-1_Example01"}`),
	}
}

// signer signs by the letter of AWS's description, with everything that may go
// wrong as a field. It is for requests that no real signer would make; that it
// is right itself is shown where the real ones sign.
type signer struct {
	keyID, secret                     string
	date, region, service, terminator string
	names                             []string // nil means all headers
}

func goodSigner() *signer {
	return &signer{keyID: keyID, secret: secret, date: stamp[:8], region: region, service: service, terminator: "aws4_request"}
}

// sign adds the Authorization header to r.
func (s *signer) sign(r *request.Request) {
	delete(r.Header, "authorization")
	names := s.names
	if names == nil {
		names = slices.Sorted(maps.Keys(r.Header))
	}
	scope := strings.Join([]string{s.date, s.region, s.service, s.terminator}, "/")
	r.Header["authorization"] = "AWS4-HMAC-SHA256 Credential=" + s.keyID + "/" + scope +
		", SignedHeaders=" + strings.Join(names, ";") +
		", Signature=" + hex.EncodeToString(hmacSHA256(s.key(), s.text(r, scope, names)))
}

func (s *signer) key() string {
	key := "AWS4" + s.secret
	for _, step := range []string{s.date, s.region, s.service, s.terminator} {
		key = string(hmacSHA256(key, step))
	}
	return key
}

func (s *signer) text(r *request.Request, scope string, names []string) string {
	lines := []string{r.Method, r.Path, r.Query} // of a path and query that need no encoding
	for _, name := range names {
		lines = append(lines, name+":"+canonicalValue(r.Header[name]))
	}
	lines = append(lines, "", strings.Join(names, ";"), sha256Hex(r.Body))
	request := sha256Hex([]byte(strings.Join(lines, "\n")))
	date := cmp.Or(r.Header["x-amz-date"], r.Header["date"])
	return strings.Join([]string{"AWS4-HMAC-SHA256", date, scope, request}, "\n")
}

func canonicalValue(value string) string {
	return strings.Join(strings.FieldsFunc(value, func(r rune) bool { return r == ' ' }), " ")
}

func hmacSHA256(key, text string) []byte {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return h.Sum(nil)
}

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// change is what happens to a request.
type change = func(*request.Request)

// with is r, changed.
func with(r *request.Request, changes ...change) *request.Request {
	for _, change := range changes {
		change(r)
	}
	return r
}

func all(changes ...change) change { return func(r *request.Request) { with(r, changes...) } }

// signed is describe, changed and then signed with all its headers.
func signed(changes ...change) *request.Request {
	return with(with(describe(), changes...), goodSigner().sign)
}

// signing is a signature by another than the good signer.
func signing(other func(*signer)) change {
	s := goodSigner()
	other(s)
	return s.sign
}

// signingBut signs all headers but one.
func signingBut(name string) change {
	return func(r *request.Request) {
		signing(func(s *signer) {
			s.names = slices.DeleteFunc(slices.Sorted(maps.Keys(r.Header)), func(n string) bool { return n == name || n == "authorization" })
		})(r)
	}
}

func set(name, value string) change { return func(r *request.Request) { r.Header[name] = value } }

func without(name string) change { return func(r *request.Request) { delete(r.Header, name) } }

func query(query string) change { return func(r *request.Request) { r.Query = query } }

func body(body string) change { return func(r *request.Request) { r.Body = []byte(body) } }

// replace changes the text of the Authorization header.
func replace(old, text string) change {
	return func(r *request.Request) {
		r.Header["authorization"] = strings.Replace(r.Header["authorization"], old, text, 1)
	}
}

func requireRefused(t testing.TB, r *request.Request, code, message string) {
	t.Helper()
	require.Equal(t, &sigv4.Error{Code: code, Message: message}, verify(r))
}

func base64Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}
