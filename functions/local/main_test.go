package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/syncbuffer"
)

var update = flag.Bool("update", false, "rewrite golden files")

// asProgram makes the test binary be the program, for tests that need a process.
const asProgram = "USERPOOLS_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asEarly) != "" {
		fmt.Fprintln(os.Stderr, serveEarly(os.Args[1:]))
		os.Exit(1)
	}
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

const timeout = 20 * time.Second

// environment is what the program sees of one: a data directory of the test's own, and variables as in NAME=value.
func environment(t testing.TB, variables ...string) func(string) string {
	t.Helper()
	env := map[string]string{"XDG_DATA_HOME": t.TempDir(), "LOCALAPPDATA": t.TempDir()}
	for _, v := range variables {
		name, value, _ := strings.Cut(v, "=")
		env[name] = value
	}
	return func(name string) string { return env[name] }
}

// outcome runs a command line that ends by itself.
func outcome(t *testing.T, getenv func(string) string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs syncbuffer.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	status = run(ctx, args, getenv, &out, &errs)
	require.NoError(t, ctx.Err(), "it serves, but should have ended")
	return status, out.String(), errs.String()
}

// running is the program in this process.
type running struct {
	url            string
	stdout, stderr syncbuffer.Buffer
	stop           context.CancelFunc
	status         chan int
}

// begin runs the program on a free port until the test ends.
func begin(t testing.TB, getenv func(string) string, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{stop: stop, status: make(chan int, 1)}
	go func() {
		r.status <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), getenv, &r.stdout, &r.stderr)
	}()
	r.url = waitForURL(t, &r.stderr)
	t.Cleanup(func() { r.end(t) })
	return r
}

// end stops the program, after which all is written, and returns its exit status.
func (r *running) end(t testing.TB) int {
	t.Helper()
	r.stop()
	select {
	case status := <-r.status:
		r.status <- status // for a second call
		return status
	case <-time.After(timeout):
		require.Fail(t, "it does not stop")
		return -1
	}
}

// process is the program, or what runs it, as a process of its own.
type process struct {
	*exec.Cmd
	url    string
	stderr syncbuffer.Buffer
}

// command is the program on a free port as a process.
func command(stdout io.Writer, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	cmd.Env, cmd.Stdout = append(os.Environ(), asProgram+"=1"), stdout
	return cmd
}

// start runs a command until the test ends.
func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{Cmd: cmd}
	cmd.Stderr = &p.stderr
	launch(t, cmd)
	p.url = waitForURL(t, &p.stderr)
	return p
}

func launch(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
}

// end sends a process a signal and requires that it ends with status 0.
func end(t *testing.T, cmd *exec.Cmd, signal os.Signal) {
	t.Helper()
	require.NoError(t, cmd.Process.Signal(signal))
	late := time.AfterFunc(timeout, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	assert.NoError(t, cmd.Wait(), "exit status 0, in time")
}

var listens = regexp.MustCompile(` at (http://\S+)\n`)

func waitForURL(t testing.TB, stderr *syncbuffer.Buffer) string {
	t.Helper()
	for until := time.Now().Add(timeout); time.Now().Before(until); time.Sleep(time.Millisecond) {
		if found := listens.FindStringSubmatch(stderr.String()); found != nil {
			return found[1]
		}
	}
	require.Fail(t, "it does not start", stderr.String())
	return ""
}

// written is a file with a text, keys.json in a folder of its own.
func written(t testing.TB, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "keys.json")
	require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// keyPair is a key to sign with.
type keyPair struct{ id, secret string }

var local = keyPair{"local", "local"} // which is nobody's

const region = "us-east-1"

// client is the real one of the AWS SDK for Go, which tries once.
func client(url, region string, key keyPair) *idp.Client {
	return idp.New(idp.Options{
		Region: region, BaseEndpoint: &url, HTTPClient: &clients.GoHTTP{}, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: key.id, SecretAccessKey: key.secret}, nil
		}),
	})
}

func create(t testing.TB, c *idp.Client, name string) *types.UserPoolType {
	t.Helper()
	out, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: &name})
	require.NoError(t, err)
	return out.UserPool
}

func describe(t testing.TB, c *idp.Client, id *string) *types.UserPoolType {
	t.Helper()
	out, err := c.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: id})
	require.NoError(t, err)
	return out.UserPool
}
