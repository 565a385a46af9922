package clients_test

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strings"
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
	//go:embed testdata/Calls.java
	inJava string
	//go:embed testdata/cli.py
	inCLI string
)

type object = map[string]any

// scripted is a call that a script makes. <Name> in the input stands for the last text that was answered as a member of
// that name, and bytes are base64. An operation with "Paginator" after it is the client's paginator, read to its end.
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

// once has a client try each call once, as its environment says it.
const once = "AWS_MAX_ATTEMPTS=1"

// caller makes calls, as env says (once, or nothing).
type caller func(t *testing.T, url string, calls []scripted, env ...string) []result

var callers = map[string]caller{
	"python": inScript(clients.Python, inPython), "cli": inScript(clients.Python, inCLI), "go": inGo,
	"javascript": inScript(clients.JavaScript, inJavaScript), "java": inScript(clients.Java, inJava),
}

// inScript makes calls with a script of a client's language.
func inScript(c *clients.Client, source string) caller {
	return func(t *testing.T, url string, calls []scripted, env ...string) []result {
		t.Helper()
		return runScript(t, c, url, source, calls, env)
	}
}

func runScript(t *testing.T, c *clients.Client, url, source string, calls []scripted, env []string) (results []result) {
	t.Helper()
	r := c.Script(t, url, env, source, encoded(t, calls))
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
