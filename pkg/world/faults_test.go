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
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/world"
)

// with is a world with one fault for these calls, as seen by the account me.
func with(match string) string {
	return `{"faults":[{"name":"it","match":` + match + `,"answer":{"exception":"ConcurrentModificationException"}}]}`
}

const faulted = "ConcurrentModificationException"

// TestWhatAFaultMatches makes all calls about a pool named "Blue pool", with the
// tag team=blue, of an account's root. hits are the operations that are faulted.
func TestWhatAFaultMatches(t *testing.T) {
	const create, update, tagging = "CreateUserPool", "UpdateUserPool", "TagResource"
	about := []string{
		"DescribeUserPool", update, "AddCustomAttributes", "GetUserPoolMfaConfig", "SetUserPoolMfaConfig",
		tagging, "UntagResource", "ListTagsForResource", "DeleteUserPool",
	}
	onPool := append([]string{create}, about...)
	all := append([]string{"ListUserPools"}, onPool...)
	for match, hits := range map[string][]string{
		`{}`:                                               all,
		`{"operation":"CreateUserPool"}`:                   {create},
		`{"operation":"ListUserPools"}`:                    {"ListUserPools"},
		`{"account":"123456789012"}`:                       all,
		`{"account":"210987654321"}`:                       nil,
		`{"principal":"arn:aws:iam::123456789012:root"}`:   all,
		`{"principal":"*root"}`:                            all,
		`{"principal":"arn:aws:iam::123456789012:user/*"}`: nil,
		`{"poolName":"Blue pool"}`:                         onPool,
		`{"poolName":"Blue*"}`:                             onPool,
		`{"poolName":"Blue?pool"}`:                         onPool,
		`{"poolName":"*"}`:                                 onPool,
		`{"poolName":"blue pool"}`:                         nil,
		`{"poolName":"Blue"}`:                              nil,
		`{"poolName":"Blue?"}`:                             nil,
		`{"poolName":"Renamed"}`:                           {update},
		`{"tag":{"key":"team"}}`:                           onPool,
		`{"tag":{"key":"team","value":"bl*"}}`:             onPool,
		`{"tag":{"key":"te*","value":"blue"}}`:             onPool,
		`{"tag":{"key":"team","value":"red"}}`:             nil,
		`{"tag":{"key":"team","value":""}}`:                nil,
		`{"tag":{"key":"Team"}}`:                           nil,
		`{"tag":{"key":"new","value":"tag"}}`:              {tagging},
		`{"tag":{"key":"team","value":"tag"}}`:             nil, // one tag has to have both
		`{"operation":"TagResource","poolName":"Blue*","tag":{"key":"new"},"account":"123456789012"}`: {tagging},
		`{"operation":"UpdateUserPool","poolName":"Red*"}`:                                            nil,
	} {
		t.Run(match, func(t *testing.T) {
			h := newHouse(t, me, parse(t, with(match)))
			quiet := newHouse(t, me, nil) // without the fault, on the same pools
			quiet.store.Store = h.store.Store
			const blue = `{"PoolName":"Blue pool","UserPoolTags":{"team":"blue"}}`
			id := quiet.make(t, blue)
			arn := "arn:aws:cognito-idp:us-east-1:123456789012:userpool/" + id
			var got []string
			for _, call := range []struct{ operation, body string }{
				{"ListUserPools", `{"MaxResults":1}`},
				{create, blue},
				{"DescribeUserPool", `{"UserPoolId":"<pool>"}`},
				{update, `{"UserPoolId":"<pool>","PoolName":"Renamed","UserPoolTags":{"team":"blue"}}`},
				{"AddCustomAttributes", `{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"x","AttributeDataType":"String"}]}`},
				{"GetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`},
				{"SetUserPoolMfaConfig", `{"UserPoolId":"<pool>","MfaConfiguration":"OFF"}`},
				{tagging, `{"ResourceArn":"<arn>","Tags":{"new":"tag"}}`},
				{"UntagResource", `{"ResourceArn":"<arn>","TagKeys":["nothing"]}`},
				{"ListTagsForResource", `{"ResourceArn":"<arn>"}`},
				{"DeleteUserPool", `{"UserPoolId":"<pool>"}`},
			} {
				body := strings.NewReplacer("<pool>", id, "<arn>", arn).Replace(call.body)
				outcome, _ := h.call(t, call.operation, body)
				if outcome == faulted {
					got = append(got, call.operation)
					assert.Equal(t, "fault it", h.last().Refused)
				} else {
					assert.Equal(t, "ok", outcome, call.operation)
					assert.Empty(t, h.last().Refused)
				}
				if call.operation == update && outcome == "ok" { // back to its name
					outcome, _ = quiet.call(t, update, `{"UserPoolId":"`+id+`","PoolName":"Blue pool","UserPoolTags":{"team":"blue"}}`)
					require.Equal(t, "ok", outcome)
				}
				if call.operation == tagging && outcome == "ok" {
					outcome, _ = quiet.call(t, "UntagResource", `{"ResourceArn":"`+arn+`","TagKeys":["new"]}`)
					require.Equal(t, "ok", outcome)
				}
			}
			assert.ElementsMatch(t, hits, got)
		})
	}
}

// TestFaultsAreJudgedBehindAllThatMayRefuse: whoever may not call, or says what is
// no request, is told that, and no fault is used up.
func TestFaultsAreJudgedBehindAllThatMayRefuse(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"times":1,"answer":{"exception":"InternalErrorException"}}]}`))
	for _, tt := range []struct{ operation, body, want string }{
		{"CreatePool", `{}`, "UnknownOperationException"},
		{"CreateUserPool", `{`, "SerializationException"},
		{"CreateUserPool", `{}`, "InvalidParameterException"},
		{"CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`, "InternalErrorException"},
		{"CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`, "InvalidParameterException"},
	} {
		outcome, _ := h.call(t, tt.operation, tt.body)
		assert.Equal(t, tt.want, outcome, "%s %s", tt.operation, tt.body)
	}
	h.Gate = denying{}
	outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
	assert.Equal(t, "AccessDeniedException", outcome)
}

type denying struct{}

func (denying) Authenticate(context.Context, *awsjson.Request) (awsjson.Caller, error) {
	return awsjson.Caller{Account: me}, nil
}

func (denying) Authorize(context.Context, *awsjson.Call) error {
	return apierror.New(apierror.AccessDenied, "no")
}

// TestAPoolOfSomebodyElse is no pool: its name and tags match nothing.
func TestAPoolOfSomebodyElse(t *testing.T) {
	h := newHouse(t, "210987654321", nil)
	id := h.make(t, `{"PoolName":"theirs","UserPoolTags":{"k":"v"}}`)
	mine := newHouse(t, me, parse(t, `{"faults":[{"match":{"poolName":"*"},"answer":{"exception":"InternalErrorException"}},{"match":{"tag":{"key":"*"}},"answer":{"exception":"InternalErrorException"}}]}`))
	mine.store.Store = h.store.Store
	for _, arn := range []string{me, "210987654321"} {
		outcome, _ := mine.call(t, "ListTagsForResource", `{"ResourceArn":"arn:aws:cognito-idp:us-east-1:`+arn+`:userpool/`+id+`"}`)
		assert.Equal(t, "ResourceNotFoundException", outcome)
	}
	outcome, _ := mine.call(t, "DescribeUserPool", `{"UserPoolId":"`+id+`"}`)
	assert.Equal(t, "ResourceNotFoundException", outcome)
}

// TestThePoolIsReadOnlyWhereAFaultWantsToKnow, once, and the log counts it.
func TestThePoolIsReadOnlyWhereAFaultWantsToKnow(t *testing.T) {
	for doc, reads := range map[string]int{
		`{"faults":[{"match":{"operation":"CreateUserPool","poolName":"x"},"delay":"1s"}]}`:                                                       1,
		`{"faults":[{"match":{"account":"210987654321","tag":{"key":"x"}},"delay":"1s"}]}`:                                                        1,
		`{"faults":[{"match":{"principal":"arn:aws:iam::*:user/*","poolName":"x"},"delay":"1s"}]}`:                                                1,
		`{"faults":[{"match":{"poolName":"x"},"delay":"1s"},{"match":{"tag":{"key":"x"}},"delay":"1s"},{"match":{"poolName":"y"},"delay":"1s"}]}`: 2,
		`{"faults":[{"delay":"1s"}]}`: 1,
	} {
		h := newHouse(t, me, parse(t, doc))
		outcome, answer := h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
		require.Equal(t, "ok", outcome)
		id := answer["UserPool"].(map[string]any)["Id"].(string)
		h.store.reads = 0
		outcome, _ = h.call(t, "DescribeUserPool", `{"UserPoolId":"`+id+`"}`)
		require.Equal(t, "ok", outcome)
		assert.Equal(t, reads, h.store.reads, doc)
		assert.Equal(t, reads, h.last().StoreCalls, doc)
	}
}

// TestAFaultThatIsUsedUpReadsNothing any more.
func TestAFaultThatIsUsedUpReadsNothing(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"match":{"poolName":"p"},"times":1,"delay":"1s"}]}`))
	id := h.make(t, `{"PoolName":"p"}`)
	h.call(t, "DescribeUserPool", `{"UserPoolId":"`+id+`"}`)
	assert.Equal(t, 1, h.store.reads)
	assert.Equal(t, 1, h.last().StoreCalls)
}

func TestTimes(t *testing.T) {
	for times, want := range map[string][]string{
		``:           {"500", "500", "500", "500"},
		`"times":0,`: {"500", "500", "500", "500"},
		`"times":1,`: {"500", "ok", "ok", "ok"},
		`"times":3,`: {"500", "500", "500", "ok"},
	} {
		h := newHouse(t, me, parse(t, `{"faults":[{`+times+`"match":{"poolName":"p*"},"answer":{"exception":"InternalErrorException"}}]}`))
		h.make(t, `{"PoolName":"another"}`) // is not counted
		var got []string
		for range 4 {
			outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p1"}`)
			got = append(got, strings.Replace(outcome, "InternalErrorException", "500", 1))
		}
		assert.Equal(t, want, got, times)
	}
}

// TestAFaultThatIsUsedUpMakesWay for the next.
func TestAFaultThatIsUsedUpMakesWay(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[
		{"times":1,"answer":{"exception":"TooManyRequestsException"}},
		{"name":"second","times":2,"answer":{"exception":"InternalErrorException"}},
		{"match":{"poolName":"p"},"answer":{"exception":"LimitExceededException"}}]}`))
	var got, logged []string
	for range 5 {
		outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
		got, logged = append(got, outcome), append(logged, h.last().Refused)
	}
	assert.Equal(t, []string{"TooManyRequestsException", "InternalErrorException", "InternalErrorException", "LimitExceededException", "LimitExceededException"}, got)
	assert.Equal(t, []string{"fault 0", "fault second", "fault second", "fault 2", "fault 2"}, logged)
}

func TestTimesAreCountedOnceEachInAnyCrowd(t *testing.T) {
	const times, callers, each = 700_000, 4, 200_000
	w := parse(t, fmt.Sprintf(`{"faults":[{"times":%d,"delay":"1s"},{"times":7,"delay":"1s"}]}`, times))
	var wg sync.WaitGroup
	var applied [2]atomic.Int64
	begin := make(chan struct{})
	for range callers {
		wg.Go(func() {
			<-begin
			for range each {
				if f := w.Fault(world.Call{Operation: "CreateUserPool"}); f != nil {
					applied[f.Name[0]-'0'].Add(1)
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	assert.Equal(t, []int64{times, 7}, []int64{applied[0].Load(), applied[1].Load()})
}

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
		resp := h.Serve(t.Context(), request("ListUserPools", `{"MaxResults":1}`, "i"))
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
	first := w.Fault(world.Call{})
	first.Answer.Message, first.Answer.Refused = "changed", "changed"
	assert.Equal(t, &apierror.Error{Code: apierror.InternalError, Message: "Internal server error."}, w.Fault(world.Call{}).Answer)
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
	server := endpoint.New(endpoint.Options{
		Service: &cognito.Service{Region: "us-east-1", Now: time.Now},
		Gate:    &endpoint.Open{Account: me, Region: "us-east-1"},
		Log:     func(context.Context, awsjson.Entry) {},
		World:   parse(t, `{"faults":[{"times":1,"delay":"1ms","answer":{"exception":"LimitExceededException"}},{"delay":"25s"}]}`),
	})
	resp := server.Serve(t.Context(), request("ListUserPools", `{"MaxResults":1}`, "a"))
	assert.Contains(t, string(resp.Body), "LimitExceededException")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	resp = server.Serve(ctx, request("ListUserPools", `{"MaxResults":1}`, "b"))
	assert.Equal(t, 500, resp.Status)
}

// TestALostAnswerMakesNoSecondPool: an SDK repeats the call under the same
// invocation id and gets the pool that is there.
func TestALostAnswerMakesNoSecondPool(t *testing.T) {
	h := newHouse(t, me, parse(t, `{"faults":[{"times":2,"dropAnswer":true}]}`))
	var ids []string
	for _, want := range []string{"InternalErrorException", "InternalErrorException", "ok", "ok"} {
		outcome, answer := h.send(t, request("CreateUserPool", `{"PoolName":"p"}`, "the-same"))
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
			r := request("CreateUserPool", `{"PoolName":"`+name+`"}`, fmt.Sprint(i))
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
