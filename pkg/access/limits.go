package access

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"userpools/pkg/apierror"
)

// Rate says how many requests a second are let through.
type Rate struct {
	// Class is the group of operations that share the rate.
	Class string
	// PerSecond bounds the requests of an account; 0 lets nothing through. It is the same
	// for as long as the process lives.
	PerSecond float64
	// PerResource bounds, besides, those for one operation and one resource; 0 does not.
	PerResource float64
}

// maxBuckets bounds the memory: the bucket that was asked least recently goes. It
// is full again by then, and so as good as a new one, unless its rate is tiny:
// an account can make 15 buckets a second.
const maxBuckets = 4096

// Limits are token buckets: one for each account and class, and one for each
// resource and operation of a class that bounds those. A bucket holds a second's worth.
// They are this process's own: a function with many instances allows as many
// times more. The zero value is ready, and nil limits nothing. Safe for concurrent use.
type Limits struct {
	mu      sync.Mutex
	buckets map[string]*list.Element
	order   list.List // of *bucket, the latest asked in front
}

type bucket struct {
	name    string
	limiter *rate.Limiter
}

// Take takes a token for a call of each bucket that it has, or of none: who asks
// too often for one pool does not use up what the account has for others. Time is
// the wall clock's: the monotonic one may stand still while a function is frozen,
// and buckets would not fill. The error is TooManyRequestsException.
func (l *Limits) Take(account, operation, resource string, r Rate, now time.Time) error {
	if l == nil {
		return nil
	}
	now = now.Round(0)
	all := l.bucket(account+" "+r.Class, r.PerSecond)
	free := all.TokensAt(now) >= 1 // else the resource gets no bucket, which bounds how many there are
	if free && r.PerResource > 0 {
		free = l.bucket(account+" "+operation+" "+resource, r.PerResource).AllowN(now, 1)
	}
	if free && all.AllowN(now, 1) {
		return nil
	}
	refused := apierror.Of(apierror.TooManyRequests)
	refused.Refused = "rate"
	return refused
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
