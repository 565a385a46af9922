package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
)

// options are the command line.
type options struct {
	listen  string
	hosts   []string // besides those of loopback
	data    string   // where the embedded store keeps pools; empty with memory or table
	memory  bool
	table   string
	region  string
	account string
	quota   int
	// connections is how many there can be at a time.
	connections int
	fsync       bool
	keys        string
	world       string
	log         string
}

func parse(args []string, getenv func(string) string) (*options, error) {
	o := &options{}
	flags := o.flags(getenv)
	if err := flags.Parse(args); err != nil {
		return nil, suggest(err)
	}
	if _, err := strconv.ParseUint(o.listen, 10, 16); err == nil {
		o.listen = net.JoinHostPort("127.0.0.1", o.listen)
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if o.keys != "" && !given["quota"] {
		o.quota = cognito.DefaultQuota
	}
	return o, o.check(flags.Args(), given)
}

// synonyms are the names that other programs have for flags of this one.
var synonyms = map[string]string{
	"addr": "listen", "address": "listen", "bind": "listen", "port": "listen", "p": "listen",
	"db": "data", "file": "data", "in-memory": "memory", "account-id": "account",
}

// suggest adds to an error about an unknown flag which one it may be.
func suggest(err error) error {
	if known := synonyms[strings.TrimPrefix(err.Error(), "flag provided but not defined: -")]; known != "" {
		return fmt.Errorf("%w. Is it -%s that is meant?", err, known)
	}
	return err
}

// flags declares the command line; each text is what -help says.
func (o *options) flags(getenv func(string) string) *flag.FlagSet {
	f := flag.NewFlagSet("userpools", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.listen, "listen", "127.0.0.1:9339", "`address` to listen on; port 0 takes a free one, and a port alone is one of 127.0.0.1")
	f.Func("host", "`name` of a host that requests may be for and web pages may come from, besides localhost\nand loopback addresses; it can be given more than once. Where -listen is no loopback\naddress, any host may", o.host)
	f.StringVar(&o.data, "data", defaultData(runtime.GOOS, getenv), "`file` to keep pools in")
	f.BoolVar(&o.memory, "memory", false, "keep nothing: pools are gone when the program ends")
	f.StringVar(&o.table, "table", "", "keep pools in the DynamoDB table of this `name` instead. DynamoDB is the one at\nAWS_ENDPOINT_URL_DYNAMODB; where that speaks plain HTTP and is none of AWS's, as\nDynamoDB Local, a table that is missing is made")
	f.StringVar(&o.region, "region", "us-east-1", "`region` of the pools")
	f.StringVar(&o.account, "account", cognito.DefaultAccount, "`account` of the pools. ARNs of roles, keys and identities in requests have to be\nof the same account, as on AWS")
	f.IntVar(&o.quota, "quota", 0, "the most pools that an account can have, a `number`; 0 is no limit, which is the\ndefault without -keys; with them it is 1000, as on AWS")
	f.IntVar(&o.connections, "connections", 2048, "the most connections at a time, a `number`. A further one waits for room; for each\nthat waits an idle one is closed, or another after its answer")
	f.BoolVar(&o.fsync, "fsync", false, "write through to the disk before answering, so that pools survive power loss, too;\nwithout it they survive everything but that")
	f.StringVar(&o.keys, "keys", "", "`file` with the keys that callers have to sign with; its keys say which account. Make one\nwith: userpools keys new")
	f.StringVar(&o.world, "world", "", "`file` that declares what cannot be looked up, such as identities that are not verified,\nand faults to answer with; see docs/world.md and examples/world.json")
	f.StringVar(&o.log, "log", "text", "`form` of the log on standard output, one line a request: text, json or off. Nothing\nwaits for its reader: lines that are not read in time are dropped, and counted")
	return f
}

// host takes a value of -host.
func (o *options) host(name string) error {
	if localapi.HostName(name) == "" || strings.Contains(name, "*") { // hosts are compared whole
		return errors.New("must be a host such as dev.example.com")
	}
	o.hosts = append(o.hosts, name)
	return nil
}

// check refuses what cannot be meant.
func (o *options) check(rest []string, given map[string]bool) error {
	_, _, noAddress := net.SplitHostPort(o.listen)
	noAccount, noRegion := cognito.CheckAccount(o.account), cognito.CheckRegion(o.region)
	inFile := !o.memory && o.table == ""
	switch {
	case len(rest) > 0 && isCommand(rest[0]):
		return fmt.Errorf("unexpected argument %q: the command comes first, and its flags after it, as in: userpools keys new -account 123456789012", rest[0])
	case len(rest) > 0:
		return fmt.Errorf("unexpected argument %q", rest[0])
	case o.keys != "" && given["account"]:
		return errors.New("-account and -keys exclude each other: each key has its account in the file")
	case given["data"] && !inFile, o.memory && o.table != "":
		return errors.New("-data, -memory and -table exclude each other")
	case o.fsync && !inFile:
		return errors.New("-fsync is for pools in a file")
	case logger(o.log, io.Discard) == nil:
		return fmt.Errorf("-log %q: must be text, json or off", o.log)
	case o.quota < 0:
		return fmt.Errorf("-quota %d: must not be negative", o.quota)
	case o.connections < 1:
		return fmt.Errorf("-connections %d: must be at least 1", o.connections)
	case noAddress != nil:
		return fmt.Errorf("-listen %q: an address is a host and a port, such as 127.0.0.1:9339; a port alone is one of 127.0.0.1", o.listen)
	case noAccount != nil:
		return fmt.Errorf("-account %q: %w", o.account, noAccount)
	case noRegion != nil:
		return fmt.Errorf("-region %q: %w", o.region, noRegion)
	case inFile && o.data == "":
		return errors.New("-data is empty, or there is no home directory to keep pools in: choose a file with -data, or -memory")
	}
	return nil
}

// defaultData is a file in the user's data directory, as each system has it: XDG's on Unix
// (https://specifications.freedesktop.org/basedir-spec/latest/). Empty where there is none.
func defaultData(system string, getenv func(string) string) string {
	home, dir := getenv("HOME"), getenv("XDG_DATA_HOME")
	switch {
	case system == "windows":
		dir = getenv("LOCALAPPDATA")
	case filepath.IsAbs(dir): // relative ones are to be ignored
	case home == "":
		return ""
	case system == "darwin":
		dir = filepath.Join(home, "Library", "Application Support")
	default:
		dir = filepath.Join(home, ".local", "share")
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "userpools", "pools.db")
}

// help is what -help prints.
func help(w io.Writer, getenv func(string) string) {
	f := (&options{}).flags(getenv)
	f.SetOutput(w)
	_, _ = io.WriteString(w, `A local endpoint for the user pools API of Amazon Cognito.

Usage: userpools [flags]          (go run ./functions/local [flags])
       userpools keys new         makes a key for -keys; see keys new -help
       userpools backup COPY      copies the file with the pools; see backup -help
       userpools compact          makes that file smaller; see compact -help

It answers every AWS client that is pointed at it (--endpoint-url, BaseEndpoint,
AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER), takes any credentials unless there are
-keys, and keeps the pools it makes in a file.

Flags:
`)
	f.PrintDefaults()
	_, _ = io.WriteString(w, `
Environment:
  AWS_ENDPOINT_URL_DYNAMODB
        where DynamoDB is, for -table, such as http://127.0.0.1:8000
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
        credentials for -table; DynamoDB Local needs none
  XDG_DATA_HOME
        where pools.db is put

Examples:
  userpools                                          pools survive restarts
  userpools -memory -listen 127.0.0.1:0              for tests
  userpools -table pools                             with DynamoDB Local
  userpools -account 210987654321 -region eu-west-1  for ARNs of your own account
`)
}
