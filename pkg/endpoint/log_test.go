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

func TestTheLineSaysWhatWasAskedAndWhatCameOfIt(t *testing.T) {
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "requestId": "the-id", "operation": "CreateUserPool", "poolId": "us-east-1_AbCdEf012",
		"keyId": "UPK1", "outcome": "ok", "status": 200.0, "latency": 1.234, "bodySize": 21.0, "storeCalls": 1.0, "sdk": "Boto3/1.43.11",
	}, logged(t, "", made))
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "requestId": "the-id", "operation": "CreateUserPool", "refused": "constraint poolName",
		"outcome": "InvalidParameterException", "status": 400.0, "latency": 0.08, "bodySize": 2.0, "storeCalls": 0.0,
	}, logged(t, "", refused))
	assert.Equal(t, map[string]any{
		"level": "INFO", "msg": "request", "requestId": "the-id", "operation": "none", "refused": "route",
		"outcome": "BadRequest", "status": 404.0, "latency": 0.0, "bodySize": 0.0, "storeCalls": 0.0,
	}, logged(t, "", unrouted))
}

func TestAFaultIsAnErrorWithItsCause(t *testing.T) {
	line := logged(t, "", failed)
	assert.Equal(t, "ERROR", line["level"])
	assert.Equal(t, "disk is full", line["cause"])
}

func TestACauseWithoutEndIsCut(t *testing.T) {
	e := failed
	e.Cause = errors.New(strings.Repeat("x", 1<<20))
	assert.Len(t, logged(t, "", e)["cause"], 16<<10)
}

// TestEmbeddedMetrics holds the line to CloudWatch's specification: "_aws" names
// only members that are there, metrics are numbers, dimensions texts.
func TestEmbeddedMetrics(t *testing.T) {
	for name, tt := range map[string]struct {
		entry awsjson.Entry
		want  string
	}{
		"a success":                     {made, "requests Count, latency Milliseconds, storeCalls Count by operation=CreateUserPool"},
		"a refusal":                     {refused, "requests Count, latency Milliseconds, storeCalls Count by operation=CreateUserPool; refusals Count by outcome=InvalidParameterException"},
		"a fault":                       {failed, "requests Count, latency Milliseconds, storeCalls Count by operation=DescribeUserPool; faults Count by outcome=InternalErrorException"},
		"an operation that is not here": {absent, "refusals Count by outcome=UnknownOperationException"},
		"unrouted":                      {unrouted, "requests Count, latency Milliseconds, storeCalls Count by operation=none; refusals Count by outcome=BadRequest"},
	} {
		t.Run(name, func(t *testing.T) {
			before := time.Now().UnixMilli()
			line := logged(t, "pools", tt.entry)
			assert.Equal(t, tt.want, embedded(t, line, before))
			delete(line, "_aws")
			for _, counter := range []string{"requests", "refusals", "faults"} {
				delete(line, counter)
			}
			assert.Equal(t, logged(t, "", tt.entry), line, "besides that, the line is the log's")
		})
	}
}

// embedded reads the metrics of a line as CloudWatch does.
func embedded(t *testing.T, line map[string]any, notBefore int64) string {
	t.Helper()
	encoded, err := json.Marshal(line["_aws"])
	require.NoError(t, err)
	var aws struct {
		Timestamp         int64
		CloudWatchMetrics []struct {
			Namespace  string
			Dimensions [][]string
			Metrics    []struct{ Name, Unit string }
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&aws))
	assert.GreaterOrEqual(t, aws.Timestamp, notBefore)
	var directives []string
	for _, d := range aws.CloudWatchMetrics {
		assert.Equal(t, "pools", d.Namespace)
		require.Len(t, d.Dimensions, 1)
		require.Len(t, d.Dimensions[0], 1)
		var metrics []string
		for _, m := range d.Metrics {
			require.IsType(t, 0.0, line[m.Name], m.Name)
			metrics = append(metrics, m.Name+" "+m.Unit)
		}
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

func TestALineForAPerson(t *testing.T) {
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

func TestNoRequestWritesLinesOfItsOwn(t *testing.T) {
	const hostile = "x\n12:00:00 DeleteUserPool\r\x1b[2J\u202e\"\\"
	e := awsjson.Entry{Operation: hostile, PoolID: hostile, Outcome: hostile, Refused: hostile}
	const escaped = `x\n12:00:00 DeleteUserPool\r\x1b[2J\u202e"\\`
	assert.Equal(t, "12:00:00 "+escaped+" "+escaped+" "+escaped+" ("+escaped+") 0.00 ms\n", written(t, e))
}
