package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/ddblocal"
	et "userpools/internal/endpointtest"
	"userpools/internal/localapitest"
	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
	"userpools/pkg/world"
)

func TestServe_Client(t *testing.T) {
	r := begin(t, environment(t), "-memory", "-account", "210987654321")
	c := client(r.url, region, local)
	pool := create(t, c, "first")
	assert.Equal(t, "arn:aws:cognito-idp:us-east-1:210987654321:userpool/"+*pool.Id, *pool.Arn)
	assert.Equal(t, "first", *describe(t, c, pool.Id).Name)
	_, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p"), MfaConfiguration: "SOMETIMES"})
	assert.ErrorAs(t, err, new(*types.InvalidParameterException))
	assert.ErrorContains(t, err, "Value 'SOMETIMES' at 'mfaConfiguration'")

	for range 3 {
		create(t, client(r.url, "eu-central-1", local), "astray")
	}
	assert.Zero(t, r.end(t))
	assert.Contains(t, r.stdout.String(), " CreateUserPool "+*pool.Id+" ")
	assert.Contains(t, r.stdout.String(), " CreateUserPool InvalidParameterException (constraint mfaConfiguration) ")
	assert.Equal(t, 1, strings.Count(r.stderr.String(),
		"Warning: a request is signed for region eu-central-1, but these pools are in us-east-1 (-region). It is answered all the same.\n"))
}

func TestServe_Banner(t *testing.T) {
	getenv := environment(t)
	r := begin(t, getenv, "-account", "210987654321", "-region", "eu-west-1")
	assert.Equal(t, "User pools of account 210987654321 in eu-west-1 at "+r.url+"\n"+
		"Pools are kept in "+filepath.Join(getenv("XDG_DATA_HOME"), "userpools", "pools.db")+": none yet\n"+
		"Try, in another terminal:\n"+
		"  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws cognito-idp create-user-pool --endpoint-url "+r.url+" --region eu-west-1 --pool-name first\n",
		r.stderr.String())

	keys := written(t, freshDocument(t))
	for risk, args := range map[string][]string{
		"Whoever reaches it can read, change and delete these pools.": nil,
		"What callers send and get is not encrypted.":                 {"-keys", keys},
	} {
		r := begin(t, environment(t), append(args, "-memory", "-listen", "0.0.0.0:0")...)
		assert.Regexp(t, `\nWarning: (0\.0\.0\.0|\[::\]):\d+ is not only on this machine. `+risk+`\n`, r.stderr.String())
		assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, r.url)
		assert.Contains(t, r.stderr.String(), "\nPools are not kept: they are gone when this program ends.\n")
	}
}

// One file has the pools of all, and whoever starts the program as another account or in
// another region sees none of them.
func TestServe_PoolCounts(t *testing.T) {
	getenv := environment(t)
	file := defaultData(runtime.GOOS, getenv)
	for _, tt := range []struct{ args, want string }{
		{"", "none yet"},
		{"", "1 of this account and region"},
		{"-region eu-west-1", "0 of this account and region, and others (123456789012 in us-east-1: 2)"},
		{"-region eu-west-1 -account 210987654321", "0 of this account and region, and others (123456789012 in eu-west-1: 1, 123456789012 in us-east-1: 2)"},
		{"", "2 of this account and region, and others (123456789012 in eu-west-1: 1, 210987654321 in eu-west-1: 1)"},
		{"-keys " + written(t, freshDocument(t)), "3 of this region, and others (123456789012 in eu-west-1: 1, 210987654321 in eu-west-1: 1)"},
	} {
		r := begin(t, getenv, strings.Fields(tt.args)...)
		assert.Contains(t, r.stderr.String(), "\nPools are kept in "+file+": "+tt.want+"\n")
		if !strings.Contains(tt.args, "-keys") {
			create(t, client(r.url, region, local), "one more")
		}
		r.end(t)
	}
	assert.Equal(t, "a, b, c, d, and 2 more", firstOf([]string{"f", "b", "a", "c", "e", "d"}))
}

func TestServe_Restart(t *testing.T) {
	for name, tt := range map[string]struct{ first, second, kept string }{
		"a file":  {"", "-fsync", ""},
		"a table": {"-table functions-local", "-table functions-local", "Pools are kept in table functions-local of "},
	} {
		t.Run(name, func(t *testing.T) {
			getenv := environment(t)
			if tt.kept != "" {
				getenv = environment(t, "AWS_ENDPOINT_URL_DYNAMODB="+ddblocal.Endpoint(t))
				tt.kept += getenv("AWS_ENDPOINT_URL_DYNAMODB") + "\n"
			}
			first := begin(t, getenv, strings.Fields(tt.first)...)
			assert.Contains(t, first.stderr.String(), tt.kept)
			pool := create(t, client(first.url, region, local), "kept")
			assert.Zero(t, first.end(t))
			second := begin(t, getenv, strings.Fields(tt.second)...)
			assert.Equal(t, "kept", *describe(t, client(second.url, region, local), pool.Id).Name)
		})
	}
}

func TestServe_CannotStart(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = listener.Close() }()
	taken := listener.Addr().String()
	getenv := environment(t, "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1")
	locked := begin(t, getenv)
	holder := ""
	if runtime.GOOS == "linux" {
		holder = fmt.Sprintf(" (pid %d)", os.Getpid())
	}
	data, folder, file, missing := defaultData(runtime.GOOS, getenv), t.TempDir(), written(t, ""), filepath.Join(t.TempDir(), "none.json")
	letter := strings.Repeat("Dear Sir or Madam, ", 1000)
	foreign, wrong, large := written(t, letter), written(t, `{"faults":[{}],"x":1}`), written(t, strings.Repeat(" ", world.MaxDocument+1))
	document := freshDocument(t)
	secret, torn := keyOf(t, document).secret, written(t, document[:len(document)/2])
	keys := func(text string) string { return "-memory -keys " + written(t, text) }
	const choose = ". Choose another file with -data, or keep nothing with -memory\n"
	for name, tt := range map[string]struct{ args, want, end string }{
		"a taken port":             {"-memory -listen " + taken, taken + " is taken: another program listens there. Choose another address with -listen\n", ""},
		"a port that has no name":  {"-memory -listen 127.0.0.1:http-or-so", "cannot listen on 127.0.0.1:http-or-so: ", ""},
		"a port that is too large": {"-memory -listen 127.0.0.1:99999", "cannot listen on 127.0.0.1:99999: ", ""},
		"a locked file":            {"", data + ": in use by another process" + holder + ". Is it another userpools? Choose another file with -data, or keep nothing with -memory\n", ""},
		"data below a file":        {"-data " + file + "/pools.db", file + "/pools.db: ", choose},
		"data that is a folder":    {"-data " + folder, folder + ": ", choose},
		"data of the system":       {"-data /proc/pools.db", "/proc/pools.db: ", choose},
		"data of somebody else":    {"-data " + foreign, foreign + ": not a file of user pools", choose},
		"data that is cut short":   {"-data " + written(t, string(make([]byte, 100))), "", ": the file is damaged: invalid database. It was left as it is; docs/reliability.md says more" + choose},
		"no DynamoDB there":        {"-table pools", "AWS_ENDPOINT_URL_DYNAMODB is http://127.0.0.1:1, but: ", "refused\n"},
		"no world":                 {"-memory -world " + missing, "-world: open ", "none.json: no such file or directory\n"},
		"a wrong world": {"-memory -world " + wrong, "-world " + wrong + ": world document refused: faults[0] does nothing: " +
			"it has neither answer nor delay nor dropAnswer; x is no member of this document\n", ""},
		"a large world":   {"-memory -world " + large, "-world " + large + ": world document refused: is larger than 65536 bytes\n", ""},
		"no keys":         {"-memory -keys " + missing, "-keys " + missing + ": ", "none.json: no such file or directory\n"},
		"an empty file":   {keys(""), "-keys ", "/keys.json: keys document refused: is empty\n"},
		"no key in it":    {keys("{}"), "-keys ", "/keys.json: keys document refused: must have 1 to 256 keys\n"},
		"torn keys":       {"-memory -keys " + torn, "-keys " + torn + ": keys document refused: is not JSON, as line ", "\n"},
		"large keys":      {keys(document + strings.Repeat(" ", access.MaxDocument)), "-keys ", "/keys.json: keys document refused: is larger than 65536 bytes\n"},
		"a word too many": {keys(strings.Replace(document, `"policy"`, `"polices": 1, "policy"`, 1)), "-keys ", ".polices is not supported\n"},
		"a key of AWS":    {keys(`{"AKIAIOSFODNN7EXAMPLE": {}}`), "-keys ", "[0] is a key of AWS: such keys never belong here\n"},
	} {
		status, stdout, stderr := outcome(t, getenv, strings.Fields("-listen 127.0.0.1:0 "+tt.args)...)
		assert.NotContains(t, stderr, secret, name)
		assert.Equal(t, 1, status, name)
		assert.Empty(t, stdout, name)
		assert.True(t, strings.HasPrefix(stderr, "userpools: "+tt.want), "%s: %s", name, stderr)
		assert.True(t, strings.HasSuffix(stderr, tt.end), "%s: %s", name, stderr)
	}
	left, err := os.ReadFile(foreign)
	require.NoError(t, err)
	assert.Equal(t, letter, string(left))
	assert.Zero(t, locked.end(t))

	status, _, stderr := outcome(t, environment(t), "-listen", "127.0.0.1:0", "-table", "pools")
	assert.Equal(t, 1, status)
	assert.Equal(t, "userpools: -table needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a DynamoDB Local at AWS_ENDPOINT_URL_DYNAMODB\n", stderr)
}

func TestServe_World(t *testing.T) {
	const example = "../../examples/world.json"
	r := begin(t, environment(t), "-memory", "-world", example)
	assert.Contains(t, r.stderr.String(), "\n"+example+" declares facts about 3 accounts, 15 faults, chosen pool ids.\n")
	_, err := client(r.url, region, local).CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("fault-TierChangeNotAllowed")})
	assert.ErrorAs(t, err, new(*types.TierChangeNotAllowedException))
	r.end(t)
	assert.Contains(t, r.stdout.String(), " CreateUserPool TierChangeNotAllowedException (fault TierChangeNotAllowed) ")

	without := begin(t, environment(t), "-memory")
	assert.NotContains(t, without.stderr.String(), "declares")
	create(t, client(without.url, region, local), "fault-TierChangeNotAllowed")
}

func TestServe_Host(t *testing.T) {
	const here, elsewhere = "127.0.0.1:0", "0.0.0.0:0"
	const reached, forbidden = http.StatusBadRequest, http.StatusForbidden
	for name, tt := range map[string]struct {
		listen, host, origin string
		want                 int
	}{
		"a name that an attacker chose":   {here, "rebind.attacker.example", "http://rebind.attacker.example", forbidden},
		"the first name of -host":         {here, "dev.example.com", "https://dev.example.com", reached},
		"the second":                      {here, "tunnel.example.com:8443", "https://tunnel.example.com:8443", reached},
		"any, where others reach it, too": {elsewhere, "pools.example.com", "https://example.com", reached},
	} {
		r := begin(t, environment(t), "-memory", "-listen", tt.listen, "-host", "dev.example.com", "-host", "Tunnel.Example.com.")
		req, err := http.NewRequest(http.MethodPost, r.url, strings.NewReader("{}"))
		require.NoError(t, err)
		req.Host = tt.host
		req.Header.Set("Origin", tt.origin)
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, tt.want, resp.StatusCode, name)
		r.end(t)
		assert.Equal(t, tt.want == forbidden, strings.Contains(r.stdout.String(), " - Forbidden ("), name)
	}
}

// TestServe_Connections: clients for which there is no room are answered all the same, one after the other.
func TestServe_Connections(t *testing.T) {
	r := begin(t, environment(t), "-memory", "-connections", "2")
	var calling sync.WaitGroup
	for range 6 {
		calling.Go(func() {
			own := &http.Client{Transport: &http.Transport{}}
			c := idp.New(idp.Options{Region: region, BaseEndpoint: &r.url, HTTPClient: own, Credentials: aws.AnonymousCredentials{}})
			for range 20 {
				_, err := c.CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("p")})
				assert.NoError(t, err)
			}
		})
	}
	calling.Wait()
}

// TestServe_TruncatedBody sends a delete whose body does not arrive: nobody is told
// that it was done, and it was not.
func TestServe_TruncatedBody(t *testing.T) {
	r := begin(t, environment(t), "-memory")
	pool := create(t, client(r.url, region, local), "kept")
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSCognitoIdentityProviderService.DeleteUserPool\r\n"
	body := localapitest.Bodies()[0]
	assert.Empty(t, localapitest.Ask(t, strings.TrimPrefix(r.url, "http://"), head+body.Framing+"\r\n"+body.Body))
	describe(t, client(r.url, region, local), pool.Id)
	r.end(t)
	assert.Contains(t, r.stdout.String(), " - IncompleteBody ("+body.Refused+") ")
}

// TestServe_Stack holds what is between the socket and the store to be short and straight.
func TestServe_Stack(t *testing.T) {
	o, err := parse([]string{"-memory"}, environment(t))
	require.NoError(t, err)
	var stack string
	server := httptest.NewServer(handler(o, &store{Store: stacking{stack: &stack}}, nil, nil, io.Discard, io.Discard))
	defer server.Close()
	clients.Call(t, server.URL, "CreateUserPool", map[string]string{"PoolName": "p"})
	et.AssertStack(t, "testdata/stack.txt", stack, *update)
}

// stacking keeps the stack of a Create.
type stacking struct {
	cognito.Store
	stack *string
}

func (s stacking) Create(context.Context, *cognito.Pool) error {
	*s.stack = et.Stack("(*conn).serve")
	return nil
}

// TestServe_RequestWithoutEnd: a client that sends half a request cannot make the end a failure.
func TestServe_RequestWithoutEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = io.WriteString(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
	require.NoError(t, err)

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	server := localapi.Server(&localapi.Handler{Log: func(context.Context, awsjson.Entry) {}})
	go func() { ended <- serveUntil(ctx, after(ctx, time.Millisecond), server, listener) }()
	_, err = conn.Read(make([]byte, 64)) // 100 Continue: the request is under way
	require.NoError(t, err)
	stop()
	require.NoError(t, <-ended)
	_, err = conn.Read(make([]byte, 64))
	assert.Error(t, err, "it is cut off")
}

// TestServe_LastResort: a file that is known to be lost makes the end a failure, and a regular end is not followed by another.
func TestServe_LastResort(t *testing.T) {
	lost := func() error { return errors.New("lost") }
	for name, tt := range map[string]struct {
		lost func() error
		want int
	}{"nothing is lost": {never, 0}, "the file is lost": {lost, 1}} {
		tooLate, end := context.WithCancel(t.Context())
		s, status := &store{lost: tt.lost}, make(chan int, 2)
		lastResort(tooLate, s, func(n int) { status <- n })
		stopped := lastResort(tooLate, s, func(int) { assert.Fail(t, "it was stopped", name) })
		assert.True(t, stopped(), name)
		_ = s.lost()
		end()
		assert.Equal(t, tt.want, <-status, name)
	}
}

func TestLog_JSON(t *testing.T) {
	r := begin(t, environment(t), "-memory", "-log", "json")
	pool := create(t, client(r.url, region, local), "Canary")
	r.end(t)
	var line struct{ Operation, PoolId, Outcome, SDK string }
	require.NoError(t, json.Unmarshal([]byte(r.stdout.String()), &line))
	assert.Equal(t, "CreateUserPool", line.Operation)
	assert.Equal(t, *pool.Id, line.PoolId)
	assert.Equal(t, "ok", line.Outcome)
	assert.Contains(t, line.SDK, "aws-sdk-go-v2/")
	assert.NotContains(t, r.stdout.String(), "Canary")
}
