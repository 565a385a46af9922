package sigv4_test

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/request"
	"userpools/pkg/sigv4"
)

// genuine are the requests that FuzzMutation spoils: as botocore, Go and
// JavaScript sign them, and one with everything signed.
func genuine(t testing.TB) []*request.Request {
	all := []*request.Request{
		signed(set("x-amz-content-sha256", sha256Hex(describe().Body)), func(r *request.Request) { r.Path, r.Query = "/prod", "a=1&b=2" }),
		with(describe(), signingBut("user-agent")),
	}
	for _, client := range []string{"boto3", "go", "js"} {
		r := captured(t, "testdata/requests/"+client+"-create.http")
		r.Header["x-amz-date"] = stamp // these were captured on other days
		s := goodSigner()
		s.names = signedNames(r)
		s.sign(r)
		all = append(all, r)
	}
	return all
}

func signedNames(r *request.Request) []string {
	_, after, _ := strings.Cut(r.Header["authorization"], "SignedHeaders=")
	names, _, _ := strings.Cut(after, ",")
	return strings.Split(names, ";")
}

// part is one place of a request where a mutation may strike.
type part struct {
	get func(*request.Request) string
	set func(*request.Request, string)
}

// parts lists them: method, path, query, body, every header, the three parts of
// Authorization, and the addition of a header.
func parts(r *request.Request) []part {
	all := []part{
		{func(r *request.Request) string { return r.Method }, func(r *request.Request, s string) { r.Method = s }},
		{func(r *request.Request) string { return r.Path }, func(r *request.Request, s string) { r.Path = s }},
		{func(r *request.Request) string { return r.Query }, func(r *request.Request, s string) { r.Query = s }},
		{func(r *request.Request) string { return string(r.Body) }, func(r *request.Request, s string) { r.Body = []byte(s) }},
		{func(*request.Request) string { return "x-amz-target=x" }, addHeader},
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		all = append(all, part{
			func(r *request.Request) string { return r.Header[name] },
			func(r *request.Request, s string) { r.Header[name] = s },
		})
	}
	for _, name := range []string{"Credential", "SignedHeaders", "Signature"} {
		all = append(all, part{
			func(r *request.Request) string { return authorization(r)[name] },
			func(r *request.Request, s string) { replace(name+"="+authorization(r)[name], name+"="+s)(r) },
		})
	}
	return all
}

// addHeader adds "name=value". Under a name that is there already the value
// joins the one that is there, as every HTTP server would have it.
func addHeader(r *request.Request, s string) {
	name, value, _ := strings.Cut(s, "=")
	if first, ok := r.Header[name]; ok {
		value = first + "," + value
	}
	r.Header[name] = value
}

// mutate changes s: how says in which way, at where, text with what.
func mutate(s string, how uint8, at uint16, text string) string {
	from := int(at) % (len(s) + 1)
	to := min(len(s), from+len(text))
	switch how % 6 {
	case 0:
		return text
	case 1:
		return s[:from] + text + s[from:]
	case 2:
		return s[:from] + text + s[to:]
	case 3:
		return s[:from] + s[to:]
	case 4:
		return s + s
	default:
		return strings.ToUpper(s[:from]) + s[from:]
	}
}

// No mutation of a genuine request is accepted, unless it says the same.
func FuzzMutation(f *testing.F) {
	bases := genuine(f)
	for i, r := range bases {
		require.NoError(f, verify(r))
		for j := range parts(r) {
			f.Add(uint8(i), uint8(j), uint8(j), uint16(7*j), "x")
		}
	}
	v := verifier()
	f.Fuzz(func(t *testing.T, base, where, how uint8, at uint16, text string) {
		r := bases[int(base)%len(bases)]
		places := parts(r)
		place := places[int(where)%len(places)]
		mutant := *r
		mutant.Header = maps.Clone(r.Header)
		place.set(&mutant, mutate(place.get(r), how, at, text))
		mutant.Header = request.LowerNames(mutant.Header)
		err := verifyBy(v, &mutant, secret)
		if err == nil {
			require.Equal(t, meaning(r, r), meaning(r, &mutant), "accepted")
			return
		}
		require.ErrorAs(t, err, new(*sigv4.Error))
		require.NotContains(t, err.Error(), secret)
	})
}

// meaning is what the signature of original binds, read from r in the tests' own
// way: nothing here is shared with the package.
func meaning(original, r *request.Request) map[string]string {
	m := map[string]string{
		"method": r.Method,
		"path":   cmp.Or(r.Path, "/"),
		"query":  sortedQuery(r.Query),
		"body":   string(r.Body),
	}
	maps.Copy(m, authorization(r))
	bound := signedNames(original)
	for name, value := range r.Header {
		if name == "content-type" || strings.HasPrefix(name, "x-amz-") || slices.Contains(bound, name) {
			m["header "+name] = canonicalValue(strings.Trim(value, " \t"))
		}
	}
	return m
}

// authorization is the three parts that count, the last of each.
func authorization(r *request.Request) map[string]string {
	m := map[string]string{"Credential": "", "SignedHeaders": "", "Signature": ""}
	_, rest, _ := strings.Cut(strings.Trim(r.Header["authorization"], " \t"), " ")
	for _, p := range strings.FieldsFunc(rest, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		name, value, _ := strings.Cut(p, "=")
		if _, counts := m[name]; counts {
			m[name] = value
		}
	}
	return m
}

func sortedQuery(query string) string {
	var pairs []string
	for _, p := range strings.Split(query, "&") {
		if p == "" {
			continue
		}
		name, value, _ := strings.Cut(p, "=")
		pairs = append(pairs, fmt.Sprintf("%q=%q", plain(name), plain(value)))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

func plain(s string) string {
	if p, err := url.PathUnescape(s); err == nil {
		return p
	}
	return s
}

// Whatever comes, the answer is a refusal from the table, or a claim that Check
// refuses for a key that the sender does not have.
func FuzzParse(f *testing.F) {
	good := signed()
	f.Add(good.Header["authorization"], stamp, good.Method, good.Path, good.Query, "content-type", "a", good.Body)
	f.Add("AWS4-HMAC-SHA256 Credential=////, Signature=, SignedHeaders=host;;", "20261120T120000Z", "", "", "%", "", "", []byte(nil))
	f.Add("intentionally-invalid-probe", "", "POST", "/%", "a&&=&%2", "X-Amz-Target", " ", []byte("{}"))
	f.Add("AWS4-HMAC-SHA256 ,\t=,==", "2026", "\n", "//", "&", "x-amz-content-sha256", "UNSIGNED-PAYLOAD", []byte{0})
	v := verifier()
	f.Fuzz(func(t *testing.T, authorization, date, method, path, query, name, value string, body []byte) {
		r := &request.Request{Method: method, Path: path, Query: query, Body: body, Header: map[string]string{
			"Authorization": authorization, "X-Amz-Date": date, "host": host, name: value,
		}}
		r.Header = request.LowerNames(r.Header)
		claim, err := v.Parse(r)
		if err == nil {
			err = v.Check(claim, "nobody knows this", true)
		}
		refusal, ok := errors.AsType[*sigv4.Error](err)
		require.True(t, ok, err)
		require.NotEmpty(t, refusal.Message)
		require.Contains(t, []string{missing, incomplete, invalid, unrecognized}, refusal.Code)
	})
}
