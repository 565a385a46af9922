package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/access"
)

const keysSecret = "KEYS_SECRET_ARN=arn:aws:secretsmanager:us-east-1:999999999999:secret:keys-AbCdEf"

// secretsManager is one that answers every request alike, and counts them.
func secretsManager(t *testing.T, status int, body string) (env string, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		assert.Equal(t, "secretsmanager.GetSecretValue", r.Header.Get("X-Amz-Target"))
		got, _ := io.ReadAll(r.Body)
		assert.JSONEq(t, `{"SecretId":"arn:aws:secretsmanager:us-east-1:999999999999:secret:keys-AbCdEf"}`, string(got))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return "AWS_ENDPOINT_URL_SECRETS_MANAGER=" + server.URL, asked
}

// holding is what Secrets Manager answers of a secret with a text.
func holding(t *testing.T, text string) string {
	t.Helper()
	body, err := json.Marshal(map[string]string{"SecretString": text})
	require.NoError(t, err)
	return string(body)
}

func freshKey(t *testing.T, account string) access.FreshKey {
	t.Helper()
	key, err := access.NewKey(rand.Reader, account, "ci")
	require.NoError(t, err)
	return key
}

// signedEvent is a call as AWS sends it, signed by the SDK's own signer.
func signedEvent(t *testing.T, keyID, secret, operation, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://abc.execute-api.us-east-1.amazonaws.com/", strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	hash := sha256.Sum256([]byte(body))
	credentials := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret}
	require.NoError(t, v4.NewSigner().SignHTTP(t.Context(), credentials, r, hex.EncodeToString(hash[:]), "cognito-idp", "us-east-1", time.Now()))
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /", RawPath: "/",
		Body: base64.StdEncoding.EncodeToString([]byte(body)), IsBase64Encoded: true,
		Headers: map[string]string{"host": r.Host, "content-length": strconv.Itoa(len(body))},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: "POST", Path: "/"},
		},
	}
	for name := range r.Header {
		e.Headers[strings.ToLower(name)] = r.Header.Get(name)
	}
	payload, err := json.Marshal(e)
	require.NoError(t, err)
	return string(payload)
}

func TestBootstrap_Keys(t *testing.T) {
	key, other := freshKey(t, "210987654321"), freshKey(t, "210987654321")
	secrets, asked := secretsManager(t, http.StatusOK, holding(t, string(key.Document())))
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), "AUTH=sigv4", keysSecret, secrets, dynamoDB(t, takesEverything))
	<-runtime.polled
	assert.Zero(t, asked.Load(), "the start does not wait for the keys")

	for range 3 {
		id, got := runtime.answer(t, signedEvent(t, key.ID, key.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`))
		require.Equal(t, 200, got.StatusCode, got.Body)
		assert.Contains(t, got.Body, `"Arn":"arn:aws:cognito-idp:us-east-1:210987654321:userpool/`, "the account is the key's")
		assert.Equal(t, key.ID, program.line(t, id)["keyId"])
	}
	assert.EqualValues(t, 1, asked.Load(), "the document is kept")

	for name, tt := range map[string]struct{ event, exception string }{
		"unsigned":       {event(t, "CreateUserPool", `{"PoolName":"p"}`, true), "MissingAuthenticationTokenException"},
		"another secret": {signedEvent(t, key.ID, other.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`), "InvalidSignatureException"},
		"another key":    {signedEvent(t, other.ID, other.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`), "UnrecognizedClientException"},
	} {
		id, got := runtime.answer(t, tt.event)
		assert.Equal(t, 400, got.StatusCode, name)
		assert.Contains(t, got.Body, `{"__type":"`+tt.exception+`"`, name)
		assert.NotContains(t, program.line(t, id), "keyId", "nobody proved to have it")
	}
	for _, secret := range []string{key.Secret.Reveal(), other.Secret.Reveal()} {
		assert.NotContains(t, program.stdout.String(), secret)
	}
	assert.NotContains(t, program.stdout.String(), `"level":"WARN"`)
	assert.Empty(t, program.stderr.String())
}

// TestBootstrap_WarnsOfIdleStatements: once an instance, with the place and no value.
func TestBootstrap_WarnsOfIdleStatements(t *testing.T) {
	key := freshKey(t, "210987654321")
	elsewhere := `"Resource": "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/*"`
	secrets, _ := secretsManager(t, http.StatusOK, holding(t, strings.Replace(string(key.Document()), `"Resource": "*"`, elsewhere, 1)))
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), "AUTH=sigv4", keysSecret, secrets, dynamoDB(t, takesEverything))
	for range 2 {
		_, got := runtime.answer(t, signedEvent(t, key.ID, key.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`))
		assert.Contains(t, got.Body, "AccessDeniedException")
	}
	out := program.stdout.String()
	assert.Equal(t, 1, strings.Count(out, `"message":"a part of the keys document has no effect here","cause":"keys document: `+key.ID+
		`.policy.Statement[0].Resource is of another region than this endpoint"`), out)
	assert.NotContains(t, out, "eu-west-1")
}

// TestBootstrap_NoKeys: whatever is wrong with the keys, nobody gets in,
// everybody is answered alike, and the log tells the operator why but no secret.
func TestBootstrap_NoKeys(t *testing.T) {
	key := freshKey(t, "210987654321")
	document := string(key.Document())
	for name, tt := range map[string]struct {
		status    int
		body, why string
	}{
		"the secret has no value yet": {400, `{"__type":"ResourceNotFoundException","message":"Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"}`, "AWSCURRENT"},
		"the role may not read it":    {400, `{"__type":"AccessDeniedException","Message":"User: arn:aws:sts::999999999999:assumed-role/userpools-Role/userpools is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:999999999999:secret:keys-AbCdEf"}`, "AccessDeniedException: User: [arn] is not authorized to perform: secretsmanager:GetSecretValue on resource: [arn]"},
		"Secrets Manager fails":       {500, `{}`, "HTTP status 500"},
		"what it says is no JSON":     {200, document, "no text"},
		"the secret is bytes":         {200, `{"SecretBinary":"AAAA"}`, "no text"},
		"the document is empty":       {200, holding(t, ""), "is empty"},
		"it has no keys":              {200, holding(t, "{}"), "has no keys"},
		"it is torn":                  {200, holding(t, document[:len(document)/2]), "is not JSON"},
		"a word of it is unknown":     {200, holding(t, strings.Replace(document, `"Effect"`, `"effect"`, 1)), "policy.Statement[0].effect is not supported"},
		"one of two keys is AWS's":    {200, holding(t, strings.Replace(document, "{", `{"AKIAIOSFODNN7EXAMPLE": {},`, 1)), "is a key of AWS"},
	} {
		t.Run(name, func(t *testing.T) {
			secrets, _ := secretsManager(t, tt.status, tt.body)
			runtime := newRuntime(t)
			program := runtime.run(t, built(t), "AUTH=sigv4", keysSecret, secrets, dynamoDB(t, takesEverything))
			for _, payload := range []string{
				signedEvent(t, key.ID, key.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`),
				signedEvent(t, key.ID, key.ID, "ListUserPools", `{}`),
				event(t, "CreateUserPool", `{"PoolName":"p"}`, true),
				event(t, "SignUp", `{`, false),
			} {
				id, got := runtime.answer(t, payload)
				assert.Equal(t, 500, got.StatusCode)
				assert.Equal(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, got.Body)
				assert.Contains(t, program.line(t, id)["cause"], "no good keys document: ")
				assert.Contains(t, program.line(t, id)["cause"], tt.why)
			}
			assert.Contains(t, program.stdout.String(), "the keys document cannot be read")
			for _, told := range []string{key.Secret.Reveal(), "arn:", "999999999999"} {
				assert.NotContains(t, program.stdout.String(), told)
			}
			assert.Empty(t, program.stderr.String())
		})
	}
}

func TestBootstrap_SecretsManagerHangs(t *testing.T) {
	key := freshKey(t, "210987654321")
	server := httptest.NewServer(http.HandlerFunc(hangs))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), "AUTH=sigv4", keysSecret, "AWS_ENDPOINT_URL_SECRETS_MANAGER="+server.URL, dynamoDB(t, takesEverything))
	begun := time.Now()
	id, got := runtime.answer(t, signedEvent(t, key.ID, key.Secret.Reveal(), "CreateUserPool", `{"PoolName":"p"}`))
	assert.Equal(t, 500, got.StatusCode)
	assert.Less(t, time.Since(begun), 4*time.Second, "a fetch has three")
	assert.Contains(t, program.line(t, id)["cause"], "deadline exceeded")
}
