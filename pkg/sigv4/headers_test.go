package sigv4_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"userpools/pkg/request"
)

func TestSignedHeadersHaveOneForm(t *testing.T) {
	all := slices.Sorted(maps.Keys(describe().Header))
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	for _, c := range []struct {
		name  string
		names []string
	}{
		{"not sorted", reversed},
		{"one twice", append([]string{all[0]}, all...)},
		{"upper case", append([]string{"User-Agent"}, all...)},
		{"an empty name at the end", append(slices.Clone(all), "")},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, r := goodSigner(), describe()
			s.names = c.names
			s.sign(r)
			requireRefused(t, r, invalid, "'SignedHeaders' must be lower case, in ascending order and without repetition, got '"+strings.Join(c.names, ";")+"'.")
		})
	}
}

func TestASignedHeaderMustBeThere(t *testing.T) {
	s, r := goodSigner(), describe()
	s.names = append(slices.Sorted(maps.Keys(r.Header)), "x-empty")
	s.sign(r) // as if the header were there and empty
	requireRefused(t, r, invalid, "The 'SignedHeader' 'x-empty' is not in the request.")
	requireAccepted(t, with(r, set("x-empty", "")))
}

func TestContentTypeAndAmzHeadersMustBeSigned(t *testing.T) {
	for _, name := range []string{"content-type", "x-amz-date", "x-amz-target", "x-amz-user-agent", "x-amz-"} {
		s, r := goodSigner(), with(describe(), func(r *request.Request) { r.Header[name] += "" })
		s.names = slices.DeleteFunc(slices.Sorted(maps.Keys(r.Header)), func(n string) bool { return n == name })
		s.sign(r)
		requireRefused(t, r, invalid, "'"+name+"' must be a 'SignedHeader' in the AWS Authorization.")
	}
}

func TestOtherHeadersMayBeUnsigned(t *testing.T) {
	for _, name := range []string{"user-agent", "accept-encoding", "x-amzn-trace-id", "amz-sdk-request", "x-forwarded-for"} {
		requireAccepted(t, with(signed(), without("user-agent"), signWithout("user-agent"), set(name, "added on the way")))
	}
}

// signWithout signs all headers but one.
func signWithout(name string) func(*request.Request) {
	return func(r *request.Request) {
		s := goodSigner()
		s.names = slices.DeleteFunc(slices.Sorted(maps.Keys(r.Header)), func(n string) bool { return n == name || n == "authorization" })
		s.sign(r)
	}
}

func TestACapturedRequestCannotBeGivenAnotherTarget(t *testing.T) {
	r := with(signed(), set("x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool"))
	requireRefused(t, r, invalid, mismatchText)
}

func TestThePayloadHashIsThatOfTheBodyOrAbsent(t *testing.T) {
	const text = "'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal, got '%s'. Unsigned and streaming payloads are not supported."
	hash := sha256Hex(describe().Body)
	requireAccepted(t, signed(set("x-amz-content-sha256", hash)))
	requireAccepted(t, signed())
	for _, value := range []string{
		"", strings.ToUpper(hash), sha256Hex(nil), hash + "," + hash, " " + hash,
		"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
		"STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
	} {
		requireRefused(t, signed(set("x-amz-content-sha256", value)), invalid, fmt.Sprintf(text, value))
	}
}

func TestSpacesAroundAndWithinAValueDoNotCount(t *testing.T) {
	for _, c := range []struct {
		name, signed, sent string
		same               bool
	}{
		{"spaces around", "a", "  a ", true},
		{"tabs around", "a", "\ta\t ", true},
		{"a run of spaces", "a b", "a    b", true},
		{"a run of spaces in quotes", `"a b"`, `"a   b"`, true},
		{"only spaces", "", "   ", true},
		{"no space", "a b", "ab", false},
		{"a tab for a space", "a b", "a\tb", false},
		{"space by a comma", "a,b", "a, b", false},
		{"upper case", "a", "A", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := with(signed(set("x-custom", c.signed)), set("x-custom", c.sent))
			if c.same {
				requireAccepted(t, r)
				return
			}
			requireRefused(t, r, invalid, mismatchText)
		})
	}
}

func TestTheHostIsThatOfTheHeader(t *testing.T) {
	requireRefused(t, with(signed(), set("host", "other.example.test")), invalid, mismatchText)
	requireRefused(t, with(signed(), without("host")), invalid, "The 'SignedHeader' 'host' is not in the request.")
}
