package shape

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Violation is one broken constraint of a request.
type Violation struct {
	// Path in the service's own names: lower camel case, dots, list entries as
	// ".1.member".
	Path string
	// Member is the same in public names, as in Schema[0].Name.
	Member string
	// Value as the service prints it, in quotes, or "null"; "" where it is sensitive.
	Value string
	// Constraint is the service's text from "Member must" on.
	Constraint string
}

func (v *Violation) append(b []byte) []byte {
	b = append(b, "Value"...)
	if v.Value != "" {
		b = append(append(b, ' '), v.Value...)
	}
	for _, part := range [...]string{" at '", v.Path, "' failed to satisfy constraint: ", v.Constraint} {
		b = append(b, part...)
	}
	return b
}

// Violations are all that a request breaks, in the order of sort; several at one
// path in the order length, pattern, members.
type Violations []Violation

// Error is the service's sentence.
func (vs Violations) Error() string {
	noun := "errors"
	if len(vs) == 1 {
		noun = "error"
	}
	b := make([]byte, 0, (len(vs)+1)*usualSentence)
	b = fmt.Appendf(b, "%d validation %s detected: ", len(vs), noun)
	for i := range vs {
		if i > 0 {
			b = append(b, "; "...)
		}
		b = vs[i].append(b)
	}
	return cutBytes(string(b), maxSentence)
}

// usualSentence is as long as most violations are told in, in bytes.
const usualSentence = 200

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

// missing tells of a required member that an object does not have.
func (c *checker) missing(at Path, object *Value) {
	if c.report != nil {
		c.report.add(at, object, "is missing")
		return
	}
	c.found = append(c.found, Violation{at.service(), at.String(), "null", "Member must not be null"})
}

func (c *checker) violation(at Path, v *Value, s *Shape, constraints ...string) {
	told := Violation{at.service(), at.String(), quoted(v, s), ""}
	for _, told.Constraint = range constraints {
		c.found = append(c.found, told)
	}
}

// sentences are those of broken constraints, in the order in which they are told.
func (s *Shape) sentences(set constraints) (texts []string) {
	for _, broken := range [...]constraints{tooFew, tooMany, noMatch, notOneOf} {
		if set&broken != 0 {
			texts = append(texts, s.sentence(broken))
		}
	}
	return texts
}

func (s *Shape) sentence(broken constraints) string {
	noun := "length"
	if s.Kind == IntegerKind || s.Kind == NumberKind {
		noun = "value"
	}
	switch broken {
	case tooFew:
		return "Member must have " + noun + " greater than or equal to " + strconv.Itoa(s.Min.N)
	case tooMany:
		return "Member must have " + noun + " less than or equal to " + strconv.Itoa(s.Max.N)
	case noMatch:
		return "Member must satisfy regular expression pattern: " + s.Expr
	default:
		return "Member must satisfy enum value set: [" + strings.Join(s.Values, ", ") + "]"
	}
}

// together lists every constraint of a shape in brackets, as the framework does for
// the scalars of a list or map and for a map's keys: the value is the list or map
// then, and all constraints are named once, whichever of them is broken and
// how often (enum-list-auto-verified, map-constraint-form).
func (s *Shape) together() string {
	var texts []string
	for _, demand := range [...]struct {
		made   bool
		broken constraints
	}{{s.Max.Set, tooMany}, {s.Min.Set, tooFew}, {s.Expr != "", noMatch}, {s.Values != nil, notOneOf}} {
		if demand.made {
			texts = append(texts, s.sentence(demand.broken))
		}
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// maxEcho is how many characters of a value a sentence repeats, so that an
// answer stays under Lambda's limit (a known departure).
const maxEcho = 4096

// quoted is the value as it stands in a sentence, "" where it may not (multi-sensitive-2017).
func quoted(v *Value, s *Shape) string {
	if s.Sensitive {
		return ""
	}
	value, n := text(v, s), 0
	for i := range value {
		if n == maxEcho {
			return "'" + value[:i] + "'"
		}
		n++
	}
	return "'" + value + "'"
}

// text prints a value as Java does: lists as [a, b], maps as {k=v} in ASCII
// order of the keys, structures in Lombok's manner with their members in the
// model's order and "null" for absent ones (schema-over-50), a blob as the buffer
// that holds it (branding-assets-over-40).
func text(v *Value, s *Shape) string {
	switch {
	case v.Type == Null:
		return "null"
	case s.Kind == DocumentKind:
		return string(v.json())
	case s.Kind == BlobKind:
		return fmt.Sprintf("java.nio.HeapByteBuffer[pos=0 lim=%d cap=%[1]d]", len(v.Text))
	case s.Kind == BooleanKind:
		return strconv.FormatBool(v.Bool())
	case s.Kind == IntegerKind:
		return strconv.Itoa(v.Int())
	case s.Kind == ListKind:
		return listText(v, s)
	case s.Kind == MapKind:
		return mapText(v, s)
	case s.Kind == StructureKind:
		return structureText(v, s)
	default:
		return v.Text
	}
}

func listText(v *Value, s *Shape) string {
	items := make([]string, len(v.Items))
	for i := range v.Items {
		items[i] = text(&v.Items[i], s.Elem)
	}
	return "[" + strings.Join(items, ", ") + "]"
}

func mapText(v *Value, s *Shape) string {
	entries := make([]string, len(v.Fields))
	order := slices.Clone(v.Fields)
	slices.SortFunc(order, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	for i := range order {
		entries[i] = order[i].Name + "=" + text(&order[i].Value, s.Elem)
	}
	return "{" + strings.Join(entries, ", ") + "}"
}

func structureText(v *Value, s *Shape) string {
	members := make([]string, len(s.Members))
	for i := range s.Members {
		m := &s.Members[i]
		members[i] = m.wireName() + "=" + text(v.Get(m.Name), m.Shape)
	}
	return s.Name + "(" + strings.Join(members, ", ") + ")"
}
