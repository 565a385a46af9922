package world_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/request"
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
	h.Authenticate = func(context.Context, *request.Request) (awsjson.Caller, error) {
		return awsjson.Caller{Account: me, Authorize: func(context.Context, *awsjson.Call) error { return apierror.New(apierror.AccessDenied, "no") }}, nil
	}
	outcome, _ := h.call(t, "CreateUserPool", `{"PoolName":"p"}`)
	assert.Equal(t, "AccessDeniedException", outcome)
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
				if f := w.Fault(cognito.Call{Operation: &cognito.Operation{}}, nil); f != nil {
					applied[f.Name[0]-'0'].Add(1)
				}
			}
		})
	}
	close(begin)
	wg.Wait()
	assert.Equal(t, []int64{times, 7}, []int64{applied[0].Load(), applied[1].Load()})
}
