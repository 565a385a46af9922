package storetest

import (
	"cmp"
	"fmt"
	"reflect"
	"time"

	"userpools/pkg/shape"
)

// What is told by its type and not by its kind.
var (
	timeType     = reflect.TypeFor[time.Time]()
	documentType = reflect.TypeFor[shape.Document]()
	bytesType    = reflect.TypeFor[[]byte]()
)

// filler gives every member of a structure a value of its own: texts are their
// paths, or one text, numbers count up, truth alternates, lists and maps have two entries.
type filler struct {
	n    int
	text string
}

func (f *filler) fill(v reflect.Value, path string) {
	f.n++
	switch v.Type() {
	case timeType:
		v.Set(reflect.ValueOf(created.Add(time.Duration(f.n) * time.Millisecond)))
	case documentType:
		v.SetBytes(fmt.Appendf(nil, `{"<a>":%q,"b":[%d.0,null]}`, path, f.n))
	case bytesType:
		v.SetBytes([]byte{0, 255, byte(f.n & 0xff), '<'})
	default:
		f.fillKind(v, path)
	}
}

// fillKind is fill for what is told by its kind.
func (f *filler) fillKind(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(v.Elem(), path)
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			f.fill(v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for i := range 2 {
			elem := reflect.New(v.Type().Elem()).Elem()
			f.fill(elem, fmt.Sprintf("%s[%d]", path, i))
			v.SetMapIndex(reflect.ValueOf(fmt.Sprintf("key %d", i)), elem)
		}
	case reflect.String:
		v.SetString(cmp.Or(f.text, path))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Bool:
		v.SetBool(f.n%2 == 0)
	default:
		panic("storetest: no value for a member of kind " + v.Kind().String() + " at " + path)
	}
}

// variant is a value in which one thing, at some depth, is there but empty.
type variant struct {
	path  string
	value reflect.Value
}

// variants are all such values of a type: a list, a map or a structure without
// members, "", false and 0 behind a pointer, and entries of lists and maps that
// are any of these.
func variants(t reflect.Type) []variant {
	switch t {
	case timeType:
		return nil
	case bytesType:
		return []variant{{" is empty", reflect.ValueOf([]byte{})}}
	case documentType:
		return []variant{{" is {}", reflect.ValueOf(shape.Document("{}"))}, {" is null", reflect.ValueOf(shape.Document("null"))}}
	default:
		return kindVariants(t)
	}
}

// kindVariants are variants of what is told by its kind.
func kindVariants(t reflect.Type) []variant {
	switch t.Kind() {
	case reflect.Pointer:
		return append(wrap(t.Elem(), "", func(v reflect.Value) reflect.Value {
			p := reflect.New(t.Elem())
			p.Elem().Set(v)
			return p
		}), variant{" is empty", reflect.New(t.Elem())})
	case reflect.Struct:
		var all []variant
		for i := range t.NumField() {
			all = append(all, wrap(t.Field(i).Type, "."+t.Field(i).Name, func(v reflect.Value) reflect.Value {
				s := reflect.New(t).Elem()
				s.Field(i).Set(v)
				return s
			})...)
		}
		return all
	case reflect.Slice:
		list := func(v reflect.Value) reflect.Value { return reflect.Append(reflect.MakeSlice(t, 0, 1), v) }
		return append(wrap(t.Elem(), "[0]", list),
			variant{" is []", reflect.MakeSlice(t, 0, 0)},
			variant{"[0] is empty", list(reflect.Zero(t.Elem()))})
	case reflect.Map:
		entry := func(v reflect.Value) reflect.Value {
			m := reflect.MakeMap(t)
			m.SetMapIndex(reflect.ValueOf("key"), v)
			return m
		}
		return append(wrap(t.Elem(), "[key]", entry),
			variant{" is {}", reflect.MakeMap(t)},
			variant{"[key] is empty", entry(reflect.Zero(t.Elem()))})
	default:
		return nil
	}
}

// wrap puts every variant of a type into the value that holds it.
func wrap(t reflect.Type, path string, hold func(reflect.Value) reflect.Value) []variant {
	inner := variants(t)
	outer := make([]variant, len(inner))
	for i, v := range inner {
		outer[i] = variant{path + v.path, hold(v.value)}
	}
	return outer
}

// scribble empties everything that can be reached from a value through pointers,
// lists and maps, in place.
func scribble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				scribble(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Map:
		v.Clear()
	default:
		v.SetZero()
	}
}
