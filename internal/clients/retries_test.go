package clients_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/apierror"
)

var throttled = apierror.New(apierror.TooManyRequests, "Rate exceeded")

// attempts are how often a client tries when TooManyRequestsException never ends,
// counted at the endpoint.
var attempts = []struct {
	client *clients.Client
	mode   string // AWS_RETRY_MODE; empty is the client's own
	want   int
}{
	{clients.Python, "", 3},       // its own is standard since botocore 1.44
	{clients.Python, "legacy", 1}, // which does not take this exception for throttling
	{clients.Python, "standard", 3},
	{clients.CLI, "", 1}, // its own is legacy still
	{clients.CLI, "standard", 3},
	{clients.Go, "", 3},
	{clients.JavaScript, "", 3},
	{clients.Java, "", 4},
	{clients.Java, "standard", 3},
	{clients.Kotlin, "", 3},
}

// TestClients_Throttled: a client tries as often as it does with AWS, and gets over a throttling that is shorter.
func TestClients_Throttled(t *testing.T) {
	for _, tt := range attempts {
		t.Run(tt.client.Name+" "+tt.mode, func(t *testing.T) {
			t.Parallel()
			var mode []string
			if tt.mode != "" {
				mode = []string{"AWS_RETRY_MODE=" + tt.mode}
			}
			tap := wiretap.New(t)
			tap.Refuse("ListUserPools", -1, throttled)
			r := tt.client.Try(t, tap.URL, mode, "list")
			assert.NotZero(t, r.Status)
			assert.Equal(t, []int{tt.want}, tap.Calls(), "one call, which keeps its invocation id")
			assert.Contains(t, r.Stderr, complaint(tt.client, tt.want), "caught by its type")
			if tt.want == 1 {
				return
			}
			tap.Forget()
			id := newPool(t, tap, "late")
			tap.Forget()
			tap.Refuse("ListUserPools", tt.want-1, throttled)
			r = tt.client.Try(t, tap.URL, mode, "list")
			assert.Equal(t, id+" late\n", r.Stdout, r.Stderr)
			assert.Equal(t, []int{tt.want}, tap.Calls())
		})
	}
}

// complaint is what a program says in the end: most know how often they tried.
func complaint(c *clients.Client, attempts int) string {
	switch c {
	case clients.CLI:
		return "An error occurred (TooManyRequestsException) when calling the ListUserPools operation"
	case clients.Kotlin:
		return "throttled"
	default:
		return fmt.Sprintf("throttled, attempts: %d", attempts)
	}
}

// Every client asks again for an answer that a fault took away, here after the
// pool was written. The invocation id is the same, so the pool is there once.
func TestClients_LostAnswer(t *testing.T) {
	each(t, func(t *testing.T, c *clients.Client, tap *wiretap.Tap) {
		tap.Lose("CreateUserPool", 1)
		id := c.Run(t, tap.URL, "create", "once").Line()
		require.Len(t, tap.Calls(), 1)
		assert.GreaterOrEqual(t, tap.Calls()[0], 2)
		pools, err := sdk(tap).ListUserPools(t.Context(), &cognitoidentityprovider.ListUserPoolsInput{MaxResults: aws.Int32(60)})
		require.NoError(t, err)
		require.Len(t, pools.UserPools, 1)
		assert.Equal(t, id, *pools.UserPools[0].Id)
	})
}
