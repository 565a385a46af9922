package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var concurrencySentences = []sentence{
	{"many creates of different ids at once all land", differentAllLand},
	{"of many creates of one id at once exactly one wins, and all others meet its pool", oneWins},
	{"many writers who read, change and replace lose nothing", noUpdateIsLost},
	{"whoever reads while others write sees a whole pool", noReadIsTorn},
	{"of many deletes at once exactly one finds the pool", oneDeletes},
}

const writers = 16

func differentAllLand(t *testing.T, e env) {
	const each = 5
	atOnce(func(w int) {
		for n := range each {
			assert.NoError(t, e.store.Create(t.Context(), Full(Here, numbered(w*each+n))))
		}
	})
	assert.Equal(t, writers*each, count(t, e, Here))
	for n := range writers * each {
		assert.Equal(t, Full(Here, numbered(n)), get(t, e, Here, numbered(n)))
	}
}

func oneWins(t *testing.T, e env) {
	var wins atomic.Int32
	met := make([]*cognito.Pool, writers)
	atOnce(func(w int) {
		p := Minimal(Here, "us-east-1_Race")
		p.CreateToken = token(fmt.Sprint(w))
		err := e.store.Create(t.Context(), p)
		if err == nil {
			wins.Add(1)
			return
		}
		exists, ok := errors.AsType[*cognito.ExistsError](err)
		if assert.True(t, ok, err) {
			met[w] = exists.Pool
		}
	})
	assert.EqualValues(t, 1, wins.Load())
	winner := get(t, e, Here, "us-east-1_Race")
	for _, p := range met {
		if p != nil {
			assert.Equal(t, winner, p)
		}
	}
	assert.Equal(t, 1, count(t, e, Here))
}

func noUpdateIsLost(t *testing.T, e env) {
	const each = 4
	create(t, e, Minimal(Here, "us-east-1_Busy"))
	atOnce(func(w int) {
		for n := range each {
			assert.NoError(t, update(t.Context(), e.store, "us-east-1_Busy", func(p *cognito.Pool) {
				p.Settings.UserPoolTags = maps.Clone(p.Settings.UserPoolTags)
				if p.Settings.UserPoolTags == nil {
					p.Settings.UserPoolTags = map[string]string{}
				}
				p.Settings.UserPoolTags[fmt.Sprintf("writer %d", w)+fmt.Sprint(n)] = ""
				p.Settings.Custom = append(p.Settings.Custom, cognito.SchemaAttributeType{Name: ptr(fmt.Sprint(w, n))})
			}))
		}
	})
	p := get(t, e, Here, "us-east-1_Busy")
	assert.Len(t, p.Settings.UserPoolTags, writers*each)
	assert.Len(t, p.Settings.Custom, writers*each)
	assert.EqualValues(t, 1+writers*each, p.Revision)
}

// update is the loop in which operations change a pool.
func update(ctx context.Context, s cognito.Store, id string, change func(*cognito.Pool)) error {
	for {
		p, err := s.Get(ctx, Here, id)
		if err != nil {
			return err
		}
		change(p)
		p.Revision++
		if err := s.Replace(ctx, p); !errors.Is(err, cognito.ErrConflict) {
			return err
		}
	}
}

func noReadIsTorn(t *testing.T, e env) {
	create(t, e, whole(Minimal(Here, "us-east-1_Whole"), "0"))
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				p, err := e.store.Get(t.Context(), Here, "us-east-1_Whole")
				if !assert.NoError(t, err) || !assert.Equal(t, whole(p, p.Name), p) {
					return
				}
			}
		})
	}
	for n := range 50 {
		require.NoError(t, update(t.Context(), e.store, "us-east-1_Whole", func(p *cognito.Pool) {
			*p = *whole(p, fmt.Sprint(n))
		}))
	}
	close(done)
	readers.Wait()
}

// whole says the same in many places of a pool.
func whole(p *cognito.Pool, text string) *cognito.Pool {
	q := *p
	q.Name = text
	q.Settings.EmailVerificationMessage = &text
	q.Settings.AliasAttributes = []string{text, text, text}
	q.Settings.UserPoolTags = map[string]string{text: text}
	q.Mfa.EmailMfaConfiguration = &cognito.EmailMfaConfigType{Message: &text, Subject: &text}
	return &q
}

func oneDeletes(t *testing.T, e env) {
	create(t, e, Minimal(Here, "us-east-1_Delete"))
	var wins atomic.Int32
	atOnce(func(int) {
		err := e.store.Delete(t.Context(), Here, "us-east-1_Delete")
		if err == nil {
			wins.Add(1)
			return
		}
		assert.ErrorIs(t, err, cognito.ErrNotFound)
	})
	assert.EqualValues(t, 1, wins.Load())
	assert.Zero(t, count(t, e, Here))
}

// atOnce runs all writers and waits for them.
func atOnce(write func(w int)) {
	var group sync.WaitGroup
	for w := range writers {
		group.Go(func() { write(w) })
	}
	group.Wait()
}
