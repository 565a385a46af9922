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

// pasted are the blocks of a page that are to be pasted into a terminal.
func pasted(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	blocks := regexp.MustCompile(`(?m)^ {4}.*\n(?:(?: {4}.*)?\n)*`).FindAllString(string(text), -1)
	require.NotEmpty(t, blocks)
	return blocks
}

// commands are how the table of the page has a client, and runs it.
func commands(t *testing.T, page, client string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	row := regexp.MustCompile(`(?m)^\| ` + client + ` \|(.*)$`).FindString(string(text))
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
	clients.CLI.Try(t, wiretap.New(t).URL, nil) // skips where there is no AWS CLI
	page, err := filepath.Abs("../../examples/clients/README.md")
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())

	blocks := pasted(t, page)
	script := "set -eux\n" + strings.Join(blocks[:len(blocks)-1], "\n")
	for _, client := range []string{"AWS CLI", "Python", "Go"} {
		script += commands(t, page, client) + " create first\n"
	}
	script += blocks[len(blocks)-1] + "\nwait\n"
	script = strings.NewReplacer("-memory", "-memory -listen "+address, "127.0.0.1:9339", address).Replace(script)
	cmd := exec.CommandContext(t.Context(), "bash")
	cmd.Stdin, cmd.Dir = strings.NewReader(script), "../.."
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(os.Getenv("USERPOOLS_PYTHON"))+string(os.PathListSeparator)+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	out, err := os.Create(filepath.Join(t.TempDir(), "out")) // a pipe would wait for who has it
	require.NoError(t, err)
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	said, _ := os.ReadFile(out.Name())
	require.NoError(t, err, string(said))
	assert.Len(t, regexp.MustCompile(`(?m)^us-east-1_[0-9A-Za-z]{9}$`).FindAllString(string(said), -1), 3, string(said))
	_, err = net.Dial("tcp", address)
	assert.ErrorIs(t, err, syscall.ECONNREFUSED, "the endpoint is still there:\n%s", said)
}
