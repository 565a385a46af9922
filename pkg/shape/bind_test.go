package shape_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

type optionType struct {
	Priority *int
	Name     *string
}

type levelType struct{ Value *string }

type innerType struct{ Option *optionType }

// common is embedded, as the settings are in the requests of Cognito.
type common struct {
	Text *string
	Mode *string
	deep
}

type deep struct{ Size *int }

type sampleRequest struct {
	common

	Flag    *bool
	Names   []string
	Options []optionType
	Tags    map[string]string
	Levels  map[string]levelType
	Inner   *innerType

	// Extra has no member.
	Extra *string
}

func bind(t *testing.T, body string) sampleRequest {
	t.Helper()
	v := decode(t, sample, body)
	var out sampleRequest
	shape.Bind(&v, &out)
	return out
}

func TestBind_Kinds(t *testing.T) {
	t.Parallel()
	got := bind(t, `{"Text":"é","Mode":"ON","Size":7.9,"Flag":true,"Names":["b","a"],"Options":[{"Priority":1,"Name":"x"},{}],"Tags":{"k":"v","l":""},"Levels":{"L":{"Value":"v"},"M":{}},"Inner":{"Option":{"Name":"y"}}}`)
	assert.Equal(t, sampleRequest{
		common:  common{Text: new("é"), Mode: new("ON"), deep: deep{Size: new(7)}},
		Flag:    new(true),
		Names:   []string{"b", "a"},
		Options: []optionType{{Priority: new(1), Name: new("x")}, {}},
		Tags:    map[string]string{"k": "v", "l": ""},
		Levels:  map[string]levelType{"L": {Value: new("v")}, "M": {}},
		Inner:   &innerType{Option: &optionType{Name: new("y")}},
	}, got)
}

func TestBind_Absence(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]sampleRequest{
		`{}`:                                  {},
		`{"Text":null,"Names":null}`:          {},
		`{"Text":""}`:                         {common: common{Text: new("")}},
		`{"Size":0}`:                          {common: common{deep: deep{Size: new(0)}}},
		`{"Flag":false}`:                      {Flag: new(false)},
		`{"Names":[]}`:                        {Names: []string{}},
		`{"Names":[null]}`:                    {Names: []string{}},
		`{"Names":[""]}`:                      {Names: []string{""}},
		`{"Options":[]}`:                      {Options: []optionType{}},
		`{"Options":[{}]}`:                    {Options: []optionType{{}}},
		`{"Tags":{}}`:                         {Tags: map[string]string{}},
		`{"Tags":{"":""}}`:                    {Tags: map[string]string{"": ""}},
		`{"Levels":{}}`:                       {Levels: map[string]levelType{}},
		`{"Inner":{}}`:                        {Inner: &innerType{}},
		`{"Inner":{"Option":{}}}`:             {Inner: &innerType{Option: &optionType{}}},
		`{"text":"a","extra":"a","Deep":{}}`:  {},
		`{"Extra":"a","common":{"Text":"a"}}`: {},
		`{"Text":"a","Text":"b"}`:             {common: common{Text: new("b")}},
		`{"Tags":{"k":"a","k":"b","l":null}}`: {Tags: map[string]string{"k": "b"}},
		`{"Inner":{"Option":{"Priority":0}}}`: {Inner: &innerType{Option: &optionType{Priority: new(0)}}},
		`{"Inner":{"Option":{"Name":""}}}`:    {Inner: &innerType{Option: &optionType{Name: new("")}}},
		`{"Options":[null,{"Name":"x"}]}`:     {Options: []optionType{{Name: new("x")}}},
		`{"Levels":{"a":null,"b":{}}}`:        {Levels: map[string]levelType{"b": {}}},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			// ObjectsAreEqual tells nil from empty.
			assert.Equal(t, want, bind(t, body))
		})
	}
}

func TestBind_Shared(t *testing.T) {
	t.Parallel()
	v := decode(t, sample, `{"Names":["a"],"Tags":{"k":"v"},"Inner":{"Option":{"Name":"x"}}}`)
	var first, second sampleRequest
	shape.Bind(&v, &first)
	shape.Bind(&v, &second)
	first.Names[0], first.Tags["k"], *first.Inner.Option.Name = "changed", "changed", "changed"
	assert.Equal(t, "a", second.Names[0])
	assert.Equal(t, "v", second.Tags["k"])
	assert.Equal(t, "x", *second.Inner.Option.Name)
}

func TestBind_Concurrent(t *testing.T) {
	t.Parallel()
	type fresh struct{ Text, Mode *string } // no plan of it yet
	v := decode(t, sample, `{"Text":"a"}`)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			var out fresh
			shape.Bind(&v, &out)
			assert.Equal(t, fresh{Text: new("a")}, out)
		})
	}
	wg.Wait()
}

func TestBind_WrongType(t *testing.T) {
	t.Parallel()
	v := decode(t, sample, `{"Text":"a"}`)
	assert.PanicsWithValue(t, "shape: cannot bind a complex128", func() {
		shape.Bind(&v, &struct{ Text complex128 }{})
	})
}
