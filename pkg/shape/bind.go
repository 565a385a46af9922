package shape

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Document is any JSON value as Bind gives it: as it was sent but for white space.
type Document = json.RawMessage

// Bind fills the struct that dst points to from a decoded value. Fields have the
// names of the members; embedded structs count as their own fields. Scalars are
// pointers, so that absence stays apart from "" and false; an absent list or map
// is nil and an empty one is not. A document goes into a Document, a blob into a
// []byte. Bind panics on a type that no shape can fill, which a test of the tables
// makes impossible in a request.
func Bind(v *Value, dst any) { new(binder).structure(v, reflect.ValueOf(dst).Elem()) }

// StructField is a member of a struct that values are bound to, or written from.
type StructField struct {
	Name  string
	Type  reflect.Type
	index []int
}

// In is the field of a struct of its type.
func (f *StructField) In(structure reflect.Value) reflect.Value {
	for _, i := range f.index {
		structure = structure.Field(i)
	}
	return structure
}

// structure is what there is to know of a type of structs, worked out once.
type structure struct {
	fields []StructField // in ASCII order of the names
	named  map[string]*StructField
}

var structures sync.Map // reflect.Type -> *structure

// StructFields are the exported fields of a struct, and of those embedded in it, in ASCII
// order of the names. They are not to be changed.
func StructFields(t reflect.Type) []StructField { return structureOf(t).fields }

func structureOf(t reflect.Type) *structure {
	if known, ok := structures.Load(t); ok {
		return known.(*structure) //nolint:errcheck // nothing else is kept there
	}
	s := &structure{named: map[string]*StructField{}}
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous && f.IsExported() {
			s.fields = append(s.fields, StructField{f.Name, f.Type, f.Index})
		}
	}
	slices.SortFunc(s.fields, func(a, b StructField) int { return strings.Compare(a.Name, b.Name) })
	for i := range s.fields {
		s.named[s.fields[i].Name] = &s.fields[i]
	}
	structures.Store(t, s)
	return s
}

// binder makes the scalars that pointers lead to, many at a time.
type binder struct {
	texts   slab[string]
	numbers slab[int]
	flags   slab[bool]
}

type slab[T any] []T

// add makes a variable with a value.
func (s *slab[T]) add(value T) *T {
	if len(*s) == cap(*s) {
		*s = make(slab[T], 0, 16)
	}
	*s = append(*s, value)
	return &(*s)[len(*s)-1]
}

func (b *binder) structure(v *Value, dst reflect.Value) {
	known := structureOf(dst.Type())
	for i := range v.Fields {
		f := &v.Fields[i]
		if field, ok := known.named[f.Name]; ok {
			b.value(&f.Value, field.In(dst))
		}
	}
}

func (b *binder) value(v *Value, dst reflect.Value) {
	switch dst.Type() {
	case reflect.TypeFor[*string]():
		set(dst, b.texts.add(v.Text))
	case reflect.TypeFor[*int]():
		set(dst, b.numbers.add(v.Int()))
	case reflect.TypeFor[*bool]():
		set(dst, b.flags.add(v.Bool()))
	case reflect.TypeFor[*float64]():
		set(dst, new(v.Number()))
	case reflect.TypeFor[[]string]():
		texts := make([]string, len(v.Items))
		for i := range v.Items {
			texts[i] = v.Items[i].Text
		}
		set(dst, texts)
	case reflect.TypeFor[map[string]string]():
		texts := make(map[string]string, len(v.Fields))
		for i := range v.Fields {
			texts[v.Fields[i].Name] = v.Fields[i].Value.Text
		}
		set(dst, texts)
	case reflect.TypeFor[Document]():
		dst.SetBytes(v.json())
	case reflect.TypeFor[[]byte]():
		dst.SetBytes([]byte(v.Text))
	default:
		b.structures(v, dst)
	}
}

// set is dst.Set without a look at what may be assigned to what: the type is known.
func set[T any](dst reflect.Value, value T) {
	if at, ok := reflect.TypeAssert[*T](dst.Addr()); ok {
		*at = value
	}
}

// structures fills what is a structure, or has them.
func (b *binder) structures(v *Value, dst reflect.Value) {
	switch dst.Kind() {
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		b.structures(v, dst.Elem())
	case reflect.Struct:
		b.structure(v, dst)
	case reflect.Slice:
		dst.Set(reflect.MakeSlice(dst.Type(), len(v.Items), len(v.Items)))
		for i := range v.Items {
			b.structures(&v.Items[i], dst.Index(i))
		}
	case reflect.Map:
		dst.Set(reflect.MakeMapWithSize(dst.Type(), len(v.Fields)))
		for i := range v.Fields {
			elem := reflect.New(dst.Type().Elem()).Elem()
			b.structures(&v.Fields[i].Value, elem)
			dst.SetMapIndex(reflect.ValueOf(v.Fields[i].Name), elem)
		}
	default:
		panic(fmt.Sprintf("shape: cannot bind a %s", dst.Type()))
	}
}
