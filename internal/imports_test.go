// Package internal_test holds who may import whom. Dependencies point one way, from
// what is deployed to what is believed:
//
//	functions -> apigateway, localapi, endpoint, access, store -> awsjson, cognito, sigv4 -> shape, apierror
package internal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "userpools/"

// row says what a package may import besides the standard library: packages of
// this module by their path in it, or all below one that ends in "/"; those of
// others by the beginning of their path. Tests may import what they like.
type row struct {
	pkg  string
	may  []string
	from string // the reason
}

const (
	lambda  = "github.com/aws/aws-lambda-go"
	sdk     = "github.com/aws/aws-sdk-go-v2"
	smithy  = "github.com/aws/smithy-go"
	testify = "github.com/stretchr/testify"
	rapid   = "pgregory.net/rapid"
	oracle  = sdk + "/service/cognitoidentityprovider"
)

var rows = []row{
	{"internal", nil, "this test"},
	{"pkg/apierror", nil, "a table, and everybody needs it"},
	{"pkg/shape", nil, "an engine that knows nothing of what it checks"},
	{"pkg/request", nil, "a struct, and everybody needs it"},
	{"pkg/trace", nil, "a struct that is passed through all of them"},
	{"pkg/sigv4", []string{"pkg/request"}, "a verifier that can be read, and trusted, by itself"},
	{"pkg/wildcard", nil, "patterns, of whatever"},
	{"pkg/cognito", []string{"pkg/shape", "pkg/apierror", "pkg/trace"}, "the domain tests in milliseconds: no AWS package, no protocol, no store"},
	{"pkg/awsjson", []string{"pkg/request", "pkg/shape", "pkg/apierror", "pkg/trace"}, "the protocol serves any operations, whatever brought the request"},
	{"pkg/access", []string{"pkg/shape", "pkg/wildcard", "pkg/sigv4", "pkg/request", "pkg/apierror", "golang.org/x/time/rate"}, "who calls and what they may do is judged without the domain and the protocol"},
	{"pkg/world", []string{"pkg/shape", "pkg/wildcard", "pkg/cognito", "pkg/apierror"}, "declared facts answer the domain's questions and know nothing of what carries them"},
	{"pkg/endpoint", []string{"pkg/cognito", "pkg/world", "pkg/awsjson", "pkg/access", "pkg/sigv4", "pkg/request", "pkg/apierror", "pkg/shape", "pkg/trace"}, "the one place where domain and protocol meet, the same over every store and transport"},
	{"functions/userpools/secretsmanager", []string{"pkg/access", "pkg/awsenv", sdk}, "the one place that knows where a deployed endpoint keeps its keys"},
	{"pkg/apigateway", []string{"pkg/awsjson", "pkg/request", "pkg/shape", lambda}, "an adapter knows the protocol, not what it carries"},
	{"pkg/localapi", []string{"pkg/awsjson", "pkg/request", "pkg/shape"}, "an adapter knows the protocol, not what it carries"},
	{"internal/localapitest", []string{testify}, "requests for tests of what serves them"},
	{"pkg/store/bolt", []string{"pkg/cognito", "pkg/trace", "go.etcd.io/bbolt", "golang.org/x/sys/unix"}, "a store knows the domain's pools, the domain knows no store"},
	{"pkg/store/dynamo", []string{"pkg/cognito", "pkg/trace", "pkg/awsenv", sdk, smithy}, "as above; only here is DynamoDB known"},
	{"pkg/awsenv", []string{sdk + "/aws"}, "what the clients of two services of AWS have in common"},
	{"pkg/store/storetest", []string{"pkg/cognito", "pkg/shape", "pkg/trace", testify, rapid}, "a suite for tests, no part of what is deployed"},
	{"internal/syncbuffer", nil, "for tests that read what a program writes"},
	{"internal/toolcache", nil, "tests and developers keep there what they fetch"},
	{"internal/ddblocal", []string{"internal/toolcache"}, "a tool for tests and developers"},
	{"internal/ddblocal/dynamodb", []string{"internal/ddblocal"}, "the same, as a command"},
	{"internal/dynamofake", []string{sdk, smithy}, "a table for tests, which knows DynamoDB's items and none of ours"},
	{"internal/histories", nil, "tests of what several callers see at once"},
	{"internal/endpointtest", []string{"pkg/", lambda, sdk + "/aws", testify}, "an endpoint for the tests of every package"},
	{"pkg/userpoolstest", []string{"pkg/cognito", "pkg/endpoint", "pkg/localapi", "pkg/store/bolt", "pkg/world", sdk + "/aws"}, "for other people's tests, which must not get our test dependencies with it"},
	{"internal/clients/...", []string{"pkg/", "internal/", testify}, "tests with other people's clients, and what they have in common"},
	{"internal/docs", []string{"pkg/apierror", "pkg/cognito", "pkg/shape"}, "documentation is made from the tables; no endpoint is started"},
	{"internal/docs/gen", []string{"internal/docs"}, "the same, as a command"},
	{"internal/bench", []string{"pkg/cognito", "pkg/shape", "go.etcd.io/bbolt"}, "programs are measured from outside; only bounds of texts come from a table"},
	{"internal/bench/run", []string{"internal/bench"}, "the same, as a command"},
	{"internal/bench/null", []string{"go.etcd.io/bbolt"}, "what is measured beside a program has nothing of it"},
	{"internal/bench/hello", []string{lambda}, "as above"},
	{"internal/bench/putter", []string{lambda, sdk}, "as above"},
	{"internal/testreport", nil, "a tool for developers"},
	{"internal/deploy", nil, "tests of the template, of what is built, and of both on one machine"},
	{"events", nil, "files and their tests"},
	{"functions/userpools/config", []string{"pkg/access", "pkg/cognito"}, "only the function is told by an environment"},
	{"functions/userpools", []string{"pkg/", "functions/userpools/config", "functions/userpools/secretsmanager", lambda}, "wiring"},
	{"functions/local", []string{"pkg/"}, "wiring"},
}

// nowhere are packages that no program of ours may hold, however deep, and why.
var nowhere = map[string]string{
	testify:                        "for tests",
	rapid:                          "for tests",
	"testing":                      "for tests",
	oracle:                         "the real client is the oracle of the tests; a server has types of its own",
	sdk + "/config":                "reading configuration files costs a third of the function's start",
	module + "internal":            "for tests and developers",
	module + "pkg/store/storetest": "for tests",
}

// notDeployed are what the function must not hold besides.
var notDeployed = map[string]string{
	"go.etcd.io/bbolt":      "pools are kept in DynamoDB",
	module + "pkg/localapi": "the gateway is AWS's",
	"net/http/pprof":        "nobody may look inside",
	"net/rpc":               "it keeps the linker from leaving out what is not used: build with lambda.norpc",
}

// listed is what go list says of a package.
type listed struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

// list asks for all packages of the module and all that they import.
func list(t *testing.T) map[string]listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-deps", "-tags", "lambda.norpc", "-json=ImportPath,Standard,Imports", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]listed{}
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
}

func TestEveryImportIsAllowed(t *testing.T) {
	all := list(t)
	for path, p := range all {
		if !strings.HasPrefix(path, module) {
			continue
		}
		r, ok := rowOf(path)
		if !ok {
			t.Errorf("%s has no row in this table: say what it may import, and why", path)
			continue
		}
		for _, imported := range p.Imports {
			if !all[imported].Standard && !r.allows(imported) {
				t.Errorf("%s may not import %s: %s", path, imported, r.from)
			}
		}
	}
}

func TestEveryRowIsOfAPackage(t *testing.T) {
	paths := slices.Collect(maps.Keys(list(t)))
	for _, r := range rows {
		if !slices.ContainsFunc(paths, func(path string) bool { return under(path, module+strings.TrimSuffix(r.pkg, "/...")) }) {
			t.Errorf("there is no package %s", r.pkg)
		}
	}
}

func TestEveryAllowedImportIsUsed(t *testing.T) {
	used := map[string][]string{} // row -> what its packages import
	for path, p := range list(t) {
		if r, ok := rowOf(path); ok {
			used[r.pkg] = append(used[r.pkg], p.Imports...)
		}
	}
	for _, r := range rows {
		for _, may := range r.may {
			if !slices.ContainsFunc(used[r.pkg], func(imported string) bool { return matches(may, imported) }) {
				t.Errorf("%s may import %s, and does not", r.pkg, may)
			}
		}
	}
}

func TestProgramsHoldNothingThatIsForTests(t *testing.T) {
	all := list(t)
	for _, program := range []string{"functions/userpools", "functions/local"} {
		for path, why := range forbidden(program) {
			if chain := chainTo(all, module+program, path); chain != nil {
				t.Errorf("%s: %s", strings.Join(chain, " -> "), why)
			}
		}
	}
}

func forbidden(program string) map[string]string {
	paths := maps.Clone(nowhere)
	if program == "functions/userpools" {
		maps.Copy(paths, notDeployed)
	}
	return paths
}

// rowOf finds a package's row. A row that ends in "/..." is for all below it.
func rowOf(path string) (row, bool) {
	for _, r := range rows {
		if tree, whole := strings.CutSuffix(r.pkg, "/..."); path == module+r.pkg || whole && under(path, module+tree) {
			return r, true
		}
	}
	return row{}, false
}

func (r row) allows(imported string) bool {
	return slices.ContainsFunc(r.may, func(may string) bool { return matches(may, imported) })
}

// matches tells whether an entry of a row is about an import.
func matches(may, imported string) bool {
	local, ours := strings.CutPrefix(imported, module)
	if ours {
		return local == may || strings.HasSuffix(may, "/") && strings.HasPrefix(local, may)
	}
	return under(imported, may)
}

func under(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// chainTo finds how a package comes to import another, however deep.
func chainTo(all map[string]listed, from, to string) []string {
	seen := map[string]bool{}
	var walk func(path string) []string
	walk = func(path string) []string {
		if under(path, to) {
			return []string{path}
		}
		if seen[path] {
			return nil
		}
		seen[path] = true
		for _, imported := range all[path].Imports {
			if chain := walk(imported); chain != nil {
				return append([]string{path}, chain...)
			}
		}
		return nil
	}
	return walk(from)
}
