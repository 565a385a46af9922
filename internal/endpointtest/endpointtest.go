// Package endpointtest is a whole endpoint in the process of a test, without HTTP:
// a store in memory, a clock that stands until it is moved, waits that do not wait,
// and the log's entries. What every package's tests ask of an endpoint is here once;
// tests with HTTP use userpoolstest.
package endpointtest

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
	"userpools/pkg/store/bolt"
	"userpools/pkg/world"
)

// What an endpoint is like unless an option says otherwise.
const (
	Account = "123456789012"
	Region  = "us-east-1"
)

// Noon is when the clock of an endpoint begins.
var Noon = time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC)

// T is what is needed of a *testing.T, *testing.B or *rapid.T.
type T interface {
	require.TestingT
	Helper()
	Cleanup(func())
}

// Endpoint is what a test asks. Its fields may be changed between calls.
type Endpoint struct {
	*awsjson.Server
	Store cognito.Store
	Clock *Clock
	// Sent, where it is not nil, hears of each request before it is served.
	Sent func(*request.Request)

	mu      sync.Mutex
	entries []awsjson.Entry
	calls   map[string]int // by key
	remote  func(*request.Request) Answer
}

// Clock moves when it is told to.
type Clock struct{ At time.Time }

// Now is the time.
func (c *Clock) Now() time.Time { return c.At }

// Option changes an endpoint before it is made.
type Option func(*endpoint.Config)

// World declares a document.
func World(t T, document string) Option {
	t.Helper()
	w, err := world.Parse([]byte(document))
	require.NoError(t, err)
	return func(c *endpoint.Config) { c.World = w }
}

// Memory is a store that ends with the test.
func Memory(t T) cognito.Store {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// New makes an endpoint.
func New(t T, options ...Option) *Endpoint {
	t.Helper()
	e := &Endpoint{Clock: &Clock{At: Noon}, calls: map[string]int{}}
	c := endpoint.Config{Region: Region, Account: Account, Now: e.Clock.Now, Random: rand.NewChaCha8([32]byte{1}), Wait: wait, NewKey: CertificateKey}
	for _, option := range options {
		option(&c)
	}
	if c.Store == nil {
		c.Store = Memory(t)
	}
	further := c.Log
	c.Log = func(ctx context.Context, entry awsjson.Entry) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.entries = append(e.entries, entry)
		if further != nil {
			further(ctx, entry)
		}
	}
	e.Store, e.Server = c.Store, endpoint.New(c)
	return e
}

// CertificateKey is a key for certificates that costs no time and is always the same.
func CertificateKey() (crypto.Signer, error) {
	return ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), nil
}

// Remote is an endpoint elsewhere, for what only asks: it has neither store nor log.
func Remote(send func(*request.Request) Answer) *Endpoint {
	return &Endpoint{Clock: &Clock{At: time.Now()}, calls: map[string]int{}, remote: send}
}

// wait takes no time; a context that has ended ends it.
func wait(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// Entries are the log's so far.
func (e *Endpoint) Entries() []awsjson.Entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.entries
}

// Last is the log's entry of the last request.
func (e *Endpoint) Last() awsjson.Entry {
	all := e.Entries()
	return all[len(all)-1]
}

// Request is one of an operation, as the SDKs send it but for signature and invocation id.
func Request(operation, body string) *request.Request {
	return &request.Request{
		Method: http.MethodPost, Path: "/", ID: "the-id", Body: []byte(body),
		Header: map[string]string{
			"host": "pools.example", "content-length": strconv.Itoa(len(body)), "content-type": awsjson.ContentType,
			"x-amz-target": "AWSCognitoIdentityProviderService." + operation,
		},
	}
}

// Object is a JSON object.
type Object = map[string]any

// Answer is what an endpoint says.
type Answer struct {
	*awsjson.Response
	// Outcome is "ok" or the exception.
	Outcome string
}

// Object is the body of the answer.
func (a Answer) Object(t T) Object {
	t.Helper()
	out := Object{}
	if len(a.Body) > 0 {
		require.NoError(t, json.Unmarshal(a.Body, &out), "%s", a.Body)
	}
	return out
}

// Ask makes a call of its own, which a key signs, or nobody: a body is text or what JSON is made of.
func (e *Endpoint) Ask(t T, k Key, operation string, body any) Answer {
	t.Helper()
	content, isText := body.(string)
	if !isText {
		content = string(JSON(body))
	}
	r := Request(operation, content)
	// What is random in an endpoint depends on the caller and the number of its calls only.
	e.mu.Lock()
	e.calls[k.Name]++
	r.Header["amz-sdk-invocation-id"] = fmt.Sprint(k.Name, e.calls[k.Name])
	e.mu.Unlock()
	if k.Name != "" {
		Sign(t, k, e.Clock.At, r)
	}
	return e.Send(t, r)
}

// Must is Ask for what succeeds.
func (e *Endpoint) Must(t T, k Key, operation string, body any) Object {
	t.Helper()
	a := e.Ask(t, k, operation, body)
	require.Equal(t, http.StatusOK, a.Status, "%s: %s", operation, a.Body)
	return a.Object(t)
}

// Pool makes a pool and returns its id.
func (e *Endpoint) Pool(t T, k Key, body any) string {
	t.Helper()
	return e.Ask(t, k, "CreateUserPool", body).PoolID(t)
}

// PoolID is that of the pool in the answer.
func (a Answer) PoolID(t T) string {
	t.Helper()
	var out struct{ UserPool struct{ ID string } }
	require.NoError(t, json.Unmarshal(a.Body, &out))
	require.NotEmpty(t, out.UserPool.ID, "%s", a.Body)
	return out.UserPool.ID
}

// Client makes an app client with a secret in a pool. It returns its id, and its secret's.
func (e *Endpoint) Client(t T, k Key, pool string) (id, secretID string) {
	t.Helper()
	made := e.Must(t, k, "CreateUserPoolClient", Object{"UserPoolId": pool, "ClientName": "c", "GenerateSecret": true})
	id, _ = made["UserPoolClient"].(Object)["ClientId"].(string)
	list := e.Must(t, k, "ListUserPoolClientSecrets", Object{"UserPoolId": pool, "ClientId": id})
	secretID, _ = list["ClientSecrets"].([]any)[0].(Object)["ClientSecretId"].(string)
	return id, secretID
}

// Style makes a managed login style of an app client. It returns its id.
func (e *Endpoint) Style(t T, k Key, pool, client string) (id string) {
	t.Helper()
	made := e.Must(t, k, "CreateManagedLoginBranding", Object{"UserPoolId": pool, "ClientId": client, "UseCognitoProvidedValues": true})
	id, _ = made["ManagedLoginBranding"].(Object)["ManagedLoginBrandingId"].(string)
	return id
}

// Send serves a request, and holds what every answer has in common.
func (e *Endpoint) Send(t T, r *request.Request) Answer {
	t.Helper()
	if e.Sent != nil {
		e.Sent(r)
	}
	if e.remote != nil {
		return e.remote(r)
	}
	a := Answer{e.Serve(context.Background(), r), "ok"}
	require.Equal(t, r.ID, a.Header["x-amzn-RequestId"])
	require.Equal(t, a.Status, e.Last().Status)
	if a.Status != http.StatusOK {
		a.Outcome = e.Last().Outcome
		if refused := a.Object(t)["__type"]; refused != nil {
			require.Equal(t, a.Outcome, refused)
			require.Equal(t, a.Outcome+":", a.Header["x-amzn-ErrorType"])
		}
	}
	return a
}
