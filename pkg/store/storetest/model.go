package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
)

var modelTests = []test{{"random calls answer what a model of them answers", randomCalls}}

// model is the contract without time, size and concurrency.
type model map[key]*cognito.Pool

type key struct {
	part cognito.Partition
	id   string
}

func keyOf(p *cognito.Pool) key { return key{p.Partition, p.ID} }

func (m model) get(k key) (*cognito.Pool, error) {
	if p := m[k]; p != nil {
		return p, nil
	}
	return nil, cognito.ErrNotFound
}

func (m model) create(p *cognito.Pool) error {
	if old := m[keyOf(p)]; old != nil {
		return &cognito.ExistsError{Pool: old}
	}
	m[keyOf(p)] = p
	return nil
}

func (m model) replace(p *cognito.Pool) error {
	old, err := m.get(keyOf(p))
	switch {
	case err != nil:
		return err
	case old.Revision != p.Revision-1:
		return cognito.ErrConflict
	}
	m[keyOf(p)] = p
	return nil
}

func (m model) remove(k key) error {
	old, err := m.get(k)
	switch {
	case err != nil:
		return err
	case old.Settings.DeletionProtection != nil && *old.Settings.DeletionProtection == "ACTIVE":
		return cognito.ErrProtected
	}
	delete(m, k)
	return nil
}

func (m model) list(part cognito.Partition, after string) (pools []cognito.Summary) {
	for k, p := range m {
		if k.part == part && k.id > after {
			pools = append(pools, cognito.Summary{
				ID: p.ID, Name: p.Name, Created: p.Created, Modified: p.Modified,
				Defaults: p.Defaults, LambdaConfig: p.Settings.LambdaConfig,
			})
		}
	}
	slices.SortFunc(pools, func(a, b cognito.Summary) int { return strings.Compare(a.ID, b.ID) })
	return pools
}

// pair makes each call on a store and on the model, and holds one answer to the
// other.
type pair struct {
	t     require.TestingT
	ctx   func() context.Context
	store cognito.Store
	model model
}

func (p *pair) create(pool *cognito.Pool) error {
	return p.same(p.model.create(pool), p.store.Create(p.ctx(), pool))
}

func (p *pair) replace(pool *cognito.Pool) error {
	return p.same(p.model.replace(pool), p.store.Write(p.ctx(), cognito.Write{Pool: pool}))
}

func (p *pair) remove(pool *cognito.Pool) error {
	return p.same(p.model.remove(keyOf(pool)), p.store.Delete(p.ctx(), pool.Partition, pool.ID))
}

func (p *pair) get(pool *cognito.Pool) error {
	got, err := p.store.Get(p.ctx(), pool.Partition, pool.ID)
	want, wantErr := p.model.get(keyOf(pool))
	require.Equal(p.t, want, got)
	return p.same(wantErr, err)
}

// list has pages of one to four pools, beginning before and after the pool, and the
// count.
func (p *pair) list(pool *cognito.Pool) error {
	for _, after := range []string{"", pool.ID} {
		for limit := 1; limit <= 4; limit++ {
			p.page(pool.Partition, after, limit)
		}
	}
	n, err := count(p.ctx(), p.store, pool.Partition, "")
	require.NoError(p.t, err)
	require.Len(p.t, p.model.list(pool.Partition, ""), n)
	return nil
}

func (p *pair) page(part cognito.Partition, after string, limit int) {
	pools, more, err := p.store.List(p.ctx(), part, after, limit)
	require.NoError(p.t, err)
	want := p.model.list(part, after)
	require.Equal(p.t, len(want) > limit, more, "%d after %q", limit, after)
	require.Equal(p.t, want[:min(limit, len(want))], append(want[:0:0], pools...), "%d after %q", limit, after)
}

// same holds that a store returned the error that the model returned, which it
// returns.
func (p *pair) same(want, got error) error {
	exists, ok := errors.AsType[*cognito.ExistsError](want)
	if !ok {
		require.ErrorIs(p.t, got, want)
		return want
	}
	met, ok := errors.AsType[*cognito.ExistsError](got)
	require.True(p.t, ok, got)
	require.Equal(p.t, exists.Pool, met.Pool)
	return taken
}

// randomCalls has an account for each of its runs.
func randomCalls(t *testing.T, e env) {
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		p := &pair{r, t.Context, e.store, model{}}
		for range rapid.IntRange(1, e.modelSteps).Draw(r, "steps") {
			pool := drawPool(r, fmt.Sprint(run))
			if old := p.model[keyOf(pool)]; old != nil {
				pool.Revision = old.Revision + int64(rapid.IntRange(0, 2).Draw(r, "step"))
			}
			_ = rapid.SampledFrom([]func(*pair, *cognito.Pool) error{create, get, replace, remove, list}).Draw(r, "call")(p, pool)
		}
	})
}

func drawPool(r *rapid.T, account string) *cognito.Pool {
	region := rapid.SampledFrom([]string{"us-east-1", "us-west-2"}).Draw(r, "region")
	id := rapid.SampledFrom([]string{"us-east-1_A", "us-east-1_AB", "us-east-1_B", "us-east-1_a"}).Draw(r, "id")
	p := Minimal(cognito.Partition{Account: account, Region: region}, id)
	p.Name = rapid.String().Draw(r, "name")
	p.CreateToken = token(rapid.SampledFrom([]string{"one", "two"}).Draw(r, "token"))
	p.Settings.DeletionProtection = rapid.SampledFrom([]*string{nil, new(""), new("INACTIVE"), new("ACTIVE")}).Draw(r, "protection")
	p.Settings.UserPoolTags = rapid.SampledFrom([]map[string]string{nil, {}, {"tag": ""}}).Draw(r, "tags")
	return p
}
