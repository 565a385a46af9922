package endpoint_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/world"
)

// The accounts of the tests of signed endpoints. The keys of both are in one document.
const (
	accountA = "111111111111"
	accountB = "222222222222"
)

// holder is who has a key: a name of letters A to Z, and what the statements of
// the policy say.
type holder struct{ name, account, statements string }

func (h holder) keyID() string {
	return "UPK" + strings.ToUpper(h.name) + strings.Repeat("7", 17-len(h.name))
}

func (h holder) secret() string {
	return "secret-" + canary + "-of-" + h.name + strings.Repeat("-", 32)
}

func (h holder) principal() string { return "arn:aws:iam::" + h.account + ":user/" + h.name }

// document is a keys document for holders.
func document(t testing.TB, holders ...holder) access.Fetch {
	t.Helper()
	all := map[string]any{}
	for _, h := range holders {
		all[h.keyID()] = map[string]any{
			"secret": h.secret(), "account": h.account, "principal": h.principal(),
			"policy": map[string]any{"Statement": json.RawMessage("[" + h.statements + "]")},
		}
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return func(context.Context) ([]byte, error) { return text, nil }
}

func says(effect, action, resource string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":%q,"Resource":%q}`, effect, action, resource)
}

func saysIf(effect, action, resource, condition string) string {
	return fmt.Sprintf(`{"Effect":%q,"Action":%q,"Resource":%q,"Condition":%s}`, effect, action, resource, condition)
}

var everything = says("Allow", "*", "*")

// house is an endpoint whose callers sign.
type house struct {
	service *cognito.Service
	server  *awsjson.Server
	clock   *ticker
	entries []awsjson.Entry
	calls   map[string]int // by name of the caller
}

// option changes an endpoint before it is put together.
type option func(*cognito.Service, *endpoint.Options)

func declaring(t testing.TB, document string) option {
	t.Helper()
	w, err := world.Parse([]byte(document))
	require.NoError(t, err)
	return func(s *cognito.Service, o *endpoint.Options) { s.Facts, s.ChosenIDs, o.World = w, w.ChosenPoolIDs(), w }
}

func newHouse(store cognito.Store, keys access.Fetch, limits *access.Limits, options ...option) *house {
	h := &house{clock: &ticker{at: noon}, calls: map[string]int{}}
	h.service = &cognito.Service{Region: "us-east-1", Store: store, Now: h.clock.now, Random: seeded(1)}
	o := endpoint.Options{
		Service: h.service,
		Gate:    endpoint.Signed(h.service, access.NewSource(keys, endpoint.Scope(h.service.Region), h.clock.now, nil), limits),
		Log:     func(_ context.Context, e awsjson.Entry) { h.entries = append(h.entries, e) },
	}
	for _, change := range options {
		change(h.service, &o)
	}
	h.server = endpoint.New(o)
	return h
}

// last is the log's entry of the last request.
func (h *house) last() awsjson.Entry { return h.entries[len(h.entries)-1] }

// request is one of an operation, unsigned.
func request(operation, body string) *awsjson.Request {
	return &awsjson.Request{
		Method: "POST", Path: "/", ID: "the-id", Body: []byte(body),
		Header: map[string]string{
			"host": "pools.example", "content-length": strconv.Itoa(len(body)), "content-type": awsjson.ContentType,
			"x-amz-target": "AWSCognitoIdentityProviderService." + operation,
		},
	}
}

// sign signs a request as the SDK for Go does.
func (h *house) sign(t require.TestingT, who holder, r *awsjson.Request) *awsjson.Request {
	out, err := http.NewRequest(r.Method, "https://"+r.Header["host"]+r.Path, strings.NewReader(string(r.Body)))
	require.NoError(t, err)
	for name, value := range r.Header {
		if name != "host" && name != "content-length" {
			out.Header.Set(name, value)
		}
	}
	hash := sha256.Sum256(r.Body)
	credentials := aws.Credentials{AccessKeyID: who.keyID(), SecretAccessKey: who.secret()}
	require.NoError(t, v4.NewSigner().SignHTTP(context.Background(), credentials, out, hex.EncodeToString(hash[:]), access.Service, "us-east-1", h.clock.now()))
	for name, values := range out.Header {
		r.Header[strings.ToLower(name)] = strings.Join(values, ",")
	}
	return r
}

// ask makes a signed call. What is random in it depends on the caller and the
// number of his calls only.
func (h *house) ask(t require.TestingT, who holder, operation, body string) *awsjson.Response {
	h.calls[who.name]++
	r := request(operation, body)
	r.Header["amz-sdk-invocation-id"] = fmt.Sprint(who.name, h.calls[who.name])
	return h.server.Serve(context.Background(), h.sign(t, who, r))
}

// must makes a signed call that succeeds.
func (h *house) must(t require.TestingT, who holder, operation, body string) object {
	resp := h.ask(t, who, operation, body)
	require.Equal(t, 200, resp.Status, "%s: %s", operation, resp.Body)
	out := object{}
	if len(resp.Body) > 0 {
		require.NoError(t, json.Unmarshal(resp.Body, &out))
	}
	return out
}

// pool makes a pool and returns its id.
func (h *house) pool(t require.TestingT, who holder, body string) string {
	return h.must(t, who, "CreateUserPool", body)["UserPool"].(object)["Id"].(string)
}

// failing is a store that fails in every call.
type failing struct {
	cognito.Store
	err error
}

func (f failing) Create(context.Context, *cognito.Pool) error { return f.err }

func (f failing) Get(context.Context, cognito.Partition, string) (*cognito.Pool, error) {
	return nil, f.err
}

func (f failing) List(context.Context, cognito.Partition, string, int) ([]cognito.Summary, bool, error) {
	return nil, false, f.err
}

func (f failing) Replace(context.Context, *cognito.Pool) error { return f.err }

func (f failing) Delete(context.Context, cognito.Partition, string) error { return f.err }

func (f failing) CountPage(context.Context, cognito.Partition, string) (int, string, error) {
	return 0, "", f.err
}
