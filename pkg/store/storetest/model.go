package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/pkg/cognito"
)

var modelTests = []test{{"random calls answer what a model of them answers", randomCalls}}

// model is the contract without time, size and concurrency.
type model struct {
	pools   map[key]*cognito.Pool
	records map[cognito.Key]*cognito.Record
}

func newModel() model { return model{map[key]*cognito.Pool{}, map[cognito.Key]*cognito.Record{}} }

type key struct {
	part cognito.Partition
	id   string
}

func keyOf(p *cognito.Pool) key { return key{p.Partition, p.ID} }

// placeOf is what of a key finds its record.
func placeOf(k cognito.Key) cognito.Key {
	switch {
	case k.Kind != cognito.DomainRecord:
	case strings.Contains(k.ID, "."):
		k.Owner = cognito.Owner{}
	default:
		k.Owner = cognito.Owner{Partition: cognito.Partition{Region: k.Owner.Partition.Region}}
	}
	return k
}

func (m model) get(k key) (*cognito.Pool, error) {
	if p := m.pools[k]; p != nil {
		return p, nil
	}
	return nil, cognito.ErrNotFound
}

func (m model) find(k cognito.Key) (*cognito.Record, error) {
	if r := m.records[placeOf(k)]; r != nil {
		return r, nil
	}
	return nil, cognito.ErrNotFound
}

// lives is whether an owner is a pool that is there.
func (m model) lives(of cognito.Owner) bool {
	p := m.pools[key{of.Partition, of.PoolID}]
	return p != nil && p.Owner() == of
}

func (m model) create(p *cognito.Pool) error {
	if old := m.pools[keyOf(p)]; old != nil {
		return &cognito.ExistsError{Pool: old}
	}
	m.pools[keyOf(p)] = p
	return nil
}

func (m model) write(w cognito.Write) error {
	refusals := []error{m.refusalOfPool(w.Pool)}
	for _, r := range w.Put {
		refusals = append(refusals, m.refusalOfRecord(r, true))
	}
	for _, r := range slices.Concat(w.Remove, w.Unchanged) {
		refusals = append(refusals, m.refusalOfRecord(r, false))
	}
	if first := slices.MinFunc(refusals, func(a, b error) int { return cmp.Compare(rank(a), rank(b)) }); first != nil {
		return first
	}
	if w.Pool != nil {
		m.pools[keyOf(w.Pool)] = w.Pool
	}
	for _, r := range w.Put {
		m.records[placeOf(r.Key)] = r
	}
	for _, r := range w.Remove {
		delete(m.records, placeOf(r.Key))
	}
	return nil
}

// rank orders the refusals of a write.
func rank(err error) int {
	_, isTaken := errors.AsType[*cognito.TakenError](err)
	return slices.Index([]bool{isTaken, errors.Is(err, cognito.ErrNotFound), errors.Is(err, cognito.ErrConflict), err == nil}, true)
}

func (m model) refusalOfPool(p *cognito.Pool) error {
	switch {
	case p == nil:
		return nil
	case !m.lives(p.Owner()):
		return cognito.ErrNotFound
	case m.pools[keyOf(p)].Revision != p.Revision-1:
		return cognito.ErrConflict
	}
	return nil
}

func (m model) refusalOfRecord(r *cognito.Record, put bool) error {
	if r == nil {
		return nil
	}
	old, err := m.find(r.Key)
	before, isNew := r.Revision, put && r.Revision == 1
	if put {
		before--
	}
	switch {
	case isNew && old != nil:
		return &cognito.TakenError{Record: old}
	case isNew:
		return nil
	case err != nil:
		return err
	case old.Owner != r.Owner || old.CreateToken != r.CreateToken || !old.Created.Equal(r.Created):
		return cognito.ErrNotFound
	case old.Revision != before:
		return cognito.ErrConflict
	}
	return nil
}

func (m model) remove(k key) error {
	old, err := m.get(k)
	switch {
	case err != nil:
		return err
	case old.Settings.DeletionProtection != nil && *old.Settings.DeletionProtection == "ACTIVE":
		return cognito.ErrProtected
	case old.Family.Domain != "" || old.Family.CustomDomain != "":
		return cognito.ErrHasDomain
	}
	delete(m.pools, k)
	maps.DeleteFunc(m.records, func(_ cognito.Key, r *cognito.Record) bool { return r.Owner == old.Owner() })
	return nil
}

func (m model) list(part cognito.Partition, after string) (pools []cognito.Summary) {
	for k, p := range m.pools {
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

// listed are the records of a kind that a pool has, after an id.
func (m model) listed(of cognito.Owner, kind cognito.RecordKind, after string) (records []*cognito.Record) {
	for k, r := range m.records {
		if k.Kind == kind && r.Owner == of && k.ID > after {
			records = append(records, r)
		}
	}
	slices.SortFunc(records, func(a, b *cognito.Record) int { return strings.Compare(a.ID, b.ID) })
	return records
}

// pair makes each call on a store and on the model, and holds one answer to the
// other.
type pair struct {
	t     require.TestingT
	ctx   func() context.Context
	store cognito.Store
	model model
	// seen are the keys that were written.
	seen map[cognito.Key]bool
}

func newPair(t require.TestingT, ctx func() context.Context, s cognito.Store) *pair {
	return &pair{t, ctx, s, newModel(), map[cognito.Key]bool{}}
}

func (p *pair) create(pool *cognito.Pool) error {
	return p.same(p.model.create(pool), p.store.Create(p.ctx(), pool))
}

func (p *pair) replace(pool *cognito.Pool) error { return p.write(cognito.Write{Pool: pool}) }

func (p *pair) write(w cognito.Write) error {
	for _, r := range slices.Concat(w.Put, w.Remove, w.Unchanged) {
		p.seen[r.Key] = true
		if r.Kind != cognito.DomainRecord && !p.model.lives(r.Owner) {
			return p.writeEnded(w)
		}
	}
	return p.same(p.model.write(w), p.store.Write(p.ctx(), w))
}

// writeEnded writes a record whose pool has ended: the store may make it, and what follows
// holds that nobody sees it.
func (p *pair) writeEnded(w cognito.Write) error {
	err := p.store.Write(p.ctx(), w)
	if w.Pool != nil || err != nil {
		require.Contains(p.t, []int{0, 1, 2}, rank(err), "%v", err)
	}
	return nil
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
	samePage(p.t, p.model.list(part, after), pools, more, limit)
}

func samePage[T any](t require.TestingT, all, page []T, more bool, limit int) {
	require.Equal(t, len(all) > limit, more)
	require.Equal(t, all[:min(limit, len(all))], append(all[:0:0], page...))
}

// records has every record that was written, and of each pool pages of one to three records of each kind, and
// their count.
func (p *pair) records() {
	kinds := map[cognito.RecordKind]bool{}
	for k := range p.seen {
		kinds[k.Kind] = k.Kind != cognito.DomainRecord
		if k.Kind == cognito.DomainRecord || p.model.lives(k.Owner) {
			p.find(k)
			continue
		}
		page, _, err := p.store.Records(p.ctx(), k.Owner, k.Kind, "", 3)
		require.NoError(p.t, err)
		if r, err := p.store.Find(p.ctx(), k); err == nil {
			page = append(page, r)
		}
		for _, r := range page {
			require.Equal(p.t, k.Owner, r.Owner)
		}
	}
	for kind, canBeListed := range kinds {
		for _, pool := range p.model.pools {
			if canBeListed {
				p.listed(pool.Owner(), kind)
			}
		}
	}
}

// listed has pages of a pool's records of a kind, and their count.
func (p *pair) listed(of cognito.Owner, kind cognito.RecordKind) {
	p.pagesOf(of, kind, "", 1, 2, 3)
	for _, r := range p.model.listed(of, kind, "") {
		p.pagesOf(of, kind, r.ID, 1, 2)
	}
	n, err := CountRecords(p.ctx(), p.store, of, kind)
	require.NoError(p.t, err)
	require.Len(p.t, p.model.listed(of, kind, ""), n)
}

func (p *pair) find(k cognito.Key) {
	got, err := p.store.Find(p.ctx(), k)
	want, wantErr := p.model.find(k)
	require.Equal(p.t, want, got)
	_ = p.same(wantErr, err)
}

func (p *pair) pagesOf(of cognito.Owner, kind cognito.RecordKind, after string, limits ...int) {
	for _, limit := range limits {
		page, more, err := p.store.Records(p.ctx(), of, kind, after, limit)
		require.NoError(p.t, err)
		samePage(p.t, p.model.listed(of, kind, after), page, more, limit)
	}
}

// same holds that a store returned the error that the model returned, which it
// returns.
func (p *pair) same(want, got error) error {
	if exists, ok := errors.AsType[*cognito.ExistsError](want); ok {
		met, ok := errors.AsType[*cognito.ExistsError](got)
		require.True(p.t, ok, got)
		require.Equal(p.t, exists.Pool, met.Pool)
		return taken
	}
	if key, ok := errors.AsType[*cognito.TakenError](want); ok {
		met, ok := errors.AsType[*cognito.TakenError](got)
		require.True(p.t, ok, got)
		require.Equal(p.t, key.Record, met.Record)
		return keyTaken
	}
	require.ErrorIs(p.t, got, want)
	return want
}

// randomCalls has an account for each of its runs.
func randomCalls(t *testing.T, e env) {
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		run++
		p := newPair(r, t.Context, e.store)
		for step := range rapid.IntRange(1, e.modelSteps).Draw(r, "steps") {
			pool := p.drawPool(r, fmt.Sprint(run), step)
			_ = rapid.SampledFrom([]func(*pair, *cognito.Pool) error{
				create, get, replace, remove, list,
				func(p *pair, pool *cognito.Pool) error { return p.write(p.drawWrite(r, pool)) },
			}).Draw(r, "call")(p, pool)
			p.records()
		}
	})
}

// drawPool is a pool that may be there, or another one of its id, which no other step makes.
func (p *pair) drawPool(r *rapid.T, account string, step int) *cognito.Pool {
	region := rapid.SampledFrom([]string{"us-east-1", "us-west-2"}).Draw(r, "region")
	id := rapid.SampledFrom([]string{"us-east-1_A", "us-east-1_AB", "us-east-1_B", "us-east-1_a"}).Draw(r, "id")
	pool := Minimal(cognito.Partition{Account: account, Region: region}, id)
	pool.Name = rapid.String().Draw(r, "name")
	pool.CreateToken = token(rapid.SampledFrom([]string{"one", "two"}).Draw(r, "token"))
	pool.Created = created.Add(time.Duration(step) * time.Millisecond)
	pool.Settings.DeletionProtection = rapid.SampledFrom([]*string{nil, new(""), new("INACTIVE"), new("ACTIVE")}).Draw(r, "protection")
	pool.Settings.UserPoolTags = rapid.SampledFrom([]map[string]string{nil, {}, {"tag": ""}}).Draw(r, "tags")
	if old := p.model.pools[keyOf(pool)]; old != nil && rapid.IntRange(0, 3).Draw(r, "former") > 0 {
		pool.CreateToken, pool.Created, pool.Family = old.CreateToken, old.Created, old.Family
		pool.Revision = old.Revision + drawStep(r)
	}
	return pool
}

// drawStep is from one revision to the next, or to another that is refused.
func drawStep(r *rapid.T) int64 { return rapid.SampledFrom([]int64{1, 1, 1, 0, 2}).Draw(r, "step") }

// drawWrite is of up to four records of a pool that hang together, its domain among them or not.
func (p *pair) drawWrite(r *rapid.T, pool *cognito.Pool) (w cognito.Write) {
	owner := pool.Owner()
	withPool := rapid.Bool().Draw(r, "with pool") || !pool.Family.Begun
	pool.Family.Begun = true
	for _, id := range rapid.Permutation([]string{"a", "ab", "b", "ba"}).Draw(r, "ids")[:rapid.IntRange(0, 4).Draw(r, "records")] {
		kind := rapid.SampledFrom([]cognito.RecordKind{cognito.ClientRecord, cognito.GroupRecord, cognito.BrandingRecord}).Draw(r, "kind")
		one := p.drawRecord(r, cognito.Key{Kind: kind, Owner: owner, ID: id})
		to := rapid.SampledFrom([]*[]*cognito.Record{&w.Put, &w.Put, &w.Remove, &w.Unchanged}).Draw(r, "part")
		if to != &w.Put {
			one = asRead(one)
		}
		*to = append(*to, one)
	}
	domain := cmp.Or(pool.Family.Domain, pool.Partition.Account+rapid.SampledFrom([]string{"-prefix", ".example"}).Draw(r, "domain"))
	one := p.drawRecord(r, cognito.Key{Kind: cognito.DomainRecord, Owner: owner, ID: domain})
	switch rapid.IntRange(0, 4).Draw(r, "of the domain") {
	case 0:
		w.Put = append(w.Put, one)
		withPool = withPool || one.Revision == 1
		pool.Family.Domain = domain
	case 1:
		w.Remove = append(w.Remove, asRead(one))
		withPool, pool.Family.Domain = true, ""
	}
	if withPool || w.Err() != nil {
		w.Pool = pool
	}
	return w
}

// asRead is a record as it was before a change.
func asRead(r *cognito.Record) *cognito.Record {
	return rewritten(r, func(r *cognito.Record) { r.Revision-- })
}

// drawRecord is a change of a record that may be there, from this revision or another.
func (p *pair) drawRecord(r *rapid.T, k cognito.Key) *cognito.Record {
	after := Fill(k)
	after.CreateToken = token(rapid.SampledFrom([]string{"one", "two"}).Draw(r, "token"))
	if old, err := p.model.find(k); err == nil && rapid.IntRange(0, 3).Draw(r, "former") > 0 {
		after.CreateToken, after.Created = old.CreateToken, old.Created
		after.Revision = old.Revision + drawStep(r)
	}
	return after
}
