package world_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/endpointtest"
	"userpools/pkg/apigateway"
	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
)

// caught is what a client's user gets of a CreateUserPool.
type caught struct {
	// ID of the pool that was made; empty where an exception was raised.
	ID string
	// Code is the exception's name, and Typed that it has the class of that name.
	Code    string
	Typed   bool
	Message string
	Status  int
}

// served puts an endpoint with the example's world behind a local HTTP API.
func served(t *testing.T) (*endpointtest.Endpoint, string) {
	t.Helper()
	e := newEndpoint(t, example(t))
	server := httptest.NewUnstartedServer(nil)
	server.Config = localapi.Server(&localapi.Handler{Serve: e.Serve, Log: func(context.Context, awsjson.Entry) {}})
	server.Start()
	t.Cleanup(server.Close)
	return e, server.URL
}

// attempts are how many requests each fault was applied to.
func attempts(e *endpointtest.Endpoint) map[string]int {
	counts := map[string]int{}
	for _, entry := range e.Entries() {
		counts[entry.Refused]++
	}
	return counts
}

// client is one that makes a pool of each name, one call a name.
type client struct {
	name   string
	create func(t *testing.T, url string, names []string) []caught
	// retries is its column of the table eleven; answers are lost to it as often
	// as it repeats.
	retries func(i int) int
}

var sdks = []client{
	{"Go", inGo, func(i int) int { return eleven[i].golang }},
	{"boto3, legacy retries", script(clients.Python, "testdata/create.py", "AWS_RETRY_MODE=legacy"), func(i int) int { return eleven[i].legacy }},
	{"boto3, standard retries", script(clients.Python, "testdata/create.py", "AWS_RETRY_MODE=standard"), func(i int) int { return eleven[i].standard }},
	{"JavaScript", script(clients.JavaScript, "testdata/create.mjs", "AWS_RETRY_MODE=standard"), func(i int) int { return eleven[i].js }},
}

func script(c *clients.Client, file string, env ...string) func(*testing.T, string, []string) []caught {
	return func(t *testing.T, url string, names []string) []caught {
		t.Helper()
		r := c.Script(t, url, env, read(t, file), names...)
		require.Zero(t, r.Status, r.Stderr)
		var got []caught
		require.NoError(t, json.Unmarshal([]byte(r.Stdout), &got), r.Stdout)
		return got
	}
}

func inGo(t *testing.T, url string, names []string) []caught {
	t.Helper()
	got := make([]caught, 0, len(names))
	for _, name := range names {
		client := idp.New(idp.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(url), Credentials: aws.CredentialsProviderFunc(local),
			Retryer: retry.NewStandard(func(o *retry.StandardOptions) { o.Backoff = retry.BackoffDelayerFunc(noBackoff) }),
		})
		out, err := client.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: &name})
		if err == nil {
			got = append(got, caught{ID: *out.UserPool.Id})
			continue
		}
		got = append(got, fromGo(t, err))
	}
	return got
}

func local(context.Context) (aws.Credentials, error) {
	return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
}

func noBackoff(int, error) (time.Duration, error) { return 0, nil }

func fromGo(t *testing.T, err error) caught {
	t.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	require.True(t, ok, err)
	response, ok := errors.AsType[*smithyhttp.ResponseError](err)
	require.True(t, ok, err)
	typed := reflect.TypeOf(api).String() == "*types."+api.ErrorCode()
	return caught{Code: api.ErrorCode(), Message: api.ErrorMessage(), Typed: typed, Status: response.HTTPStatusCode()}
}

// TestFaults_Clients: of every client, all eleven arrive typed and are repeated as
// known. Of a fault that is applied twice, and of an answer that is lost with its
// connection, each makes one pool.
func TestFaults_Clients(t *testing.T) {
	for _, sdk := range sdks {
		t.Run(sdk.name, func(t *testing.T) {
			t.Parallel()
			e, url := served(t)
			names := []string{"fault-recovers", "fault-lost"}
			for _, x := range eleven {
				names = append(names, "fault-"+x.name)
			}
			got := sdk.create(t, url, names)
			require.Len(t, got, len(names))
			want := map[string]int{"fault recovers": 2, "fault lost": 1, "": 2}
			for _, c := range got[:2] {
				assert.Regexp(t, `^us-east-1_\w{9}$`, c.ID, c)
			}
			for i, x := range eleven {
				assert.NotEmpty(t, got[2+i].Message)
				got[2+i].Message = ""
				assert.Equal(t, caught{Code: x.name + "Exception", Typed: true, Status: x.status}, got[2+i])
				want["fault "+x.name] = sdk.retries(i)
			}
			assert.Equal(t, want, attempts(e))
			assert.Equal(t, 2, pools(t, e), "the pool whose answer was lost is not made again")
		})
	}
}

// TestFaults_LostAnswer closes the connection locally; where nobody can do that, it is
// an InternalErrorException of status 500.
func TestFaults_LostAnswer(t *testing.T) {
	e, url := served(t)
	post := func() (*http.Response, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"PoolName":"fault-lost"}`))
		require.NoError(t, err)
		r.Header.Set("Content-Type", awsjson.ContentType)
		r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPool")
		r.Header.Set("Amz-Sdk-Invocation-Id", "i")
		return http.DefaultClient.Do(r)
	}
	_, err := post()
	require.ErrorIs(t, err, io.EOF, "not a byte came back")
	assert.Equal(t, []any{"InternalErrorException", "fault lost"}, []any{e.Last().Outcome, e.Last().Refused})
	assert.Equal(t, 1, pools(t, e))
	resp, err := post()
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)

	deployed := newEndpoint(t, example(t))
	event := `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST","path":"/"}},"body":"{\"PoolName\":\"fault-lost\"}",` +
		`"headers":{"x-amz-target":"AWSCognitoIdentityProviderService.CreateUserPool","content-type":"application/x-amz-json-1.1"}}`
	out, err := apigateway.Handler{Serve: deployed.Serve}.Invoke(t.Context(), []byte(event))
	require.NoError(t, err)
	assert.Contains(t, string(out), `"statusCode":500`)
	assert.Contains(t, string(out), `{\"__type\":\"InternalErrorException\",\"message\":\"Internal server error.\"}`)
	assert.Equal(t, 1, pools(t, deployed))
}
