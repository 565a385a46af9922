package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"go.etcd.io/bbolt"

	"userpools/pkg/trace"
)

// Writes that wait share a transaction (group commit): it costs the pages that it
// writes, and with Options.Fsync two waits for the disk, however many pools are in
// it. Whoever finds no transaction under way makes one at once, of all that wait by
// then; so a single writer waits for nobody, and many take the fewer transactions
// the slower these are.

// write is a change of one pool.
type write struct {
	ctx context.Context
	// check may refuse the change and changes nothing itself; then apply makes it.
	check, apply func(*bbolt.Tx) error
	// done is closed when err is known.
	done chan struct{}
	err  error
}

// queue has the writes that wait for a transaction.
type queue struct {
	mu      sync.Mutex
	waiting []*write
	// turn is full while a transaction is under way.
	turn chan struct{}
}

func newQueue() *queue { return &queue{turn: make(chan struct{}, 1)} }

func (q *queue) join(w *write) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, w)
}

// take empties the queue.
func (q *queue) take() []*write {
	q.mu.Lock()
	defer q.mu.Unlock()
	group := q.waiting
	q.waiting = nil
	return group
}

var (
	// errAlone is for every write of a transaction that one of them has spoilt.
	errAlone = errors.New("the transaction was given up")
	// errUnchanged ends a transaction that has nothing to write.
	errUnchanged = errors.New("every write was refused")
)

// write makes a change durable. Who waits for others may do so beyond the end of its
// context, which is asked when it is this call's turn.
func (s *Store) write(ctx context.Context, check, apply func(*bbolt.Tx) error) error {
	trace.Of(ctx).StoreCalls++
	w := &write{ctx: ctx, check: check, apply: apply, done: make(chan struct{})}
	s.queue.join(w)
	select {
	case <-w.done:
	case s.queue.turn <- struct{}{}:
		runtime.Gosched() // calls that are about to join do, instead of waiting for the next
		s.commit(s.queue.take())
		<-s.queue.turn
	}
	if errors.Is(w.err, errAlone) {
		w.err = s.alone(w)
	}
	if w.err != nil {
		return fmt.Errorf("bolt: %w", w.err)
	}
	return nil
}

// commit makes a group of writes in one transaction. A refusal may be because of
// another write of the group, so also refusals hold only if the transaction does.
func (s *Store) commit(group []*write) {
	err := s.together(group)
	for _, w := range group {
		if err != nil {
			w.err = err
		}
		close(w.done)
	}
}

// together gives up when a change fails or anything panics, as a transaction is undone
// as a whole. Each write is made alone then, and has its failure or panic to itself.
func (s *Store) together(group []*write) (err error) {
	defer func() {
		if recover() != nil {
			err = errAlone
		}
	}()
	err = s.db.Update(func(tx *bbolt.Tx) error {
		end := errUnchanged
		for _, w := range group {
			if w.err = w.refusal(tx); w.err != nil {
				continue
			}
			if guarded(tx, w.apply) != nil {
				return errAlone
			}
			end = nil
		}
		return end
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// alone is a write in a transaction and a goroutine of its own.
func (s *Store) alone(w *write) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		if err := w.refusal(tx); err != nil {
			return err
		}
		return guarded(tx, w.apply)
	})
}

func (w *write) refusal(tx *bbolt.Tx) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	return guarded(tx, w.check)
}
