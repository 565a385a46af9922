package endpoint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
)

var (
	made = awsjson.Entry{
		RequestID: "the-id", Operation: "CreateUserPool", PoolID: "us-east-1_AbCdEf012", KeyID: "UPK1", Outcome: "ok", Status: 200,
		Duration: 1234567 * time.Nanosecond, BodySize: 21, StoreCalls: 1, SDK: "Boto3/1.43.11",
	}
	refused = awsjson.Entry{
		RequestID: "the-id", Operation: "CreateUserPool", Outcome: "InvalidParameterException", Refused: "constraint poolName",
		Members: []string{"PoolName", "Schema[].Name"}, Status: 400, Duration: 80 * time.Microsecond, BodySize: 2,
	}
	failed = awsjson.Entry{
		RequestID: "the-id", Operation: "DescribeUserPool", PoolID: "us-east-1_AbCdEf012", Outcome: "InternalErrorException",
		Status: 500, StoreCalls: 3, Cause: errors.New("disk is full"),
	}
	listed = awsjson.Entry{
		RequestID: "the-id", Operation: "ListUserPools", Outcome: "ok", Status: 200, StoreCalls: 1, Unreadable: []string{"us-east-1_A", "us-east-1_B"},
	}
	client = awsjson.Entry{
		RequestID: "the-id", Operation: "CreateUserPoolClient", PoolID: "us-east-1_AbCdEf012", ClientID: "7cauc5deq", Outcome: "ok",
		Status: 200, StoreCalls: 2,
	}
	absent   = awsjson.Entry{RequestID: "the-id", Operation: "SignUp", Outcome: "UnknownOperationException", Refused: "target", Status: 400}
	unrouted = awsjson.Entry{RequestID: "the-id", Outcome: "BadRequest", Refused: "route", Status: 404}
)

func logged(t *testing.T, namespace string, e awsjson.Entry) map[string]any {
	t.Helper()
	var out bytes.Buffer
	endpoint.Logger(slog.New(slog.NewJSONHandler(&out, nil)), namespace)(t.Context(), e)
	require.Equal(t, 1, strings.Count(out.String(), "\n"), "one line a request")
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	delete(line, "time")
	return line
}

func TestLogger(t *testing.T) {
	clipped := failed
	clipped.Cause = errors.New(strings.Repeat("x", 1<<20))
	for name, tt := range map[string]struct {
		entry awsjson.Entry
		want  string
	}{
		"a success": {made, `"level":"INFO","operation":"CreateUserPool","poolId":"us-east-1_AbCdEf012","keyId":"UPK1","outcome":"ok","status":200,` +
			`"latency":1.234,"bodySize":21,"storeCalls":1,"sdk":"Boto3/1.43.11"`},
		"a refusal": {refused, `"level":"INFO","operation":"CreateUserPool","outcome":"InvalidParameterException","refused":"constraint poolName",` +
			`"members":["PoolName","Schema[].Name"],"status":400,"latency":0.08,"bodySize":2,"storeCalls":0`},
		"a list that left something out": {listed, `"level":"WARN","operation":"ListUserPools","outcome":"ok","unreadable":["us-east-1_A","us-east-1_B"],` +
			`"status":200,"latency":0,"bodySize":0,"storeCalls":1`},
		"a client": {client, `"level":"INFO","operation":"CreateUserPoolClient","poolId":"us-east-1_AbCdEf012","clientId":"7cauc5deq","outcome":"ok",` +
			`"status":200,"latency":0,"bodySize":0,"storeCalls":2`},
		"unrouted": {unrouted, `"level":"INFO","operation":"none","outcome":"BadRequest","refused":"route","status":404,"latency":0,"bodySize":0,"storeCalls":0`},
		"a fault, with its cause": {failed, `"level":"ERROR","operation":"DescribeUserPool","poolId":"us-east-1_AbCdEf012","outcome":"InternalErrorException",` +
			`"status":500,"latency":0,"bodySize":0,"storeCalls":3,"cause":"disk is full"`},
		"a cause without end": {clipped, `"level":"ERROR","operation":"DescribeUserPool","poolId":"us-east-1_AbCdEf012","outcome":"InternalErrorException",` +
			`"status":500,"latency":0,"bodySize":0,"storeCalls":3,"cause":"` + strings.Repeat("x", 16<<10) + `"`},
	} {
		t.Run(name, func(t *testing.T) {
			assert.JSONEq(t, `{"msg":"request","requestId":"the-id",`+tt.want+`}`, string(et.JSON(logged(t, "", tt.entry))))
		})
	}
}

// CloudWatch's specification: "_aws" names only members that are there; metrics are numbers, dimensions texts.
func TestLogger_Metrics(t *testing.T) {
	const byOperation = `{"Namespace":"pools","Dimensions":[["operation"]],"Metrics":[{"Name":"requests","Unit":"Count"},` +
		`{"Name":"latency","Unit":"Milliseconds"},{"Name":"storeCalls","Unit":"Count"}]}`
	byOutcome := func(counter string) string {
		return `{"Namespace":"pools","Dimensions":[["outcome"]],"Metrics":[{"Name":"` + counter + `","Unit":"Count"}]}`
	}
	for name, tt := range map[string]struct {
		entry    awsjson.Entry
		want     string
		counters []string
	}{
		"a success":                     {made, byOperation, []string{"requests"}},
		"a refusal":                     {refused, byOperation + "," + byOutcome("refusals"), []string{"requests", "refusals"}},
		"a fault":                       {failed, byOperation + "," + byOutcome("faults"), []string{"requests", "faults"}},
		"an operation that is not here": {absent, byOutcome("refusals"), []string{"refusals"}},
		"unrouted":                      {unrouted, byOperation + "," + byOutcome("refusals"), []string{"requests", "refusals"}},
	} {
		t.Run(name, func(t *testing.T) {
			before := time.Now().UnixMilli()
			got, want := logged(t, "pools", tt.entry), logged(t, "", tt.entry)
			aws := got["_aws"].(map[string]any)
			assert.GreaterOrEqual(t, aws["Timestamp"], float64(before))
			want["_aws"] = map[string]any{"Timestamp": aws["Timestamp"], "CloudWatchMetrics": aws["CloudWatchMetrics"]}
			for _, counter := range tt.counters {
				want[counter] = 1.0
			}
			assert.Equal(t, want, got)
			assert.JSONEq(t, "["+tt.want+"]", string(et.JSON(aws["CloudWatchMetrics"])))
		})
	}
}

func written(t *testing.T, e awsjson.Entry) string {
	t.Helper()
	var out bytes.Buffer
	endpoint.TextLogger(&out, func() time.Time { return et.Noon })(t.Context(), e)
	return out.String()
}

func TestTextLogger(t *testing.T) {
	for want, e := range map[string]awsjson.Entry{
		"12:00:00 CreateUserPool us-east-1_AbCdEf012 1.23 ms\n":                                            made,
		"12:00:00 CreateUserPoolClient us-east-1_AbCdEf012 7cauc5deq 0.00 ms\n":                            client,
		"12:00:00 CreateUserPool InvalidParameterException (constraint poolName) 0.08 ms\n":                refused,
		"12:00:00 DescribeUserPool us-east-1_AbCdEf012 InternalErrorException 0.00 ms: disk is full\n":     failed,
		"12:00:00 ListUserPools (unreadable us-east-1_A, us-east-1_B) 0.00 ms\n":                           listed,
		"12:00:00 - BadRequest (route) 0.00 ms\n":                                                          unrouted,
		"12:00:00 - InternalErrorException 0.00 ms: panic: oh\n    goroutine 1 [running]:\n        x.go\n": {Outcome: "InternalErrorException", Cause: fmt.Errorf("panic: %s", "oh\ngoroutine 1 [running]:\n\tx.go\n")},
	} {
		assert.Equal(t, want, written(t, e))
	}
}

// TestTextLogger_Allocations: a line, and nothing else.
func TestTextLogger_Allocations(t *testing.T) {
	log := endpoint.TextLogger(io.Discard, time.Now)
	assert.InDelta(t, 1, testing.AllocsPerRun(100, func() { log(t.Context(), made) }), 0)
}

func TestTextLogger_Hostile(t *testing.T) {
	for hostile, escaped := range map[string]string{
		"x\n12:00:00 DeleteUserPool\r\x1b[2J\"\\": `x\n12:00:00 DeleteUserPool\r\x1b[2J"\\`,
		"\u202eé":   `\u202e\u00e9`,
		"\x7f":      `\x7f`,
		"~ \"a\"\\": `~ "a"\`,
	} {
		e := awsjson.Entry{Operation: hostile, PoolID: hostile, ClientID: hostile, Outcome: hostile, Refused: hostile, Unreadable: []string{hostile}}
		assert.Equal(t, "12:00:00 "+escaped+" "+escaped+" "+escaped+" "+escaped+" ("+escaped+") (unreadable "+escaped+") 0.00 ms\n", written(t, e))
	}
}
