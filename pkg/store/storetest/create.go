package storetest

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var createSentences = []sentence{
	{"a pool with every member set comes back as it was", fullComesBack},
	{"a pool of which only the name was said comes back as it was", minimalComesBack},
	{"text of many scripts comes back as it was", scriptsComeBack},
	{"dates keep milliseconds, in UTC", datesKeepMilliseconds},
	{"an id that is taken is refused with the pool that has it, which stays as it is", takenIsRefused},
	{"a call that meets its own token gets the pool that it made, as it is now", ownTokenIsMet},
	{"the same id in another account or region is another pool", partitionsAreApart},
	{"an id is free again after its pool was deleted", deletedIsFree},
	{"what a store is given may be changed afterwards", givenIsNotKept},
}

func fullComesBack(t *testing.T, e env) {
	create(t, e, Full(Here, "us-east-1_Full"))
	assert.Equal(t, Full(Here, "us-east-1_Full"), get(t, e, Here, "us-east-1_Full"))
}

func minimalComesBack(t *testing.T, e env) {
	create(t, e, Minimal(Here, "us-east-1_Minimal"))
	assert.Equal(t, Minimal(Here, "us-east-1_Minimal"), get(t, e, Here, "us-east-1_Minimal"))
}

func scriptsComeBack(t *testing.T, e env) {
	texts := []string{
		"Grüße aus Köln", "Καλημέρα κόσμε", "Здравствуй, мир", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया",
		"สวัสดีชาวโลก", "안녕하세요 세계", "こんにちは世界", "你好，世界", "𝛀 and 👩🏽‍🚀 beyond sixteen bits",
		"e\u0301 is two code points", "\u00e9 is one", "\u202eright to left", "\u2028 and \u2029 separate",
		"<b>&amp;</b> 'quotes' \"double\" \\ / \t\r\n", "\u0000 and \u001f control", "\ufeff \ufffd",
	}
	p := Minimal(Here, "us-east-1_Scripts")
	p.Settings.UserPoolTags = map[string]string{}
	for _, text := range texts {
		p.Settings.UserPoolTags[text] = text
		p.Settings.AliasAttributes = append(p.Settings.AliasAttributes, text)
		p.Name += text
	}
	create(t, e, p)
	assert.Equal(t, p, get(t, e, Here, p.ID))
}

func datesKeepMilliseconds(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Dates")
	p.Created = time.Date(2026, 11, 21, 1, 2, 3, int(4*time.Millisecond), time.FixedZone("", 3600))
	p.Modified = time.Date(2026, 11, 21, 1, 2, 3, int(999*time.Millisecond), time.UTC)
	create(t, e, p)
	got := get(t, e, Here, p.ID)
	assert.Equal(t, time.Date(2026, 11, 21, 0, 2, 3, int(4*time.Millisecond), time.UTC), got.Created)
	assert.Equal(t, time.Date(2026, 11, 21, 1, 2, 3, int(999*time.Millisecond), time.UTC), got.Modified)
}

func takenIsRefused(t *testing.T, e env) {
	create(t, e, Full(Here, "us-east-1_Taken"))
	other := Minimal(Here, "us-east-1_Taken")
	other.CreateToken = token("another call")
	assert.Equal(t, Full(Here, "us-east-1_Taken"), taken(t, e.store.Create(t.Context(), other)))
	assert.Equal(t, Full(Here, "us-east-1_Taken"), get(t, e, Here, "us-east-1_Taken"))
}

func ownTokenIsMet(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Own")
	create(t, e, p)
	require.NoError(t, e.store.Replace(t.Context(), next(p)))
	again := Minimal(Here, "us-east-1_Own")
	again.Created = again.Created.Add(time.Second)
	existing := taken(t, e.store.Create(t.Context(), again))
	assert.Equal(t, next(p), existing)
	assert.Equal(t, again.CreateToken, existing.CreateToken)
}

func partitionsAreApart(t *testing.T, e env) {
	for i, part := range []cognito.Partition{Here, Elsewhere, Abroad} {
		p := Minimal(part, "us-east-1_Same")
		p.Defaults = i
		create(t, e, p)
	}
	for i, part := range []cognito.Partition{Here, Elsewhere, Abroad} {
		p := get(t, e, part, "us-east-1_Same")
		assert.Equal(t, i, p.Defaults)
		assert.Equal(t, part, p.Partition)
	}
	require.NoError(t, e.store.Delete(t.Context(), Elsewhere, "us-east-1_Same"))
	get(t, e, Here, "us-east-1_Same")
	get(t, e, Abroad, "us-east-1_Same")
}

func deletedIsFree(t *testing.T, e env) {
	create(t, e, Full(Here, "us-east-1_Again"))
	require.NoError(t, e.store.Replace(t.Context(), unprotected(Full(Here, "us-east-1_Again"))))
	require.NoError(t, e.store.Delete(t.Context(), Here, "us-east-1_Again"))
	create(t, e, Minimal(Here, "us-east-1_Again"))
	assert.Equal(t, Minimal(Here, "us-east-1_Again"), get(t, e, Here, "us-east-1_Again"))
}

func givenIsNotKept(t *testing.T, e env) {
	p := Full(Here, "us-east-1_Given")
	create(t, e, p)
	scribble(reflect.ValueOf(p).Elem())
	assert.Equal(t, Full(Here, "us-east-1_Given"), get(t, e, Here, "us-east-1_Given"))

	q := next(Full(Here, "us-east-1_Given"))
	require.NoError(t, e.store.Replace(t.Context(), q))
	scribble(reflect.ValueOf(q).Elem())
	assert.Equal(t, next(Full(Here, "us-east-1_Given")), get(t, e, Here, "us-east-1_Given"))
}

func create(t *testing.T, e env, p *cognito.Pool) {
	t.Helper()
	require.NoError(t, e.store.Create(t.Context(), p))
}

// taken is the pool that a create met.
func taken(t *testing.T, err error) *cognito.Pool {
	t.Helper()
	var exists *cognito.ExistsError
	require.ErrorAs(t, err, &exists)
	return exists.Pool
}

func get(t *testing.T, e env, part cognito.Partition, id string) *cognito.Pool {
	t.Helper()
	p, err := e.store.Get(t.Context(), part, id)
	require.NoError(t, err)
	return p
}

func unprotected(p *cognito.Pool) *cognito.Pool {
	q := next(p)
	q.Settings.DeletionProtection = ptr("INACTIVE")
	return q
}
