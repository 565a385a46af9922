package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// pipe is one whose reading end nobody reads unless the test does.
func pipe(t *testing.T) (reader, writer *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = reader.Close()
		_ = writer.Close()
	})
	return reader, writer
}

// answers sends requests one after the other and requires that each is answered.
func answers(t *testing.T, url string, requests int) {
	t.Helper()
	impatient := http.Client{Timeout: 10 * time.Second}
	defer impatient.CloseIdleConnections()
	for i := range requests {
		resp, err := impatient.Get(url)
		require.NoError(t, err, "request %d", i)
		_, _ = io.Copy(io.Discard, resp.Body)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, http.StatusNotFound, resp.StatusCode)
	}
}

// endsWell tells a process to end and requires that it does, with status 0.
func endsWell(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		assert.NoError(t, err, "exit status 0")
	case <-time.After(10 * time.Second):
		require.Fail(t, "it does not end")
	}
}

const many = 9_000 // requests: more than a pipe and the queue hold lines of

func TestLog_UnreadStdout(t *testing.T) {
	for form, told := range map[string]string{
		logText: `\d\d:\d\d:\d\d - log entries that could not be written: \d+`,
		logJSON: `{"time":"[^"]+","level":"WARN","msg":"log entries that could not be written","entries":\d+}`,
	} {
		t.Run(form, func(t *testing.T) {
			reader, writer := pipe(t)
			cmd, url, stderr := launch(t, writer, "-memory", "-log", form)
			answers(t, url, many)

			lines := bufio.NewScanner(reader) // now somebody reads again
			read := 0
			for lines.Scan() && strings.Contains(lines.Text(), "BadRequest") {
				read++
			}
			assert.Regexp(t, "^"+told+"$", lines.Text(), "after all lines before the gap")
			assert.Greater(t, read, 1000)
			answers(t, url, 1)
			require.True(t, lines.Scan())
			assert.Contains(t, lines.Text(), "BadRequest")
			endsWell(t, cmd)
			assert.Regexp(t, `Warning: log entries that could not be written: \d+\n$`, stderr.String())
		})
	}
}

func TestLog_UnreadStdoutAtTheEnd(t *testing.T) {
	_, writer := pipe(t)
	cmd, url, stderr := launch(t, writer, "-memory")
	answers(t, url, 3000)
	endsWell(t, cmd)
	assert.Regexp(t, `Warning: log entries that could not be written: \d+\n$`, stderr.String())
}

func TestLog_ClosedStdout(t *testing.T) {
	reader, writer := pipe(t)
	cmd, url, stderr := launch(t, writer, "-memory")
	require.NoError(t, writer.Close())
	answers(t, url, 1)
	_, err := bufio.NewReader(reader).ReadString('\n') // as head -1 does
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	answers(t, url, 100)
	endsWell(t, cmd)
	assert.Contains(t, stderr.String(), "Warning: log entries that could not be written: 100\n")
}

func TestLog_Off(t *testing.T) {
	var stdout syncbuffer.Buffer
	cmd, url, stderr := launch(t, &stdout, "-memory", "-log", "off")
	answers(t, url, 10)
	endsWell(t, cmd)
	assert.Empty(t, stdout.String())
	assert.NotContains(t, stderr.String(), "could not be written")
}

// TestStderr_Unread gives the program a standard error that is full before it has
// said where it listens, and TestStderr_Closed one whose reader has gone.
func TestStderr_Unread(t *testing.T) {
	_, writer := pipe(t)
	require.NoError(t, writer.SetWriteDeadline(time.Now().Add(100*time.Millisecond)))
	_, err := writer.Write(make([]byte, 1<<20))
	require.ErrorIs(t, err, os.ErrDeadlineExceeded, "it is full")
	cmd, address := withStderr(t, writer)
	answers(t, "http://"+address, 10)
	endsWell(t, cmd)
}

func TestStderr_Closed(t *testing.T) {
	reader, writer := pipe(t)
	require.NoError(t, reader.Close())
	cmd, address := withStderr(t, writer)
	answers(t, "http://"+address, 10)
	endsWell(t, cmd)
}

// withStderr runs the built program, without its log, until it listens on an
// address that is free.
func withStderr(t *testing.T, stderr *os.File) (cmd *exec.Cmd, address string) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address = free.Addr().String()
	require.NoError(t, free.Close())
	cmd = exec.Command(built(t), "-memory", "-listen", address, "-log", "off")
	cmd.Stderr = stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, 20*time.Second, time.Millisecond)
	return cmd, address
}
