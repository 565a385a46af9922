package terraform

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

var update = flag.Bool("update", false, "rewrite testdata/calls.jsonl from what the provider calls")

// call is one of the provider's that changes something. In its body the pool has its
// name for an id.
type call struct {
	Pool, Operation string
	Body            map[string]any
}

// golden are the calls that the real provider made for the pools of the table, so that
// a machine without Terraform has them too.
var golden = filepath.Join("testdata", "calls.jsonl")

// recorded are the calls that a tap has seen, by pool and for each in their order, a
// line each.
func recorded(t *testing.T, tap *wiretap.Tap, ids map[string]string) string {
	t.Helper()
	var calls []call
	seen := map[string]bool{}
	for _, r := range tap.Requests() {
		if slices.Contains(reads, r.Operation) || seen[r.InvocationID] {
			continue // a call is one, however often it was tried
		}
		seen[r.InvocationID] = true
		c := call{Operation: r.Operation}
		require.NoError(t, json.Unmarshal([]byte(r.Body), &c.Body))
		c.Pool, _ = c.Body["PoolName"].(string)
		for name, id := range ids {
			if strings.Contains(r.Body, id) {
				c.Pool = name
				require.NoError(t, json.Unmarshal([]byte(strings.ReplaceAll(r.Body, id, name)), &c.Body))
			}
		}
		calls = append(calls, c)
	}
	slices.SortStableFunc(calls, func(a, b call) int { return strings.Compare(a.Pool, b.Pool) })
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	out.SetEscapeHTML(false)
	for _, c := range calls {
		require.NoError(t, out.Encode(c))
	}
	return lines.String()
}

// reads change nothing. The last is the test's own.
var reads = []string{"DescribeUserPool", "GetUserPoolMfaConfig", "ListUserPools"}

// assertCalls holds the golden calls to those of the provider that runs here, if it is
// the one that made them.
func assertCalls(t *testing.T, versions, calls string) {
	t.Helper()
	if !strings.Contains(versions, "hashicorp/aws v5.100.0") {
		t.Skip("the calls are those of provider 5.100.0, and here runs " + versions)
	}
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(calls), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), calls)
}

// TestCalls_Replayed makes the provider's calls without the provider. Whatever
// one of them says is read afterwards, which is what keeps a plan empty.
func TestCalls_Replayed(t *testing.T) {
	tap := wiretap.New(t)
	text, err := os.ReadFile(golden)
	require.NoError(t, err)
	made := map[string]map[string]any{}
	for line := range bytes.Lines(text) {
		var c call
		require.NoError(t, json.Unmarshal(line, &c))
		t.Run(c.Pool+"/"+c.Operation, func(t *testing.T) {
			if pool := made[c.Pool]; pool != nil {
				replace(c.Body, "UserPoolId", pool["Id"])
				replace(c.Body, "ResourceArn", pool["Arn"])
			}
			answer := post(t, tap, c.Operation, c.Body)
			if c.Operation == "CreateUserPool" {
				made[c.Pool] = answer["UserPool"].(map[string]any)
			}
			if c.Operation != "DeleteUserPool" {
				assertKept(t, specified(c), described(t, tap, made[c.Pool]["Id"]))
			}
		})
	}
	assert.ElementsMatch(t, all(), slices.Collect(maps.Keys(made)), "the pools that have calls")
}

func replace(body map[string]any, member string, value any) {
	if _, there := body[member]; there {
		body[member] = value
	}
}

// specified is what a call specifies of a pool, under the names that a read has for it.
func specified(c call) map[string]any {
	out := map[string]any{}
	for member, value := range c.Body {
		switch member {
		case "PoolName":
			out["Name"] = value
		case "Schema", "CustomAttributes":
			out["SchemaAttributes"] = value
		case "Tags":
			out["UserPoolTags"] = value
		case "UserPoolId", "ResourceArn", "TagKeys":
		default:
			out[member] = value
		}
	}
	return out
}

// described is what the provider reads: both answers, as one.
func described(t *testing.T, tap *wiretap.Tap, id any) map[string]any {
	t.Helper()
	out := post(t, tap, "GetUserPoolMfaConfig", map[string]any{"UserPoolId": id})
	for member, value := range post(t, tap, "DescribeUserPool", map[string]any{"UserPoolId": id})["UserPool"].(map[string]any) {
		out[member] = value
	}
	return out
}

// assertKept holds that what was specified is in what was read. What is zero may be absent, and a schema has more
// attributes, in its own order.
func assertKept(t *testing.T, specified, read map[string]any) {
	t.Helper()
	wrote, got := map[string]string{}, map[string]string{}
	for flat, pool := range map[*map[string]string]map[string]any{&wrote: specified, &got: read} {
		pool = maps.Clone(pool)
		attributes := map[string]any{}
		schema, _ := pool["SchemaAttributes"].([]any)
		for _, a := range schema {
			name := a.(map[string]any)["Name"].(string)
			attributes[name[strings.LastIndex(name, ":")+1:]] = a
			delete(a.(map[string]any), "Name")
		}
		pool["SchemaAttributes"] = attributes
		flatten(*flat, "", pool)
	}
	for path, value := range wrote {
		if _, there := got[path]; there || value != "false" && value != "0" {
			assert.Equal(t, value, got[path], path)
		}
	}
}

// post calls an operation and requires that it succeeds.
func post(t *testing.T, tap *wiretap.Tap, operation string, body map[string]any) (answer map[string]any) {
	t.Helper()
	if text := clients.Call(t, tap.URL, operation, body); len(text) > 0 {
		require.NoError(t, json.Unmarshal(text, &answer))
	}
	return answer
}
