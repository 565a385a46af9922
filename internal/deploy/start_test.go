package deploy

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// session is make sam-local as it runs in a terminal of its own.
type session struct {
	url, dynamodb string

	cmd    *exec.Cmd
	output syncbuffer.Buffer
	ended  chan struct{}
	before string // containers that are not ours
}

// ready is how .ci/sam-local says that it is, and where.
var ready = regexp.MustCompile(`The endpoint is (http://\S+), its pools lie in DynamoDB Local at (http://\S+)\. `)

// start returns when the endpoint answers.
func start(t *testing.T) *session {
	t.Helper()
	needDocker(t)
	s := &session{ended: make(chan struct{}), before: containers(t)}
	s.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), "make", "sam-local",
		fmt.Sprint("PORT=", freePort(t)), "DYNAMODB_PORT=0")
	s.cmd.Dir = root
	s.cmd.Env = environment()
	s.cmd.Stdout, s.cmd.Stderr = &s.output, &s.output
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what a terminal sends Ctrl-C to
	require.NoError(t, s.cmd.Start())
	go func() {
		_ = s.cmd.Wait()
		close(s.ended)
	}()
	t.Cleanup(func() { s.end(t, syscall.SIGTERM) })

	const patience = 5 * time.Minute // the first time SAM CLI, DynamoDB Local and the image are downloaded
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if at := ready.FindStringSubmatch(s.output.String()); at != nil {
			s.url, s.dynamodb = at[1], at[2]
			return s
		}
		select {
		case <-s.ended:
			require.Fail(t, "make sam-local has ended", s.output.String())
		default:
		}
	}
	require.Fail(t, "make sam-local is not ready", s.output.String())
	return nil
}

// interrupt presses Ctrl-C and looks for what is left.
func (s *session) interrupt(t *testing.T) {
	t.Helper()
	s.end(t, syscall.SIGINT)
	assert.ErrorIs(t, syscall.Kill(-s.cmd.Process.Pid, 0), syscall.ESRCH, "no process is left")
	assert.Equal(t, s.before, containers(t), "no container is left")
	for _, url := range []string{s.url, s.dynamodb} {
		_, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(url, "http://"))
		assert.ErrorIs(t, err, syscall.ECONNREFUSED, "nobody listens any more")
	}
	assert.NotContains(t, s.output.String(), "Traceback")
}

// end sends a signal to all of the session and waits for its end.
func (s *session) end(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-s.cmd.Process.Pid, signal); err != nil {
		return // it has ended
	}
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		_ = syscall.Kill(-s.cmd.Process.Pid, syscall.SIGKILL)
		assert.Fail(t, "make sam-local does not end", s.output.String())
	}
}

// needDocker skips the test where no daemon answers. .ci/with-docker starts one where there is none.
func needDocker(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("sam local takes its time")
	}
	out, err := exec.CommandContext(t.Context(), "docker", "version").CombinedOutput()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skip("no Docker daemon answers: on Linux as root, .ci/with-docker make test has one")
	}
	require.NoError(t, err, "%s", out)
}

// containers lists all there are, running or not.
func containers(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "docker", "ps", "--all", "--quiet", "--no-trunc").Output()
	require.NoError(t, err)
	return string(out)
}

// environment is that of a person's shell: without what a make around this test tells its own children.
func environment() (all []string) {
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "MAKE") && !strings.HasPrefix(variable, "ARCH=") {
			all = append(all, variable)
		}
	}
	return all
}

func freePort(t *testing.T) int {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, listener.Close()) }()
	return listener.Addr().(*net.TCPAddr).Port
}
