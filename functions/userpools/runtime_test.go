package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// fakeRuntime is as much of Lambda's Runtime API as runs one bootstrap
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
type fakeRuntime struct {
	server  *httptest.Server
	events  chan invocation
	answers chan posted
	polled  chan struct{} // closed by the first poll: the function has started
	started sync.Once
}

type invocation struct {
	payload  string
	deadline time.Time
	id       string
}

// posted is what the function posted: kind is "response" or "error".
type posted struct {
	kind, body string
	at         time.Time
}

func newRuntime(t *testing.T) *fakeRuntime {
	t.Helper()
	r := &fakeRuntime{events: make(chan invocation), answers: make(chan posted, 1), polled: make(chan struct{})}
	const base = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+base+"invocation/next", r.next)
	mux.HandleFunc("POST "+base+"invocation/{id}/{kind}", r.posted)
	r.server = httptest.NewServer(mux)
	t.Cleanup(r.server.Close)
	return r
}

func (r *fakeRuntime) next(w http.ResponseWriter, req *http.Request) {
	r.started.Do(func() { close(r.polled) })
	select {
	case <-req.Context().Done():
	case e := <-r.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", e.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(e.deadline.UnixMilli(), 10))
		_, _ = io.WriteString(w, e.payload)
	}
}

func (r *fakeRuntime) posted(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.answers <- posted{req.PathValue("kind"), string(body), time.Now()}
	w.WriteHeader(http.StatusAccepted)
}

// invoke hands an event to the function and returns what it posts.
func (r *fakeRuntime) invoke(t *testing.T, payload string, timeout time.Duration) (id string, got posted) {
	t.Helper()
	id = fmt.Sprintf("%08x-0000-4000-8000-000000000000", time.Now().UnixNano()&0xffffffff)
	r.events <- invocation{payload, time.Now().Add(timeout), id}
	select {
	case got = <-r.answers:
	case <-time.After(timeout + 5*time.Second):
		require.Fail(t, "the function posted nothing")
	}
	return id, got
}

// answer is what the function posts as the answer to an event.
func (r *fakeRuntime) answer(t *testing.T, payload string) (string, events.APIGatewayV2HTTPResponse) {
	t.Helper()
	id, got := r.invoke(t, payload, 10*time.Second)
	return id, got.response(t)
}

func (p posted) response(t *testing.T) events.APIGatewayV2HTTPResponse {
	t.Helper()
	require.Equal(t, "response", p.kind, p.body)
	var resp events.APIGatewayV2HTTPResponse
	require.NoError(t, json.Unmarshal([]byte(p.body), &resp), p.body)
	return resp
}

// process is a running bootstrap.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr syncbuffer.Buffer
	ended          chan struct{}
}

// run starts a program in Lambda's environment.
func (r *fakeRuntime) run(t *testing.T, program string, env ...string) *process {
	t.Helper()
	p := &process{cmd: exec.CommandContext(context.WithoutCancel(t.Context()), program), ended: make(chan struct{})}
	p.cmd.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(r.server.URL, "http://"),
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=s", "AWS_SESSION_TOKEN=t",
		"AUTH=none", "TABLE_NAME=pools", "METRICS_NAMESPACE=userpools", "TMPDIR=" + os.TempDir(),
	}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	require.NoError(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(syscall.SIGKILL)
		<-p.ended
	})
	return p
}

// exit waits for the end of the program.
func (p *process) exit(t *testing.T) *os.ProcessState {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(10 * time.Second):
		require.Fail(t, "the program still runs")
	}
	return p.cmd.ProcessState
}

// line waits for the log's line of a request; the log is all JSON.
func (p *process) line(t *testing.T, requestID string) map[string]any {
	t.Helper()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		for line := range strings.Lines(p.stdout.String()) {
			var one map[string]any
			if strings.HasSuffix(line, "\n") {
				require.NoError(t, json.Unmarshal([]byte(line), &one), line)
			}
			if one["requestId"] == requestID {
				return one
			}
		}
	}
	require.Fail(t, "the log has no line of the request", p.stdout.String())
	return nil
}
