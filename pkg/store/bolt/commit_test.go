package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// atOnce makes calls that have all come, in their order, before the first of them may
// make a transaction. It returns the error of each, and how many transactions were
// committed.
func atOnce(t *testing.T, s *Store, calls []func() error) (errs []error, commits int) {
	t.Helper()
	before := transactions(t, s)
	errs = make([]error, len(calls))
	var group sync.WaitGroup
	s.queue.turn <- struct{}{}
	for i, call := range calls {
		group.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					errs[i] = fmt.Errorf("panic: %v", p)
				}
			}()
			errs[i] = call()
		})
		for s.queue.length() <= i {
			runtime.Gosched()
		}
	}
	<-s.queue.turn
	group.Wait()
	return errs, transactions(t, s) - before
}

func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.waiting)
}

// transactions is how many were ever committed to a file.
func transactions(t *testing.T, s *Store) (n int) {
	t.Helper()
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error { n = tx.ID(); return nil }))
	return n
}

func numbered(n int) *cognito.Pool {
	return storetest.Minimal(storetest.Here, fmt.Sprintf("us-east-1_%02d", n))
}

func creates(t *testing.T, s *Store, n int) (calls []func() error) {
	for i := range n {
		calls = append(calls, func() error { return s.Create(t.Context(), numbered(i)) })
	}
	return calls
}

func TestWrite_OneCommit(t *testing.T) {
	s := openNew(t)
	for i, call := range creates(t, s, 3) {
		before := transactions(t, s)
		require.NoError(t, call())
		assert.Equal(t, before+1, transactions(t, s), "call %d waits for nobody", i)
	}
	errs, commits := atOnce(t, s, creates(t, s, 40)[3:])
	require.NoError(t, errors.Join(errs...))
	assert.Equal(t, 1, commits)
	assert.Equal(t, 40, storetest.Count(t, s, storetest.Here))
	errs, commits = atOnce(t, s, creates(t, s, 40))
	assert.NotContains(t, errs, nil)
	assert.Zero(t, commits, "nothing was written")
}

// TestWrite_Order has every write of a pool see what those before it wrote.
func TestWrite_Order(t *testing.T) {
	s, p := openNew(t), numbered(0)
	calls := []func() error{func() error { return s.Create(t.Context(), p) }}
	for revision := int64(2); revision < 12; revision++ {
		later := *p
		later.Revision = revision
		calls = append(calls, func() error { return s.Write(t.Context(), cognito.Write{Pool: &later}) })
	}
	remove := func() error { return s.Delete(t.Context(), p.Partition, p.ID) }
	errs, commits := atOnce(t, s, append(calls, remove, remove))
	require.NoError(t, errors.Join(errs[:len(calls)+1]...))
	require.ErrorIs(t, errs[len(calls)+1], cognito.ErrNotFound)
	assert.Equal(t, 1, commits)
	assert.Zero(t, storetest.Count(t, s, storetest.Here))
}

// TestWrite_OrderOfRecords is the same of what belongs to a pool.
func TestWrite_OrderOfRecords(t *testing.T) {
	s, p := openNew(t), numbered(0)
	r := client(p, "a")
	later := *r
	later.Revision = 2
	write := func(w cognito.Write) func() error { return func() error { return s.Write(t.Context(), w) } }
	remove := func() error { return s.Delete(t.Context(), p.Partition, p.ID) }
	errs, commits := atOnce(t, s, []func() error{
		func() error { return s.Create(t.Context(), p) },
		write(cognito.Write{Pool: begun(2, p), Put: []*cognito.Record{r}}), write(cognito.Write{Put: []*cognito.Record{r}}), write(cognito.Write{Put: []*cognito.Record{&later}}),
		write(cognito.Write{Pool: begun(3, p), Remove: []*cognito.Record{r}}), write(cognito.Write{Pool: begun(3, p), Remove: []*cognito.Record{&later}}),
		write(cognito.Write{Put: []*cognito.Record{&later}}), remove, write(cognito.Write{Put: []*cognito.Record{r}}),
	})
	taken, ok := errors.AsType[*cognito.TakenError](errs[2])
	require.True(t, ok, errs[2])
	assert.Equal(t, r, taken.Record)
	for i, want := range []error{nil, nil, errs[2], nil, cognito.ErrConflict, nil, cognito.ErrNotFound, nil, cognito.ErrNotFound} {
		assert.ErrorIs(t, errs[i], want, i)
	}
	assert.Equal(t, 1, commits)
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
		assert.Nil(t, tx.Bucket(childrenOf(p.Owner())), "nothing is left behind")
		return nil
	}))
}

// TestWrite_OrderOfNamed: what a write names is as those before it left it, also in one transaction.
func TestWrite_OrderOfNamed(t *testing.T) {
	s, p := openNew(t), numbered(0)
	named := client(p, "named")
	later := *named
	later.Revision = 2
	write := func(w cognito.Write) func() error { return func() error { return s.Write(t.Context(), w) } }
	naming := func(id string, r *cognito.Record) func() error {
		return write(cognito.Write{Put: []*cognito.Record{client(p, id)}, Unchanged: []*cognito.Record{r}})
	}
	errs, commits := atOnce(t, s, []func() error{
		func() error { return s.Create(t.Context(), p) }, naming("early", named),
		write(cognito.Write{Pool: begun(2, p), Put: []*cognito.Record{named}}), naming("a", named),
		write(cognito.Write{Put: []*cognito.Record{&later}}), naming("b", named), naming("b", &later),
		write(cognito.Write{Unchanged: []*cognito.Record{&later}}), write(cognito.Write{Remove: []*cognito.Record{&later}}), naming("c", &later),
	})
	for i, want := range []error{nil, cognito.ErrNotFound, nil, nil, nil, cognito.ErrConflict, nil, nil, nil, cognito.ErrNotFound} {
		assert.ErrorIs(t, errs[i], want, i)
	}
	assert.Equal(t, 1, commits)
	list, _, err := s.Records(t.Context(), p.Owner(), cognito.ClientRecord, "", 9)
	require.NoError(t, err)
	assert.Equal(t, []*cognito.Record{client(p, "a"), client(p, "b")}, list)
}

// TestWrite_OneFails has one of several writes fail, each in its turn: the first is
// the one that makes the transaction.
func TestWrite_OneFails(t *testing.T) {
	const others = 4
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	taken, protected := storetest.Minimal(storetest.Here, "us-east-1_Taken"), storetest.Minimal(storetest.Here, "us-east-1_Kept")
	protected.Settings.DeletionProtection = new(cognito.ProtectionActive)
	parent := begun(2, storetest.Minimal(storetest.Here, "us-east-1_Parent"))
	nothing := func(*bbolt.Tx) error { return nil }
	put := func(tx *bbolt.Tx) error { return tx.Bucket(bucketOf(taken.Partition)).Put([]byte("torn"), nil) }
	for name, c := range map[string]struct {
		call    func(s *Store) error
		want    string
		commits int
	}{
		"its id is taken":       {func(s *Store) error { return s.Create(t.Context(), taken) }, "pool id is taken", 1},
		"another revision":      {func(s *Store) error { return s.Write(t.Context(), cognito.Write{Pool: taken}) }, cognito.ErrConflict.Error(), 1},
		"no such pool":          {func(s *Store) error { return s.Write(t.Context(), cognito.Write{Pool: numbered(99)}) }, cognito.ErrNotFound.Error(), 1},
		"its pool is protected": {func(s *Store) error { return s.Delete(t.Context(), protected.Partition, protected.ID) }, cognito.ErrProtected.Error(), 1},
		"its key is taken": {func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(3, parent), Put: []*cognito.Record{client(parent, "a")}})
		}, "key is taken", 1},
		"a part of it conflicts": {func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(2, parent), Put: []*cognito.Record{client(parent, "b")}, Remove: []*cognito.Record{client(parent, "a")}})
		}, cognito.ErrConflict.Error(), 1},
		"what it names was changed": {func(s *Store) error {
			later := *client(parent, "a")
			later.Revision = 2
			return s.Write(t.Context(), cognito.Write{Pool: begun(3, parent), Put: []*cognito.Record{client(parent, "b")}, Unchanged: []*cognito.Record{&later}})
		}, cognito.ErrConflict.Error(), 1},
		"its pool is gone": {func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{client(numbered(99), "a")}})
		},
			cognito.ErrNotFound.Error(), 1},
		"a record's key that bbolt has not": {func(s *Store) error {
			return s.Write(t.Context(), cognito.Write{Pool: begun(3, parent), Put: []*cognito.Record{client(parent, strings.Repeat("k", bbolt.MaxKeySize))}})
		}, bbolterrors.ErrKeyTooLarge.Error(), others},
		"its context ended": {func(s *Store) error { return s.Create(ended, numbered(99)) }, context.Canceled.Error(), 1},
		"a key that bbolt has not": {func(s *Store) error { return s.Create(t.Context(), storetest.Minimal(storetest.Here, "")) },
			bbolterrors.ErrKeyRequired.Error(), others},
		"a failure after it wrote": {func(s *Store) error {
			return s.write(t.Context(), nothing, func(tx *bbolt.Tx) error { return errors.Join(put(tx), errors.New("half")) })
		}, "half", others},
		"a panic of its check": {func(s *Store) error {
			return s.write(t.Context(), func(*bbolt.Tx) error { panic("check") }, nothing)
		}, "panic: check", others},
		"a panic after it wrote": {func(s *Store) error {
			return s.write(t.Context(), nothing, func(tx *bbolt.Tx) error { panic(errors.Join(put(tx), errors.New("torn"))) })
		}, "panic: torn", others},
	} {
		for place := range others + 1 {
			t.Run(fmt.Sprint(name, "/", place), func(t *testing.T) {
				s := openNew(t)
				require.NoError(t, errors.Join(s.Create(t.Context(), taken), s.Create(t.Context(), protected), s.Create(t.Context(), parent),
					s.Write(t.Context(), cognito.Write{Put: []*cognito.Record{client(parent, "a")}})))
				errs, commits := atOnce(t, s, slices.Insert(creates(t, s, others), place, func() error { return c.call(s) }))
				require.ErrorContains(t, errs[place], c.want)
				require.NoError(t, errors.Join(slices.Delete(errs, place, place+1)...))
				assert.Equal(t, c.commits, commits)
				assert.Equal(t, others+3, storetest.Count(t, s, storetest.Here))
				there := []*cognito.Pool{taken, parent}
				for i := range others {
					there = append(there, numbered(i))
				}
				for _, want := range there {
					p, err := s.Get(t.Context(), storetest.Here, want.ID)
					require.NoError(t, err)
					assert.Equal(t, want, p)
				}
				n, err := storetest.CountRecords(t.Context(), s, parent.Owner(), cognito.ClientRecord)
				require.NoError(t, err)
				assert.Equal(t, 1, n)
				require.NoError(t, s.Create(t.Context(), numbered(others)), "it goes on")
				_, err = s.Get(t.Context(), storetest.Here, "torn")
				assert.ErrorIs(t, err, cognito.ErrNotFound)
			})
		}
	}
}

// TestWrite_CommitFails: what did not reach the file is acknowledged to nobody, nor is
// it a reason to refuse others.
func TestWrite_CommitFails(t *testing.T) {
	for want, c := range map[string]struct {
		pools, deleted int // whose pages are free, so that the file need not grow
		spoil          func(*Store, *os.File)
	}{
		bbolterrors.ErrMaxSizeReached.Error(): {1, 0, func(s *Store, _ *os.File) { s.db.MaxSize = 1 }},
		"write .*: file already closed":       {200, 100, func(_ *Store, f *os.File) { _ = f.Close() }},
	} {
		t.Run(want, func(t *testing.T) {
			var file *os.File
			s, err := openMemory(func() (_ *os.File, leftover string, err error) {
				file, leftover, err = anonymous()
				return file, leftover, err
			})
			require.NoError(t, err)
			for _, call := range creates(t, s, 10+c.pools)[10:] {
				require.NoError(t, call())
			}
			for i := range c.deleted {
				require.NoError(t, s.Delete(t.Context(), storetest.Here, numbered(10+i).ID))
			}
			c.spoil(s, file)
			errs, commits := atOnce(t, s, append(creates(t, s, 10), creates(t, s, 10)...)) // each id twice
			for _, err := range errs {
				require.Error(t, err)
				require.Regexp(t, want, err.Error())
			}
			assert.Zero(t, commits)
			assert.Equal(t, c.pools-c.deleted, storetest.Count(t, s, storetest.Here))
			s.db.MaxSize = 0
			errs, commits = atOnce(t, s, creates(t, s, 10))
			closed := s.Close() != nil
			assert.Equal(t, closed, errors.Join(errs...) != nil, "it goes on unless the file is gone")
			assert.Equal(t, !closed, commits == 1)
		})
	}
}
