package ddblocal

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"
)

// EndpointVariable names the environment variable with the URL of a DynamoDB Local that runs already. Endpoint then
// starts none.
const EndpointVariable = "USERPOOLS_DYNAMODB_ENDPOINT"

// shared is the one server of a test binary. Nobody stops it: it ends with the binary.
var shared = sync.OnceValues(func() (*Server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // the first time it downloads
	defer cancel()
	return Start(ctx, "127.0.0.1:0")
})

// Endpoint returns the URL of a DynamoDB Local that all tests of a binary share: each uses a table name of its own. It
// skips the test in short mode and, except under CI=true, where the machine has no Java.
func Endpoint(t testing.TB) string {
	t.Helper()
	if url := os.Getenv(EndpointVariable); url != "" {
		return url
	}
	if testing.Short() {
		t.Skip("DynamoDB Local is not for short tests")
	}
	server, err := shared()
	switch {
	case errors.Is(err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	return server.URL
}
