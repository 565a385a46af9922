package access

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestSource_OneFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fetches atomic.Int32
		source := NewSource(func(context.Context) ([]byte, error) {
			fetches.Add(1)
			time.Sleep(time.Second) // of the bubble: no real time passes
			return []byte(docA), nil
		}, testScope, time.Now, nil)
		var ids sync.WaitGroup
		for i := range 50 {
			ids.Go(func() {
				id := []string{idA, stray}[i%2]
				_, found, err := source.Lookup(t.Context(), id)
				assert.NoError(t, err)
				assert.Equal(t, id == idA, found)
			})
		}
		ids.Wait()
		assert.EqualValues(t, 1, fetches.Load())
	})
}

func TestSource_NoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := time.Duration(0)
		source := NewSource(func(context.Context) ([]byte, error) {
			time.Sleep(slow)
			return []byte(docA), nil
		}, testScope, time.Now, nil)
		assert.True(t, found(t, source, idA))
		slow = 2 * time.Second
		time.Sleep(refreshEvery)
		go source.Lookup(t.Context(), idA)
		synctest.Wait()
		began := time.Now()
		assert.True(t, found(t, source, idA))
		assert.Zero(t, time.Since(began), "it took the document held")
		assert.False(t, found(t, source, stray), "one who needs the next waits for it")
		assert.Equal(t, slow, time.Since(began))
	})
}

func TestSource_Hangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		source := NewSource(func(ctx context.Context) ([]byte, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, testScope, time.Now, nil)
		began := time.Now()
		mustFail(t, source, idA)
		assert.Equal(t, fetchTimeout, time.Since(began))
		mustFail(t, source, idA)
		assert.Equal(t, fetchTimeout, time.Since(began), "the next request does not hang again at once")
	})
}

func TestSource_CallerGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var warned atomic.Int32
		source := NewSource(func(ctx context.Context) ([]byte, error) {
			select {
			case <-ctx.Done():
				return nil, ctx.Err()
			case <-time.After(time.Second):
				return []byte(docA), nil
			}
		}, testScope, time.Now, func(error) { warned.Add(1) })
		gone, leave := context.WithCancel(t.Context())
		go source.Lookup(gone, idA)
		synctest.Wait()
		var others sync.WaitGroup
		others.Go(func() { assert.True(t, found(t, source, idA), "another takes the fetch over") })
		others.Go(func() {
			short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, _, err := source.Lookup(short, idA)
			assert.ErrorIs(t, err, ErrUnavailable)
			assert.ErrorIs(t, err, context.DeadlineExceeded, "nobody waits beyond their own time")
		})
		time.Sleep(500 * time.Millisecond)
		leave()
		others.Wait()
		assert.Zero(t, warned.Load())
	})
}

func TestSource_Panic(t *testing.T) {
	store, source := newStore(docA)
	source.fetch = func(context.Context) ([]byte, error) { panic("broken") }
	assert.PanicsWithValue(t, "broken", func() { _, _, _ = source.Lookup(t.Context(), idA) })
	mustFail(t, source, idA)
	source.fetch = store.fetch
	store.pass(emptyPause)
	assert.True(t, found(t, source, idA))
}
