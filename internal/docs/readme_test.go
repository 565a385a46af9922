package docs_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// snippet is the README's code block in a language that holds a text, with the
// address of another endpoint in the place of the local one.
func snippet(t *testing.T, language, holds, endpoint string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	blocks := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	for _, block := range blocks {
		if strings.Contains(block[1], holds) {
			return strings.ReplaceAll(block[1], "http://127.0.0.1:9339", endpoint)
		}
	}
	t.Fatalf("README.md has no %s with %q", language, holds)
	return ""
}

const madePool = `us-east-1_[0-9A-Za-z]{9}`

func TestReadmeMakesAPoolWithTheCLI(t *testing.T) {
	tap := wiretap.New(t)
	clients.CLI.Try(t, tap.URL, nil) // skips where there is no AWS CLI
	cmd := exec.CommandContext(t.Context(), "bash", "-e")
	cmd.Stdin = strings.NewReader(snippet(t, "sh", "create-user-pool", tap.URL))
	path := os.Getenv("PATH")
	if python := os.Getenv("USERPOOLS_PYTHON"); python != "" {
		path = filepath.Dir(python) + string(os.PathListSeparator) + path
	}
	cmd.Env = []string{"PATH=" + path, "HOME=" + os.Getenv("HOME"), "AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull}
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, `(?s)\A"`+madePool+`"\n\{.*"Name": "first"`, string(out))
}

func TestReadmeMakesAPoolWithBoto3(t *testing.T) {
	tap := wiretap.New(t)
	said := clients.Python.Script(t, tap.URL, nil, snippet(t, "python", "create_user_pool", tap.URL))
	require.Zero(t, said.Status, said.Stderr)
	require.Regexp(t, `\A`+madePool+` ESSENTIALS\n.*SMS configuration and Auto verification`, said.Stdout)
}

func TestReadmeMakesAPoolWithJavaScript(t *testing.T) {
	tap := wiretap.New(t)
	said := clients.JavaScript.Script(t, tap.URL, nil, snippet(t, "js", "CreateUserPoolCommand", tap.URL))
	require.Zero(t, said.Status, said.Stderr)
	require.Regexp(t, `\A`+madePool+`\n\z`, said.Stdout)
}

func TestReadmeMakesAPoolWithGo(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a program")
	}
	tap := wiretap.New(t)
	program := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(program, []byte(snippet(t, "go", "CreateUserPool", tap.URL)), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "run", program).CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Regexp(t, `\A`+madePool+`\n\z`, string(out))
}

// AWS_ENDPOINT_URL by itself is for all services of a shell: no page and no example may tell anybody to set it.
func TestReadme_PointsNoOtherServiceHere(t *testing.T) {
	bare := regexp.MustCompile(`AWS_ENDPOINT_URL([^_A-Z]|$)`)
	files := pages(t)
	for _, pattern := range []string{"examples/clients/*/*", "examples/clients/*/src/main/*/*", "functions/local/testdata/help.txt"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, found, pattern)
		files = append(files, found...)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			continue
		}
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NotRegexp(t, bare, string(text), file)
	}
}
