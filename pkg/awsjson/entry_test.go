package awsjson_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/shape"
	"userpools/pkg/trace"
)

func TestTheEntryOfARequest(t *testing.T) {
	t.Parallel()
	b := bench{run: func(ctx context.Context, _ *awsjson.Call) (any, error) {
		*trace.Of(ctx) = trace.Trace{PoolID: "us-east-1_abcdefghi", StoreCalls: 2}
		return nil, nil
	}}
	b.serve(t, with(with(sampleRequest(`{"Name":"canary"}`), "user-agent", "Boto3/1.43.11 md/Botocore#1.43.11"), "authorization", "canary"))
	assert.Equal(t, awsjson.Entry{
		RequestID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Operation: "MakeSample", PoolID: "us-east-1_abcdefghi", KeyID: "AKIAEXAMPLE",
		Outcome: "ok", Status: http.StatusOK, Duration: 3 * time.Millisecond, BodySize: len(`{"Name":"canary"}`), StoreCalls: 2, SDK: "Boto3/1.43.11",
	}, b.entry(t))
}

func TestARefusedRequestHasAnEntryToo(t *testing.T) {
	t.Parallel()
	b := bench{run: func(ctx context.Context, _ *awsjson.Call) (any, error) {
		*trace.Of(ctx) = trace.Trace{PoolID: "us-east-1_abcdefghi", StoreCalls: 1, Fault: "slow"}
		return nil, &apierror.Error{Code: apierror.InvalidParameter, Message: "canary", Refused: "rule tag-limit"}
	}}
	b.serve(t, sampleRequest(`{"Name":"canary"}`))
	assert.Equal(t, awsjson.Entry{
		RequestID: "b0e47bc3-f0c9-4b26-a1ee-0cdf1b8a1a11", Operation: "MakeSample", PoolID: "us-east-1_abcdefghi", KeyID: "AKIAEXAMPLE",
		Outcome: "InvalidParameterException", Refused: "fault slow, rule tag-limit", Status: http.StatusBadRequest, Duration: 3 * time.Millisecond,
		BodySize: len(`{"Name":"canary"}`), StoreCalls: 1,
	}, b.entry(t))
}

// What a caller wrote must not come into the log by way of a constraint: neither
// a value nor the key of a map.
func TestTheEntryHoldsNoValues(t *testing.T) {
	t.Parallel()
	strict := shape.Structure("R",
		shape.Optional("Name", shape.String("N", shape.Length(1, 2))),
		shape.Optional("Tags", shape.Map("T", shape.String("K", shape.Length(1, 2)), shape.String("V", shape.Length(1, 2)))),
		shape.Optional("Levels", shape.Map("L", shape.String("K", shape.Pattern("L[1-4]")), shape.Structure("X", shape.Required("Value", shape.String("V"))))))
	for _, body := range []string{
		`{"Name":"canary"}`, `{"Tags":{"canary":"v"}}`, `{"Tags":{"k":"canary"}}`, `{"Levels":{"canary":{}}}`, `{"Levels":{"canary":{"Value":"canary"}}}`,
		`{"canary":1,"Name":""}`, `{"Name":{"canary":"canary"}}`, `["canary"]`, `"canary"`, `canary`,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var entries []awsjson.Entry
			server := &awsjson.Server{
				Prefix: "ThisService", Operations: []awsjson.Operation{{Name: "MakeSample", Input: strict}},
				Authenticate: (&gate{}).Authenticate, Now: time.Now, Log: func(_ context.Context, e awsjson.Entry) { entries = append(entries, e) },
			}
			resp := server.Serve(t.Context(), sampleRequest(body))
			require.Equal(t, http.StatusBadRequest, resp.Status)
			require.Len(t, entries, 1)
			assert.NotContains(t, fmt.Sprintf("%+v", entries[0]), "canary")
		})
	}
}

func TestTheSDKIsCutOutOfTheUserAgent(t *testing.T) {
	t.Parallel()
	for userAgent, want := range map[string]string{
		"Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1":            "Boto3/1.43.11",
		"aws-cli/2.31.0 md/awscrt#0.27.6":                                  "aws-cli/2.31.0",
		"aws-sdk-go-v2/1.47.6 ua/2.1 os/linux lang/go#1.26.8":              "aws-sdk-go-v2/1.47.6",
		"aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1 lang/js md/nodejs#24.1.0": "aws-sdk-js/3.1169.0",
		"curl/8.5.0":                         "curl/8.5.0",
		"":                                   "",
		" ":                                  "",
		"Mozilla/5.0 (X11; Linux)":           "Mozilla/5.0",
		"a\nb: forged line":                  "",
		"\x1b[31mred":                        "",
		"a\x00b":                             "",
		"{\"level\":\"error\"}":              "",
		"é/1.0":                              "",
		"ann@example.com":                    "",
		"<script>":                           "",
		"../../etc/passwd":                   "../../etc/passwd",
		strings.Repeat("a", 48) + " b":       strings.Repeat("a", 48),
		strings.Repeat("a", 49) + " b":       "",
		strings.Repeat("a", 1<<20):           "",
		"arn:aws:iam::123456789012:user/ann": "",
	} {
		t.Run(fmt.Sprintf("%.40q", userAgent), func(t *testing.T) {
			t.Parallel()
			var b bench
			b.serve(t, with(sampleRequest(`{}`), "user-agent", userAgent))
			assert.Equal(t, want, b.entry(t).SDK)
		})
	}
}
