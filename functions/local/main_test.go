package main

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

var update = flag.Bool("update", false, "rewrite golden files")

// asProgram makes the test binary be the program, for tests that need a process.
const asProgram = "USERPOOLS_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	status := m.Run()
	_ = os.RemoveAll(builtIn)
	os.Exit(status)
}

// running is the program in this process.
type running struct {
	url            string
	stdout, stderr syncbuffer.Buffer
	stop           context.CancelFunc
	status         chan int
}

// home is an environment with a data directory of the test's own.
func home(t *testing.T) func(string) string {
	t.Helper()
	env := map[string]string{"XDG_DATA_HOME": t.TempDir(), "LOCALAPPDATA": t.TempDir()}
	return func(name string) string { return env[name] }
}

var listens = regexp.MustCompile(` at (http://\S+)\n`)

// begin runs the program on a free port until the test ends.
func begin(t *testing.T, getenv func(string) string, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	r := &running{stop: stop, status: make(chan int, 1)}
	go func() {
		r.status <- run(ctx, append([]string{"-listen", "127.0.0.1:0"}, args...), getenv, &r.stdout, &r.stderr)
	}()
	r.url = waitForURL(t, &r.stderr)
	t.Cleanup(func() { r.end(t) })
	return r
}

func waitForURL(t *testing.T, stderr *syncbuffer.Buffer) string {
	t.Helper()
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		if found := listens.FindStringSubmatch(stderr.String()); found != nil {
			return found[1]
		}
	}
	require.Fail(t, "it does not start", stderr.String())
	return ""
}

// end stops the program and returns its exit status.
func (r *running) end(t *testing.T) int {
	t.Helper()
	r.stop()
	select {
	case status := <-r.status:
		r.status <- status // for a second call
		return status
	case <-time.After(10 * time.Second):
		require.Fail(t, "it does not stop")
		return -1
	}
}

// outcome runs a command line that ends by itself.
func outcome(t *testing.T, getenv func(string) string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs syncbuffer.Buffer
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	status = run(ctx, args, getenv, &out, &errs)
	require.NoError(t, ctx.Err(), "it serves, but should have ended")
	return status, out.String(), errs.String()
}

func TestHelp(t *testing.T) {
	getenv := func(name string) string { return map[string]string{"XDG_DATA_HOME": "/home/you/.local/share"}[name] }
	golden := filepath.Join("testdata", "help.txt")
	for _, flag := range []string{"-help", "-h", "--help"} {
		status, stdout, stderr := outcome(t, getenv, flag)
		assert.Zero(t, status)
		assert.Empty(t, stderr)
		if *update {
			require.NoError(t, os.WriteFile(golden, []byte(stdout), 0o600))
		}
		want, err := os.ReadFile(golden)
		require.NoError(t, err)
		assert.Equal(t, string(want), stdout)
	}
}

func TestWrongCommandLines(t *testing.T) {
	for name, tt := range map[string]struct{ args, want string }{
		"an unknown flag":              {"-colour", "flag provided but not defined: -colour"},
		"a flag of other programs":     {"-port 9339", "flag provided but not defined: -port. Is it -listen that is meant?"},
		"a host without a port":        {"-listen localhost", `-listen "localhost": an address is a host and a port, such as 127.0.0.1:9339; a port alone is one of 127.0.0.1`},
		"a URL to listen on":           {"-listen http://127.0.0.1:9531", `-listen "http://127.0.0.1:9531": an address is a host and a port, such as 127.0.0.1:9339; a port alone is one of 127.0.0.1`},
		"a port that is none":          {"-listen 99999", `-listen "99999": an address is a host and a port, such as 127.0.0.1:9339; a port alone is one of 127.0.0.1`},
		"keys and an account":          {"-memory -keys keys.json -account 123456789012", "-account and -keys exclude each other: each key has its account in the file"},
		"a command behind a flag":      {"-account 123456789012 keys new", `unexpected argument "keys": the command comes first, and its flags after it, as in: userpools keys new -account 123456789012`},
		"an argument":                  {"start", `unexpected argument "start"`},
		"a flag without its value":     {"-data", "flag needs an argument: -data"},
		"a file and memory":            {"-data x -memory", "-data, -memory and -table exclude each other"},
		"a file and a table":           {"-data x -table y", "-data, -memory and -table exclude each other"},
		"memory and a table":           {"-memory -table y", "-data, -memory and -table exclude each other"},
		"fsync of memory":              {"-memory -fsync", "-fsync is for pools in a file"},
		"fsync of a table":             {"-table x -fsync", "-fsync is for pools in a file"},
		"an unknown form of log":       {"-log xml", `-log "xml": must be text, json or off`},
		"a host that is an address":    {"-host http://dev.example.com", `invalid value "http://dev.example.com" for flag -host: must be a host such as dev.example.com`},
		"a host with a wildcard":       {"-host *.example.com", `invalid value "*.example.com" for flag -host: must be a host such as dev.example.com`},
		"an empty host":                {"-host=", `invalid value "" for flag -host: must be a host such as dev.example.com`},
		"an account of eleven digits":  {"-account 12345678901", `-account "12345678901": an account id has 12 digits`},
		"a region that is none":        {"-region Ireland", `-region "Ireland": a region looks like us-east-1`},
		"a negative quota":             {"-quota -1", "-quota -1: must not be negative"},
		"a quota that is no number":    {"-quota many", `invalid value "many" for flag -quota: parse error`},
		"a switch with a wrong value":  {"-memory=perhaps", `invalid boolean value "perhaps" for -memory: parse error`},
		"nowhere to keep pools in":     {"", "there is no home directory to keep pools in: choose a file with -data, or -memory"},
		"an empty file name":           {"-data=", "there is no home directory to keep pools in: choose a file with -data, or -memory"},
		"only the first mistake shows": {"-account 1 -region x", `-account "1": an account id has 12 digits`},
	} {
		t.Run(name, func(t *testing.T) {
			status, stdout, stderr := outcome(t, func(string) string { return "" }, strings.Fields(tt.args)...)
			assert.Equal(t, 2, status)
			assert.Empty(t, stdout)
			assert.Equal(t, "userpools: "+tt.want+"\nTry -help.\n", stderr)
		})
	}
}

func TestWherePoolsAreKept(t *testing.T) {
	for name, tt := range map[string]struct {
		system string
		env    map[string]string
		want   string
	}{
		"Linux":                       {"linux", map[string]string{"HOME": "/home/you"}, "/home/you/.local/share"},
		"XDG":                         {"linux", map[string]string{"HOME": "/home/you", "XDG_DATA_HOME": "/data"}, "/data"},
		"a relative XDG directory":    {"linux", map[string]string{"HOME": "/home/you", "XDG_DATA_HOME": "data"}, "/home/you/.local/share"},
		"macOS":                       {"darwin", map[string]string{"HOME": "/Users/you"}, "/Users/you/Library/Application Support"},
		"Windows":                     {"windows", map[string]string{"LOCALAPPDATA": "C:/Local"}, "C:/Local"},
		"nobody's, as in a container": {"linux", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, filepath.ToSlash(dataDirectory(tt.system, func(n string) string { return tt.env[n] })))
		})
	}
}

func TestTheBanner(t *testing.T) {
	getenv := home(t)
	r := begin(t, getenv, "-account", "210987654321", "-region", "eu-west-1")
	assert.Equal(t, "User pools of account 210987654321 in eu-west-1 at "+r.url+"\n"+
		"Pools are kept in "+filepath.Join(getenv("XDG_DATA_HOME"), "userpools", "pools.db")+": none yet\n"+
		"Try, in another terminal:\n"+
		"  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws cognito-idp create-user-pool --endpoint-url "+r.url+" --region eu-west-1 --pool-name first\n",
		r.stderr.String())
}

// One file has the pools of all, and whoever starts the program as another account or in
// another region sees none of them.
func TestBanner_PoolsOfOthers(t *testing.T) {
	getenv := home(t)
	file := defaultData(getenv)
	for _, tt := range []struct{ args, want string }{
		{"", "none yet"},
		{"", "1 of this account and region"},
		{"-region eu-west-1", "0 of this account and region, and others (123456789012 in us-east-1: 2)"},
		{"-region eu-west-1 -account 210987654321", "0 of this account and region, and others (123456789012 in eu-west-1: 1, 123456789012 in us-east-1: 2)"},
		{"", "2 of this account and region, and others (123456789012 in eu-west-1: 1, 210987654321 in eu-west-1: 1)"},
	} {
		r := begin(t, getenv, strings.Fields(tt.args)...)
		assert.Contains(t, r.stderr.String(), "\nPools are kept in "+file+": "+tt.want+"\n")
		create(t, client(r.url, "us-east-1"), "one more")
		r.end(t)
	}
	assert.Equal(t, "a, b, c, d, and 2 more", few([]string{"f", "b", "a", "c", "e", "d"}))
	r := begin(t, getenv, "-keys", written(t, freshDocument(t)))
	assert.Contains(t, r.stderr.String(), file+": 3 of this region, and others (123456789012 in eu-west-1: 1, 210987654321 in eu-west-1: 1)\n")
}

func TestListen_APortAlone(t *testing.T) {
	o, err := parse([]string{"-memory", "-listen", "9531"}, home(t))
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:9531", o.listen, "not on every address of the machine")
}

func TestItWarnsOfOtherMachines(t *testing.T) {
	r := begin(t, home(t), "-memory", "-listen", "0.0.0.0:0")
	assert.Regexp(t, `Warning: (0\.0\.0\.0|\[::\]):\d+ is not only on this machine`, r.stderr.String())
	assert.Regexp(t, `^http://127\.0\.0\.1:\d+$`, r.url)
	assert.Contains(t, r.stderr.String(), "Pools are not kept: they are gone when this program ends.")
}

func TestASignalEndsItInPeace(t *testing.T) {
	ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
	defer stop()
	status := make(chan int, 1)
	var stdout, stderr syncbuffer.Buffer
	go func() { status <- run(ctx, []string{"-memory", "-listen", "127.0.0.1:0"}, home(t), &stdout, &stderr) }()
	waitForURL(t, &stderr)
	require.NoError(t, syscall.Kill(syscall.Getpid(), syscall.SIGTERM))
	assert.Zero(t, <-status)
}
