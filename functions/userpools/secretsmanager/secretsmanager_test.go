package secretsmanager_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/functions/userpools/secretsmanager"
)

const arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:keys-AbCdEf"

// fetch is Fetch from an endpoint, with the time that access.Source gives it.
func fetch(t *testing.T, answer http.HandlerFunc) (string, error) {
	t.Helper()
	server := httptest.NewServer(answer)
	defer server.Close()
	defer server.CloseClientConnections()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	t.Setenv("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	t.Setenv("AWS_SESSION_TOKEN", "t")
	text, err := secretsmanager.Fetch(secretsmanager.Config{Region: "us-east-1", Endpoint: server.URL}, arn)(ctx)
	return string(text), err
}

func TestFetch_Request(t *testing.T) {
	text, err := fetch(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "secretsmanager.GetSecretValue", r.Header.Get("X-Amz-Target"))
		assert.Equal(t, "application/x-amz-json-1.1", r.Header.Get("Content-Type"))
		assert.Contains(t, r.Header.Get("Authorization"), "Credential=ASIAEXAMPLE/")
		assert.Contains(t, r.Header.Get("Authorization"), "/us-east-1/secretsmanager/aws4_request")
		assert.Equal(t, "t", r.Header.Get("X-Amz-Security-Token"))
		asked, _ := io.ReadAll(r.Body)
		assert.JSONEq(t, `{"SecretId":"`+arn+`"}`, string(asked))
		_, _ = io.WriteString(w, `{"SecretString":"{\"the\":\"document\"}"}`)
	})
	require.NoError(t, err)
	assert.Equal(t, `{"the":"document"}`, text)
}

// What cannot be read is an error, which tells why and repeats nothing of it.
func TestFetch_NoDocument(t *testing.T) {
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
		var asked atomic.Int32
		_, err := fetch(t, func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(tt.status)
			_, _ = io.WriteString(w, tt.body)
		})
		require.ErrorContains(t, err, tt.want, name)
		assert.NotContains(t, err.Error(), "canary", name)
		assert.NotContains(t, err.Error(), "Y2FuYXJ5", name)
		assert.EqualValues(t, 1, asked.Load(), name)
	}
}

func TestFetch_Repeated(t *testing.T) {
	for name, tt := range map[string]struct {
		fail      http.HandlerFunc
		times     int32
		succeeded bool
	}{
		"a fault": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, 2, true},
		"faults":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, 3, false},
		"no answer in time": {func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}, 1, true},
	} {
		var asked atomic.Int32
		_, err := fetch(t, func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) <= tt.times {
				tt.fail(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"SecretString":"{}"}`)
		})
		assert.Equal(t, tt.succeeded, err == nil, "%s: %v", name, err)
		assert.Equal(t, min(tt.times+1, 3), asked.Load(), name)
	}
}

func TestFetch_NoCredentials(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	_, err := secretsmanager.Fetch(secretsmanager.Config{Region: "us-east-1"}, arn)(t.Context())
	assert.ErrorContains(t, err, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set")
}
