package awsjson

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"userpools/pkg/shape"
)

// Encode writes an answer as the service does: compact, member names in ASCII
// order at every level, no HTML escaping, times as epoch seconds in the notation
// of a Java double (so recorded in raw answers from 2017 to 2026).
//
// The members are the exported fields, embedded structs counting as their own.
// A nil pointer, slice or map is absent; everything else is there, an empty list
// or map too. encoding/json can do none of this without a map per object.
func Encode(v any) []byte { return appendValue(make([]byte, 0, 1024), reflect.ValueOf(v)) }

func appendValue(b []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return appendValue(b, v.Elem())
	case reflect.String:
		return appendString(b, v.String())
	case reflect.Bool:
		return strconv.AppendBool(b, v.Bool())
	case reflect.Int:
		return strconv.AppendInt(b, v.Int(), 10)
	case reflect.Slice:
		return appendList(b, v)
	case reflect.Map:
		return appendMap(b, v)
	case reflect.Struct:
		if at, ok := reflect.TypeAssert[time.Time](v); ok {
			return append(b, javaSeconds(at)...)
		}
		return appendStruct(b, v)
	default:
		panic(fmt.Sprintf("awsjson: cannot encode a %s", v.Type()))
	}
}

func appendList(b []byte, v reflect.Value) []byte {
	b = append(b, '[')
	for i := range v.Len() {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendValue(b, v.Index(i))
	}
	return append(b, ']')
}

func appendMap(b []byte, v reflect.Value) []byte {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, key.String()), ':')
		b = appendValue(b, v.MapIndex(key))
	}
	return append(b, '}')
}

func appendStruct(b []byte, v reflect.Value) []byte {
	start := len(b)
	b = append(b, '{')
	for _, f := range shape.StructFields(v.Type()) {
		value := f.In(v)
		if absent(value) {
			continue
		}
		if len(b) > start+1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), f.Name...), '"', ':')
		b = appendValue(b, value)
	}
	return append(b, '}')
}

func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return v.IsNil()
	default:
		return false
	}
}

// javaSeconds prints epoch seconds with milliseconds as Double.toString does:
// 1790257791.224 is 1.790257791224E9, and trailing zeros go.
func javaSeconds(t time.Time) string {
	s := strconv.FormatFloat(float64(t.UnixMilli())/1000, 'e', -1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	if !strings.Contains(mantissa, ".") {
		mantissa += ".0"
	}
	n, _ := strconv.Atoi(exponent)
	return mantissa + "E" + strconv.Itoa(n)
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		b = appendEscape(b, c)
	}
	return append(append(b, s[start:]...), '"')
}

func appendEscape(b []byte, c byte) []byte {
	switch c {
	case '"', '\\':
		return append(b, '\\', c)
	case '\n':
		return append(b, '\\', 'n')
	case '\r':
		return append(b, '\\', 'r')
	case '\t':
		return append(b, '\\', 't')
	default:
		return append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
	}
}
