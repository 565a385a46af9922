package cognito

import (
	"context"
	"slices"
	"sync"

	"userpools/pkg/apierror"
)

// queue has the writers of one pool in this process go one after the other, in the order in which they came, once two of
// them have met. What it saves is attempts: a store refuses a change of what another writer changed, and where many
// write one pool nearly all are refused again and again. It guarantees nothing: writers of other processes are not in
// it, and whoever finds the pool alone goes at once, as do all that wait when the store fails, so that nobody waits
// for other writers' timeouts one by one. The zero value is ready.
type queue struct {
	mu sync.Mutex
	// lines are the writers that wait for each pool, the first first, behind one whose turn it is. A line ends with its
	// last writer.
	lines map[poolKey][]chan turn
}

// poolKey is which pool it is.
type poolKey struct {
	part Partition
	id   string
}

// turn says how a writer goes on: with the line behind it, or beside all others.
type turn bool

// writer is one call that changes a pool.
type writer struct {
	*queue
	pool poolKey
	turn turn
}

// follow waits for a turn where others wait for the pool, or where that is met: it was changed meanwhile. It returns the
// context's error if that ends first.
func (w *writer) follow(ctx context.Context, met bool) error {
	if w.turn {
		return nil
	}
	place := w.join(met)
	if place == nil {
		return nil
	}
	select {
	case w.turn = <-place:
		return nil
	case <-ctx.Done():
		w.giveUp(place)
		return ctx.Err()
	}
}

// join is a place in the line, or nil where there is none to wait in: nobody is in line, and the writer begins one if it
// has met others.
func (w *writer) join(met bool) chan turn {
	w.mu.Lock()
	defer w.mu.Unlock()
	line, others := w.lines[w.pool]
	switch {
	case others:
		place := make(chan turn, 1)
		w.lines[w.pool] = append(line, place)
		return place
	case met:
		if w.lines == nil {
			w.lines = map[poolKey][]chan turn{}
		}
		w.lines[w.pool] = nil
		w.turn = true
	}
	return nil
}

// giveUp leaves the line, or passes on a turn that came at the same time.
func (w *writer) giveUp(place chan turn) {
	w.mu.Lock()
	line := w.lines[w.pool]
	if at := slices.Index(line, place); at >= 0 {
		w.lines[w.pool] = slices.Delete(line, at, at+1)
		w.mu.Unlock()
		return
	}
	w.mu.Unlock()
	w.turn = <-place
	w.leave(nil)
}

// leave ends a turn, and has the next one go. All go where the call has failed, and was not just refused.
func (w *writer) leave(err error) {
	if !w.turn {
		return
	}
	_, refused := apierror.As(err)
	w.mu.Lock()
	defer w.mu.Unlock()
	line := w.lines[w.pool]
	switch {
	case err != nil && !refused:
		for _, place := range line {
			place <- false
		}
		delete(w.lines, w.pool)
	case len(line) == 0:
		delete(w.lines, w.pool)
	default:
		line[0] <- true
		w.lines[w.pool] = line[1:]
	}
}
