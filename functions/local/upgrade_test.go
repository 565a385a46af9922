package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/awsjson"
)

// Files that earlier versions of the program have written, and what these answered: format1 is of the version before app clients
// and domains, commit 90f4d96, format2 of the one before resource servers and the rest, format2-records of the first with them.
// They are never written again: a later format has a file of its own.

// storedFile is such a file, for a test to write to.
func storedFile(t *testing.T, name string) (path string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "files", name+".db.gz"))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	in, err := gzip.NewReader(f)
	require.NoError(t, err)
	content, err := io.ReadAll(in)
	require.NoError(t, err)
	path = filepath.Join(t.TempDir(), "pools.db")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// told is a call and what the version that wrote a file answered to it.
type told struct {
	Operation    string
	Body, Answer json.RawMessage
}

func toldOf(t *testing.T, name string) (all []told) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "files", name+".jsonl"))
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var one told
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one))
		all = append(all, one)
	}
	require.NoError(t, lines.Err())
	require.NotEmpty(t, all)
	return all
}

// post makes a call that succeeds.
func post(t *testing.T, url, operation, body string) (answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", awsjson.ContentType)
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, "%s %s: %s", operation, body, content)
	return string(content)
}

// formatIn is the mark of a file that nobody has: the version before app clients and domains refuses every one but 1.
func formatIn(t *testing.T, file string) (format string) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	require.NoError(t, err)
	require.NoError(t, db.View(func(tx *bbolt.Tx) error {
		format = string(tx.Bucket([]byte("userpools")).Get([]byte("format")))
		return nil
	}))
	require.NoError(t, db.Close())
	return format
}

// TestUpgrade_Answers: every version answers about what earlier ones wrote as they did.
func TestUpgrade_Answers(t *testing.T) {
	for _, name := range []string{"format1", "format2", "format2-records"} {
		file := storedFile(t, name)
		for range 2 { // the second start is after a compaction
			r := begin(t, environment(t), "-data", file)
			for _, was := range toldOf(t, name) {
				assert.JSONEq(t, string(was.Answer), post(t, r.url, was.Operation, string(was.Body)), "%s: %s", name, was.Operation)
			}
			assert.Zero(t, r.end(t))
			outputOf(t, "after", "compact", "-data", file)
		}
		mark, _, _ := strings.Cut(name, "-")
		assert.Equal(t, mark, "format"+formatIn(t, file), "looking at it changes nothing")
	}
}

// TestUpgrade_Walk: a file of the version before app clients and domains is read, written, and of this version from the first record on.
func TestUpgrade_Walk(t *testing.T) {
	file, pool := storedFile(t, "format1"), struct{ UserPoolID string }{}
	require.NoError(t, json.Unmarshal(toldOf(t, "format1")[0].Body, &pool))
	id := `{"UserPoolId":"` + pool.UserPoolID + `"`
	for _, c := range []struct{ operation, body, then, shows, format string }{
		{"UpdateUserPool", id + `,"PoolName":"upgraded"}`, "DescribeUserPool", `"Name":"upgraded"`, "1"},
		{"CreateUserPool", `{"PoolName":"new"}`, "DescribeUserPool", `"Name":"upgraded"`, "1"},
		{"CreateUserPoolClient", id + `,"ClientName":"first"}`, "ListUserPoolClients", `"ClientName":"first"`, "2"},
		{"CreateUserPoolDomain", id + `,"Domain":"upgraded"}`, "DescribeUserPool", `"Domain":"upgraded"`, "2"},
		{"DeleteUserPoolDomain", id + `,"Domain":"upgraded"}`, "ListUserPoolClients", `"ClientName":"first"`, "2"},
		{"TagResource", `{"ResourceArn":"arn:aws:cognito-idp:us-east-1:123456789012:userpool/` + pool.UserPoolID + `","Tags":{"a":"b"}}`, "DescribeUserPool", `"a":"b"`, "2"},
	} {
		r := begin(t, environment(t), "-data", file)
		post(t, r.url, c.operation, c.body)
		r.end(t)
		r = begin(t, environment(t), "-data", file)
		assert.Contains(t, post(t, r.url, c.then, id+"}"), c.shows, c.operation)
		r.end(t)
		assert.Equal(t, c.format, formatIn(t, file), c.operation)
	}
}
