package localapi

import (
	"slices"
	"sync"
	"time"
)

// places are those of bodies that are large, of which there are few: each keeps one from when it begins to arrive until it is served.
// While others wait, one that is slow to arrive loses its place, and its connection. A free place goes to who has waited for the
// longest and to who came last by turns: where senders are slow, and many, there is always somebody who has waited longer than one
// who is quick, and soon somebody who came later. The zero value is ready.
type places struct {
	mu      sync.Mutex
	taken   map[*place]struct{}
	waiting []*place // the newest last
	newest  bool     // it is the newest one's turn
}

// place is that of one body.
type place struct {
	size  int64         // in bytes
	cut   func()        // makes reading it fail
	given chan struct{} // closed when it has its place
	due   time.Time     // when it loses that to others; zero once it has arrived
}

// A body with a place has patience, and a second more for each mebibyte, before it loses that.
const (
	patience = time.Second
	rate     = 1 << 20
)

// take waits for a place, and is nil where there is none until then.
func (p *places) take(size int64, cut func(), until time.Time) *place {
	one := &place{size: size, cut: cut, given: make(chan struct{})}
	p.join(one)
	late := time.After(time.Until(until))
	for looks := time.Tick(again); ; {
		select {
		case <-one.given:
			return one
		case <-late:
			if p.giveUp(one) {
				return nil
			}
			return one
		case <-looks:
			p.cutLate()
		}
	}
}

func (p *places) join(one *place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = append(p.waiting, one)
	p.give()
}

// give has those who wait take what is free.
func (p *places) give() {
	if p.taken == nil {
		p.taken = map[*place]struct{}{}
	}
	for len(p.waiting) > 0 && len(p.taken) < large {
		turn := 0
		if p.newest = !p.newest; p.newest {
			turn = len(p.waiting) - 1
		}
		one := p.waiting[turn]
		p.waiting = slices.Delete(p.waiting, turn, turn+1)
		p.taken[one] = struct{}{}
		one.due = time.Now().Add(patience + time.Duration(one.size)*time.Second/rate)
		close(one.given)
	}
}

// giveUp is for who waits no longer; false where it has a place by now.
func (p *places) giveUp(one *place) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.waiting, one)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	return i >= 0
}

// cutLate ends what is slow to arrive.
func (p *places) cutLate() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for one := range p.taken {
		if !one.due.IsZero() && time.Now().After(one.due) {
			one.cut() // it leaves by itself then
		}
	}
}

// arrived has a body keep its place until it is served.
func (p *places) arrived(one *place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one.due = time.Time{}
}

// leave gives a place to others. It may be none, or left already.
func (p *places) leave(one *place) {
	if one == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.taken, one)
	p.give()
}
