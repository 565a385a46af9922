package apigateway_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/store/bolt"
)

// BenchmarkInvoke is a whole request as Lambda makes it: the event's bytes, the
// protocol, the domain, the embedded store, the answer's bytes.
func BenchmarkInvoke(b *testing.B) {
	for _, event := range []string{"create-user-pool-minimal", "create-user-pool-full", "constraints", "describe-user-pool", "list-user-pools"} {
		payload, err := os.ReadFile("../../events/" + event + ".aws.json")
		require.NoError(b, err)
		payload = []byte(strings.ReplaceAll(string(payload), "\n", "")) // AWS sends no lines
		b.Run(event, func(b *testing.B) {
			store, err := bolt.OpenMemory()
			require.NoError(b, err)
			defer func() { _ = store.Close() }()
			handler := wholeFunction(store)
			example, err := os.ReadFile("../../events/create-user-pool-example.aws.json")
			require.NoError(b, err)
			_, err = handler.Invoke(b.Context(), example)
			require.NoError(b, err)
			b.ReportAllocs()
			b.SetBytes(int64(len(payload)))
			for b.Loop() {
				if _, err := handler.Invoke(b.Context(), payload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
