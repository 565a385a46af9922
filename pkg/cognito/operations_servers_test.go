package cognito_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

// scopes are scopes of a resource server, as a request names them.
func scopes(names ...string) (all list) {
	all = list{}
	for _, name := range names {
		all = append(all, obj{"ScopeName": name, "ScopeDescription": "about " + name})
	}
	return all
}

// TestResourceServers_Scopes: Scopes that were not said are not answered, an empty list is, and an update replaces
// what there was. Their order is that of the request, and those of one name stay.
func TestResourceServers_Scopes(t *testing.T) {
	t.Parallel()
	null, empty := obj{"Scopes": nil}, obj{"Scopes": list{}}
	two := obj{"Scopes": scopes("write", "read")}
	for name, tc := range map[string]struct{ made, update, then obj }{
		"none, then two":         {nil, two, two},
		"null, then none":        {null, nil, nil},
		"an empty list":          {empty, empty, empty},
		"two, then none":         {two, nil, nil},
		"two, then null":         {two, null, nil},
		"two, then an empty one": {two, empty, empty},
		"two, then one":          {two, obj{"Scopes": scopes("read")}, obj{"Scopes": scopes("read")}},
		"one name twice":         {two, obj{"Scopes": scopes("read", "read")}, obj{"Scopes": scopes("read", "read")}},
		"with nulls":             {two, obj{"Scopes": append(list{nil}, scopes("a")...)}, obj{"Scopes": scopes("a")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			named := obj{"UserPoolId": l.create(obj{"PoolName": "p"}), "Identifier": "https://api.example.com/"}
			holds := func(operation string, request, want obj) {
				got := l.do(operation, request)
				assert.Equal(t, plain(t, obj{"ResourceServer": named.and(want)}), map[string]any(got), operation)
			}
			made := obj{"Name": "first"}.and(tc.made)
			want := made
			if made["Scopes"] == nil {
				want = obj{"Name": "first"}
			}
			holds("CreateResourceServer", named.and(made), want)
			holds("DescribeResourceServer", named, want)
			holds("UpdateResourceServer", named.and(obj{"Name": "second"}).and(tc.update), obj{"Name": "second"}.and(tc.then))
			holds("DescribeResourceServer", named, obj{"Name": "second"}.and(tc.then))
			assert.Equal(t, plain(t, list{named.and(obj{"Name": "second"}).and(tc.then)}),
				l.do("ListResourceServers", obj{"UserPoolId": named["UserPoolId"]})["ResourceServers"])
			assert.Empty(t, l.send("DeleteResourceServer", named).Body)
			assert.Equal(t, `{"ResourceServers":[]}`, string(l.send("ListResourceServers", obj{"UserPoolId": named["UserPoolId"]}).Body))
		})
	}
}

// TestCreateResourceServer_Repeated: a repeat of a call is answered as the call was; another call is refused.
func TestCreateResourceServer_Repeated(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	request := obj{"UserPoolId": pool, "Identifier": "api", "Name": "n", "Scopes": scopes("read")}
	l.token = "first"
	first := l.send("CreateResourceServer", request).Body
	l.later(time.Second)
	l.do("UpdateResourceServer", obj{"UserPoolId": pool, "Identifier": "api", "Name": "other"})
	assert.Equal(t, string(first), string(l.send("CreateResourceServer", request).Body))
	l.token = "second"
	l.invalid("api already exists in user pool "+pool+".", "CreateResourceServer", request)
	assert.Equal(t, "rule server-exists", l.entry.Refused)
}

// TestResourceServers_StoreCalls: how often each operation asks the store. A client asks for the servers that it names,
// once each, and no other.
func TestResourceServers_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createClient(pool, nil)
	server := func(identifier string) obj {
		return obj{"Identifier": identifier, "Name": "n", "Scopes": scopes("read", "write")}
	}
	storeCalls{
		{"CreateResourceServer", server("api"), "Get CountRecords Write"},
		{"CreateResourceServer", server("api"), "Get Write"},
		{"CreateResourceServer", server("other"), "Get Write"},
		{"DescribeResourceServer", server("api"), "Get Find"},
		{"UpdateResourceServer", server("api"), "Get Find Write"},
		{"ListResourceServers", nil, "Get Records"},
		{"ListResourceServers", obj{"NextToken": "x"}, "Get"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"openid"}}, "Get CountRecords Write"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"openid", "api/read", "api/write"}}, "Get Find Write"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"other/read", "api/read", "other/write"}}, "Get Find Find Write"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"api"}}, "Get"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"/read"}}, "Get"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"none/read"}}, "Get Find Get"},
		{"CreateUserPoolClient", obj{"AllowedOAuthScopes": list{"api/read", "none/read"}}, "Get Find Find Write Get"},
		{"UpdateUserPoolClient", obj{"AllowedOAuthScopes": list{"openid"}}, "Get Find Write"},
		{"UpdateUserPoolClient", obj{"AllowedOAuthScopes": list{"api/read"}}, "Get Find Find Write"},
		{"UpdateUserPoolClient", obj{"AllowedOAuthScopes": list{"none/read"}}, "Get Find Find Write Get"},
		{"DeleteResourceServer", server("api"), "Get Find Write"},
		{"DeleteResourceServer", server("api"), "Get Find"},
	}.of(l, obj{"UserPoolId": pool, "ClientId": l.client, "ClientName": "c"})
}

// TestClients_ScopeGoes: a client keeps the scopes of a server that goes, and cannot be given them again.
func TestClients_ScopeGoes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	api := obj{"UserPoolId": pool, "Identifier": "api"}
	named := obj{"AllowedOAuthScopes": list{"api/read"}}
	l.do("CreateResourceServer", api.and(obj{"Name": "n", "Scopes": scopes("read")}))
	l.createClient(pool, named)
	for _, gone := range []func(){
		func() { l.do("UpdateResourceServer", api.with("Name", "n")) },
		func() { l.do("DeleteResourceServer", api) },
	} {
		gone()
		members(named).in(t, l.describeClient(pool))
		l.refuse("ScopeDoesNotExistException", "Invalid scope requested: api/read", "UpdateUserPoolClient",
			obj{"UserPoolId": pool, "ClientId": l.client}.and(named))
	}
	l.updateClient(pool, nil)
	members{"AllowedOAuthScopes": absence{}}.in(t, l.describeClient(pool))
}

// TestClients_ScopesConcurrent: what somebody else does to a server, or to the pool, while a client that names scopes is
// made or updated: between the reading of the server and the writing, or the confirming of a refusal.
func TestClients_ScopesConcurrent(t *testing.T) {
	t.Parallel()
	const (
		unknown    = "Invalid scope requested: api/read"
		poolGone   = "User pool <pool> does not exist."
		clientGone = "User pool client does not exist."
	)
	read, write := obj{"Name": "n", "Scopes": scopes("read")}, obj{"Name": "n", "Scopes": scopes("write")}
	for name, tc := range map[string]struct {
		before             obj // of the server, nil where there is none
		at, theirs         string
		request            obj
		onCreate, onUpdate string
	}{
		"the server goes":          {read, "Write", "DeleteResourceServer", nil, unknown, unknown},
		"the scope goes":           {read, "Write", "UpdateResourceServer", write, unknown, unknown},
		"the server changes":       {read, "Write", "UpdateResourceServer", read, "", ""},
		"the pool goes":            {read, "Write", "DeleteUserPool", nil, poolGone, poolGone},
		"the scope comes":          {write, "Write", "UpdateResourceServer", read, "", ""},
		"the pool goes, no server": {nil, "Find", "DeleteUserPool", nil, poolGone, clientGone},
		"the server comes":         {nil, "Find", "CreateResourceServer", read, "", ""},
	} {
		for operation, want := range map[string]string{"CreateUserPoolClient": tc.onCreate, "UpdateUserPoolClient": tc.onUpdate} {
			t.Run(name+", "+operation, func(t *testing.T) {
				t.Parallel()
				l := newLab(t)
				pool := l.create(obj{"PoolName": "p"})
				l.createClient(pool, nil)
				api := obj{"UserPoolId": pool, "Identifier": "api"}
				if tc.before != nil {
					l.do("CreateResourceServer", api.and(tc.before))
				}
				l.meanwhile(tc.at, func() { l.do(tc.theirs, api.and(tc.request)) })
				request := obj{"UserPoolId": pool, "ClientId": l.client, "ClientName": "c"}
				message := l.outcome(operation, request.with("AllowedOAuthScopes", list{"api/read"}))
				assert.Equal(t, strings.ReplaceAll(want, "<pool>", pool), message)
			})
		}
	}
}

// TestResourceServers_Counted: what this process makes and deletes counts without the store being asked, until there are
// nearly as many as may be.
func TestResourceServers_Counted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool, counted := l.create(obj{"PoolName": "p"}), 0
	l.hook().before["CountRecords"] = func(*cognito.Pool) error { counted++; return nil }
	server := func(n int) obj { return obj{"UserPoolId": pool, "Identifier": strconv.Itoa(n), "Name": "n"} }
	for n := range 25 {
		l.do("CreateResourceServer", server(n))
	}
	l.refuse("LimitExceededException", "The maximum number of resource servers, 25, has been reached for this user pool.",
		"CreateResourceServer", server(25))
	const second, sixthAndLater = 1, 26 - 5
	assert.Equal(t, second+sixthAndLater, counted)
	for n := range 22 {
		l.send("DeleteResourceServer", server(n))
	}
	l.do("CreateResourceServer", server(25))
	assert.Equal(t, second+sixthAndLater, counted)
}
