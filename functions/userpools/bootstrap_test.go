package main

import (
	"encoding/json"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
)

const internalError = `{"__type":"InternalErrorException","message":"Internal server error."}`

func TestBootstrap_BothShapes(t *testing.T) {
	f := start(t)
	create := et.Request("CreateUserPool", `{"PoolName":"Canary"}`)
	for _, payload := range []string{event(t, create), event(t, create, fromSAM)} {
		got, line := f.ask(t, payload)
		assert.Equal(t, 200, got.StatusCode, got.Body)
		assert.False(t, got.IsBase64Encoded)
		var made struct {
			UserPool struct{ Id, Arn, Name string }
		}
		require.NoError(t, json.Unmarshal([]byte(got.Body), &made))
		assert.Equal(t, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/"+made.UserPool.Id, made.UserPool.Arn)

		assert.Equal(t, "CreateUserPool", line["operation"])
		assert.Equal(t, made.UserPool.Id, line["poolId"])
		assert.InDelta(t, 1, line["storeCalls"], 0)
		assert.Contains(t, line, "_aws", "metrics come with the line")
		assert.Contains(t, line, "timestamp", "what Lambda calls it")
	}
	assert.NotContains(t, f.stdout.String(), "Canary")
	assert.Contains(t, f.stdout.String(), "AUTH=none: whoever knows the address may do everything")
	assert.Empty(t, f.stderr.String())
}

func TestBootstrap_Panic(t *testing.T) {
	f := run(t, os.Args[0], standIn+"=panicking")
	for range 2 {
		got, line := f.ask(t, event(t, et.Request("CreateUserPool", `{"PoolName":"p"}`)))
		assert.Equal(t, 500, got.StatusCode)
		assert.JSONEq(t, internalError, got.Body)
		assert.Equal(t, "ERROR", line["level"])
		assert.Contains(t, line["cause"], "panic: oh")
		assert.Contains(t, line["cause"], "function_test.go", "with the stack")
	}
}

// TestBootstrap_Stack: what is between Lambda's loop and the store is short and straight.
func TestBootstrap_Stack(t *testing.T) {
	f := run(t, os.Args[0], standIn+"=stacking")
	_, line := f.ask(t, event(t, et.Request("CreateUserPool", `{"PoolName":"p"}`)))
	et.AssertStack(t, "testdata/stack.txt", line["cause"].(string), *update)
}

func TestBootstrap_SlowStore(t *testing.T) {
	f := start(t, serving(t, "DYNAMODB", hangs))
	const timeout = 2 * time.Second
	begun := time.Now()
	id, got := f.answer(t, event(t, et.Request("CreateUserPool", `{"PoolName":"p"}`)), timeout)
	assert.WithinRange(t, time.Now(), begun.Add(timeout-600*time.Millisecond), begun.Add(timeout-100*time.Millisecond))
	assert.Equal(t, 500, got.StatusCode)
	assert.JSONEq(t, internalError, got.Body)
	assert.Contains(t, f.line(t, id)["cause"], "deadline exceeded")
}

func TestBootstrap_CannotStart(t *testing.T) {
	for env, want := range map[string]string{
		"AUTH= TABLE_NAME= QUOTA=x":         `wrong configuration: AUTH is not set: it must be none or sigv4; TABLE_NAME is not set; QUOTA is "x": it must be a number from 0`,
		`WORLD={"faults":[{"delay":"1h"}]}`: `WORLD: world document refused: faults[0].delay must be a time as in 250ms or 1.5s; faults[0].delay must be more than 0 and at most 25s`,
	} {
		f := start(t, strings.Fields(env)...)
		assert.Equal(t, 1, f.exit())
		assert.Equal(t, "userpools cannot start: "+want+"\n", f.stderr.String())
	}
}

func TestBootstrap_SIGTERM(t *testing.T) {
	f := start(t)
	<-f.polled
	begun := time.Now()
	require.NoError(t, f.Process.Signal(syscall.SIGTERM))
	f.exit()
	assert.Less(t, time.Since(begun), 300*time.Millisecond, "Lambda gives 500 ms")
}

func TestBootstrap_Refusals(t *testing.T) {
	f := start(t, `WORLD={
		"chosenPoolIds": true,
		"accounts": {"*": {"smsRoles": [{"role": "*nopublish", "publishes": false}]}},
		"faults": [
			{"match": {"poolName": "full"}, "answer": {"exception": "LimitExceededException"}},
			{"name": "lost", "match": {"poolName": "lost"}, "dropAnswer": true}]
	}`)
	create := func(body string) string { return event(t, et.Request("CreateUserPool", body)) }
	for name, tt := range map[string]struct {
		event, want string
		status      int
		refused     any
	}{
		"a broken constraint": {create(`{}`), `{"__type":"InvalidParameterException","message":"1 validation error detected: Value null at 'poolName' failed to satisfy constraint: Member must not be null"}`, 400, "constraint poolName"},
		"no such operation":   {event(t, et.Request("NoSuchOperation", `{}`)), `{"__type":"UnknownOperationException"}`, 400, "target"},
		"no such pool":        {event(t, et.Request("DescribeUserPool", `{"UserPoolId":"us-east-1_AbCdEf012"}`), fromSAM), `{"__type":"ResourceNotFoundException","message":"User pool us-east-1_AbCdEf012 does not exist."}`, 400, nil},
		"what is no event":    {`["\ud800"`, `{"code":"BadRequest","message":"The server did not understand the operation that was requested.","type":"client"}`, 404, "route"},
		"a fault":             {create(`{"PoolName":"full"}`), `"__type":"LimitExceededException"`, 400, "fault 0"},
		"a lost answer":       {create(`{"PoolName":"lost"}`), internalError, 500, "fault lost"},
		"a declared role":     {create(`{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/nopublish"}}`), `"__type":"InvalidSmsRoleAccessPolicyException"`, 400, "rule sms-role-access"},
		"a chosen id":         {create(`{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"Example12"}}`), `"Id":"us-east-1_Example12"`, 200, nil},
	} {
		got, line := f.ask(t, tt.event)
		assert.Equal(t, tt.status, got.StatusCode, name)
		assert.Contains(t, got.Body, tt.want, name)
		assert.Equal(t, tt.refused, line["refused"], name)
	}
	assert.Contains(t, f.stdout.String(), `"message":"WORLD is set","declares":"facts about 1 account, 2 faults, chosen pool ids"`)
}
