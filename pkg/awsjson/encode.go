package awsjson

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"userpools/pkg/shape"
)

// Encode writes an answer as the service does: compact, member names in ASCII
// order at every level, no HTML escaping, times as epoch seconds in the notation
// of a Java double (so recorded in raw answers from 2017 to 2026).
//
// The members are the exported fields, embedded structs counting as their own.
// A nil pointer, slice or map is absent; everything else is there, an empty list
// or map too. A []byte is its base64. A document is like everything else: compact, its
// names in order, of several with one name the last; its numbers are as they were written.
// encoding/json can do none of this without a map per object.
func Encode(v any) []byte { return appendValue(make([]byte, 0, usual), v) }

func appendValue(b []byte, v any) []byte {
	value := reflect.ValueOf(v)
	return encoderOf(value.Type())(b, value)
}

// usual is room for a pool's answer.
const usual = 8 << 10

// encoder appends a value of its type.
type encoder func(b []byte, v reflect.Value) []byte

var encoders sync.Map // reflect.Type -> encoder

func encoderOf(t reflect.Type) encoder {
	if known, ok := encoders.Load(t); ok {
		return known.(encoder) //nolint:errcheck // nothing else is kept there
	}
	e := newEncoder(t)
	encoders.Store(t, e)
	return e
}

func newEncoder(t reflect.Type) encoder {
	switch t {
	case reflect.TypeFor[shape.Document]():
		return func(b []byte, v reflect.Value) []byte { return appendDocument(b, v.Bytes()) }
	case reflect.TypeFor[[]byte]():
		return appendBytes
	case reflect.TypeFor[time.Time]():
		return appendTime
	}
	switch t.Kind() {
	case reflect.Pointer:
		return pointerEncoder(t)
	case reflect.String:
		return func(b []byte, v reflect.Value) []byte { return AppendString(b, v.String()) }
	case reflect.Bool:
		return func(b []byte, v reflect.Value) []byte { return strconv.AppendBool(b, v.Bool()) }
	case reflect.Int:
		return func(b []byte, v reflect.Value) []byte { return strconv.AppendInt(b, v.Int(), 10) }
	case reflect.Slice:
		return listEncoder(encoderOf(t.Elem()))
	case reflect.Map:
		return mapEncoder(encoderOf(t.Elem()))
	case reflect.Struct:
		return structEncoder(t)
	default:
		panic(fmt.Sprintf("awsjson: cannot encode a %s", t))
	}
}

// pointerEncoder knows the types of most members.
func pointerEncoder(t reflect.Type) encoder {
	switch t {
	case reflect.TypeFor[*string]():
		return func(b []byte, v reflect.Value) []byte {
			text, _ := reflect.TypeAssert[*string](v)
			return AppendString(b, *text)
		}
	case reflect.TypeFor[*bool]():
		return func(b []byte, v reflect.Value) []byte {
			flag, _ := reflect.TypeAssert[*bool](v)
			return strconv.AppendBool(b, *flag)
		}
	default:
		target := encoderOf(t.Elem())
		return func(b []byte, v reflect.Value) []byte { return target(b, v.Elem()) }
	}
}

func listEncoder(entry encoder) encoder {
	return func(b []byte, v reflect.Value) []byte {
		b = append(b, '[')
		for i := range v.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			b = entry(b, v.Index(i))
		}
		return append(b, ']')
	}
}

func mapEncoder(entry encoder) encoder {
	return func(b []byte, v reflect.Value) []byte {
		keys := v.MapKeys()
		slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
		b = append(b, '{')
		for i, key := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(AppendString(b, key.String()), ':')
			b = entry(b, v.MapIndex(key))
		}
		return append(b, '}')
	}
}

func structEncoder(t reflect.Type) encoder {
	type member struct {
		shape.StructField
		key    string // with quotes and colon
		encode encoder
	}
	var members []member
	for _, f := range shape.StructFields(t) {
		members = append(members, member{f, `"` + f.Name + `":`, encoderOf(f.Type)})
	}
	return func(b []byte, v reflect.Value) []byte {
		start := len(b)
		b = append(b, '{')
		for i := range members {
			m := &members[i]
			value := m.In(v)
			if absent(value) {
				continue
			}
			if len(b) > start+1 {
				b = append(b, ',')
			}
			b = m.encode(append(b, m.key...), value)
		}
		return append(b, '}')
	}
}

func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return v.IsNil()
	default:
		return false
	}
}

// appendTime prints epoch seconds with milliseconds as Double.toString does:
// 1790257791.224 is 1.790257791224E9, and trailing zeros go.
func appendTime(b []byte, v reflect.Value) []byte {
	at, _ := reflect.TypeAssert[time.Time](v)
	start := len(b)
	b = strconv.AppendFloat(b, float64(at.UnixMilli())/1000, 'e', -1, 64)
	mantissa, exponent, _ := bytes.Cut(b[start:], []byte("e"))
	n, _ := strconv.Atoi(string(exponent))
	b = b[:start+len(mantissa)]
	if !bytes.Contains(mantissa, []byte(".")) {
		b = append(b, ".0"...)
	}
	return strconv.AppendInt(append(b, 'E'), int64(n), 10)
}

func appendBytes(b []byte, v reflect.Value) []byte {
	b = base64.StdEncoding.AppendEncode(append(b, '"'), v.Bytes())
	return append(b, '"')
}

// appendDocument writes null for what is no JSON text, which no request can bring in.
func appendDocument(b, document []byte) []byte {
	v, err := shape.Read(document, shape.Limits{Bytes: shape.MaxBody, Depth: shape.MaxDepth, Values: shape.MaxValues})
	if err != nil {
		return append(b, "null"...)
	}
	return appendJSON(b, &v)
}

func appendJSON(b []byte, v *shape.Value) []byte {
	switch v.Type {
	case shape.StringType:
		return AppendString(b, v.Text)
	case shape.NumberType:
		return append(b, v.Text...)
	case shape.TrueType, shape.FalseType:
		return strconv.AppendBool(b, v.Bool())
	case shape.ArrayType:
		return appendArray(b, v.Items)
	case shape.ObjectType:
		return appendObject(b, v.Fields)
	default:
		return append(b, "null"...)
	}
}

func appendArray(b []byte, items []shape.Value) []byte {
	b = append(b, '[')
	for i := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, &items[i])
	}
	return append(b, ']')
}

func appendObject(b []byte, fields []shape.Field) []byte {
	slices.SortStableFunc(fields, func(x, y shape.Field) int { return strings.Compare(x.Name, y.Name) })
	b = append(b, '{')
	for i := range fields {
		if i+1 < len(fields) && fields[i].Name == fields[i+1].Name {
			continue
		}
		if b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(AppendString(b, fields[i].Name), ':')
		b = appendJSON(b, &fields[i].Value)
	}
	return append(b, '}')
}

const hexDigits = "0123456789abcdef"

// plain are the bytes of a text that JSON has as they are.
var plain = func() (table [256]bool) {
	for c := range table {
		table[c] = c >= ' ' && c != '"' && c != '\\'
	}
	return table
}()

// AppendString writes a text as a JSON string, which has as few escapes as it can.
func AppendString[Text string | []byte](b []byte, s Text) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		start := i
		for i < len(s) && plain[s[i]] {
			i++
		}
		b = append(b, s[start:i]...)
		if i < len(s) {
			b = appendEscape(b, s[i])
			i++
		}
	}
	return append(b, '"')
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
