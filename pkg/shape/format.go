package shape

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Format is a kind of document that people write. Its reader reports what the table
// finds; the code that builds something from the value adds what a table cannot express.
type Format struct {
	Name   string // as in "keys document"
	Shape  *Shape
	Limits Limits
	// Unknown is the text for a member that the shape does not have.
	Unknown string
}

// Read reads a document and reports every mistake that its table knows. The value
// is null where the text is no JSON; the code that builds from it must not rely on
// anything that the table checks.
func (f *Format) Read(text []byte) (Place, *Report) {
	r := &Report{format: f}
	v, err := Read(text, f.Limits)
	if err != nil {
		r.add(nil, &v, unreadable(text, err))
		return Place{Value: &v}, r
	}
	c := checker{report: r}
	c.value(nil, &v, f.Shape)
	return Place{Value: &v}, r
}

// Place is a value of a document and the way to it.
type Place struct {
	Path Path
	*Value
}

// Member is a member of an object, null where it is absent.
func (p Place) Member(name string) Place { return Place{p.Path.Member(name), p.Get(name)} }

// Entry is the value of a map's key. A key that is refused does not stand in its path
// where the shape has SecretKeys.
func (p Place) Entry(i int, s *Shape) Place {
	return Place{p.Path.entry(i, &p.Fields[i], s), &p.Fields[i].Value}
}

// Each goes through a list, or through a value that stands for a list of one.
func (p Place) Each() iter.Seq[Place] {
	return func(yield func(Place) bool) {
		if p.Type != ArrayType && p.Value != &absent {
			yield(p)
		}
		for i := range p.Items {
			if !yield(Place{p.Path.Item(i), &p.Items[i]}) {
				return
			}
		}
	}
}

// unreadable says why a text was not read, and where.
func unreadable(text []byte, err error) string {
	read, ok := errors.AsType[*ReadError](err)
	if !ok || read.Offset == 0 {
		return err.Error()
	}
	line, column := Position(text, read.Offset)
	return fmt.Sprintf("%s, as line %d, column %d shows", read.Text, line, column)
}

// Problem is one mistake. Path and text repeat no value of the document; the path
// is empty for the document as a whole.
type Problem struct {
	Path   string
	Text   string // what is wrong there, to follow the path in a sentence
	Offset int    // of the value, in bytes
}

func (p Problem) String() string { return strings.TrimSpace(p.Path + " " + p.Text) }

// Report collects what is wrong with a document.
type Report struct {
	format   *Format
	problems []Problem
}

// Add tells of a mistake at a value, without repeating it.
func (r *Report) Add(at Place, text string) { r.add(at.Path, at.Value, text) }

func (r *Report) add(at Path, v *Value, text string) {
	r.problems = append(r.problems, Problem{at.String(), text, v.Offset})
}

// Sound tells whether a part of the document has no reported mistake.
func (r *Report) Sound(at Place) bool {
	place := at.Path.String()
	return !slices.ContainsFunc(r.problems, func(p Problem) bool {
		inside, found := strings.CutPrefix(p.Path, place)
		return found && (inside == "" || place == "" || inside[0] == '.' || inside[0] == '[')
	})
}

// Err is nil where nothing is wrong, else a *DocumentError.
func (r *Report) Err() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Offset, b.Offset) })
	return &DocumentError{r.format.Name, r.problems}
}

// DocumentError refuses a document and tells every mistake, in the order in which
// they stand in it. It repeats no value of the document and may be logged.
type DocumentError struct {
	Document string
	Problems []Problem
}

// maxProblems is how many mistakes an error tells one by one.
const maxProblems = 100

// Error tells the mistakes in one line.
func (e *DocumentError) Error() string {
	var texts []string
	for _, p := range e.Problems[:min(len(e.Problems), maxProblems)] {
		texts = append(texts, p.String())
	}
	if more := len(e.Problems) - maxProblems; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return e.Document + " refused: " + strings.Join(texts, "; ")
}

// names tells of members that are unknown to a structure, or there twice.
func (r *Report) names(at Path, v *Value, s *Shape) {
	seen := make(map[string]bool, len(v.Fields))
	for i := range v.Fields {
		f := &v.Fields[i]
		if _, known := s.Member(f.Name); s.Kind == StructureKind && !known {
			r.add(at.Member(f.Name), f.key(), r.format.Unknown)
		}
		if seen[f.Name] {
			r.add(at.entry(i, f, s), f.key(), "is there twice")
		}
		seen[f.Name] = true
	}
}

// entries checks a map's keys and values one by one.
func (r *Report) entries(c *checker, at Path, v *Value, s *Shape) {
	for i := range v.Fields {
		f := &v.Fields[i]
		here := at.entry(i, f, s)
		if set := s.Key.broken(f.key()); set != 0 {
			r.add(here, f.key(), s.Key.demand(set))
		}
		c.value(here, &f.Value, s.Elem)
	}
	r.names(at, v, s)
}

// entry leads to an entry of a map or structure.
func (p Path) entry(i int, f *Field, s *Shape) Path {
	if s.SecretKeys && s.Key.broken(f.key()) != 0 {
		return p.Item(i)
	}
	return p.Member(f.Name)
}

// noun is what a value of the shape is, to follow "must be".
func (s *Shape) noun() string {
	return map[Kind]string{
		StringKind: "a string", BlobKind: "a string", IntegerKind: "a whole number", NumberKind: "a number",
		BooleanKind: "true or false", ListKind: "a list", MapKind: "an object", StructureKind: "an object",
	}[s.Kind]
}

// demand says what a shape asks for. For a text that breaks several constraints its
// pattern or enumeration is enough.
func (s *Shape) demand(set constraints) string {
	span := fmt.Sprintf("%d to %d ", s.Min.N, s.Max.N)
	switch {
	case set&(noMatch|notOneOf) != 0:
		return "must be " + cmp.Or(s.Must, oneOf(s.Values))
	case !s.Max.Set:
		return "must not be empty"
	case s.Kind == IntegerKind || s.Kind == NumberKind:
		return "must be " + strings.TrimSpace(span)
	case s.Kind == StringKind:
		return "must have " + span + "characters"
	default:
		return "must have " + span + cmp.Or(s.Must, "entries")
	}
}

// oneOf lists values as in "a, b or c".
func oneOf(values []string) string {
	if len(values) < 2 {
		return strings.Join(values, "")
	}
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}
