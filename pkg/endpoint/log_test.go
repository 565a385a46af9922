package endpoint_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
		Status: 400, Duration: 80 * time.Microsecond, BodySize: 2,
	}
	failed = awsjson.Entry{
		RequestID: "the-id", Operation: "DescribeUserPool", PoolID: "us-east-1_AbCdEf012", Outcome: "InternalErrorException",
		Status: 500, StoreCalls: 3, Cause: errors.New("disk is full"),
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
			`"status":400,"latency":0.08,"bodySize":2,"storeCalls":0`},
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

// TestLogger_Metrics holds the line to CloudWatch's specification: "_aws" names
// only members that are there, metrics are numbers, dimensions texts.
func TestLogger_Metrics(t *testing.T) {
	const requests = "requests Count, latency Milliseconds, storeCalls Count by operation="
	for name, tt := range map[string]struct {
		entry awsjson.Entry
		want  string
	}{
		"a success":                     {made, requests + "CreateUserPool"},
		"a refusal":                     {refused, requests + "CreateUserPool; refusals Count by outcome=InvalidParameterException"},
		"a fault":                       {failed, requests + "DescribeUserPool; faults Count by outcome=InternalErrorException"},
		"an operation that is not here": {absent, "refusals Count by outcome=UnknownOperationException"},
		"unrouted":                      {unrouted, requests + "none; refusals Count by outcome=BadRequest"},
	} {
		t.Run(name, func(t *testing.T) {
			before := time.Now().UnixMilli()
			line := logged(t, "pools", tt.entry)
			assert.Equal(t, tt.want, embedded(t, line, before))
			for _, member := range []string{"_aws", "requests", "refusals", "faults"} {
				delete(line, member)
			}
			assert.Equal(t, logged(t, "", tt.entry), line, "besides that, the line is the log's")
		})
	}
}

// embedded reads the metrics of a line as CloudWatch does.
func embedded(t *testing.T, line map[string]any, notBefore int64) string {
	t.Helper()
	var aws struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(et.JSON(line["_aws"])))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&aws))
	assert.GreaterOrEqual(t, aws.Timestamp, notBefore)
	var directives []string
	for _, d := range aws.CloudWatchMetrics {
		assert.Equal(t, "pools", d.Namespace)
		var metrics []string
		for _, m := range d.Metrics {
			require.IsType(t, 0.0, line[m.Name], m.Name)
			metrics = append(metrics, m.Name+" "+m.Unit)
		}
		require.Len(t, d.Dimensions, 1)
		require.Len(t, d.Dimensions[0], 1)
		dimension := d.Dimensions[0][0]
		require.IsType(t, "", line[dimension])
		directives = append(directives, fmt.Sprintf("%s by %s=%s", strings.Join(metrics, ", "), dimension, line[dimension]))
	}
	return strings.Join(directives, "; ")
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
		"12:00:00 CreateUserPool InvalidParameterException (constraint poolName) 0.08 ms\n":                refused,
		"12:00:00 DescribeUserPool us-east-1_AbCdEf012 InternalErrorException 0.00 ms: disk is full\n":     failed,
		"12:00:00 - BadRequest (route) 0.00 ms\n":                                                          unrouted,
		"12:00:00 - InternalErrorException 0.00 ms: panic: oh\n    goroutine 1 [running]:\n        x.go\n": {Outcome: "InternalErrorException", Cause: fmt.Errorf("panic: %s", "oh\ngoroutine 1 [running]:\n\tx.go\n")},
	} {
		assert.Equal(t, want, written(t, e))
	}
}

func TestTextLogger_Hostile(t *testing.T) {
	const hostile = "x\n12:00:00 DeleteUserPool\r\x1b[2J\u202e\"\\"
	e := awsjson.Entry{Operation: hostile, PoolID: hostile, Outcome: hostile, Refused: hostile}
	const escaped = `x\n12:00:00 DeleteUserPool\r\x1b[2J\u202e"\\`
	assert.Equal(t, "12:00:00 "+escaped+" "+escaped+" "+escaped+" ("+escaped+") 0.00 ms\n", written(t, e))
}
