package secretsmanager_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/functions/userpools/secretsmanager"
	"userpools/pkg/access"
)

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-AbCdEf"

// from is Fetch from an endpoint.
func from(t *testing.T, answer http.HandlerFunc) access.Fetch {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	return secretsmanager.Fetch(secretsmanager.Config{Region: "us-east-1", Endpoint: server.URL}, arn)
}

func answering(t *testing.T, status int, body string) access.Fetch {
	t.Helper()
	return from(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

func TestTheSecretsTextIsTheDocument(t *testing.T) {
	fetch := from(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "secretsmanager.GetSecretValue", r.Header.Get("X-Amz-Target"))
		asked := map[string]any{}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&asked))
		assert.Equal(t, map[string]any{"SecretId": arn}, asked)
		_, _ = io.WriteString(w, `{"SecretString":"{\"the\":\"document\"}"}`)
	})
	got, err := fetch(t.Context())
	require.NoError(t, err)
	assert.Equal(t, `{"the":"document"}`, string(got))
}

// What cannot be read is an error, which tells why and repeats nothing of it.
func TestWhatIsNoDocumentIsAnError(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"a secret of bytes":     {200, `{"SecretBinary":"Y2FuYXJ5"}`, "the secret has no text"},
		"no secret":             {200, `{}`, "the secret has no text"},
		"a text that is none":   {200, `{"SecretString":{"secret":"canary"}}`, "the answer cannot be read"},
		"no JSON":               {200, `canary`, "the answer cannot be read"},
		"a refusal":             {400, `{"__type":"AccessDeniedException","Message":"no"}`, "AccessDeniedException: no"},
		"a secret without text": {400, `{"__type":"ResourceNotFoundException","message":"Secrets Manager can't find the specified secret value for staging label: AWSCURRENT"}`, "AWSCURRENT"},
		"no error of AWS's":     {403, `{"secret":"canary"}`, "HTTP status 403"},
		"another address":       {302, `canary`, "HTTP status 302"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := answering(t, tt.status, tt.body)(t.Context())
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), "canary")
			assert.NotContains(t, err.Error(), "Y2FuYXJ5")
		})
	}
}

func TestAnAttemptThatFailsIsRepeated(t *testing.T) {
	for name, fail := range map[string]http.HandlerFunc{
		"a fault": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, `{"__type":"InternalServiceError"}`)
		},
		"no answer in time": func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			fetch := from(t, func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) == 1 {
					fail(w, r)
					return
				}
				_, _ = io.WriteString(w, `{"SecretString":"{}"}`)
			})
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second) // that of access.Source
			defer cancel()
			_, err := fetch(ctx)
			require.NoError(t, err)
			assert.EqualValues(t, 2, asked.Load())
		})
	}
}

func TestFetch_Credentials(t *testing.T) {
	var signed, token string
	fetch := from(t, func(w http.ResponseWriter, r *http.Request) {
		signed, token = r.Header.Get("Authorization"), r.Header.Get("X-Amz-Security-Token")
		_, _ = io.WriteString(w, `{"SecretString":"{}"}`)
	})
	t.Setenv("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	t.Setenv("AWS_SESSION_TOKEN", "t")
	_, err := fetch(t.Context())
	require.NoError(t, err)
	assert.Contains(t, signed, "Credential=ASIAEXAMPLE/")
	assert.Contains(t, signed, "/us-east-1/secretsmanager/aws4_request")
	assert.Equal(t, "t", token)
}
