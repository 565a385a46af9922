package world_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
	"userpools/pkg/store/bolt"
	"userpools/pkg/world"
)

const me = "123456789012"

// house is an endpoint with a store of its own, a clock that stands still, a
// waiter that does not wait, and a log.
type house struct {
	*awsjson.Server
	store *counting

	mu      sync.Mutex
	waits   []time.Duration
	entries []awsjson.Entry
	// interrupt is what a wait ends with.
	interrupt error
}

// counting is a store that counts its reads, and may fail.
type counting struct {
	cognito.Store
	reads  int
	broken error
}

func (s *counting) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	s.reads++
	return s.Store.Get(ctx, part, id)
}

func (s *counting) Create(ctx context.Context, p *cognito.Pool) error {
	if s.broken != nil {
		return s.broken
	}
	return s.Store.Create(ctx, p)
}

func parse(t testing.TB, doc string) *world.World {
	t.Helper()
	w, err := world.Parse([]byte(doc))
	require.NoError(t, err)
	return w
}

func example(t testing.TB) *world.World {
	t.Helper()
	return parse(t, read(t, "../../examples/world.json"))
}

func newHouse(t testing.TB, account string, w *world.World) *house {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	h := &house{store: &counting{Store: store}}
	h.Server = endpoint.New(endpoint.Config{
		Region: "us-east-1", Account: account, Store: h.store, Now: noon, Random: seeded(), Wait: h.wait, Log: h.log, World: w,
	})
	return h
}

func noon() time.Time { return time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC) }

func seeded() io.Reader { return rand.NewChaCha8([32]byte{7}) }

func (h *house) wait(_ context.Context, d time.Duration) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.waits = append(h.waits, d)
	return h.interrupt
}

func (h *house) log(_ context.Context, e awsjson.Entry) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = append(h.entries, e)
}

// requestOf is one of an SDK, whose calls are told apart by their invocation id.
func requestOf(operation, body, invocation string) *request.Request {
	return &request.Request{
		Method: http.MethodPost, Path: "/", Body: []byte(body), ID: operation + invocation,
		Header: map[string]string{
			"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType,
			"amz-sdk-invocation-id": invocation,
		},
	}
}

var calls atomic.Int64

// call makes a call of its own. outcome is "ok" or the exception.
func (h *house) call(t testing.TB, operation, body string) (outcome string, answer map[string]any) {
	t.Helper()
	return h.send(t, requestOf(operation, body, fmt.Sprint(calls.Add(1))))
}

func (h *house) send(t testing.TB, r *request.Request) (outcome string, answer map[string]any) {
	t.Helper()
	resp := h.Serve(t.Context(), r)
	if len(resp.Body) > 0 {
		require.NoError(t, json.Unmarshal(resp.Body, &answer))
	}
	if resp.Status == http.StatusOK {
		return "ok", answer
	}
	outcome, _ = answer["__type"].(string)
	require.Equal(t, outcome+":", resp.Header["x-amzn-ErrorType"])
	require.Equal(t, resp.Status, h.last().Status)
	return outcome, answer
}

// last is what the log says of the last request.
func (h *house) last() awsjson.Entry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.entries[len(h.entries)-1]
}

// make makes a pool and returns its id.
func (h *house) make(t testing.TB, body string) string {
	t.Helper()
	outcome, answer := h.call(t, "CreateUserPool", body)
	require.Equal(t, "ok", outcome, answer)
	return answer["UserPool"].(map[string]any)["Id"].(string)
}

func (h *house) pools(t testing.TB) int {
	t.Helper()
	outcome, answer := h.call(t, "ListUserPools", `{"MaxResults":60}`)
	require.Equal(t, "ok", outcome)
	return len(answer["UserPools"].([]any))
}
