package shape

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

// Value is a node of a decoded body. The zero Value is null, which is absence.
type Value struct {
	Type Type
	// Text is a string's text, or a number as it was written.
	Text string
	// Int is a number's integer value after it was matched with an integer shape.
	Int int
	// Items of an array.
	Items []Value
	// Fields of an object in their order of arrival. After Decode the names are
	// unique; of several with one name the last was kept.
	Fields []Field
}

// Field is a member of an object.
type Field struct {
	Name  string
	Value Value
}

// IsNull tells absence.
func (v *Value) IsNull() bool { return v.Type == Null }

// Bool is the value of a boolean.
func (v *Value) Bool() bool { return v.Type == TrueType }

// absent is every member that is not there. Nobody writes to it.
var absent Value

// Get finds a member by its exact name; an absent one is null. What it returns is
// to be read only.
func (v *Value) Get(name string) *Value {
	for i := range v.Fields {
		if v.Fields[i].Name == name {
			return &v.Fields[i].Value
		}
	}
	return &absent
}
