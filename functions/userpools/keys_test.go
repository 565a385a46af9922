package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/request"
)

const secretARN = "arn:aws:secretsmanager:us-east-1:999999999999:secret:keys-AbCdEf"

var (
	alice = et.NewKey("alice", "210987654321", et.Everything)
	bob   = et.NewKey("bob", "210987654321", et.Everything)
)

// startSigned runs the function for callers who sign, with an answer of Secrets Manager.
func startSigned(t *testing.T, status int, body string) (f *function, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	secrets := serving(t, "SECRETS_MANAGER", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		assert.Equal(t, "secretsmanager.GetSecretValue", r.Header.Get("X-Amz-Target"))
		got, _ := io.ReadAll(r.Body)
		assert.JSONEq(t, `{"SecretId":"`+secretARN+`"}`, string(got))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	return start(t, "AUTH=sigv4", "KEYS_SECRET_ARN="+secretARN, secrets), asked
}

// holding is what Secrets Manager answers of a secret with a text.
func holding(t *testing.T, text string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"SecretString": text})
	require.NoError(t, err)
	return string(body)
}

func signed(t *testing.T, key et.Key, operation, body string) *request.Request {
	t.Helper()
	return et.Sign(t, key, time.Now(), et.Request(operation, body))
}

func TestKeys_Callers(t *testing.T) {
	f, asked := startSigned(t, http.StatusOK, holding(t, string(et.Document(alice))))
	<-f.polled
	assert.Zero(t, asked.Load(), "the start does not wait for the keys")
	for range 3 {
		got, line := f.ask(t, event(t, signed(t, alice, "CreateUserPool", `{"PoolName":"p"}`)))
		require.Equal(t, 200, got.StatusCode, got.Body)
		assert.Contains(t, got.Body, `"Arn":"arn:aws:cognito-idp:us-east-1:210987654321:userpool/`, "the account is the key's")
		assert.Equal(t, alice.ID(), line["keyId"])
	}
	assert.EqualValues(t, 1, asked.Load(), "the document is kept")

	other := signed(t, alice, "CreateUserPool", `{"PoolName":"p"}`)
	other.Body = []byte(`{"PoolName":"q"}`)
	for name, tt := range map[string]struct {
		request   *request.Request
		exception string
	}{
		"unsigned":     {et.Request("CreateUserPool", `{"PoolName":"p"}`), "MissingAuthenticationTokenException"},
		"another body": {other, "InvalidSignatureException"},
		"another key":  {signed(t, bob, "CreateUserPool", `{"PoolName":"p"}`), "UnrecognizedClientException"},
	} {
		got, line := f.ask(t, event(t, tt.request))
		assert.Equal(t, 400, got.StatusCode, name)
		assert.Contains(t, got.Body, `{"__type":"`+tt.exception+`"`, name)
		assert.NotContains(t, line, "keyId", "nobody proved to have it")
	}
	assert.NotContains(t, f.stdout.String(), et.Canary)
	assert.NotContains(t, f.stdout.String(), `"level":"WARN"`)
	assert.Empty(t, f.stderr.String())
}

// TestKeys_Warnings: once an instance, with the place and no value.
func TestKeys_Warnings(t *testing.T) {
	key := et.NewKey("alice", alice.Account, et.Says("Allow", "*", "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/*"))
	f, _ := startSigned(t, http.StatusOK, holding(t, string(et.Document(key))))
	for range 2 {
		got, _ := f.ask(t, event(t, signed(t, key, "CreateUserPool", `{"PoolName":"p"}`)))
		assert.Contains(t, got.Body, "AccessDeniedException")
	}
	out := f.stdout.String()
	assert.Equal(t, 1, strings.Count(out, `"message":"a part of the keys document has no effect here","cause":"keys document: `+key.ID()+
		`.policy.Statement[0].Resource is of another region than this endpoint"`), out)
	assert.NotContains(t, out, "eu-west-1")
}

// TestKeys_Unavailable: whatever is wrong with the keys, nobody gets in,
// everybody is answered alike, and the log tells the operator why but no secret.
func TestKeys_Unavailable(t *testing.T) {
	document := string(et.Document(alice))
	for name, tt := range map[string]struct {
		status    int
		body, why string
	}{
		"the secret has no value yet": {400, `{"__type":"ResourceNotFoundException","message":"Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"}`, "AWSCURRENT"},
		"the role may not read it":    {400, `{"__type":"AccessDeniedException","Message":"User: arn:aws:sts::999999999999:assumed-role/userpools-Role/userpools is not authorized to perform: secretsmanager:GetSecretValue on resource: ` + secretARN + `"}`, "AccessDeniedException: User: [arn] is not authorized to perform: secretsmanager:GetSecretValue on resource: [arn]"},
		"Secrets Manager fails":       {500, `{}`, "HTTP status 500"},
		"what it says has no text":    {200, document, "no text"},
		"the document is empty":       {200, holding(t, ""), "is empty"},
		"it has no keys":              {200, holding(t, "{}"), "must have 1 to 256 keys"},
		"it is torn":                  {200, holding(t, document[:len(document)/2]), "is not JSON"},
		"a word of it is unknown":     {200, holding(t, strings.Replace(document, `"Effect"`, `"effect"`, 1)), "policy.Statement[0].effect is not supported"},
		"one of two keys is AWS's":    {200, holding(t, strings.Replace(document, "{", `{"AKIAIOSFODNN7EXAMPLE": {},`, 1)), "is a key of AWS"},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := startSigned(t, tt.status, tt.body)
			for _, r := range []*request.Request{
				signed(t, alice, "CreateUserPool", `{"PoolName":"p"}`), signed(t, bob, "ListUserPools", `{}`),
				et.Request("CreateUserPool", `{"PoolName":"p"}`), et.Request("SignUp", `{`),
			} {
				got, line := f.ask(t, event(t, r))
				assert.Equal(t, 500, got.StatusCode)
				assert.Equal(t, internalError, got.Body)
				assert.Contains(t, line["cause"], "no good keys document: ")
				assert.Contains(t, line["cause"], tt.why)
			}
			assert.Contains(t, f.stdout.String(), "the keys document cannot be read")
			for _, told := range []string{et.Canary, "arn:", "999999999999"} {
				assert.NotContains(t, f.stdout.String(), told)
			}
			assert.Empty(t, f.stderr.String())
		})
	}
}

func TestKeys_SecretsManagerHangs(t *testing.T) {
	f := start(t, "AUTH=sigv4", "KEYS_SECRET_ARN="+secretARN, serving(t, "SECRETS_MANAGER", hangs))
	begun := time.Now()
	got, line := f.ask(t, event(t, signed(t, alice, "CreateUserPool", `{"PoolName":"p"}`)))
	assert.Equal(t, 500, got.StatusCode)
	assert.Less(t, time.Since(begun), 4*time.Second, "a fetch has three")
	assert.Contains(t, line["cause"], "deadline exceeded")
}
