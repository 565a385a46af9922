package clients_test

import (
	_ "embed"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Scripts that make whatever calls they are told to.
var (
	//go:embed testdata/calls.py
	inPython string
	//go:embed testdata/calls.mjs
	inJavaScript string
	//go:embed testdata/calls.sh
	inShell string
)

type object = map[string]any

// scripted is a call that a script makes.
type scripted struct {
	Operation string `json:"operation"`
	Input     object `json:"input"`
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return string(out)
}
