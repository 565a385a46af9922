package access

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

const (
	here  = "123456789012"
	there = "210987654321"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// rates are those of the developer guide's page on quotas, as the endpoint hands them on.
func rateOf(operation string) Rate {
	for _, op := range cognito.Operations() {
		if op.Name == operation {
			r := op.Class.Rate()
			return Rate{string(op.Class), r.Account, r.Pool}
		}
	}
	panic(operation)
}

func allow(l *Limits, account, operation, resource string, now time.Time) bool {
	return l.Take(account, operation, resource, rateOf(operation), now) == nil
}

// burstOf is how many calls are let through at one moment.
func burstOf(l *Limits, account, operation, resource string, now time.Time) int {
	return burstAt(l, account, operation, resource, rateOf(operation), now)
}

func burstAt(l *Limits, account, operation, resource string, r Rate, now time.Time) int {
	n := 0
	for n < 1000 && l.Take(account, operation, resource, r, now) == nil {
		n++
	}
	return n
}

func TestLimits_DocumentedRates(t *testing.T) {
	documented := map[cognito.Class]int{
		cognito.UserPoolRead: 15, cognito.UserPoolUpdate: 15, cognito.UserPoolResourceRead: 20,
		cognito.UserPoolResourceUpdate: 5, // of one pool
		cognito.UserPoolClientRead:     15, cognito.UserPoolClientUpdate: 15,
	}
	for _, op := range cognito.Operations() {
		assert.Equal(t, documented[op.Class], burstOf(&Limits{}, here, op.Name, poolARN, noon), op.Name)
	}
	assert.Equal(t, &apierror.Error{Code: apierror.TooManyRequests, Message: "Rate exceeded", Refused: "rate"},
		(&Limits{}).Take(here, "ListUserPools", "*", Rate{}, noon))
	assert.NoError(t, (*Limits)(nil).Take(here, "ListUserPools", "*", Rate{}, noon), "no limits")
}

func TestLimits_Time(t *testing.T) {
	var l Limits
	require.Equal(t, 15, burstOf(&l, here, "DescribeUserPool", poolARN, noon))
	for _, step := range []struct {
		after time.Duration
		want  int
	}{
		{66 * time.Millisecond, 0}, {67 * time.Millisecond, 1}, {399 * time.Millisecond, 4},
		{time.Hour, 15},
	} {
		assert.Equal(t, step.want, burstOf(&l, here, "DescribeUserPool", poolARN, noon.Add(step.after)), step.after)
	}
}

func TestLimits_ClockGoesBack(t *testing.T) {
	var l Limits
	require.Equal(t, 15, burstOf(&l, here, "DescribeUserPool", poolARN, noon))
	assert.Zero(t, burstOf(&l, here, "DescribeUserPool", poolARN, noon.Add(-time.Hour)))
	assert.Equal(t, 15, burstOf(&l, here, "DescribeUserPool", poolARN, noon.Add(time.Second)))
}

func TestLimits_Class(t *testing.T) {
	var l Limits
	for range 5 {
		for _, operation := range []string{"CreateUserPool", "UpdateUserPool", "DeleteUserPool"} {
			require.True(t, allow(&l, here, operation, poolARN, noon))
		}
	}
	for _, operation := range []string{"CreateUserPool", "UpdateUserPool", "DeleteUserPool"} {
		assert.False(t, allow(&l, here, operation, poolARN, noon), operation)
	}
	for _, other := range []string{"DescribeUserPool", "GetUserPoolMfaConfig", "TagResource"} {
		assert.True(t, allow(&l, here, other, poolARN, noon), "%s is of another class", other)
	}
	assert.True(t, allow(&l, there, "CreateUserPool", poolARN, noon), "another account has a rate of its own")
}

func TestLimits_PerResource(t *testing.T) {
	var l Limits
	pool := func(n int) string { return fmt.Sprint(poolARN, n) }
	for range 3 { // what is refused for the pool's sake costs the account nothing
		burstOf(&l, here, "TagResource", pool(1), noon)
	}
	assert.Equal(t, 5, burstOf(&l, here, "TagResource", pool(2), noon), "another pool")
	assert.Equal(t, 5, burstOf(&l, here, "UntagResource", pool(1), noon), "another operation")
	assert.Zero(t, burstOf(&l, here, "TagResource", pool(3), noon), "the account's own rate is used up")
	assert.Len(t, l.buckets, 4, "which makes no bucket for the pool")
	assert.Equal(t, 15, burstOf(&l, here, "CreateUserPool", "*", noon), "another class")

	later := noon.Add(200 * time.Millisecond)
	assert.Equal(t, 1, burstOf(&l, here, "TagResource", pool(1), later))
	assert.Equal(t, 2, burstOf(&l, here, "TagResource", pool(3), later), "what the account's three leave")
	assert.Equal(t, 5, burstOf(&l, here, "TagResource", pool(3), later.Add(time.Second)), "its refusals have cost the pool nothing")
}

// What an account does to the ARN of another's pool, which it does not see, takes
// nothing of what the owner may do.
func TestLimits_OthersPool(t *testing.T) {
	var l Limits
	require.Equal(t, 5, burstOf(&l, there, "TagResource", poolARN, noon))
	assert.Equal(t, 5, burstOf(&l, here, "TagResource", poolARN, noon))
}

func TestLimits_DeclaredRates(t *testing.T) {
	l := &Limits{}
	pool, half := Rate{"UserPoolResourceUpdate", 2.9, 5}, Rate{Class: "UserPoolUpdate", PerSecond: 0.5}
	assert.Equal(t, 2, burstAt(l, here, "TagResource", poolARN, pool, noon), "a fraction is no call")
	assert.Equal(t, 1, burstAt(l, here, "CreateUserPool", "*", half, noon), "less than one a second has room for one call")
	assert.Equal(t, 0, burstAt(l, here, "CreateUserPool", "*", half, noon.Add(1999*time.Millisecond)))
	assert.Equal(t, 1, burstAt(l, here, "CreateUserPool", "*", half, noon.Add(2*time.Second)))
	assert.Equal(t, 1, burstAt(l, here, "CreateUserPool", "*", half, noon.Add(time.Hour)))
	for _, nothing := range []float64{0, -1} {
		for n := range 3 {
			assert.Zero(t, burstAt(l, there, "ListUserPools", "*", Rate{PerSecond: nothing}, noon.Add(time.Duration(n)*time.Hour)), nothing)
		}
	}
}

func TestLimits_Bounded(t *testing.T) {
	var l Limits
	for n := range maxBuckets + 100 {
		account := fmt.Sprintf("%012d", n)
		allow(&l, account, "ListUserPools", "*", noon)
		allow(&l, here, "DescribeUserPool", poolARN, noon) // asked all the time, and so kept
		assert.Len(t, l.buckets, l.order.Len())
		assert.LessOrEqual(t, l.order.Len(), maxBuckets)
	}
	assert.Equal(t, maxBuckets, l.order.Len())
	assert.Zero(t, burstOf(&l, here, "DescribeUserPool", poolARN, noon), "what is asked often is not forgotten")
	assert.Equal(t, 14, burstOf(&l, fmt.Sprintf("%012d", maxBuckets+99), "ListUserPools", "*", noon), "nor what was asked last")
	assert.Equal(t, 15, burstOf(&l, fmt.Sprintf("%012d", 0), "ListUserPools", "*", noon), "what was asked least recently is")
}

func TestLimits_Concurrent(t *testing.T) {
	var l Limits
	var through atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if allow(&l, here, "GetUserPoolMfaConfig", poolARN, noon) {
					through.Add(1)
				}
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 20, through.Load())
}

func BenchmarkLimits(b *testing.B) {
	var l Limits
	now := noon
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		allow(&l, here, "TagResource", poolARN, now)
	}
}
