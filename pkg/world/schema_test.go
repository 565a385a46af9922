package world

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/strictjson"
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
	o.add("type", f.schemaType())
	if f.description != "" {
		o.add("description", f.description)
	}
	switch {
	case f.kind == text:
		f.textSchema(&o)
	case f.kind == number:
		o.add("minimum", f.min)
		o.add("maximum", f.max)
	case f.kind == list:
		if f.min > 0 {
			o.add("minItems", f.min)
		}
		o.add("maxItems", f.max)
		o.add("items", f.each.schema())
	case f.key != nil:
		o.add("maxProperties", f.max)
		o.add("propertyNames", f.key.schema())
		o.add("additionalProperties", f.each.schema())
	case f.kind == object:
		f.objectSchema(&o)
	}
	return o
}

func (f *form) schemaType() string {
	if f.whole {
		return "integer"
	}
	return map[strictjson.Kind]string{text: "string", boolean: "boolean", number: "number", list: "array", object: "object"}[f.kind]
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
	var required []string
	var members ordered
	for _, m := range f.members {
		members.add(m.name, m.form.schema())
		if m.required {
			required = append(required, m.name)
		}
	}
	if required != nil {
		o.add("required", required)
	}
	o.add("properties", members)
}

func TestSchema_Generated(t *testing.T) {
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

func TestSchema_Example(t *testing.T) {
	data, err := os.ReadFile(exampleFile)
	require.NoError(t, err)
	assert.True(t, fits(t, string(data)))
	w, err := Parse(data)
	require.NoError(t, err)
	assert.Equal(t, "facts about 3 accounts, 15 faults, chosen pool ids", w.String())
}

// TestTable looks for rows that no document can fill.
func TestTable(t *testing.T) {
	var walk func(f *form, at string)
	walk = func(f *form, at string) {
		assert.LessOrEqual(t, f.min, f.max, at)
		if (f.kind != object || f.key != nil) && f.kind != boolean {
			assert.NotZero(t, f.max, at)
		}
		assert.Equal(t, len(f.values) > 0 || f.expr != "", f.must != "", "%s: what it must be is said in words", at)
		assert.NotNil(t, f.pattern(), at)
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(f.values))), len(f.values), "%s names a value twice", at)
		names := map[string]bool{}
		for _, m := range f.members {
			assert.False(t, names[m.name], at)
			names[m.name] = true
			assert.NotEmpty(t, m.form.description, "%s.%s", at, m.name)
			assert.NotContains(t, m.form.description, "  ")
			assert.True(t, strings.HasSuffix(m.form.description, "."), "%s.%s", at, m.name)
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
