// Package ddblocal runs DynamoDB Local for tests and for development: the real thing, not an imitation, fetched once
// from Maven Central at a pinned version and started on one address in about a second.
//
//	func TestStore(t *testing.T) {
//		endpoint := ddblocal.Endpoint(t) // http://127.0.0.1:37287
//		...                              // a table of the test's own
//	}
//
// It needs a JDK of 17 or newer and Maven; what it fetches lies in .cache at the root of the module. It takes any access
// key of letters and digits. Nothing is kept when it stops. It imports toolcache; no code that is
// deployed may import it.
package ddblocal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"userpools/internal/toolcache"
)

// Version is the version of DynamoDB Local that Start runs. pom.xml says the same to Maven.
const Version = "3.3.1"

// Server is a running DynamoDB Local.
type Server struct {
	// URL is where it listens, such as http://127.0.0.1:8000.
	URL string

	stdin io.Closer     // open as long as it shall run
	kill  func() error  // for one that does not end by itself
	done  chan struct{} // closed when the process has ended
	cause *tail         // the end of its error output
}

// Start runs DynamoDB Local on one address, host:port, where port 0 stands for a free one, and returns when it answers
// there. It fetches DynamoDB Local first if that was not done before. The context bounds the start, not the server's
// life: that ends with Stop, or with this process, however it ends. The error is ErrMissing where the machine has no
// JDK or no Maven.
func Start(ctx context.Context, listen string) (*Server, error) {
	cache, err := toolcache.Dir()
	if err != nil {
		return nil, err
	}
	installed, err := install(ctx, cache)
	if err != nil {
		return nil, err
	}
	return launch(ctx, installed, listen)
}

// Stop ends the server and waits until its process is gone.
func (s *Server) Stop() error {
	_ = s.stdin.Close() // fails only if the process is gone already
	select {
	case <-s.done:
		return nil
	case <-time.After(10 * time.Second):
		return s.kill()
	}
}

// Done is closed when the server has ended, by Stop or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

func launch(ctx context.Context, installed, listen string) (*Server, error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return nil, fmt.Errorf("ddblocal: listen: %w", err)
	}
	cause := &tail{}
	cmd := javaCommand(installed, host, port)
	cmd.Stderr = cause
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("ddblocal: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("ddblocal: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("ddblocal: %w", err)
	}

	s := &Server{stdin: stdin, kill: cmd.Process.Kill, done: make(chan struct{}), cause: cause}
	ready := make(chan string, 1)
	go func() {
		watch(stdout, ready)
		_ = cmd.Wait() // how it ended is in cause
		close(s.done)
	}()
	select {
	case port := <-ready:
		s.URL = "http://" + net.JoinHostPort(host, port)
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("ddblocal: DynamoDB Local on %s: %s", listen, cause)
	case <-ctx.Done():
		return nil, errors.Join(fmt.Errorf("ddblocal: DynamoDB Local on %s: %w", listen, ctx.Err()), s.Stop())
	}
}

func javaCommand(installed, host, port string) *exec.Cmd {
	return exec.Command("java", //nolint:noctx,gosec // it outlives the context of the start; G204: our own launcher
		// For a quick start and a small footprint: no second compiler, no parallel collector.
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m",
		"-cp", installed+string(os.PathListSeparator)+filepath.Join(installed, "libs", "*"),
		"Launcher", host, port)
}

// watch reads the launcher's output to its end and tells the port when the launcher does.
func watch(stdout io.Reader, ready chan<- string) {
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if port, ok := strings.CutPrefix(lines.Text(), "listening "); ok {
			ready <- port
		}
	}
}

// tail keeps the end of what is written to it. Only the goroutine that copies the process's output writes, and it is
// read only after the process has ended.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	const kept = 4 << 10
	t.text = append(t.text, p...)
	if len(t.text) > kept {
		t.text = t.text[len(t.text)-kept:]
	}
	return len(p), nil
}

// String leaves out what a logging library says at every start of having nowhere to log.
func (t *tail) String() string {
	var lines []string
	for line := range strings.Lines(string(t.text)) {
		if !strings.HasPrefix(line, "SLF4J: ") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "; ")
}
