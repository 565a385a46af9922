package cognito_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

const someRole = "arn:aws:iam::" + labAccount + ":role/some"

// group is a group of the lab's pool as GetGroup answers it.
func (l *lab) group(pool, name string) obj {
	l.t.Helper()
	return l.do("GetGroup", obj{"UserPoolId": pool, "GroupName": name})["Group"].(map[string]any)
}

// TestUpdateGroup: what counts as a change, and what is there afterwards. Nothing can be cleared.
func TestUpdateGroup(t *testing.T) {
	t.Parallel()
	all, zero := obj{"Description": "d", "Precedence": 1, "RoleArn": someRole}, obj{"Precedence": 0}
	for name, tc := range map[string]struct {
		made, update, want obj
		writes             bool
	}{
		"nothing":                          {all, nil, all, false},
		"nulls":                            {all, obj{"Description": nil, "Precedence": nil, "RoleArn": nil}, all, false},
		"an empty description":             {all, obj{"Description": ""}, all, false},
		"an empty description and more":    {all, obj{"Description": "", "Precedence": 2}, all.with("Precedence", 2), true},
		"the same":                         {all, obj{"Precedence": 1}, all, true},
		"a precedence of 0":                {all, obj{"Precedence": 0}, all.with("Precedence", 0), true},
		"a precedence of 0 stays":          {zero, obj{"Description": "d"}, zero.with("Description", "d"), true},
		"a description":                    {all, obj{"Description": "e"}, all.with("Description", "e"), true},
		"a role":                           {all, obj{"RoleArn": someRole + "2"}, all.with("RoleArn", someRole+"2"), true},
		"all of it":                        {nil, all, all, true},
		"nothing of nothing":               {nil, nil, nil, false},
		"a description that is made empty": {obj{"Description": ""}, nil, obj{"Description": ""}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			g := obj{"UserPoolId": pool, "GroupName": "g"}
			made := l.do("CreateGroup", g.and(tc.made))["Group"].(map[string]any)
			dates := obj{"CreationDate": made["CreationDate"], "LastModifiedDate": made["CreationDate"]}
			assert.Equal(t, plain(t, g.and(tc.made).and(dates)), made)
			want := obj(plain(t, g.and(tc.want).and(dates)).(map[string]any))
			l.later(time.Second)
			updated := l.do("UpdateGroup", g.and(tc.update))["Group"]
			if tc.writes {
				want["LastModifiedDate"] = want["LastModifiedDate"].(float64) + 1
			}
			assert.Equal(t, map[string]any(want), updated)
			assert.Equal(t, want, l.group(pool, "g"))
		})
	}
}

// TestCreateGroup_Repeated: a repeat of a call is answered as the call was, whatever became of the group; another
// call is refused.
func TestCreateGroup_Repeated(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	request := obj{"UserPoolId": pool, "GroupName": "g", "Description": "d"}
	l.token = "first"
	first := l.send("CreateGroup", request).Body
	l.later(time.Second)
	l.token = "second"
	l.do("UpdateGroup", obj{"UserPoolId": pool, "GroupName": "g", "Description": "e"})
	l.refuse("GroupExistsException", "A group with the name already exists.", "CreateGroup", request)
	l.token = "first"
	assert.Equal(t, string(first), string(l.send("CreateGroup", request).Body))
	members{"Description": "e"}.in(t, l.group(pool, "g"))
}

// TestGroups_StoreCalls: how often each operation asks the store.
func TestGroups_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	storeCalls{
		{"CreateGroup", obj{"GroupName": "first"}, "Get Write"},
		{"CreateGroup", obj{"GroupName": "second"}, "Get CountRecords Write"},
		{"CreateGroup", obj{"GroupName": "third", "RoleArn": someRole}, "Get Write"},
		{"CreateGroup", obj{"GroupName": "third"}, "Get Write"},
		{"CreateGroup", obj{"GroupName": "fourth", "RoleArn": "arn:aws:iam::210987654321:role/some"}, "Get"},
		{"GetGroup", obj{"GroupName": "first"}, "Get Find"},
		{"UpdateGroup", obj{"GroupName": "first"}, "Get Find"},
		{"UpdateGroup", obj{"GroupName": "first", "Precedence": 1}, "Get Find Write"},
		{"UpdateGroup", obj{"GroupName": "first", "RoleArn": "arn:aws:iam::210987654321:role/some"}, "Get"},
		{"ListGroups", nil, "Get Records"},
		{"ListGroups", obj{"NextToken": "x"}, "Get"},
		{"DeleteGroup", obj{"GroupName": "first"}, "Get Find Write"},
		{"DeleteGroup", obj{"GroupName": "first"}, "Get Find"},
		{"DeleteUserPool", nil, "Delete"},
	}.of(l, obj{"UserPoolId": pool})
}

// TestGroups_Concurrent: what somebody else does between the reading and the writing of a change.
func TestGroups_Concurrent(t *testing.T) {
	t.Parallel()
	const (
		gone     = "Group not found."
		poolGone = "User pool <pool> does not exist."
		taken    = "A group with the name already exists."
	)
	precedence, theirs := obj{"Precedence": 1}, obj{"Description": "theirs"}
	for name, tc := range map[string]struct {
		operation, theirs string
		request           obj
		refused           string
		holds             obj // of the group, if it is there
	}{
		"create: a pool that changes": {"CreateGroup", "UpdateUserPool", nil, "", precedence},
		"create: the pool goes":       {"CreateGroup", "DeleteUserPool", nil, poolGone, nil},
		"create: the same name":       {"CreateGroup", "CreateGroup", nil, taken, obj{"Precedence": absence{}}},
		"update: another update":      {"UpdateGroup", "UpdateGroup", theirs, "", theirs.and(precedence)},
		"update: the group goes":      {"UpdateGroup", "DeleteGroup", nil, gone, nil},
		"update: the pool goes":       {"UpdateGroup", "DeleteUserPool", nil, poolGone, nil},
		"delete: an update":           {"DeleteGroup", "UpdateGroup", theirs, "", nil},
		"delete: another delete":      {"DeleteGroup", "DeleteGroup", nil, gone, nil},
		"delete: the pool goes":       {"DeleteGroup", "DeleteUserPool", nil, poolGone, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			g := obj{"UserPoolId": pool, "GroupName": "g"}
			if tc.operation != "CreateGroup" {
				l.do("CreateGroup", g)
			}
			l.meanwhile("Write", func() { l.do(tc.theirs, g.and(tc.request)) })
			message := l.outcome(tc.operation, g.with("Precedence", 1))
			assert.Equal(t, strings.ReplaceAll(tc.refused, "<pool>", pool), message)
			if tc.holds != nil {
				members(tc.holds).in(t, l.group(pool, "g"))
			}
		})
	}
}

// TestGroups_OfPool: a group is its pool's, in this account and this life of the pool's id.
func TestGroups_OfPool(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.ChosenIDs = true
	chosen := obj{"PoolName": "p", "UserPoolTags": obj{cognito.IDTag: "mine"}}
	pool := l.create(chosen)
	g := obj{"UserPoolId": pool, "GroupName": "g"}
	l.do("CreateGroup", g)
	l.account = "999999999999"
	l.refuse("ResourceNotFoundException", "User pool "+pool+" does not exist.", "GetGroup", g)
	l.account = labAccount
	l.do("DeleteUserPool", obj{"UserPoolId": pool})
	l.later(time.Second)
	assert.Equal(t, pool, l.create(chosen))
	l.refuse("ResourceNotFoundException", "Group not found.", "GetGroup", g)
	assert.Equal(t, `{"Groups":[]}`, string(l.send("ListGroups", obj{"UserPoolId": pool}).Body))
}
