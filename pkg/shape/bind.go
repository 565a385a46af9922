package shape

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sync"
)

// Document is any JSON value as Bind gives it: as it was sent but for white space.
type Document = json.RawMessage

var documentType = reflect.TypeFor[Document]()

// Bind fills the struct that dst points to from a decoded value. Fields have the
// names of the members; embedded structs count as their own fields. Scalars are
// pointers, so that absence stays apart from "" and false; an absent list or map
// is nil and an empty one is not. A document goes into a Document, a blob into a
// []byte. Bind panics on a type that no shape can fill,
// which a test of the tables makes impossible in a request.
func Bind(v *Value, dst any) { bindStruct(v, reflect.ValueOf(dst).Elem()) }

// plans caches per struct type where each member lives.
var plans sync.Map // reflect.Type -> map[string][]int

func planOf(t reflect.Type) map[string][]int {
	if p, ok := plans.Load(t); ok {
		return p.(map[string][]int) //nolint:errcheck // nothing else is kept there
	}
	plan := map[string][]int{}
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous && f.IsExported() {
			plan[f.Name] = f.Index
		}
	}
	plans.Store(t, plan)
	return plan
}

func bindStruct(v *Value, dst reflect.Value) {
	plan := planOf(dst.Type())
	for i := range v.Fields {
		f := &v.Fields[i]
		if index, ok := plan[f.Name]; ok {
			bindValue(&f.Value, dst.FieldByIndex(index))
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
