package world_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
	"userpools/pkg/request"
	"userpools/pkg/world"
)

// TestFault_Matches makes all calls about a pool named "Blue pool", with the tag
// team=blue, of an account's root. hits are the operations that are faulted.
func TestFault_Matches(t *testing.T) {
	const create, update, tagging, faulted = "CreateUserPool", "UpdateUserPool", "TagResource", "TooManyRequestsException"
	ofNoPool := []string{"ListUserPools", "DescribeUserPoolDomain"}
	var all, onPool []string
	for _, op := range cognito.Operations() {
		all = append(all, op.Name)
		if !slices.Contains(ofNoPool, op.Name) {
			onPool = append(onPool, op.Name)
		}
	}
	for match, hits := range map[string][]string{
		`{}`:                             all,
		`{"operation":"CreateUserPool"}`: {create},
		`{"operation":"ListUserPools"}`:  {"ListUserPools"},
		`{"operation":"AddUserPoolClientSecret"}`:          {"AddUserPoolClientSecret"},
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
		`{"operation":"UpdateUserPool","poolName":"Red*"}`: nil,
		`{"operation":"TagResource","poolName":"Blue*","tag":{"key":"new"},"account":"123456789012"}`: {tagging},
	} {
		t.Run(match, func(t *testing.T) {
			e := newEndpoint(t, `{"faults":[{"name":"it","match":`+match+`,"answer":{"exception":"`+faulted+`"}}]}`)
			quiet := newEndpoint(t, "", endpointtest.Store(e.Store)) // without the fault, on the same pools
			ids := quiet.Furnished(t, nobody)
			var got []string
			for _, call := range endpointtest.OneEach {
				outcome := e.Ask(t, nobody, call.Operation, ids(call.Body)).Outcome
				if outcome == faulted {
					got = append(got, call.Operation)
					assert.Equal(t, "fault it", e.Last().Refused)
					continue
				}
				assert.Equal(t, "ok", outcome, call.Operation)
				assert.Empty(t, e.Last().Refused)
				if call.Undo != "" {
					quiet.Must(t, nobody, call.Undo, ids(call.UndoBody))
				}
			}
			assert.ElementsMatch(t, hits, got)
		})
	}
}

// TestFault_Operations: an answer and a lost answer for every operation; what the operation's model does not have is
// refused in the document.
func TestFault_Operations(t *testing.T) {
	quiet := newEndpoint(t, "")
	ids := quiet.Furnished(t, nobody)
	tried := map[string]bool{}
	for _, call := range endpointtest.OneEach {
		op := operation(t, call.Operation)
		tried[op.Name] = true
		for _, d := range apierror.All() {
			doc := `{"faults":[{"match":{"operation":"` + op.Name + `"},"answer":{"exception":"` + string(d.Code) + `"}}]}`
			if _, err := world.Parse([]byte(doc)); op.Raises(d.Code) || apierror.OfFrontEnd(d.Code) {
				assert.NoError(t, err)
			} else {
				assert.EqualError(t, err, "world document refused: faults[0].answer.exception is no exception of "+op.Name+", nor of AWS's front end")
			}
		}
		for effect, want := range map[string]apierror.Code{
			`"delay":"1s"`:      op.Internal().Code,
			`"dropAnswer":true`: op.Internal().Code,
			`"answer":{"exception":"` + string(op.Exceptions[0]) + `"}`: op.Exceptions[0],
		} {
			e := newEndpoint(t, `{"faults":[{"match":{"operation":"`+op.Name+`"},`+effect+`}]}`, endpointtest.Store(quiet.Store),
				func(c *endpoint.Config) {
					c.Wait = func(context.Context, time.Duration) error { return context.DeadlineExceeded }
				})
			assert.EqualValues(t, want, e.Ask(t, nobody, op.Name, ids(call.Body)).Outcome, "%s %s", op.Name, effect)
			assert.Equal(t, "fault 0", e.Last().Refused)
		}
	}
	raised := map[apierror.Code]bool{}
	for _, op := range cognito.Operations() {
		assert.True(t, tried[op.Name], op.Name)
		for _, code := range op.Exceptions {
			raised[code] = true
		}
	}
	for _, d := range apierror.All() {
		assert.Equal(t, !raised[d.Code] || d.Code == apierror.AccessDenied, apierror.OfFrontEnd(d.Code), d.Code)
	}
}

func operation(t *testing.T, name string) *cognito.Operation {
	t.Helper()
	list := cognito.Operations()
	i := slices.IndexFunc(list, func(op cognito.Operation) bool { return op.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return &list[i]
}

// TestFault_Stage: whoever may not call, or says what is no request, is told that, and
// no fault is used up.
func TestFault_Stage(t *testing.T) {
	e := newEndpoint(t, `{"faults":[{"times":1,"answer":{"exception":"InternalErrorException"}}]}`)
	const rule = `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`
	for _, tt := range []struct{ operation, body, want string }{
		{"CreatePool", `{}`, "UnknownOperationException"},
		{"CreateUserPool", `{`, "SerializationException"},
		{"CreateUserPool", `{}`, "InvalidParameterException"},
		{"CreateUserPool", rule, "InternalErrorException"},
		{"CreateUserPool", rule, "InvalidParameterException"},
	} {
		assert.Equal(t, tt.want, e.Ask(t, nobody, tt.operation, tt.body).Outcome, "%s %s", tt.operation, tt.body)
	}
	e.Authenticate = func(context.Context, *request.Request) (awsjson.Caller, error) {
		no := func(context.Context, *awsjson.Call) error { return apierror.New(apierror.AccessDenied, "no") }
		return awsjson.Caller{Account: me, Authorize: no}, nil
	}
	assert.Equal(t, "AccessDeniedException", e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p"}`).Outcome)
}

// TestFault_OthersPool is no pool: its name and tags match nothing.
func TestFault_OthersPool(t *testing.T) {
	theirs := newEndpoint(t, "", ofAccount("210987654321"))
	id := theirs.Pool(t, nobody, `{"PoolName":"theirs","UserPoolTags":{"k":"v"}}`)
	const exception = `"answer":{"exception":"InternalErrorException"}`
	mine := newEndpoint(t, `{"faults":[{"match":{"poolName":"*"},`+exception+`},{"match":{"tag":{"key":"*"}},`+exception+`}]}`,
		endpointtest.Store(theirs.Store))
	for _, call := range [][2]string{
		{"ListTagsForResource", `{"ResourceArn":"<arn>"}`},
		{"ListTagsForResource", `{"ResourceArn":"arn:aws:cognito-idp:us-east-1:210987654321:userpool/<pool>"}`},
		{"DescribeUserPool", `{"UserPoolId":"<pool>"}`},
	} {
		assert.Equal(t, "ResourceNotFoundException", mine.Ask(t, nobody, call[0], about(id, call[1])).Outcome)
	}
}

// TestFault_Reads: the pool is read only where a fault that is not used up wants to
// know, once, and the log counts it.
func TestFault_Reads(t *testing.T) {
	for doc, reads := range map[string]int{
		`{"faults":[{"match":{"operation":"CreateUserPool","poolName":"x"},"delay":"1s"}]}`:                                                       1,
		`{"faults":[{"match":{"account":"210987654321","tag":{"key":"x"}},"delay":"1s"}]}`:                                                        1,
		`{"faults":[{"match":{"principal":"arn:aws:iam::*:user/*","poolName":"x"},"delay":"1s"}]}`:                                                1,
		`{"faults":[{"match":{"poolName":"x"},"delay":"1s"},{"match":{"tag":{"key":"x"}},"delay":"1s"},{"match":{"poolName":"y"},"delay":"1s"}]}`: 2,
		`{"faults":[{"delay":"1s"}]}`:                                    1,
		`{"faults":[{"match":{"poolName":"p"},"times":1,"delay":"1s"}]}`: 1, // used up by the create
	} {
		reading := 0
		count := func(_ context.Context, method string) error {
			if method == "Get" {
				reading++
			}
			return nil
		}
		e := newEndpoint(t, doc, endpointtest.Stub(endpointtest.Memory(t), count))
		id := e.Pool(t, nobody, `{"PoolName":"p"}`)
		reading = 0
		e.Must(t, nobody, "DescribeUserPool", about(id, `{"UserPoolId":"<pool>"}`))
		assert.Equal(t, []int{reads, reads}, []int{reading, e.Last().StoreCalls}, doc)
	}
}

// TestFault_Times: what is used up makes way for the next.
func TestFault_Times(t *testing.T) {
	const answer = `"answer":{"exception":"InternalErrorException"}`
	for faults, want := range map[string]string{
		`{"match":{"poolName":"p*"},` + answer + `}`:           "fault 0, fault 0, fault 0, fault 0",
		`{"match":{"poolName":"p*"},"times":0,` + answer + `}`: "fault 0, fault 0, fault 0, fault 0",
		`{"match":{"poolName":"p*"},"times":1,` + answer + `}`: "fault 0, , , ",
		`{"match":{"poolName":"p*"},"times":3,` + answer + `}`: "fault 0, fault 0, fault 0, ",
		`{"match":{"poolName":"p*"},"times":1,` + answer + `},{"name":"second","match":{"poolName":"p*"},"times":2,"delay":"1s"},` +
			`{"match":{"poolName":"p1"},` + answer + `}`: "fault 0, fault second, fault second, fault 2",
	} {
		e := newEndpoint(t, `{"faults":[`+faults+`]}`)
		e.Pool(t, nobody, `{"PoolName":"another"}`) // is not counted
		var got []string
		for range 4 {
			e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p1"}`)
			got = append(got, e.Last().Refused)
		}
		assert.Equal(t, want, strings.Join(got, ", "), faults)
	}
}

func TestFault_TimesConcurrent(t *testing.T) {
	const times, callers, each = 700_000, 4, 200_000
	w := parse(t, fmt.Sprintf(`{"faults":[{"times":%d,"delay":"1s"},{"times":7,"delay":"1s"}]}`, times))
	var wg sync.WaitGroup
	var applied [2]atomic.Int64
	begin := make(chan struct{})
	call := cognito.Call{Operation: &cognito.Operation{}}
	for range callers {
		wg.Go(func() {
			<-begin
			for range each {
				if f := w.Fault(call, nil); f != nil {
					applied[f.Name[0]-'0'].Add(1)
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	assert.Equal(t, []int64{times, 7}, []int64{applied[0].Load(), applied[1].Load()})
}

func TestFault_Answer(t *testing.T) {
	for answer, want := range map[string]string{
		`{"exception":"InternalErrorException"}`:                                     `500 {"__type":"InternalErrorException","message":"Internal server error."}`,
		`{"exception":"InternalErrorException","status":400}`:                        `400 {"__type":"InternalErrorException","message":"Internal server error."}`,
		`{"exception":"TooManyRequestsException","status":429,"message":"Slow\n\""}`: `429 {"__type":"TooManyRequestsException","message":"Slow\n\""}`,
		`{"exception":"TooManyRequestsException","message":""}`:                      `400 {"__type":"TooManyRequestsException"}`,
		`{"exception":"AccessDeniedException","message":"m"}`:                        `400 {"__type":"AccessDeniedException","Message":"m"}`,
		`{"exception":"SerializationException"}`:                                     `400 {"__type":"SerializationException"}`,
		`{"exception":"UnknownOperationException"}`:                                  `400 {"__type":"UnknownOperationException"}`,
		`{"exception":"UserImportInProgressException"}`: `400 {"__type":"UserImportInProgressException",` +
			`"message":"An import job is running for the pool. Never raised by itself: there are no import jobs here."}`,
		`{"exception":"AliasExistsException"}`:                          `400 {"__type":"AliasExistsException","message":"This answer is declared."}`,
		`{"exception":"ThrottlingException","message":"Rate exceeded"}`: `400 {"__type":"ThrottlingException","message":"Rate exceeded"}`,
		`{"exception":"ServiceUnavailable"}`:                            `503 {"__type":"ServiceUnavailable","message":"This answer is declared."}`,
		`{"exception":"InternalFailure","status":502}`:                  `502 {"__type":"InternalFailure","message":"This answer is declared."}`,
	} {
		e := newEndpoint(t, `{"faults":[{"answer":`+answer+`}]}`)
		resp := e.Ask(t, nobody, "ListUserPools", `{"MaxResults":1}`)
		assert.Equal(t, want, fmt.Sprintf("%d %s", resp.Status, resp.Body))
		assert.Equal(t, awsjson.ContentType, resp.Header["Content-Type"])
		assert.NotContains(t, resp.Header["x-amzn-ErrorMessage"], "\n")
		assert.Equal(t, "fault 0", e.Last().Refused)
		assert.NoError(t, e.Last().Cause, "what was asked for is no failure")
	}
	// What later stages write into one is not in the next.
	w := parse(t, `{"faults":[{"answer":{"exception":"InternalErrorException"}}]}`)
	call := cognito.Call{Operation: &cognito.Operation{}}
	w.Fault(call, nil).Answer.Message = "changed"
	assert.Equal(t, "Internal server error.", w.Fault(call, nil).Answer.Message)
}

func TestFault_Delay(t *testing.T) {
	for name, tt := range map[string]struct {
		effect  string
		wait    error
		outcome string
		pools   int
	}{
		"alone":                {`"delay":"1.5s"`, nil, "ok", 1},
		"and an answer":        {`"delay":"1.5s","answer":{"exception":"LimitExceededException"}`, nil, "LimitExceededException", 0},
		"and a lost answer":    {`"delay":"1.5s","dropAnswer":true`, nil, "InternalErrorException", 1},
		"that takes too long":  {`"delay":"1.5s"`, context.DeadlineExceeded, "InternalErrorException", 0},
		"with its answer lost": {`"delay":"1.5s","dropAnswer":true`, context.DeadlineExceeded, "InternalErrorException", 0},
	} {
		t.Run(name, func(t *testing.T) {
			var waits []time.Duration
			e := newEndpoint(t, `{"faults":[{"match":{"operation":"CreateUserPool"},`+tt.effect+`}]}`, func(c *endpoint.Config) {
				c.Wait = func(_ context.Context, d time.Duration) error { waits = append(waits, d); return tt.wait }
			})
			assert.Equal(t, tt.outcome, e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p"}`).Outcome)
			assert.Equal(t, "fault 0", e.Last().Refused)
			assert.Equal(t, []time.Duration{1500 * time.Millisecond}, waits)
			assert.NoError(t, e.Last().Cause, "what was asked for is no failure")
			assert.Equal(t, tt.pools, pools(t, e))
		})
	}
}

// TestFault_Timer is of the one that runs where no waiter is injected.
func TestFault_Timer(t *testing.T) {
	server := endpoint.New(endpoint.Config{
		Region: "us-east-1", Account: me, Log: func(context.Context, awsjson.Entry) {},
		World: parse(t, `{"faults":[{"times":1,"delay":"1ms","answer":{"exception":"LimitExceededException"}},{"delay":"25s"}]}`),
	})
	list := endpointtest.Request("ListUserPools", `{"MaxResults":1}`)
	assert.Contains(t, string(server.Serve(t.Context(), list).Body), "LimitExceededException")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Equal(t, 500, server.Serve(ctx, list).Status)
}

// TestFault_DropAnswer: whatever the answer is, it is lost. An SDK repeats the call
// under the same invocation id and gets the pool that is there.
func TestFault_DropAnswer(t *testing.T) {
	lost := func(e *endpointtest.Endpoint, answer endpointtest.Answer) {
		t.Helper()
		assert.Equal(t, "Internal server error.", answer.Object(t)["message"])
		assert.Equal(t, []any{"InternalErrorException", 500, "fault 0"}, []any{answer.Outcome, answer.Status, e.Last().Refused})
	}
	e := newEndpoint(t, `{"faults":[{"times":2,"dropAnswer":true}]}`)
	r := endpointtest.Request("CreateUserPool", `{"PoolName":"p"}`)
	r.Header["amz-sdk-invocation-id"] = "the-same"
	ids := map[string]bool{}
	for range 2 {
		lost(e, e.Send(t, r))
		assert.NoError(t, e.Last().Cause)
		ids[e.Last().PoolID] = true
	}
	for range 2 {
		ids[e.Send(t, r).Object(t)["UserPool"].(endpointtest.Object)["Id"].(string)] = true
		assert.Empty(t, e.Last().Refused)
	}
	assert.Len(t, ids, 1)
	assert.Equal(t, 1, pools(t, e))

	e = newEndpoint(t, `{"faults":[{"dropAnswer":true}]}`, endpointtest.Failing(errors.New("disk is full")))
	lost(e, e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`))
	assert.NoError(t, e.Last().Cause)
	lost(e, e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p"}`))
	require.EqualError(t, e.Last().Cause, "disk is full", "a failure stays in the log")
}

// TestFault_Log: a fault stands in its own request's entry, with what refused after it,
// however many requests are under way, also where the operation panics.
func TestFault_Log(t *testing.T) {
	e := newEndpoint(t, `{"faults":[{"name":"one","match":{"poolName":"one"},"delay":"1s"},`+
		`{"name":"two","match":{"poolName":"two"},"answer":{"exception":"InternalErrorException"}}]}`)
	var wg sync.WaitGroup
	for i := range 60 {
		wg.Go(func() {
			name := []string{"one", "two", "none"}[i%3]
			r := endpointtest.Request("CreateUserPool", `{"PoolName":"`+name+`"}`)
			r.ID = fmt.Sprintf("%s %d", name, i)
			e.Serve(context.Background(), r)
		})
	}
	wg.Wait()
	got := map[string]int{}
	for _, entry := range e.Entries() {
		name, _, _ := strings.Cut(entry.RequestID, " ")
		got[name+": "+entry.Refused]++
	}
	assert.Equal(t, map[string]int{"one: fault one": 20, "two: fault two": 20, "none: ": 20}, got)

	e = newEndpoint(t, `{"faults":[{"name":"slow","delay":"1s","times":2}]}`, endpointtest.Failing(nil))
	e.Ask(t, nobody, "CreateUserPool", `{"PoolName":"p","EmailConfiguration":{"EmailSendingAccount":"DEVELOPER"}}`)
	assert.Equal(t, "fault slow, rule email-source-required", e.Last().Refused)
	for _, want := range []string{"fault slow", ""} {
		assert.Equal(t, "InternalErrorException", e.Ask(t, nobody, "DescribeUserPool", `{"UserPoolId":"us-east-1_Example12"}`).Outcome)
		assert.Equal(t, want, e.Last().Refused)
		assert.ErrorContains(t, e.Last().Cause, "panic")
	}
}

// TestFault_Exceptions holds the list to the real client's: each error type of the SDK,
// and each row of apierror's table, can be named.
func TestFault_Exceptions(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types").Output()
	require.NoError(t, err)
	var codes []string
	source := read(t, filepath.Join(strings.TrimSpace(string(out)), "errors.go"))
	for _, m := range regexp.MustCompile(`(?m)^type (\w+) struct`).FindAllStringSubmatch(source, -1) {
		codes = append(codes, m[1])
	}
	require.Greater(t, len(codes), 50)
	for _, d := range apierror.All() {
		codes = append(codes, string(d.Code))
	}
	for _, code := range codes {
		e := newEndpoint(t, `{"faults":[{"answer":{"exception":"`+code+`"}}]}`)
		answer := e.Ask(t, nobody, "ListUserPools", `{"MaxResults":1}`)
		assert.Equal(t, code, answer.Outcome)
		if code != "InternalErrorException" && code != "InternalServerException" {
			assert.Equal(t, http.StatusBadRequest, answer.Status, code)
		}
	}
}
