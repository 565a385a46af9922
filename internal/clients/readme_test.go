package clients_test

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// local is the endpoint's address in pages.
const local = "127.0.0.1:9339"

// page is a page of the repository.
func page(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", path))
	require.NoError(t, err)
	return string(text)
}

// bash is a shell that runs a script, with the Python of the tests.
func bash(t *testing.T, script string, env ...string) *exec.Cmd {
	t.Helper()
	clients.CLI.Try(t, wiretap.New(t).URL, nil) // skips where there is no AWS CLI
	cmd := exec.CommandContext(t.Context(), "bash", "-e")
	cmd.Stdin, cmd.Dir = strings.NewReader(script), "../.."
	cmd.Env = append(env, "HOME="+os.Getenv("HOME"), "PATH="+os.Getenv("PATH"))
	if python := os.Getenv("USERPOOLS_PYTHON"); python != "" {
		cmd.Env = append(cmd.Env, "PATH="+filepath.Dir(python)+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
	return cmd
}

// TestReadme_Snippets runs README's code as it is there, but for the address.
func TestReadme_Snippets(t *testing.T) {
	const pool = `us-east-1_[0-9A-Za-z]{9}`
	script := func(c *clients.Client) func(*testing.T, string, string) string {
		return func(t *testing.T, url, source string) string {
			r := c.Script(t, url, nil, source)
			require.Zero(t, r.Status, r.Stderr)
			return r.Stdout
		}
	}
	for _, tt := range []struct {
		language, holds, want string
		run                   func(t *testing.T, url, source string) string
	}{
		{"sh", "create-user-pool", `(?s)\A"` + pool + `"\n\{.*"Name": "first"`, func(t *testing.T, _, source string) string {
			out, err := bash(t, source, "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull).CombinedOutput()
			require.NoError(t, err, "%s", out)
			return string(out)
		}},
		{"sh", "create-user-pool-client", `(?s)\A"orders"\n"Google"\n"[0-9a-v]{20,26}"\n"staff"\n.*"ManagedLoginVersion": 1.*\n"the-shop"\n\z`, func(t *testing.T, url, source string) string {
			out, err := bash(t, source, "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_DEFAULT_REGION=us-east-1",
				"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER="+url, "AWS_ACCESS_KEY_ID=local", "AWS_SECRET_ACCESS_KEY=local").CombinedOutput()
			require.NoError(t, err, "%s", out)
			return string(out)
		}},
		{"python", "create_user_pool", `\A` + pool + ` ESSENTIALS\n.*SMS configuration and Auto verification`, script(clients.Python)},
		{"js", "CreateUserPoolCommand", `\A` + pool + `\n\z`, script(clients.JavaScript)},
		{"go", "CreateUserPool", `\A` + pool + `\n\z`, func(t *testing.T, _, source string) string {
			if testing.Short() {
				t.Skip("compiles a program")
			}
			program := filepath.Join(t.TempDir(), "main.go")
			require.NoError(t, os.WriteFile(program, []byte(source), 0o600))
			out, err := exec.CommandContext(t.Context(), "go", "run", program).CombinedOutput()
			require.NoError(t, err, "%s", out)
			return string(out)
		}},
	} {
		t.Run(tt.language, func(t *testing.T) {
			tap := wiretap.New(t)
			for _, block := range regexp.MustCompile("(?s)```"+tt.language+"\n(.*?)```").FindAllStringSubmatch(page(t, "README.md"), -1) {
				if strings.Contains(block[1], tt.holds) {
					assert.Regexp(t, tt.want, tt.run(t, tap.URL, strings.ReplaceAll(block[1], "http://"+local, tap.URL)))
					return
				}
			}
			t.Fatalf("README.md has no %s with %q", tt.language, tt.holds)
		})
	}
}

// commands are how the table of the clients' page has a client, and runs it.
func commands(t *testing.T, text, client string) string {
	t.Helper()
	row := regexp.MustCompile(`(?m)^\| ` + client + ` \|(.*)$`).FindString(text)
	var all []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row, -1) {
		if !strings.HasPrefix(m[1], "pip install") { // make test has it
			all = append(all, m[1])
		}
	}
	require.NotEmpty(t, all)
	return strings.Join(all, "\n")
}

// TestClientsReadme_LeavesNoServer pastes the page into a shell, with a free port in the place of the default one.
func TestClientsReadme_LeavesNoServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())

	text := page(t, "examples/clients/README.md")
	blocks := regexp.MustCompile(`(?m)^ {4}.*\n(?:(?: {4}.*)?\n)*`).FindAllString(text, -1)
	require.NotEmpty(t, blocks)
	script := "set -eux\n" + strings.Join(blocks[:len(blocks)-1], "\n")
	for _, client := range []string{"AWS CLI", "Python", "Go"} {
		script += commands(t, text, client) + " create first\n"
	}
	script += blocks[len(blocks)-1] + "\nwait\n"
	cmd := bash(t, strings.NewReplacer("-memory", "-memory -listen "+address, local, address).Replace(script), os.Environ()...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	out, err := os.Create(filepath.Join(t.TempDir(), "out")) // a pipe would wait for every process that has it
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	output, _ := os.ReadFile(out.Name())
	require.NoError(t, err, string(output))
	assert.Len(t, regexp.MustCompile(`(?m)^us-east-1_[0-9A-Za-z]{9}$`).FindAllString(string(output), -1), 3, string(output))
	_, err = net.Dial("tcp", address)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED, "the endpoint is still there:\n%s", output)
}
