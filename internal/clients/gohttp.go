package clients

import (
	"bytes"
	"io"
	"net/http"
)

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
