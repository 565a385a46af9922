package clients_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// each runs a test for every client, all at once.
func each(t *testing.T, test func(t *testing.T, c *clients.Client)) {
	t.Helper()
	for _, c := range clients.All() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			test(t, c)
		})
	}
}

const poolID = `^us-east-1_[0-9A-Za-z]{9}$`

func TestEveryClientMakesAPoolWithMostSettings(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		tap := wiretap.New(t)
		assert.Regexp(t, poolID, c.Run(t, tap.URL, "create", "a pool").Line())
		assert.Equal(t, []string{"CreateUserPool"}, tap.Operations())
	})
}

func TestEveryClientCatchesARefusalByItsType(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		tap := wiretap.New(t)
		const sentence = ": Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
		want := "refused"
		if c == clients.CLI {
			want = "refused with status 255" // the command line has no types
		}
		assert.Equal(t, want+sentence, c.Run(t, tap.URL, "refused").Line())
	})
}

func TestEveryClientCatchesAMissingPoolByItsType(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		r := c.Try(t, wiretap.New(t).URL, nil, "describe", "us-east-1_000000000")
		assert.NotZero(t, r.Status)
		want := "no such pool: User pool us-east-1_000000000 does not exist."
		if c == clients.CLI {
			want = "(ResourceNotFoundException) when calling the DescribeUserPool operation: User pool us-east-1_000000000 does not exist."
		}
		assert.Contains(t, r.Stderr, want)
	})
}

func TestEveryPaginatorFindsEachPoolOnce(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		tap := wiretap.New(t)
		var want []string
		for _, name := range []string{"one", "two", "drei", "vier", "five"} {
			want = append(want, newPool(t, tap, name)+" "+name)
		}
		tap.Forget()
		assert.ElementsMatch(t, want, strings.Split(c.Run(t, tap.URL, "list").Line(), "\n"))
		assert.Equal(t, []string{"ListUserPools", "ListUserPools", "ListUserPools"}, tap.Operations(), "pages of two")
	})
}

func TestEveryPaginatorTakesNoPoolsForNone(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		assert.Empty(t, c.Run(t, wiretap.New(t).URL, "list").Line())
	})
}

// Python and the CLI are the machine's own, except where the variable chooses.
func TestEveryClientHasItsPinnedVersion(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		if (c == clients.Python || c == clients.CLI) && os.Getenv("USERPOOLS_PYTHON") == "" {
			t.Skip("USERPOOLS_PYTHON chooses no Python: its clients are of any version")
		}
		tap := wiretap.New(t)
		c.Run(t, tap.URL, "list")
		require.NotEmpty(t, tap.Requests())
		assert.Contains(t, tap.Requests()[0].UserAgent, c.Product)
	})
}

func TestClients_SayNothingBesides(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client) {
		r := c.Try(t, wiretap.New(t).URL, []string{"NODE_NO_WARNINGS=1"}, "create", "a pool") // Node's are about its own age
		assert.Zero(t, r.Status)
		assert.Empty(t, r.Stderr)
	})
}
