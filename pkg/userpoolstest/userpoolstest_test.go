package userpoolstest_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/internal/syncbuffer"
	"userpools/pkg/userpoolstest"
)

func create(t *testing.T, e *userpoolstest.Endpoint) *types.UserPoolType {
	t.Helper()
	out, err := idp.NewFromConfig(e.Config).CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p")})
	require.NoError(t, err)
	return out.UserPool
}

func TestEndpoint_PoolsOfItsOwn(t *testing.T) {
	one, other := userpoolstest.New(t), userpoolstest.New(t)
	describe := &idp.DescribeUserPoolInput{UserPoolId: create(t, one).Id}
	_, err := idp.NewFromConfig(one.Config).DescribeUserPool(t.Context(), describe)
	require.NoError(t, err)
	_, err = idp.NewFromConfig(other.Config).DescribeUserPool(t.Context(), describe)
	var missing *types.ResourceNotFoundException
	assert.ErrorAs(t, err, &missing)
}

func TestEndpoint_Options(t *testing.T) {
	var log syncbuffer.Buffer
	e := userpoolstest.New(t, userpoolstest.Region("eu-west-1"), userpoolstest.Account("210987654321"), userpoolstest.Log(&log))
	pool := create(t, e)
	assert.Equal(t, "arn:aws:cognito-idp:eu-west-1:210987654321:userpool/"+*pool.Id, *pool.Arn)
	assert.Contains(t, log.String(), "CreateUserPool "+*pool.Id)
	_, err := userpoolstest.Start(userpoolstest.World(`{"fault": []}`))
	assert.ErrorContains(t, err, "userpoolstest: ")
}

func TestEndpoint_Faults(t *testing.T) {
	e := userpoolstest.New(t, userpoolstest.World(`{"faults": [
		{"match": {"operation": "CreateUserPool"}, "times": 1, "answer": {"exception": "TooManyRequestsException"}},
		{"match": {"operation": "CreateUserPool"}, "times": 1, "dropAnswer": true}]}`))
	create(t, e) // the third attempt is answered
	pools, err := idp.NewFromConfig(e.Config).ListUserPools(t.Context(), &idp.ListUserPoolsInput{MaxResults: new(int32(60))})
	require.NoError(t, err)
	assert.Len(t, pools.UserPools, 1, "and made no second pool")
}

// What is not for this server, or did not arrive whole, is answered as the local endpoint does.
func TestEndpoint_Transport(t *testing.T) {
	var log syncbuffer.Buffer
	e := userpoolstest.New(t, userpoolstest.Host("host.docker.internal"), userpoolstest.Log(&log))
	for host, want := range map[string]string{
		"localhost":                 `^HTTP/1.1 404 `,
		"host.docker.internal:9339": `^HTTP/1.1 404 `,
		"attacker.example":          `^HTTP/1.1 403 `,
	} {
		head := "GET / HTTP/1.1\r\nHost: " + host + "\r\n"
		assert.Regexp(t, want, localapitest.Ask(t, e.Listener.Addr().String(), head+"\r\n"))
	}
	cut := "POST / HTTP/1.1\r\nHost: localhost\r\n" + localapitest.Announced(5) + "\r\n{"
	assert.Empty(t, localapitest.Ask(t, e.Listener.Addr().String(), cut))
	assert.Regexp(t, `\n\d\d:\d\d:\d\d - IncompleteBody \(body cut off\) \d+\.\d\d ms\n$`, log.String())
}

func TestEndpoint_Closed(t *testing.T) {
	e, err := userpoolstest.Start()
	require.NoError(t, err)
	e.Close()
	resp, err := http.Get(e.URL)
	if err == nil {
		_ = resp.Body.Close()
	}
	assert.Error(t, err)
}

// TestReadme_InAnotherModule pastes README's chapter into a module of somebody else's.
func TestReadme_InAnotherModule(t *testing.T) {
	if testing.Short() {
		t.Skip("building another module is not for short tests")
	}
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	dir := t.TempDir()
	source, command := chapter(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "signup_test.go"), []byte(source), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/signup\n\ngo 1.26\n"), 0o600))

	cmd := exec.Command("bash", "-ec", strings.ReplaceAll(command, "../userpools", root)+" && go test -v ./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOSUMDB=off", "GOFLAGS=", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "--- PASS: TestSignUpPage")
	assert.NotContains(t, read(t, filepath.Join(dir, "go.mod")), "testify", "our test dependencies are not theirs")
}

// chapter is what README's chapter has to paste: a file, and a command.
func chapter(t *testing.T) (source, command string) {
	t.Helper()
	_, text, _ := strings.Cut(read(t, "../../README.md"), "\n## In your own Go tests\n")
	text, _, _ = strings.Cut(text, "\n## ")
	file := regexp.MustCompile("(?s)```go\n(.*?)```").FindStringSubmatch(text)
	edit := regexp.MustCompile("`(go mod [^`]*)`").FindStringSubmatch(text)
	require.NotNil(t, file)
	require.NotNil(t, edit)
	return file[1], edit[1]
}

func TestReadme_PackageComment(t *testing.T) {
	documented, _, _ := strings.Cut(read(t, "userpoolstest.go"), "package userpoolstest\n")
	source, _ := chapter(t)
	for _, line := range []string{
		"pools := cognitoidentityprovider.NewFromConfig(userpoolstest.New(t).Config)",
		`pool, err := pools.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("customers")})`,
	} {
		assert.Contains(t, documented, line)
		assert.Contains(t, source, line)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}
