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
	"strings"
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

func TestEndpoint(t *testing.T) {
	endpoint := Endpoint(t)
	assert.JSONEq(t, `{"TableNames":[]}`, listTables(t, endpoint))
	assert.Equal(t, endpoint, Endpoint(t), "one for a test binary")
	_, err := Start(t.Context(), hostPort(t, endpoint))
	assert.EqualError(t, err, "ddblocal: DynamoDB Local on "+hostPort(t, endpoint)+
		": Failed to bind to /"+hostPort(t, endpoint)+": Address already in use")

	_, port, err := net.SplitHostPort(hostPort(t, endpoint))
	require.NoError(t, err)
	// All of 127.0.0.0/8 is this machine on Linux: a server on every address would answer here too.
	_, err = net.DialTimeout("tcp", net.JoinHostPort("127.0.0.2", port), time.Second)
	assert.Error(t, err, "one address only")

	t.Setenv(EndpointVariable, "http://127.0.0.1:1")
	assert.Equal(t, "http://127.0.0.1:1", Endpoint(t), "one that runs is taken")
}

func TestServer_Stop(t *testing.T) {
	Endpoint(t) // skips where it must
	server, err := Start(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, server.Stop())
	assertGone(t, server.URL)
	assert.NoError(t, server.Stop(), "a second Stop does nothing")
}

func TestServer_KilledParent(t *testing.T) {
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

func TestInstall_MissingTools(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := install(t.Context(), t.TempDir())
	assert.ErrorIs(t, err, ErrMissing)
}

func TestVersion_Pom(t *testing.T) {
	assert.Contains(t, string(pom), "<artifactId>DynamoDBLocal</artifactId>\n      <version>"+Version+"</version>")
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
