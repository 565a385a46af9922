package shape

import (
	"slices"
	"strconv"
	"strings"
)

// maxEcho is how many characters of a value a sentence repeats, so that an
// answer stays under Lambda's limit (a known departure).
const maxEcho = 4096

// quoted is the value as it stands in a sentence.
func quoted(v *Value, s *Shape) string { return "'" + cut(text(v, s)) + "'" }

func cut(s string) string {
	if len(s) <= maxEcho {
		return s
	}
	n := 0
	for i := range s {
		if n == maxEcho {
			return s[:i]
		}
		n++
	}
	return s
}

// text prints a value as Java does: lists as [a, b], maps as {k=v} in ASCII
// order of the keys, structures in Lombok's manner with their members in the
// model's order and "null" for absent ones (schema-over-50).
func text(v *Value, s *Shape) string {
	switch v.Type {
	case Null:
		return "null"
	case TrueType:
		return "true"
	case FalseType:
		return "false"
	case NumberType:
		return strconv.Itoa(v.Int)
	case ArrayType:
		return listText(v, s)
	case ObjectType:
		if s.Kind == MapKind {
			return mapText(v, s)
		}
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
