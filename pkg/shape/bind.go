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

var documentType = reflect.TypeFor[Document]()

// Bind fills the struct that dst points to from a decoded value. Fields have the
// names of the members; embedded structs count as their own fields. Scalars are
// pointers, so that absence stays apart from "" and false; an absent list or map
// is nil and an empty one is not. A document goes into a Document, a blob into a
// []byte. Bind panics on a type that no shape can fill, which a test of the tables
// makes impossible in a request.
func Bind(v *Value, dst any) { bindStruct(v, reflect.ValueOf(dst).Elem()) }

// StructField is a member of a struct that values are bound to, or written from.
type StructField struct {
	Name  string
	index []int
}

// In is the field of a struct of its type.
func (f *StructField) In(structure reflect.Value) reflect.Value {
	return structure.FieldByIndex(f.index)
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
			all = append(all, StructField{f.Name, f.Index})
		}
	}
	slices.SortFunc(all, func(a, b StructField) int { return strings.Compare(a.Name, b.Name) })
	fields.Store(t, all)
	return all
}

func bindStruct(v *Value, dst reflect.Value) {
	all := StructFields(dst.Type())
	for i := range v.Fields {
		f := &v.Fields[i]
		if at, ok := slices.BinarySearchFunc(all, f.Name, func(f StructField, name string) int { return strings.Compare(f.Name, name) }); ok {
			bindValue(&f.Value, all[at].In(dst))
		}
	}
}

func bindValue(v *Value, dst reflect.Value) {
	switch dst.Kind() {
	case reflect.Pointer:
		dst.Set(reflect.New(dst.Type().Elem()))
		bindValue(v, dst.Elem())
	case reflect.String:
		dst.SetString(v.Text)
	case reflect.Int:
		dst.SetInt(int64(v.Int()))
	case reflect.Float64:
		dst.SetFloat(v.Number())
	case reflect.Bool:
		dst.SetBool(v.Bool())
	case reflect.Struct:
		bindStruct(v, dst)
	case reflect.Slice:
		bindSlice(v, dst)
	case reflect.Map:
		dst.Set(reflect.MakeMapWithSize(dst.Type(), len(v.Fields)))
		for i := range v.Fields {
			elem := reflect.New(dst.Type().Elem()).Elem()
			bindValue(&v.Fields[i].Value, elem)
			dst.SetMapIndex(reflect.ValueOf(v.Fields[i].Name), elem)
		}
	default:
		panic(fmt.Sprintf("shape: cannot bind a %s", dst.Type()))
	}
}

func bindSlice(v *Value, dst reflect.Value) {
	switch {
	case dst.Type() == documentType:
		dst.SetBytes(v.json())
	case dst.Type().Elem().Kind() == reflect.Uint8:
		dst.SetBytes([]byte(v.Text))
	default:
		dst.Set(reflect.MakeSlice(dst.Type(), len(v.Items), len(v.Items)))
		for i := range v.Items {
			bindValue(&v.Items[i], dst.Index(i))
		}
	}
}
