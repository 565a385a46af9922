package world

import (
	"encoding/json"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

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
	case "minItems":
		return items == nil || float64(len(items)) >= bound
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
