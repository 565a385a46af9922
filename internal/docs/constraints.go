package docs

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// constraints are an operation's.
type constraints struct {
	Operation string
	// Rows are of a table, one a member and one for what is below it.
	Rows []string
	// Shared are the members that Create, the create before this operation or the page's first operation, has, too.
	Create string
	Shared []string
}

// Constraints are those of the resource's operations. A structure that stood before on the page is not written out again.
func (a about) Constraints() []constraints {
	w := &walker{at: map[*shape.Shape]string{}, evidence: map[string][]string{}}
	for _, f := range a.sources.Facts {
		if f.Kind == "constraint" {
			w.evidence[f.Where] = append(w.evidence[f.Where], f.ID)
		}
	}
	var all []constraints
	create := a.Operations()[0] // the last one, or the first operation
	for _, op := range a.Operations() {
		if strings.HasPrefix(op.Name, "Create") {
			create = op
		}
		w.out = constraints{Operation: op.Name, Create: create.Name}
		for i := range op.Input.Members {
			if m := &op.Input.Members[i]; op.Name != create.Name && shared(create.Input, m) {
				w.out.Shared = append(w.out.Shared, code(m.Name))
			} else {
				w.member(m.Name, m)
			}
		}
		all = append(all, w.out)
	}
	return all
}

// shared tells whether another input has the very member.
func shared(input *shape.Shape, m *shape.Member) bool {
	first, ok := input.Member(m.Name)
	return ok && first.Shape == m.Shape && first.Required == m.Required
}

type walker struct {
	out constraints
	// at is where a structure was written out.
	at map[*shape.Shape]string
	// evidence are the facts about a place, by operation and path.
	evidence map[string][]string
}

// member writes a member's row and what is below it.
func (w *walker) member(path string, m *shape.Member) {
	inner, below := m.Shape, path
	switch m.Shape.Kind {
	case shape.ListKind:
		inner, below = m.Shape.Elem, path+"[]"
	case shape.MapKind:
		inner, below = m.Shape.Elem, path+"{}"
	default: // itself
	}
	texts := append(presence(m), bounds(m.Shape)...)
	earlier, again := w.at[inner]
	if inner.Kind == shape.StructureKind && again {
		texts = append(texts, "as "+earlier)
	}
	var facts []string
	for _, part := range []string{"", "[]", "{key}", "{}"} { // its own, its entries', keys' and values'
		facts = append(facts, w.evidence[w.out.Operation+"."+path+part]...)
	}
	if m.Shape.Kind != shape.StructureKind || len(texts) > 0 || len(facts) > 0 {
		w.out.Rows = append(w.out.Rows, row(code(path), kind(m.Shape), strings.Join(texts, "; "), proofs(facts)))
	}
	if inner.Kind != shape.StructureKind || again {
		return
	}
	w.at[inner] = code(w.out.Operation + "." + below)
	for i := range inner.Members {
		w.member(below+"."+inner.Members[i].Name, &inner.Members[i])
	}
}

func presence(m *shape.Member) []string {
	var texts []string
	switch {
	case m.Primitive:
		texts = append(texts, "required, absence counts as 0")
	case m.Unless != "":
		texts = append(texts, "required unless "+code(m.Unless)+" is given")
	case m.Required:
		texts = append(texts, "required")
	}
	if m.Alias != "" {
		texts = append(texts, "the sentence calls it "+code(m.Alias))
	}
	return texts
}

func kind(s *shape.Shape) string {
	switch s.Kind {
	case shape.ListKind:
		return "list of " + kind(s.Elem) + "s"
	case shape.MapKind:
		return "map of " + kind(s.Elem) + "s"
	default:
		return map[shape.Kind]string{
			shape.StringKind: "string", shape.IntegerKind: "integer", shape.NumberKind: "number", shape.BooleanKind: "boolean",
			shape.StructureKind: "structure", shape.BlobKind: "blob", shape.DocumentKind: "JSON value",
		}[s.Kind]
	}
}

// bounds says what a shape demands, and what its entries, keys and values have to be.
func bounds(s *shape.Shape) []string {
	texts := own(s)
	each := func(what string, s *shape.Shape) {
		if s != nil && len(own(s)) > 0 {
			texts = append(texts, what+": "+strings.Join(own(s), ", "))
		}
	}
	if s.Kind == shape.ListKind {
		each("each entry", s.Elem)
		return texts
	}
	each("each key", s.Key)
	each("each value", s.Elem)
	return texts
}

func own(s *shape.Shape) []string {
	var texts []string
	if span := span(s); span != "" {
		texts = append(texts, span)
	}
	switch p := longPatterns()[s.Expr]; {
	case p != "":
		texts = append(texts, fmt.Sprintf("pattern of [%s](/docs/behaviour/README.md#patterns)", code(p)))
	case s.Expr != "":
		texts = append(texts, "pattern "+code(s.Expr))
	}
	if s.Values != nil {
		texts = append(texts, "one of `"+strings.Join(s.Values, "`, `")+"`")
	}
	return texts
}

func span(s *shape.Shape) string {
	unit := map[shape.Kind]string{shape.StringKind: " characters", shape.ListKind: " entries", shape.MapKind: " entries", shape.BlobKind: " bytes"}[s.Kind]
	low, high := thousands(s.Min.N), thousands(s.Max.N)
	switch {
	case s.Min.Set && s.Max.Set:
		return low + " to " + high + unit
	case s.Kind == shape.StringKind && s.Min.Set && s.Min.N == 1:
		return "not empty"
	case s.Min.Set:
		return "at least " + low + unit
	case s.Max.Set:
		return "at most " + high + unit
	default:
		return ""
	}
}

// longPatterns are the patterns that are written out once, because they are long and often used, with the name of the
// first shape that has each.
var longPatterns = sync.OnceValue(func() map[string]string {
	uses, names := map[string]int{}, map[string]string{}
	var count func(*shape.Shape)
	count = func(s *shape.Shape) {
		if s == nil {
			return
		}
		uses[s.Expr]++
		if names[s.Expr] == "" {
			names[s.Expr] = s.Name
		}
		count(s.Key)
		count(s.Elem)
		for i := range s.Members {
			count(s.Members[i].Shape)
		}
	}
	for _, op := range cognito.Operations() {
		count(op.Input)
	}
	const often, long = 3, 15
	maps.DeleteFunc(names, func(expr, _ string) bool { return uses[expr] < often || len(expr) < long })
	return names
})

// pattern is one that is written out once.
type pattern struct{ Name, Expr string }

// Patterns are in the order of their names.
func (s *sources) Patterns() []pattern {
	var all []pattern
	for expr, name := range longPatterns() {
		all = append(all, pattern{name, expr})
	}
	slices.SortFunc(all, func(a, b pattern) int { return strings.Compare(a.Name, b.Name) })
	return all
}
