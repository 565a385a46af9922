package sigv4_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

func TestTheBodyIsHashedByteForByte(t *testing.T) {
	for _, body := range []string{"", "{}", `{ "a" : "\u00e9" }`, "{\"a\":\"é\"}\n", "\xff\x00"} {
		r := signed(func(r *request.Request) { r.Body = []byte(body) })
		requireAccepted(t, r)
		r.Body = append(r.Body, ' ')
		requireRefused(t, r, invalid, mismatchText)
	}
}

func TestASignatureIs64LowerCaseHexadecimalDigits(t *testing.T) {
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

func TestNoSecretSignsForAnUnknownKey(t *testing.T) {
	for _, secret := range []string{"", secret, "no key has this secret"} {
		s := goodSigner()
		s.keyID, s.secret = "UPOTHERKEY", secret
		r := describe()
		s.sign(r)
		requireRefused(t, r, unrecognized, tokenText)
	}
}

func TestTheWindowIsFiveMinutesToTheSecond(t *testing.T) {
	for _, c := range []struct {
		clock    time.Duration // after the request's date
		accepted bool
	}{
		{-sigv4.Window - time.Second, false},
		{-sigv4.Window, true},
		{0, true},
		{sigv4.Window, true},
		{sigv4.Window + 999*time.Millisecond, true},
		{sigv4.Window + time.Second, false},
	} {
		_, err := verifierAt(now.Add(c.clock)).Verify(signed(), secretOf)
		require.Equal(t, c.accepted, err == nil, "%s: %v", c.clock, err)
	}
}

func TestTheClockMayBeInAnotherZone(t *testing.T) {
	zone := time.FixedZone("", -11*3600)
	_, err := verifierAt(now.In(zone)).Verify(signed(), secretOf)
	require.NoError(t, err)
	_, err = verifierAt(now.Add(time.Hour).In(zone)).Verify(signed(), secretOf)
	require.ErrorContains(t, err, "is now earlier than 20261120T125500Z (20261120T130000Z - 5 min.)")
}

func TestMidnightIsNoBorder(t *testing.T) {
	midnight := time.Date(2026, time.November, 21, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, stamp string
		clock       time.Time
	}{
		{"signed before, received after", "20261120T235930Z", midnight.Add(time.Minute)},
		{"signed by a fast clock", "20261121T000030Z", midnight.Add(-time.Minute)},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, r := goodSigner(), with(describe(), set("x-amz-date", c.stamp))
			s.date = c.stamp[:8]
			s.sign(r)
			_, err := verifierAt(c.clock).Verify(r, secretOf)
			require.NoError(t, err)
		})
	}
}

func TestADateHeaderDoesInPlaceOfXAmzDate(t *testing.T) {
	requireAccepted(t, signed(without("x-amz-date"), set("date", stamp)))
	requireAccepted(t, signed(set("date", "Fri, 20 Nov 2026 12:00:00 GMT"))) // X-Amz-Date goes first
	requireRefused(t, signed(without("x-amz-date"), set("date", "Friday")), incomplete,
		"Date must be in ISO-8601 'basic format'. Got 'Friday'. See http://en.wikipedia.org/wiki/ISO_8601")
}

func TestARotatedSecretIsRefusedAtOnce(t *testing.T) {
	v := verifier()
	_, err := v.Verify(signed(), secretOf)
	require.NoError(t, err)
	_, err = v.Verify(signed(), func(string) (string, bool, error) { return "the next secret", true, nil })
	require.ErrorContains(t, err, mismatchText)
	_, err = v.Verify(signed(), func(string) (string, bool, error) { return "", false, nil })
	require.ErrorContains(t, err, tokenText)
}

func TestARetryWithTheSameSignatureIsAccepted(t *testing.T) {
	v, r := verifier(), signed()
	for range 3 {
		_, err := v.Verify(r, secretOf)
		require.NoError(t, err)
	}
}

func TestAuthorizationIsGivenOnce(t *testing.T) {
	good := signed().Header["authorization"]
	for _, value := range []string{good + "," + good, good + ", " + good, good + good} {
		requireRefused(t, with(signed(), set("authorization", value)), incomplete, "The Authorization header must not be given more than once.")
	}
	requireRefused(t, with(signed(), set("authorization", "Bearer abc,"+good)), incomplete, "Unsupported AWS 'algorithm': 'Bearer'.")
	value := good + ",Bearer abc"
	requireRefused(t, with(signed(), set("authorization", value)), incomplete,
		"'Bearer' not a valid key=value pair (missing equal-sign) in Authorization header: '"+value+"'")
}

func TestPresignedRequestsAreRefused(t *testing.T) {
	const text = "Signatures in the query string are not supported. Sign the request in the Authorization header."
	query := func(q string) func(*request.Request) { return func(r *request.Request) { r.Query = q } }
	presigned := query("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k&X-Amz-Signature=00")
	requireRefused(t, with(describe(), presigned), incomplete, text)
	requireRefused(t, signed(presigned), incomplete, text)
	requireRefused(t, signed(query("a=b&x-amz-signature=00")), incomplete, text)
}

func TestAnEmptySecretLetsNobodyIn(t *testing.T) {
	s, r := goodSigner(), describe()
	s.secret = ""
	s.sign(r)
	id, err := verifier().Verify(r, func(string) (string, bool, error) { return "", true, nil })
	require.ErrorIs(t, err, sigv4.ErrEmptySecret)
	require.Empty(t, id)
}

func TestAnErrorOfTheLookUpIsHandedOn(t *testing.T) {
	down := errors.New("the store is down")
	id, err := verifier().Verify(signed(), func(string) (string, bool, error) { return secret, true, down })
	require.Equal(t, down, err)
	require.Empty(t, id)
}

func TestNoKeyIsLookedUpForARequestThatIsRefusedAnyway(t *testing.T) {
	for _, r := range []*request.Request{
		describe(),
		with(signed(), replace(region, "eu-west-1")),
		with(signed(), set("x-amz-date", "20261120T100000Z")),
		with(signed(), set("x-amz-security-token", "t")),
	} {
		_, err := verifier().Verify(r, func(string) (string, bool, error) {
			t.Fatal("looked up")
			return "", false, nil
		})
		require.Error(t, err)
	}
}

func TestNothingThatIsPrintedShowsASecret(t *testing.T) {
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

func TestPathAndQueryAreSigned(t *testing.T) {
	for _, c := range []struct {
		name        string
		path, query string // as signed
		sentPath    string
		sentQuery   string
		same        bool
	}{
		{"a stage", "/prod", "", "/prod", "", true},
		{"another stage", "/prod", "", "/dev", "", false},
		{"a slash at the end", "/prod", "", "/prod/", "", false},
		{"no path is the root", "/", "", "", "", true},
		{"a stray query", "/", "", "/", "a=b", false},
		{"a query in another order", "/", "a=1&a=2&a-b=3", "/", "a-b=3&a=2&a=1", true},
		{"a query with other escapes", "/", "a%2Fb=~", "/", "a/b=%7e", true},
		{"a name without a value", "/", "a=", "/", "a", true},
		{"another value", "/", "a=1", "/", "a=2", false},
		{"a plus sign is no space", "/", "a=%20", "/", "a=+", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := signed(func(r *request.Request) { r.Path, r.Query = c.path, c.query })
			r.Path, r.Query = c.sentPath, c.sentQuery
			if c.same {
				requireAccepted(t, r)
				return
			}
			requireRefused(t, r, invalid, mismatchText)
		})
	}
}
