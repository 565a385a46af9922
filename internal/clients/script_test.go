package clients_test

import (
	_ "embed"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
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

// scripted is a call that a script makes. ID and ARN in the input stand for those of the pool that was made last.
type scripted struct {
	Operation string `json:"operation"`
	Input     object `json:"input"`
}

// result is what came of a call: an answer or an exception.
type result struct {
	Answer any
	// Class is the exception's, Own tells that it is the client's class of this exception and of no other.
	Class, Code, Message string
	Own                  bool
	Status               int
}

// runScript makes calls with Python or JavaScript, each once.
func runScript(t *testing.T, c *clients.Client, url string, calls []scripted) (results []result) {
	t.Helper()
	source := map[*clients.Client]string{clients.Python: inPython, clients.JavaScript: inJavaScript}[c]
	r := c.Script(t, url, []string{"AWS_MAX_ATTEMPTS=1"}, source, encoded(t, calls))
	require.Zero(t, r.Status, r.Stderr)
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &results))
	return results
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	require.NoError(t, err)
	return string(out)
}
