package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/pkg/access"
	"userpools/pkg/endpoint"
)

func TestAFreshKeyIsADocumentForKeys(t *testing.T) {
	status, document, told := outcome(t, home(t), "keys", "new", "-account", "210987654321", "-user", "teams/blue/ci")
	require.Zero(t, status)
	keys, err := access.ParseKeys([]byte(document), endpoint.Scope("us-east-1"))
	require.NoError(t, err)
	var one map[string]struct{ Secret string }
	require.NoError(t, json.Unmarshal([]byte(document), &one))
	require.Len(t, one, 1)
	for id, entry := range one {
		key, _ := keys.Lookup(id, time.Now())
		assert.Equal(t, "210987654321", key.Account)
		assert.Equal(t, "arn:aws:iam::210987654321:user/teams/blue/ci", key.Principal)
		assert.Contains(t, told, "aws configure set aws_access_key_id "+id+" --profile userpools\n")
		assert.Contains(t, told, "aws configure set aws_secret_access_key ")
		assert.NotContains(t, told, entry.Secret, "it is told once, in the document")
	}
	_, again, _ := outcome(t, home(t), "keys", "new")
	assert.NotEqual(t, document, again)
	assert.Contains(t, again, `"arn:aws:iam::123456789012:user/test"`)
}

// freshDocument is a document with one key.
func freshDocument(t *testing.T) string {
	t.Helper()
	status, document, _ := outcome(t, home(t), "keys", "new")
	require.Zero(t, status)
	return document
}

func TestKeys_AFileThatOthersCanRead(t *testing.T) {
	for mode, want := range map[os.FileMode]bool{0o600: false, 0o400: false, 0o640: true, 0o604: true, 0o622: true, 0o601: true} {
		file := written(t, freshDocument(t))
		require.NoError(t, os.Chmod(file, mode))
		r := begin(t, home(t), "-memory", "-keys", file)
		warning := fmt.Sprintf("Warning: -keys %s holds secrets, but its mode is %04o: other users have access to it. To change that:\n  chmod 600 '%s'\n", file, mode, file)
		assert.Equal(t, want, strings.Contains(r.stderr.String(), warning), "%o: %s", mode, &r.stderr)
		assert.Equal(t, want, strings.Contains(r.stderr.String(), "chmod"), "%o", mode)
		r.end(t)
	}
	assert.Empty(t, exposed("keys.json", 0o666, "windows"), "there are no such modes")
	assert.Contains(t, exposed("it's", 0o644, "linux"), `chmod 600 'it'\''s'`)
}

func TestKeysHelps(t *testing.T) {
	for _, args := range [][]string{{"keys", "new", "-h"}, {"keys", "new", "--help"}} {
		_, stdout, _ := outcome(t, home(t), args...)
		assert.Contains(t, stdout, "Usage: userpools keys new [-account 123456789012] [-user test]\n")
		assert.NotContains(t, stdout, "secret\"")
	}
}

func TestKeysThatCannotBeMade(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"keys"}, `keys: the one command is "keys new"`},
		{[]string{"keys", "old"}, `keys: the one command is "keys new"`},
		{[]string{"keys", "new", "alice"}, `keys new: unexpected argument "alice"`},
		{[]string{"keys", "new", "-account", "1"}, `keys new: an account is of 12 digits`},
		{[]string{"keys", "new", "-user", "a b"}, `keys new: a user is of letters, digits and _+=,.@- with / between its parts`},
		{[]string{"keys", "new", "-secret", "x"}, `flag provided but not defined: -secret`},
	} {
		status, stdout, stderr := outcome(t, home(t), tt.args...)
		assert.Equal(t, 2, status)
		assert.Empty(t, stdout)
		assert.Equal(t, "userpools: "+tt.want+"\n", stderr)
	}
}

// written is a file with keys.
func written(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

func TestKeysThatCannotBeReadKeepTheEndpointFromStarting(t *testing.T) {
	_, document, _ := outcome(t, home(t), "keys", "new")
	for name, tt := range map[string]struct{ text, want string }{
		"empty":           {"", "keys document refused: is empty"},
		"without keys":    {"{}", "keys document refused: must have 1 to 256 keys"},
		"torn":            {document[:len(document)/2], "keys document refused: is not JSON, as line "},
		"a word too many": {strings.Replace(document, `"policy"`, `"polices": 1, "policy"`, 1), ".polices is not supported"},
		"a key of AWS":    {`{"AKIAIOSFODNN7EXAMPLE": {}}`, "[0] is a key of AWS: such keys never belong here"},
	} {
		file := written(t, tt.text)
		status, stdout, stderr := outcome(t, home(t), "-memory", "-listen", "127.0.0.1:0", "-keys", file)
		assert.Equal(t, 1, status, name)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "userpools: -keys "+file+": ", name)
		assert.Contains(t, stderr, tt.want, name)
		for secret := range strings.FieldsFuncSeq(document, func(r rune) bool { return r == '"' }) {
			assert.False(t, len(secret) == 40 && strings.Contains(stderr, secret), name)
		}
	}
	status, _, stderr := outcome(t, home(t), "-memory", "-listen", "127.0.0.1:0", "-keys", filepath.Join(t.TempDir(), "none.json"))
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "none.json: no such file or directory")
}

// TestKeys_WarnsOfIdleStatements: at the start, before any request.
func TestKeys_WarnsOfIdleStatements(t *testing.T) {
	_, document, _ := outcome(t, home(t), "keys", "new")
	file := written(t, strings.Replace(document, `"cognito-idp:*"`, `["cognito-idp:*", "cognito-idp:SignUp"]`, 1))
	r := begin(t, home(t), "-memory", "-keys", file)
	assert.Regexp(t, `(?m)^Warning: -keys `+regexp.QuoteMeta(file)+`: keys document: UPK[A-Z2-7]{17}\.policy\.Statement\[0\]\.Action\[1\] is an action that this endpoint does not have$`, r.stderr.String())
}

func TestWithKeysThereIsAQuotaAndARate(t *testing.T) {
	_, document, _ := outcome(t, home(t), "keys", "new")
	r := begin(t, home(t), "-memory", "-keys", written(t, document), "-quota", "2")
	pools := client(r.url, "us-east-1")
	_, err := pools.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(1))})
	require.ErrorContains(t, err, "UnrecognizedClientException", "local credentials are none of its keys")

	pools = signing(r.url, keyOf(t, document))
	for range 2 {
		create(t, pools, "p")
	}
	_, err = pools.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p")})
	require.ErrorContains(t, err, "LimitExceededException")

	var refused error
	for range 200 { // far more than 15 at once
		if _, err := pools.ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(1))}); err != nil {
			refused = err
			break
		}
	}
	require.ErrorContains(t, refused, "TooManyRequestsException: Rate exceeded")
}

// keyOf is the one key of a document.
func keyOf(t *testing.T, document string) (key keyPair) {
	t.Helper()
	var one map[string]struct{ Secret string }
	require.NoError(t, json.Unmarshal([]byte(document), &one))
	for id, entry := range one {
		key = keyPair{id, entry.Secret}
	}
	return key
}

// signing is the real client with a key, which tries once.
func signing(url string, key keyPair) *idp.Client {
	return idp.New(idp.Options{
		Region: "us-east-1", BaseEndpoint: &url, Retryer: aws.NopRetryer{}, HTTPClient: &clients.GoHTTP{},
		Credentials: static(key.id, key.secret),
	})
}
