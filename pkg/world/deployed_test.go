package world

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The example without comments and spaces: beside it, the function's environment
// has to hold everything else in Lambda's 4 KB.
func TestTheExampleCanBeDeployed(t *testing.T) {
	data, err := os.ReadFile(exampleFile)
	require.NoError(t, err)
	var v any
	require.NoError(t, json.Unmarshal(data, &v))
	var short bytes.Buffer
	encoder := json.NewEncoder(&short)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(silent(v)))
	assert.LessOrEqual(t, short.Len(), 3<<10)
	_, err = Parse(short.Bytes())
	require.NoError(t, err)
}

// silent is a document without its comments.
func silent(v any) any {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "comment")
		for name := range v {
			v[name] = silent(v[name])
		}
	case []any:
		for i := range v {
			v[i] = silent(v[i])
		}
	}
	return v
}
