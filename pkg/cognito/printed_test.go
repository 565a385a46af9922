package cognito_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// TestConstraints_Values: what a sentence repeats of the value, for all that can break a constraint. The evidence is in the
// facts schema-over-50, tags-value-too-long, branding-assets-over-40, log-over-2 and multi-sensitive-2017.
func TestConstraints_Values(t *testing.T) {
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		for _, b := range boundaries(at) {
			for _, v := range violations(t, op, at.with(b.value)) {
				assert.Equal(t, at.repeated(b.value), v.Value, b.name)
			}
		}
	})
}

// TestConstraints_Printed: a list or map that is too long is repeated with all that its entries can have, and with what
// they need only.
func TestConstraints_Printed(t *testing.T) {
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		if at.shape.Elem == nil || !at.shape.Max.Set || at.shape.Key != nil {
			return
		}
		value, full := entries(at.shape, at.shape.Max.N+1).([]any), everything(at.shape.Elem)
		value[len(value)-1] = full
		all := violations(t, op, at.with(value))
		require.NotEmpty(t, all)
		assert.Equal(t, at.repeated(value), all[0].Value)
		text := printed(at.shape.Elem, full)
		assert.NotContains(t, text, "=null", "everything is there")
		assert.NotContains(t, text, "<nil>")
	})
}

// TestConstraints_SensitiveInside: what is sensitive stands in nothing that is repeated as a whole, where it would be told.
func TestConstraints_SensitiveInside(t *testing.T) {
	eachPlace(t, func(t *testing.T, op cognito.Operation, at *place) {
		if at.shape.Sensitive {
			assert.NotContains(t, strings.TrimPrefix(at.path, op.Name), "[")
			assert.NotContains(t, at.path, "{")
		}
	})
}

// everything is a value that breaks nothing, with every member.
func everything(s *shape.Shape) any {
	switch s.Kind {
	case shape.StructureKind:
		object := map[string]any{}
		for i := range s.Members {
			object[s.Members[i].Name] = everything(s.Members[i].Shape)
		}
		return object
	case shape.ListKind:
		return []any{everything(s.Elem)}
	case shape.BlobKind:
		return []byte{0, 255}
	default:
		return fine(s)
	}
}

// repeated is the value as a sentence has it: in quotes, or the list or map that it is in; nothing of one that is
// sensitive, and not more than 4,096 characters.
func (at *place) repeated(value any) string {
	if at.shape.Sensitive {
		return ""
	}
	text := printed(at.shape, value)
	if at.within != "" {
		text = at.holder(text, value)
	}
	if runes := []rune(text); len(runes) > 4096 {
		text = string(runes[:4096])
	}
	return "'" + text + "'"
}

// holder is the list or map with nothing but this entry, key or value.
func (at *place) holder(text string, value any) string {
	switch {
	case strings.HasSuffix(at.path, "{key}"):
		return "{" + value.(string) + "=" + printed(at.beside, fine(at.beside)) + "}"
	case strings.HasSuffix(at.path, "{}"):
		return "{" + keys(at.beside)(0) + "=" + text + "}"
	default:
		return "[" + text + "]"
	}
}

// printed is a value as Java prints it: a structure in Lombok's manner, in the model's order.
func printed(s *shape.Shape, value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case []byte:
		return fmt.Sprintf("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%[1]d]", len(value))
	case []any:
		texts := make([]string, len(value))
		for i := range value {
			texts[i] = printed(s.Elem, value[i])
		}
		return "[" + strings.Join(texts, ", ") + "]"
	case map[string]any:
		var texts []string
		for i := range s.Members {
			m := &s.Members[i]
			texts = append(texts, printedName(m.Name)+"="+printed(m.Shape, value[m.Name]))
		}
		if s.Kind == shape.StructureKind {
			return s.Name + "(" + strings.Join(texts, ", ") + ")"
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			texts = append(texts, name+"="+printed(s.Elem, value[name]))
		}
		return "{" + strings.Join(texts, ", ") + "}"
	case obj: // a document
		text, _ := json.Marshal(value)
		return string(text)
	case string:
		if s.Kind == shape.BlobKind {
			raw, _ := base64.StdEncoding.DecodeString(value)
			return printed(s, raw)
		}
		return value
	default:
		return fmt.Sprint(value)
	}
}
