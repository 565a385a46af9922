package clients

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

// Call makes a call without any client, requires that it succeeds and returns the answer's body.
func Call(t testing.TB, endpoint, operation string, input any) []byte {
	t.Helper()
	status, answer := Post(t, endpoint, operation, input)
	require.Equal(t, http.StatusOK, status, string(answer))
	return answer
}

// Post calls an operation, which may be refused.
func Post(t testing.TB, endpoint, operation string, input any) (status int, answer []byte) {
	t.Helper()
	body, err := json.Marshal(input)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, endpoint, bytes.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/x-amz-json-1.1")
	req.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService."+operation)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	answer, err = io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, answer
}

// GoHTTP is an HTTP client for the SDK for Go, for tests in which a second attempt
// would be wrong or a failed one is not repeated. The SDK's own closes a request's
// body as soon as the answer is there; where that is before net/http has seen the
// body's end, as with a server on the same machine now and then, the connection is
// lost (smithy-go 1.28.8). A body that net/http knows to be in memory has no such end.
type GoHTTP struct{ http.Client }

// Do sends a request with its body in memory.
func (c *GoHTTP) Do(request *http.Request) (*http.Response, error) {
	if request.Body == nil {
		return c.Client.Do(request) //nolint:gosec // G704: where to is the test's own endpoint
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	sent := request.WithContext(request.Context())
	sent.Body = io.NopCloser(bytes.NewReader(body))
	return c.Client.Do(sent) //nolint:gosec // G704: as above
}
