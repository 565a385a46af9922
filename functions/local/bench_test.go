package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"
)

// BenchmarkHTTP is a whole request to the local endpoint, the client's side of it
// included, as many at once as there are processors.
func BenchmarkHTTP(b *testing.B) {
	for _, event := range []string{"create-user-pool-minimal", "create-user-pool-full", "describe-user-pool"} {
		b.Run(event, func(b *testing.B) {
			url := begin(b, environment(b), "-memory", "-log", "off", "-world", written(b, `{"chosenPoolIds":true}`)).url
			send(b, url, eventOf(b, "create-user-pool-example"))
			e := eventOf(b, event)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					send(b, url, e)
				}
			})
		})
	}
}

func eventOf(b *testing.B, name string) (e events.APIGatewayV2HTTPRequest) {
	b.Helper()
	text, err := os.ReadFile("../../events/" + name + ".json")
	require.NoError(b, err)
	require.NoError(b, json.Unmarshal(text, &e))
	return e
}

func send(b *testing.B, url string, e events.APIGatewayV2HTTPRequest) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, strings.NewReader(e.Body))
	require.NoError(b, err)
	for _, name := range []string{"Content-Type", "X-Amz-Target", "User-Agent"} {
		req.Header.Set(name, e.Headers[name])
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b, err)
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	require.Equal(b, http.StatusOK, resp.StatusCode)
}
