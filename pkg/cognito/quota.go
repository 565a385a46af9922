package cognito

import (
	"context"
	"fmt"
	"sync"
	"time"

	"userpools/pkg/apierror"
)

// counts remembers how many there are of what has a quota: pools in a partition, records
// of a kind in a pool. An exact counter in the store would put every create through one hot
// item, and counting all for a create reads all of them where each is large; so a
// create reads one page at most, and goes on where the one before it ended. How
// far the quota can be overshot then is in docs/departures.md#quota-overshoot.
type counts struct {
	mu sync.Mutex
	// known has them by keys without an ID; of pools only the partition is set.
	known map[Key]count
}

type count struct {
	// total is what the last complete count found, with what this process made and
	// deleted since; at is when that count began, zero before the first.
	total int
	at    time.Time
	// The count under way has found so many up to the id next.
	found int
	next  string
	begun time.Time
}

const (
	// recount is how long a count is trusted.
	recount = 5 * time.Minute
	// near is how close to the limit every create counts on.
	near = 20
	// mostCounts bounds what is remembered: then it starts anew.
	mostCounts = 10_000
)

// full reports whether there are as many as the quota allows, or more. It reads one page of the
// count at most, which page does as Store.CountPage and Store.CountRecords do.
func (c *counts) full(of Key, quota int, now time.Time, page func(after string) (n int, next string, err error)) (bool, error) {
	after, due := c.due(of, quota, now)
	if !due {
		return false, nil
	}
	n, next, err := page(after)
	if err != nil {
		return false, err
	}
	return c.add(of, after, n, next, now) >= quota, nil
}

// fullOfPools reports whether the partition has its quota of pools.
func (s *Service) fullOfPools(ctx context.Context, part Partition, quota int) (bool, error) {
	return s.counts.full(countedPools(part), quota, s.Now(), func(after string) (int, string, error) {
		return s.Store.CountPage(ctx, part, after)
	})
}

// quotas are how many of a kind a pool may have, whatever the quota of pools.
var quotas = map[RecordKind]struct {
	rule, plural string
	most         int
}{
	BrandingRecord: {"branding-quota", "managed login styles", BrandingQuota},
	ClientRecord:   {"client-quota", "app clients", ClientQuota},
	GroupRecord:    {"group-quota", "groups", 10_000},
	ProviderRecord: {"provider-quota", "identity providers", 300},
	ServerRecord:   {"server-quota", "resource servers", 25},
}

// room refuses another record of a kind of which the pool has its quota.
func (s *Service) room(ctx context.Context, p *Pool, kind RecordKind) error {
	q := quotas[kind]
	full, err := s.fullOf(ctx, p, kind, q.most)
	if err != nil {
		return err
	}
	if full {
		return withRule(q.rule, apierror.New(apierror.LimitExceeded,
			fmt.Sprintf("The maximum number of %s, %d, has been reached for this user pool.", q.plural, q.most)))
	}
	return nil
}

// fullOf reports whether the pool has its quota of a kind of records.
func (s *Service) fullOf(ctx context.Context, p *Pool, kind RecordKind, quota int) (bool, error) {
	if !p.Family.Begun {
		return false, nil
	}
	owner := p.Owner()
	return s.counts.full(Key{Kind: kind, Owner: owner}, quota, s.Now(), func(after string) (int, string, error) {
		return s.Store.CountRecords(ctx, owner, kind, after)
	})
}

func countedPools(part Partition) Key { return Key{Owner: Owner{Partition: part}} }

// due reports whether a page has to be read, and after which id.
func (c *counts) due(of Key, quota int, now time.Time) (after string, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[of]
	trusted := !k.at.IsZero() && now.Sub(k.at) < recount && k.total < quota-near
	return k.next, !trusted
}

// add takes in a page and returns the least number that there are by
// all that is known. A page that another create has read meanwhile is left out.
func (c *counts) add(of Key, after string, n int, next string, now time.Time) (atLeast int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.known[of]
	if after == k.next {
		k.read(n, next, now)
	}
	if c.known == nil || len(c.known) >= mostCounts {
		c.known = map[Key]count{}
	}
	c.known[of] = k
	return max(k.total, k.found)
}

func (k *count) read(n int, next string, now time.Time) {
	if k.next == "" {
		k.begun = now
	}
	k.found += n
	k.next = next
	if next == "" {
		k.total, k.at, k.found = k.found, k.begun, 0
	}
}

// wrote notes the records that a Write of this process made and deleted.
func (c *counts) wrote(w Write) {
	for _, r := range w.Put {
		if r.Revision == 1 {
			c.changed(Key{Kind: r.Kind, Owner: r.Owner}, r.ID, 1)
		}
	}
	for _, r := range w.Remove {
		c.changed(Key{Kind: r.Kind, Owner: r.Owner}, r.ID, -1)
	}
}

// changed notes one that this process made (1) or deleted (-1). The count
// under way has yet to come to ids after the one where it is.
func (c *counts) changed(of Key, id string, by int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, known := c.known[of]
	if !known {
		return
	}
	k.total += by
	if id <= k.next {
		k.found += by
	}
	c.known[of] = k
}
