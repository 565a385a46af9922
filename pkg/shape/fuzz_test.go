package shape_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// bodies are the seeds of both targets.
var bodies = []string{
	`{}`, `[]`, `null`, ``, `{"Text":"a"}`, `{"Text":"\ud834\udd1e","Size":1.5e1,"Flag":false}`, `{"Text":"\ud834"}`, "{\"Text\":\"\xff\"}",
	`{"Names":["a",null],"Options":[{"Priority":2147483648,"Name":"x"},{}],"Tags":{"k":"v","k":null},"Levels":{"L":{"Value":"v"}},"Inner":{"Option":{"Priority":-0}}}`,
	`{"Text":1,"Text":"a","text":[{}]}`, `{"Size":1e400}`, `{"a":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}`, `{"Mode":"nothing","Names":[""]}`, "\ufeff{}", `{"Tags":{"":""}}{}`,
	`{"Text":null,"Inner":{"Option":null}}`, `{"a":01}`, `{"a":"\u00e9\/\b"}`,
}

// FuzzDecode holds the decoder against encoding/json: what we accept it accepts
// and reads alike; and of what it accepts, we call malformed only what the
// package says: no object, invalid UTF-8, a lone surrogate.
func FuzzDecode(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := shape.Decode(body, sample)
		theirs, valid := oracle(body)
		switch limit, typed := (*shape.LimitError)(nil), (*shape.TypeError)(nil); {
		case err == nil:
			require.True(t, valid, "accepted what encoding/json refuses")
			assert.Equal(t, prune(t, theirs, sample), plain(&v, sample))
		case errors.As(err, &limit):
			assert.False(t, small(body), "refused for bounds that hold: %s", limit.Text)
		case errors.As(err, &typed):
			assert.True(t, valid, "a type error in what is no JSON")
			assert.NotEmpty(t, typed.Text)
		default:
			require.ErrorIs(t, err, shape.ErrMalformed)
			_, isObject := theirs.(map[string]any)
			surrogate := bytes.Contains(bytes.ToLower(body), []byte(`\ud`))
			assert.False(t, valid && isObject && small(body) && utf8.Valid(body) && !surrogate, "refused what encoding/json accepts")
		}
	})
}

// FuzzCheck: judging never panics, changes nothing and comes to the same result
// again; and whatever is told fits a sentence.
func FuzzCheck(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	strict := shape.Structure("StrictRequest",
		shape.Required("Text", shape.String("S", shape.Length(1, 4), shape.Pattern(`[\w\s]+`))),
		shape.Optional("Mode", shape.Enum("E", "OPTIONAL", "OFF", "ON")),
		shape.Primitive("Size", shape.Integer("I", shape.Range(1, 60))),
		shape.Optional("Flag", shape.Boolean("B")),
		shape.Optional("Names", shape.List("L", shape.Enum("E", "a", "b"), shape.Length(1, 2))),
		shape.Optional("Options", shape.List("L", shape.Structure("OptionType",
			shape.Required("Priority", shape.Integer("I", shape.Range(1, 2))),
			shape.RequiredUnless("Priority", "Name", shape.String("S", shape.Length(1, 2)))), shape.Length(1, 2))),
		shape.Optional("Tags", shape.Map("M", shape.String("K", shape.Length(1, 2)), shape.String("V", shape.Length(0, 2)), shape.Length(0, 2))),
		shape.Optional("Levels", shape.Map("M", shape.String("K", shape.Pattern(`L[1-4]`)), shape.Structure("X", shape.Required("Value", shape.String("S"))))),
		shape.WithAlias("theirs", shape.Optional("Inner", shape.Structure("Y", shape.Required("Option", option)))))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := shape.Decode(body, strict)
		if err != nil {
			return
		}
		before := show(&v)
		first := shape.Check(&v, strict)
		assert.Equal(t, before, show(&v))
		assert.Equal(t, first, shape.Check(&v, strict))
		if first == nil {
			return
		}
		text := first.Error()
		assert.True(t, utf8.ValidString(text))
		assert.LessOrEqual(t, len(text), 1<<20)
		assert.Regexp(t, `^\d+ validation errors? detected: Value `, text)
		last := map[string]int{}
		for i := range first {
			assert.LessOrEqual(t, utf8.RuneCountInString(first[i].Value), 4096+len(`''`))
			member, _, _ := strings.Cut(first[i].Path, ".")
			if before, seen := last[member]; seen {
				assert.Equal(t, i-1, before, "what is told of a member stands together")
				assert.LessOrEqual(t, first[before].Path, first[i].Path, "in order of the paths")
			}
			last[member] = i
			assert.NotContains(t, first[i].Path, " ")
		}
	})
}

// oracle is what encoding/json makes of a body.
func oracle(body []byte) (v any, valid bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if !json.Valid(body) || d.Decode(&v) != nil {
		return nil, false
	}
	return v, true
}

// prune does to encoding/json's tree what Decode does to its own.
func prune(t *testing.T, v any, s *shape.Shape) any {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, value := range v {
			if value == nil {
				continue
			}
			if s.Kind == shape.MapKind {
				out[name] = prune(t, value, s.Elem)
			} else if m, known := s.Member(name); known {
				out[name] = prune(t, value, m.Shape)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			if item != nil {
				out = append(out, prune(t, item, s.Elem))
			}
		}
		return out
	default:
		return v
	}
}

// plain is a Value as encoding/json would give it.
func plain(v *shape.Value, s *shape.Shape) any {
	switch v.Type {
	case shape.ObjectType:
		out := map[string]any{}
		for i := range v.Fields {
			elem := s.Elem
			if m, ok := s.Member(v.Fields[i].Name); ok {
				elem = m.Shape
			}
			out[v.Fields[i].Name] = plain(&v.Fields[i].Value, elem)
		}
		return out
	case shape.ArrayType:
		out := []any{}
		for i := range v.Items {
			out = append(out, plain(&v.Items[i], s.Elem))
		}
		return out
	case shape.NumberType:
		return json.Number(v.Text)
	case shape.TrueType, shape.FalseType:
		return v.Bool()
	default:
		return v.Text
	}
}

// small bodies are within all bounds.
func small(body []byte) bool {
	return bytes.Count(body, []byte("["))+bytes.Count(body, []byte("{")) <= shape.MaxDepth && len(body) < shape.MaxValues
}
