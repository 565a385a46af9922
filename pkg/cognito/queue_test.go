package cognito

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
)

var lined = poolKey{Partition{"123456789012", "us-east-1"}, "us-east-1_AbCdEfGhI"}

// lineUp has writers wait for a pool behind one whose turn it is. Each notes its number when its turn comes, and leaves
// with what its call came to.
func lineUp(t *testing.T, q *queue, writers int, came func(n int) error) (first *writer, ended chan int) {
	t.Helper()
	first = &writer{queue: q, pool: lined}
	require.NoError(t, first.follow(t.Context(), true))
	ended = make(chan int, writers)
	for n := range writers {
		go func() {
			w := &writer{queue: q, pool: lined}
			assert.NoError(t, w.follow(t.Context(), false))
			w.leave(came(n))
			ended <- n
		}()
		synctest.Wait()
	}
	return first, ended
}

func TestQueue_Order(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		inside, most := atomic.Int32{}, int32(0)
		first, ended := lineUp(t, &q, 5, func(n int) error {
			most = max(most, inside.Add(1))
			time.Sleep(time.Second)
			inside.Add(-1)
			return []error{nil, apierror.Invalid("refused")}[n%2]
		})
		other := &writer{queue: &q, pool: poolKey{lined.part, "another"}}
		require.NoError(t, other.follow(t.Context(), false), "another pool's is not in the line")
		synctest.Wait()
		require.Empty(t, ended, "nobody goes before the first has left")
		first.leave(nil)
		for n := range 5 {
			assert.Equal(t, n, <-ended)
		}
		assert.EqualValues(t, 1, most)
		assert.Empty(t, q.lines)
	})
}

// TestQueue_Alone: writers that do not meet do not wait for each other, and take no memory.
func TestQueue_Alone(t *testing.T) {
	var q queue
	one, two := &writer{queue: &q, pool: lined}, &writer{queue: &q, pool: lined}
	require.NoError(t, one.follow(t.Context(), false))
	require.NoError(t, two.follow(t.Context(), false))
	assert.Nil(t, q.lines)
	require.NoError(t, two.follow(t.Context(), true))
	require.NoError(t, two.follow(t.Context(), true), "it has its turn until it leaves")
	one.leave(nil)
	assert.Len(t, q.lines, 1, "one had no turn to pass on")
	two.leave(nil)
	assert.Empty(t, q.lines)

	s := Service{Random: rand.Reader}
	change := func() error { return nil }
	assert.Zero(t, testing.AllocsPerRun(100, func() { _ = s.retry(t.Context(), Call{}, lined.id, change) }))
}

func TestQueue_Fault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		begun := time.Now()
		first, ended := lineUp(t, &q, 5, func(int) error { time.Sleep(time.Second); return nil })
		first.leave(errors.New("the store does not answer"))
		for range 5 {
			<-ended
		}
		assert.Equal(t, time.Second, time.Since(begun), "all at once")
		assert.Empty(t, q.lines)
	})
}

// TestQueue_GiveUp: who does not wait any longer is passed over, also where its turn has just come.
func TestQueue_GiveUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var q queue
		first := &writer{queue: &q, pool: lined}
		require.NoError(t, first.follow(t.Context(), true))
		ctx, cancel := context.WithCancel(t.Context())
		impatient, last := &writer{queue: &q, pool: lined}, &writer{queue: &q, pool: lined}
		gone, ended := make(chan error, 1), make(chan error, 1)
		go func() { gone <- impatient.follow(ctx, false) }()
		synctest.Wait()
		go func() { ended <- last.follow(t.Context(), false) }()
		synctest.Wait()
		cancel()
		require.ErrorIs(t, <-gone, context.Canceled)
		assert.Len(t, q.lines[lined], 1)

		late := impatient.join(false)
		first.leave(nil)
		require.NoError(t, <-ended)
		last.leave(nil) // the turn is that of late now
		impatient.giveUp(late)
		assert.Empty(t, q.lines)
	})
}

// TestQueue_Look: a read goes beside the line, and joins it where it has met writers in half of its attempts.
func TestQueue_Look(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Service{Region: lined.part.Region, Random: rand.Reader}
		first, _ := lineUp(t, &s.queue, 0, nil)
		looks, ended := 0, make(chan error, 1)
		go func() {
			ended <- s.look(t.Context(), Call{Account: lined.part.Account}, lined.id, func() error {
				if looks++; looks <= attempts/2 {
					return ErrConflict
				}
				return nil
			})
		}()
		time.Sleep(time.Second) // its pauses, and then it waits
		synctest.Wait()
		assert.Equal(t, attempts/2, looks)
		assert.Len(t, s.queue.lines[lined], 1)
		first.leave(nil)
		require.NoError(t, <-ended)
		assert.Equal(t, attempts/2+1, looks)
		assert.Empty(t, s.queue.lines)
	})
}

// slowStore takes a while for each call, and refuses a change of what was changed meanwhile.
type slowStore struct {
	Store
	revision atomic.Int64
}

func (s *slowStore) Get(context.Context, Partition, string) (*Pool, error) {
	time.Sleep(10 * time.Millisecond)
	return &Pool{ID: lined.id, Defaults: DefaultsVersion, Revision: s.revision.Load()}, nil
}

func (s *slowStore) Write(_ context.Context, w Write) error {
	time.Sleep(10 * time.Millisecond)
	if !s.revision.CompareAndSwap(w.Pool.Revision-1, w.Pool.Revision) {
		return ErrConflict
	}
	return nil
}

// TestRetry_ManyWriters: 64 clients that change one pool as fast as they are answered are all answered, after as long as
// the changes before take, and none is refused.
func TestRetry_ManyWriters(t *testing.T) {
	const clients, each = 64, 20
	synctest.Test(t, func(t *testing.T) {
		store := &slowStore{}
		s := &Service{Region: "us-east-1", Store: store, Random: rand.Reader}
		longest, ended := make([]time.Duration, clients), make(chan bool)
		for n := range clients {
			go func() {
				for range each {
					begun := time.Now()
					_, err := s.edit(t.Context(), Call{Operation: &Operation{Name: "TagResource"}}, lined.id,
						func(before *Pool) (*Pool, error) { after := *before; return &after, nil })
					assert.NoError(t, err)
					longest[n] = max(longest[n], time.Since(begun))
				}
				ended <- true
			}()
		}
		for range clients {
			<-ended
		}
		assert.EqualValues(t, clients*each, store.revision.Load())
		for n, l := range longest {
			assert.Less(t, l, clients*30*time.Millisecond, fmt.Sprint("client ", n))
		}
		assert.Empty(t, s.queue.lines)
	})
}
