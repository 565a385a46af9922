package endpoint_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

var noon = time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC)

// store makes pools and does nothing else; create may fail or panic.
type store struct {
	cognito.Store
	create func(context.Context, *cognito.Pool) error
}

func (s store) Create(ctx context.Context, p *cognito.Pool) error {
	cognito.TraceOf(ctx).StoreCalls++
	return s.create(ctx, p)
}

// serve sends one CreateUserPool of a pool named Canary through an open endpoint.
func serve(t *testing.T, create func(context.Context, *cognito.Pool) error) (*awsjson.Response, awsjson.Entry) {
	t.Helper()
	var entries []awsjson.Entry
	server := endpoint.New(endpoint.Options{
		Service: &cognito.Service{
			Region: "eu-west-1", Store: store{create: create},
			Now: func() time.Time { return noon }, Random: strings.NewReader(strings.Repeat("r", 1<<10)),
		},
		Gate: &endpoint.Open{Account: "210987654321", Region: "eu-west-1"},
		Log:  func(_ context.Context, e awsjson.Entry) { entries = append(entries, e) },
	})
	resp := server.Serve(t.Context(), &awsjson.Request{
		Method: "POST", Path: "/", ID: "the-id",
		Header: map[string]string{
			"x-amz-target": "AWSCognitoIdentityProviderService.CreateUserPool",
			"content-type": awsjson.ContentType, "user-agent": "Boto3/1.43.11 md/x",
			"amz-sdk-invocation-id": "3f1c",
		},
		Body: []byte(`{"PoolName":"Canary"}`),
	})
	require.Len(t, entries, 1, "one entry a request")
	return resp, entries[0]
}

func TestACallReachesTheDomainAndItsTraceTheLog(t *testing.T) {
	var made *cognito.Pool
	resp, entry := serve(t, func(_ context.Context, p *cognito.Pool) error { made = p; return nil })
	require.Equal(t, 200, resp.Status, string(resp.Body))
	assert.Equal(t, cognito.Partition{Account: "210987654321", Region: "eu-west-1"}, made.Partition)
	assert.Equal(t, awsjson.Entry{
		RequestID: "the-id", Operation: "CreateUserPool", PoolID: made.ID, Outcome: "ok", Status: 200,
		BodySize: 21, StoreCalls: 1, SDK: "Boto3/1.43.11",
	}, entry)
}

func TestARepeatedCallIsTheSameCall(t *testing.T) {
	var tokens []string
	note := func(_ context.Context, p *cognito.Pool) error { tokens = append(tokens, p.CreateToken); return nil }
	serve(t, note)
	serve(t, note)
	assert.Equal(t, tokens[0], tokens[1], "invocation id, body and caller make the token")
}

func TestAThrottledStoreIsNoFault(t *testing.T) {
	resp, entry := serve(t, func(context.Context, *cognito.Pool) error { return cognito.ErrThrottled })
	assert.Equal(t, 400, resp.Status)
	assert.Equal(t, "TooManyRequestsException", entry.Outcome)
	assert.NoError(t, entry.Cause)
	assert.Equal(t, 1, entry.StoreCalls)
}

func TestAFaultIsToldToTheLogOnly(t *testing.T) {
	resp, entry := serve(t, func(context.Context, *cognito.Pool) error { return errors.New("disk on fire") })
	assert.Equal(t, 500, resp.Status)
	assert.NotContains(t, string(resp.Body), "fire")
	require.ErrorContains(t, entry.Cause, "disk on fire")
}

func TestAPanicKeepsTheTrace(t *testing.T) {
	resp, entry := serve(t, func(context.Context, *cognito.Pool) error { panic("disk on fire") })
	assert.Equal(t, 500, resp.Status)
	assert.Equal(t, 1, entry.StoreCalls)
	require.ErrorContains(t, entry.Cause, "panic: disk on fire")
	assert.ErrorContains(t, entry.Cause, "endpoint_test.go", "with the stack")
}
