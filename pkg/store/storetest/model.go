package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
)

var modelSentences = []sentence{
	{"random calls answer what a model of them answers", answersLikeTheModel},
}

// model is the contract without time, size and concurrency.
type model map[cognito.Partition]map[string]*cognito.Pool

// create returns the pool that has the id already.
func (m model) create(p *cognito.Pool) (existing *cognito.Pool) {
	if old := m[p.Partition][p.ID]; old != nil {
		return old
	}
	m.put(p)
	return nil
}

func (m model) get(part cognito.Partition, id string) (*cognito.Pool, error) {
	if p := m[part][id]; p != nil {
		return p, nil
	}
	return nil, cognito.ErrNotFound
}

func (m model) replace(p *cognito.Pool) error {
	old, err := m.get(p.Partition, p.ID)
	switch {
	case err != nil:
		return err
	case old.Revision != p.Revision-1:
		return cognito.ErrConflict
	}
	m.put(p)
	return nil
}

func (m model) delete(part cognito.Partition, id string) error {
	old, err := m.get(part, id)
	switch {
	case err != nil:
		return err
	case old.Settings.DeletionProtection != nil && *old.Settings.DeletionProtection == cognito.ProtectionActive:
		return cognito.ErrProtected
	}
	delete(m[part], id)
	return nil
}

func (m model) list(part cognito.Partition, after string, limit int) (ids []string, more bool) {
	for id := range m[part] {
		if id > after {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) > limit {
		return ids[:limit], true
	}
	return ids, false
}

func (m model) put(p *cognito.Pool) {
	if m[p.Partition] == nil {
		m[p.Partition] = map[string]*cognito.Pool{}
	}
	m[p.Partition][p.ID] = p
}

func answersLikeTheModel(t *testing.T, e env) {
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		m := &machine{r: r, ctx: t, env: e, model: model{}, parts: []cognito.Partition{
			{Account: fmt.Sprint(run), Region: "us-east-1"},
			{Account: fmt.Sprint(run), Region: "us-west-2"},
		}}
		steps := e.modelSteps
		if steps == 0 {
			steps = 50
		}
		for range rapid.IntRange(1, steps).Draw(r, "steps") {
			rapid.SampledFrom([]func(){m.create, m.get, m.replace, m.delete, m.list, m.count}).Draw(r, "call")()
		}
	})
}

// machine makes one random run of calls, each on the store and on the model.
type machine struct {
	r     *rapid.T
	ctx   *testing.T
	env   env
	model model
	parts []cognito.Partition
}

func (m *machine) id() string {
	return rapid.SampledFrom([]string{"us-east-1_A", "us-east-1_AB", "us-east-1_B", "us-east-1_a"}).Draw(m.r, "id")
}

func (m *machine) part() cognito.Partition { return rapid.SampledFrom(m.parts).Draw(m.r, "part") }

func (m *machine) pool() *cognito.Pool {
	p := Minimal(m.part(), m.id())
	p.Name = rapid.String().Draw(m.r, "name")
	p.CreateToken = token(rapid.SampledFrom([]string{"one", "two"}).Draw(m.r, "token"))
	p.Settings.DeletionProtection = rapid.SampledFrom(
		[]*string{nil, ptr(""), ptr("INACTIVE"), ptr("ACTIVE")}).Draw(m.r, "protection")
	p.Settings.UserPoolTags = rapid.SampledFrom([]map[string]string{nil, {}, {"tag": ""}}).Draw(m.r, "tags")
	return p
}

func (m *machine) create() {
	p := m.pool()
	err := m.env.store.Create(m.ctx.Context(), p)
	existing := m.model.create(p)
	if existing == nil {
		require.NoError(m.r, err)
		return
	}
	var exists *cognito.ExistsError
	require.ErrorAs(m.r, err, &exists)
	require.Equal(m.r, existing, exists.Pool)
}

func (m *machine) get() {
	part, id := m.part(), m.id()
	got, err := m.env.store.Get(m.ctx.Context(), part, id)
	want, wantErr := m.model.get(part, id)
	m.same(wantErr, err)
	require.Equal(m.r, want, got)
}

func (m *machine) replace() {
	p := m.pool()
	if old, err := m.model.get(p.Partition, p.ID); err == nil {
		p.Revision = old.Revision + int64(rapid.IntRange(0, 2).Draw(m.r, "step"))
	}
	m.same(m.model.replace(p), m.env.store.Replace(m.ctx.Context(), p))
}

func (m *machine) delete() {
	part, id := m.part(), m.id()
	m.same(m.model.delete(part, id), m.env.store.Delete(m.ctx.Context(), part, id))
}

func (m *machine) list() {
	part, after, limit := m.part(), m.id(), rapid.IntRange(1, 3).Draw(m.r, "limit")
	after = rapid.SampledFrom([]string{"", after}).Draw(m.r, "after")
	pools, more, err := m.env.store.List(m.ctx.Context(), part, after, limit)
	require.NoError(m.r, err)
	ids, wantMore := m.model.list(part, after, limit)
	require.Equal(m.r, wantMore, more)
	require.Len(m.r, pools, len(ids))
	for i, id := range ids {
		require.Equal(m.r, id, pools[i].ID)
		require.Equal(m.r, m.model[part][id].Name, pools[i].Name)
	}
}

func (m *machine) count() {
	part := m.part()
	n, err := pages(m.ctx.Context(), m.env.store, part)
	require.NoError(m.r, err)
	require.Equal(m.r, len(m.model[part]), n)
}

// same holds that a store returned the sentinel that the model returned.
func (m *machine) same(want, got error) {
	m.r.Helper()
	require.Truef(m.r, errors.Is(got, want) && (want != nil || got == nil), "want %v, got %v", want, got)
}
