package world_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

func TestAnswers(t *testing.T) {
	for answer, want := range map[string]string{
		`{"exception":"InternalErrorException"}`:                                     `500 {"__type":"InternalErrorException","message":"Internal server error."}`,
		`{"exception":"InternalErrorException","status":400}`:                        `400 {"__type":"InternalErrorException","message":"Internal server error."}`,
		`{"exception":"TooManyRequestsException","status":429,"message":"Slow\n\""}`: `429 {"__type":"TooManyRequestsException","message":"Slow\n\""}`,
		`{"exception":"TooManyRequestsException","message":""}`:                      `400 {"__type":"TooManyRequestsException"}`,
		`{"exception":"AccessDeniedException","message":"m"}`:                        `400 {"__type":"AccessDeniedException","Message":"m"}`,
		`{"exception":"SerializationException"}`:                                     `400 {"__type":"SerializationException"}`,
		`{"exception":"UnknownOperationException"}`:                                  `400 {"__type":"UnknownOperationException"}`,
		`{"exception":"UserImportInProgressException"}`:                              `400 {"__type":"UserImportInProgressException","message":"An import job is running for the pool. Never raised by itself: there are no import jobs here."}`,
		`{"exception":"AliasExistsException"}`:                                       `400 {"__type":"AliasExistsException","message":"This answer is declared."}`,
		`{"exception":"ThrottlingException","message":"Rate exceeded"}`:              `400 {"__type":"ThrottlingException","message":"Rate exceeded"}`,
		`{"exception":"ServiceUnavailable"}`:                                         `503 {"__type":"ServiceUnavailable","message":"This answer is declared."}`,
		`{"exception":"InternalFailure","status":502}`:                               `502 {"__type":"InternalFailure","message":"This answer is declared."}`,
	} {
		h := newHouse(t, me, parse(t, `{"faults":[{"answer":`+answer+`}]}`))
		resp := h.Serve(t.Context(), requestOf("ListUserPools", `{"MaxResults":1}`, "i"))
		assert.Equal(t, want, fmt.Sprintf("%d %s", resp.Status, resp.Body))
		code, _, _ := strings.Cut(strings.TrimPrefix(string(resp.Body), `{"__type":"`), `"`)
		assert.Equal(t, code+":", resp.Header["x-amzn-ErrorType"])
		assert.Equal(t, awsjson.ContentType, resp.Header["Content-Type"])
		assert.Equal(t, "ListUserPoolsi", resp.Header["x-amzn-RequestId"])
		assert.NotContains(t, resp.Header["x-amzn-ErrorMessage"], "\n")
		assert.Equal(t, []any{resp.Status, code, "fault 0"}, []any{h.last().Status, h.last().Outcome, h.last().Refused})
		assert.NoError(t, h.last().Cause, "what was asked for is no failure")
		assert.Empty(t, h.waits)
	}
}

// TestAnswersDoNotShareAnything: what later stages write into one is not in the next.
func TestAnswersDoNotShareAnything(t *testing.T) {
	w := parse(t, `{"faults":[{"answer":{"exception":"InternalErrorException"}}]}`)
	first := w.Fault(cognito.Call{Operation: &cognito.Operation{}}, nil)
	first.Answer.Message, first.Answer.Refused = "changed", "changed"
	assert.Equal(t, &apierror.Error{Code: apierror.InternalError, Message: "Internal server error."}, w.Fault(cognito.Call{Operation: &cognito.Operation{}}, nil).Answer)
}

func TestDelay(t *testing.T) {
	for name, tt := range map[string]struct {
		effect    string
		interrupt error
		outcome   string
		refused   string
		pools     int
	}{
		"alone":                {`"delay":"1.5s"`, nil, "ok", "fault 0", 1},
		"and an answer":        {`"delay":"1.5s","answer":{"exception":"LimitExceededException"}`, nil, "LimitExceededException", "fault 0", 0},
		"and a lost answer":    {`"delay":"1.5s","dropAnswer":true`, nil, "InternalErrorException", "fault 0", 1},
		"that takes too long":  {`"delay":"1.5s"`, context.DeadlineExceeded, "InternalErrorException", "fault 0", 0},
		"with its answer lost": {`"delay":"1.5s","dropAnswer":true`, context.DeadlineExceeded, "InternalErrorException", "fault 0", 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, me, parse(t, `{"faults":[{"match":{"operation":"CreateUserPool"},`+tt.effect+`}]}`))
			h.interrupt = tt.interrupt
			outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
			assert.Equal(t, tt.outcome, outcome)
			assert.Equal(t, tt.refused, h.last().Refused)
			assert.Equal(t, []time.Duration{1500 * time.Millisecond}, h.waits)
			assert.NoError(t, h.last().Cause, "what was asked for is no failure")
			assert.Equal(t, tt.pools, h.pools(t))
		})
	}
}

// TestADelayedRefusalNamesBoth: the fault, and what refused after it.
func TestADelayedRefusalNamesBoth(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"name":"slow","delay":"1s"}]}`))
	outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`)
	assert.Equal(t, "InvalidParameterException", outcome)
	assert.Equal(t, "fault slow, rule email-source-required", h.last().Refused)
}

// TestADelayEndsWithItsRequest uses the timer that runs where no waiter is injected.
func TestADelayEndsWithItsRequest(t *testing.T) {
	server := endpoint.New(endpoint.Config{
		Region: "us-east-1", Account: me, Log: func(context.Context, awsjson.Entry) {},
		World: parse(t, `{"faults":[{"times":1,"delay":"1ms","answer":{"exception":"LimitExceededException"}},{"delay":"25s"}]}`),
	})
	resp := server.Serve(t.Context(), requestOf("ListUserPools", `{"MaxResults":1}`, "a"))
	assert.Contains(t, string(resp.Body), "LimitExceededException")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	resp = server.Serve(ctx, requestOf("ListUserPools", `{"MaxResults":1}`, "b"))
	assert.Equal(t, 500, resp.Status)
}

// TestALostAnswerMakesNoSecondPool: an SDK repeats the call under the same
// invocation id and gets the pool that is there.
func TestALostAnswerMakesNoSecondPool(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"times":2,"dropAnswer":true}]}`))
	var ids []string
	for _, want := range []string{"InternalErrorException", "InternalErrorException", "ok", "ok"} {
		outcome, answer := h.send(t, requestOf("CreateUserPool", `{"PoolName":"p"}`, "the-same"))
		assert.Equal(t, want, outcome)
		assert.NotEmpty(t, h.last().PoolID)
		ids = append(ids, h.last().PoolID)
		if want == "ok" {
			assert.Equal(t, h.last().PoolID, answer["UserPool"].(map[string]any)["Id"])
			assert.Empty(t, h.last().Refused)
		} else {
			assert.Equal(t, []any{500, "fault 0"}, []any{h.last().Status, h.last().Refused})
			assert.Equal(t, "Internal server error.", answer["message"])
			assert.NoError(t, h.last().Cause)
		}
	}
	assert.Equal(t, []string{ids[0], ids[0], ids[0], ids[0]}, ids)
	assert.Equal(t, 1, h.pools(t))
}

// TestWhateverTheAnswerIsItIsLost, and a failure behind it stays in the log.
func TestWhateverTheAnswerIsItIsLost(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"match":{"operation":"CreateUserPool"},"dropAnswer":true}]}`))
	outcome, answer := h.call(t, "CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`)
	assert.Equal(t, "InternalErrorException", outcome)
	assert.Equal(t, "Internal server error.", answer["message"])
	assert.NoError(t, h.last().Cause)
	h.store.broken = errors.New("disk is full")
	outcome, answer = h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
	assert.Equal(t, "InternalErrorException", outcome)
	assert.Equal(t, "Internal server error.", answer["message"])
	require.EqualError(t, h.last().Cause, "disk is full")
	assert.Equal(t, "fault 0", h.last().Refused)
}

// TestTheLogForgetsNothingAndKeepsNothing: a fault stands in its own request's
// entry, however many requests are under way, also where the operation panics.
func TestTheLogForgetsNothingAndKeepsNothing(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"name":"one","match":{"poolName":"one"},"delay":"1s"},{"name":"two","match":{"poolName":"two"},"answer":{"exception":"InternalErrorException"}}]}`))
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			name := []string{"one", "two", "none"}[i%3]
			r := requestOf("CreateUserPool", `{"PoolName":"`+name+`"}`, fmt.Sprint(i))
			r.ID = fmt.Sprintf("%s %d", name, i)
			h.Serve(context.Background(), r)
		})
	}
	wg.Wait()
	got := map[string]int{}
	for _, e := range h.entries {
		name, _, _ := strings.Cut(e.RequestID, " ")
		got[name+": "+e.Refused]++
	}
	assert.Equal(t, map[string]int{"one: fault one": 20, "two: fault two": 20, "none: ": 20}, got)
}

func TestAPanicBehindADelayIsLoggedWithIt(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"delay":"1s","times":1}]}`))
	h.store.Store = nil
	for _, want := range []string{"fault 0", ""} {
		outcome, _ := h.call(t, "DescribeUserPool", `{"UserPoolId":"us-east-1_Example12"}`)
		assert.Equal(t, "InternalErrorException", outcome)
		assert.Equal(t, want, h.last().Refused)
		assert.ErrorContains(t, h.last().Cause, "panic")
	}
}

// TestEveryExceptionCanBeHad holds the list to the real client's: each error type
// of the SDK, and each row of apierror's table, can be named.
func TestEveryExceptionCanBeHad(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types").Output()
	require.NoError(t, err)
	codes := sdkErrors(t, filepath.Join(strings.TrimSpace(string(out)), "errors.go"))
	require.Greater(t, len(codes), 50)
	for _, d := range apierror.All() {
		codes = append(codes, string(d.Code))
	}
	for _, code := range codes {
		h := newHouse(t, me, parse(t, `{"faults":[{"answer":{"exception":"`+code+`"}}]}`))
		outcome, _ := h.call(t, "ListUserPools", `{"MaxResults":1}`)
		assert.Equal(t, code, outcome)
		if status := h.last().Status; code != "InternalErrorException" && code != "InternalServerException" {
			assert.Equal(t, http.StatusBadRequest, status, code)
		}
	}
}

func sdkErrors(t *testing.T, file string) []string {
	t.Helper()
	var codes []string
	for _, m := range regexp.MustCompile(`(?m)^type (\w+) struct`).FindAllStringSubmatch(read(t, file), -1) {
		codes = append(codes, m[1])
	}
	return codes
}
