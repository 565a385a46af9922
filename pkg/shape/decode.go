package shape

import (
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// TypeError says that a value has another JSON type than its shape. Text is the
// service's own sentence: measured on Athena, which runs the same stack, and on
// Cognito itself for maps (ser-* and serialization-map in docs/evidence.md).
type TypeError struct{ Text string }

func (e *TypeError) Error() string { return e.Text }

// The bounds of a request. A legal one is far below them: the largest sensible one
// is 1.2 MB as boto3 escapes it, the model nests five levels and a maximal request
// has under 2,000 values.
const (
	MaxBody   = 3 << 19 // 1.5 MiB
	MaxDepth  = 16
	MaxValues = 10_000
)

// ErrMalformed says that the body is no JSON object: broken syntax, invalid UTF-8, a
// lone surrogate, an empty body, a bare scalar.
var ErrMalformed = errors.New("malformed JSON")

// LimitError says that a body breaks one of the bounds.
type LimitError struct{ Text string }

func (e *LimitError) Error() string { return e.Text }

// ErrTooLarge says that the body is larger than MaxBody.
var ErrTooLarge = &LimitError{"The request body is larger than " + strconv.Itoa(MaxBody) + " bytes."}

// Decode reads a body against a structure shape. It fails with a *LimitError or
// ErrMalformed, whichever the body comes to first, and then with a *TypeError:
// the first one in the order of the body. Members that the shape does not have are
// dropped, nulls are absence, names are exact in case, and of two members with
// one name the last counts.
func Decode(body []byte, s *Shape) (Value, error) {
	if len(body) > MaxBody {
		return Value{}, ErrTooLarge
	}
	v, err := Read(body, Limits{Bytes: MaxBody, Depth: MaxDepth, Values: MaxValues})
	if read, ok := errors.AsType[*ReadError](err); ok && read.Limit {
		return Value{}, &LimitError{"The request " + read.Text + "."}
	}
	if err != nil || v.Type != ObjectType && v.Type != ArrayType {
		return Value{}, ErrMalformed
	}
	return v, v.match(s)
}

// match holds a value against a shape, and prunes it to what the shape knows.
func (v *Value) match(s *Shape) error {
	if v.Type == Null {
		if s.Primitive { // the sentence is not known
			return &TypeError{}
		}
		return nil
	}
	if !s.takes(v) {
		return &TypeError{s.mismatch(v)}
	}
	switch s.Kind {
	case StructureKind, MapKind:
		return v.matchFields(s)
	case ListKind:
		return v.matchItems(s)
	case BlobKind:
		return v.decodeBlob()
	case BooleanKind:
		v.readFlag()
	case IntegerKind:
		if n := v.Number(); n >= 1<<31 || n <= -(1<<31)-1 {
			return &TypeError{s.mismatch(v)}
		}
	default: // the type is all there is
	}
	return nil
}

// The names of the JSON scalars and of the service's types in its sentence.
var (
	tokens = map[Type]string{
		StringType: "STRING_VALUE", NumberType: "NUMBER_VALUE", TrueType: "TRUE_VALUE", FalseType: "FALSE_VALUE",
	}
	names = map[Kind]string{
		StringKind: "a String", IntegerKind: "an Integer", NumberKind: "a Double", BooleanKind: "a Boolean", BlobKind: "a Blob",
	}
)

func (s *Shape) mismatch(v *Value) string {
	switch {
	case v.Type == ArrayType:
		return "Start of list found where not expected"
	case v.Type == ObjectType:
		return "Start of structure or map found where not expected."
	case s.Kind == StructureKind:
		return "Expected null"
	case s.Kind == MapKind:
		return "Expected map or null"
	case s.Kind == ListKind:
		return "Expected list or null"
	default:
		return tokens[v.Type] + " can not be converted to " + names[s.Kind]
	}
}

func (v *Value) matchFields(s *Shape) error {
	kept, nulls := v.Fields[:0], false
	var index map[string]int // the names in a structure are few
	if s.Kind == MapKind {
		index = make(map[string]int, len(v.Fields))
	}
	for i := range v.Fields {
		elem := s.Elem
		if s.Kind == StructureKind {
			m, known := s.Member(v.Fields[i].Name)
			if !known {
				continue
			}
			elem = m.Shape
		}
		if err := v.Fields[i].Value.match(elem); err != nil {
			return err
		}
		nulls = nulls || v.Fields[i].Value.IsNull()
		kept = put(kept, &v.Fields[i], index)
	}
	if nulls {
		kept = slices.DeleteFunc(kept, func(f Field) bool { return f.Value.IsNull() })
	}
	v.Fields = kept
	return nil
}

// put appends a field or, where its name was there before, lets it win.
func put(fields []Field, f *Field, index map[string]int) []Field {
	at, twice := index[f.Name]
	if index == nil {
		for at = 0; at < len(fields) && fields[at].Name != f.Name; at++ {
		}
		twice = at < len(fields)
	} else if !twice {
		index[f.Name] = len(fields)
	}
	if twice {
		fields[at] = *f
		return fields
	}
	return append(fields, *f)
}

func (v *Value) matchItems(s *Shape) error {
	for i := range v.Items {
		item := &v.Items[i]
		if s.Elem.Kind == StructureKind && tokens[item.Type] != "" {
			return &TypeError{"Unexpected value type in payload"} // branding-serialization-assets
		}
		if err := item.match(s.Elem); err != nil {
			return err
		}
	}
	if !s.NoNulls {
		v.Items = slices.DeleteFunc(v.Items, func(item Value) bool { return item.IsNull() })
	}
	return nil
}

// readFlag makes a boolean of the text that stands for one.
func (v *Value) readFlag() {
	if v.Type != StringType {
		return
	}
	v.Type = TrueType
	if strings.EqualFold(v.Text, "false") {
		v.Type = FalseType
	}
}

// decodeBlob puts the bytes into the place of the text. What the service says of one
// that is no base64 is not known: the exception has no message.
func (v *Value) decodeBlob() error {
	decoded, err := base64.StdEncoding.DecodeString(v.Text)
	if err != nil {
		return &TypeError{}
	}
	v.Text = string(decoded)
	return nil
}
