package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/syncbuffer"
)

// keyPair is what "keys new" printed.
type keyPair struct{ id, secret string }

// signedEndpoint is the built program with keys that it made itself, of one
// account, until the test ends.
type signedEndpoint struct {
	url         string
	first, next keyPair
}

func startSigned(t *testing.T) *signedEndpoint {
	t.Helper()
	dir, program := t.TempDir(), built(t)
	e := &signedEndpoint{}
	var documents [][]byte
	for _, key := range []*keyPair{&e.first, &e.next} {
		printed, err := exec.CommandContext(t.Context(), program, "keys", "new", "-account", "123456789012", "-user", "ci").Output()
		require.NoError(t, err)
		var one map[string]struct{ Secret string }
		require.NoError(t, json.Unmarshal(printed, &one))
		documents = append(documents, printed)
		for id, entry := range one {
			*key = keyPair{id, entry.Secret}
		}
	}
	file := filepath.Join(dir, "keys.json")
	require.NoError(t, os.WriteFile(file, merged(t, documents...), 0o600))

	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), program, "-memory", "-listen", "127.0.0.1:0", "-keys", file, "-log", "json")
	var stdout, stderr syncbuffer.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		for _, key := range []keyPair{e.first, e.next} {
			assert.NotContains(t, stdout.String()+stderr.String(), key.secret)
		}
	})
	e.url = waitForURL(t, &stderr)
	return e
}

// env makes a client sign with a key.
func (k keyPair) env(more ...string) []string {
	return append([]string{"AWS_ACCESS_KEY_ID=" + k.id, "AWS_SECRET_ACCESS_KEY=" + k.secret}, more...)
}

// signers are the clients of the acceptance. Their programs ask for two pools a
// page, which "body" makes three.
var signers = []*clients.Client{clients.CLI, clients.Python, clients.Go, clients.JavaScript}

// The sentences of the table of refusals, as every client shows them.
const (
	otherSignature = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	noSuchKey      = "The security token included in the request is invalid."
)

func TestRealClientsSignWithAFreshKey(t *testing.T) {
	e := startSigned(t)
	for _, client := range signers {
		t.Run(client.Name, func(t *testing.T) {
			for _, key := range []keyPair{e.first, e.next} {
				must := func(args ...string) string {
					r := client.Try(t, e.url, key.env(), args...)
					require.Zero(t, r.Status, r.Stderr)
					return r.Line()
				}
				id := must("create", "pool of "+client.Name)
				assert.Contains(t, must("describe", id), `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/`+id+`"`)
				assert.Contains(t, must("list"), id+" pool of "+client.Name)
				assert.Contains(t, must("refused"), "refused")
			}
		})
	}
}

func TestRealClientsAreRefusedInTheWordsOfTheTable(t *testing.T) {
	e := startSigned(t)
	for _, client := range signers {
		for name, tt := range map[string]struct {
			env             []string
			exception, text string
		}{
			"a wrong secret":     {keyPair{e.first.id, strings.ToLower(e.first.secret)}.env(), "InvalidSignatureException", otherSignature},
			"a swapped key":      {keyPair{e.first.id, e.next.secret}.env(), "InvalidSignatureException", otherSignature},
			"a key of nobody":    {keyPair{"UPKNOBODYS7777777777", e.first.secret}.env(), "UnrecognizedClientException", noSuchKey},
			"a key of AWS":       {keyPair{"AKIAIOSFODNN7EXAMPLE", e.first.secret}.env(), "UnrecognizedClientException", noSuchKey},
			"a session token":    {e.first.env("AWS_SESSION_TOKEN=token"), "UnrecognizedClientException", noSuchKey},
			"another region":     {e.first.env("AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1"), "InvalidSignatureException", "Credential should be scoped to a valid region, not 'eu-west-1'."},
			"another service":    {tampering(t, e, client, "service"), "InvalidSignatureException", "Credential should be scoped to correct service: 'cognito-idp'."},
			"a clock behind":     {tampering(t, e, client, "old clock"), "InvalidSignatureException", "Signature expired: 2"},
			"a clock ahead":      {tampering(t, e, client, "early clock"), "InvalidSignatureException", "Signature not yet current: 2"},
			"another body":       {tampering(t, e, client, "body"), "InvalidSignatureException", otherBody(client)},
			"another operation":  {tampering(t, e, client, "target"), "InvalidSignatureException", otherSignature},
			"nothing is changed": {tampering(t, e, client, "nothing"), "", ""},
		} {
			if tt.env == nil { // see TestTheGoClientIsRefused
				continue
			}
			t.Run(client.Name+", "+name, func(t *testing.T) {
				r := client.Try(t, e.url, tt.env, "list")
				assert.Contains(t, r.Stderr, tt.exception)
				assert.Contains(t, r.Stderr, tt.text)
				assert.Equal(t, tt.exception == "", r.Status == 0, r.Stderr)
			})
		}
	}
}

// tampering makes a client sign or send something else, nil for one that is no
// script.
func tampering(t *testing.T, e *signedEndpoint, client *clients.Client, what string) []string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("testdata", "keys"))
	require.NoError(t, err)
	switch client {
	case clients.Python, clients.CLI:
		return e.first.env("TAMPER="+what, "PYTHONPATH="+dir, "PYTHONDONTWRITEBYTECODE=1")
	case clients.JavaScript:
		return e.first.env("TAMPER="+what, "NODE_OPTIONS=--import="+filepath.Join(dir, "tamper.mjs"))
	default:
		return nil
	}
}

// otherBody is the answer to a body that is not the signed one: JavaScript's SDK
// sends its hash as well.
func otherBody(client *clients.Client) string {
	if client == clients.JavaScript {
		return "'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal, got '"
	}
	return otherSignature
}

// tamperer signs and sends as the SDK does, but not quite.
type tamperer struct {
	what string
	v4.Signer
}

func (s *tamperer) SignHTTP(ctx context.Context, credentials aws.Credentials, r *http.Request, hash, service, region string, at time.Time, options ...func(*v4.SignerOptions)) error {
	switch s.what {
	case "service":
		service = "execute-api"
	case "old clock":
		at = at.Add(-time.Hour)
	case "early clock":
		at = at.Add(time.Hour)
	}
	return s.Signer.SignHTTP(ctx, credentials, r, hash, service, region, at, options...)
}

// Do sends what was signed, or something else.
func (s *tamperer) Do(r *http.Request) (*http.Response, error) {
	switch s.what {
	case "body":
		r.Body = io.NopCloser(strings.NewReader(`{"MaxResults":3}`))
	case "target":
		r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.DeleteUserPool")
	}
	return (&clients.GoHTTP{}).Do(r)
}

func TestTheGoClientIsRefused(t *testing.T) {
	e := startSigned(t)
	for what, want := range map[string]string{
		"service":     "Credential should be scoped to correct service: 'cognito-idp'.",
		"old clock":   "Signature expired: 2",
		"early clock": "Signature not yet current: 2",
		"body":        otherSignature,
		"target":      otherSignature,
		"nothing":     "",
	} {
		client := &tamperer{what, *v4.NewSigner()}
		pools := idp.New(idp.Options{
			Region: "us-east-1", BaseEndpoint: &e.url, Retryer: aws.NopRetryer{},
			HTTPSignerV4: client, HTTPClient: client,
			Credentials: static(e.first.id, e.first.secret),
		})
		_, err := pools.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(2))})
		if want == "" {
			assert.NoError(t, err)
			continue
		}
		assert.ErrorContains(t, err, "InvalidSignatureException: "+want, what)
	}
}

func static(id, secret string) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: id, SecretAccessKey: secret}, nil
	})
}

// TestTheLinesToPasteWork pastes what "keys new" prints, and what the program
// prints at its start, into a shell with the real command line.
func TestTheLinesToPasteWork(t *testing.T) {
	if testing.Short() {
		t.Skip("programs of other languages are not for short tests")
	}
	clients.CLI.Try(t, "http://127.0.0.1:1", nil) // skips where there is none
	dir := t.TempDir()
	var document, other, told bytes.Buffer
	require.NoError(t, keys([]string{"new"}, &other, io.Discard))
	require.NoError(t, keys([]string{"new"}, &document, &told))
	file := filepath.Join(dir, "keys.json")
	require.NoError(t, os.WriteFile(file, merged(t, other.Bytes(), document.Bytes()), 0o600))
	r := begin(t, home(t), "-memory", "-keys", file)

	pasted := commands(told.String())
	require.Len(t, pasted, 3)
	pasted = append(pasted, commands(r.stderr.String())...)
	require.Len(t, pasted, 4)
	script := strings.ReplaceAll(strings.Join(pasted, "\n"), "http://127.0.0.1:9339", r.url)
	out := paste(t, dir, script)
	assert.Contains(t, out, `"UserPools": []`)
	assert.Contains(t, out, `"Name": "first"`)
	assert.Contains(t, out, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/")
}

var command = regexp.MustCompile(`(?m)^  ((?:AWS_PROFILE=\S+ )?aws .*)$`)

// commands are the lines to paste in a text.
func commands(text string) []string {
	var lines []string
	for _, found := range command.FindAllStringSubmatch(text, -1) {
		lines = append(lines, found[1])
	}
	return lines
}

// merged is a document with the keys of others, as jq -s add writes it.
func merged(t *testing.T, documents ...[]byte) []byte {
	t.Helper()
	keys := map[string]json.RawMessage{}
	for _, document := range documents {
		require.NoError(t, json.Unmarshal(document, &keys))
	}
	out, err := json.MarshalIndent(keys, "", "  ")
	require.NoError(t, err)
	return out
}

// paste runs lines in a folder.
func paste(t *testing.T, dir, script string) string {
	t.Helper()
	path := os.Getenv("PATH")
	if python := os.Getenv("USERPOOLS_PYTHON"); python != "" {
		path = filepath.Dir(python) + string(os.PathListSeparator) + path
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-euc", script)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + path, "HOME=" + os.Getenv("HOME"), "AWS_CONFIG_FILE=" + filepath.Join(dir, "config"), "AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(dir, "credentials")}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}
