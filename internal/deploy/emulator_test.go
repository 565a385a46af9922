package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/ddblocal"
	"userpools/pkg/cognito"
	"userpools/pkg/store/dynamo"
)

// scenarios of the folder events, in an order in which each finds what it is about: those of operations that are not
// in the list come after the pools are made, what updates after what reads, and what deletes last, in the
// opposite order: a client takes its style along. A client secret has the time in its id, so that its event deletes none here.
func scenarios() []string {
	listed := []string{
		"create-user-pool-example", "create-user-pool-protected", "create-user-pool-full", "create-user-pool-minimal",
		"set-user-pool-mfa-config", "get-user-pool-mfa-config", "tag-resource", "list-tags-for-resource", "untag-resource",
		"constraints", "rule-deletion-protection", "resource-not-found", "unknown-operation", "serialization-type",
		"internal-error", "unrouted-get", "hostile-depth",
		"delete-user-pool", "create-user-pool-example", "update-user-pool", // which protects it
	}
	const made = 4
	var others, updates, deletes []string
	for _, op := range cognito.Operations() {
		name := strings.ToLower(regexp.MustCompile("([a-z])([A-Z])|([A-Z])([A-Z][a-z])").ReplaceAllString(op.Name, "$1$3-$2$4"))
		switch is := func(begin string) bool { return strings.HasPrefix(name, begin) }; {
		case name == "delete-user-pool-client-secret" || slices.ContainsFunc(listed, func(s string) bool { return strings.HasPrefix(s, name) }):
		case is("delete-"):
			deletes = append([]string{name}, deletes...)
		case is("update-"):
			updates = append(updates, name)
		default:
			others = append(others, name)
		}
	}
	return slices.Insert(listed, made, slices.Concat(others, updates, deletes)...)
}

func TestBootstrap_Scenarios(t *testing.T) {
	program := bootstrap(t)
	for name, suffix := range map[string]string{"as AWS sends events": ".aws.json", "as sam local sends them": ".json"} {
		t.Run(name, func(t *testing.T) {
			endpoint := ddblocal.Endpoint(t)
			client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: endpoint})
			table := fmt.Sprintf("emulated-%d-%d", os.Getpid(), len(suffix))
			require.NoError(t, dynamo.CreateTable(t.Context(), client, table))
			e := emulate(t, program, "AUTH=none", "TABLE_NAME="+table, "AWS_ENDPOINT_URL_DYNAMODB="+endpoint,
				"WORLD="+read(t, root+"/examples/world.json"))
			for _, scenario := range scenarios() {
				e.answers(t, scenario, suffix)
			}
		})
	}
}

// answers holds an answer to the one that is promised, as far as clock and dice leave it.
func (e *emulator) answers(t *testing.T, name, suffix string) {
	t.Helper()
	var want struct {
		StatusCode int
		Body       json.RawMessage
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, scenario("answers/"+name+".json"))), &want))
	status, body := e.invoke(t, read(t, scenario(name+suffix)))
	require.Equal(t, http.StatusOK, status, "%s: %s", name, body)
	var got events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal(body, &got), name)
	assert.Equal(t, want.StatusCode, got.StatusCode, "%s: %s", name, got.Body)
	if want.StatusCode >= http.StatusBadRequest {
		assert.JSONEq(t, string(want.Body), got.Body, name)
	}
}

// emulator is a running Runtime Interface Emulator
// (https://github.com/aws/aws-lambda-runtime-interface-emulator).
type emulator struct{ url string }

// emulate runs a bootstrap in Lambda's environment. The emulator starts it with the first call.
func emulate(t *testing.T, program string, env ...string) *emulator {
	t.Helper()
	address := fmt.Sprint("127.0.0.1:", freePort(t))
	e := &emulator{url: "http://" + address + "/2015-03-31/functions/function/invocations"}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), rie(t), "--log-level", "error",
		"--runtime-interface-emulator-address", address,
		"--runtime-api-address", fmt.Sprint("127.0.0.1:", freePort(t)), program)
	cmd.Env = append([]string{"AWS_REGION=us-east-1", "AWS_LAMBDA_FUNCTION_TIMEOUT=10", "PATH=" + os.Getenv("PATH")}, env...)
	cmd.Dir = t.TempDir()
	cmd.Stdout, cmd.Stderr = t.Output(), t.Output()
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it ends the bootstrap
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
		return err == nil && conn.Close() == nil
	}, 10*time.Second, 10*time.Millisecond, "the emulator does not answer")
	return e
}

func (e *emulator) invoke(t *testing.T, event string) (status int, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, e.url, bytes.NewBufferString(event))
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	body, err = io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, body
}

// rie finds the emulator in SAM CLI. make test fetches that.
func rie(t *testing.T) string {
	t.Helper()
	arch := map[string]string{"amd64": "x86_64", "arm64": "arm64"}[runtime.GOARCH]
	found, err := filepath.Glob(root + "/.cache/sam/lib/python*/site-packages/samcli/local/rapid/aws-lambda-rie-" + arch)
	require.NoError(t, err)
	if (len(found) == 0 || runtime.GOOS != "linux") && os.Getenv("CI") != "true" {
		t.Skip("no emulator for this machine: make test has SAM CLI's, which is for Linux")
	}
	require.Len(t, found, 1)
	path, err := filepath.Abs(found[0])
	require.NoError(t, err)
	return path
}

func bootstrap(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building the function is not for short tests")
	}
	rie(t) // nothing is built for nothing
	return build(t, root, runtime.GOARCH)
}

func scenario(file string) string { return filepath.Join(root, "events", file) }
