package shape

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Check holds a decoded body against every constraint of its shape. It returns
// nil when none is broken, and allocates nothing then.
func Check(v *Value, s *Shape) Violations {
	var c checker
	var steps [MaxDepth]step
	c.structure(steps[:0], v, s)
	if len(c.found) > 0 {
		c.found.sort()
	}
	return c.found
}

// checker walks a value along its shape. What is broken becomes violations of a
// request or, where there is a report, mistakes of a document.
type checker struct {
	found  Violations
	report *Report
}

// constraints is a set of what a shape may demand of a value.
type constraints uint8

const (
	tooFew constraints = 1 << iota
	tooMany
	noMatch
	notOneOf
)

// broken are the constraints of the shape itself that the value breaks.
func (s *Shape) broken(v *Value) (set constraints) {
	size := s.size(v)
	if s.Min.Set && size < float64(s.Min.N) {
		set |= tooFew
	}
	if s.Max.Set && size > float64(s.Max.N) {
		set |= tooMany
	}
	if s.Expr != "" && !s.farTooLong(size) && !s.Matches(v.Text) {
		set |= noMatch
	}
	if s.Values != nil && !slices.Contains(s.Values, v.Text) {
		set |= notOneOf
	}
	return set
}

// farTooLong spares a text the pattern when its length alone is absurd: nothing is
// learnt from it (docs/departures.md#far-too-long).
func (s *Shape) farTooLong(size float64) bool { return s.Max.Set && size > 4*float64(s.Max.N) }

// size is what a shape's bounds are about.
func (s *Shape) size(v *Value) float64 {
	switch s.Kind {
	case IntegerKind:
		return float64(v.Int())
	case NumberKind:
		return v.Number()
	case ListKind:
		return float64(len(v.Items))
	case MapKind, StructureKind:
		return float64(len(v.Fields))
	case BlobKind:
		return float64(len(v.Text))
	default:
		return float64(utf8.RuneCountInString(v.Text))
	}
}

func (c *checker) value(at Path, v *Value, s *Shape) {
	if c.report != nil {
		if s.OrOne && v.Type != ArrayType {
			s = s.Elem
		}
		if !s.takes(v) || s.Kind == IntegerKind && strings.ContainsAny(v.Text, ".eE") { // 1.0 and 1e3, too
			c.report.add(at, v, "must be "+s.noun())
			return
		}
	}
	if set := s.broken(v); set != 0 {
		c.tell(at, v, s, set)
	}
	switch s.Kind {
	case StructureKind:
		c.structure(at, v, s)
	case ListKind:
		c.items(at, v, s)
	case MapKind:
		c.entries(at, v, s)
	default: // nothing inside
	}
}

func (c *checker) tell(at Path, v *Value, s *Shape, set constraints) {
	if c.report != nil {
		c.report.add(at, v, s.demand(set))
		return
	}
	c.violation(at, v, s, s.sentences(set)...)
}

func (c *checker) structure(at Path, v *Value, s *Shape) {
	for i := range s.Members {
		m := &s.Members[i]
		member := v.Get(m.Name)
		if member == &absent && !m.Required && !m.Primitive {
			continue // as most are
		}
		here := append(at, step{name: m.Name, member: m})
		switch {
		case !member.IsNull() || c.report != nil && member != &absent: // to a document null is a value
			c.value(here, member, m.Shape)
		case m.Primitive:
			c.value(here, &zero, m.Shape)
		case m.Required && (m.Unless == "" || v.Get(m.Unless).IsNull()):
			c.missing(here, v)
		}
	}
	if c.report != nil {
		c.report.names(at, v, s)
	}
}

// zero is the value of a primitive that is absent. It is never changed.
var zero = Value{Type: NumberType}

// items checks a list's. The service tells the refused scalars of a list together, and nulls.
func (c *checker) items(at Path, v *Value, s *Shape) {
	if s.NoNulls && slices.ContainsFunc(v.Items, func(item Value) bool { return item.IsNull() }) {
		c.violation(at, v, s, "Member must satisfy constraint: [Member must not be null]")
	}
	together := c.report == nil && s.Elem.Kind != StructureKind
	for i := range v.Items {
		if s.NoNulls && v.Items[i].IsNull() {
			continue
		}
		if !together {
			c.value(append(at, step{kind: toItem, index: i}), &v.Items[i], s.Elem)
		} else if s.Elem.broken(&v.Items[i]) != 0 {
			c.violation(at, v, s, "Member must satisfy constraint: "+s.Elem.together())
			return
		}
	}
}

// entries checks a map's keys and values. The service tells the refused keys
// together, and the refused scalars. Of a request a structure under a refused key
// is not looked at: paths go to the log, which holds nothing that a caller wrote.
func (c *checker) entries(at Path, v *Value, s *Shape) {
	if c.report != nil {
		c.report.entries(c, at, v, s)
		return
	}
	var badKey, badValue bool
	for i := range v.Fields {
		f := &v.Fields[i]
		keyBroken := s.Key.broken(f.key()) != 0
		badKey = badKey || keyBroken
		switch {
		case s.Elem.Kind != StructureKind:
			badValue = badValue || s.Elem.broken(&f.Value) != 0
		case !keyBroken:
			c.value(append(at, step{kind: toEntry, name: f.Name}), &f.Value, s.Elem)
		}
	}
	if badKey {
		c.violation(at, v, s, "Map keys must satisfy constraint: "+s.Key.together())
	}
	if badValue {
		c.violation(at, v, s, "Map value must satisfy constraint: "+s.Elem.together())
	}
}
