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
	// Text is a string's text, and any number, array or object as it was written. Decode
	// puts a blob's bytes here.
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

// absent is every member that is not there. It is never changed.
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

// json is a value that is not null without white space, else as it was written.
func (v *Value) json() []byte {
	var out bytes.Buffer
	switch v.Type {
	case ArrayType, ObjectType:
		_ = json.Compact(&out, []byte(v.Text)) // which was read as JSON
	case StringType:
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(v.Text) // a string cannot fail
		out.Truncate(out.Len() - len("\n"))
	case NumberType:
		out.WriteString(v.Text)
	default:
		out.WriteString(strconv.FormatBool(v.Bool()))
	}
	return out.Bytes()
}
