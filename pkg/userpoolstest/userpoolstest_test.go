package userpoolstest_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/userpoolstest"
)

func create(t *testing.T, e *userpoolstest.Endpoint) (*types.UserPoolType, error) {
	t.Helper()
	out, err := idp.NewFromConfig(e.Config).CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p")})
	if err != nil {
		return nil, err
	}
	return out.UserPool, nil
}

func TestEachEndpointHasPoolsOfItsOwn(t *testing.T) {
	one, other := userpoolstest.New(t), userpoolstest.New(t)
	pool, err := create(t, one)
	require.NoError(t, err)
	_, err = idp.NewFromConfig(one.Config).DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
	require.NoError(t, err)
	_, err = idp.NewFromConfig(other.Config).DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
	var missing *types.ResourceNotFoundException
	assert.ErrorAs(t, err, &missing)
}

func TestOptions(t *testing.T) {
	var log bytes.Buffer
	e := userpoolstest.New(t, userpoolstest.Region("eu-west-1"), userpoolstest.Account("210987654321"), userpoolstest.Log(&log))
	pool, err := create(t, e)
	require.NoError(t, err)
	assert.Equal(t, "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/"+*pool.Id, *pool.Arn)
	assert.Contains(t, log.String(), "CreateUserPool "+*pool.Id)
}

func TestRetriesAreTheSDKs(t *testing.T) {
	e := userpoolstest.New(t, userpoolstest.World(`{"faults": [
		{"match": {"operation": "CreateUserPool"}, "times": 1, "answer": {"exception": "TooManyRequestsException"}},
		{"match": {"operation": "CreateUserPool"}, "times": 1, "dropAnswer": true}]}`))
	_, err := create(t, e)
	require.NoError(t, err, "the third attempt is answered")
	pools, err := idp.NewFromConfig(e.Config).ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(60))})
	require.NoError(t, err)
	assert.Len(t, pools.UserPools, 1, "and made no second pool")
}

func TestAWorldThatIsNone(t *testing.T) {
	_, err := userpoolstest.Start(userpoolstest.World(`{"fault": []}`))
	assert.ErrorContains(t, err, "userpoolstest: ")
}

func TestNothingAnswersAfterClose(t *testing.T) {
	e, err := userpoolstest.Start()
	require.NoError(t, err)
	e.Close()
	resp, err := http.Get(e.URL)
	if err == nil {
		_ = resp.Body.Close()
	}
	assert.Error(t, err)
}

// TestFromAnotherModule runs the test in testdata/outside as somebody else would:
// in a module of its own, which replaces this one by this checkout.
func TestFromAnotherModule(t *testing.T) {
	if testing.Short() {
		t.Skip("building another module is not for short tests")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("outside_test.go", read(t, "testdata/outside/outside_test.go"))
	write("go.sum", read(t, filepath.Join(root, "go.sum")))
	write("go.mod", "module example.com/outside\n\ngo 1.26\n\nrequire userpools v0.0.0\n\nreplace userpools => "+root+"\n")

	cmd := exec.Command("go", "test", "-v", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "--- PASS: TestPools")
	assert.NotContains(t, read(t, filepath.Join(dir, "go.mod")), "testify", "our test dependencies are not theirs")
}

func TestTheDocumentationIsThatTest(t *testing.T) {
	documented, _, _ := strings.Cut(read(t, "userpoolstest.go"), "package userpoolstest\n")
	for _, line := range []string{
		"pools := cognitoidentityprovider.NewFromConfig(userpoolstest.New(t).Config)",
		`pool, err := pools.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("customers")})`,
	} {
		assert.Contains(t, documented, line)
		assert.Contains(t, read(t, "testdata/outside/outside_test.go"), line)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
