package cognito_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
)

// trial is one request and what becomes of it, as the files in testdata/rules
// and testdata/facts.json hold it. It goes the whole way: target, JSON types,
// constraints, rules, store.
type trial struct {
	// Name is a sentence.
	Name      string
	Operation string
	// Region is us-east-1 and Account 123456789012 unless said.
	Region, Account string
	// Before are requests that run first and are accepted.
	Before []struct {
		Operation string
		Request   json.RawMessage
	}
	// Facts are declared after Before and hold for the request.
	Facts *declared
	// Request may hold recipes (see recipes) and <pool> and <arn>, the id and ARN
	// of the pool that Before made last.
	Request json.RawMessage
	// Body goes out byte for byte in the place of Request.
	Body *string
	// Header is laid over the request's header.
	Header map[string]string
	// Error is the refusal to expect; Accepted that there is none.
	Error    *refusal
	Accepted bool
}

// refusal is an exception. In a message <...> stands for any text. No message
// means that the answer's body has none.
type refusal struct {
	Type, Message string
	// Status is 400 unless said.
	Status int
}

// declared are facts about an account in which all else is as it should be.
type declared struct {
	cognito.Permissive `json:"-"`

	Role     *struct{ Trusted, Publishes bool }   `json:"smsRole"`
	Identity *struct{ Verified, Authorised bool } `json:"sesIdentity"`
	Key      string                               `json:"kmsKey"`
	Function string                               `json:"lambdaFunction"`
	Tiers    []string                             `json:"tierChange"`
	Tag      string                               `json:"forbiddenTag"`
	Quota    *int                                 `json:"poolQuota"`
}

func (d *declared) SMSRole(string, string, string) (trusted, publishes bool) {
	if d.Role == nil {
		return true, true
	}
	return d.Role.Trusted, d.Role.Publishes
}

func (d *declared) SESIdentity(string, string) (verified, authorised bool) {
	if d.Identity == nil {
		return true, true
	}
	return d.Identity.Verified, d.Identity.Authorised
}

func (d *declared) KMSKey(string, string) string               { return d.Key }
func (d *declared) LambdaFunction(string, string) string       { return d.Function }
func (d *declared) TierChange(string, string, string) []string { return d.Tiers }
func (d *declared) TagKey(_, key string) bool                  { return key != d.Tag }
func (d *declared) PoolQuota(string) (pools int, stated bool) {
	if d.Quota == nil {
		return 0, false
	}
	return *d.Quota, true
}

// run sends a trial and holds the answer to it. refused is what the log has to
// name as the rule, constraint or stage that refused; "" is not looked at.
func (c *trial) run(t *testing.T, refused string) {
	t.Helper()
	require.NotEqual(t, c.Accepted, c.Error != nil, "a case is either accepted or refused")
	h := newHouse(t, c.Region, c.Account)
	for _, step := range c.Before {
		answer := h.send(t, step.Operation, step.Request, nil, nil)
		require.Equal(t, http.StatusOK, answer.Status, "before: %s", answer.Body)
	}
	if c.Facts != nil {
		h.facts = c.Facts
	}
	answer := h.send(t, c.Operation, c.Request, c.Body, c.Header)
	if c.Accepted {
		require.Equal(t, http.StatusOK, answer.Status, "%s", answer.Body)
		return
	}
	require.Equal(t, orDefault(c.Error.Status, http.StatusBadRequest), answer.Status, "%s", answer.Body)
	gotType, gotMessage := refusalOf(t, answer)
	require.Equal(t, c.Error.Type, gotType, gotMessage)
	want := h.fill(c.Error.Message)
	if !matches(want, gotMessage) {
		require.Equal(t, want, gotMessage)
	}
	if refused != "" {
		require.Equal(t, refused, h.entry.Refused)
	}
}

// refusalOf reads an error's body: "__type" and, where it has one, its message,
// under the name that the exception's row says.
func refusalOf(t *testing.T, answer *awsjson.Response) (code, message string) {
	t.Helper()
	var members map[string]string
	require.NoError(t, json.Unmarshal(answer.Body, &members))
	code = members["__type"]
	require.Equal(t, code+":", answer.Header["x-amzn-ErrorType"])
	delete(members, "__type")
	for name, text := range members {
		require.Contains(t, []string{"message", "Message"}, name)
		message = text
	}
	return code, message
}

func orDefault[T comparable](v, silence T) T {
	var zero T
	if v == zero {
		return silence
	}
	return v
}

// house is an endpoint with a store of its own.
type house struct {
	region, account string
	store           cognito.Store
	facts           cognito.Facts
	entry           awsjson.Entry
	pool, arn       string
}

func newHouse(t *testing.T, region, account string) *house {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return &house{region: orDefault(region, "us-east-1"), account: orDefault(account, "123456789012"), store: store}
}

// send makes an answer of a request, and remembers the pool that it may have made.
func (h *house) send(t *testing.T, operation string, request json.RawMessage, body *string, header map[string]string) *awsjson.Response {
	t.Helper()
	if body == nil {
		body = new(h.fill(string(recipes(t, request))))
	}
	req := &httpRequest{
		Method: http.MethodPost, Path: "/", ID: "r", Body: []byte(*body),
		Header: map[string]string{"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType},
	}
	maps.Copy(req.Header, header)
	service := &cognito.Service{Region: h.region, Store: h.store, Facts: h.facts, Random: rand.Reader, Now: time.Now, Wait: noWait}
	server := serve(service, awsjson.Caller{Account: h.account}, func(_ context.Context, e awsjson.Entry) { h.entry = e })
	answer := server.Serve(t.Context(), req)
	if operation == "CreateUserPool" && answer.Status == http.StatusOK {
		var made struct{ UserPool struct{ Id, Arn string } }
		require.NoError(t, json.Unmarshal(answer.Body, &made))
		h.pool, h.arn = made.UserPool.Id, made.UserPool.Arn
	}
	return answer
}

func noWait(context.Context, time.Duration) error { return nil }
