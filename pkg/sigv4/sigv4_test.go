package sigv4_test

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

// What a signature has to cover, and in which form; an empty message is acceptance.
func TestCheck_Coverage(t *testing.T) {
	const (
		form   = "'SignedHeaders' must be lower case, in ascending order and without repetition, got '%s'."
		unsign = "'%s' must be a 'SignedHeader' in the AWS Authorization."
		absent = "The 'SignedHeader' '%s' is not in the request."
		sum    = "'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal, got '%s'. Unsigned and streaming payloads are not supported."
	)
	type row struct {
		name, message string
		request       *request.Request
	}
	all := slices.Sorted(maps.Keys(describe().Header))
	names := func(names ...string) change { return signing(func(s *signer) { s.names = names }) }
	rows := []row{
		{"a header that is not there", fmt.Sprintf(absent, "x-empty"), with(describe(), names(append(all, "x-empty")...))},
		{"a header that is there and empty", "", with(describe(), set("x-empty", ""), names(append(all, "x-empty")...))},
		{"the host is that of the header", mismatchText, with(signed(), set("host", "other.example.test"))},
		{"no host", fmt.Sprintf(absent, "host"), with(signed(), without("host"))},
		{"another target", mismatchText, with(signed(), set("x-amz-target", "AWSCognitoIdentityProviderService.DeleteUserPool"))},
		{"the hash of the body", "", signed(set("x-amz-content-sha256", sha256Hex(describe().Body)))},
	}
	reversed := slices.Clone(all)
	slices.Reverse(reversed)
	for _, list := range [][]string{reversed, append([]string{all[0]}, all...), append([]string{"User-Agent"}, all...), append(slices.Clone(all), "")} {
		joined := strings.Join(list, ";")
		rows = append(rows, row{joined, fmt.Sprintf(form, joined), with(describe(), names(list...))})
	}
	for _, name := range []string{"content-type", "x-amz-date", "x-amz-target", "x-amz-user-agent", "x-amz-"} {
		r := with(describe(), func(r *request.Request) { r.Header[name] += "" }, signingBut(name))
		rows = append(rows, row{"without " + name, fmt.Sprintf(unsign, name), r})
	}
	for _, name := range []string{"user-agent", "accept-encoding", "x-amzn-trace-id", "amz-sdk-request", "x-forwarded-for"} {
		rows = append(rows, row{"added on the way: " + name, "", with(describe(), signingBut("user-agent"), set(name, "added"))})
	}
	hash := sha256Hex(describe().Body)
	for _, value := range []string{
		"", strings.ToUpper(hash), sha256Hex(nil), hash + "," + hash, " " + hash, "UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
		"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
	} {
		rows = append(rows, row{"hash " + value, fmt.Sprintf(sum, value), signed(set("x-amz-content-sha256", value))})
	}
	for _, c := range rows {
		t.Run(c.name, func(t *testing.T) {
			if c.message == "" {
				require.NoError(t, verify(c.request))
				return
			}
			requireRefused(t, c.request, invalid, c.message)
		})
	}
}

// What may be different from what was signed, and what may not.
func TestCheck_Canonical(t *testing.T) {
	at := func(path, query string) change { return func(r *request.Request) { r.Path, r.Query = path, query } }
	custom := func(value string) change { return set("x-custom", value) }
	for _, c := range []struct {
		name         string
		signed, sent change
		same         bool
	}{
		{"spaces around", custom("a"), custom("  a "), true},
		{"tabs around", custom("a"), custom("\ta\t "), true},
		{"a run of spaces", custom("a b"), custom("a    b"), true},
		{"a run of spaces in quotes", custom(`"a b"`), custom(`"a   b"`), true},
		{"only spaces", custom(""), custom("   "), true},
		{"no space", custom("a b"), custom("ab"), false},
		{"a tab for a space", custom("a b"), custom("a\tb"), false},
		{"space by a comma", custom("a,b"), custom("a, b"), false},
		{"upper case", custom("a"), custom("A"), false},
		{"a stage", at("/prod", ""), at("/prod", ""), true},
		{"another stage", at("/prod", ""), at("/dev", ""), false},
		{"a slash at the end", at("/prod", ""), at("/prod/", ""), false},
		{"no path is the root", at("/", ""), at("", ""), true},
		{"a stray query", at("/", ""), at("/", "a=b"), false},
		{"a query in another order", at("/", "a=1&a=2&a-b=3"), at("/", "a-b=3&a=2&a=1"), true},
		{"a query with other escapes", at("/", "a%2Fb=~"), at("/", "a/b=%7e"), true},
		{"a name without a value", at("/", "a="), at("/", "a"), true},
		{"another value", at("/", "a=1"), at("/", "a=2"), false},
		{"a plus sign is no space", at("/", "a=%20"), at("/", "a=+"), false},
		{"no body", body(""), body(""), true},
		{"no body, and a space", body(""), body(" "), false},
		{"escapes in a body", body(`{ "a" : "\u00e9" }`), body(`{ "a" : "\u00e9" }`), true},
		{"text for escapes in a body", body(`{ "a" : "\u00e9" }`), body(`{ "a" : "é" }`), false},
		{"a line end after a body", body("{}"), body("{}\n"), false},
		{"a body that is no text", body("\xff\x00"), body("\xff\x00"), true},
		{"a byte after a body that is no text", body("\xff\x00"), body("\xff\x00 "), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := with(signed(c.signed), c.sent)
			if c.same {
				require.NoError(t, verify(r))
				return
			}
			requireRefused(t, r, invalid, mismatchText)
		})
	}
}

func TestCheck_SignatureForm(t *testing.T) {
	good := signed().Header["authorization"]
	prefix, digits := good[:len(good)-64], good[len(good)-64:]
	require.Regexp(t, "[a-f]", digits)
	for name, signature := range map[string]string{
		"none":              "",
		"in upper case":     strings.ToUpper(digits),
		"one digit short":   digits[:63],
		"one digit long":    digits + "0",
		"a byte short":      digits[:62],
		"with another byte": digits + "00",
		"no hexadecimal":    "g" + digits[1:],
		"of another script": "０" + digits[3:],
		"with a prefix":     "0x" + digits,
		"one bit away":      digits[:63] + string(digits[63]^1),
		"all zeros":         strings.Repeat("0", 64),
	} {
		t.Run(name, func(t *testing.T) {
			requireRefused(t, with(signed(), set("authorization", prefix+signature)), invalid, mismatchText)
		})
	}
}

func TestCheck_Secret(t *testing.T) {
	for _, secret := range []string{"", secret, "no key has this secret"} {
		unknown := signing(func(s *signer) { s.keyID, s.secret = "UPOTHERKEY", secret })
		requireRefused(t, with(describe(), unknown), unrecognized, tokenText)
	}
	empty := with(describe(), signing(func(s *signer) { s.secret = "" }))
	require.ErrorIs(t, verifyBy(verifier(), empty, ""), sigv4.ErrEmptySecret)

	v := verifier() // one, with its cache
	for range 3 {
		require.NoError(t, verifyBy(v, signed(), secret), "a retry has the same signature")
	}
	require.ErrorContains(t, verifyBy(v, signed(), "the next secret"), mismatchText)
}

func TestParse_Clock(t *testing.T) {
	west := time.FixedZone("", -11*3600)
	midnight := time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, stamp, message string
		clock                time.Time
	}{
		{"one second early", stamp, "Signature not yet current", now.Add(-sigv4.Window - time.Second)},
		{"as early as may be", stamp, "", now.Add(-sigv4.Window)},
		{"as late as may be", stamp, "", now.Add(sigv4.Window + 999*time.Millisecond)},
		{"one second late", stamp, "Signature expired", now.Add(sigv4.Window + time.Second)},
		{"a clock in another zone", stamp, "", now.In(west)},
		{"late by a clock in another zone", stamp, "is now earlier than 20261120T125500Z (20261120T130000Z - 5 min.)", now.Add(time.Hour).In(west)},
		{"signed before midnight, received after", "20261120T235930Z", "", midnight.Add(time.Minute)},
		{"signed by a fast clock around midnight", "20261121T000030Z", "", midnight.Add(-time.Minute)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := with(describe(), set("x-amz-date", c.stamp), signing(func(s *signer) { s.date = c.stamp[:8] }))
			err := verifyBy(verifierAt(c.clock), r, secret)
			if c.message == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.message)
		})
	}
}

func TestParse_DateHeader(t *testing.T) {
	require.NoError(t, verify(signed(without("x-amz-date"), set("date", stamp))))
	require.NoError(t, verify(signed(set("date", "Fri, 20 Nov 2026 12:00:00 GMT"))), "X-Amz-Date goes first")
	requireRefused(t, signed(without("x-amz-date"), set("date", "Friday")), incomplete,
		"Date must be in ISO-8601 'basic format'. Got 'Friday'. See http://en.wikipedia.org/wiki/ISO_8601")
}

func TestParse_Repeated(t *testing.T) {
	good := signed().Header["authorization"]
	for _, value := range []string{good + "," + good, good + ", " + good, good + good} {
		requireRefused(t, with(signed(), set("authorization", value)), incomplete, "The Authorization header must not be given more than once.")
	}
	requireRefused(t, with(signed(), set("authorization", "Bearer abc,"+good)), incomplete, "Unsupported AWS 'algorithm': 'Bearer'.")
	requireRefused(t, with(signed(), set("authorization", good+",Bearer abc")), incomplete,
		"'Bearer' not a valid key=value pair (missing equal-sign) in Authorization header: '"+good+",Bearer abc'")
	// Row 4 refuses nothing: of a part that is given twice the last counts.
	require.NoError(t, verify(with(signed(), replace("Credential=", "Credential=k/d/r/s/t, Credential="))))
	requireRefused(t, with(signed(), set("authorization", good+", "+signature)), invalid, mismatchText)
}

func TestVerifier_Redacted(t *testing.T) {
	v := verifier()
	c, err := v.Parse(signed())
	require.NoError(t, err)
	require.NoError(t, v.Check(c, secret, true))
	refusal := v.Check(c, secret+"x", true)
	require.Error(t, refusal)
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("", "verifier", v, "claim", c, "error", refusal)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("", "verifier", v, "claim", c, "error", refusal)
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q"} {
		fmt.Fprintf(&logged, format+format+format, v, c, refusal)
	}
	require.NotContains(t, logged.String(), secret)
	require.NotContains(t, logged.String(), fmt.Sprintf("%x", secret))
}
