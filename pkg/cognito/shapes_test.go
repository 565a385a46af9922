package cognito_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// everyShape lists the shapes once each, with a place where they stand.
func everyShape() map[*shape.Shape]string {
	all := map[*shape.Shape]string{}
	for _, p := range places() {
		all[p.shape] = p.path
	}
	return all
}

func distinct(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}

// TestShapes_Types: the structs of the requests have the members, kinds and names of the tables.
func TestShapes_Types(t *testing.T) {
	t.Parallel()
	for _, op := range cognito.Operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, op.Name+"Request", op.Input.Name)
			sameElement(t, op.Name, op.Input, op.RequestType())
		})
	}
}

// sameMembers: each field has a row and each row a field, and so on inside.
func sameMembers(t *testing.T, path string, s *shape.Shape, in reflect.Type) {
	t.Helper()
	fields := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(in) {
		if !f.Anonymous {
			assert.True(t, f.IsExported(), "%s.%s", path, f.Name)
			assert.NotContains(t, fields, f.Name, path)
			fields[f.Name] = f.Type
		}
	}
	for i := range s.Members {
		m := &s.Members[i]
		if field, there := fields[m.Name]; assert.True(t, there, "%s.%s has a row and no field", path, m.Name) {
			sameKind(t, path+"."+m.Name, m.Shape, field)
		}
		delete(fields, m.Name)
	}
	assert.Empty(t, fields, "%s: fields without a row", path)
}

// sameKind: scalars and structures are pointers, so that absence shows; lists,
// maps, blobs and documents may be nil.
func sameKind(t *testing.T, path string, s *shape.Shape, field reflect.Type) {
	t.Helper()
	container := slices.Contains([]shape.Kind{shape.ListKind, shape.MapKind, shape.BlobKind, shape.DocumentKind}, s.Kind)
	assert.Equal(t, !container, field.Kind() == reflect.Pointer, "%s is %s", path, field)
	if field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	sameElement(t, path, s, field)
}

// oneForFour are the structures of the model for which one of ours stands. Every
// other has the model's name, so that a search joins the two.
var oneForFour = []string{
	"PreTokenGenerationVersionConfigType", "CustomSMSLambdaVersionConfigType", "CustomEmailLambdaVersionConfigType", "InboundFederationLambdaType",
}

func sameElement(t *testing.T, path string, s *shape.Shape, element reflect.Type) {
	t.Helper()
	kinds := map[shape.Kind]reflect.Kind{
		shape.StringKind: reflect.String, shape.IntegerKind: reflect.Int, shape.BooleanKind: reflect.Bool,
		shape.ListKind: reflect.Slice, shape.MapKind: reflect.Map, shape.StructureKind: reflect.Struct,
		shape.BlobKind: reflect.Slice, shape.DocumentKind: reflect.Slice,
	}
	require.Equal(t, kinds[s.Kind], element.Kind(), path)
	switch s.Kind {
	case shape.StructureKind:
		name := s.Name
		if slices.Contains(oneForFour, name) {
			name = "LambdaVersionConfigType"
		}
		assert.Equal(t, name, element.Name(), path)
		sameMembers(t, path, s, element)
	case shape.ListKind:
		sameElement(t, path+"[]", s.Elem, element.Elem())
	case shape.MapKind:
		require.Equal(t, reflect.String, element.Key().Kind(), path)
		sameElement(t, path+"{}", s.Elem, element.Elem())
	default:
	}
}
