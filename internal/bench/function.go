package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// runtimeAPI is Lambda's side of one function: it hands over an event at a time and waits for its answer.
type runtimeAPI struct {
	listener net.Listener
	polled   chan time.Time // when the function asked for its first event
	events   chan []byte
	answers  chan answer

	mu    sync.Mutex
	begun time.Time
}

type answer struct {
	took time.Duration
	body []byte
	err  error
}

func newRuntimeAPI() (*runtimeAPI, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed by whoever has it
	if err != nil {
		return nil, err
	}
	a := &runtimeAPI{
		listener: listener, polled: make(chan time.Time, 1), events: make(chan []byte), answers: make(chan answer, 1),
	}
	go serve(listener, a.answer)
	return a, nil
}

func (a *runtimeAPI) answer(w *wire) (status int, headers string, body []byte) {
	line, _, _ := strings.Cut(string(w.head), "\r\n")
	switch {
	case strings.HasPrefix(line, "GET ") && strings.Contains(line, "/invocation/next"):
		select {
		case a.polled <- time.Now():
		default:
		}
		event := <-a.events // nothing when the API is closed, and nobody reads it then
		a.mu.Lock()
		defer a.mu.Unlock()
		a.begun = time.Now()
		return http.StatusOK, fmt.Sprintf("Content-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: %036d\r\nLambda-Runtime-Deadline-Ms: %d\r\n"+
			"Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:bench\r\n",
			a.begun.UnixNano(), a.begun.Add(patience).UnixMilli()), event
	case strings.Contains(line, "/response "):
		a.mu.Lock()
		defer a.mu.Unlock()
		a.answers <- answer{time.Since(a.begun), append([]byte(nil), w.body...), nil}
	default:
		a.answers <- answer{err: fmt.Errorf("the function says %s %s", line, w.body)}
	}
	return http.StatusAccepted, "", nil
}

func (a *runtimeAPI) close() {
	_ = a.listener.Close()
	close(a.events)
}

// invoke has the function answer an event.
func (a *runtimeAPI) invoke(event []byte) (answer, error) {
	select {
	case a.events <- event:
	case <-time.After(patience):
		return answer{}, errors.New("the function does not ask for an event")
	}
	select {
	case got := <-a.answers:
		var envelope struct{ StatusCode int }
		if got.err == nil && (json.Unmarshal(got.body, &envelope) != nil || envelope.StatusCode != http.StatusOK) {
			got.err = fmt.Errorf("the function answers %.300s", got.body)
		}
		return got, got.err
	case <-time.After(patience):
		return answer{}, errors.New("the function does not answer")
	}
}

// table is a DynamoDB that takes every put and keeps the last one.
type table struct {
	listener net.Listener

	mu   sync.Mutex
	last []byte
}

func newTable() (*table, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed by whoever has it
	if err != nil {
		return nil, err
	}
	t := &table{listener: listener}
	go serve(listener, t.answer)
	return t, nil
}

func (t *table) answer(w *wire) (status int, headers string, body []byte) {
	const kind = "Content-Type: application/x-amz-json-1.0\r\n"
	target := string(w.header("x-amz-target"))
	if target != "DynamoDB_20120810.TransactWriteItems" && target != "DynamoDB_20120810.PutItem" { // the latter of putter
		return http.StatusBadRequest, kind, fmt.Appendf(nil, `{"__type":"com.amazon.coral.validate#ValidationException","message":"no %s here"}`, target)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = append(t.last[:0], w.body...)
	return http.StatusOK, kind, []byte(`{}`)
}

// item is the last one that was put.
func (t *table) item() (item map[string]any, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var transaction struct {
		TransactItems []struct{ Put struct{ Item map[string]any } }
	}
	if err = json.Unmarshal(t.last, &transaction); err == nil && len(transaction.TransactItems) == 1 {
		item = transaction.TransactItems[0].Put.Item
	}
	return item, err
}

// itemSize is what DynamoDB counts as the size of an item (Developer Guide, "DynamoDB item sizes and formats").
func itemSize(item map[string]any) (n int) {
	for name, value := range item {
		n += len(name) + valueSize(value)
	}
	return n
}

func valueSize(value any) (n int) {
	typed, _ := value.(map[string]any)
	for kind, v := range typed {
		switch v := v.(type) {
		case string:
			if kind != "N" {
				return len(v)
			}
			return 1 + (len(strings.Trim(v, "-0"))+1)/2
		case map[string]any:
			return 3 + len(v) + itemSize(v)
		case []any:
			n = 3 + len(v)
			for _, element := range v {
				n += valueSize(element)
			}
			return n
		}
	}
	return 1
}

// figures are what a cold start shows.
var figures = [...]string{"CPU of init, µs", "init and first create, µs", "warm create, p50, µs", "warm create, CPU, µs"}

// coldStart starts a function and has it answer an event once, and then as often as warm says.
func (b *bench) coldStart(ctx context.Context, name string, event []byte, store *table, warm int) (c [len(figures)]float64, err error) {
	api, err := newRuntimeAPI()
	if err != nil {
		return c, err
	}
	defer api.close()
	begun := time.Now()
	cmd, err := b.launch(ctx, name, b.dir, []string{filepath.Join(b.dir, name)}, b.environment(api, store))
	if err != nil {
		return c, err
	}
	defer func() {
		_ = cmd.Cancel()
		_ = cmd.Wait()
	}()
	var init time.Duration
	select {
	case at := <-api.polled:
		init = at.Sub(begun)
	case <-time.After(patience):
		return c, fmt.Errorf("%s asks for no event", name)
	}
	time.Sleep(3 * time.Millisecond) // until what is left of init has gone to sleep
	computed := cpuOfThreads(cmd.Process.Pid)
	first, err := api.invoke(event)
	if err != nil {
		return c, fmt.Errorf("%s: %w", name, err)
	}
	before, times := cpuOfThreads(cmd.Process.Pid), []float64(nil)
	for range warm {
		again, err := api.invoke(event)
		if err != nil {
			return c, fmt.Errorf("%s: %w", name, err)
		}
		times = append(times, micros(again.took))
	}
	each := micros(cpuOfThreads(cmd.Process.Pid)-before) / float64(warm)
	return [...]float64{micros(computed), micros(init + first.took), median(times), each}, nil
}

// environment is what Lambda and template.yaml tell a function.
func (b *bench) environment(api *runtimeAPI, store *table) []string {
	return []string{
		"AWS_LAMBDA_RUNTIME_API=" + api.listener.Addr().String(), "AWS_LAMBDA_FUNCTION_NAME=bench", "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512", "_HANDLER=bootstrap", "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=AKIDEXAMPLE",
		"AWS_SECRET_ACCESS_KEY=secret", "AWS_SESSION_TOKEN=token", "AWS_ENDPOINT_URL_DYNAMODB=http://" + store.listener.Addr().String(),
		"TABLE_NAME=pools", "AUTH=none", "METRICS_NAMESPACE=userpools", "GOMAXPROCS=1", "GOGC=400", "GOMEMLIMIT=384MiB",
		"SSL_CERT_DIR=/nonexistent",
		fmt.Sprintf("ITEM_BYTES=%d", b.item), fmt.Sprintf("ANSWER_BYTES=%d", b.payloads[1].answer), "PATH=" + os.Getenv("PATH"),
	}
}
