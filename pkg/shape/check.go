package shape

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Violation is one broken constraint.
type Violation struct {
	// Path in the service's own names: lower camel case, dots, list entries as
	// ".1.member".
	Path string
	// Value as the service prints it, in quotes, or "null".
	Value string
	// Constraint is the service's text from "Member must" on.
	Constraint string
}

func (v Violation) String() string {
	return "Value " + v.Value + " at '" + v.Path + "' failed to satisfy constraint: " + v.Constraint
}

// Violations are all that a request breaks, in the order of sort; several at one
// path in the order length, pattern, members.
type Violations []Violation

// Error is the service's sentence.
func (vs Violations) Error() string {
	var b strings.Builder
	noun := "errors"
	if len(vs) == 1 {
		noun = "error"
	}
	fmt.Fprintf(&b, "%d validation %s detected: ", len(vs), noun)
	for i, v := range vs {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(v.String())
	}
	return cutBytes(b.String(), maxSentence)
}

// maxSentence is where a sentence ends, in bytes. A body of 1.5 MiB can make
// thousands of violations that repeat it twice, escaped once for the answer and
// once more for Lambda, whose limit is 6 MB (a known departure).
const maxSentence = 1 << 20

// cutBytes cuts a text at the last character that ends within n bytes.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// Check holds a decoded body against every constraint of its shape. It returns
// nil when none is broken.
func Check(v *Value, s *Shape) Violations {
	var c checker
	c.structure("", v, s)
	c.found.sort()
	return c.found
}

type checker struct{ found Violations }

func (c *checker) add(path, value, constraint string) {
	c.found = append(c.found, Violation{path, value, constraint})
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (c *checker) structure(path string, v *Value, s *Shape) {
	for i := range s.Members {
		m := &s.Members[i]
		member := v.Get(m.Name)
		switch {
		case !member.IsNull():
			c.value(join(path, m.wireName()), member, m.Shape)
		case m.Primitive:
			c.value(join(path, m.wireName()), &Value{Type: NumberType}, m.Shape)
		case m.Required && (m.Unless == "" || v.Get(m.Unless).IsNull()):
			c.add(join(path, m.wireName()), "null", "Member must not be null")
		}
	}
}

func (c *checker) value(path string, v *Value, s *Shape) {
	if s.Kind == StructureKind {
		c.structure(path, v, s)
		return
	}
	for _, text := range broken(v, s) {
		c.add(path, quoted(v, s), text)
	}
	if s.Kind == ListKind {
		c.list(path, v, s)
	}
	if s.Kind == MapKind {
		c.mapping(path, v, s)
	}
}

// broken lists the constraints of the shape itself that the value breaks.
func broken(v *Value, s *Shape) []string {
	var texts []string
	noun, n := measure(v, s)
	if s.Min.Set && n < s.Min.N {
		texts = append(texts, atLeast(noun, s.Min.N))
	}
	if s.Max.Set && n > s.Max.N {
		texts = append(texts, atMost(noun, s.Max.N))
	}
	if s.Expr != "" && !farTooLong(s, n) && !s.Regexp().MatchString(v.Text) {
		texts = append(texts, patternText(s))
	}
	if s.Values != nil && !slices.Contains(s.Values, v.Text) {
		texts = append(texts, enumText(s))
	}
	return texts
}

// farTooLong spares a text the pattern when its length alone is absurd: a pattern
// costs 100 ms a megabyte, and nothing is learnt from it
// (docs/departures.md#far-too-long).
func farTooLong(s *Shape, n int) bool { return s.Max.Set && n > 4*s.Max.N }

// measure gives what a shape's bounds are about: a range for numbers, else a length.
func measure(v *Value, s *Shape) (noun string, n int) {
	switch s.Kind {
	case IntegerKind:
		return "value", v.Int
	case ListKind:
		return "length", len(v.Items)
	case MapKind:
		return "length", len(v.Fields)
	default:
		return "length", utf8.RuneCountInString(v.Text)
	}
}

func atLeast(noun string, n int) string {
	return "Member must have " + noun + " greater than or equal to " + strconv.Itoa(n)
}

func atMost(noun string, n int) string {
	return "Member must have " + noun + " less than or equal to " + strconv.Itoa(n)
}

func patternText(s *Shape) string { return "Member must satisfy regular expression pattern: " + s.Expr }

func enumText(s *Shape) string {
	return "Member must satisfy enum value set: [" + strings.Join(s.Values, ", ") + "]"
}

// list descends into structures with a 1-based index. Of scalars the whole list
// is the value, the path has no index, and all constraints of the members are
// named once, whichever of them is broken and how often (enum-list-auto-verified).
func (c *checker) list(path string, v *Value, s *Shape) {
	for i := range v.Items {
		if s.Elem.Kind == StructureKind {
			c.structure(fmt.Sprintf("%s.%d.member", path, i+1), &v.Items[i], s.Elem)
			continue
		}
		if len(broken(&v.Items[i], s.Elem)) > 0 {
			c.add(path, quoted(v, s), "Member must satisfy constraint: "+allOf(s.Elem))
			return
		}
	}
}

// mapping reports keys and values as the framework does for maps: the whole map
// is the value (map-constraint-form), and keys and values are reported once each.
// Values that are structures are descended into by their key, unless the key is
// refused: paths go to the log, which holds nothing that a caller wrote.
func (c *checker) mapping(path string, v *Value, s *Shape) {
	var badKey, badValue bool
	for i := range v.Fields {
		f := &v.Fields[i]
		keyBroken := len(broken(&Value{Type: StringType, Text: f.Name}, s.Key)) > 0
		badKey = badKey || keyBroken
		switch {
		case s.Elem.Kind != StructureKind:
			badValue = badValue || len(broken(&f.Value, s.Elem)) > 0
		case !keyBroken:
			c.structure(path+"."+f.Name+".member", &f.Value, s.Elem)
		}
	}
	if badKey {
		c.add(path, quoted(v, s), "Map keys must satisfy constraint: "+allOf(s.Key))
	}
	if badValue {
		c.add(path, quoted(v, s), "Map value must satisfy constraint: "+allOf(s.Elem))
	}
}

// allOf lists every constraint of a shape in brackets: max, min, pattern, as the
// framework orders them inside a list or map.
func allOf(s *Shape) string {
	var texts []string
	if s.Max.Set {
		texts = append(texts, atMost("length", s.Max.N))
	}
	if s.Min.Set {
		texts = append(texts, atLeast("length", s.Min.N))
	}
	if s.Expr != "" {
		texts = append(texts, patternText(s))
	}
	if s.Values != nil {
		texts = append(texts, enumText(s))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}
