package access

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Class is a group of operations that share a rate in an account.
type Class string

// The classes, as Cognito's quotas name them.
const (
	UserPoolRead           Class = "UserPoolRead"
	UserPoolUpdate         Class = "UserPoolUpdate"
	UserPoolResourceRead   Class = "UserPoolResourceRead"
	UserPoolResourceUpdate Class = "UserPoolResourceUpdate"
)

// classes says where an operation belongs, and documented how many requests a
// second a class may make (Amazon Cognito's developer guide, "Quotas", 2026).
var (
	classes = map[string]Class{
		"DescribeUserPool": UserPoolRead, "ListUserPools": UserPoolRead,
		"CreateUserPool": UserPoolUpdate, "UpdateUserPool": UserPoolUpdate, "DeleteUserPool": UserPoolUpdate,
		"GetUserPoolMfaConfig": UserPoolResourceRead, "ListTagsForResource": UserPoolResourceRead,
		"AddCustomAttributes": UserPoolResourceUpdate, "SetUserPoolMfaConfig": UserPoolResourceUpdate,
		"TagResource": UserPoolResourceUpdate, "UntagResource": UserPoolResourceUpdate,
	}
	documented = map[Class]float64{
		UserPoolRead: 15, UserPoolUpdate: 15, UserPoolResourceRead: 20, UserPoolResourceUpdate: 15,
	}
)

const (
	// perPool is how often a second one operation of UserPoolResourceUpdate may
	// change one pool.
	perPool = 5
	// maxBuckets bounds the memory: the bucket that was asked least recently goes. It
	// is full again by then, and so as good as a new one, unless its rate is tiny:
	// an account can make 15 buckets a second.
	maxBuckets = 4096
)

// Limits are token buckets: one for each account and class, and one for each pool
// and operation of UserPoolResourceUpdate. A bucket holds a second's worth.
// They are this process's own: a function with many instances allows as many
// times more. Safe for concurrent use.
type Limits struct {
	// Rate is an account's own rate of a class, in requests a second, where one is
	// declared; nil declares none. It is the same for as long as the process lives;
	// 0 lets nothing through.
	Rate func(account string, class Class) (perSecond float64, declared bool)

	mu      sync.Mutex
	buckets map[string]*list.Element
	order   list.List // of *bucket, the latest asked in front
}

type bucket struct {
	name    string
	limiter *rate.Limiter
}

// allow takes a token for a call of each bucket that it has, or of none: who asks
// too often for one pool does not use up what the account has for others. Time is
// the wall clock's: the monotonic one may stand still while a function is frozen,
// and buckets would not fill.
func (l *Limits) allow(account, operation, resource string, now time.Time) bool {
	class := classes[operation]
	now = now.Round(0)
	all := l.bucket(account+" "+string(class), l.rate(account, class))
	if class != UserPoolResourceUpdate {
		return all.AllowN(now, 1)
	}
	return all.TokensAt(now) >= 1 && // else the pool gets no bucket, which bounds how many there are
		l.bucket(account+" "+operation+" "+resource, perPool).AllowN(now, 1) &&
		all.AllowN(now, 1)
}

func (l *Limits) rate(account string, class Class) float64 {
	if l.Rate != nil {
		if perSecond, declared := l.Rate(account, class); declared {
			return perSecond
		}
	}
	return documented[class]
}

func (l *Limits) bucket(name string, perSecond float64) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if e, ok := l.buckets[name]; ok {
		l.order.MoveToFront(e)
		return in(e).limiter
	}
	if l.buckets == nil {
		l.buckets = map[string]*list.Element{}
	}
	if l.order.Len() == maxBuckets {
		oldest := l.order.Back()
		delete(l.buckets, in(oldest).name)
		l.order.Remove(oldest)
	}
	b := &bucket{name, rate.NewLimiter(rate.Limit(perSecond), burst(perSecond))}
	l.buckets[name] = l.order.PushFront(b)
	return b.limiter
}

func in(e *list.Element) *bucket { return e.Value.(*bucket) } //nolint:errcheck // only buckets are put there

// burst is a second's worth. A rate below one a second has room for one call, too.
func burst(perSecond float64) int {
	if perSecond <= 0 {
		return 0
	}
	return max(1, int(perSecond))
}
