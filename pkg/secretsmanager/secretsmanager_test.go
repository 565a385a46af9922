package secretsmanager_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/secretsmanager"
)

// answering is a Secrets Manager that answers every request alike and keeps the last.
func answering(t *testing.T, status int, body string) (fetch func(context.Context) ([]byte, error), asked *map[string]any) {
	t.Helper()
	asked = &map[string]any{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "secretsmanager.GetSecretValue", r.Header.Get("X-Amz-Target"))
		assert.NoError(t, json.NewDecoder(r.Body).Decode(asked))
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ACCESS_KEY_ID", "local")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "local")
	client := secretsmanager.NewClient("us-east-1", server.URL)
	return secretsmanager.Fetch(func() secretsmanager.Getter { return client }, "arn:of:the:secret"), asked
}

func TestTheSecretsTextIsTheDocument(t *testing.T) {
	fetch, asked := answering(t, http.StatusOK, `{"SecretString":"{\"the\":\"document\"}"}`)
	got, err := fetch(t.Context())
	require.NoError(t, err)
	assert.JSONEq(t, `{"the":"document"}`, string(got))
	assert.Equal(t, map[string]any{"SecretId": "arn:of:the:secret"}, *asked)
}

func TestASecretOfBytesIsNoDocument(t *testing.T) {
	fetch, _ := answering(t, http.StatusOK, `{"SecretBinary":"AAAA"}`)
	_, err := fetch(t.Context())
	require.EqualError(t, err, "the secret has no text")
}

func TestARefusalIsAnError(t *testing.T) {
	fetch, _ := answering(t, http.StatusBadRequest, `{"__type":"AccessDeniedException","Message":"no"}`)
	_, err := fetch(t.Context())
	require.ErrorContains(t, err, "AccessDeniedException")
}
