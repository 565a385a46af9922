package cognito_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

const quotaReached = "The maximum number of user pools, 2, has been reached for this account."

func TestTheQuotaOfPools(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 2
	l.invocation = "first"
	first := l.create(`{"PoolName":"p"}`)
	l.invocation = "second"
	l.create(`{"PoolName":"p"}`)
	l.invocation = "third"
	l.refuse("LimitExceededException", quotaReached, "CreateUserPool", `{"PoolName":"p"}`)
	l.invocation = ""
	l.refuse("LimitExceededException", quotaReached, "CreateUserPool", `{"PoolName":"p"}`)

	l.invocation = "first"
	assert.Equal(t, first, l.create(`{"PoolName":"p"}`), "the caller's own repeat is looked for first")
	l.account = "210987654321"
	l.create(`{"PoolName":"p"}`)
	l.account = labAccount

	l.do("DeleteUserPool", obj{"UserPoolId": first})
	l.invocation = "third"
	l.create(`{"PoolName":"p"}`)
	l.invocation = "fourth"
	l.refuse("LimitExceededException", quotaReached, "CreateUserPool", `{"PoolName":"p"}`)
}

func TestNoQuotaCountsNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.hook(&hooked{count: func() (int, error) { t.Error("counted"); return 0, nil }})
	l.create(obj{"PoolName": "p"})
}

// An account's declared quota goes before the endpoint's, 0 included.
func TestADeclaredQuota(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	quota := 0
	l.service.Facts = &quotaFacts{quota: &quota}
	l.refuse("LimitExceededException", "The maximum number of user pools, 0, has been reached for this account.", "CreateUserPool", obj{"PoolName": "p"})
	quota = 1
	l.create(obj{"PoolName": "p"})
	l.service.Quota = 100
	l.refuse("LimitExceededException", "The maximum number of user pools, 1, has been reached for this account.", "CreateUserPool", obj{"PoolName": "p"})
}

type quotaFacts struct {
	cognito.AllFine
	quota *int
}

func (f *quotaFacts) PoolQuota(string) (pools int, declared bool) { return *f.quota, true }

// Pools are counted once in five minutes, and always when the limit is near.
func TestHowOftenPoolsAreCounted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 100
	counted, there := 0, 0
	l.hook(&hooked{count: func() (int, error) { counted++; return there, nil }})
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
	l.refuse("LimitExceededException", "The maximum number of user pools, 100, has been reached for this account.", "CreateUserPool", obj{"PoolName": "p"})
	assert.Equal(t, 5, counted)
}

func TestACountThatFails(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 1
	err := cognito.ErrThrottled
	l.hook(&hooked{count: func() (int, error) { return 0, err }})
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPool", obj{"PoolName": "p"})
	err = errors.New("secret")
	l.refuse("InternalErrorException", "Internal server error.", "CreateUserPool", obj{"PoolName": "p"})
}

// At the quota the caller's own earlier attempt is looked for; where that fails,
// nobody knows whether the call was a repeat.
func TestALookForARepeatThatFails(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.service.Quota = 1
	l.create(obj{"PoolName": "p"})
	l.hook(&hooked{get: func(context.Context, string) (*cognito.Pool, error) { return nil, cognito.ErrThrottled }})
	l.refuse("TooManyRequestsException", "Rate exceeded", "CreateUserPool", obj{"PoolName": "p"})
}
