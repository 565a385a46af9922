package docs_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A reader looks for a subject, not through a line of forty links.
func TestErrors_ListsBySubject(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/errors.md"))
	require.NoError(t, err)
	const most = 15
	for line := range strings.Lines(string(text)) {
		assert.LessOrEqual(t, strings.Count(line, "](behaviour.md#"), most, line)
	}
	for _, want := range []string{"* Schema and attributes: [`schema-name`]", "* MFA: [", "* Tags: ["} {
		assert.Contains(t, string(text), want)
	}
}
