package shape

import "strconv"

// TypeError says that a value has another JSON type than its shape. Text is the
// service's own sentence: measured on Athena, which runs the same stack, and on
// Cognito itself for maps (ser-* and serialization-map in docs/evidence.md).
type TypeError struct{ Text string }

func (e *TypeError) Error() string { return e.Text }

const (
	listUnexpected      = "Start of list found where not expected"
	structureUnexpected = "Start of structure or map found where not expected."
)

// Decode reads a body against a structure shape. It fails with a *LimitError or
// ErrMalformed, whichever the body comes to first, and then with a *TypeError:
// the first one in the order of the body. Members that the shape does not have are
// dropped, nulls are absence, names are exact in case, and of two members with
// one name the last counts.
func Decode(body []byte, s *Shape) (Value, error) {
	v, err := parse(body)
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
	case IntegerKind:
		return v.matchInteger()
	case BooleanKind:
		if v.Type == TrueType || v.Type == FalseType {
			return nil
		}
		return v.cannotBe("a Boolean")
	default:
		if v.Type == StringType {
			return nil
		}
		return v.cannotBe("a String")
	}
}

// tokens are the names of the JSON scalars in the service's sentence.
var tokens = map[Type]string{StringType: "STRING_VALUE", NumberType: "NUMBER_VALUE", TrueType: "TRUE_VALUE", FalseType: "FALSE_VALUE"}

func (v *Value) cannotBe(what string) error {
	switch v.Type {
	case ArrayType:
		return &TypeError{listUnexpected}
	case ObjectType:
		return &TypeError{structureUnexpected}
	default:
		return &TypeError{tokens[v.Type] + " can not be converted to " + what}
	}
}

func (v *Value) matchStructure(s *Shape) error {
	switch v.Type {
	case ObjectType:
	case ArrayType:
		return &TypeError{listUnexpected}
	default:
		return &TypeError{"Expected null"}
	}
	kept := make([]Field, 0, min(len(v.Fields), len(s.Members)))
	for i := range v.Fields {
		f := &v.Fields[i]
		m, ok := s.Member(f.Name)
		if !ok {
			continue
		}
		if err := f.Value.match(m.Shape); err != nil {
			return err
		}
		kept = put(kept, *f)
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
	kept := make([]Field, 0, len(v.Fields))
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

// matchInteger cuts a fraction off, as the service's family does (ser-accepted).
func (v *Value) matchInteger() error {
	if v.Type != NumberType {
		return v.cannotBe("an Integer")
	}
	if n, err := strconv.ParseInt(v.Text, 10, 32); err == nil {
		v.Int = int(n)
		return nil
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	if err != nil || f >= 1<<31 || f <= -(1<<31)-1 {
		return v.cannotBe("an Integer")
	}
	v.Int = int(f)
	return nil
}
