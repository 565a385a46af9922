package world

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
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

// schemaOf says in JSON Schema what a row of the table says.
func schemaOf(s *shape.Shape) ordered {
	o := ordered{{"type", map[shape.Kind]string{
		shape.StringKind: "string", shape.BooleanKind: "boolean", shape.IntegerKind: "integer", shape.NumberKind: "number",
		shape.ListKind: "array", shape.MapKind: "object", shape.StructureKind: "object",
	}[s.Kind]}}
	add := func(applies bool, name string, value any) {
		if applies {
			o = append(o, pair{name, value})
		}
	}
	add(s.Description != "", "description", s.Description)
	switch s.Kind {
	case shape.StringKind:
		add(s.Values != nil, "enum", s.Values)
		add(s.Min.N > 0, "minLength", s.Min.N)
		add(s.Max.Set, "maxLength", s.Max.N)
		add(s.Expr != "", "pattern", "^(?:"+s.Expr+")$")
	case shape.IntegerKind, shape.NumberKind:
		add(true, "minimum", s.Min.N)
		add(true, "maximum", s.Max.N)
	case shape.ListKind:
		add(s.Min.N > 0, "minItems", s.Min.N)
		add(true, "maxItems", s.Max.N)
		add(true, "items", schemaOf(s.Elem))
	case shape.MapKind:
		add(true, "maxProperties", s.Max.N)
		add(true, "propertyNames", schemaOf(s.Key))
		add(true, "additionalProperties", schemaOf(s.Elem))
	default:
		if s.Kind != shape.StructureKind {
			return o
		}
		var required []string
		var members ordered
		for _, m := range s.Members {
			members = append(members, pair{m.Name, schemaOf(m.Shape)})
			if m.Required {
				required = append(required, m.Name)
			}
		}
		add(true, "additionalProperties", false)
		add(required != nil, "required", required)
		add(true, "properties", members)
	}
	return o
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
	require.NoError(t, encoder.Encode(append(head, schemaOf(format().Shape)...)))
	if *update {
		require.NoError(t, os.WriteFile(schemaFile, out.Bytes(), 0o644))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	assert.Equal(t, out.String(), string(got), "go test ./pkg/world -update")
}

// TestParse_Example: the example beside the schema, and without comments and spaces,
// as the environment of a deployed function holds it beside everything else in
// Lambda's 4 KB.
func TestParse_Example(t *testing.T) {
	data, err := os.ReadFile(exampleFile)
	require.NoError(t, err)
	var short bytes.Buffer
	require.NoError(t, json.Compact(&short, regexp.MustCompile(`"comment": "[^"]*",?`).ReplaceAll(data, nil)))
	assert.LessOrEqual(t, short.Len(), 3<<10)
	for _, doc := range [][]byte{data, short.Bytes()} {
		w, err := Parse(doc)
		require.NoError(t, err)
		assert.Equal(t, "facts about 3 accounts, 15 faults, chosen pool ids", w.String())
	}
}

// TestFormat_Rows looks for rows that no document can fill, or that say nothing.
func TestFormat_Rows(t *testing.T) {
	var walk func(s *shape.Shape, at string)
	walk = func(s *shape.Shape, at string) {
		assert.LessOrEqual(t, s.Min.N, s.Max.N, at)
		assert.Len(t, slices.Compact(slices.Sorted(slices.Values(s.Values))), len(s.Values), "%s: each value once", at)
		assert.Equal(t, s.Values != nil || s.Expr != "", s.Must != "", "%s: what it must be is said in words", at)
		assert.NotPanics(t, func() { s.Matches("") }, at)
		for _, m := range s.Members {
			assert.Regexp(t, `^[^ ].*[^ ]\.$`, m.Shape.Description, "%s.%s", at, m.Name)
			walk(m.Shape, at+"."+m.Name)
		}
		for _, of := range []*shape.Shape{s.Key, s.Elem} {
			if of != nil {
				walk(of, at+"[]")
			}
		}
	}
	walk(format().Shape, "")
}
