package endpoint_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// forgetful is a store that keeps nothing: what is left of a create is the work of this endpoint.
type forgetful struct{ cognito.Store }

func (forgetful) Create(context.Context, *cognito.Pool) error { return nil }

// measured are bodies of CreateUserPool by what is to be measured, with the status of their answers.
func measured(t testing.TB) map[string]struct {
	body   string
	status int
} {
	t.Helper()
	file := func(name string) string {
		var e events.APIGatewayV2HTTPRequest
		text, err := os.ReadFile("../../events/" + name + ".json")
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &e))
		return e.Body
	}
	return map[string]struct {
		body   string
		status int
	}{
		"minimal":       {file("create-user-pool-minimal"), http.StatusOK},
		"full":          {file("create-user-pool-full"), http.StatusOK},
		"50 violations": {`{"PoolName":"p","Schema":[` + strings.Repeat(`{"Name":""},`, 24) + `{"Name":"","AttributeDataType":"X"}]}`, http.StatusBadRequest},
	}
}

// served is how one request is served, again and again, by an endpoint whose store keeps nothing.
func served(t testing.TB, body string, status int) (serve func()) {
	t.Helper()
	server := endpoint.New(endpoint.Config{
		Region: et.Region, Account: et.Account, Store: forgetful{}, Log: func(context.Context, awsjson.Entry) {},
	})
	r := et.Request("CreateUserPool", body)
	return func() {
		if answer := server.Serve(context.Background(), r); answer.Status != status {
			t.Fatalf("%d: %s", answer.Status, answer.Body)
		}
	}
}

// TestServe_Allocations holds the budgets of a whole request but its transport and its store.
// What needs fewer than its budget lowers that.
func TestServe_Allocations(t *testing.T) {
	if built, ok := debug.ReadBuildInfo(); ok && slices.Contains(built.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector has allocations of its own")
	}
	for name, budget := range map[string]float64{"minimal": 35, "full": 132, "50 violations": 208} {
		c := measured(t)[name]
		assert.InDelta(t, budget, testing.AllocsPerRun(100, served(t, c.body, c.status)), 0, name)
	}
}

func BenchmarkServe(b *testing.B) {
	for name, c := range measured(b) {
		b.Run(name, func(b *testing.B) {
			serve := served(b, c.body, c.status)
			b.ReportAllocs()
			for b.Loop() {
				serve()
			}
		})
	}
}
