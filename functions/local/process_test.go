package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProcess_FileLost removes the file of a process that runs: it says so in time, and again at its end.
func TestProcess_FileLost(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pools.db")
	p := start(t, command(nil, "-data", file))
	create(t, client(p.url, region, local), "before")
	require.NoError(t, os.Remove(file))
	told := file + ": it was removed, replaced or cut short while it was in use: what was written since may be lost\n"
	require.Eventually(t, func() bool { return strings.Contains(p.stderr.String(), "Warning: "+told) }, timeout, 10*time.Millisecond)
	create(t, client(p.url, region, local), "after")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	require.Error(t, p.Wait())
	assert.Equal(t, 1, p.ProcessState.ExitCode())
	assert.True(t, strings.HasSuffix(p.stderr.String(), "\nuserpools: "+told), &p.stderr)
	assert.NoFileExists(t, file)
}

func TestProcess_Signal(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		end(t, start(t, command(nil, "-memory")).Cmd, signal)
	}
}

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

const unwritten = "Warning: log entries that could not be written: "

func TestLog_UnreadStdout(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of requests are not for short tests")
	}
	for form, told := range map[string]string{
		"text": `\d\d:\d\d:\d\d - log entries that could not be written: \d+`,
		"json": `{"time":"[^"]+","level":"WARN","msg":"log entries that could not be written","entries":\d+}`,
	} {
		t.Run(form, func(t *testing.T) {
			reader, writer := pipe(t)
			p := start(t, command(writer, "-memory", "-log", form))
			answers(t, p.url, 9000) // more than a pipe and the queue hold lines of

			lines := bufio.NewScanner(reader) // now somebody reads again
			read := 0
			for lines.Scan() && strings.Contains(lines.Text(), "BadRequest") {
				read++
			}
			assert.Regexp(t, "^"+told+"$", lines.Text(), "after all lines before the gap")
			assert.Greater(t, read, 1000)
			answers(t, p.url, 1)
			require.True(t, lines.Scan())
			assert.Contains(t, lines.Text(), "BadRequest")
			end(t, p.Cmd, syscall.SIGTERM)
			assert.Regexp(t, unwritten+`\d+\n$`, p.stderr.String())
		})
	}
}

func TestLog_UnreadStdoutAtTheEnd(t *testing.T) {
	_, writer := pipe(t)
	p := start(t, command(writer, "-memory"))
	answers(t, p.url, 3000)
	end(t, p.Cmd, syscall.SIGTERM)
	assert.Regexp(t, unwritten+`\d+\n$`, p.stderr.String())
}

func TestLog_ClosedStdout(t *testing.T) {
	reader, writer := pipe(t)
	p := start(t, command(writer, "-memory"))
	require.NoError(t, writer.Close())
	answers(t, p.url, 1)
	_, err := bufio.NewReader(reader).ReadString('\n') // as head -1 does
	require.NoError(t, err)
	require.NoError(t, reader.Close())
	answers(t, p.url, 100)
	end(t, p.Cmd, syscall.SIGTERM)
	assert.Contains(t, p.stderr.String(), unwritten+"100\n")
}

func TestLog_Off(t *testing.T) {
	r := begin(t, environment(t), "-memory", "-log", "off")
	answers(t, r.url, 10)
	r.end(t)
	assert.Empty(t, r.stdout.String())
	assert.NotContains(t, r.stderr.String(), "could not be written")
}

func TestStderr(t *testing.T) {
	for name, spoil := range map[string]func(reader, writer *os.File){
		"full before the program has said where it listens": func(_, writer *os.File) {
			require.NoError(t, writer.SetWriteDeadline(time.Now().Add(100*time.Millisecond)))
			_, err := writer.Write(make([]byte, 1<<20))
			require.ErrorIs(t, err, os.ErrDeadlineExceeded, "it is full")
		},
		"its reader has gone": func(reader, _ *os.File) { require.NoError(t, reader.Close()) },
	} {
		t.Run(name, func(t *testing.T) {
			reader, writer := pipe(t)
			spoil(reader, writer)
			free, err := net.Listen("tcp", "127.0.0.1:0")
			require.NoError(t, err)
			address := free.Addr().String()
			require.NoError(t, free.Close())
			cmd := command(nil, "-memory", "-listen", address, "-log", "off")
			cmd.Stderr = writer
			launch(t, cmd)
			require.Eventually(t, func() bool {
				conn, err := net.Dial("tcp", address)
				if err == nil {
					_ = conn.Close()
				}
				return err == nil
			}, timeout, time.Millisecond)
			answers(t, "http://"+address, 10)
			end(t, cmd, syscall.SIGTERM)
		})
	}
}
