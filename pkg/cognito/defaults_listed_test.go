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

// listedDefault is an entry of testdata/defaults.json: what DescribeUserPool shows of a member where a request leaves it
// out or specifies a part of it, and how well that is known. A member can be one of another ("Policies.SignInPolicy").
// docs/behaviour.md has the list, too.
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

func listedDefaults(t *testing.T) (all []listedDefault) {
	t.Helper()
	decode(t, "testdata/defaults.json", &all)
	return all
}

func TestDefaults_Listed(t *testing.T) {
	t.Parallel()
	for _, d := range listedDefaults(t) {
		t.Run(d.Member, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			holds := func(want described, id, when string) {
				assert.Equal(t, compact(t, want.Described), l.member(id, d.Member), when)
				assert.Contains(t, []string{"recorded", "reported", "documented", "guessed"}, want.Known, when)
			}
			if d.Unset != nil {
				holds(*d.Unset, l.create(obj{"PoolName": "p"}), "unset")
			}
			for _, s := range d.Specified {
				holds(s.described, l.create(s.Create.with("PoolName", "p")), s.When)
			}
			if d.Omitted == nil {
				return
			}
			id := l.create(d.Omitted.Create.with("PoolName", "p"))
			want := described{json.RawMessage(l.member(id, d.Member)), d.Omitted.Known}
			assert.False(t, d.Unset != nil && compact(t, d.Unset.Described) == string(want.Described), "kept or reset would be the same")
			if d.Omitted.Effect != "kept" {
				assert.Equal(t, "reset", d.Omitted.Effect)
				want.Described = d.Unset.Described
			}
			l.update(id, d.Omitted.Update)
			holds(want, id, "omitted")
		})
	}
}

// member is a member of what DescribeUserPool answers, byte for byte; "" is absence.
func (l *lab) member(id, path string) string {
	l.t.Helper()
	answer := json.RawMessage(l.send("DescribeUserPool", obj{"UserPoolId": id}).Body)
	for name := range strings.SplitSeq("UserPool."+path, ".") {
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
	all := listedDefaults(t)
	for operation, elsewhere := range map[string][]string{
		"CreateUserPool": {"PoolName", "Schema"}, // required; schema_test.go
		"UpdateUserPool": {"UserPoolId"},
	} {
		for _, m := range operationNamed(t, operation).Input.Members {
			listed := slices.ContainsFunc(all, func(d listedDefault) bool {
				return strings.HasPrefix(d.Member+".", strings.Replace(m.Name, "PoolName", "Name", 1)+".") &&
					(operation == "CreateUserPool" && d.Unset != nil || operation == "UpdateUserPool" && d.Omitted != nil)
			})
			assert.NotEqual(t, slices.Contains(elsewhere, m.Name), listed, "%s.%s", operation, m.Name)
		}
	}
}
