package apigateway_test

import (
	"context"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// accepting is a store that takes every pool and keeps none.
type accepting struct{ cognito.Store }

func (accepting) Create(context.Context, *cognito.Pool) error { return nil }

// TestInvoke_Allocations holds the budgets of a warm create. What needs fewer lowers that.
func TestInvoke_Allocations(t *testing.T) {
	if built, ok := debug.ReadBuildInfo(); ok && slices.Contains(built.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector has allocations of its own")
	}
	for name, budget := range map[string]float64{
		"create-user-pool-minimal": 46,
		"create-user-pool-full":    143,
	} {
		payload := event(t, name)
		handler := apigateway.Handler{Serve: endpoint.New(endpoint.Config{
			Region: et.Region, Account: et.Account, Store: accepting{}, Log: func(context.Context, awsjson.Entry) {},
		}).Serve}
		invoke := func() {
			answer, err := handler.Invoke(t.Context(), payload)
			require.NoError(t, err)
			require.Contains(t, string(answer[:20]), `"statusCode":200`)
		}
		assert.InDelta(t, budget, testing.AllocsPerRun(100, invoke), 0, name)
	}
}

// BenchmarkInvoke is a whole request as Lambda makes it: the event's bytes, the
// protocol, the domain, the embedded store, the answer's bytes. A describe should
// cost at most what a create costs, and a list of 60 pools three times that.
func BenchmarkInvoke(b *testing.B) {
	for _, bench := range []struct {
		event string
		there int // pools like the one that is described, before
	}{
		{"create-user-pool-minimal", 0},
		{"create-user-pool-full", 0},
		{"constraints", 0},
		{"describe-user-pool", 0},
		{"list-user-pools", 60},
	} {
		payload := event(b, bench.event)
		b.Run(bench.event, func(b *testing.B) {
			handler := apigateway.Handler{Serve: endpoint.New(endpoint.Config{
				Region: et.Region, Account: et.Account, Store: et.Memory(b), Log: func(context.Context, awsjson.Entry) {},
			}).Serve}
			invoke := func(payload []byte) {
				_, err := handler.Invoke(b.Context(), payload)
				require.NoError(b, err)
			}
			invoke(event(b, "create-user-pool-example"))
			for range bench.there {
				invoke(event(b, "create-user-pool-minimal"))
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(payload)))
			for b.Loop() {
				invoke(payload)
			}
		})
	}
}

// event is one of events/ as AWS sends it: without lines.
func event(b testing.TB, name string) []byte {
	b.Helper()
	payload, err := os.ReadFile("../../events/" + name + ".aws.json")
	require.NoError(b, err)
	return []byte(strings.ReplaceAll(string(payload), "\n", ""))
}
