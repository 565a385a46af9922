package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var pageTests = []test{
	{"a page has what comes after any id, in byte order, and whether there is more", pagesAreExact},
	{"no id of a kind is another's, whatever callers choose, and lists have them in byte order", anyID},
	{"the largest pool that the API allows is taken, or refused with its size and nothing written", largestPool},
	{"a record that is too large for the store is refused with its size and nothing written", largestRecord},
	{"a write has up to as many parts as one may have, and as many bytes as the store makes at once", largestWrite},
	{"a write that has a mistake is a fault, and nothing is written", mistakenWrite},
	{"a pool with a thousand records is listed, counted and ended", thousandRecords},
	{"pools of hundreds of kilobytes are listed and counted without a gap", largePages},
}

func pagesAreExact(t *testing.T, e env) {
	p := newPair(t, t.Context, e.store)
	ids := []string{"us-east-1_Zz", "us-east-1_a", "us-east-1_0", "us-east-1_Z", "us-east-1_aa", "us-east-1_A0", "us-east-1_é"}
	p.page(Here, "", 60)
	p.page(Here, ids[0], 60)
	for _, id := range ids {
		require.NoError(t, p.create(Minimal(Here, id)))
	}
	for _, after := range append(ids, "", "\x01", "us-east-1_", "us-east-1_A", "us-east-1_Za", "us-east-1_ab", "zzzz") {
		for limit := 1; limit <= len(ids)+1; limit++ {
			p.page(Here, after, limit)
		}
	}
}

// chosen are ids as callers may choose them, in byte order, with what stores divide their keys by.
var chosen = []string{
	"\x00", "\t", "#", "##", "#GROUP#a", "#a", "/", "/a", "CLIENT", "GROUP#a", "GROUP/a", "a", "a#", "a#GROUP#a", "a/", "a/GROUP/a", "e\u0301", "é", "\ufffd", "😀",
}

func anyID(t *testing.T, e env) {
	p := e.parent(t)
	for i, id := range chosen {
		records := each(p, id)
		for _, r := range records {
			r.CreateToken = fmt.Sprint(i, r.Kind)
		}
		e.write(t, cognito.Write{Put: records})
	}
	for _, one := range each(p, "") {
		var listed []string
		for after, more := "", true; more; after = listed[len(listed)-1] {
			page, further, err := e.store.Records(t.Context(), p.Owner(), one.Kind, after, 3)
			require.NoError(t, err)
			for _, r := range page {
				assert.Equal(t, fmt.Sprint(len(listed), one.Kind), r.CreateToken, "%q", r.ID)
				listed = append(listed, r.ID)
			}
			more = further
		}
		assert.Equal(t, chosen, listed, one.Kind)
	}
}

func largestPool(t *testing.T, e env) {
	small, largest := Minimal(Here, "us-east-1_Grows"), Largest(Here, "us-east-1_Grows")
	largest.Revision = 2
	e.create(t, small)
	replaced := e.store.Write(t.Context(), cognito.Write{Pool: largest})
	created := e.store.Create(t.Context(), Largest(Here, "us-east-1_Largest"))
	if e.limit == 0 {
		require.NoError(t, errors.Join(replaced, created))
		assert.Equal(t, largest, e.get(t, largest.ID))
		assert.Equal(t, Largest(Here, "us-east-1_Largest"), e.get(t, "us-east-1_Largest"))
		return
	}
	for _, err := range []error{replaced, created} {
		refusal, ok := errors.AsType[*cognito.TooLargeError](err)
		require.True(t, ok, err)
		assert.Equal(t, e.limit, refusal.Max)
		assert.Greater(t, refusal.Size, refusal.Max)
	}
	assert.Equal(t, small, e.get(t, small.ID))
	assert.Equal(t, 1, Count(t, e.store, Here))
}

func largestRecord(t *testing.T, e env) {
	p := e.parent(t)
	small, largest := client(p, "grows"), client(p, "largest")
	e.write(t, cognito.Write{Put: []*cognito.Record{small}})
	largest.Body = &cognito.Client{Name: strings.Repeat("𝛀", 100<<10)}
	grown := rewritten(small, func(r *cognito.Record) { r.Revision, r.Body = 2, largest.Body })
	for _, w := range []cognito.Write{{Pool: begun(2, p, ""), Put: []*cognito.Record{largest}}, {Put: []*cognito.Record{grown}}} {
		err := e.store.Write(t.Context(), w)
		if e.limit == 0 {
			require.NoError(t, err)
			assert.Equal(t, w.Put[0], e.find(t, w.Put[0].Key))
			continue
		}
		refusal, ok := errors.AsType[*cognito.TooLargeError](err)
		require.True(t, ok, err)
		assert.Equal(t, e.limit, refusal.Max)
		assert.Greater(t, refusal.Size, refusal.Max)
		assert.Equal(t, p, e.get(t, p.ID))
		assert.Equal(t, small, e.find(t, small.Key))
	}
}

func largestWrite(t *testing.T, e env) {
	p := e.parent(t)
	var most, huge cognito.Write
	for n := range cognito.MaxParts - 1 {
		most.Put = append(most.Put, client(p, fmt.Sprint("one of many ", n)))
	}
	most.Pool = begun(2, p, "")
	e.write(t, most)
	for _, r := range most.Put {
		assert.Equal(t, r, e.find(t, r.Key))
	}
	e.write(t, cognito.Write{Remove: most.Put[1:], Unchanged: most.Put[:1]})
	for n := range 12 {
		r := client(p, fmt.Sprint("large ", n))
		r.Body = &cognito.Client{Name: strings.Repeat("n", 390<<10)}
		huge.Put = append(huge.Put, r)
	}
	err := e.store.Write(t.Context(), huge)
	n, countErr := CountRecords(t.Context(), e.store, p.Owner(), cognito.ClientRecord)
	require.NoError(t, countErr)
	if e.limit == 0 {
		require.NoError(t, err)
		assert.Equal(t, 1+len(huge.Put), n)
		return
	}
	refusal, ok := errors.AsType[*cognito.TooLargeError](err)
	require.True(t, ok, err)
	assert.Greater(t, refusal.Size, refusal.Max)
	assert.Equal(t, 1, n)
}

func mistakenWrite(t *testing.T, e env) {
	p := e.parent(t)
	one, other := client(p, "one"), client(p, "other")
	e.write(t, cognito.Write{Put: some(one)})
	var many []*cognito.Record
	for n := range cognito.MaxParts {
		many = append(many, client(p, fmt.Sprint(n)))
	}
	for name, w := range map[string]cognito.Write{
		"no parts":                    {},
		"too many":                    {Put: many, Unchanged: some(one)},
		"too many, with the pool":     {Pool: begun(2, p, ""), Put: many},
		"a record twice":              {Put: some(other, other)},
		"a record comes and goes":     {Put: some(revised(2, one)), Remove: some(one)},
		"a record goes and stays":     {Remove: some(one), Unchanged: some(one)},
		"another pool's record":       {Pool: begun(2, p, ""), Put: some(client(minimal, "other"))},
		"records of several pools":    {Put: some(other), Unchanged: some(client(minimal, "one"))},
		"a record of an earlier life": {Pool: begun(2, p, ""), Put: some(client(later(p), "other"))},
	} {
		err := e.store.Write(t.Context(), w)
		require.Error(t, err, name)
		assertFault(t, err)
	}
	assert.Equal(t, p, e.get(t, p.ID))
	assert.Equal(t, one, e.find(t, one.Key))
	n, err := CountRecords(t.Context(), e.store, p.Owner(), cognito.ClientRecord)
	require.NoError(t, err)
	assert.Equal(t, 1, n)
}

// thousandRecords makes more than two megabytes, as largePages does.
func thousandRecords(t *testing.T, e env) {
	const each, limit = 64, 60
	p, m := e.parent(t), newPair(t, t.Context, e.store)
	m.model.pools[keyOf(p)] = p
	batches := make([][]*cognito.Record, writers)
	for n := range writers * each {
		r := client(p, fmt.Sprintf("%04d", n))
		r.CreateToken = strings.Repeat(r.CreateToken, 2100/len(r.CreateToken))
		m.model.records[r.Key] = r
		batches[n%writers] = append(batches[n%writers], r)
	}
	require.NoError(t, errors.Join(atOnce(func(w int) (err error) {
		for _, r := range batches[w] {
			err = errors.Join(err, e.store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{r}}))
		}
		return err
	})...))
	m.pagesOf(p.Owner(), cognito.ClientRecord, "", limit, writers*each-1, writers*each)
	for n := limit - 1; n < writers*each; n += limit {
		m.pagesOf(p.Owner(), cognito.ClientRecord, fmt.Sprintf("%04d", n), limit)
	}
	n, err := CountRecords(t.Context(), e.store, p.Owner(), cognito.ClientRecord)
	require.NoError(t, err)
	require.Equal(t, writers*each, n)
	require.NoError(t, m.remove(p))
	require.NoError(t, m.create(later(p)))
	m.records()
}

// largePages makes more than two megabytes: DynamoDB cuts the pages of a query
// after one. A pool with which a page ended may be deleted before the next is
// counted.
func largePages(t *testing.T, e env) {
	const pools = 8
	message := strings.Repeat("m", 300_000)
	for n := range pools {
		e.create(t, with(Minimal(Here, numbered(n)), func(p *cognito.Pool) { p.Settings.EmailVerificationMessage = &message }))
	}
	for _, limit := range []int{pools - 1, pools} {
		list, more := e.list(t, "", limit)
		assert.Len(t, list, limit)
		assert.Equal(t, limit < pools, more)
	}
	first, next, err := e.store.CountPage(t.Context(), Here, "")
	require.NoError(t, err)
	if next == "" {
		assert.Equal(t, pools, first)
		return
	}
	require.Equal(t, numbered(first-1), next)
	require.NoError(t, e.store.Delete(t.Context(), Here, next))
	rest, err := count(t.Context(), e.store, Here, next)
	require.NoError(t, err)
	assert.Equal(t, pools, first+rest)
}
