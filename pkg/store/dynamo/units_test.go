package dynamo

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
)

// special are calls that take more than the operation usually does, in an order in which each finds what it is about: <pool>
// and <client> were made last.
var special = []struct{ title, operation, body string }{
	{"CreateUserPool", "CreateUserPool", `{"PoolName":"p"}`},
	{"CreateUserPoolClient, the first of a pool", "CreateUserPoolClient", `{"UserPoolId":"<pool>","ClientName":"c"}`},
	{"CreateUserPoolClient where they are counted", "CreateUserPoolClient", `{"UserPoolId":"<pool>","ClientName":"c"}`},
	{"CreateResourceServer where they are counted", "CreateResourceServer", `{"UserPoolId":"<pool>","Identifier":"s","Name":"n","Scopes":[{"ScopeName":"r","ScopeDescription":"d"}]}`},
	{"UpdateUserPoolClient that names a scope", "UpdateUserPoolClient", `{"UserPoolId":"<pool>","ClientId":"<client>",
		"AllowedOAuthFlows":["implicit"],"AllowedOAuthScopes":["s/r"],"AllowedOAuthFlowsUserPoolClient":true,"CallbackURLs":["https://example.com"]}`},
	{"DeleteResourceServer", "DeleteResourceServer", `{"UserPoolId":"<pool>","Identifier":"s"}`},
	{"UpdateUserPoolClient with another rotation", "UpdateUserPoolClient", `{"UserPoolId":"<pool>","ClientId":"<client>","RefreshTokenRotation":{"Feature":"ENABLED"}}`},
	{"DeleteUserPoolClient with rotation", "DeleteUserPoolClient", `{"UserPoolId":"<pool>","ClientId":"<client>"}`},
	{"DeleteUserPool with a client", "DeleteUserPool", `{"UserPoolId":"<pool>"}`},
}

// TestOperations_Units holds the table in docs/deploy.md to what operations take of a table, with pools and clients of
// less than a kilobyte. With -update it writes it.
func TestOperations_Units(t *testing.T) {
	client, name := local(t)
	m := meter{client: client}
	e := et.New(t, et.Store(newStore(&spy{client, m.around}, name)))
	rows := map[string]string{}
	call := func(title, operation, body string) et.Object {
		m = meter{client: client}
		answer := e.Must(t, et.Key{}, operation, body)
		row := fmt.Sprintf("| %s | %d | %.0f | %.0f |\n", title, len(m.actions), m.writes, m.reads)
		if !strings.Contains(rows[operation], row) {
			rows[operation] += row
		}
		return answer
	}
	ids := e.Furnished(t, et.Key{})
	for _, c := range et.OneEach {
		call(c.Operation, c.Operation, ids(c.Body))
	}
	var pool, made string
	for _, c := range special {
		answer := call(c.title, c.operation, strings.NewReplacer("<pool>", pool, "<client>", made).Replace(c.body))
		pool = idIn(answer, "UserPool", "Id", pool)
		made = idIn(answer, "UserPoolClient", "ClientId", made)
	}
	table := "| | requests | write units | read units |\n|---|---|---|---|\n"
	for _, op := range cognito.Operations() {
		table += rows[op.Name]
	}
	const page = "../../../docs/deploy.md"
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	before, rest, _ := strings.Cut(string(text), "<!-- units -->\n\n")
	was, after, found := strings.Cut(rest, "\n<!-- end -->")
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(before+"<!-- units -->\n\n"+table+"\n<!-- end -->"+after), 0o600))
		return
	}
	assert.Equal(t, was, table)
}

// idIn is an id that an answer has, or the one that is known.
func idIn(answer et.Object, structure, member, known string) string {
	made, _ := answer[structure].(et.Object)
	if id, has := made[member].(string); has {
		return id
	}
	return known
}
