package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/internal/syncbuffer"
	"userpools/pkg/apigateway"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
)

var update = flag.Bool("update", false, "rewrite testdata/stack.txt")

// standIn is set for the test binary when it stands in for a bootstrap whose store
// does what its name says: the product has no hook for that.
const standIn = "USERPOOLS_TEST_STORE"

type panicking struct{ cognito.Store }

func (panicking) Create(context.Context, *cognito.Pool) error { panic("oh") }

// stacking fails with the stack of a Create, which the log tells.
type stacking struct{ cognito.Store }

func (stacking) Create(context.Context, *cognito.Pool) error {
	return errors.New(et.Stack("lambda Start"))
}

// directory is where the function is built.
var directory string

func TestMain(m *testing.M) {
	if os.Getenv(otherSide) != "" {
		serveOtherSide()
	}
	if store := map[string]cognito.Store{"panicking": panicking{}, "stacking": stacking{}}[os.Getenv(standIn)]; store != nil {
		log := endpoint.Logger(slog.New(slog.NewJSONHandler(os.Stdout, nil)), "")
		c := endpoint.Config{Region: et.Region, Account: et.Account, Store: store, Log: log}
		lambda.Start(apigateway.Handler{Serve: endpoint.New(c).Serve})
	}
	var err error
	if directory, err = os.MkdirTemp("", "bootstrap-"); err != nil {
		panic(err)
	}
	status := m.Run()
	_ = os.RemoveAll(directory)
	os.Exit(status)
}

// bootstrap builds the function as it is deployed, once.
var bootstrap = sync.OnceValues(func() (string, error) {
	path := filepath.Join(directory, "bootstrap")
	cmd := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-ldflags", "-s -w -buildid=", "-o", path, ".")
	cmd.Env, cmd.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	return path, cmd.Run()
})

// function is a running bootstrap, and as much of Lambda's Runtime API as runs one
// (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
type function struct {
	*exec.Cmd
	stdout, stderr syncbuffer.Buffer
	events         chan invocation
	answers        chan string
	polled         chan struct{} // closed by the first poll: the function has started
	started        sync.Once
}

type invocation struct {
	id, payload string
	deadline    time.Time
}

// start runs the function as it is deployed, with AUTH=none in front of a DynamoDB that takes everything
// unless variables say otherwise.
func start(t *testing.T, env ...string) *function {
	t.Helper()
	if testing.Short() {
		t.Skip("building the function is not for short tests")
	}
	program, err := bootstrap()
	require.NoError(t, err)
	return run(t, program, append([]string{serving(t, "DYNAMODB", takesEverything)}, env...)...)
}

// run starts a program in Lambda's environment until the test ends.
func run(t *testing.T, program string, env ...string) *function {
	t.Helper()
	ctx, kill := context.WithTimeout(context.Background(), time.Minute)
	f := &function{
		Cmd: exec.CommandContext(ctx, program), events: make(chan invocation), answers: make(chan string, 1), polled: make(chan struct{}),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", f.next)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		f.answers <- string(body)
		w.WriteHeader(http.StatusAccepted)
	})
	runtime := httptest.NewServer(mux)
	f.Env = append([]string{
		"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(runtime.URL, "http://"),
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=ASIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=s", "AWS_SESSION_TOKEN=t",
		"AUTH=none", "TABLE_NAME=pools", "METRICS_NAMESPACE=userpools", "TMPDIR=" + os.TempDir(),
	}, env...)
	f.Stdout, f.Stderr = &f.stdout, &f.stderr
	require.NoError(t, f.Start())
	t.Cleanup(func() {
		kill()
		_ = f.Wait()
		runtime.Close()
	})
	return f
}

func (f *function) next(w http.ResponseWriter, req *http.Request) {
	f.started.Do(func() { close(f.polled) })
	select {
	case <-req.Context().Done():
	case e := <-f.events:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", e.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(e.deadline.UnixMilli(), 10))
		_, _ = io.WriteString(w, e.payload)
	}
}

// answer is what the function posts as the answer to an event.
func (f *function) answer(t *testing.T, payload string, timeout time.Duration) (id string, resp events.APIGatewayV2HTTPResponse) {
	t.Helper()
	id = fmt.Sprintf("%08x-0000-4000-8000-000000000000", time.Now().UnixNano()&0xffffffff)
	f.events <- invocation{id, payload, time.Now().Add(timeout)}
	select {
	case body := <-f.answers:
		require.NoError(t, json.Unmarshal([]byte(body), &resp), body)
	case <-time.After(timeout + 5*time.Second):
		require.Fail(t, "the function answered nothing", f.stdout.String())
	}
	return id, resp
}

// ask is the answer to an event, and the log's line of it; the log is all JSON.
func (f *function) ask(t *testing.T, payload string) (resp events.APIGatewayV2HTTPResponse, line map[string]any) {
	t.Helper()
	id, resp := f.answer(t, payload, 10*time.Second)
	require.Equal(t, id, resp.Headers["x-amzn-RequestId"], "Lambda's own, not the event's")
	return resp, f.line(t, id)
}

// line waits for the log's line of a request.
func (f *function) line(t *testing.T, requestID string) map[string]any {
	t.Helper()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		for line := range strings.Lines(f.stdout.String()) {
			var one map[string]any
			if strings.HasSuffix(line, "\n") {
				require.NoError(t, json.Unmarshal([]byte(line), &one), line)
			}
			if one["requestId"] == requestID {
				return one
			}
		}
	}
	require.Fail(t, "the log has no line of the request", f.stdout.String())
	return nil
}

// exit waits for the end of the program and returns its exit code, which is -1 where that took too long.
func (f *function) exit() int {
	_ = f.Wait()
	return f.ProcessState.ExitCode()
}

// serving is a server in place of one of AWS's, and the variable that says where it is.
func serving(t *testing.T, service string, answer http.HandlerFunc) (env string) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return "AWS_ENDPOINT_URL_" + service + "=" + server.URL
}

func takesEverything(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }

func hangs(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // only then net/http notices that the caller hangs up
	<-r.Context().Done()
}

// event is a request as AWS sends it, unless an option changes that.
func event(t *testing.T, r *request.Request, options ...func(*events.APIGatewayV2HTTPRequest)) string {
	t.Helper()
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /", RawPath: r.Path,
		Headers: r.Header, Body: base64.StdEncoding.EncodeToString(r.Body), IsBase64Encoded: true,
	}
	e.RequestContext.RequestID = "the-event's-own"
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.Path = r.Method, r.Path
	for _, option := range options {
		option(&e)
	}
	payload, err := json.Marshal(e)
	require.NoError(t, err)
	return string(payload)
}

// fromSAM makes an event one of sam local's: the client's header names and a plain body.
func fromSAM(e *events.APIGatewayV2HTTPRequest) {
	headers := e.Headers
	e.Headers = map[string]string{}
	for name, value := range headers {
		e.Headers[http.CanonicalHeaderKey(name)] = value
	}
	body, _ := base64.StdEncoding.DecodeString(e.Body)
	e.Body, e.IsBase64Encoded = string(body), false
}
