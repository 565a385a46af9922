package cognito

import (
	"context"
	"sync"
	"time"
)

// poolCounts remembers how many pools each partition has. An exact counter in
// the store would put every create of an account through one hot item; this one
// may let as many creates through as are in flight (docs/departures.md).
type poolCounts struct {
	mu    sync.Mutex
	known map[Partition]poolCount
}

type poolCount struct {
	n  int
	at time.Time
}

const (
	// recount is how long a count is trusted.
	recount = 5 * time.Minute
	// near is how close to the limit every create counts anew.
	near = 20
)

// full tells whether the partition has as many pools as the quota allows.
func (c *poolCounts) full(ctx context.Context, s *Service, part Partition, quota int) (bool, error) {
	c.mu.Lock()
	known, ok := c.known[part]
	c.mu.Unlock()
	if ok && s.Now().Sub(known.at) < recount && known.n < quota-near {
		return false, nil
	}
	n, err := s.Store.Count(ctx, part)
	if err != nil {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = map[Partition]poolCount{}
	}
	c.known[part] = poolCount{n, s.Now()}
	return n >= quota, nil
}

// made notes pools that this process made or, with a negative number, deleted.
func (c *poolCounts) made(part Partition, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if known, ok := c.known[part]; ok {
		known.n += n
		c.known[part] = known
	}
}
