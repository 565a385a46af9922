package cognito_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
)

// full sends a create that has to be refused by a quota.
func (l *lab) full(quota int) {
	l.t.Helper()
	l.refuse("LimitExceededException", fmt.Sprintf("The maximum number of user pools, %d, has been reached for this account.", quota), "CreateUserPool", `{"PoolName":"p"}`)
}

func TestQuota(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 2
	l.token = "first"
	first := l.create(`{"PoolName":"p"}`)
	l.token = "second"
	l.create(`{"PoolName":"p"}`)
	l.token = "third"
	l.full(2)
	l.token = ""
	l.full(2)

	l.token = "first"
	assert.Equal(t, first, l.create(`{"PoolName":"p"}`), "the caller's own repeat is looked for first")
	l.account = "210987654321"
	l.create(`{"PoolName":"p"}`)
	l.account = labAccount

	l.do("DeleteUserPool", obj{"UserPoolId": first})
	l.token = "third"
	l.create(`{"PoolName":"p"}`)
	l.token = "fourth"
	l.full(2)
}

func TestQuota_Unlimited(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.hook().Count = func(string) (int, string, error) { t.Error("counted"); return 0, "", nil }
	l.create(obj{"PoolName": "p"})
}

// TestQuota_Declared: an account's declared quota goes before the endpoint's, 0 included.
func TestQuota_Declared(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	quota := 0
	l.service.Facts = &declared{Quota: &quota}
	l.full(0)
	quota = 1
	l.create(obj{"PoolName": "p"})
	l.service.Quota = 100
	l.full(1)
}

// TestQuota_Recount: pools are counted once in five minutes, and always when the limit is near.
func TestQuota_Recount(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 100
	counted, there := 0, 0
	l.hook().Count = func(string) (int, string, error) { counted++; return there, "", nil }
	l.create(obj{"PoolName": "p"})
	assert.Equal(t, 1, counted, "the first create counts")
	for range 10 {
		l.create(obj{"PoolName": "p"})
	}
	assert.Equal(t, 1, counted, "the next ones trust the count")
	l.later(5*time.Minute - time.Millisecond)
	l.create(obj{"PoolName": "p"})
	assert.Equal(t, 1, counted)
	l.later(time.Millisecond)
	l.create(obj{"PoolName": "p"})
	assert.Equal(t, 2, counted, "after five minutes it is counted again")

	there = 79
	l.later(5 * time.Minute)
	l.create(obj{"PoolName": "p"}) // counts 79, and is the 80th
	assert.Equal(t, 3, counted)
	l.create(obj{"PoolName": "p"})
	assert.Equal(t, 4, counted, "20 below the limit every create counts")
	there = 100
	l.full(100)
	assert.Equal(t, 5, counted)
}

// TestQuota_Places: an endpoint that sees very many pools does not remember a count of each for ever.
func TestQuota_Places(t *testing.T) {
	t.Parallel()
	const most = 10_000
	for n, want := range map[int]int{most: most, most + 1: 1, 2*most + 7: 7} {
		assert.Equal(t, want, newLab(t).service.Counted(n))
	}
}

// TestQuota_StoreFails: a count fails, or the look for the caller's own earlier attempt at the quota: then it is not known
// whether the call is a repeat.
func TestQuota_StoreFails(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 1
	err := cognito.ErrThrottled
	h := l.hook()
	h.Count = func(string) (int, string, error) { return 1, "", err }
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPool", obj{"PoolName": "p"})
	err = errors.New("secret")
	l.refuse("InternalErrorException", "Internal server error.", "CreateUserPool", obj{"PoolName": "p"})
	err = nil
	h.before["Get"] = func(*cognito.Pool) error { return cognito.ErrThrottled }
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPool", obj{"PoolName": "p"})
}

// paged is a store that counts a few pools a page, as DynamoDB counts a megabyte, and counts how often it does.
type paged struct {
	cognito.Store
	size  int
	asked int
}

func (p *paged) CountPage(ctx context.Context, part cognito.Partition, after string) (int, string, error) {
	p.asked++
	pools, more, err := p.List(ctx, part, after, p.size)
	if !more {
		return len(pools), "", err
	}
	return len(pools), pools[len(pools)-1].ID, err
}

// TestQuota_Pages: each create reads a page at most, and all pages together count.
func TestQuota_Pages(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for range 10 {
		l.create(obj{"PoolName": "p"})
	}
	store := &paged{Store: l.service.Store, size: 3}
	l.service.Store, l.service.Quota = store, 10
	accepted := 0
	for n := range 12 {
		resp := l.send("CreateUserPool", obj{"PoolName": "p"})
		if resp.Status == http.StatusOK {
			accepted++
		}
		assert.Equal(t, n+1, store.asked)
	}
	assert.LessOrEqual(t, accepted, 3, "four pages: a new instance has counted all at its fourth create, or knows before")
}

// TestQuota_Instances: however creates and deletes of several instances of the function mix, each instance overshoots by twice
// the pages but one at most, and none refuses for long after pools were deleted: until it has ended the count under way, which
// is of before, and then made another.
func TestQuota_Instances(t *testing.T) {
	const quota = 10
	rapid.Check(t, func(r *rapid.T) {
		store, err := bolt.OpenMemory()
		require.NoError(r, err)
		defer func() { _ = store.Close() }()
		size := rapid.IntRange(1, 12).Draw(r, "pools in a page")
		instances := make([]*lab, rapid.IntRange(1, 3).Draw(r, "instances"))
		for i := range instances {
			instances[i] = newLab(t)
			instances[i].service.Store, instances[i].service.Quota = &paged{Store: store, size: size}, quota
		}
		var there []string
		calls := 0
		create := func(l *lab) bool {
			calls++
			l.token = strconv.Itoa(calls)
			resp := l.send("CreateUserPool", obj{"PoolName": "p"})
			if resp.Status == http.StatusOK {
				there = append(there, idOf(t, resp.Body))
			}
			return resp.Status == http.StatusOK
		}
		most := 0
		for range rapid.IntRange(1, 40).Draw(r, "calls") {
			l := instances[rapid.IntRange(0, len(instances)-1).Draw(r, "instance")]
			if len(there) == 0 || rapid.IntRange(0, 9).Draw(r, "delete") > 0 {
				create(l)
			} else {
				i := rapid.IntRange(0, len(there)-1).Draw(r, "pool")
				l.do("DeleteUserPool", obj{"UserPoolId": there[i]})
				there = slices.Delete(there, i, i+1)
			}
			most = max(most, len(there))
			pages := (most + size - 1) / size
			require.LessOrEqual(r, len(there), quota+len(instances)*2*(pages-1))
		}
		for _, id := range there {
			instances[0].do("DeleteUserPool", obj{"UserPoolId": id})
		}
		there = nil
		for _, l := range instances {
			pages := max(1, (len(there)+size-1)/size)
			for refused := 0; !create(l); refused++ {
				require.Less(r, refused, 2*pages-1)
			}
		}
	})
}

// quotaLab is a lab with pools of chosen ids, counted three a page.
func quotaLab(t *testing.T, quota int, ids ...string) (*lab, *hooked) {
	t.Helper()
	l := newLab(t)
	l.service.ChosenIDs = true
	for _, id := range ids {
		l.create(poolOf(id))
	}
	h := l.hook()
	l.service.Store, l.service.Quota = &paged{Store: h, size: 3}, quota
	return l, h
}

func poolOf(id string) obj { return obj{"PoolName": "p", "UserPoolTags": obj{cognito.IDTag: id}} }

// TestQuota_PageReadTwice: the page that two creates read at once counts once.
func TestQuota_PageReadTwice(t *testing.T) {
	t.Parallel()
	l, h := quotaLab(t, 10, "b", "c", "d", "e", "f", "g")
	h.before["List"] = func(*cognito.Pool) error {
		delete(h.before, "List")
		l.create(poolOf("x"))
		return nil
	}
	l.create(poolOf("y"))
	l.create(poolOf("z"))
	l.create(poolOf("zz"))
	assert.Equal(t, http.StatusBadRequest, l.send("CreateUserPool", poolOf("zzz")).Status)
}

// TestQuota_PageEndDeleted: the pool with which a page ended counts until it is deleted.
func TestQuota_PageEndDeleted(t *testing.T) {
	t.Parallel()
	l, _ := quotaLab(t, 7, "a", "b", "c", "d", "e", "f")
	l.create(poolOf("aa"))
	l.do("DeleteUserPool", obj{"UserPoolId": "us-east-1_c"})
	l.create(poolOf("bb"))
}

// TestQuota_OthersDelete: the count under way has pools that are gone when it ends, and only the next one has not.
func TestQuota_OthersDelete(t *testing.T) {
	t.Parallel()
	l, h := quotaLab(t, 6, "a", "b", "c", "d", "e", "f")
	other := newLab(t)
	other.service.Store, other.service.ChosenIDs = h.Store, true
	refused := func(times int) {
		for range times {
			assert.Equal(t, http.StatusBadRequest, l.send("CreateUserPool", poolOf("zz")).Status)
		}
	}
	l.create(poolOf("g"))
	refused(4) // two that end the count, and two that begin the next
	for _, id := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		other.do("DeleteUserPool", obj{"UserPoolId": "us-east-1_" + id})
	}
	for _, id := range []string{"v", "w", "x", "y"} { // two pages
		other.create(poolOf(id))
	}
	refused(2*2 - 1)
	l.create(poolOf("zz"))
}

// TestQuota_Age: a count is as old as its first page.
func TestQuota_Age(t *testing.T) {
	t.Parallel()
	l, h := quotaLab(t, 100)
	counted := 0
	h.Count = func(after string) (n int, next string, err error) {
		counted++
		return 0, map[string]string{"": "us-east-1_a"}[after], nil
	}
	l.service.Store = h
	for _, pause := range []time.Duration{0, 4 * time.Minute, time.Minute - time.Millisecond} {
		l.later(pause)
		l.create(obj{"PoolName": "p"})
	}
	assert.Equal(t, 2, counted, "the last one trusts")
	l.later(time.Millisecond)
	l.create(obj{"PoolName": "p"})
	assert.Equal(t, 3, counted)
}
