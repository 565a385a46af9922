package dynamo

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
	"userpools/pkg/trace"
)

// call is a call of a store; what it returns besides an error is the pool that it
// got or met, or a text.
type call func(context.Context, *Store) (any, error)

func creating(p *cognito.Pool) call {
	return func(ctx context.Context, s *Store) (any, error) {
		err := s.Create(ctx, p)
		if exists, ok := errors.AsType[*cognito.ExistsError](err); ok {
			return exists.Pool, nil
		}
		return nil, err
	}
}

func getting(id string) call {
	return func(ctx context.Context, s *Store) (any, error) {
		p, err := s.Get(ctx, storetest.Here, id)
		if p == nil {
			return nil, err
		}
		return p, err
	}
}

func writing(w cognito.Write) call {
	return func(ctx context.Context, s *Store) (any, error) {
		err := s.Write(ctx, w)
		if taken, ok := errors.AsType[*cognito.TakenError](err); ok {
			return taken.Record, nil
		}
		return nil, err
	}
}

func replacing(p *cognito.Pool) call { return writing(cognito.Write{Pool: p}) }

func deleting(id string) call {
	return func(ctx context.Context, s *Store) (any, error) { return nil, s.Delete(ctx, storetest.Here, id) }
}

func listing(ctx context.Context, s *Store) (any, error) {
	list, more, err := s.List(ctx, storetest.Here, "", 1)
	return fmt.Sprint(len(list), more), err
}

func counting(ctx context.Context, s *Store) (any, error) {
	n, next, err := s.CountPage(ctx, storetest.Here, "")
	return fmt.Sprint(n, next), err
}

func finding(k cognito.Key) call {
	return func(ctx context.Context, s *Store) (any, error) {
		r, err := s.Find(ctx, k)
		if r == nil {
			return nil, err
		}
		return r, err
	}
}

func listingRecords(ctx context.Context, s *Store) (any, error) {
	list, more, err := s.Records(ctx, parent.Owner(), cognito.ClientRecord, "", 1)
	return fmt.Sprint(len(list), more), err
}

func countingRecords(ctx context.Context, s *Store) (any, error) {
	n, next, err := s.CountRecords(ctx, parent.Owner(), cognito.ClientRecord, "")
	return fmt.Sprint(n, next), err
}

// A table of every test here has these. Nothing belongs to full and protected; parent has a client, and hosted a domain.
var (
	parent = with(minimal, func(p *cognito.Pool) { p.ID, p.Family.Begun = "us-east-1_Parent", true })
	hosted = with(minimal, func(p *cognito.Pool) {
		p.ID, p.Family = "us-east-1_Zhosted", cognito.Family{Begun: true, Domain: "taken"}
	})
	app    = recordOf(parent, cognito.ClientRecord, "app")
	domain = recordOf(hosted, cognito.DomainRecord, "taken")

	untouched = tableOf(full, protected, parent, hosted, app, domain)
)

func recordOf(p *cognito.Pool, kind cognito.RecordKind, id string) *cognito.Record {
	return &cognito.Record{
		Key: cognito.Key{Kind: kind, Owner: p.Owner(), ID: id}, Created: p.Created, Modified: p.Modified,
		Revision: 1, CreateToken: "token of " + id, Body: cognito.NewBody(kind),
	}
}

// later is the revision after one that is stored.
func later[T cognito.Pool | cognito.Record](of *T) *T {
	next := *of
	switch next := any(&next).(type) {
	case *cognito.Pool:
		next.Revision++
	case *cognito.Record:
		next.Revision++
		next.Modified = next.Modified.Add(time.Second)
	}
	return &next
}

func withDomain(p *cognito.Pool, name string) *cognito.Pool {
	return with(later(p), func(p *cognito.Pool) { p.Family.Begun, p.Family.Domain = true, name })
}

// scenario is a call whose answer is known, on a table that is untouched, and what the table holds afterwards.
type scenario struct {
	name string
	call call
	want any
	err  error
	left contents
	// calls is how many it makes where nothing goes wrong; 0 is 1.
	calls int
	// contended is what it returns where DynamoDB says conflict again and again; nil is cognito.ErrConflict.
	contended error
}

var healthy = []scenario{
	{name: "create", contended: cognito.ErrThrottled, call: creating(minimal), left: untouched.and(minimal)},
	{name: "create over another", contended: cognito.ErrThrottled, call: creating(with(minimal, func(p *cognito.Pool) { p.ID = full.ID })), want: full},
	{name: "get", call: getting(full.ID), want: full},
	{name: "get what is not there", call: getting(minimal.ID), err: cognito.ErrNotFound},
	{name: "list", call: listing, want: "1 true"},
	{name: "count", call: counting, want: "4"},
	{name: "replace", call: replacing(second), left: untouched.and(second)},
	{name: "replace what was changed", call: replacing(later(second)), err: cognito.ErrConflict},
	{name: "replace what was made again", call: replacing(reborn(second)), err: cognito.ErrNotFound},
	{name: "delete", call: deleting(full.ID), left: untouched.without(full)},
	{name: "delete what is protected", call: deleting(protected.ID), err: cognito.ErrProtected},
	{
		name: "delete with a client", call: deleting(parent.ID), left: untouched.without(parent, app).ended(parent),
		calls: 5, // twice, and sweeps: the pool's, and what others left
	},
	{name: "delete with a domain", call: deleting(hosted.ID), err: cognito.ErrHasDomain},
	{name: "the first client", call: writing(cognito.Write{Pool: begun, Put: []*cognito.Record{firstApp}}), left: untouched.and(begun, firstApp)},
	{name: "another client", call: writing(cognito.Write{Put: []*cognito.Record{app2}}), left: untouched.and(app2)},
	{name: "a client's id is taken", call: writing(cognito.Write{Put: []*cognito.Record{app}}), want: app},
	{name: "change a client", call: writing(cognito.Write{Put: []*cognito.Record{later(app)}}), left: untouched.and(later(app))},
	{name: "change a client that was changed", call: writing(cognito.Write{Put: []*cognito.Record{later(later(app))}}), err: cognito.ErrConflict},
	{name: "change a client that is not there", call: writing(cognito.Write{Put: []*cognito.Record{later(app2)}}), err: cognito.ErrNotFound},
	{
		name: "change a client and the pool", call: writing(cognito.Write{Pool: later(parent), Put: []*cognito.Record{later(app)}}),
		left: untouched.and(later(parent), later(app)),
	},
	{
		name: "delete a client and change the pool", call: writing(cognito.Write{Pool: later(parent), Remove: []*cognito.Record{app}}),
		left: untouched.and(later(parent)).without(app),
	},
	{name: "delete a client that was changed", call: writing(cognito.Write{Remove: []*cognito.Record{later(app)}}), err: cognito.ErrConflict},
	{name: "delete a client that is not there", call: writing(cognito.Write{Remove: []*cognito.Record{app2}}), err: cognito.ErrNotFound},
	{
		name: "a domain", call: writing(cognito.Write{Pool: withDomain(full, "new"), Put: []*cognito.Record{recordOf(full, cognito.DomainRecord, "new")}}),
		left: untouched.and(withDomain(full, "new"), recordOf(full, cognito.DomainRecord, "new")),
	},
	{
		name: "a domain's name is taken, and the pool was changed",
		call: writing(cognito.Write{Pool: later(withDomain(full, "taken")), Put: []*cognito.Record{recordOf(full, cognito.DomainRecord, "taken")}}), want: domain,
	},
	{
		name: "delete a domain", call: writing(cognito.Write{Pool: withDomain(hosted, ""), Remove: []*cognito.Record{domain}}),
		left: untouched.and(withDomain(hosted, "")).without(domain),
	},
	{name: "delete another pool's domain", call: writing(cognito.Write{Remove: []*cognito.Record{recordOf(full, cognito.DomainRecord, "taken")}}), err: cognito.ErrNotFound},
	{
		name: "two records beside one that stays", call: writing(cognito.Write{Put: []*cognito.Record{app2, group}, Unchanged: []*cognito.Record{app}}),
		left: untouched.and(app2, group),
	},
	{
		name: "a record beside one that was changed",
		call: writing(cognito.Write{Pool: later(parent), Put: []*cognito.Record{app2}, Unchanged: []*cognito.Record{later(app)}}), err: cognito.ErrConflict,
	},
	{
		name: "two records beside one that is not there",
		call: writing(cognito.Write{Put: []*cognito.Record{app2, later(later(app))}, Unchanged: []*cognito.Record{group}}), err: cognito.ErrNotFound,
	},
	{
		name: "all parts", left: untouched.and(later(parent), app2, group).without(app),
		call: writing(cognito.Write{Pool: later(parent), Put: []*cognito.Record{app2, group}, Remove: []*cognito.Record{app}}),
	},
	{name: "find a client", call: finding(app.Key), want: app},
	{name: "find a domain", call: finding(cognito.Key{Kind: cognito.DomainRecord, Owner: full.Owner(), ID: "taken"}), want: domain},
	{name: "find what is not there", call: finding(app2.Key), err: cognito.ErrNotFound},
	{name: "list clients", call: listingRecords, want: "1 false"},
	{name: "count clients", call: countingRecords, want: "1"},
}

var (
	begun    = with(second, func(p *cognito.Pool) { p.Family.Begun = true })
	firstApp = recordOf(full, cognito.ClientRecord, "first")
	app2     = recordOf(parent, cognito.ClientRecord, "app2")
	group    = recordOf(parent, cognito.GroupRecord, "group")
)

// reborn is a pool that the same call made again, after the one that it had made was deleted.
func reborn(p *cognito.Pool) *cognito.Pool {
	return with(p, func(p *cognito.Pool) { p.Created = p.Created.Add(time.Hour) })
}

// remade is a record that the same call made again after it was deleted.
func remade(r *cognito.Record) *cognito.Record {
	again := *r
	again.Created = again.Created.Add(time.Hour)
	return &again
}

func (c *scenario) fill() {
	if c.left == nil {
		c.left = untouched
	}
	c.calls = max(c.calls, 1)
	if c.contended == nil {
		c.contended = cognito.ErrConflict
	}
}

// run makes the call of a scenario on an untouched table, where some attempts from one on go wrong as planned, and
// returns how many requests it made. After each of those attempts between runs, as somebody else would. DynamoDB
// Local's reads are never stale, so that they are to be consistent is seen in what is asked.
func (b *bed) run(t *testing.T, c scenario, from int, plan []injection, between call) (requests int) {
	t.Helper()
	c.fill()
	b.reset(t)
	s := newStore(&spy{b.client, func(_ context.Context, action string, in any, do func() (any, error)) (any, error) {
		b.note(t, action, in)
		n := requests - from
		requests++
		if n < 0 || n >= len(plan) {
			return do()
		}
		if plan[n].landed {
			_, _ = do() // the answer is lost
		}
		if between != nil {
			_, err := between(t.Context(), b.plain)
			require.NoError(t, err)
		}
		return plan[n].out, plan[n].err
	}}, b.plain.table)
	ctx, tr := trace.New(t.Context())
	got, err := c.call(ctx, s)
	assert.Equal(t, requests, tr.StoreCalls)
	if errors.Is(c.err, errFault) {
		assertFault(t, err)
	} else {
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.want, got)
	}
	require.Equal(t, c.left, b.everything(t))
	b.clean = len(c.left) == len(untouched) && assert.ObjectsAreEqual(untouched, c.left)
	return requests
}
