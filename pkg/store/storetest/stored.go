package storetest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// StoredForm holds a store to files of JSON that earlier versions wrote: each is
// read, and written as it was. Together they have every member of full as it is written
// today. With update, one that lacks is added in a file of its own: what was
// written once is never changed. glob has one asterisk.
func StoredForm(
	t *testing.T, glob string, update bool, full *cognito.Pool, encode func(*cognito.Pool) []byte, decode func([]byte) *cognito.Pool,
) {
	t.Helper()
	storedForm(t, glob, update, full, encode, decode, func(got *cognito.Pool) *cognito.Pool {
		want := with(full, func(p *cognito.Pool) { p.ID = got.ID })
		if got.Revision == 1 {
			want = Minimal(Here, got.ID)
		}
		want.CreateToken, want.Settings, want.Mfa = got.CreateToken, got.Settings, got.Mfa // only the bytes tell
		want.LogConfigurations = got.LogConfigurations
		return want
	})
}

// StoredRecords does so with records of every kind. glob has an asterisk more, for the kind and the format.
func StoredRecords(
	t *testing.T, glob string, update bool, encode func(*cognito.Record) []byte, decode func(cognito.Key, []byte) *cognito.Record,
) {
	t.Helper()
	fulls := map[string]*cognito.Record{}
	for _, kind := range cognito.RecordKinds() {
		full := Fill(cognito.Key{Kind: kind, Owner: Minimal(Here, "us-east-1_Form").Owner(), ID: "form"})
		fulls[strings.ToLower(string(kind))+"1"] = full
		if kind == cognito.ClientRecord {
			fulls["client1"], fulls["client2"] = Alone(full), full
		}
	}
	for form, full := range fulls {
		storedForm(t, strings.Replace(glob, "*", form, 1), update, full, encode,
			func(stored []byte) *cognito.Record { return decode(full.Key, stored) },
			func(got *cognito.Record) *cognito.Record {
				return rewritten(full, func(r *cognito.Record) { r.Body = got.Body })
			})
	}
}

// storedForm holds the files that match glob to a full value, of which expected makes what a
// file has to be read as.
func storedForm[T any](
	t *testing.T, glob string, update bool, full T, encode func(T) []byte, decode func([]byte) T, expected func(got T) T,
) {
	t.Helper()
	files, err := filepath.Glob(glob)
	require.NoError(t, err)
	missing := members(t, encode(full))
	for _, file := range files {
		stored, err := os.ReadFile(file) //nolint:gosec // G304: the test names it
		require.NoError(t, err)
		got := decode(stored)
		require.Equal(t, string(stored), string(encode(got)), file)
		assert.Equal(t, expected(got), got, file)
		for path := range members(t, stored) {
			delete(missing, path)
		}
	}
	if update && len(missing) > 0 {
		require.NoError(t, os.WriteFile(strings.Replace(glob, "*", strconv.Itoa(len(files)+1), 1), encode(full), 0o600))
		return
	}
	assert.Empty(t, missing, "no file has these members: go test ./pkg/store/... -update adds one")
}

// members are the paths of a text of JSON values.
func members(t *testing.T, text []byte) map[string]bool {
	t.Helper()
	paths := map[string]bool{}
	for in := json.NewDecoder(bytes.NewReader(text)); in.More(); {
		var value any
		require.NoError(t, in.Decode(&value))
		addMembers(paths, value, "")
	}
	return paths
}

func addMembers(paths map[string]bool, value any, at string) {
	paths[at] = true
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			addMembers(paths, member, at+"."+name)
		}
	case []any:
		for _, element := range value {
			addMembers(paths, element, at)
		}
	}
}
