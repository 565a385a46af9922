package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
	"userpools/pkg/endpoint"
)

// freshDocument is a document with one key.
func freshDocument(t *testing.T) string {
	t.Helper()
	status, document, _ := outcome(t, environment(t), "keys", "new")
	require.Zero(t, status)
	return document
}

// keyOf is the one key of a document.
func keyOf(t *testing.T, document string) (key keyPair) {
	t.Helper()
	var one map[string]struct{ Secret string }
	require.NoError(t, json.Unmarshal([]byte(document), &one))
	require.Len(t, one, 1)
	for id, entry := range one {
		key = keyPair{id, entry.Secret}
	}
	return key
}

func TestNewKey_Document(t *testing.T) {
	status, document, told := outcome(t, environment(t), "keys", "new", "-account", "210987654321", "-user", "teams/blue/ci")
	require.Zero(t, status)
	keys, err := access.ParseKeys([]byte(document), endpoint.Scope(region))
	require.NoError(t, err)
	pair := keyOf(t, document)
	key, _ := keys.Lookup(pair.id, time.Now())
	assert.Equal(t, "210987654321", key.Account)
	assert.Equal(t, "arn:aws:iam::210987654321:user/teams/blue/ci", key.Principal)
	assert.Contains(t, told, "aws configure set aws_access_key_id "+pair.id+" --profile userpools\n")
	assert.NotContains(t, told, pair.secret, "it is told once, in the document")

	again := freshDocument(t)
	assert.NotEqual(t, pair, keyOf(t, again))
	assert.Contains(t, again, `"arn:aws:iam::123456789012:user/test"`)
}

func TestNewKey_Help(t *testing.T) {
	for _, flag := range []string{"-h", "--help"} {
		_, stdout, _ := outcome(t, environment(t), "keys", "new", flag)
		assert.Equal(t, keysUsage, stdout)
	}
}

func TestNewKey_Refused(t *testing.T) {
	for args, want := range map[string]string{
		"keys":                `keys: the one command is "keys new"`,
		"keys old":            `keys: the one command is "keys new"`,
		"keys new alice":      `keys new: unexpected argument "alice"`,
		"keys new -account 1": `keys new: an account is of 12 digits`,
		"keys new -user é":    `keys new: a user is of letters, digits and _+=,.@- with / between its parts`,
		"keys new -secret x":  `flag provided but not defined: -secret`,
	} {
		status, stdout, stderr := outcome(t, environment(t), strings.Fields(args)...)
		assert.Equal(t, 2, status)
		assert.Empty(t, stdout)
		assert.Equal(t, "userpools: "+want+"\n", stderr)
	}
}

func TestKeys_FileMode(t *testing.T) {
	for mode, want := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o622: true, 0o601: true} {
		file := written(t, freshDocument(t))
		require.NoError(t, os.Chmod(file, mode))
		r := begin(t, environment(t), "-memory", "-keys", file)
		warning := fmt.Sprintf("Warning: -keys %s holds secrets, but its mode is %04o: other users have access to it. To change that:\n  chmod 600 '%s'\n", file, mode, file)
		assert.Equal(t, want, strings.Contains(r.stderr.String(), warning), "%o: %s", mode, &r.stderr)
		assert.Equal(t, want, strings.Contains(r.stderr.String(), "chmod"), "%o", mode)
		r.end(t)
	}
	assert.Empty(t, modeWarning("keys.json", 0o666, "windows"), "there are no such modes")
	assert.Contains(t, modeWarning("it's", 0o644, "linux"), `chmod 600 'it'\''s'`)
}

// TestKeys_Warnings: at the start, before any request.
func TestKeys_Warnings(t *testing.T) {
	file := written(t, strings.Replace(freshDocument(t), `"cognito-idp:*"`, `["cognito-idp:*", "cognito-idp:SignUp"]`, 1))
	r := begin(t, environment(t), "-memory", "-keys", file)
	assert.Regexp(t, `(?m)^Warning: -keys `+regexp.QuoteMeta(file)+`: keys document: UPK[A-Z2-7]{17}\.policy\.Statement\[0\]\.Action\[1\] is an action that this endpoint does not have$`, r.stderr.String())
}

func TestKeys_QuotaAndRate(t *testing.T) {
	document := freshDocument(t)
	r := begin(t, environment(t), "-memory", "-keys", written(t, document), "-quota", "2")
	list := func(key keyPair) error {
		_, err := client(r.url, region, key).ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(1))})
		return err
	}
	require.ErrorContains(t, list(local), "UnrecognizedClientException", "local credentials are none of its keys")

	key := keyOf(t, document)
	for range 2 {
		create(t, client(r.url, region, key), "p")
	}
	_, err := client(r.url, region, key).CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p")})
	require.ErrorContains(t, err, "LimitExceededException")

	for range 200 { // far more than 15 at once
		if err = list(key); err != nil {
			break
		}
	}
	require.ErrorContains(t, err, "TooManyRequestsException: Rate exceeded")
}
