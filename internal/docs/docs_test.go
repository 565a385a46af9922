package docs_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/docs"
	"userpools/pkg/apierror"
	"userpools/pkg/world"
)

const root = "../.."

func TestGeneratedDocumentationIsFresh(t *testing.T) {
	files, err := docs.Generate(root)
	require.NoError(t, err)
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		require.NoError(t, err)
		if !bytes.Equal(want, got) { // no difference of a thousand lines
			t.Errorf("%s is stale: run make docs", path)
		}
	}
}

func TestGenerationIsRepeatable(t *testing.T) {
	first, err := docs.Generate(root)
	require.NoError(t, err)
	second, err := docs.Generate(root)
	require.NoError(t, err)
	require.Equal(t, first, second)
}

// pages are the Markdown files of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"*.md", "docs/*.md", "events/*.md", "examples/*.md", "examples/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		all = append(all, found...)
	}
	require.NotEmpty(t, all)
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	fence   = regexp.MustCompile("(?s)```.*?```")
	target  = regexp.MustCompile(`<a id="([^"]+)"></a>`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}\- _]`)
)

// anchors are the places in a page that a link can lead to: its headings, as
// GitHub names them, and what it marks itself.
func anchors(text string) []string {
	var all []string
	for _, m := range target.FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	for _, m := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		name := dropped.ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(name, " ", "-"))
	}
	return all
}

func TestLinksLeadSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(string(text), ""), -1) {
			path, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(path, "://") {
				continue
			}
			to := page
			if path != "" {
				to = filepath.Join(filepath.Dir(page), path)
			}
			info, err := os.Stat(to)
			require.NoError(t, err, "%s: %s", page, m[1])
			if anchor == "" || info.IsDir() {
				continue
			}
			there, err := os.ReadFile(to)
			require.NoError(t, err)
			require.Contains(t, anchors(string(there)), anchor, "%s: %s", page, m[1])
		}
	}
}

var block = regexp.MustCompile("(?s)```json\n(.*?)```")

func TestWorldFilesOfThePageAreGood(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/world.md"))
	require.NoError(t, err)
	blocks := block.FindAllStringSubmatch(string(text), -1)
	require.NotEmpty(t, blocks)
	for _, b := range blocks {
		_, err := world.Parse([]byte(b[1]))
		require.NoError(t, err, b[1])
	}
}

func TestFaultsOfThePageAboutExceptionsAreGood(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/errors.md"))
	require.NoError(t, err)
	faults := regexp.MustCompile("On demand: `([^`]+)`").FindAllStringSubmatch(string(text), -1)
	require.Len(t, faults, len(apierror.All()))
	for _, f := range faults {
		_, err := world.Parse([]byte(f[1]))
		require.NoError(t, err, f[1])
	}
}
