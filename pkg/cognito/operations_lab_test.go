package cognito_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/store/bolt"
)

// lab is an endpoint whose store, clock, random source and callers a test can
// change between two requests. A request goes the whole way but for HTTP.
type lab struct {
	t       *testing.T
	service *cognito.Service
	// now is the clock, which stands still unless a test moves it.
	now time.Time
	// account and principal are who calls.
	account, principal string
	// invocation is the next requests' amz-sdk-invocation-id.
	invocation string
	// entry is what the log got of the last request.
	entry awsjson.Entry
}

const (
	labRegion  = "us-east-1"
	labAccount = "123456789012"
)

func newLab(t *testing.T) *lab {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	l := &lab{t: t, now: time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC), account: labAccount, principal: "arn:aws:iam::123456789012:user/ann"}
	l.service = &cognito.Service{
		Region: labRegion, Store: store, Now: func() time.Time { return l.now }, Random: rand.Reader,
		Wait: func(context.Context, time.Duration) error { return nil },
	}
	return l
}

// send sends a request; a string is a body byte for byte.
func (l *lab) send(operation string, request any) *awsjson.Response {
	l.t.Helper()
	var body []byte
	if text, ok := request.(string); ok {
		body = []byte(text)
	} else {
		var err error
		body, err = json.Marshal(request)
		require.NoError(l.t, err)
	}
	req := &httpRequest{Method: http.MethodPost, Path: "/", ID: "r", Body: body, Header: map[string]string{
		"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType,
	}}
	if l.invocation != "" {
		req.Header["amz-sdk-invocation-id"] = l.invocation
	}
	server := serve(l.service, awsjson.Caller{Account: l.account, Principal: l.principal}, func(_ context.Context, e awsjson.Entry) { l.entry = e })
	return server.Serve(l.t.Context(), req)
}

// do sends a request that has to be accepted, and gives the answer's members.
func (l *lab) do(operation string, request any) obj {
	l.t.Helper()
	resp := l.send(operation, request)
	require.Equal(l.t, http.StatusOK, resp.Status, "%s: %s", operation, resp.Body)
	if len(resp.Body) == 0 {
		return nil
	}
	var answer obj
	require.NoError(l.t, json.Unmarshal(resp.Body, &answer))
	return answer
}

// refuse sends a request that has to be refused with a message.
func (l *lab) refuse(code, message, operation string, request any) {
	l.t.Helper()
	resp := l.send(operation, request)
	var told map[string]string
	require.NoError(l.t, json.Unmarshal(resp.Body, &told), "%s", resp.Body)
	assert.Equal(l.t, code, told["__type"], "%s", resp.Body)
	if told["message"] == "" {
		told["message"] = told["Message"]
	}
	assert.Equal(l.t, message, told["message"])
}

// invalid sends a request that has to be refused by InvalidParameterException.
func (l *lab) invalid(message, operation string, request any) {
	l.t.Helper()
	l.refuse("InvalidParameterException", message, operation, request)
}

// create makes a pool and gives its id.
func (l *lab) create(request any) (id string) {
	l.t.Helper()
	return l.do("CreateUserPool", request).at("UserPool", "Id").(string)
}

// describe is a pool as DescribeUserPool shows it.
func (l *lab) describe(id string) obj {
	l.t.Helper()
	return l.do("DescribeUserPool", obj{"UserPoolId": id})["UserPool"].(map[string]any)
}

// update sends an UpdateUserPool of a pool.
func (l *lab) update(id string, request obj) {
	l.t.Helper()
	request = request.with("UserPoolId", id)
	resp := l.send("UpdateUserPool", request)
	require.Equal(l.t, `{}`, string(resp.Body))
}

// mfa is what GetUserPoolMfaConfig answers.
func (l *lab) mfa(id string) map[string]any {
	l.t.Helper()
	return l.do("GetUserPoolMfaConfig", obj{"UserPoolId": id})
}

// arn is a pool's ARN in the lab's account.
func (l *lab) arn(id string) string {
	return "arn:aws:cognito-idp:" + l.service.Region + ":" + l.account + ":userpool/" + id
}

// later moves the clock.
func (l *lab) later(d time.Duration) { l.now = l.now.Add(d) }

// obj is a JSON object.
type obj map[string]any

// list is a JSON array.
type list = []any

// at follows names down to a value; nil where there is none.
func (o obj) at(names ...string) any {
	var v any = map[string]any(o)
	for _, name := range names {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[name]
	}
	return v
}

// with is the object with one more member.
func (o obj) with(name string, value any) obj {
	out := obj{name: value}
	for k, v := range o {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// plain is a value as encoding/json reads it: obj becomes map[string]any and
// numbers become float64, so that it can be compared with an answer.
func plain(t *testing.T, v any) any {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	var out any
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// shows holds an answer's member to a value, which nil says is absent.
func shows(t *testing.T, want any, answer obj, names ...string) {
	t.Helper()
	assert.Equal(t, plain(t, want), answer.at(names...), "%v", names)
}

// zeros is a random source of nothing but zeros.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

var _ io.Reader = zeros{}

// hooked is a store of which a test does some methods itself.
type hooked struct {
	cognito.Store
	create  func(context.Context, *cognito.Pool) error
	get     func(context.Context, string) (*cognito.Pool, error)
	list    func() error
	replace func(context.Context, *cognito.Pool) error
	delete  func(context.Context, string) error
	count   func(after string) (n int, next string, err error)
}

// hook puts a store with hooks in front of the lab's own.
func (l *lab) hook(h *hooked) *hooked {
	h.Store = l.service.Store
	l.service.Store = h
	return h
}

func (h *hooked) Create(ctx context.Context, p *cognito.Pool) error {
	if h.create != nil {
		return h.create(ctx, p)
	}
	return h.Store.Create(ctx, p)
}

func (h *hooked) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if h.get != nil {
		return h.get(ctx, id)
	}
	return h.Store.Get(ctx, part, id)
}

func (h *hooked) List(ctx context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	if h.list != nil {
		if err := h.list(); err != nil {
			return nil, false, err
		}
	}
	return h.Store.List(ctx, part, after, limit)
}

func (h *hooked) Replace(ctx context.Context, p *cognito.Pool) error {
	if h.replace != nil {
		return h.replace(ctx, p)
	}
	return h.Store.Replace(ctx, p)
}

func (h *hooked) Delete(ctx context.Context, part cognito.Partition, id string) error {
	if h.delete != nil {
		return h.delete(ctx, id)
	}
	return h.Store.Delete(ctx, part, id)
}

func (h *hooked) CountPage(ctx context.Context, part cognito.Partition, after string) (int, string, error) {
	if h.count != nil {
		return h.count(after)
	}
	return h.Store.CountPage(ctx, part, after)
}

func operationNamed(t *testing.T, name string) cognito.Operation {
	t.Helper()
	all := cognito.Operations()
	i := slices.IndexFunc(all, func(op cognito.Operation) bool { return op.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return all[i]
}

func decodeFor(op cognito.Operation, body []byte) (*shape.Value, error) {
	v, err := shape.Decode(body, op.Input)
	return &v, err
}
