package cognito_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// place is somewhere in an operation's input: a member at some depth, an entry
// of a list, a key or a value of a map.
type place struct {
	// path is the operation and the public names: "CreateUserPool.Schema[].Name";
	// "[]" is an entry of a list, "{key}" and "{}" are a map's key and value.
	path     string
	shape    *shape.Shape
	required bool
}

// places lists all places of all operations, in the order of the tables.
func places() []place {
	var all []place
	for _, op := range cognito.Operations() {
		all = append(all, placesOf(op.Name, op.Input)...)
	}
	return all
}

func placesOf(path string, s *shape.Shape) []place {
	var all []place
	for i := range s.Members {
		m := &s.Members[i]
		all = append(all, place{path + "." + m.Name, m.Shape, m.Required})
		all = append(all, placesOf(path+"."+m.Name, m.Shape)...)
	}
	if s.Kind == shape.ListKind {
		all = append(all, place{path: path + "[]", shape: s.Elem})
		all = append(all, placesOf(path+"[]", s.Elem)...)
	}
	if s.Kind == shape.MapKind {
		all = append(all, place{path: path + "{key}", shape: s.Key}, place{path: path + "{}", shape: s.Elem})
		all = append(all, placesOf(path+"{}", s.Elem)...)
	}
	return all
}

// everyShape lists the shapes once each, with a place where they stand.
func everyShape() map[*shape.Shape]string {
	all := map[*shape.Shape]string{}
	for _, p := range places() {
		all[p.shape] = p.path
	}
	return all
}

func TestTheTablesAreSound(t *testing.T) {
	t.Parallel()
	kinds := map[shape.Kind]bool{}
	for s, path := range everyShape() {
		kinds[s.Kind] = true
		assert.NotEmpty(t, s.Name, path)
		if s.Expr != "" {
			assert.NotPanics(t, func() { s.Regexp() }, "%s: %s", path, s.Expr)
			assert.Equal(t, shape.StringKind, s.Kind, "%s: only a text has a pattern", path)
			assert.False(t, strings.HasPrefix(s.Expr, "^") || strings.HasSuffix(s.Expr, "$"), "%s: patterns print without anchors", path)
		}
		if s.Min.Set && s.Max.Set {
			assert.LessOrEqual(t, s.Min.N, s.Max.N, path)
		}
		if s.Kind == shape.StructureKind || s.Kind == shape.BooleanKind || s.Values != nil {
			assert.False(t, s.Min.Set || s.Max.Set, "%s has no size", path)
		}
		if s.Kind != shape.IntegerKind {
			assert.GreaterOrEqual(t, s.Min.N, 0, path)
		}
		assert.Equal(t, s.Kind == shape.ListKind || s.Kind == shape.MapKind, s.Elem != nil, path)
		assert.Equal(t, s.Kind == shape.MapKind, s.Key != nil, path)
		if s.Key != nil {
			assert.Equal(t, shape.StringKind, s.Key.Kind, "%s: keys are text", path)
		}
		if s.Values != nil {
			assert.NotEmpty(t, s.Values, path)
			assert.NotContains(t, s.Values, "", path)
			assert.Empty(t, s.Expr, "%s: an enumeration has no pattern", path)
			assert.Len(t, s.Values, len(distinct(s.Values)), "%s: no value twice", path)
		}
		soundMembers(t, path, s)
	}
	assert.Len(t, kinds, 6, "every kind occurs")
}

func soundMembers(t *testing.T, path string, s *shape.Shape) {
	t.Helper()
	assert.Equal(t, s.Kind == shape.StructureKind, len(s.Members) > 0, path)
	var names, printed []string
	for i := range s.Members {
		m := &s.Members[i]
		names = append(names, m.Name)
		printed = append(printed, printedName(m.Name))
		assert.NotNil(t, m.Shape, "%s.%s", path, m.Name)
		if m.Alias != "" {
			assert.Equal(t, printedName(m.Name), m.Alias, "%s.%s: a name of the service's own", path, m.Name)
		}
		if m.Unless != "" {
			_, there := s.Member(m.Unless)
			assert.True(t, there && m.Required && m.Unless != m.Name, "%s.%s: unless %s", path, m.Name, m.Unless)
		}
		if m.Primitive {
			assert.True(t, m.Shape.Kind == shape.IntegerKind && !m.Required, "%s.%s", path, m.Name)
		}
	}
	assert.Len(t, names, len(distinct(names)), "%s: no member twice", path)
	assert.Len(t, printed, len(distinct(printed)), "%s: no printed name twice", path)
}

func distinct(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}

// printedName is a member's name in paths: its first letter small, but for the
// two that were recorded otherwise (invite-sms-placeholder in docs/evidence.md).
func printedName(member string) string {
	switch member {
	case "InviteMessageTemplate":
		return "inviteMessage"
	case "SMSMessage":
		return "smsMessage"
	default:
		return strings.ToLower(member[:1]) + member[1:]
	}
}

func TestTheListOfOperations(t *testing.T) {
	t.Parallel()
	var names []string
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
		assert.Equal(t, shape.StructureKind, op.Input.Kind, op.Name)
		assert.Equal(t, op.Name+"Request", op.Input.Name)
		assert.NotNil(t, op.Run, op.Name)
	}
	assert.Equal(t, []string{
		"CreateUserPool", "DescribeUserPool", "ListUserPools", "UpdateUserPool", "DeleteUserPool", "AddCustomAttributes",
		"GetUserPoolMfaConfig", "SetUserPoolMfaConfig", "TagResource", "UntagResource", "ListTagsForResource",
	}, names)
}

// requestTypes are the structs that the inputs are bound to.
var requestTypes = map[string]reflect.Type{
	"CreateUserPool":       reflect.TypeFor[cognito.CreateUserPoolRequest](),
	"DescribeUserPool":     reflect.TypeFor[cognito.DescribeUserPoolRequest](),
	"ListUserPools":        reflect.TypeFor[cognito.ListUserPoolsRequest](),
	"UpdateUserPool":       reflect.TypeFor[cognito.UpdateUserPoolRequest](),
	"DeleteUserPool":       reflect.TypeFor[cognito.DeleteUserPoolRequest](),
	"AddCustomAttributes":  reflect.TypeFor[cognito.AddCustomAttributesRequest](),
	"GetUserPoolMfaConfig": reflect.TypeFor[cognito.GetUserPoolMfaConfigRequest](),
	"SetUserPoolMfaConfig": reflect.TypeFor[cognito.SetUserPoolMfaConfigRequest](),
	"TagResource":          reflect.TypeFor[cognito.TagResourceRequest](),
	"UntagResource":        reflect.TypeFor[cognito.UntagResourceRequest](),
	"ListTagsForResource":  reflect.TypeFor[cognito.ListTagsForResourceRequest](),
}

func TestTheTablesMatchTheTypes(t *testing.T) {
	t.Parallel()
	for _, op := range cognito.Operations() {
		t.Run(op.Name, func(t *testing.T) {
			t.Parallel()
			in, known := requestTypes[op.Name]
			require.True(t, known, "a request type")
			sameMembers(t, op.Name, op.Input, in)
		})
	}
}

// sameMembers: each field has a row and each row a field, and so on inside.
func sameMembers(t *testing.T, path string, s *shape.Shape, in reflect.Type) {
	t.Helper()
	require.Equal(t, reflect.Struct, in.Kind(), path)
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
		field, there := fields[m.Name]
		if assert.True(t, there, "%s.%s has a row and no field", path, m.Name) {
			sameKind(t, path+"."+m.Name, m.Shape, field)
		}
		delete(fields, m.Name)
	}
	assert.Empty(t, fields, "%s: fields without a row", path)
}

// sameKind: scalars and structures are pointers, so that absence shows; lists
// and maps may be nil.
func sameKind(t *testing.T, path string, s *shape.Shape, field reflect.Type) {
	t.Helper()
	if field.Kind() == reflect.Pointer {
		assert.NotContains(t, []shape.Kind{shape.ListKind, shape.MapKind}, s.Kind, "%s: a pointer to a list or map", path)
		sameElement(t, path, s, field.Elem())
		return
	}
	assert.Contains(t, []shape.Kind{shape.ListKind, shape.MapKind}, s.Kind, "%s is %s, which hides absence", path, field)
	sameElement(t, path, s, field)
}

func sameElement(t *testing.T, path string, s *shape.Shape, element reflect.Type) {
	t.Helper()
	kinds := map[shape.Kind]reflect.Kind{
		shape.StringKind: reflect.String, shape.IntegerKind: reflect.Int, shape.BooleanKind: reflect.Bool,
		shape.ListKind: reflect.Slice, shape.MapKind: reflect.Map, shape.StructureKind: reflect.Struct,
	}
	require.Equal(t, kinds[s.Kind], element.Kind(), path)
	switch s.Kind {
	case shape.StructureKind:
		sameMembers(t, path, s, element)
	case shape.ListKind:
		sameElement(t, path+"[]", s.Elem, element.Elem())
	case shape.MapKind:
		require.Equal(t, reflect.String, element.Key().Kind(), path)
		sameElement(t, path+"{}", s.Elem, element.Elem())
	default:
	}
}

// A structure of ours has the model's name, so that a search joins the two, but
// for the one that stands for four.
func TestTypesHaveTheNamesOfTheModel(t *testing.T) {
	t.Parallel()
	oneForFour := []string{
		"PreTokenGenerationVersionConfigType", "CustomSMSLambdaVersionConfigType", "CustomEmailLambdaVersionConfigType", "InboundFederationLambdaType",
	}
	for _, op := range cognito.Operations() {
		assert.Equal(t, op.Input.Name, requestTypes[op.Name].Name())
		for _, p := range placesOf(op.Name, op.Input) {
			if p.shape.Kind != shape.StructureKind {
				continue
			}
			name := structNamed(t, requestTypes[op.Name], strings.TrimPrefix(p.path, op.Name+"."))
			if slices.Contains(oneForFour, p.shape.Name) {
				assert.Equal(t, "LambdaVersionConfigType", name, p.path)
				continue
			}
			assert.Equal(t, p.shape.Name, name, p.path)
		}
	}
}

// structNamed follows a path to the struct that stands there.
func structNamed(t *testing.T, in reflect.Type, path string) string {
	t.Helper()
	for _, name := range strings.Split(path, ".") {
		bare := strings.TrimRight(name, "[]{}")
		field, there := in.FieldByName(bare)
		require.True(t, there, "%s in %s", name, path)
		in = field.Type
		for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice || in.Kind() == reflect.Map {
			in = in.Elem()
		}
	}
	return in.Name()
}
