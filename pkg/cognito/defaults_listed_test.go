package cognito_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// listedDefault is an entry of testdata/defaults.json or testdata/client-defaults.json: what DescribeUserPool or DescribeUserPoolClient
// shows of a member where a request leaves it out or specifies a part of it, and how well that is known. A member can be one of another ("Policies.SignInPolicy").
// The pages of docs/behaviour have the lists, too.
type listedDefault struct {
	Member string
	// Unset is what shows after a create without the member.
	Unset *described
	// Omitted is what an update does that leaves the member out: it is kept, or reset to Unset.
	Omitted *struct {
		Effect, Known string
		// Create specifies the member and what it needs, Update is what an update without it needs.
		Create, Update obj
	}
	// Specified are creates with a part of the member, or with members that it follows.
	Specified []struct {
		When   string
		Create obj
		described
	}
}

// described is a member's value in the answer. It has none where the member is absent.
type described struct {
	Described json.RawMessage
	// Known is recorded in an answer of the service, reported by somebody who measured it, documented, or guessed.
	Known string
}

// listing is a file of listed defaults, and how what it is about is made, described and updated. The app client that is
// meant is the one that was made last.
type listing struct {
	file string
	// create makes a thing in a pool; its update and description are of the pool's id then.
	create                   func(l *lab, request obj) (pool string)
	update                   func(l *lab, pool string, request obj)
	described, root          string
	creates, updates         string
	notOfCreate, notOfUpdate []string
}

var listings = []listing{
	{"testdata/defaults.json", func(l *lab, request obj) string { return l.create(obj{"PoolName": "p"}.and(request)) }, (*lab).update,
		"DescribeUserPool", "UserPool", "CreateUserPool", "UpdateUserPool",
		[]string{"PoolName", "Schema"}, []string{"UserPoolId"}}, // required; schema_test.go
	{"testdata/client-defaults.json", func(l *lab, request obj) string {
		pool := l.create(obj{"PoolName": "p"})
		l.createClient(pool, request)
		return pool
	}, func(l *lab, pool string, request obj) { l.updateClient(pool, request) },
		"DescribeUserPoolClient", "UserPoolClient", "CreateUserPoolClient", "UpdateUserPoolClient",
		[]string{"UserPoolId", "ClientName", "GenerateSecret", "PublishSecretsInAWSSecretsManager"}, // required; of no effect but a secret
		[]string{"UserPoolId", "ClientId", "PublishSecretsInAWSSecretsManager"}},
}

func (f *listing) defaults(t *testing.T) (all []listedDefault) {
	t.Helper()
	decode(t, f.file, &all)
	return all
}

func TestDefaults_Listed(t *testing.T) {
	t.Parallel()
	for _, f := range listings {
		for _, d := range f.defaults(t) {
			t.Run(f.root+"."+d.Member, func(t *testing.T) {
				t.Parallel()
				d.test(t, newLab(t), &f)
			})
		}
	}
}

func (d *listedDefault) test(t *testing.T, l *lab, f *listing) {
	t.Helper()
	holds := func(want described, pool, when string) {
		assert.Equal(t, compact(t, want.Described), f.member(l, pool, d.Member), when)
		assert.Contains(t, []string{"recorded", "reported", "documented", "guessed"}, want.Known, when)
	}
	if d.Unset != nil {
		holds(*d.Unset, f.create(l, nil), "unset")
	}
	for _, s := range d.Specified {
		holds(s.described, f.create(l, s.Create), s.When)
	}
	if d.Omitted == nil {
		return
	}
	pool := f.create(l, d.Omitted.Create)
	want := described{json.RawMessage(f.member(l, pool, d.Member)), d.Omitted.Known}
	assert.False(t, d.Unset != nil && compact(t, d.Unset.Described) == string(want.Described), "kept or reset would be the same")
	if d.Omitted.Effect != "kept" {
		assert.Equal(t, "reset", d.Omitted.Effect)
		want.Described = d.Unset.Described
	}
	f.update(l, pool, d.Omitted.Update)
	holds(want, pool, "omitted")
}

// member is a member of what describes the thing, byte for byte; "" is absence.
func (f *listing) member(l *lab, pool, path string) string {
	l.t.Helper()
	answer := json.RawMessage(l.send(f.described, l.request(f.described, pool)).Body)
	for name := range strings.SplitSeq(f.root+"."+path, ".") {
		var members map[string]json.RawMessage
		require.NoError(l.t, json.Unmarshal(answer, &members))
		answer = members[name]
	}
	return string(answer)
}

func compact(t *testing.T, text json.RawMessage) string {
	t.Helper()
	var b bytes.Buffer
	if text != nil {
		require.NoError(t, json.Compact(&b, text))
	}
	return b.String()
}

// TestDefaults_AllListed: every member has its entry, and what an update does without it where it has one.
func TestDefaults_AllListed(t *testing.T) {
	t.Parallel()
	for _, f := range listings {
		all := f.defaults(t)
		for operation, elsewhere := range map[string][]string{f.creates: f.notOfCreate, f.updates: f.notOfUpdate} {
			for _, m := range operationNamed(t, operation).Input.Members {
				listed := slices.ContainsFunc(all, func(d listedDefault) bool {
					return strings.HasPrefix(d.Member+".", strings.Replace(m.Name, "PoolName", "Name", 1)+".") &&
						(operation == f.creates && d.Unset != nil || operation == f.updates && d.Omitted != nil)
				})
				assert.NotEqual(t, slices.Contains(elsewhere, m.Name), listed, "%s.%s", operation, m.Name)
			}
		}
	}
}
