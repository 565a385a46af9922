package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/ddblocal"
)

// client is the real one of the AWS SDK for Go.
func client(url, region string) *idp.Client {
	return idp.New(idp.Options{
		Region: region, BaseEndpoint: &url, HTTPClient: &clients.GoHTTP{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
}

func create(t *testing.T, c *idp.Client, name string) *types.UserPoolType {
	t.Helper()
	out, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: &name})
	require.NoError(t, err)
	return out.UserPool
}

func describe(t *testing.T, c *idp.Client, id *string) *types.UserPoolType {
	t.Helper()
	out, err := c.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: id})
	require.NoError(t, err)
	return out.UserPool
}

func TestTheRealClient(t *testing.T) {
	r := begin(t, home(t), "-memory", "-account", "210987654321")
	c := client(r.url, "us-east-1")
	pool := create(t, c, "first")
	assert.Equal(t, "arn:aws:cognito-idp:us-east-1:210987654321:userpool/"+*pool.Id, *pool.Arn)
	assert.Equal(t, "first", *describe(t, c, pool.Id).Name)

	_, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p"), MfaConfiguration: "SOMETIMES"})
	var refused *types.InvalidParameterException
	require.ErrorAs(t, err, &refused)
	assert.Contains(t, refused.ErrorMessage(), "Value 'SOMETIMES' at 'mfaConfiguration'")
	var answer *awshttp.ResponseError
	require.ErrorAs(t, err, &answer)
	assert.Len(t, answer.RequestID, 36)

	_, err = c.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: new("us-east-1_000000000")})
	var missing *types.ResourceNotFoundException
	require.ErrorAs(t, err, &missing)

	r.end(t) // all is written then
	assert.Contains(t, r.stdout.String(), " CreateUserPool "+*pool.Id+" ")
	assert.Contains(t, r.stdout.String(), " CreateUserPool InvalidParameterException (constraint mfaConfiguration) ")
	assert.Contains(t, r.stdout.String(), " DescribeUserPool us-east-1_000000000 ResourceNotFoundException ")
}

func TestManyPoolsInPages(t *testing.T) {
	r := begin(t, home(t), "-memory")
	c := client(r.url, "us-east-1")
	made := map[string]bool{}
	for i := range 7 {
		made[*create(t, c, fmt.Sprint("pool ", i)).Id] = true
	}
	pages := idp.NewListUserPoolsPaginator(c, &idp.ListUserPoolsInput{MaxResults: new(int32(3))})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		require.NoError(t, err)
		for _, p := range page.UserPools {
			assert.True(t, made[*p.Id], *p.Id)
			delete(made, *p.Id)
		}
	}
	assert.Empty(t, made)
}

func TestTheQuota(t *testing.T) {
	r := begin(t, home(t), "-memory", "-quota", "1")
	c := client(r.url, "us-east-1")
	create(t, c, "first")
	_, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("second")}, func(o *idp.Options) { o.RetryMaxAttempts = 1 })
	var full *types.LimitExceededException
	assert.ErrorAs(t, err, &full)
}

func TestAnotherRegionIsMentionedOnce(t *testing.T) {
	r := begin(t, home(t), "-memory")
	c := client(r.url, "eu-central-1")
	for range 3 {
		create(t, c, "astray")
	}
	r.end(t)
	assert.Equal(t, 1, strings.Count(r.stderr.String(),
		"Warning: a request is signed for region eu-central-1, but these pools are in us-east-1 (-region). It is answered all the same.\n"))
}

func TestTheLogAsJSON(t *testing.T) {
	r := begin(t, home(t), "-memory", "-log", "json")
	pool := create(t, client(r.url, "us-east-1"), "Canary")
	r.end(t)
	var line struct{ Operation, PoolId, Outcome, SDK string }
	require.NoError(t, json.Unmarshal([]byte(r.stdout.String()), &line))
	assert.Equal(t, "CreateUserPool", line.Operation)
	assert.Equal(t, *pool.Id, line.PoolId)
	assert.Equal(t, "ok", line.Outcome)
	assert.Contains(t, line.SDK, "aws-sdk-go-v2/")
	assert.NotContains(t, r.stdout.String(), "Canary")
}

func TestPoolsSurviveARestart(t *testing.T) {
	getenv := home(t)
	first := begin(t, getenv)
	pool := create(t, client(first.url, "us-east-1"), "kept")
	assert.Zero(t, first.end(t))
	second := begin(t, getenv, "-fsync")
	assert.Equal(t, "kept", *describe(t, client(second.url, "us-east-1"), pool.Id).Name)
}

func TestATakenPort(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	at := listener.Addr().String()
	status, _, stderr := outcome(t, home(t), "-memory", "-listen", at)
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: "+at+" is taken: another program listens there. Choose another address with -listen\n", stderr)
}

func TestAnAddressThatIsNone(t *testing.T) {
	for _, at := range []string{"127.0.0.1:http-or-so", "127.0.0.1:99999"} {
		status, _, stderr := outcome(t, home(t), "-memory", "-listen", at)
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, "userpools: cannot listen on "+at+": ")
	}
}

func TestALockedFile(t *testing.T) {
	getenv := home(t)
	begin(t, getenv)
	status, _, stderr := outcome(t, getenv, "-listen", "127.0.0.1:0")
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: "+defaultData(getenv)+": in use by another process. Is it another userpools? Choose another file with -data, or keep nothing with -memory\n", stderr)
}

func TestData_WhereNothingCanBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for name, path := range map[string]string{
		"below a file":  filepath.Join(file, "pools.db"),
		"a folder":      t.TempDir(),
		"of the system": "/proc/pools.db",
	} {
		status, _, stderr := outcome(t, home(t), "-listen", "127.0.0.1:0", "-data", path)
		assert.Equal(t, 1, status, name)
		assert.Contains(t, stderr, "userpools: "+path+": ", name)
		assert.Contains(t, stderr, ". Choose another file with -data, or keep nothing with -memory\n", name)
	}
}

func TestAFileOfSomebodyElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letter.txt")
	letter := []byte(strings.Repeat("Dear Sir or Madam, ", 1000))
	require.NoError(t, os.WriteFile(path, letter, 0o600))
	status, _, stderr := outcome(t, home(t), "-listen", "127.0.0.1:0", "-data", path)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, path+": not a file of user pools")
	left, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, letter, left)
}

func TestEveryOtherRequestIsAnsweredByTheProtocol(t *testing.T) {
	r := begin(t, home(t), "-memory")
	for _, method := range []string{http.MethodGet, http.MethodOptions, http.MethodPut} {
		req, err := http.NewRequestWithContext(t.Context(), method, r.url+"/somewhere", http.NoBody)
		require.NoError(t, err)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, 404, resp.StatusCode)
		assert.Len(t, resp.Header.Get("x-amzn-RequestId"), 36)
	}
}

func TestATable(t *testing.T) {
	endpoint := ddblocal.Endpoint(t)
	getenv := func(name string) string { return map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": endpoint}[name] }
	first := begin(t, getenv, "-table", "functions-local")
	assert.Contains(t, first.stderr.String(), "Pools are kept in table functions-local of "+endpoint+"\n")
	pool := create(t, client(first.url, "us-east-1"), "kept")
	assert.Zero(t, first.end(t))
	second := begin(t, getenv, "-table", "functions-local")
	assert.Equal(t, "kept", *describe(t, client(second.url, "us-east-1"), pool.Id).Name)
}

func TestATableThatCannotBeHad(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	nobody := "http://" + listener.Addr().String()
	require.NoError(t, listener.Close())
	getenv := func(name string) string { return map[string]string{"AWS_ENDPOINT_URL_DYNAMODB": nobody}[name] }
	status, _, stderr := outcome(t, getenv, "-listen", "127.0.0.1:0", "-table", "pools")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "userpools: AWS_ENDPOINT_URL_DYNAMODB is "+nobody+", but: ")
	assert.Contains(t, stderr, "refused")

	status, _, stderr = outcome(t, func(string) string { return "" }, "-listen", "127.0.0.1:0", "-table", "pools")
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: -table needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a DynamoDB Local at AWS_ENDPOINT_URL_DYNAMODB\n", stderr)
}
