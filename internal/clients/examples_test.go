package clients_test

import (
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// each runs a test for every client, all at once.
func each(t *testing.T, test func(t *testing.T, c *clients.Client, tap *wiretap.Tap)) {
	t.Helper()
	for _, c := range clients.All() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			test(t, c, wiretap.New(t))
		})
	}
}

const poolID = `^us-east-1_[0-9A-Za-z]{9}$`

// TestClients_Create: a pool with most settings in one call, of which a client has nothing else to say.
func TestClients_Create(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		r := c.Try(t, tap.URL, []string{"NODE_NO_WARNINGS=1"}, "create", "a pool") // Node's are about its own age
		assert.Zero(t, r.Status)
		assert.Regexp(t, poolID, r.Line())
		assert.Empty(t, r.Stderr)
		assert.Equal(t, []string{"CreateUserPool"}, tap.Operations())
	})
}

// TestClients_Refusal: each catches a refusal, and a pool that is not there, by the exception's type. The CLI has no types.
func TestClients_Refusal(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		refused, missing := "refused", "no such pool"
		if c == clients.CLI {
			refused = "refused with status 255"
			missing = "(ResourceNotFoundException) when calling the DescribeUserPool operation"
		}
		assert.Equal(t, refused+": Only one of the aliasAttributes or usernameAttributes can be set in a User pool.", c.Run(t, tap.URL, "refused").Line())
		r := c.Try(t, tap.URL, nil, "describe", "us-east-1_000000000")
		assert.NotZero(t, r.Status)
		assert.Contains(t, r.Stderr, missing+": User pool us-east-1_000000000 does not exist.")
	})
}

// TestClients_Client: a pool gets an app client and a domain, and has them.
func TestClients_Client(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		id := newPool(t, tap, "a pool")
		tap.Forget()
		made := strings.Fields(c.Run(t, tap.URL, "client", id).Line())
		require.Len(t, made, 3)
		domain := "web-" + strings.ToLower(strings.TrimPrefix(id, "us-east-1_"))
		assert.Equal(t, []string{domain, "ACTIVE"}, made[1:])
		assert.Equal(t, []string{"CreateUserPoolClient", "CreateUserPoolDomain", "DescribeUserPoolDomain"}, tap.Operations())
		out, err := sdk(tap).DescribeUserPoolClient(t.Context(), &cognitoidentityprovider.DescribeUserPoolClientInput{UserPoolId: &id, ClientId: &made[0]})
		require.NoError(t, err)
		assert.NotEmpty(t, out.UserPoolClient.ClientSecret)
		assert.Equal(t, []string{"email", "openid"}, out.UserPoolClient.AllowedOAuthScopes)
		pool, err := sdk(tap).DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: &id})
		require.NoError(t, err)
		assert.Equal(t, &domain, pool.UserPool.Domain)
	})
}

// TestClients_List: a paginator takes no pools for none and finds each pool once, in pages of two.
func TestClients_List(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		assert.Empty(t, c.Run(t, tap.URL, "list").Line())
		var want []string
		for _, name := range []string{"one", "two", "drei", "vier", "five"} {
			want = append(want, newPool(t, tap, name)+" "+name)
		}
		tap.Forget()
		assert.ElementsMatch(t, want, strings.Split(c.Run(t, tap.URL, "list").Line(), "\n"))
		assert.Equal(t, []string{"ListUserPools", "ListUserPools", "ListUserPools"}, tap.Operations())
	})
}

// pinned skips a test where a client is the machine's own, of any version.
func pinned(t *testing.T, client string) {
	t.Helper()
	if (client == clients.Python.Name || client == clients.CLI.Name) && os.Getenv("USERPOOLS_PYTHON") == "" {
		t.Skip("USERPOOLS_PYTHON chooses no Python: its clients are of any version")
	}
}

// TestClients_Version: Python and the CLI are the machine's own, except where the variable chooses.
func TestClients_Version(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		pinned(t, c.Name)
		c.Run(t, tap.URL, "list")
		require.NotEmpty(t, tap.Requests())
		assert.Contains(t, tap.Requests()[0].UserAgent, c.Product)
	})
}
