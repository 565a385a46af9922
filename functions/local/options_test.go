package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHelp(t *testing.T) {
	golden := filepath.Join("testdata", "help.txt")
	for _, flag := range []string{"-help", "-h", "--help"} {
		status, stdout, stderr := outcome(t, environment(t, "XDG_DATA_HOME=/home/you/.local/share"), flag)
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

func TestParse_Options(t *testing.T) {
	for args, want := range map[string]options{
		"":                  {listen: "127.0.0.1:9339"},
		"-listen 9531":      {listen: "127.0.0.1:9531"}, // not on every address of the machine
		"-listen :9531":     {listen: ":9531"},
		"-keys x":           {listen: "127.0.0.1:9339", keys: "x", quota: 1000},
		"-keys x -quota 2":  {listen: "127.0.0.1:9339", keys: "x", quota: 2},
		"-keys x -quota=0":  {listen: "127.0.0.1:9339", keys: "x"},
		"-quota 2 -log off": {listen: "127.0.0.1:9339", quota: 2, log: "off"},
	} {
		want.connections = 2048
		want.memory, want.region, want.account = true, "us-east-1", "123456789012"
		if want.log == "" {
			want.log = "text"
		}
		o, err := parse(strings.Fields("-memory "+args), func(string) string { return "" })
		require.NoError(t, err)
		assert.Equal(t, &want, o, args)
	}
}

func TestParse_Refused(t *testing.T) {
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
		"no connection at all":         {"-connections 0", "-connections 0: must be at least 1"},
		"a quota that is no number":    {"-quota many", `invalid value "many" for flag -quota: parse error`},
		"a switch with a wrong value":  {"-memory=perhaps", `invalid boolean value "perhaps" for -memory: parse error`},
		"nowhere to keep pools in":     {"", "-data is empty, or there is no home directory to keep pools in: choose a file with -data, or -memory"},
		"an empty file name":           {"-data=", "-data is empty, or there is no home directory to keep pools in: choose a file with -data, or -memory"},
		"only the first mistake shows": {"-account 1 -region x", `-account "1": an account id has 12 digits`},
	} {
		status, stdout, stderr := outcome(t, func(string) string { return "" }, strings.Fields(tt.args)...)
		assert.Equal(t, 2, status, name)
		assert.Empty(t, stdout, name)
		assert.Equal(t, "userpools: "+tt.want+"\nTry -help.\n", stderr, name)
	}
}

func TestDefaultData(t *testing.T) {
	for name, tt := range map[string]struct {
		system, env, want string
	}{
		"Linux":                       {"linux", "HOME=/home/you", "/home/you/.local/share/userpools/pools.db"},
		"XDG":                         {"linux", "HOME=/home/you XDG_DATA_HOME=/data", "/data/userpools/pools.db"},
		"a relative XDG directory":    {"linux", "HOME=/home/you XDG_DATA_HOME=data", "/home/you/.local/share/userpools/pools.db"},
		"a relative one, and no home": {"linux", "XDG_DATA_HOME=data", ""},
		"macOS":                       {"darwin", "HOME=/Users/you", "/Users/you/Library/Application Support/userpools/pools.db"},
		"Windows":                     {"windows", "LOCALAPPDATA=C:/Local", "C:/Local/userpools/pools.db"},
		"Windows, and no folder":      {"windows", "HOME=/home/you", ""},
		"nobody's, as in a container": {"linux", "", ""},
	} {
		getenv := environment(t, append([]string{"XDG_DATA_HOME=", "LOCALAPPDATA="}, strings.Fields(tt.env)...)...)
		assert.Equal(t, tt.want, filepath.ToSlash(defaultData(tt.system, getenv)), name)
	}
}
