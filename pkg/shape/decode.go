package shape

import (
	"encoding/base64"
	"errors"
	"strconv"
)

// TypeError says that a value has another JSON type than its shape. Text is the
// service's own sentence: measured on Athena, which runs the same stack, and on
// Cognito itself for maps (ser-* and serialization-map in docs/evidence.md).
type TypeError struct{ Text string }

func (e *TypeError) Error() string { return e.Text }

const (
	listUnexpected      = "Start of list found where not expected"
	structureUnexpected = "Start of structure or map found where not expected."
)

// The bounds of a request. A legal one is far below them: the largest sensible one
// is 1.2 MB as boto3 escapes it, the model nests five levels and a maximal request
// has under 2,000 values.
const (
	MaxBody   = 3 << 19 // 1.5 MiB
	MaxDepth  = 16
	MaxValues = 10_000
)

// ErrTooLarge says that the body is larger than MaxBody.
var ErrTooLarge = &LimitError{Text: "The request body is larger than " + strconv.Itoa(MaxBody) + " bytes."}

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
	if limit, ok := errors.AsType[*LimitError](err); ok {
		return Value{}, &LimitError{"The request " + limit.Text + ".", limit.Offset}
	}
	if err != nil {
		return Value{}, err
	}
	if v.Type != ObjectType && v.Type != ArrayType {
		return Value{}, ErrMalformed
	}
	return v, v.match(s)
}

// match holds a value against a shape, and prunes it to what the shape knows.
func (v *Value) match(s *Shape) error {
	if v.Type == Null {
		return nil
	}
	switch s.Kind {
	case StructureKind:
		return v.matchStructure(s)
	case MapKind:
		return v.matchMap(s)
	case ListKind:
		return v.matchList(s)
	case BlobKind:
		return v.matchBlob()
	case DocumentKind:
		return nil
	case BooleanKind:
		return v.matchScalar(v.Type == TrueType || v.Type == FalseType, "a Boolean")
	case IntegerKind:
		n := v.Number()
		return v.matchScalar(v.Type == NumberType && n < 1<<31 && n > -(1<<31)-1, "an Integer")
	case NumberKind:
		return v.matchScalar(v.Type == NumberType, "a Double")
	default:
		return v.matchScalar(v.Type == StringType, "a String")
	}
}

// tokens are the names of the JSON scalars in the service's sentence.
var tokens = map[Type]string{StringType: "STRING_VALUE", NumberType: "NUMBER_VALUE", TrueType: "TRUE_VALUE", FalseType: "FALSE_VALUE"}

func (v *Value) matchScalar(matches bool, what string) error {
	switch {
	case matches:
		return nil
	case v.Type == ArrayType:
		return &TypeError{listUnexpected}
	case v.Type == ObjectType:
		return &TypeError{structureUnexpected}
	default:
		return &TypeError{tokens[v.Type] + " can not be converted to " + what}
	}
}

// matchBlob decodes the text. What the service says of one that is no base64 is
// not known: the exception has no message.
func (v *Value) matchBlob() error {
	if v.Type != StringType {
		return v.matchScalar(false, "a Blob")
	}
	decoded, err := base64.StdEncoding.DecodeString(v.Text)
	if err != nil {
		return &TypeError{}
	}
	v.Text = string(decoded)
	return nil
}

func (v *Value) matchStructure(s *Shape) error {
	switch v.Type {
	case ObjectType:
	case ArrayType:
		return &TypeError{listUnexpected}
	default:
		return &TypeError{"Expected null"}
	}
	kept := v.Fields[:0]
	for i := range v.Fields {
		m, ok := s.Member(v.Fields[i].Name)
		if !ok {
			continue
		}
		if err := v.Fields[i].Value.match(m.Shape); err != nil {
			return err
		}
		kept = put(kept, v.Fields[i])
	}
	v.Fields = dropNulls(kept)
	return nil
}

// put appends a field or, where its name was there before, lets it win. It is
// for structures, whose names are few; maps have an index.
func put(fields []Field, f Field) []Field {
	for i := range fields {
		if fields[i].Name == f.Name {
			fields[i] = f
			return fields
		}
	}
	return append(fields, f)
}

func dropNulls(fields []Field) []Field {
	kept := fields[:0]
	for _, f := range fields {
		if !f.Value.IsNull() {
			kept = append(kept, f)
		}
	}
	return kept
}

func (v *Value) matchMap(s *Shape) error {
	switch v.Type {
	case ObjectType:
	case ArrayType:
		return &TypeError{listUnexpected}
	default:
		return &TypeError{"Expected map or null"}
	}
	at := make(map[string]int, len(v.Fields))
	kept := v.Fields[:0]
	for i := range v.Fields {
		f := v.Fields[i]
		if err := f.Value.match(s.Elem); err != nil {
			return err
		}
		if j, twice := at[f.Name]; twice {
			kept[j] = f
			continue
		}
		at[f.Name] = len(kept)
		kept = append(kept, f)
	}
	v.Fields = dropNulls(kept)
	return nil
}

func (v *Value) matchList(s *Shape) error {
	switch v.Type {
	case ArrayType:
	case ObjectType:
		return &TypeError{structureUnexpected}
	default:
		return &TypeError{"Expected list or null"}
	}
	kept := v.Items[:0]
	for i := range v.Items {
		if err := v.Items[i].match(s.Elem); err != nil {
			return err
		}
		if !v.Items[i].IsNull() {
			kept = append(kept, v.Items[i])
		}
	}
	v.Items = kept
	return nil
}
