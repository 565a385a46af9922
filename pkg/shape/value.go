package shape

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// Type is the JSON type of a value.
type Type uint8

// The JSON types.
const (
	Null Type = iota
	StringType
	NumberType
	TrueType
	FalseType
	ArrayType
	ObjectType
)

// Value is a node of a text that was read. The zero Value is null, which is absence.
type Value struct {
	Type Type
	// Offset is where it begins, in bytes from the beginning of the text.
	Offset int
	// Text is a string's text, or a number as it was written. Decode puts a blob's
	// bytes here.
	Text string
	// Items of an array.
	Items []Value
	// Fields of an object in their order of arrival, those that are there twice too.
	// After Decode the names are unique; of several with one name the last was kept.
	Fields []Field
}

// Field is a member of an object.
type Field struct {
	Name   string
	Offset int // where the name begins
	Value  Value
}

// key is the name as a value.
func (f *Field) key() *Value { return &Value{Type: StringType, Offset: f.Offset, Text: f.Name} }

// IsNull tells absence.
func (v *Value) IsNull() bool { return v.Type == Null }

// Bool is the value of a boolean.
func (v *Value) Bool() bool { return v.Type == TrueType }

// Number is the value of a number, the nearest one that a float64 has.
func (v *Value) Number() float64 {
	f, _ := strconv.ParseFloat(v.Text, 64) // infinite where it is too large
	return f
}

// Int is the value of a number that was matched with an integer shape. A fraction
// is cut off, as the service's family does (ser-accepted).
func (v *Value) Int() int { return int(v.Number()) }

// absent is every member that is not there. Nobody writes to it.
var absent Value

// Get finds a member by its exact name; an absent one is null, as is every member
// of what is no object. What it returns is to be read only.
func (v *Value) Get(name string) *Value {
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return &v.Fields[i].Value
		}
	}
	return &absent
}

// Has tells whether a member is there, null or not.
func (v *Value) Has(name string) bool { return v.Get(name) != &absent }

// appendJSON writes a value without white space, members in their order, numbers
// as they were written.
func appendJSON(b []byte, v *Value) []byte {
	switch v.Type {
	case Null:
		return append(b, "null"...)
	case TrueType, FalseType:
		return strconv.AppendBool(b, v.Bool())
	case NumberType:
		return append(b, v.Text...)
	case ArrayType:
		b = append(b, '[')
		for i := range v.Items {
			b = appendJSON(separated(b, i), &v.Items[i])
		}
		return append(b, ']')
	case ObjectType:
		b = append(b, '{')
		for i := range v.Fields {
			b = append(appendString(separated(b, i), v.Fields[i].Name), ':')
			b = appendJSON(b, &v.Fields[i].Value)
		}
		return append(b, '}')
	default:
		return appendString(b, v.Text)
	}
}

func separated(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(s) // of a string, which cannot fail
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...)
}
