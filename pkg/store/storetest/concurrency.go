package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var concurrencyTests = []test{
	{"many creates of different ids at once all land", differentAllLand},
	{"of many creates, and of many deletes, of one id at once exactly one wins, and all others are told", oneWins},
	{"many writers who read, change and replace lose nothing", noUpdateIsLost},
	{"many writers who each add a record and count it in the pool lose neither", noRecordIsLost},
	{"of many pools that take one domain at once exactly one gets it, and all others are told", oneGetsTheDomain},
	{"of a pool's end and its domain's beginning at once one wins", noDomainWithoutPool},
	{"what a write names is there as long as others may see what was written", noNameDangles},
	{"what is written for a pool while it ends is not seen by a later one of its id", noneIsLeftBehind},
	{"whoever reads while others write sees a whole pool", noReadIsTorn},
	{"no pool that stays is missed or doubled while others come and go", stableWhileOthersMove},
}

const writers = 16

// atOnce runs all writers, waits for them and returns what they returned.
func atOnce(write func(w int) error) []error {
	errs := make([]error, writers)
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() { errs[w] = write(w) })
	}
	group.Wait()
	return errs
}

// meanwhile repeats a call in some goroutines until the returned function is called.
func meanwhile(goroutines int, call func(g, n int) error) (stop func() error) {
	done := make(chan struct{})
	errs := make([]error, goroutines)
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() {
			for n := 0; errs[g] == nil; n++ {
				select {
				case <-done:
					return
				default:
					errs[g] = call(g, n)
				}
			}
		})
	}
	return func() error {
		close(done)
		group.Wait()
		return errors.Join(errs...)
	}
}

func differentAllLand(t *testing.T, e env) {
	require.NoError(t, errors.Join(atOnce(func(w int) error { return e.store.Create(t.Context(), Full(Here, numbered(w))) })...))
	assert.Equal(t, writers, Count(t, e.store, Here))
	for w := range writers {
		assert.Equal(t, Full(Here, numbered(w)), e.get(t, numbered(w)))
	}
}

func oneWins(t *testing.T, e env) {
	const id = "us-east-1_Race"
	errs := atOnce(func(w int) error {
		return e.store.Create(t.Context(), with(Minimal(Here, id), func(p *cognito.Pool) { p.CreateToken = token(fmt.Sprint(w)) }))
	})
	winner := e.get(t, id)
	for w, err := range errs {
		exists, ok := errors.AsType[*cognito.ExistsError](err)
		if winner.CreateToken == token(fmt.Sprint(w)) {
			require.NoError(t, err)
		} else if assert.True(t, ok, err) {
			assert.Equal(t, winner, exists.Pool)
		}
	}
	assert.Equal(t, 1, Count(t, e.store, Here))
	errs = atOnce(func(int) error { return e.store.Delete(t.Context(), Here, id) })
	losers := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	require.Len(t, losers, writers-1)
	for _, err := range losers {
		assert.ErrorIs(t, err, cognito.ErrNotFound)
	}
	assert.Zero(t, Count(t, e.store, Here))
}

func noUpdateIsLost(t *testing.T, e env) {
	const id = "us-east-1_Busy"
	e.create(t, tagged(Minimal(Here, id), map[string]string{}))
	require.NoError(t, errors.Join(atOnce(func(w int) error {
		return update(t.Context(), e.store, id, func(p *cognito.Pool) {
			p.Settings.UserPoolTags[fmt.Sprint(w)] = ""
			p.Settings.Custom = append(p.Settings.Custom, cognito.SchemaAttributeType{Name: new(fmt.Sprint(w))})
		})
	})...))
	p := e.get(t, id)
	assert.Len(t, p.Settings.UserPoolTags, writers)
	assert.Len(t, p.Settings.Custom, writers)
	assert.EqualValues(t, 1+writers, p.Revision)
}

func noRecordIsLost(t *testing.T, e env) {
	p := e.parent(t)
	require.NoError(t, errors.Join(atOnce(func(w int) error {
		return updateWith(t.Context(), e.store, p.ID, func(p *cognito.Pool) *cognito.Record {
			p.Family.Rotating++
			return client(p, fmt.Sprint(w))
		})
	})...))
	n, err := CountRecords(t.Context(), e.store, p.Owner(), cognito.ClientRecord)
	require.NoError(t, err)
	assert.Equal(t, writers, n)
	assert.Equal(t, writers, e.get(t, p.ID).Family.Rotating)
}

func oneGetsTheDomain(t *testing.T, e env) {
	for _, name := range []string{prefix, host} {
		pool := func(w int) *cognito.Pool {
			return Minimal([]cognito.Partition{Here, Elsewhere}[w%2], "us-east-1_"+strings.ToUpper(name[:2])+fmt.Sprint(w))
		}
		for w := range writers {
			e.create(t, pool(w))
		}
		errs := atOnce(func(w int) error {
			return e.store.Write(t.Context(), cognito.Write{Pool: begun(2, pool(w), name), Put: []*cognito.Record{domain(pool(w), name)}})
		})
		winner := e.find(t, domain(pool(0), name).Key)
		for w, err := range errs {
			p, err2 := e.store.Get(t.Context(), pool(w).Partition, pool(w).ID)
			require.NoError(t, err2)
			if winner.Owner == pool(w).Owner() {
				require.NoError(t, err)
				assert.Equal(t, begun(2, pool(w), name), p)
				continue
			}
			taken, ok := errors.AsType[*cognito.TakenError](err)
			if assert.True(t, ok, err) {
				assert.Equal(t, winner, taken.Record)
			}
			assert.Equal(t, pool(w), p)
		}
	}
}

func noDomainWithoutPool(t *testing.T, e env) {
	for n := range writers {
		p := Minimal(Here, numbered(n))
		r := domain(p, fmt.Sprint(prefix, n))
		e.create(t, p)
		errs := atOnce(func(w int) error {
			if w%2 == 0 {
				return contend(func() error { return e.store.Delete(t.Context(), Here, p.ID) })
			}
			return e.store.Write(t.Context(), cognito.Write{Pool: begun(2, p, r.ID), Put: []*cognito.Record{r}})
		})
		_, got := e.store.Get(t.Context(), Here, p.ID)
		_, found := e.store.Find(t.Context(), r.Key)
		ended := errors.Is(got, cognito.ErrNotFound)
		require.Equal(t, ended, errors.Is(found, cognito.ErrNotFound))
		require.Contains(t, errs, error(nil))
		for w, err := range errs {
			_, isTaken := errors.AsType[*cognito.TakenError](err)
			switch {
			case err == nil:
				assert.Equal(t, ended, w%2 == 0)
			case ended:
				assert.ErrorIs(t, err, cognito.ErrNotFound)
			default:
				assert.True(t, isTaken || errors.Is(err, cognito.ErrHasDomain), err)
			}
		}
	}
}

// noNameDangles has half of the writers make a record that names another one, which half of them delete: where the name is
// gone, all that was made with it was made before.
func noNameDangles(t *testing.T, e env) {
	p := e.parent(t)
	for n := range writers {
		named := client(p, fmt.Sprint("named ", n))
		e.write(t, cognito.Write{Put: some(named)})
		made := func(w int) *cognito.Record { return client(p, fmt.Sprint("of ", n, " ", w)) }
		gone := make(chan struct{})
		errs := atOnce(func(w int) error {
			if w == 0 {
				defer close(gone)
				return e.store.Write(t.Context(), cognito.Write{Remove: some(named)})
			}
			if w%2 == 0 {
				<-gone
			}
			return contend(func() error {
				return e.store.Write(t.Context(), cognito.Write{Put: some(made(w)), Unchanged: some(named)})
			})
		})
		require.NoError(t, errs[0])
		for w, err := range errs[1:] {
			w++
			_, found := e.store.Find(t.Context(), made(w).Key)
			if w%2 == 0 || err != nil {
				assert.ErrorIs(t, err, cognito.ErrNotFound)
				assert.ErrorIs(t, found, cognito.ErrNotFound)
				continue
			}
			assert.NoError(t, found)
		}
	}
}

// contend makes a write until no other meets it: where nobody changes what it names, a conflict is contention.
func contend(write func() error) (err error) {
	for err = cognito.ErrConflict; errors.Is(err, cognito.ErrConflict); {
		err = write()
	}
	return err
}

func noneIsLeftBehind(t *testing.T, e env) {
	p := e.parent(t)
	for n := range writers {
		_ = atOnce(func(w int) error {
			if w == n {
				return contend(func() error { return e.store.Delete(t.Context(), Here, p.ID) })
			}
			return e.store.Write(t.Context(), cognito.Write{Put: each(p, fmt.Sprint(w))})
		})
		p = later(p)
		e.create(t, p)
		for _, r := range each(p, "") {
			list, more, err := e.store.Records(t.Context(), p.Owner(), r.Kind, "", writers)
			require.NoError(t, err)
			assert.Empty(t, list)
			assert.False(t, more)
			count, err := CountRecords(t.Context(), e.store, p.Owner(), r.Kind)
			require.NoError(t, err)
			assert.Zero(t, count)
		}
	}
}

// update is the loop in which operations change a pool.
func update(ctx context.Context, s cognito.Store, id string, change func(*cognito.Pool)) error {
	return updateWith(ctx, s, id, func(p *cognito.Pool) *cognito.Record { change(p); return nil })
}

// updateWith also writes a record.
func updateWith(ctx context.Context, s cognito.Store, id string, change func(*cognito.Pool) *cognito.Record) error {
	for {
		p, err := s.Get(ctx, Here, id)
		if err != nil {
			return err
		}
		w := cognito.Write{Pool: p, Put: some(change(p))}
		p.Revision++
		if err := s.Write(ctx, w); !errors.Is(err, cognito.ErrConflict) {
			return err
		}
	}
}

func noReadIsTorn(t *testing.T, e env) {
	e.create(t, whole(Minimal(Here, "us-east-1_Whole"), "0"))
	stop := meanwhile(2, func(_, _ int) error {
		p, err := e.store.Get(t.Context(), Here, "us-east-1_Whole")
		if err == nil && !assert.ObjectsAreEqual(whole(p, p.Name), p) {
			err = fmt.Errorf("torn: %+v", p)
		}
		return err
	})
	for n := range 50 {
		require.NoError(t, update(t.Context(), e.store, "us-east-1_Whole", func(p *cognito.Pool) { *p = *whole(p, fmt.Sprint(n)) }))
	}
	require.NoError(t, stop())
}

// whole has one text in many places of a pool.
func whole(p *cognito.Pool, text string) *cognito.Pool {
	return with(p, func(q *cognito.Pool) {
		q.Name = text
		q.Settings.EmailVerificationMessage = &text
		q.Settings.AliasAttributes = []string{text, text, text}
		q.Settings.UserPoolTags = map[string]string{text: text}
		q.Mfa.EmailMfaConfiguration = &cognito.EmailMfaConfigType{Message: &text, Subject: &text}
	})
}

// stableWhileOthersMove reads all pages of three while pools with odd numbers come
// and go.
func stableWhileOthersMove(t *testing.T, e env) {
	var stable []string
	for n := 0; n < 40; n += 2 {
		e.create(t, Minimal(Here, numbered(n)))
		stable = append(stable, numbered(n))
	}
	stop := meanwhile(2, func(g, n int) error {
		p := Minimal(Here, numbered(4*(n%10)+2*g+1))
		return errors.Join(e.store.Create(t.Context(), p), e.store.Delete(t.Context(), Here, p.ID))
	})
	for range 10 {
		var ids []string
		for after, more := "", true; more; after = ids[len(ids)-1] {
			var page []cognito.Summary
			page, more = e.list(t, after, 3)
			for _, p := range page {
				ids = append(ids, p.ID)
			}
		}
		assert.True(t, slices.IsSorted(ids))
		assert.Equal(t, ids, slices.Compact(slices.Clone(ids)), "doubled")
		assert.Equal(t, stable, slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(stable, id) }))
	}
	require.NoError(t, stop())
}
