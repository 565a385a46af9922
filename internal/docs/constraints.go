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

// constraints makes one table an operation. A structure that stood before, in
// this or an earlier operation, is not written out again.
func constraints(s *sources) string {
	w := &walker{at: map[*shape.Shape]string{}, evidence: map[string][]string{}}
	for _, f := range s.facts {
		if f.Kind == "constraint" {
			w.evidence[f.Where] = append(w.evidence[f.Where], f.ID)
		}
	}
	for _, op := range cognito.Operations() {
		fmt.Fprintf(&w.out, "### %s\n\n", op.Name)
		w.operation(op)
	}
	w.out.WriteString(patterns())
	return w.out.String()
}

type walker struct {
	out strings.Builder
	// at is where a structure was written out.
	at       map[*shape.Shape]string
	evidence map[string][]string
	op       string
	rows     strings.Builder
	same     []string
}

func (w *walker) operation(op cognito.Operation) {
	w.op, w.same = op.Name, nil
	w.rows.Reset()
	w.members("", op.Input)
	if w.rows.Len() > 0 {
		w.out.WriteString(header("Member", "Type", "Constraints", "Evidence beyond the model") + w.rows.String() + "\n")
	}
	if len(w.same) > 0 {
		fmt.Fprintf(&w.out, "As in CreateUserPool: %s.\n\n", strings.Join(w.same, ", "))
	}
}

func (w *walker) members(path string, s *shape.Shape) {
	for i := range s.Members {
		m := &s.Members[i]
		at := m.Name
		if path != "" {
			at = path + "." + m.Name
		}
		if path == "" && w.op != "CreateUserPool" && sharedWithCreate(m) {
			w.same = append(w.same, code(m.Name))
			continue
		}
		w.member(at, m)
	}
}

// sharedWithCreate tells whether CreateUserPool has the very member.
func sharedWithCreate(m *shape.Member) bool {
	first, ok := cognito.Operations()[0].Input.Member(m.Name)
	return ok && first.Shape == m.Shape && first.Required == m.Required
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
	proof := proofs(w.proofsOf(path))
	if m.Shape.Kind != shape.StructureKind || len(texts) > 0 || proof != "" {
		w.rows.WriteString(row(code(path), kind(m.Shape), strings.Join(texts, "; "), proof))
	}
	if inner.Kind != shape.StructureKind || again {
		return
	}
	w.at[inner] = code(w.op + "." + below)
	w.members(below, inner)
}

// proofsOf finds the facts about a member, its entries, keys and values.
func (w *walker) proofsOf(path string) []string {
	var ids []string
	for _, suffix := range []string{"", "[]", "{key}", "{}"} {
		ids = append(ids, w.evidence[w.op+"."+path+suffix]...)
	}
	return ids
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

var kinds = map[shape.Kind]string{
	shape.StringKind: "string", shape.IntegerKind: "integer", shape.BooleanKind: "boolean", shape.StructureKind: "structure",
	shape.ListKind: "list", shape.MapKind: "map",
}

func kind(s *shape.Shape) string {
	switch s.Kind {
	case shape.ListKind:
		return "list of " + kind(s.Elem) + "s"
	case shape.MapKind:
		return "map of " + kind(s.Elem) + "s"
	default:
		return kinds[s.Kind]
	}
}

// bounds says what a shape demands, and what its entries, keys and values have to be.
func bounds(s *shape.Shape) []string {
	texts := own(s)
	switch s.Kind {
	case shape.ListKind:
		texts = append(texts, each("each entry", s.Elem)...)
	case shape.MapKind:
		texts = append(texts, each("each key", s.Key)...)
		texts = append(texts, each("each value", s.Elem)...)
	default: // nothing below that a row says
	}
	return texts
}

func each(what string, s *shape.Shape) []string {
	if texts := own(s); len(texts) > 0 {
		return []string{what + ": " + strings.Join(texts, ", ")}
	}
	return nil
}

func own(s *shape.Shape) []string {
	var texts []string
	if span := span(s); span != "" {
		texts = append(texts, span)
	}
	if name := patternNames()[s.Expr]; name != "" {
		texts = append(texts, fmt.Sprintf("pattern of [%s](#patterns)", code(name)))
	} else if s.Expr != "" {
		texts = append(texts, "pattern "+code(s.Expr))
	}
	if s.Values != nil {
		values := make([]string, len(s.Values))
		for i, v := range s.Values {
			values[i] = code(v)
		}
		texts = append(texts, "one of "+strings.Join(values, ", "))
	}
	return texts
}

func span(s *shape.Shape) string {
	unit := map[shape.Kind]string{shape.StringKind: " characters", shape.ListKind: " entries", shape.MapKind: " entries"}[s.Kind]
	switch {
	case s.Kind == shape.StringKind && s.Min.Set && !s.Max.Set && s.Min.N == 1:
		return "not empty"
	case s.Min.Set && s.Max.Set:
		return thousands(s.Min.N) + " to " + thousands(s.Max.N) + unit
	case s.Min.Set:
		return "at least " + thousands(s.Min.N) + unit
	case s.Max.Set:
		return "at most " + thousands(s.Max.N) + unit
	default:
		return ""
	}
}

// often is how often a long pattern is used to be written out only once.
const often = 3

// patternNames are the patterns that are written out once, by the name of the
// first shape that has each.
var patternNames = sync.OnceValue(func() map[string]string {
	uses, names := map[string]int{}, map[string]string{}
	for _, op := range cognito.Operations() {
		countPatterns(op.Input, uses, names)
	}
	maps.DeleteFunc(names, func(expr, _ string) bool { return uses[expr] < often || len(expr) < len("[a-z]+@[a-z]+") })
	return names
})

func countPatterns(s *shape.Shape, uses map[string]int, names map[string]string) {
	if s == nil {
		return
	}
	if s.Expr != "" {
		uses[s.Expr]++
		if names[s.Expr] == "" {
			names[s.Expr] = s.Name
		}
	}
	countPatterns(s.Key, uses, names)
	countPatterns(s.Elem, uses, names)
	for i := range s.Members {
		countPatterns(s.Members[i].Shape, uses, names)
	}
}

// patterns lists those that are written out once.
func patterns() string {
	byName := map[string]string{}
	for expr, name := range patternNames() {
		byName[name] = expr
	}
	var b strings.Builder
	b.WriteString("### Patterns\n\n")
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		fmt.Fprintf(&b, "* %s: %s\n", code(name), code(byName[name]))
	}
	b.WriteString("\n")
	return b.String()
}
