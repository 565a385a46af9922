package storetest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var roundTripTests = []test{
	{"pools come back as they were", poolsComeBack},
	{"absent, empty, false and 0 are different things, in every member at every depth", emptyComesBack},
	{"dates keep milliseconds, in UTC", datesKeepMilliseconds},
	{"what a store is given, or returns, may be changed afterwards", nothingIsShared},
}

// texts are of many scripts, and what encodings like to change.
var texts = []string{
	"Grüße aus Köln", "Καλημέρα κόσμε", "Здравствуй, мир", "שלום עולם", "مرحبا بالعالم", "नमस्ते दुनिया",
	"สวัสดีชาวโลก", "안녕하세요 세계", "こんにちは世界", "你好，世界", "𝛀 and 👩🏽‍🚀 beyond sixteen bits",
	"e\u0301 is two code points", "\u00e9 is one", "\u202eright to left", "\u2028 and \u2029 separate",
	"<b>&amp;</b> 'quotes' \"double\" \\ / \t\r\n", "\u0000 and \u001f control", "\ufeff \ufffd",
}

func poolsComeBack(t *testing.T, e env) {
	p := tagged(Minimal(Here, "us-east-1_Scripts"), map[string]string{})
	for _, text := range texts {
		p.Settings.UserPoolTags[text] = text
		p.Settings.AliasAttributes = append(p.Settings.AliasAttributes, text)
		p.Name += text
	}
	for _, p := range []*cognito.Pool{p, Minimal(Here, "us-east-1_Minimal"), Full(Here, "us-east-1_Full")} {
		e.create(t, p)
		assert.Equal(t, p, e.get(t, p.ID))
	}
}

func emptyComesBack(t *testing.T, e env) {
	n := 0
	for _, part := range []string{"Settings", "Mfa"} {
		field, ok := reflect.TypeFor[cognito.Pool]().FieldByName(part)
		require.True(t, ok)
		for _, v := range variants(field.Type) {
			n++
			p := Minimal(Here, numbered(n))
			reflect.ValueOf(p).Elem().FieldByIndex(field.Index).Set(v.value)
			e.create(t, p)
			assert.Equal(t, p, e.get(t, p.ID), part+v.path)
		}
	}
	require.Greater(t, n, 118, "the API has 118 members")
}

func datesKeepMilliseconds(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Dates")
	p.Created = time.Date(2026, 11, 21, 1, 2, 3, int(4*time.Millisecond), time.FixedZone("", 3600))
	p.Modified = time.Date(2026, 11, 21, 1, 2, 3, int(999*time.Millisecond), time.UTC)
	e.create(t, p)
	got := e.get(t, p.ID)
	assert.Equal(t, time.Date(2026, 11, 21, 0, 2, 3, int(4*time.Millisecond), time.UTC), got.Created)
	assert.Equal(t, p.Modified, got.Modified)
}

func nothingIsShared(t *testing.T, e env) {
	full := func() *cognito.Pool { return Full(Here, "us-east-1_Shared") }
	given := full()
	e.create(t, given)
	scribble(reflect.ValueOf(given).Elem())
	assert.Equal(t, full(), e.get(t, "us-east-1_Shared"))

	exists, ok := errors.AsType[*cognito.ExistsError](e.store.Create(t.Context(), full()))
	require.True(t, ok)
	listed, _ := e.list(t, "", 10)
	for _, returned := range []any{exists.Pool, listed[0].LambdaConfig, e.get(t, "us-east-1_Shared")} {
		scribble(reflect.ValueOf(returned).Elem())
	}
	assert.Equal(t, full(), e.get(t, "us-east-1_Shared"))
	listed, _ = e.list(t, "", 10)
	assert.Equal(t, full().Settings.LambdaConfig, listed[0].LambdaConfig)

	given = next(full())
	require.NoError(t, e.store.Write(t.Context(), cognito.Write{Pool: given}))
	scribble(reflect.ValueOf(given).Elem())
	assert.Equal(t, next(full()), e.get(t, "us-east-1_Shared"))
}
