// Package shape is the constraint engine: tables that read like an API reference,
// the reader of the JSON that is checked against them, and the messages about it. It
// knows nothing of Cognito and imports the standard library only.
//
//	body --Decode--> Value --Check--> Violations
//	                   |
//	                   +----Bind----> typed request
//
//	document --Format.Read--> Value and Report, which whoever builds from the Value may Add to
//
// Decode refuses what is no JSON, what breaks the bounds on size and nesting and
// what has another JSON type than the shape; it drops unknown members and nulls.
// Check looks at lengths, ranges, patterns, enumerations and required members.
// Bind fills a struct from the checked tree, so that nothing reaches the typed
// request that was not checked under its exact name.
//
// A Format is a document that people write: the same kind of table and the same
// checks, but unknown members, wrong types, null and duplicates are mistakes, too,
// and all of them are reported together.
//
//	read.go     JSON text to a Value, with bounds and positions
//	shape.go    the tables
//	decode.go   a request's types
//	check.go    the checks; path.go: the path of a value; pattern.go: regular expressions
//	sentence.go, order.go   messages about a request, in the service's words
//	format.go   messages about a document, in ours
//
// The form of the service's sentence is that of AWS's framework as recorded for
// Cognito; every peculiarity is commented where it is built.
package shape

import "sync"

// Kind is the type of a shape in the API model.
type Kind int

// The kinds. NumberKind is a number that may have a fraction, BlobKind a text in
// base64, DocumentKind any JSON value.
const (
	StringKind Kind = iota
	IntegerKind
	BooleanKind
	ListKind
	MapKind
	StructureKind
	NumberKind
	BlobKind
	DocumentKind
)

// Bound is an optional limit: lengths count code points, a blob's its bytes, sizes
// of lists, maps and structures their entries, ranges the value itself.
type Bound struct {
	Set bool
	N   int
}

// Shape is one row of the API model. Tables of shapes are built once with the
// constructors below and never changed.
type Shape struct {
	// Name is the model's name; structures print under it.
	Name     string
	Kind     Kind
	Min, Max Bound
	// Expr is the pattern as the service prints it: those of 2024 and later with ^ and $, older ones without.
	Expr string
	// Values is the enumeration in the order in which the service prints it.
	Values []string
	// Members of a structure, in the model's order.
	Members []Member
	// Sensitive keeps the value out of sentences.
	Sensitive bool
	// NoNulls: null in a list is refused, and not left out.
	NoNulls bool
	// Primitive marks a boolean that is a primitive on the service's side: it cannot be null,
	// and a text is read as one.
	Primitive bool
	// Key and Elem are the shapes of a map's keys and of a list's or map's values.
	Key, Elem *Shape

	// For documents only.
	Description string // for editors
	Must        string // what a text must be, or what a map has entries of, in words
	OrOne       bool   // a list of one may be written as its entry
	SecretKeys  bool   // paths have the number of a wrong key instead of the key, which may be a secret

	compile sync.Once
	pattern *pattern
}

// Member is a named member of a structure.
type Member struct {
	Name  string
	Shape *Shape
	// Required: absence is the violation "Member must not be null".
	Required bool
	// Unless names a sibling whose presence lifts Required.
	Unless string
	// Primitive marks a number that is a primitive on the service's side:
	// absence counts as 0, and only the range is checked.
	Primitive bool
	// Alias is the service's own name of the member where that differs from the
	// public one; it stands in paths and in printed structures.
	Alias string
}

// wireName is the name under which the service itself knows the member.
func (m *Member) wireName() string {
	if m.Alias != "" {
		return m.Alias
	}
	return lowerFirst(m.Name)
}

// lowerFirst takes the names of members, which begin with an ASCII letter.
func lowerFirst(s string) string { return string(s[0]|' ') + s[1:] }

// Option refines a shape.
type Option func(*Shape)

// Length bounds a string's code points or a list's or map's entries.
func Length(low, high int) Option {
	return func(s *Shape) { s.Min, s.Max = Bound{true, low}, Bound{true, high} }
}

// MinLength bounds from below only.
func MinLength(low int) Option { return func(s *Shape) { s.Min = Bound{true, low} } }

// MaxLength bounds from above only.
func MaxLength(high int) Option { return func(s *Shape) { s.Max = Bound{true, high} } }

// Range bounds an integer.
func Range(low, high int) Option { return Length(low, high) }

// Pattern is the regular expression that the whole string has to match, written
// as the service prints it: in Java's dialect, with anchors or without.
func Pattern(expr string) Option { return func(s *Shape) { s.Expr = expr } }

// String makes a string shape.
func String(name string, opts ...Option) *Shape { return build(&Shape{Name: name}, opts) }

// Enum makes a string shape with a set of values, given in printed order.
func Enum(name string, values ...string) *Shape { return &Shape{Name: name, Values: values} }

// OneOf is the set of values of a string, given in printed order.
func OneOf(values ...string) Option { return func(s *Shape) { s.Values = values } }

// Sensitive keeps a value out of sentences about it.
func Sensitive(s *Shape) { s.Sensitive = true }

// Must says in words what a document's text must be, or what its map holds.
func Must(words string) Option { return func(s *Shape) { s.Must = words } }

// NoNulls refuses null in a list, which is left out of any other.
func NoNulls(s *Shape) { s.NoNulls = true }

// OrOne lets a document write a list of one as its entry.
func OrOne(s *Shape) { s.OrOne = true }

// SecretKeys keeps wrong keys of a document's map out of paths.
func SecretKeys(s *Shape) { s.SecretKeys = true }

// Described gives a shape of a document its description.
func Described(description string, s *Shape) *Shape {
	s.Description = description
	return s
}

// Integer makes a 32-bit integer shape.
func Integer(name string, opts ...Option) *Shape {
	return build(&Shape{Name: name, Kind: IntegerKind}, opts)
}

// Boolean makes a boolean shape.
func Boolean(name string) *Shape { return &Shape{Name: name, Kind: BooleanKind} }

// PrimitiveBoolean makes a boolean shape that takes no null. A text counts as true, as "yes"
// did in branding-serialization-flag, but for "false", which is a guess.
func PrimitiveBoolean(name string) *Shape {
	return &Shape{Name: name, Kind: BooleanKind, Primitive: true}
}

// Number makes a shape of numbers with or without fractions.
func Number(name string, opts ...Option) *Shape {
	return build(&Shape{Name: name, Kind: NumberKind}, opts)
}

// Blob makes a shape of bytes, which JSON has in base64.
func Blob(name string, opts ...Option) *Shape {
	return build(&Shape{Name: name, Kind: BlobKind}, opts)
}

// Any makes a shape that takes any JSON value, AWS's "document".
func Any(name string) *Shape { return &Shape{Name: name, Kind: DocumentKind} }

// List makes a list shape.
func List(name string, elem *Shape, opts ...Option) *Shape {
	return build(&Shape{Name: name, Kind: ListKind, Elem: elem}, opts)
}

// Map makes a map shape with string keys.
func Map(name string, key, elem *Shape, opts ...Option) *Shape {
	return build(&Shape{Name: name, Kind: MapKind, Key: key, Elem: elem}, opts)
}

// Structure makes a structure shape.
func Structure(name string, members ...Member) *Shape {
	return &Shape{Name: name, Kind: StructureKind, Members: members}
}

// Optional is a member that may be absent.
func Optional(name string, s *Shape) Member { return Member{Name: name, Shape: s} }

// Required is a member that must not be null.
func Required(name string, s *Shape) Member { return Member{Name: name, Shape: s, Required: true} }

// RequiredUnless is a member that must not be null unless a sibling is there.
func RequiredUnless(sibling, name string, s *Shape) Member {
	return Member{Name: name, Shape: s, Required: true, Unless: sibling}
}

// Primitive is a required number whose absence counts as 0.
func Primitive(name string, s *Shape) Member { return Member{Name: name, Shape: s, Primitive: true} }

// WithAlias gives a member the service's own name.
func WithAlias(alias string, m Member) Member {
	m.Alias = alias
	return m
}

func build(s *Shape, opts []Option) *Shape {
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Member finds a member of a structure by its exact name.
func (s *Shape) Member(name string) (*Member, bool) {
	for i := range s.Members {
		if s.Members[i].Name == name {
			return &s.Members[i], true
		}
	}
	return nil, false
}

// Matches tells whether the pattern matches the whole text. It is compiled at its first
// use: building all patterns at start costs a millisecond of cold start.
func (s *Shape) Matches(text string) bool {
	s.compile.Do(func() { s.pattern = patternOf(s.Expr) })
	return s.pattern.matches(text)
}

// takes tells whether a value has the JSON type of the kind.
func (s *Shape) takes(v *Value) bool {
	switch s.Kind {
	case DocumentKind:
		return true
	case IntegerKind, NumberKind:
		return v.Type == NumberType
	case BooleanKind:
		return v.Type == TrueType || v.Type == FalseType || s.Primitive && v.Type == StringType
	case ListKind:
		return v.Type == ArrayType
	case MapKind, StructureKind:
		return v.Type == ObjectType
	default:
		return v.Type == StringType
	}
}
