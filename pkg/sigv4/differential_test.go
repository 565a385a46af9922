package sigv4_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/request"
)

// draft is a request that nobody has signed yet.
type draft struct {
	method, path string // path as sent
	query        string // as sent
	headers      [][2]string
	body         []byte
}

// drafts draws requests of any method, path and query, with headers that come
// several times and have spaces where they do not count. Tabs within a value are
// left out: botocore takes them for spaces, aws-sdk-go-v2 does not.
var drafts = rapid.Custom(func(t *rapid.T) draft {
	text := rapid.StringMatching(`[!-~é]{0,5}( {0,3}[!-~é]{1,5}){0,3}`)
	padded := rapid.StringMatching(` {0,3}`)
	name := rapid.OneOf(
		rapid.StringMatching(`[Xx]-[A-Za-z0-9!#$%&'*+.^_|~-]{1,8}`),
		rapid.StringMatching(`X-Amz-Meta-[a-z]{1,2}`),
		rapid.SampledFrom([]string{"User-Agent", "Accept-Encoding", "Amz-Sdk-Request", "X-Amz-User-Agent", "X-Forwarded-For"}),
	)
	segment := rapid.Map(rapid.StringMatching(`[ -~é]{1,6}`), func(s string) string { return url.PathEscape("p" + s) })
	d := draft{
		method: rapid.SampledFrom([]string{"POST", "GET", "PUT"}).Draw(t, "method"),
		path:   "/" + strings.Join(rapid.SliceOfN(segment, 0, 3).Draw(t, "path"), "/"),
		query:  parameters(rapid.SliceOfN(rapid.StringMatching(`[!-~é]{1,3}`), 0, 6).Draw(t, "query")),
		body:   rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "body"),
		headers: [][2]string{
			{"Content-Type", "application/x-amz-json-1.1"},
			{"X-Amz-Target", "AWSCognitoIdentityProviderService.DescribeUserPool"},
		},
	}
	for range rapid.IntRange(0, 6).Draw(t, "headers") {
		value := padded.Draw(t, "before") + text.Draw(t, "value") + padded.Draw(t, "after")
		d.headers = append(d.headers, [2]string{name.Draw(t, "name"), value})
	}
	return d
})

// parameters makes a query of names and values by turns.
func parameters(texts []string) string {
	var pairs []string
	for i := 0; i+1 < len(texts); i += 2 {
		pairs = append(pairs, strictEscape(texts[i])+"="+strictEscape(texts[i+1]))
	}
	return strings.Join(pairs, "&")
}

func strictEscape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// request is the draft as a server sees it with the headers that it was signed
// with.
func (d draft) request(header http.Header) *request.Request {
	return &request.Request{Method: d.method, Path: d.path, Query: d.query, Header: joined(header), Body: d.body}
}

const host = "cognito.example.test"

// byGo signs with aws-sdk-go-v2. It leaves User-Agent unsigned under its usual
// spelling only: signAll gives it another.
func (d draft) byGo(t require.TestingT, signAll bool) *request.Request {
	r, err := http.NewRequest(d.method, "https://"+host+d.path+"?"+d.query, nil)
	require.NoError(t, err)
	for _, h := range d.headers {
		if signAll && http.CanonicalHeaderKey(h[0]) == "User-Agent" {
			r.Header["user-agent"] = append(r.Header["user-agent"], h[1])
			continue
		}
		r.Header.Add(h[0], h[1])
	}
	err = v4.NewSigner().SignHTTP(context.Background(), aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}, r, sha256Hex(d.body), service, region, now)
	require.NoError(t, err)
	r.Header.Set("Host", host)
	return d.request(r.Header)
}

func TestVerifier_GoSigner(t *testing.T) { requireAccepted(t, draft.byGo) }

func TestVerifier_Botocore(t *testing.T) { requireAccepted(t, botocore(t)) }

// requireAccepted signs drafts, all of their headers or those that the client signs
// by itself.
func requireAccepted(t *testing.T, sign func(draft, require.TestingT, bool) *request.Request) {
	rapid.Check(t, func(t *rapid.T) {
		signAll := rapid.Bool().Draw(t, "sign all")
		r := sign(drafts.Draw(t, "draft"), t, signAll)
		require.NoError(t, verify(r))
		if _, ok := r.Header["user-agent"]; ok {
			require.Equal(t, signAll, strings.Contains(r.Header["authorization"], ";user-agent;"))
		}
	})
}

// The signer of these tests is held to the same.
func TestSigner_LikeGo(t *testing.T) {
	r := signed(without("user-agent"))
	d := draft{method: r.Method, path: r.Path, body: r.Body}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if name != "host" && name != "authorization" {
			d.headers = append(d.headers, [2]string{name, r.Header[name]})
		}
	}
	require.Equal(t, r.Header["authorization"], d.byGo(t, false).Header["authorization"])
}

// botocore starts one Python for all requests of a test. USERPOOLS_PYTHON names
// the interpreter; where there is none with botocore the test is skipped, except
// in CI.
func botocore(t *testing.T) func(draft, require.TestingT, bool) *request.Request {
	python := os.Getenv("USERPOOLS_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import botocore").CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s cannot import botocore: %v\n%s", python, err, out)
		}
		t.Skipf("%s cannot import botocore: %v", python, err)
	}
	command := exec.Command(python, "testdata/botocore_sign.py")
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	require.NoError(t, err)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = in.Close()
		require.NoError(t, command.Wait())
	})
	jobs, answers := json.NewEncoder(in), json.NewDecoder(out)
	return func(d draft, t require.TestingT, signAll bool) *request.Request {
		require.NoError(t, jobs.Encode(map[string]any{
			"method": d.method, "url": "https://" + host + d.path + "?" + d.query, "headers": d.headers,
			"body": base64.StdEncoding.EncodeToString(d.body), "stamp": stamp, "sign_all": signAll,
			"key_id": keyID, "secret": secret, "region": region, "service": service,
		}))
		var pairs [][2]string
		require.NoError(t, answers.Decode(&pairs))
		header := http.Header{"Host": {host}}
		for _, pair := range pairs {
			header.Add(pair[0], pair[1])
		}
		return d.request(header)
	}
}
