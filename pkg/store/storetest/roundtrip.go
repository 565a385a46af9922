package storetest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var roundTripTests = []test{
	{"pools come back as they were", poolsComeBack},
	{"records come back as they were, of every kind and with every member", recordsComeBack},
	{"absent, empty, false and 0 are different things, in every member at every depth", emptyComesBack},
	{"dates keep milliseconds, in UTC", datesKeepMilliseconds},
	{"what a store is given, or returns, may be changed afterwards", nothingIsShared},
	{"so may a record", noRecordIsShared},
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
	for _, p := range []*cognito.Pool{
		p, Minimal(Here, "us-east-1_Minimal"), Full(Here, "us-east-1_Full"), Parent(Here, "us-east-1_Parent"),
		Logged(Here, "us-east-1_Logged"),
	} {
		e.create(t, p)
		assert.Equal(t, p, e.get(t, p.ID))
	}
}

// parent makes the pool of the records of a test.
func (e env) parent(t *testing.T) *cognito.Pool {
	t.Helper()
	p := begun(1, Minimal(Here, "us-east-1_Parent"), "")
	e.create(t, p)
	return p
}

// recordsComeBack has of each kind a full record, texts, and each member empty in its turn.
func recordsComeBack(t *testing.T, e env) {
	p, n := e.parent(t), 0
	for _, kind := range cognito.RecordKinds() {
		full := Fill(cognito.Key{Kind: kind, Owner: p.Owner(), ID: "full"})
		e.write(t, cognito.Write{Put: []*cognito.Record{full}})
		assert.Equal(t, full, e.find(t, full.Key))
		for _, v := range append(variants(reflect.TypeOf(full.Body)), textVariants(full.Body)...) {
			n++
			r := Fill(cognito.Key{Kind: kind, Owner: p.Owner(), ID: fmt.Sprint(n)})
			r.Body = v.value.Interface()
			e.write(t, cognito.Write{Put: []*cognito.Record{r}})
			assert.Equal(t, r, e.find(t, r.Key), string(kind)+v.path)
		}
	}
}

// textVariants have one of the texts in every text of a full value.
func textVariants(full any) (all []variant) {
	for _, text := range texts {
		v := reflect.New(reflect.TypeOf(full).Elem())
		f := filler{text: text}
		f.fill(v.Elem(), "")
		all = append(all, variant{" is " + text, v})
	}
	return all
}

func emptyComesBack(t *testing.T, e env) {
	n := 0
	for _, part := range []string{"Settings", "Mfa", "LogConfigurations"} {
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
	r := client(got, "dates")
	r.Created, r.Modified = p.Created, p.Modified
	e.write(t, cognito.Write{Pool: begun(2, got, ""), Put: []*cognito.Record{r}})
	found := e.find(t, r.Key)
	assert.Equal(t, []time.Time{got.Created, got.Modified}, []time.Time{found.Created, found.Modified})
}

func nothingIsShared(t *testing.T, e env) {
	full := func() *cognito.Pool { return Logged(Here, "us-east-1_Shared") }
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

func noRecordIsShared(t *testing.T, e env) {
	p := e.parent(t)
	for _, kind := range cognito.RecordKinds() {
		full := func(revision int64) *cognito.Record {
			r := Fill(cognito.Key{Kind: kind, Owner: p.Owner(), ID: "shared"})
			r.Revision = revision
			return r
		}
		for revision := range int64(2) {
			given := full(revision + 1)
			e.write(t, cognito.Write{Put: []*cognito.Record{given}})
			scribble(reflect.ValueOf(given.Body))
			assert.Equal(t, full(revision+1), e.find(t, full(1).Key))
		}
		taken, ok := errors.AsType[*cognito.TakenError](e.store.Write(t.Context(), cognito.Write{Put: []*cognito.Record{full(1)}}))
		require.True(t, ok)
		listed, _, err := e.store.Records(t.Context(), p.Owner(), kind, "", 1)
		require.NoError(t, err)
		for _, returned := range append(listed, taken.Record, e.find(t, full(1).Key)) {
			scribble(reflect.ValueOf(returned.Body))
		}
		assert.Equal(t, full(2), e.find(t, full(1).Key))
	}
}
