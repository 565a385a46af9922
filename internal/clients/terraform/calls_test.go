package terraform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

var update = flag.Bool("update", false, "rewrite testdata/calls.jsonl from what the provider calls")

// call is one of the provider's that changes something. In its body a pool and an app client
// have their names for ids.
type call struct {
	Pool, Operation string
	Client          string `json:",omitempty"`
	Body            map[string]any
}

var verb = regexp.MustCompile("^(Create|Update|Set|Delete)")

// of is what the call is about, below the pool.
func (c call) of() string {
	kind := verb.ReplaceAllString(c.Operation, "")
	if _, below := readings[kind]; !below {
		return ""
	}
	return c.Client + named(c.Body, "Domain", "Identifier", "GroupName", "ProviderName") + "/" + kind
}

// ranks are when in a pool's life a call comes: calls about what it has are made at once, in no order, but for
// clients, which name the others.
var ranks = map[string]int{"CreateUserPool": 0, "CreateUserPoolClient": 2, "UpdateUserPoolClient": 4, "DeleteUserPool": 6}

func (c call) rank() int {
	rank, fixed := ranks[c.Operation]
	switch {
	case fixed:
		return rank
	case strings.HasPrefix(c.Operation, "Create"):
		return 1
	case strings.HasPrefix(c.Operation, "Delete"):
		return 5
	default:
		return 3
	}
}

func (c call) compare(other call) int {
	return cmp.Or(strings.Compare(c.Pool, other.Pool), cmp.Compare(c.rank(), other.rank()), strings.Compare(c.of(), other.of()))
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
		if reads(r.Operation) || seen[r.InvocationID] {
			continue // a call is one, however often it was tried
		}
		seen[r.InvocationID] = true
		c := call{Operation: r.Operation}
		body := r.Body
		for name, id := range ids {
			body = strings.ReplaceAll(body, id, name)
		}
		require.NoError(t, json.Unmarshal([]byte(body), &c.Body))
		c.Pool, c.Client = named(c.Body, "PoolName", "UserPoolId", "ResourceArn"), named(c.Body, "ClientName", "ClientId")
		calls = append(calls, c)
	}
	slices.SortStableFunc(calls, call.compare)
	var lines bytes.Buffer
	out := json.NewEncoder(&lines)
	out.SetEscapeHTML(false)
	for _, c := range calls {
		require.NoError(t, out.Encode(c))
	}
	return lines.String()
}

// named is the first of the members that a body has, without what is before a slash.
func named(body map[string]any, members ...string) string {
	for _, member := range members {
		if name, ok := body[member].(string); ok {
			return name[strings.LastIndex(name, "/")+1:]
		}
	}
	return ""
}

// reads is whether an operation changes nothing.
func reads(operation string) bool {
	return strings.HasPrefix(operation, "Describe") || strings.HasPrefix(operation, "Get") || strings.HasPrefix(operation, "List")
}

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
	pools, clients, made := map[string]map[string]any{}, map[string]any{"ALL": "ALL"}, map[string]bool{}
	for line := range bytes.Lines(text) {
		var c call
		require.NoError(t, json.Unmarshal(line, &c))
		t.Run(c.Pool+"/"+c.of()+"/"+c.Operation, func(t *testing.T) {
			pool := pools[c.Pool]
			replace(c.Body, "UserPoolId", pool["Id"])
			replace(c.Body, "ResourceArn", pool["Arn"])
			replace(c.Body, "ClientId", clients[c.Client])
			answer := post(t, tap, c.Operation, c.Body)
			switch c.Operation {
			case "CreateUserPool":
				pools[c.Pool] = answer["UserPool"].(map[string]any)
				made[kind+"."+c.Pool] = true
			case "CreateUserPoolClient":
				clients[c.Client] = answer["UserPoolClient"].(map[string]any)["ClientId"]
				c.Body["ClientId"] = clients[c.Client]
				made[clientKind+"."+c.Client] = true
			}
			if !strings.HasPrefix(c.Operation, "Delete") {
				assertKept(t, specified(c), described(t, tap, c, pools[c.Pool]["Id"]))
			}
		})
	}
	for of, named := range resources {
		for name := range named {
			assert.Equal(t, of == kind || of == clientKind, made[of+"."+name], "%s.%s", of, name)
		}
	}
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
		case "UserPoolId", "ResourceArn", "ClientId", "TagKeys", "GenerateSecret", "ImageFile":
		case "ProviderDetails":
			delete(value.(map[string]any), "private_key")
			out[member] = value
		default:
			out[member] = value
		}
	}
	return out
}

// readings are how the provider reads what a call was about: the operation, the member of its answer and, besides the
// pool, those that name it.
var readings = map[string]struct {
	operation, member string
	names             []string
}{
	"UserPoolClient":    {"DescribeUserPoolClient", "UserPoolClient", []string{"ClientId"}},
	"UserPoolDomain":    {"DescribeUserPoolDomain", "DomainDescription", []string{"Domain"}},
	"ResourceServer":    {"DescribeResourceServer", "ResourceServer", []string{"Identifier"}},
	"Group":             {"GetGroup", "Group", []string{"GroupName"}},
	"IdentityProvider":  {"DescribeIdentityProvider", "IdentityProvider", []string{"ProviderName"}},
	"UICustomization":   {"GetUICustomization", "UICustomization", []string{"ClientId"}},
	"RiskConfiguration": {"DescribeRiskConfiguration", "RiskConfiguration", []string{"ClientId"}},
}

// described is what the provider reads after a call. Of a pool, it is both answers, as one.
func described(t *testing.T, tap *wiretap.Tap, c call, pool any) map[string]any {
	t.Helper()
	request := map[string]any{"UserPoolId": pool}
	if reading, found := readings[verb.ReplaceAllString(c.Operation, "")]; found {
		for _, name := range reading.names {
			request[name] = c.Body[name]
		}
		return post(t, tap, reading.operation, request)[reading.member].(map[string]any)
	}
	out := post(t, tap, "GetUserPoolMfaConfig", request)
	maps.Copy(out, post(t, tap, "DescribeUserPool", request)["UserPool"].(map[string]any))
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
