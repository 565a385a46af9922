package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// step is a call with a pool, of which a get and a delete use the partition and
// the id, and the error that it has to return. What else it has to do, the model
// knows.
type step struct {
	call func(*pair, *cognito.Pool) error
	pool *cognito.Pool
	want error
}

// taken stands for the *ExistsError of a create.
var taken = &cognito.ExistsError{}

var create, get, replace, remove, list = (*pair).create, (*pair).get, (*pair).replace, (*pair).remove, (*pair).list

// keyTaken stands for the *TakenError of a write.
var keyTaken = &cognito.TakenError{}

// script is steps on an empty store. After each of them everything that can be
// read of the three partitions is compared with the model.
type script struct {
	name  string
	steps []step
}

const id = "us-east-1_Script"

var minimal, full = Minimal(Here, id), Full(Here, id)

var scripts = []script{
	{"an id that is taken is refused with the pool that has it, which stays as it is", []step{
		{create, full, nil}, {create, with(minimal, func(p *cognito.Pool) { p.CreateToken = token("another call") }), taken},
	}},
	{"a call that meets its own token gets the pool that it made, as it is now", []step{
		{create, minimal, nil}, {replace, next(minimal), nil},
		{create, with(minimal, func(p *cognito.Pool) { p.Created = p.Created.Add(time.Second) }), taken},
	}},
	{"the same id in another account or region is another pool", []step{
		{create, minimal, nil}, {replace, in(Elsewhere, next(minimal)), cognito.ErrNotFound},
		{create, in(Elsewhere, full), nil}, {create, in(Abroad, next(minimal)), nil},
		{replace, next(minimal), nil}, {remove, in(Elsewhere, full), nil}, {remove, in(Elsewhere, full), cognito.ErrNotFound},
		{get, in(Elsewhere, full), cognito.ErrNotFound},
	}},
	{"an id is free again after its pool was deleted", []step{
		{create, full, nil}, {remove, full, nil}, {create, minimal, nil},
	}},
	{"a pool that is not there is ErrNotFound", []step{
		{create, minimal, nil}, {get, Minimal(Here, id[:len(id)-1]), cognito.ErrNotFound}, {get, Minimal(Here, id+"0"), cognito.ErrNotFound},
		{get, Minimal(Here, "us-east-1_script"), cognito.ErrNotFound}, {get, in(Abroad, minimal), cognito.ErrNotFound},
	}},
	{"a replace writes the whole pool", []step{
		{create, full, nil}, {replace, revision(full.Revision+1, minimal), nil}, {replace, revision(full.Revision+2, full), nil},
	}},
	{"a replace of another revision than the one that is there is ErrConflict and changes nothing", []step{
		{create, minimal, nil}, {replace, revision(2, minimal), nil},
		{replace, revision(0, full), cognito.ErrConflict}, {replace, revision(1, full), cognito.ErrConflict},
		{replace, revision(2, full), cognito.ErrConflict}, {replace, revision(4, full), cognito.ErrConflict},
		{replace, revision(30, full), cognito.ErrConflict}, {replace, revision(3, full), nil},
	}},
	{"a replace of a pool that is gone is ErrNotFound and brings nothing back", []step{
		{replace, next(minimal), cognito.ErrNotFound}, {create, minimal, nil}, {remove, minimal, nil},
		{replace, next(minimal), cognito.ErrNotFound},
	}},
	{"a replace can make a member absent, empty and absent again", []step{
		{create, minimal, nil}, {replace, revision(2, tagged(minimal, map[string]string{})), nil}, {replace, revision(3, minimal), nil},
		{replace, revision(4, tagged(minimal, map[string]string{"a": ""})), nil}, {replace, revision(5, minimal), nil},
		{replace, revision(6, tagged(minimal, map[string]string{})), nil},
	}},
	{"an absent and an empty LambdaConfig are different things in a list", []step{
		{create, minimal, nil}, {replace, revision(2, triggered(minimal, &cognito.LambdaConfigType{})), nil},
		{replace, revision(3, triggered(minimal, &cognito.LambdaConfigType{PreSignUp: new("")})), nil}, {replace, revision(4, minimal), nil},
	}},
	{"a deleted pool is gone, and a second delete is ErrNotFound", []step{
		{remove, minimal, cognito.ErrNotFound}, {create, minimal, nil}, {remove, in(Elsewhere, minimal), cognito.ErrNotFound},
		{remove, in(Abroad, minimal), cognito.ErrNotFound}, {remove, minimal, nil}, {remove, minimal, cognito.ErrNotFound},
	}},
	{"a pool with DeletionProtection ACTIVE is ErrProtected until that is lifted", []step{
		{create, protected(full, "ACTIVE"), nil}, {remove, full, cognito.ErrProtected}, {replace, next(protected(full, "INACTIVE")), nil},
		{remove, full, nil}, {create, minimal, nil}, {replace, next(protected(minimal, "ACTIVE")), nil}, {remove, minimal, cognito.ErrProtected},
	}},
}

func scriptTests() (all []test) {
	for _, s := range slices.Concat(scripts, recordScripts) {
		all = append(all, test{s.name, s.run})
	}
	return all
}

func (s script) run(t *testing.T, e env) {
	p := newPair(t, t.Context, e.store)
	for _, step := range s.steps {
		require.ErrorIs(t, step.call(p, step.pool), step.want)
		for _, pool := range []*cognito.Pool{step.pool, in(Here, step.pool), in(Elsewhere, step.pool), in(Abroad, step.pool)} {
			_ = p.get(pool)
			_ = p.list(pool)
		}
		p.records()
	}
}

func with(p *cognito.Pool, change func(*cognito.Pool)) *cognito.Pool {
	q := *p
	change(&q)
	return &q
}

func in(part cognito.Partition, p *cognito.Pool) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Partition = part })
}

func revision(n int64, p *cognito.Pool) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Revision = n })
}

func tagged(p *cognito.Pool, tags map[string]string) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Settings.UserPoolTags = tags })
}

func triggered(p *cognito.Pool, triggers *cognito.LambdaConfigType) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Settings.LambdaConfig = triggers })
}

func protected(p *cognito.Pool, protection string) *cognito.Pool {
	return with(p, func(q *cognito.Pool) { q.Settings.DeletionProtection = &protection })
}

// next is a later revision of a pool, with another name.
func next(p *cognito.Pool) *cognito.Pool {
	return with(p, func(q *cognito.Pool) {
		q.Revision++
		q.Name = "a later name"
		q.Modified = q.Modified.Add(time.Second)
	})
}
