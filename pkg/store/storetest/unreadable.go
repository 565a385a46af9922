package storetest

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

var unreadableTests = []test{
	{"a pool that cannot be read is a fault by itself, is counted, and is left out of a list, which says so", unreadablePool},
	{"a record that cannot be read is a fault by itself, is counted, and is left out of a list, which says so", unreadableRecord},
	{"what cannot be read is told by its key's name", unreadableNamed},
}

// assertFault holds that an error is none of the contract's.
func assertFault(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	assert.Equal(t, -1, rank(err), err)
	for _, sentinel := range []error{cognito.ErrProtected, cognito.ErrHasDomain, cognito.ErrThrottled} {
		assert.NotErrorIs(t, err, sentinel)
	}
	_, exists := errors.AsType[*cognito.ExistsError](err)
	assert.False(t, exists, err)
}

// three are ids of which the second is spoilt.
var three = []string{"us-east-1_A", "us-east-1_B", "us-east-1_C"}

func unreadablePool(t *testing.T, e env) {
	for _, id := range three {
		e.create(t, Minimal(Here, id))
	}
	p := Minimal(Here, three[1])
	e.write(t, cognito.Write{Pool: begun(2, p, ""), Put: []*cognito.Record{client(p, "a")}})
	e.spoil(t, e.store, cognito.Key{Owner: p.Owner()})
	_, err := e.store.Get(t.Context(), Here, p.ID)
	for _, err := range []error{
		err, e.store.Create(t.Context(), p), e.store.Delete(t.Context(), Here, p.ID),
		e.store.Write(t.Context(), cognito.Write{Pool: begun(3, p, "")}),
		e.store.Write(t.Context(), cognito.Write{Pool: begun(3, p, ""), Put: []*cognito.Record{client(p, "b")}}),
	} {
		assertFault(t, err)
	}
	assert.Equal(t, len(three), Count(t, e.store, Here))
	pages(t, func(t *testing.T, after string) (string, bool, []string) {
		ctx, tr := trace.New(t.Context())
		page, more, err := e.store.List(ctx, Here, after, 1)
		require.NoError(t, err)
		return page[0].ID, more, tr.Unreadable
	})
}

func unreadableRecord(t *testing.T, e env) {
	p, q := Minimal(Here, "us-east-1_Clients"), Minimal(Here, "us-east-1_Domain")
	e.create(t, p, q)
	e.write(t, cognito.Write{Pool: begun(2, p, ""), Put: []*cognito.Record{client(p, three[0])}})
	e.write(t, cognito.Write{Pool: begun(2, q, prefix), Put: []*cognito.Record{domain(q, prefix)}})
	for _, id := range three[1:] {
		e.write(t, cognito.Write{Put: []*cognito.Record{client(p, id)}})
	}
	for pool, r := range map[*cognito.Pool]*cognito.Record{p: client(p, three[1]), q: domain(q, prefix)} {
		e.spoil(t, e.store, r.Key)
		_, err := e.store.Find(t.Context(), r.Key)
		for _, err := range []error{
			err, e.store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}}), e.store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{revised(2, r)}}),
			e.store.Write(t.Context(), cognito.Write{Pool: begun(3, pool, ""), Remove: []*cognito.Record{r}}),
		} {
			assertFault(t, err)
		}
	}
	n, err := CountRecords(t.Context(), e.store, p.Owner(), cognito.ClientRecord)
	require.NoError(t, err)
	assert.Equal(t, len(three), n)
	pages(t, func(t *testing.T, after string) (string, bool, []string) {
		ctx, tr := trace.New(t.Context())
		page, more, err := e.store.Records(ctx, p.Owner(), cognito.ClientRecord, after, 1)
		require.NoError(t, err)
		return page[0].ID, more, tr.Unreadable
	})
	assert.Equal(t, begun(2, p, ""), e.get(t, p.ID))
	require.NoError(t, e.store.Delete(t.Context(), Here, p.ID), "its end takes also what cannot be read")
}

func unreadableNamed(t *testing.T, e env) {
	p := Minimal(Here, three[0])
	e.create(t, p)
	e.write(t, cognito.Write{Pool: begun(2, p, ""), Put: each(p, "a#CLIENT#b/c")})
	for _, r := range each(p, "a#CLIENT#b/c") {
		e.spoil(t, e.store, r.Key)
		_, err := e.store.Find(t.Context(), r.Key)
		require.ErrorContains(t, err, r.String()+" ")
		ctx, tr := trace.New(t.Context())
		_, _, err = e.store.Records(ctx, p.Owner(), r.Kind, "", 1)
		require.NoError(t, err)
		assert.Equal(t, []string{r.String()}, tr.Unreadable)
	}
}

// pages holds that pages of one have the first and the third of three, and that one of them
// says that it left out the second.
func pages(t *testing.T, page func(t *testing.T, after string) (id string, more bool, unreadable []string)) {
	t.Helper()
	id, more, unreadable := page(t, "")
	assert.Equal(t, three[0], id)
	assert.True(t, more)
	id, more, left := page(t, id)
	assert.Equal(t, three[2], id)
	assert.False(t, more)
	unreadable = append(unreadable, left...)
	require.Len(t, unreadable, 1)
	assert.Contains(t, unreadable[0], three[1])
}
