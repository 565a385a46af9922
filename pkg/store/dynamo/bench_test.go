package dynamo

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// BenchmarkStore is over DynamoDB Local, whose own time is most of it.
func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, func(b *testing.B) cognito.Store {
		client, table := local(b)
		return New(client, table)
	})
}

// BenchmarkCreateAlone is what the store and the SDK take for a create whose
// answer is there at once.
func BenchmarkCreateAlone(b *testing.B) {
	options := NewClient(Config{Region: "us-east-1", Endpoint: "http://127.0.0.1"}).Options()
	options.HTTPClient = doer(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}"))}, nil
	})
	s := New(dynamodb.New(options), "table")
	for name, p := range map[string]*cognito.Pool{
		"minimal": minimal, "sample": storetest.Sample(b, storetest.Here, "us-east-1_AbCdEfGhI"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, s.Create(b.Context(), p))
			}
		})
	}
}
