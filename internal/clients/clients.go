// Package clients runs AWS's own clients against an endpoint, for tests: the
// programs of examples/clients, each written as the users of that client write.
//
//	id := clients.Python.Run(t, url, "create", "a pool").Line()
//
//	clients.go      the table of clients; Run
//	prepare.go      what a client needs is fetched and built once, in .cache
//	environment.go  the environment that a client sees, and nothing else
//	wiretap/        an endpoint that remembers what it was asked and can refuse
//	terraform/      Terraform and its AWS provider
//
// A client whose tools a machine has not is skipped, but not under CI=true. The
// package is for tests only and imports testify besides the standard library.
package clients

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Client is one of AWS's clients with the program that uses it.
type Client struct {
	// Name is the folder in examples/clients.
	Name string
	// Product is how a request's User-Agent names the client at its pinned version.
	Product string

	tools  []string   // programs that have to be there
	module string     // Python's, that has to be there
	build  [][]string // commands, in a copy of the folder; none for a script
	run    []string   // the program; the step and its arguments follow
}

// Quick to start, and one core is enough.
var java = []string{"java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", "target/classes:target/libs/*"}

var maven = []string{"mvn", "--batch-mode", "--no-transfer-progress", "--quiet", "-Dkotlin.compiler.daemon=false", "compile"}

// The clients. boto3 and the AWS CLI are those of the machine, see environment.go.
var (
	Python = &Client{
		Name: "python", Product: "Boto3/1.44.8", tools: []string{python}, module: "boto3",
		run: []string{python, "pools.py"},
	}
	CLI = &Client{
		Name: "cli", Product: "aws-cli/1.46.3", tools: []string{"bash", "sed", "aws"},
		run: []string{"bash", "pools.sh"},
	}
	Go = &Client{
		Name: "go", Product: "aws-sdk-go-v2/1.47.6", tools: []string{"go"},
		build: [][]string{{"go", "build", "-o", "pools", "."}}, run: []string{"./pools"},
	}
	JavaScript = &Client{
		// The package of 3.1169.0 has the number of the release before it inside.
		Name: "javascript", Product: "aws-sdk-js/3.1168.0", tools: []string{"node", "npm"},
		build: [][]string{{"npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"}}, run: []string{"node", "pools.mjs"},
	}
	Java = &Client{
		Name: "java", Product: "aws-sdk-java/2.54.15", tools: []string{"java", "javac", "mvn"},
		build: [][]string{maven}, run: append(java, "Pools"),
	}
	Kotlin = &Client{
		Name: "kotlin", Product: "aws-sdk-kotlin/1.5.15", tools: []string{"java", "javac", "mvn"},
		build: [][]string{maven}, run: append(java, "PoolsKt"),
	}
)

// All lists the clients, those that are quick to have first.
func All() []*Client { return []*Client{Python, CLI, Go, JavaScript, Java, Kotlin} }

// Result is what a program has left.
type Result struct {
	Stdout, Stderr string
	Status         int
}

// Line is the output of a program that prints one line.
func (r Result) Line() string { return strings.TrimSuffix(r.Stdout, "\n") }

// patience is how long a program may take. Retries wait for seconds.
const patience = 2 * time.Minute

// Run runs the client's program against an endpoint and requires that it
// succeeds. It skips the test where the client cannot be had.
func (c *Client) Run(t testing.TB, endpoint string, args ...string) Result {
	t.Helper()
	r := c.Try(t, endpoint, nil, args...)
	require.Zero(t, r.Status, "%s %s: %s%s", c.Name, strings.Join(args, " "), r.Stdout, r.Stderr)
	return r
}

// Try is Run for a program that may fail, with variables of the form K=V added
// to its environment.
func (c *Client) Try(t testing.TB, endpoint string, env []string, args ...string) Result {
	t.Helper()
	return c.execute(t, endpoint, env, "", append(c.run[1:len(c.run):len(c.run)], args...))
}

// Script runs other source code for the client's interpreter, where the client's library is found: read from its
// standard input, Java's from a file.
func (c *Client) Script(t testing.TB, endpoint string, env []string, source string, args ...string) Result {
	t.Helper()
	if c == Java {
		file := filepath.Join(t.TempDir(), "Script.java")
		require.NoError(t, os.WriteFile(file, []byte(source), 0o600))
		return c.execute(t, endpoint, env, "", append(append(java[1:len(java):len(java)], file), args...))
	}
	stdin := map[*Client][]string{Python: {"-"}, JavaScript: {"--input-type=module", "-"}, CLI: {"-s", "--"}}[c]
	require.NotNil(t, stdin, "%s is no interpreter", c.Name)
	return c.execute(t, endpoint, env, source, append(stdin, args...))
}

func (c *Client) execute(t testing.TB, endpoint string, env []string, stdin string, args []string) Result {
	t.Helper()
	dir := c.dir(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	program, _ := find(c.run[0])
	if c.build != nil && strings.HasPrefix(c.run[0], "./") {
		program = filepath.Join(dir, c.run[0])
	}
	cmd := exec.CommandContext(ctx, program, args...) //nolint:gosec // the commands of the table above
	cmd.Dir = dir
	cmd.Env = append(environment(endpoint), env...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit, failed := errors.AsType[*exec.ExitError](err); failed {
		return Result{stdout.String(), stderr.String(), exit.ExitCode()}
	}
	require.NoError(t, err)
	return Result{Stdout: stdout.String(), Stderr: stderr.String()}
}
