package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/require"
)

// BenchmarkHTTP is a whole request to the local endpoint, the client's side of it
// included, as many at once as there are processors.
func BenchmarkHTTP(b *testing.B) {
	for _, event := range []string{"create-user-pool-minimal", "create-user-pool-full", "describe-user-pool"} {
		b.Run(event, func(b *testing.B) {
			server := begin(b, environment(b), "-memory", "-log", "off", "-world", written(b, `{"chosenPoolIds":true}`))
			requestOf(b, "create-user-pool-example").send(b, server.url)
			r := requestOf(b, event)
			b.ReportAllocs()
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r.send(b, server.url)
				}
			})
		})
	}
}

// request is that of an event, to be sent again and again.
type request struct {
	header http.Header
	body   []byte
}

func requestOf(b *testing.B, event string) request {
	b.Helper()
	text, err := os.ReadFile("../../events/" + event + ".aws.json")
	require.NoError(b, err)
	var e events.APIGatewayV2HTTPRequest
	require.NoError(b, json.Unmarshal(text, &e))
	r := request{header: http.Header{}}
	r.body, err = base64.StdEncoding.DecodeString(e.Body)
	require.NoError(b, err)
	for _, name := range []string{"content-type", "x-amz-target", "user-agent"} {
		r.header.Set(name, e.Headers[name])
	}
	return r
}

func (r request) send(b *testing.B, url string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url, bytes.NewReader(r.body))
	if err != nil {
		b.Fatal(err)
	}
	req.Header = r.header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.Fatal(resp.Status)
	}
}
