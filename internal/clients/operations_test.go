package clients_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/cognito"
)

// life is the calls of a pool's life cycle, with every operation among them.
var life = []scripted{
	{"CreateUserPool", object{"PoolName": "a life", "Policies": object{"PasswordPolicy": object{"MinimumLength": 10}}}},
	{"DescribeUserPool", object{"UserPoolId": "ID"}},
	{"TagResource", object{"ResourceArn": "ARN", "Tags": object{"team": "identity", "stage": "test"}}},
	{"UntagResource", object{"ResourceArn": "ARN", "TagKeys": []string{"stage"}}},
	{"ListTagsForResource", object{"ResourceArn": "ARN"}},
	{"SetUserPoolMfaConfig", object{
		"UserPoolId": "ID", "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": object{"Enabled": true},
	}},
	{"GetUserPoolMfaConfig", object{"UserPoolId": "ID"}},
	{"AddCustomAttributes", object{"UserPoolId": "ID", "CustomAttributes": []object{{"Name": "seats", "AttributeDataType": "Number"}}}},
	{"UpdateUserPool", object{"UserPoolId": "ID", "AutoVerifiedAttributes": []string{"email"}, "DeletionProtection": "INACTIVE"}},
	{"DescribeUserPool", object{"UserPoolId": "ID"}},
	{"ListUserPools", object{"MaxResults": 60}},
	{"CreateUserPoolDomain", object{"UserPoolId": "ID", "Domain": "a-life", "ManagedLoginVersion": 2}},
	{"DescribeUserPoolDomain", object{"Domain": "a-life"}},
	{"UpdateUserPoolDomain", object{"UserPoolId": "ID", "Domain": "a-life", "ManagedLoginVersion": 1}},
	{"DeleteUserPoolDomain", object{"UserPoolId": "ID", "Domain": "a-life"}},
	{"DeleteUserPool", object{"UserPoolId": "ID"}},
}

func TestOperations_All(t *testing.T) {
	called := map[string]bool{}
	for _, call := range life {
		called[call.Operation] = true
	}
	for _, op := range cognito.Operations() {
		assert.True(t, called[op.Name], op.Name)
	}
}

// TestOperations_Answers: every scripted client reads of every operation what is on the wire.
func TestOperations_Answers(t *testing.T) {
	want := onTheWireAll(t, wiretap.New(t))
	for name, run := range map[string]func(*testing.T, *wiretap.Tap) []any{
		"python":     func(t *testing.T, tap *wiretap.Tap) []any { return interpreted(t, clients.Python, tap) },
		"javascript": func(t *testing.T, tap *wiretap.Tap) []any { return interpreted(t, clients.JavaScript, tap) },
		"cli":        inTheShell,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, wiretap.New(t))
			require.Len(t, got, len(life))
			for i, call := range life {
				assert.Equal(t, essential(t, want[i]), essential(t, got[i]), call.Operation)
			}
		})
	}
}

func interpreted(t *testing.T, c *clients.Client, tap *wiretap.Tap) (answers []any) {
	t.Helper()
	for _, r := range runScript(t, c, tap.URL, life) {
		require.Empty(t, r.Message)
		answers = append(answers, r.Answer)
	}
	return answers
}

func inTheShell(t *testing.T, tap *wiretap.Tap) []any {
	t.Helper()
	var args []string
	for _, call := range life {
		args = append(args, kebab(call.Operation), encoded(t, call.Input))
	}
	r := clients.CLI.Script(t, tap.URL, nil, inShell, args...)
	require.Zero(t, r.Status, r.Stderr)
	var all []any
	for line := range strings.Lines(r.Stdout) {
		all = append(all, parsed(t, line))
	}
	return all
}

// onTheWireAll makes the calls without any client.
func onTheWireAll(t *testing.T, tap *wiretap.Tap) []any {
	t.Helper()
	var all []any
	var id, arn string
	for _, call := range life {
		input := strings.NewReplacer(`"ID"`, `"`+id+`"`, `"ARN"`, `"`+arn+`"`).Replace(encoded(t, call.Input))
		body := string(clients.Call(t, tap.URL, call.Operation, json.RawMessage(input)))
		if call.Operation == "CreateUserPool" {
			var answer struct{ UserPool struct{ Id, Arn string } }
			require.NoError(t, json.Unmarshal([]byte(body), &answer))
			id, arn = answer.UserPool.Id, answer.UserPool.Arn
		}
		all = append(all, parsed(t, body))
	}
	return all
}

// parsed takes no output for an empty answer: the CLI prints none.
func parsed(t *testing.T, text string) any {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		return object{}
	}
	var v any
	require.NoError(t, json.Unmarshal([]byte(text), &v), text)
	return v
}

var ids = regexp.MustCompile(`us-east-1_\w{9}`)

// essential is an answer without what differs from one pool to the next, and
// without the members that some of the clients are too old for.
func essential(t *testing.T, answer any) any {
	t.Helper()
	v := plain(t, "", answer).(object)
	if pool, ok := v["userpool"].(object); ok {
		v["userpool"] = dateless(without(pool, newer))
	}
	if pools, ok := v["userpools"].([]any); ok {
		for i := range pools {
			pools[i] = dateless(pools[i].(object))
		}
	}
	return parsed(t, ids.ReplaceAllString(encoded(t, v), "ID"))
}

// dateless says of a date only that it is there.
func dateless(pool object) object {
	for _, date := range []string{"creationdate", "lastmodifieddate"} {
		if _, ok := pool[date].(int64); ok {
			pool[date] = "a date"
		}
	}
	return pool
}

var capital = regexp.MustCompile(`[A-Z]`)

func kebab(operation string) string {
	return strings.TrimPrefix(capital.ReplaceAllStringFunc(operation, func(c string) string {
		return fmt.Sprintf("-%s", strings.ToLower(c))
	}), "-")
}
