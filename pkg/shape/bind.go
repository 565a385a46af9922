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

var fields sync.Map // reflect.Type -> []StructField

// StructFields are the exported fields of a struct, and of those embedded in it, in ASCII
// order of the names. They are not to be changed.
func StructFields(t reflect.Type) []StructField {
	if cached, ok := fields.Load(t); ok {
		return cached.([]StructField) //nolint:errcheck // nothing else is kept there
	}
	var all []StructField
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous && f.IsExported() {
			all = append(all, StructField{f.Name, f.Type, f.Index})
		}
	}
	slices.SortFunc(all, func(a, b StructField) int { return strings.Compare(a.Name, b.Name) })
	fields.Store(t, all)
	return all
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
	all := StructFields(dst.Type())
	for i := range v.Fields {
		f := &v.Fields[i]
		if at, ok := slices.BinarySearchFunc(all, f.Name, func(f StructField, name string) int { return strings.Compare(f.Name, name) }); ok {
			b.value(&f.Value, all[at].In(dst))
		}
	}
}

func (b *binder) value(v *Value, dst reflect.Value) {
	switch p := dst.Addr().Interface().(type) {
	case **string:
		*p = b.texts.add(v.Text)
	case **int:
		*p = b.numbers.add(v.Int())
	case **bool:
		*p = b.flags.add(v.Bool())
	case **float64:
		*p = new(v.Number())
	case *[]string:
		*p = make([]string, len(v.Items))
		for i := range v.Items {
			(*p)[i] = v.Items[i].Text
		}
	case *map[string]string:
		*p = make(map[string]string, len(v.Fields))
		for i := range v.Fields {
			(*p)[v.Fields[i].Name] = v.Fields[i].Value.Text
		}
	case *Document:
		*p = v.json()
	case *[]byte:
		*p = []byte(v.Text)
	default:
		b.structures(v, dst)
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
