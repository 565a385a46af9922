package world

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write docs/world.schema.json anew")

const (
	schemaFile  = "../../docs/world.schema.json"
	exampleFile = "../../examples/world.json"
)

// ordered is a JSON object whose members stay in order.
type ordered []pair

type pair struct {
	name  string
	value any
}

func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(p.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(p.value)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func (o *ordered) add(name string, value any) { *o = append(*o, pair{name, value}) }

// schema says in JSON Schema what a row of the table says.
func (f *form) schema() ordered {
	var o ordered
	o.add("type", map[kind]string{text: "string", boolean: "boolean", number: "number", integer: "integer", list: "array", object: "object", dictionary: "object"}[f.kind])
	if f.says != "" {
		o.add("description", f.says)
	}
	switch f.kind {
	case text:
		f.textSchema(&o)
	case number, integer:
		o.add("minimum", f.min)
		o.add("maximum", f.max)
	case list:
		o.add("maxItems", f.max)
		o.add("items", f.each.schema())
	case dictionary:
		o.add("maxProperties", f.max)
		o.add("propertyNames", f.key.schema())
		o.add("additionalProperties", f.each.schema())
	case object:
		f.objectSchema(&o)
	default: // a boolean has no more to say
	}
	return o
}

func (f *form) textSchema(o *ordered) {
	if len(f.values) > 0 {
		o.add("enum", f.values)
		return
	}
	if f.min > 0 {
		o.add("minLength", f.min)
	}
	o.add("maxLength", f.max)
	if f.expr != "" {
		o.add("pattern", anchored(f.expr))
	}
}

func (f *form) objectSchema(o *ordered) {
	o.add("additionalProperties", false)
	var needed []string
	var members ordered
	for _, m := range f.members {
		members.add(m.name, m.form.schema())
		if m.needed {
			needed = append(needed, m.name)
		}
	}
	if needed != nil {
		o.add("required", needed)
	}
	o.add("properties", members)
}

func TestTheSchemaIsMadeFromTheTable(t *testing.T) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	head := ordered{
		{"$schema", "http://json-schema.org/draft-07/schema#"},
		{"$comment", "Made from pkg/world/form.go: go test ./pkg/world -update"},
		{"title", "World of a user pools endpoint"},
	}
	require.NoError(t, encoder.Encode(append(head, grammar().schema()...)))
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, out.Bytes(), 0o644))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	assert.Equal(t, out.String(), string(got), "go test ./pkg/world -update")
}

// published is the schema as editors read it.
func published(t testing.TB) map[string]any {
	t.Helper()
	data, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	var s map[string]any
	require.NoError(t, json.Unmarshal(data, &s))
	return s
}

// conforms is a checker of the part of JSON Schema that the schema uses. It shares
// nothing with the parser, and knows no other keyword.
func conforms(t testing.TB, s map[string]any, v any) bool {
	t.Helper()
	for keyword, arg := range s {
		if !holds(t, keyword, arg, s, v) {
			return false
		}
	}
	return true
}

func holds(t testing.TB, keyword string, arg any, s map[string]any, v any) bool {
	t.Helper()
	entries, _ := v.(map[string]any)
	items, _ := v.([]any)
	said, isText := v.(string)
	n, isNumber := v.(float64)
	bound, _ := arg.(float64)
	switch keyword {
	case "$schema", "$comment", "title", "description", "properties":
		return keyword != "properties" || properties(t, arg.(map[string]any), entries)
	case "type":
		return typed(arg.(string), v)
	case "enum":
		return slices.Contains(arg.([]any), v)
	case "minLength":
		return !isText || float64(utf8.RuneCountInString(said)) >= bound
	case "maxLength":
		return !isText || float64(utf8.RuneCountInString(said)) <= bound
	case "pattern":
		return !isText || regexp.MustCompile(arg.(string)).MatchString(said)
	case "minimum":
		return !isNumber || n >= bound
	case "maximum":
		return !isNumber || n <= bound
	case "maxItems":
		return float64(len(items)) <= bound
	case "maxProperties":
		return float64(len(entries)) <= bound
	case "items":
		return !slices.ContainsFunc(items, func(item any) bool { return !conforms(t, arg.(map[string]any), item) })
	case "required":
		return !slices.ContainsFunc(arg.([]any), func(name any) bool { _, there := entries[name.(string)]; return entries != nil && !there })
	case "propertyNames":
		for name := range entries {
			if !conforms(t, arg.(map[string]any), name) {
				return false
			}
		}
		return true
	case "additionalProperties":
		return additional(t, arg, s, entries)
	default:
		t.Fatalf("the schema has the keyword %s, which this checker does not know", keyword)
		return false
	}
}

func properties(t testing.TB, forms, entries map[string]any) bool {
	t.Helper()
	for name, value := range entries {
		if f, known := forms[name]; known && !conforms(t, f.(map[string]any), value) {
			return false
		}
	}
	return true
}

func additional(t testing.TB, arg any, s, entries map[string]any) bool {
	t.Helper()
	known, _ := s["properties"].(map[string]any)
	for name, value := range entries {
		if _, ok := known[name]; ok {
			continue
		}
		if f, ok := arg.(map[string]any); !ok || !conforms(t, f, value) {
			return false
		}
	}
	return true
}

func typed(name string, v any) bool {
	switch name {
	case "integer":
		n, ok := v.(float64)
		return ok && n == math.Trunc(n)
	case "number":
		_, ok := v.(float64)
		return ok
	default:
		return map[string]reflect.Kind{"string": reflect.String, "boolean": reflect.Bool, "array": reflect.Slice, "object": reflect.Map}[name] == reflect.ValueOf(v).Kind()
	}
}

// fits tells whether the published schema accepts a document.
func fits(t testing.TB, doc string) bool {
	t.Helper()
	var v any
	return json.Unmarshal([]byte(doc), &v) == nil && conforms(t, published(t), v)
}

func TestTheExampleFitsTheSchemaAndTheParser(t *testing.T) {
	data, err := os.ReadFile(exampleFile)
	require.NoError(t, err)
	assert.True(t, fits(t, string(data)))
	w, err := Parse(data)
	require.NoError(t, err)
	assert.Equal(t, "facts about 3 accounts, 15 faults, chosen pool ids", w.String())
}

// TestTheTableIsSound looks for rows that no document can fill, or that the typed
// document has not.
func TestTheTableIsSound(t *testing.T) {
	var walk func(f *form, at string)
	walk = func(f *form, at string) {
		assert.LessOrEqual(t, f.min, f.max, at)
		if f.kind != object && f.kind != boolean {
			assert.NotZero(t, f.max, at)
		}
		assert.Equal(t, len(f.values) > 0 || f.expr != "", f.must != "", "%s: what it must be is said in words", at)
		assert.NotNil(t, f.pattern(), at)
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(f.values))), len(f.values), "%s names a value twice", at)
		names := map[string]bool{}
		for _, m := range f.members {
			assert.False(t, names[m.name], at)
			names[m.name] = true
			assert.NotEmpty(t, m.form.says, "%s.%s", at, m.name)
			assert.NotContains(t, m.form.says, "  ")
			assert.True(t, strings.HasSuffix(m.form.says, "."), "%s.%s", at, m.name)
			walk(m.form, at+"."+m.name)
		}
		for _, of := range []*form{f.key, f.each} {
			if of != nil {
				walk(of, at+"[]")
			}
		}
	}
	walk(grammar(), "")
}

func TestTheTypedDocumentIsTheTables(t *testing.T) {
	var same func(f *form, typ reflect.Type, at string)
	same = func(f *form, typ reflect.Type, at string) {
		if typ.Kind() == reflect.Pointer {
			typ = typ.Elem()
		}
		switch f.kind {
		case text:
			assert.Equal(t, reflect.String, typ.Kind(), at)
		case boolean:
			assert.Equal(t, reflect.Bool, typ.Kind(), at)
		case integer:
			assert.Contains(t, []reflect.Kind{reflect.Int, reflect.Int64}, typ.Kind(), at)
		case number:
			assert.Equal(t, reflect.Float64, typ.Kind(), at)
		case list:
			same(f.each, typ.Elem(), at+"[]")
		case dictionary:
			same(f.each, typ.Elem(), at+"[]")
		case object:
			if typ.Kind() == reflect.Map { // of members of one kind
				for _, m := range f.members {
					same(m.form, typ.Elem(), at+"."+m.name)
				}
				return
			}
			var names []string
			for i := range typ.NumField() {
				name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
				names = append(names, name)
				m, ok := f.member(name)
				if assert.True(t, ok, "%s has no row %s", at, name) {
					same(m.form, typ.Field(i).Type, at+"."+name)
				}
			}
			assert.Len(t, f.members, len(names), "%s has %v", at, names)
		default:
			t.Errorf("%s is of a kind that no document has", at)
		}
	}
	same(grammar(), reflect.TypeFor[document](), "")
}
