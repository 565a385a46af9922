package dynamo

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
	"userpools/pkg/store/storetest"
)

// units are operations in an order in which each finds what it is about, and what they take: requests, and units of writing
// and of reading. POOL, CLIENT and SECRET are those that were made last.
var units = []struct {
	name, operation, body   string
	requests, writes, reads int
}{
	{"CreateUserPool", "", `{"PoolName":"p"}`, 1, 2, 0},
	{"DescribeUserPool", "", `{"UserPoolId":"POOL"}`, 1, 0, 1},
	{"UpdateUserPool and all that changes a pool", "UpdateUserPool", `{"UserPoolId":"POOL"}`, 2, 2, 1},
	{"DeleteUserPool", "", `{"UserPoolId":"POOL"}`, 1, 2, 0},
	{"", "CreateUserPool", `{"PoolName":"p"}`, 1, 2, 0},
	{"CreateUserPoolClient, the first of a pool", "CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c"}`, 2, 4, 1},
	{"CreateUserPoolClient where they are counted", "CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c"}`, 3, 2, 2},
	{"CreateUserPoolClient", "", `{"UserPoolId":"POOL","ClientName":"c","GenerateSecret":true}`, 2, 2, 1},
	{"DescribeUserPoolClient", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 2, 0, 2},
	{"UpdateUserPoolClient", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 3, 2, 2},
	{"ListUserPoolClients", "", `{"UserPoolId":"POOL"}`, 2, 0, 2},
	{"AddUserPoolClientSecret", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 3, 2, 2},
	{"ListUserPoolClientSecrets", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 2, 0, 2},
	{"DeleteUserPoolClientSecret", "", `{"UserPoolId":"POOL","ClientId":"CLIENT","ClientSecretId":"SECRET"}`, 3, 2, 2},
	{"SetUserPoolClientSessionConfiguration", "", `{"UserPoolId":"POOL","ClientId":"CLIENT","SSOSession":{"MaxValidityMinutes":60}}`, 3, 2, 2},
	{"GetUserPoolClientSessionConfiguration", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 2, 0, 2},
	{"UpdateUserPoolClient with another rotation", "UpdateUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT",
		"RefreshTokenRotation":{"Feature":"ENABLED","RetryGracePeriodSeconds":10},"ExplicitAuthFlows":["ALLOW_USER_SRP_AUTH"]}`, 3, 4, 2},
	{"CreateUserPoolDomain", "", `{"UserPoolId":"POOL","Domain":"mine"}`, 2, 4, 1},
	{"DescribeUserPoolDomain", "", `{"Domain":"mine"}`, 1, 0, 1},
	{"UpdateUserPoolDomain", "", `{"UserPoolId":"POOL","Domain":"mine","ManagedLoginVersion":2}`, 3, 2, 2},
	{"DeleteUserPoolDomain", "", `{"UserPoolId":"POOL","Domain":"mine"}`, 3, 4, 2},
	{"DeleteUserPoolClient with rotation", "DeleteUserPoolClient", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 3, 4, 2},
	{"", "CreateUserPoolClient", `{"UserPoolId":"POOL","ClientName":"c"}`, 2, 2, 1},
	{"DeleteUserPoolClient", "", `{"UserPoolId":"POOL","ClientId":"CLIENT"}`, 3, 2, 2},
	{"DeleteUserPool with two clients", "DeleteUserPool", `{"UserPoolId":"POOL"}`, 5, 8, 2},
}

// TestOperations_Units holds docs/deploy.md to what operations take of a table, with pools and clients of less than a kilobyte.
func TestOperations_Units(t *testing.T) {
	page, err := os.ReadFile("../../../docs/deploy.md")
	require.NoError(t, err)
	client, table := local(t)
	m := meter{client: client}
	s := &cognito.Service{Region: storetest.Here.Region, Store: newStore(&spy{client, m.around}, table), Now: time.Now, Random: rand.Reader}
	ids := map[string]string{}
	for _, c := range units {
		m = meter{client: client}
		operation := c.operation
		if operation == "" {
			operation = c.name
		}
		operate(t, s, operation, c.body, ids)
		t.Log(c.name, m.actions, m.writes, m.reads)
		assert.Len(t, m.actions, c.requests, c.name)
		assert.InDelta(t, c.writes, m.writes, 0, c.name)
		assert.InDelta(t, c.reads, m.reads, 0.5, c.name)
		if c.name != "" {
			assert.Contains(t, string(page), fmt.Sprintf("| %s | %d | %d | %d |", c.name, c.requests, c.writes, c.reads))
		}
	}
}

// operate makes a call, and keeps the ids that its answer has.
func operate(t *testing.T, s *cognito.Service, operation, body string, ids map[string]string) {
	t.Helper()
	for name, id := range ids {
		body = strings.ReplaceAll(body, `"`+name+`"`, `"`+id+`"`)
	}
	for _, op := range cognito.Operations() {
		if op.Name != operation {
			continue
		}
		in, err := shape.Decode([]byte(body), op.Input)
		require.NoError(t, err)
		out, err := op.Run(t.Context(), s, cognito.Call{Operation: &op, Account: storetest.Here.Account}, &in)
		require.NoError(t, err, operation)
		text, err := json.Marshal(out)
		require.NoError(t, err)
		var answer struct {
			UserPool       struct{ Id string }
			UserPoolClient struct{ ClientId string }

			ClientSecretDescriptor struct{ ClientSecretId string }
		}
		require.NoError(t, json.Unmarshal(text, &answer))
		for name, id := range map[string]string{
			"POOL": answer.UserPool.Id, "CLIENT": answer.UserPoolClient.ClientId, "SECRET": answer.ClientSecretDescriptor.ClientSecretId,
		} {
			if id != "" {
				ids[name] = id
			}
		}
		return
	}
	t.Fatal("no operation " + operation)
}
