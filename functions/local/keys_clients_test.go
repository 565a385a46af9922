package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
)

// env makes a client sign with a key.
func (k keyPair) env(more ...string) []string {
	return append([]string{"AWS_ACCESS_KEY_ID=" + k.id, "AWS_SECRET_ACCESS_KEY=" + k.secret}, more...)
}

// tampering makes a client sign or send something else: a script does by what is in testdata/keys.
func (k keyPair) tampering(t *testing.T, what string) []string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("testdata", "keys"))
	require.NoError(t, err)
	return k.env("TAMPER="+what, "PYTHONPATH="+dir, "PYTHONDONTWRITEBYTECODE=1",
		"NODE_OPTIONS=--import="+filepath.Join(dir, "tamper.mjs"))
}

// The sentences of the table of refusals, as every client shows them.
const (
	otherSignature = "InvalidSignatureException: The request signature we calculated does not match the signature you provided. " +
		"Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
	noSuchKey = "UnrecognizedClientException: The security token included in the request is invalid."
)

// TestKeys_Clients has real clients sign with each key of a document of two, and with what is none of them.
func TestKeys_Clients(t *testing.T) {
	first, next := freshDocument(t), freshDocument(t)
	key, other := keyOf(t, first), keyOf(t, next)
	r := begin(t, environment(t), "-memory", "-keys", written(t, merged(t, first, next)), "-log", "json")
	// Their programs ask for two pools a page, which "body" makes three.
	for _, client := range []*clients.Client{clients.CLI, clients.Python, clients.Go, clients.JavaScript} {
		t.Run(client.Name, func(t *testing.T) {
			for _, key := range []keyPair{key, other} {
				must := func(args ...string) string {
					r := client.Try(t, r.url, key.env(), args...)
					require.Zero(t, r.Status, r.Stderr)
					return r.Line()
				}
				id := must("create", "pool of "+client.Name)
				assert.Contains(t, must("describe", id), `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/`+id+`"`)
				assert.Contains(t, must("list"), id+" pool of "+client.Name)
				assert.Contains(t, must("refused"), "refused")
			}
			for name, tt := range map[string]struct {
				env  []string
				want string
			}{
				"a wrong secret":  {keyPair{key.id, strings.ToLower(key.secret)}.env(), otherSignature},
				"a swapped key":   {keyPair{key.id, other.secret}.env(), otherSignature},
				"a key of nobody": {keyPair{"UPKNOBODYS7777777777", key.secret}.env(), noSuchKey},
				"a key of AWS":    {keyPair{"AKIAIOSFODNN7EXAMPLE", key.secret}.env(), noSuchKey},
				"a session token": {key.env("AWS_SESSION_TOKEN=token"), noSuchKey},
				"another region": {key.env("AWS_REGION=eu-west-1", "AWS_DEFAULT_REGION=eu-west-1"),
					"InvalidSignatureException: Credential should be scoped to a valid region, not 'eu-west-1'."},
			} {
				refused(t, client.Try(t, r.url, tt.env, "list"), name, tt.want)
			}
			if client == clients.Go { // no script: pkg/sigv4 signs otherwise with its SDK
				return
			}
			otherBody := otherSignature
			if client == clients.JavaScript { // it sends the hash of the body as well
				otherBody = "InvalidSignatureException: 'x-amz-content-sha256' must be the SHA-256 of the body in lower-case hexadecimal, got '"
			}
			for what, want := range map[string]string{
				"service":     "InvalidSignatureException: Credential should be scoped to correct service: 'cognito-idp'.",
				"old clock":   "InvalidSignatureException: Signature expired: 2",
				"early clock": "InvalidSignatureException: Signature not yet current: 2",
				"body":        otherBody,
				"target":      otherSignature,
				"nothing":     "",
			} {
				refused(t, client.Try(t, r.url, key.tampering(t, what), "list"), what, want)
			}
		})
	}
	r.end(t)
	for _, key := range []keyPair{key, other} {
		assert.NotContains(t, r.stdout.String()+r.stderr.String(), key.secret)
	}
}

// refused requires that a client shows an exception and its text; none where it should have succeeded.
func refused(t *testing.T, r clients.Result, name, want string) {
	t.Helper()
	exception, text, _ := strings.Cut(want, ": ")
	assert.Contains(t, r.Stderr, exception, name)
	assert.Contains(t, r.Stderr, text, name)
	assert.Equal(t, want == "", r.Status == 0, "%s: %s", name, r.Stderr)
}

var pasted = regexp.MustCompile(`(?m)^  (aws .*)$`)

// TestKeys_Pasted pastes what "keys new" prints, and what the program prints at its start, into a
// shell with the real command line.
func TestKeys_Pasted(t *testing.T) {
	_, document, told := outcome(t, environment(t), "keys", "new")
	file := written(t, merged(t, freshDocument(t), document))
	dir := filepath.Dir(file)
	r := begin(t, environment(t), "-memory", "-keys", file)
	var lines []string
	for _, found := range pasted.FindAllStringSubmatch(told+r.stderr.String(), -1) {
		lines = append(lines, found[1])
	}
	require.Len(t, lines, 4)

	script := strings.ReplaceAll(strings.Join(lines, "\n"), "http://127.0.0.1:9339", r.url)
	files := []string{"AWS_CONFIG_FILE=" + filepath.Join(dir, "config"),
		"AWS_SHARED_CREDENTIALS_FILE=" + filepath.Join(dir, "credentials")}
	ran := clients.CLI.Script(t, r.url, files, "set -eu; cd '"+dir+"'\n"+script)
	require.Zero(t, ran.Status, ran.Stderr)
	assert.Contains(t, ran.Stdout, `"UserPools": []`)
	assert.Contains(t, ran.Stdout, `"Name": "first"`)
	assert.Contains(t, ran.Stdout, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/")
}

// merged is a document with the keys of others, as jq -s add writes it.
func merged(t *testing.T, documents ...string) string {
	t.Helper()
	keys := map[string]json.RawMessage{}
	for _, document := range documents {
		require.NoError(t, json.Unmarshal([]byte(document), &keys))
	}
	out, err := json.MarshalIndent(keys, "", "  ")
	require.NoError(t, err)
	return string(out)
}
