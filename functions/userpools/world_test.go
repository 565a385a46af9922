package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBootstrap_World(t *testing.T) {
	const doc = `{
		"chosenPoolIds": true,
		"accounts": {"*": {"smsRoles": [{"role": "*nopublish", "publishes": false}]}},
		"faults": [
			{"match": {"poolName": "full"}, "answer": {"exception": "LimitExceededException"}},
			{"name": "lost", "match": {"poolName": "lost"}, "dropAnswer": true}]
	}`
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), dynamoDB(t, takesEverything), "WORLD="+doc)
	for _, tt := range []struct {
		body, want string
		status     int
		refused    any
	}{
		{`{"PoolName":"full"}`, `"__type":"LimitExceededException"`, 400, "fault 0"},
		{`{"PoolName":"lost"}`, `{"__type":"InternalErrorException","message":"Internal server error."}`, 500, "fault lost"},
		{`{"PoolName":"p","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/nopublish"}}`, `"__type":"InvalidSmsRoleAccessPolicyException"`, 400, "rule sms-role-access"},
		{`{"PoolName":"p","UserPoolTags":{"userpools:pool-id":"Example12"}}`, `"Id":"us-east-1_Example12"`, 200, nil},
	} {
		id, got := runtime.answer(t, event(t, "CreateUserPool", tt.body, true))
		assert.Equal(t, tt.status, got.StatusCode)
		assert.Contains(t, got.Body, tt.want)
		assert.Equal(t, tt.refused, program.line(t, id)["refused"])
	}
	assert.Contains(t, program.stdout.String(), `"message":"WORLD is set","declares":"facts about 1 account, 2 faults, chosen pool ids"`)
}

func TestBootstrap_WrongWorld(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, built(t), dynamoDB(t, func(http.ResponseWriter, *http.Request) {}), `WORLD={"faults":[{"delay":"1h"}]}`)
	assert.Equal(t, 1, program.exit(t).ExitCode())
	assert.Contains(t, program.stderr.String(), "userpools cannot start: WORLD: world document refused: faults[0].delay must be a time as in 250ms or 1.5s; ")
}
