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
// read, and written as it was. Together they have every member that is written
// today. With update, one that lacks is added in a file of its own: what was
// written once is never changed. glob has one asterisk.
func StoredForm(t *testing.T, glob string, update bool, encode func(*cognito.Pool) []byte, decode func([]byte) *cognito.Pool) {
	t.Helper()
	files, err := filepath.Glob(glob)
	require.NoError(t, err)
	full := encode(Full(Here, "us-east-1_Full12345"))
	missing := members(t, full)
	for _, file := range files {
		stored, err := os.ReadFile(file) //nolint:gosec // G304: the test names it
		require.NoError(t, err)
		got := decode(stored)
		require.Equal(t, string(stored), string(encode(got)), file)
		want := Full(Here, got.ID)
		if got.Revision == 1 {
			want = Minimal(Here, got.ID)
		}
		want.CreateToken, want.Settings, want.Mfa = got.CreateToken, got.Settings, got.Mfa // only the bytes tell
		assert.Equal(t, want, got, file)
		for path := range members(t, stored) {
			delete(missing, path)
		}
	}
	if update && len(missing) > 0 {
		require.NoError(t, os.WriteFile(strings.Replace(glob, "*", strconv.Itoa(len(files)+1), 1), full, 0o600))
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
