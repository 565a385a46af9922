package cognito

import (
	"context"
	"sync"
	"time"
)

// poolCounts remembers how many pools each partition has. An exact counter in
// the store would put every create of an account through one hot item, and
// counting all pools for a create reads all of them where each is large; so a
// create reads one page at most, and goes on where the one before it ended. How
// far the quota can be overshot then is in docs/departures.md#quota-overshoot.
type poolCounts struct {
	mu    sync.Mutex
	known map[Partition]poolCount
}

type poolCount struct {
	// total is what the last complete count found, with what this process made and
	// deleted since; at is when that count began, zero before the first.
	total int
	at    time.Time
	// The count under way has found so many pools up to the id next.
	found int
	next  string
	begun time.Time
}

const (
	// recount is how long a count is trusted.
	recount = 5 * time.Minute
	// near is how close to the limit every create counts on.
	near = 20
)

// full reports whether the partition has as many pools as the quota allows, or
// more. It reads one page of the count at most.
func (c *poolCounts) full(ctx context.Context, s *Service, part Partition, quota int) (bool, error) {
	now := s.Now()
	after, due := c.due(part, quota, now)
	if !due {
		return false, nil
	}
	n, next, err := s.Store.CountPage(ctx, part, after)
	if err != nil {
		return false, err
	}
	return c.add(part, after, n, next, now) >= quota, nil
}

// due reports whether a page has to be read, and after which id.
func (c *poolCounts) due(part Partition, quota int, now time.Time) (after string, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[part]
	trusted := !k.at.IsZero() && now.Sub(k.at) < recount && k.total < quota-near
	return k.next, !trusted
}

// add takes in a page and returns the least number of pools that there are by
// all that is known. A page that another create has read meanwhile is left out.
func (c *poolCounts) add(part Partition, after string, n int, next string, now time.Time) (atLeast int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[part]
	if after == k.next {
		k.read(n, next, now)
	}
	if c.known == nil {
		c.known = map[Partition]poolCount{}
	}
	c.known[part] = k
	return max(k.total, k.found)
}

func (k *poolCount) read(n int, next string, now time.Time) {
	if k.next == "" {
		k.begun = now
	}
	k.found += n
	k.next = next
	if next == "" {
		k.total, k.at, k.found = k.found, k.begun, 0
	}
}

// changed notes a pool that this process made (1) or deleted (-1). The count
// under way has yet to come to ids after the one where it is.
func (c *poolCounts) changed(part Partition, id string, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, known := c.known[part]
	if !known {
		return
	}
	k.total += by
	if id <= k.next {
		k.found += by
	}
	c.known[part] = k
}
