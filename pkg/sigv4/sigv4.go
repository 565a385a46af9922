// Package sigv4 verifies requests that are signed with AWS Signature Version 4
// in the Authorization header, as the AWS CLI and every SDK sign them. It is
// the server's half: no AWS library has it. It imports the standard library
// and request, and knows nothing of Cognito, of accounts or of where keys are
// kept.
//
//	request.Request --Parse--> Claim{KeyID} --(caller looks the key up)--> Check
//	          |                                                     |
//	          rows 1 to 12: form, date, scope                       rows 13 and 14: key and signature
//
// # What is accepted
//
// The algorithm AWS4-HMAC-SHA256 in one Authorization header, for one region
// and one service, within [Window] of the clock. The body is hashed as it came.
// "host", "content-type" and every "x-amz-*" header of the request must be
// signed: a captured request could otherwise be given another X-Amz-Target.
// "x-amz-content-sha256" is optional and must be the body's hash. Signatures in
// the query string, SigV4a, streaming and unsigned payloads are refused, and so
// are session tokens, because none are issued.
//
// # What is answered
//
// Every refusal is an [*Error] with the exception's bare name and text, and
// belongs on the wire with HTTP status 400. errors.go has the table. The other
// error is [ErrEmptySecret]: nothing is known about the request, which must then
// not be served.
//
// # What is not promised
//
// Within the window a captured request can be repeated. Remembering signatures
// would be the wrong cure: botocore does not sign its attempt counter, so a
// retry in the same second carries the same signature as the first attempt.
// To run an operation only once, compare amz-sdk-invocation-id instead.
//
// The package logs nothing. Secrets and signing keys are in no error, and not
// in a Verifier or Claim that is printed.
package sigv4

import (
	"crypto/sha256"
	"errors"
	"time"
)

// Window is how far the request's date may be from the clock, in either
// direction. Users of AWS quote five minutes and, of other services, fifteen.
const Window = 5 * time.Minute

// algorithm is the only one that is accepted.
const algorithm = "AWS4-HMAC-SHA256"

// stampLayout is ISO 8601 basic format, as X-Amz-Date has it.
const stampLayout = "20060102T150405Z"

// dummySecret stands in for the secret of an unknown key. Whoever signs with it
// is refused all the same; it only makes an unknown key cost what a known one
// costs.
const dummySecret = "no key has this secret"

// ErrEmptySecret means that the key was found and has no secret. Anybody can sign with
// an empty secret, so the request is not authenticated: answer it as a server's fault.
var ErrEmptySecret = errors.New("sigv4: the access key has an empty secret")

// Verifier verifies requests to one service in one region. It is safe for
// concurrent use.
type Verifier struct {
	region, service string
	now             func() time.Time
	// signingKey is a cache's get. As a function it shows nothing when a Verifier
	// is printed; of a struct, and of a pointer to one, fmt shows all fields.
	signingKey func(secret, scope string) [sha256.Size]byte
}

// New makes a Verifier for requests that are signed for service ("cognito-idp")
// in region; now is the clock.
func New(region, service string, now func() time.Time) *Verifier {
	return &Verifier{region: region, service: service, now: now, signingKey: newKeyCache().get}
}

// Check answers nil if the request of c is signed with secret. If the key
// is not known it does the same work with another secret, so that the time
// taken does not tell which keys exist, and refuses. The error is an [*Error]
// or [ErrEmptySecret].
//
// The demands that are stricter than AWS's come after the unknown key: Cognito
// was recorded to answer UnrecognizedClientException to an unknown key whose
// signed headers lacked content-type.
func (v *Verifier) Check(c *Claim, secret string, known bool) error {
	if known && secret == "" {
		return ErrEmptySecret
	}
	if !known {
		secret = dummySecret
	}
	body := sha256.Sum256(c.req.Body)
	err := c.flaw(body)
	if err == nil && !c.signedWith(v.signingKey(secret, c.scope), body) {
		err = mismatch.with()
	}
	if !known {
		err = unknownKey.with()
	}
	return err
}
