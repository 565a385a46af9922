package storetest

import (
	"slices"
	"time"

	"userpools/pkg/cognito"
)

// write is a step whose pool is one of those that are read afterwards.
func write(pool *cognito.Pool, put, remove *cognito.Record) func(*pair, *cognito.Pool) error {
	return func(p *pair, _ *cognito.Pool) error {
		return p.write(cognito.Write{Pool: pool, Put: some(put), Remove: some(remove)})
	}
}

// making is a step of a whole write.
func making(w cognito.Write) func(*pair, *cognito.Pool) error {
	return func(p *pair, _ *cognito.Pool) error { return p.write(w) }
}

// naming puts a record that needs another one to be as it was read.
func naming(put, named *cognito.Record) func(*pair, *cognito.Pool) error {
	return making(cognito.Write{Put: some(put), Unchanged: some(named)})
}

// some is a list of what is not nil.
func some(records ...*cognito.Record) []*cognito.Record {
	return slices.DeleteFunc(records, func(r *cognito.Record) bool { return r == nil })
}

func put(r *cognito.Record) func(*pair, *cognito.Pool) error { return write(nil, r, nil) }

func drop(r *cognito.Record) func(*pair, *cognito.Pool) error { return write(nil, nil, r) }

// each is a new record of every kind that a pool can have many of.
func each(of *cognito.Pool, id string) (records []*cognito.Record) {
	for _, kind := range cognito.RecordKinds() {
		if kind != cognito.DomainRecord {
			records = append(records, Fill(cognito.Key{Kind: kind, Owner: of.Owner(), ID: id}))
		}
	}
	return records
}

// client and domain are new records of a pool.
func client(of *cognito.Pool, id string) *cognito.Record {
	return Fill(cognito.Key{Kind: cognito.ClientRecord, Owner: of.Owner(), ID: id})
}

func domain(of *cognito.Pool, name string) *cognito.Record {
	return Fill(cognito.Key{Kind: cognito.DomainRecord, Owner: of.Owner(), ID: name})
}

func rewritten(r *cognito.Record, change func(*cognito.Record)) *cognito.Record {
	s := *r
	change(&s)
	return &s
}

// revised is a record in a later revision, with an empty body.
func revised(n int64, r *cognito.Record) *cognito.Record {
	return rewritten(r, func(r *cognito.Record) {
		r.Revision = n
		r.Modified = r.Modified.Add(time.Second)
		r.Body = cognito.NewBody(r.Kind)
	})
}

// again is a record that the same call makes later.
func again(r *cognito.Record) *cognito.Record {
	return rewritten(r, func(r *cognito.Record) { r.Created = r.Created.Add(time.Millisecond) })
}

// anothers is a record that another call makes.
func anothers(r *cognito.Record) *cognito.Record {
	return rewritten(r, func(r *cognito.Record) { r.CreateToken = token("another call") })
}

// begun is a pool in a revision that knows of a domain, if any, and has had records.
func begun(n int64, p *cognito.Pool, domain string) *cognito.Pool {
	return with(p, func(q *cognito.Pool) {
		q.Revision = n
		q.Family = cognito.Family{Begun: true, Domain: domain}
	})
}

// later is a pool of the same id, made by the same call at another time.
func later(p *cognito.Pool) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Created = q.Created.Add(time.Millisecond) })
}

const (
	prefix = "my-prefix"
	host   = "auth.example.com"
)

var (
	a, b, c = client(minimal, "a"), client(minimal, "b"), client(minimal, "c")
	// a2 is of another kind, with the id of a.
	a2   = Fill(cognito.Key{Kind: cognito.GroupRecord, Owner: minimal.Owner(), ID: "a"})
	mine = domain(minimal, prefix)
	// first makes the pool's first record.
	first = write(begun(2, minimal, ""), a, nil)
)

var recordScripts = []script{
	{"a record comes, changes and goes, and another revision of it is ErrConflict", []step{
		{create, minimal, nil}, {first, minimal, nil}, {put(revised(3, a)), minimal, cognito.ErrConflict},
		{put(revised(2, a)), minimal, nil}, {put(revised(2, a)), minimal, cognito.ErrConflict}, {put(revised(4, a)), minimal, cognito.ErrConflict},
		{drop(a), minimal, cognito.ErrConflict}, {drop(revised(3, a)), minimal, cognito.ErrConflict}, {drop(revised(2, a)), minimal, nil},
		{drop(revised(2, a)), minimal, cognito.ErrNotFound}, {put(revised(3, a)), minimal, cognito.ErrNotFound}, {put(again(a)), minimal, nil},
	}},
	{"a key that is taken is refused with the record that has it, as it is now", []step{
		{create, minimal, nil}, {first, minimal, nil}, {put(a), minimal, keyTaken}, {put(revised(2, a)), minimal, nil},
		{put(a), minimal, keyTaken}, {put(anothers(a)), minimal, keyTaken},
	}},
	{"a record that was made again under its key is another", []step{
		{create, minimal, nil}, {first, minimal, nil}, {drop(a), minimal, nil}, {put(again(a)), minimal, nil},
		{put(revised(2, a)), minimal, cognito.ErrNotFound}, {drop(a), minimal, cognito.ErrNotFound},
		{put(anothers(revised(2, again(a)))), minimal, cognito.ErrNotFound}, {put(revised(2, again(a))), minimal, nil},
	}},
	{"the parts of a write are made together or not at all", []step{
		{create, minimal, nil}, {write(begun(3, minimal, ""), a, nil), minimal, cognito.ErrConflict}, {first, minimal, nil},
		{write(begun(2, minimal, ""), b, nil), minimal, cognito.ErrConflict},
		{write(begun(3, minimal, ""), a, nil), minimal, keyTaken},
		{write(begun(3, minimal, ""), revised(3, a), nil), minimal, cognito.ErrConflict},
		{write(begun(3, minimal, ""), b, revised(2, a)), minimal, cognito.ErrConflict},
		{write(nil, b, c), minimal, cognito.ErrNotFound},
		{write(begun(3, minimal, ""), nil, c), minimal, cognito.ErrNotFound},
		{write(begun(3, minimal, ""), b, a), minimal, nil},
		{write(nil, c, b), minimal, nil}, {write(begun(4, minimal, ""), nil, c), minimal, nil},
	}},
	{"of several refusals a taken key goes first, and then what is not there", []step{
		{create, minimal, nil}, {first, minimal, nil},
		{write(begun(2, minimal, ""), a, b), minimal, keyTaken},
		{write(begun(2, minimal, ""), revised(3, a), b), minimal, cognito.ErrNotFound},
		{write(begun(2, minimal, ""), revised(2, b), revised(2, a)), minimal, cognito.ErrNotFound},
		{making(cognito.Write{Pool: begun(2, minimal, ""), Put: some(revised(3, a), a2, b), Unchanged: some(c)}), minimal, cognito.ErrNotFound},
		{making(cognito.Write{Put: some(b, revised(3, a)), Remove: some(c), Unchanged: some(a2)}), minimal, cognito.ErrNotFound},
		{making(cognito.Write{Put: some(a2), Unchanged: some(a)}), minimal, nil},
		{making(cognito.Write{Pool: begun(2, minimal, ""), Put: some(b, a2), Remove: some(c), Unchanged: some(revised(2, a))}), minimal, keyTaken},
	}},
	{"what a write names has to be there as it was read, and stays so", []step{
		{create, minimal, nil}, {first, minimal, nil}, {naming(b, revised(2, a)), minimal, cognito.ErrConflict}, {naming(b, c), minimal, cognito.ErrNotFound},
		{naming(b, a), minimal, nil}, {naming(nil, a), minimal, nil}, {naming(nil, revised(2, a)), minimal, cognito.ErrConflict},
		{naming(nil, c), minimal, cognito.ErrNotFound}, {naming(b, a), minimal, keyTaken}, {naming(b, c), minimal, keyTaken},
		{put(revised(2, a)), minimal, nil}, {naming(revised(2, b), a), minimal, cognito.ErrConflict},
		{naming(revised(3, b), c), minimal, cognito.ErrNotFound},
		{making(cognito.Write{Pool: begun(3, minimal, ""), Put: some(revised(2, b), c), Unchanged: some(a)}), minimal, cognito.ErrConflict},
		{making(cognito.Write{Pool: begun(3, minimal, ""), Put: some(revised(2, b), c), Unchanged: some(revised(2, a))}), minimal, nil},
		{making(cognito.Write{Remove: some(c), Unchanged: some(a, b)}), minimal, cognito.ErrConflict},
		{making(cognito.Write{Remove: some(c), Unchanged: some(revised(2, a), revised(2, b))}), minimal, nil},
		{drop(revised(2, a)), minimal, nil}, {naming(c, revised(2, a)), minimal, cognito.ErrNotFound}, {put(again(a)), minimal, nil},
		{naming(c, a), minimal, cognito.ErrNotFound}, {naming(c, anothers(again(a))), minimal, cognito.ErrNotFound}, {naming(c, again(a)), minimal, nil},
		{remove, minimal, nil}, {naming(b, again(a)), minimal, nil}, {naming(nil, again(a)), minimal, nil},
	}},
	{"records of all kinds come and go at once, and those of one id do not meet", []step{
		{create, minimal, nil}, {making(cognito.Write{Pool: begun(2, minimal, ""), Put: each(minimal, "a")}), minimal, nil},
		{making(cognito.Write{Put: each(minimal, "b"), Remove: each(minimal, "a")[:4], Unchanged: each(minimal, "a")[4:]}), minimal, nil},
		{making(cognito.Write{Put: each(minimal, "a"), Unchanged: each(minimal, "b")}), minimal, keyTaken},
		{making(cognito.Write{Put: each(minimal, "a")[:4], Unchanged: each(minimal, "b")}), minimal, nil},
		{making(cognito.Write{Remove: slices.Concat(each(minimal, "a"), each(minimal, "b")[1:])}), minimal, nil},
		{put(each(minimal, "b")[0]), minimal, keyTaken}, {making(cognito.Write{Put: each(minimal, "c")}), minimal, nil},
		{remove, minimal, nil}, {create, later(minimal), nil},
		{making(cognito.Write{Pool: begun(2, later(minimal), ""), Put: each(later(minimal), "c")}), minimal, nil},
		{making(cognito.Write{Remove: each(minimal, "c")}), minimal, nil}, {making(cognito.Write{Unchanged: each(later(minimal), "c")}), minimal, nil},
	}},
	{"a pool sees its own records and no other's", []step{
		{create, minimal, nil}, {create, in(Elsewhere, minimal), nil}, {create, in(Abroad, minimal), nil}, {create, longer, nil},
		{first, minimal, nil}, {write(begun(2, in(Elsewhere, minimal), ""), client(in(Elsewhere, minimal), "a"), nil), minimal, nil},
		{write(begun(2, longer, ""), client(longer, "a"), nil), longer, nil},
		{put(client(longer, "0")), longer, nil}, {put(client(in(Elsewhere, minimal), "b")), minimal, nil},
		{put(revised(2, client(in(Abroad, minimal), "a"))), minimal, cognito.ErrNotFound}, {drop(client(longer, "b")), longer, cognito.ErrNotFound},
		{remove, minimal, nil}, {remove, longer, nil},
	}},
	{"with a pool ends what belongs to it, and one that is made with its id sees none of it", []step{
		{create, minimal, nil}, {first, minimal, nil}, {put(b), minimal, nil}, {remove, minimal, nil}, {create, later(minimal), nil},
		{replace, begun(3, minimal, ""), cognito.ErrNotFound}, {put(revised(2, a)), minimal, nil}, {put(c), minimal, nil}, {drop(b), minimal, nil},
		{write(begun(3, minimal, ""), c, nil), minimal, nil},
		{write(begun(2, later(minimal), ""), client(later(minimal), "a"), nil), minimal, nil},
		{remove, minimal, nil}, {put(c), minimal, nil}, {create, with(minimal, func(p *cognito.Pool) { p.CreateToken = token("another call") }), nil},
	}},
	{"a pool that has a domain is ErrHasDomain until that is gone", []step{
		{create, minimal, nil}, {write(begun(2, minimal, prefix), mine, nil), minimal, nil}, {remove, minimal, cognito.ErrHasDomain},
		{put(revised(2, mine)), minimal, nil}, {write(begun(3, minimal, ""), nil, mine), minimal, cognito.ErrConflict},
		{remove, minimal, cognito.ErrHasDomain},
		{write(begun(3, minimal, ""), nil, revised(2, mine)), minimal, nil}, {remove, minimal, nil},
		{create, later(minimal), nil}, {replace, hosted, nil}, {remove, minimal, cognito.ErrHasDomain},
	}},
	{"a prefix is taken in a region, and a host everywhere, by pools of all accounts", []step{
		{create, minimal, nil}, {create, in(Elsewhere, minimal), nil}, {create, in(Abroad, minimal), nil},
		{write(begun(2, minimal, prefix), mine, nil), minimal, nil},
		{write(begun(2, in(Elsewhere, minimal), prefix), domain(in(Elsewhere, minimal), prefix), nil), minimal, keyTaken},
		{write(begun(2, in(Abroad, minimal), prefix), domain(in(Abroad, minimal), prefix), nil), minimal, nil},
		{write(begun(3, minimal, host), domain(minimal, host), nil), minimal, nil},
		{write(begun(3, in(Abroad, minimal), host), domain(in(Abroad, minimal), host), nil), minimal, keyTaken},
		{put(revised(2, domain(in(Elsewhere, minimal), prefix))), minimal, cognito.ErrNotFound},
		{put(revised(2, domain(in(Elsewhere, minimal), host))), minimal, cognito.ErrNotFound},
		{write(begun(2, in(Elsewhere, minimal), ""), nil, domain(in(Elsewhere, minimal), host)), minimal, cognito.ErrNotFound},
		{write(begun(4, minimal, ""), nil, domain(minimal, host)), minimal, nil},
		{write(begun(3, in(Abroad, minimal), host), domain(in(Abroad, minimal), host), nil), minimal, nil},
	}},
}

var (
	// longer is a pool whose id begins with that of minimal.
	longer = Minimal(Here, id+"0")
	// hosted knows of a custom domain only.
	hosted = with(begun(2, later(minimal), ""), func(p *cognito.Pool) { p.Family.CustomDomain = host })
)
