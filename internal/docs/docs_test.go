package docs_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/docs"
	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/world"
)

const root = "../.."

// read is a file of the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(text)
}

// files are those of the repository that match one of the patterns.
func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	var all []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		for _, path := range found {
			path, err = filepath.Rel(root, path)
			require.NoError(t, err)
			all = append(all, path)
		}
	}
	return all
}

// pages are the Markdown files of the repository.
func pages(t *testing.T) []string {
	t.Helper()
	return files(t, "*.md", "docs/*.md", "docs/*/*.md", "events/*.md", "examples/*/*.md", "examples/*/*/*.md")
}

func TestGenerate_Fresh(t *testing.T) {
	made, err := docs.Generate(root)
	require.NoError(t, err)
	for path, want := range made {
		if !bytes.Equal(want, []byte(read(t, path))) { // no difference of a thousand lines
			t.Errorf("%s is stale: run make docs", path)
		}
	}
	for _, path := range files(t, "docs/behaviour/*", "docs/errors/*") {
		assert.Contains(t, made, path, "nothing makes it")
	}
}

// TestBehaviour_Operations: every operation has its place on one page, and the index leads there.
func TestBehaviour_Operations(t *testing.T) {
	var text strings.Builder
	for _, page := range files(t, "docs/behaviour/*.md") {
		text.WriteString(read(t, page))
	}
	for _, op := range cognito.Operations() {
		assert.Equal(t, 1, strings.Count(text.String(), "\n### "+op.Name+"\n"), op.Name)
		assert.Contains(t, read(t, "docs/behaviour/README.md"), "["+op.Name+"](", op.Name)
	}
}

// TestPages_Length: a generated page is read whole. Tables and code are looked up in.
func TestPages_Length(t *testing.T) {
	for _, page := range files(t, "docs/behaviour/*.md", "docs/errors/*.md") {
		prose := 0
		for line := range strings.Lines(fence.ReplaceAllString(read(t, page), "")) {
			if line != "\n" && !strings.HasPrefix(line, "|") {
				prose++
			}
		}
		assert.LessOrEqual(t, prose, 300, page)
	}
}

var (
	link    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	fence   = regexp.MustCompile("(?s)```.*?```")
	span    = regexp.MustCompile("`[^`\n]*`")
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
		all = append(all, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return all
}

func TestPages_Links(t *testing.T) {
	for _, page := range pages(t) {
		for _, m := range link.FindAllStringSubmatch(span.ReplaceAllString(fence.ReplaceAllString(read(t, page), ""), ""), -1) {
			path, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(path, "://") {
				continue
			}
			to := page
			if path != "" {
				to = filepath.Join(filepath.Dir(page), path)
			}
			info, err := os.Stat(filepath.Join(root, to))
			require.NoError(t, err, "%s: %s", page, m[1])
			if anchor != "" && !info.IsDir() {
				require.Contains(t, anchors(read(t, to)), anchor, "%s: %s", page, m[1])
			}
		}
	}
}

// TestPages_Worlds: the world files of the pages are good, and there is one for every exception.
func TestPages_Worlds(t *testing.T) {
	worlds := regexp.MustCompile("(?s)```json\n(.*?)```").FindAllStringSubmatch(read(t, "docs/world.md"), -1)
	require.NotEmpty(t, worlds)
	faults := regexp.MustCompile("On demand: `([^`]+)`").FindAllStringSubmatch(read(t, "docs/errors/README.md"), -1)
	require.Len(t, faults, len(apierror.All()))
	for _, w := range append(worlds, faults...) {
		_, err := world.Parse([]byte(w[1]))
		require.NoError(t, err, w[1])
	}
}

// TestBehaviour_Tests: a test that a page names is there.
func TestBehaviour_Tests(t *testing.T) {
	var sources strings.Builder
	for _, file := range files(t, "pkg/cognito/*_test.go") {
		sources.WriteString(read(t, file))
	}
	named := 0
	for _, page := range files(t, "docs/behaviour/*.md") {
		for _, name := range regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(read(t, page), -1) {
			assert.Contains(t, sources.String(), "func "+name[1]+"(", page)
			named++
		}
	}
	require.NotZero(t, named)
}

// TestErrors_Index: a reader looks for a resource, not through a line of forty links, and is told what to do.
func TestErrors_Index(t *testing.T) {
	text := read(t, "docs/errors/README.md")
	const most = 10
	for line := range strings.Lines(text) {
		assert.LessOrEqual(t, strings.Count(line, "](../behaviour/"), most, line)
	}
	for _, d := range apierror.All() {
		assert.Regexp(t, `(?m)^## `+string(d.Code)+`\n\n`+regexp.QuoteMeta(d.When)+` .+\.$`, text)
	}
	for _, want := range []string{"* User pools: [", "rules and refusals](user-pools.md#invalidparameterexception)", "* App clients: ["} {
		assert.Contains(t, text, want)
	}
}

// TestErrors_Resources: a message that a case has is on the page of its operation's resource.
func TestErrors_Resources(t *testing.T) {
	for page, row := range map[string]string{
		"user-pools": "| `Only one of the aliasAttributes or usernameAttributes can be set in a User pool.` | CreateUserPool | " +
			"[`alias-and-username-attributes`](../behaviour/user-pools-rules.md#rule-alias-and-username-attributes) ",
		"app-clients": "| `User pool us-east-1_FooBar123 does not exist.` | all | [`not-found`](../behaviour/user-pools.md#refusal-not-found) ",
		"domains":     "| `User pool already has a domain configured.` | CreateUserPoolDomain | [`pool-has-domain`](",
	} {
		assert.Contains(t, read(t, "docs/errors/"+page+".md"), row)
	}
}

// TestPages_EndpointVariable: AWS_ENDPOINT_URL by itself is for all services of a shell, and no page and no example may
// tell anybody to set it.
func TestPages_EndpointVariable(t *testing.T) {
	bare := regexp.MustCompile(`AWS_ENDPOINT_URL([^_A-Z]|$)`)
	for _, file := range append(pages(t), files(t, "examples/clients/*/*.*", "examples/clients/*/src/main/*/*", "functions/local/testdata/help.txt")...) {
		require.NotRegexp(t, bare, read(t, file), file)
	}
}

// TestExamples_Requests: clients that are not run here send what an event has, and so has a golden answer.
func TestExamples_Requests(t *testing.T) {
	for _, client := range []string{"dotnet", "r"} {
		var event struct{ Body string }
		require.NoError(t, json.Unmarshal([]byte(read(t, "events/create-user-pool-"+client+".json")), &event))
		assert.JSONEq(t, event.Body, read(t, "examples/clients/"+client+"/request.json"))
	}
}

// TestGitignore_Pages: what a reader of the pages makes in the repository, keys and Terraform's state among it, is not to be
// committed by accident.
func TestGitignore_Pages(t *testing.T) {
	patterns := strings.Fields(read(t, ".gitignore"))
	made := []string{"samconfig.toml", ".terraform", ".terraform.lock.hcl", "terraform.tfstate", "terraform.tfstate.backup"}
	redirected := regexp.MustCompile(`(?m)^(?: {4}|[a-z(]).* > ([\w./-]+)`)
	for _, page := range pages(t) {
		for _, command := range redirected.FindAllStringSubmatch(read(t, page), -1) {
			made = append(made, command[1])
		}
	}
	assert.Contains(t, made, "keys.json")
	for _, path := range made {
		ignored := false
		for _, pattern := range patterns {
			matches, err := filepath.Match(strings.Trim(pattern, "/"), filepath.Base(path))
			require.NoError(t, err)
			ignored = ignored || matches
		}
		assert.True(t, ignored, path)
	}
}
