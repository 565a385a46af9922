package clients_test

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// Scripts that make whatever calls they are told to.
var (
	//go:embed testdata/calls.py
	inPython string
	//go:embed testdata/calls.mjs
	inJavaScript string
	//go:embed testdata/Calls.java
	inJava string
	//go:embed testdata/calls.sh
	inShell string
)

type object = map[string]any

// scripted is a call that a script makes. <Name> in the input stands for the last text that was answered as a member of
// that name.
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

// absent is the class of a call that a client has not: its model is older than the operation.
const absent = "absent"

// caller makes calls, each once.
type caller func(t *testing.T, tap *wiretap.Tap, calls []scripted) []result

var callers = map[string]caller{
	"python": inScript(clients.Python), "javascript": inScript(clients.JavaScript), "java": inScript(clients.Java), "go": inGo,
	"cli": inTheShell,
}

func inScript(c *clients.Client) caller {
	return func(t *testing.T, tap *wiretap.Tap, calls []scripted) []result {
		t.Helper()
		return runScript(t, c, tap.URL, calls)
	}
}

// runScript makes calls with Python, JavaScript or Java, each once.
func runScript(t *testing.T, c *clients.Client, url string, calls []scripted) (results []result) {
	t.Helper()
	source := map[*clients.Client]string{clients.Python: inPython, clients.JavaScript: inJavaScript, clients.Java: inJava}[c]
	r := c.Script(t, url, []string{"AWS_MAX_ATTEMPTS=1"}, source, encoded(t, calls))
	require.Zero(t, r.Status, r.Stderr)
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &results))
	return results
}

// answered are the last texts that were answered, by member.
type answered map[string]string

func (a answered) note(name string, value any) {
	switch value := value.(type) {
	case string:
		a[name] = value
	case []any:
		for _, item := range value {
			a.note("", item)
		}
	case object:
		for name, member := range value {
			a.note(name, member)
		}
	}
}

var placeholder = regexp.MustCompile(`<(\w+)>`)

func (a answered) filled(input string) string {
	return placeholder.ReplaceAllStringFunc(input, func(name string) string { return a[strings.Trim(name, "<>")] })
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	require.NoError(t, encoder.Encode(v))
	return strings.TrimSuffix(out.String(), "\n")
}
