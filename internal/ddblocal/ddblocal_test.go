package ddblocal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// helperVariable makes this test binary a process that starts a server and waits to be killed.
const helperVariable = "DDBLOCAL_TEST_HELPER"

func TestMain(m *testing.M) {
	if os.Getenv(helperVariable) == "" {
		_ = os.Unsetenv(EndpointVariable) // the server that other packages share is not the one to be tested
		os.Exit(m.Run())
	}
	server, err := Start(context.Background(), "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(server.URL)
	select {}
}

func TestEndpointAnswersAndIsOnePerTestBinary(t *testing.T) {
	endpoint := Endpoint(t)
	assert.JSONEq(t, `{"TableNames":[]}`, listTables(t, endpoint))
	assert.Equal(t, endpoint, Endpoint(t))
}

func TestEndpointTakesOneThatRuns(t *testing.T) {
	t.Setenv(EndpointVariable, "http://127.0.0.1:1")
	assert.Equal(t, "http://127.0.0.1:1", Endpoint(t))
}

func TestListensOnTheOneAddressOnly(t *testing.T) {
	_, port, err := net.SplitHostPort(hostPort(t, Endpoint(t)))
	require.NoError(t, err)
	// All of 127.0.0.0/8 is this machine on Linux: a server on every address would answer here too.
	_, err = net.DialTimeout("tcp", net.JoinHostPort("127.0.0.2", port), time.Second)
	assert.Error(t, err)
}

func TestStopEndsTheProcess(t *testing.T) {
	server := start(t)
	require.NoError(t, server.Stop())
	assertGone(t, server.URL)
	assert.NoError(t, server.Stop(), "a second Stop does nothing")
}

func TestTakenPortIsAClearError(t *testing.T) {
	address := hostPort(t, Endpoint(t))
	_, err := Start(t.Context(), address)
	assert.EqualError(t, err, "ddblocal: DynamoDB Local on "+address+
		": Failed to bind to /"+address+": Address already in use")
}

func TestNoServerOutlivesAKilledProcess(t *testing.T) {
	Endpoint(t) // skips where it must, fetches where it must
	helper := exec.CommandContext(t.Context(), os.Args[0])
	helper.Env = append(os.Environ(), helperVariable+"=1")
	helper.Stderr = os.Stderr
	stdout, err := helper.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, helper.Start())
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	url := strings.TrimSpace(line)
	listTables(t, url)

	require.NoError(t, helper.Process.Kill())
	_ = helper.Wait()
	assertGone(t, url)
}

func TestInterruptedDownloadIsNotTakenForAComplete(t *testing.T) {
	tools(t, `mkdir libs && touch libs/half.jar && exit 1`)
	cache := t.TempDir()
	_, err := install(t.Context(), cache)
	require.ErrorContains(t, err, "mvn")

	log := tools(t, `test ! -e libs && mkdir libs && touch libs/whole.jar && echo fetched >>"$LOG"`)
	dir, err := install(t.Context(), cache)
	require.NoError(t, err)
	assert.FileExists(t, filepath.Join(dir, "libs", "whole.jar"))
	assert.NoFileExists(t, filepath.Join(dir, "libs", "half.jar"))
	assert.Equal(t, "fetched\n", read(t, log))
}

func TestManyAtOnceFetchOnce(t *testing.T) {
	log := tools(t, `mkdir libs && sleep 0.2 && echo fetched >>"$LOG"`)
	cache := filepath.Join(t.TempDir(), "not", "there", "yet")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			dir, err := install(t.Context(), cache)
			if assert.NoError(t, err) {
				assert.DirExists(t, dir)
			}
		})
	}
	group.Wait()
	assert.Equal(t, "fetched\n", read(t, log))
}

func TestMissingToolsHaveTheirError(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := install(t.Context(), t.TempDir())
	assert.ErrorIs(t, err, ErrMissing)
}

func TestVersionIsTheOneOfThePom(t *testing.T) {
	assert.Contains(t, string(pom), "<artifactId>DynamoDBLocal</artifactId>\n      <version>"+Version+"</version>")
}

// tools puts a mvn that runs the script, and a java and javac that do nothing, before all others on the PATH, and returns
// the file that the script knows as $LOG.
func tools(t *testing.T, mvn string) (log string) {
	t.Helper()
	bin := t.TempDir()
	for name, script := range map[string]string{"mvn": mvn, "java": "", "javac": ""} {
		script = "#!/bin/sh\nset -e\n" + script + "\n"
		require.NoError(t, os.WriteFile(filepath.Join(bin, name), []byte(script), 0o755))
	}
	log = filepath.Join(bin, "log")
	t.Setenv("LOG", log)
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	return log
}

func start(t *testing.T) *Server {
	t.Helper()
	Endpoint(t) // skips where it must
	server, err := Start(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = server.Stop() })
	return server
}

func listTables(t *testing.T, endpoint string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, strings.NewReader("{}"))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-amz-json-1.0")
	req.Header.Set("X-Amz-Target", "DynamoDB_20120810.ListTables")
	req.Header.Set("Authorization", "AWS4-HMAC-SHA256 "+
		"Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, resp.StatusCode, string(body))
	return string(body)
}

// assertGone waits until nobody listens there any more.
func assertGone(t *testing.T, endpoint string) {
	t.Helper()
	address := hostPort(t, endpoint)
	assert.Eventually(t, func() bool {
		conn, err := net.DialTimeout("tcp", address, time.Second)
		if err == nil {
			_ = conn.Close()
		}
		return err != nil
	}, 10*time.Second, 20*time.Millisecond)
}

func hostPort(t *testing.T, endpoint string) string {
	t.Helper()
	parsed, err := url.Parse(endpoint)
	require.NoError(t, err)
	return parsed.Host
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}
