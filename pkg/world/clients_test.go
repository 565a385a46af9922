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
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/pkg/apigateway"
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
func served(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse(t, me, example(t))
	handler := &localapi.Handler{Endpoint: h, Log: h.log}
	server := httptest.NewUnstartedServer(nil)
	server.Config = localapi.Server(handler)
	server.Start()
	t.Cleanup(server.Close)
	return h, server.URL
}

// attempts are how many requests each fault was applied to.
func (h *house) attempts() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	counts := map[string]int{}
	for _, e := range h.entries {
		counts[e.Refused]++
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

// declared are Go's types of the errors of CreateUserPool.
var declared = []error{
	&types.FeatureUnavailableInTierException{}, &types.InternalErrorException{}, &types.InvalidEmailRoleAccessPolicyException{},
	&types.InvalidParameterException{}, &types.InvalidSmsRoleAccessPolicyException{}, &types.InvalidSmsRoleTrustRelationshipException{},
	&types.LimitExceededException{}, &types.NotAuthorizedException{}, &types.TierChangeNotAllowedException{},
	&types.TooManyRequestsException{}, &types.UserPoolTaggingException{},
}

func fromGo(t *testing.T, err error) caught {
	t.Helper()
	var c caught
	for _, e := range declared {
		target := reflect.New(reflect.TypeOf(e))
		if errors.As(err, target.Interface()) {
			api := target.Elem().Interface().(interface {
				ErrorCode() string
				ErrorMessage() string
			})
			c.Code, c.Message, c.Typed = api.ErrorCode(), api.ErrorMessage(), true
		}
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		c.Status = response.HTTPStatusCode()
	}
	require.True(t, c.Typed, err)
	return c
}

// TestEachExceptionArrivesTypedAndIsRepeatedAsKnown: of every client, all eleven,
// and how many requests the server got.
func TestEachExceptionArrivesTypedAndIsRepeatedAsKnown(t *testing.T) {
	for _, sdk := range sdks {
		t.Run(sdk.name, func(t *testing.T) {
			t.Parallel()
			h, url := served(t)
			var names []string
			for _, e := range eleven {
				names = append(names, "fault-"+e.name)
			}
			got := sdk.create(t, url, names)
			require.Len(t, got, len(eleven))
			want := map[string]int{}
			for i, e := range eleven {
				assert.NotEmpty(t, got[i].Message)
				got[i].Message = ""
				assert.Equal(t, caught{Code: e.name + "Exception", Typed: true, Status: e.status}, got[i])
				want["fault "+e.name] = sdk.retries(i)
			}
			assert.Equal(t, want, h.attempts())
			assert.Zero(t, h.pools(t))
		})
	}
}

// TestALostAnswerClosesTheConnection locally; where nobody can do that, it is an
// InternalErrorException of status 500.
func TestALostAnswerClosesTheConnection(t *testing.T) {
	h, url := served(t)
	post := func() (*http.Response, error) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"PoolName":"fault-lost"}`))
		require.NoError(t, err)
		for name, value := range requestOf("CreateUserPool", "", "i").Header {
			r.Header.Set(name, value)
		}
		return http.DefaultClient.Do(r)
	}
	_, err := post()
	require.ErrorIs(t, err, io.EOF, "not a byte came back")
	assert.Equal(t, []any{"InternalErrorException", "fault lost"}, []any{h.last().Outcome, h.last().Refused})
	assert.Equal(t, 1, h.pools(t))
	resp, err := post()
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)

	deployed := newHouse(t, me, example(t))
	event := `{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"POST","path":"/"}},"headers":{"x-amz-target":"AWSCognitoIdentityProviderService.CreateUserPool","content-type":"application/x-amz-json-1.1"},"body":"{\"PoolName\":\"fault-lost\"}"}`
	out, err := apigateway.Handler{Server: deployed}.Invoke(t.Context(), []byte(event))
	require.NoError(t, err)
	var answer struct {
		StatusCode int
		Body       string
	}
	require.NoError(t, json.Unmarshal(out, &answer))
	assert.Equal(t, 500, answer.StatusCode)
	assert.JSONEq(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, answer.Body)
	assert.Equal(t, 1, deployed.pools(t))
}

// TestClientsGetOverWhatPasses: a fault that is applied twice, and an answer that
// is lost with its connection. Each makes one pool.
func TestClientsGetOverWhatPasses(t *testing.T) {
	for _, sdk := range sdks {
		t.Run(sdk.name, func(t *testing.T) {
			t.Parallel()
			h, url := served(t)
			got := sdk.create(t, url, []string{"fault-recovers", "fault-lost"})
			require.Len(t, got, 2)
			for _, c := range got {
				assert.Regexp(t, `^us-east-1_\w{9}$`, c.ID, c)
			}
			assert.Equal(t, map[string]int{"fault recovers": 2, "fault lost": 1, "": 2}, h.attempts())
			assert.Equal(t, 2, h.pools(t), "the pool whose answer was lost is not made again")
		})
	}
}
