package cognito_test

import (
	"fmt"
	"strings"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// place is somewhere in an operation's input: a member at some depth, an entry
// of a list, a key or a value of a map, together with requests around it.
type place struct {
	// path is the operation and the public names: "CreateUserPool.Schema[].Name";
	// "[]" is an entry of a list, "{key}" and "{}" are a map's key and value.
	path   string
	shape  *shape.Shape
	member *shape.Member // nil for what is no member
	// printed is the path as the service prints it. For an entry of a list of
	// scalars and for keys and values of a map it is the list's or map's.
	printed string
	// with makes a whole request with the value in this place.
	with func(value any) any
	// within says how a violation here is told: as it is, or wrapped.
	within string
	// beside is the shape of the value that a key of a map is tried with, or of the key that a value is.
	beside *shape.Shape
}

// places lists all places of all operations, in the order of the tables.
func places() []place {
	var all []place
	for _, op := range cognito.Operations() {
		all = append(all, placesOf(op)...)
	}
	return all
}

func placesOf(op cognito.Operation) []place {
	return below(&place{path: op.Name, shape: op.Input, with: func(v any) any { return v }})
}

func placesByPath() map[string]place {
	byPath := map[string]place{}
	for _, p := range places() {
		byPath[p.path] = p
	}
	return byPath
}

func below(at *place) (all []place) {
	s := at.shape
	add := func(p place) { all = append(append(all, p), below(&p)...) }
	switch s.Kind {
	case shape.StructureKind:
		for i := range s.Members {
			m := &s.Members[i]
			add(place{path: at.path + "." + m.Name, shape: m.Shape, member: m, printed: strings.TrimPrefix(at.printed+"."+printedName(m.Name), "."),
				with: func(v any) any {
					object := fineMembers(s)
					object[m.Name] = v
					if v == (leftOut{}) {
						delete(object, m.Name)
					}
					return at.with(object)
				}})
		}
	case shape.ListKind:
		entry := place{path: at.path + "[]", shape: s.Elem, printed: at.printed, within: "Member must satisfy constraint: [%s]",
			with: func(v any) any { return at.with([]any{v}) }}
		if s.Elem.Kind == shape.StructureKind {
			entry.printed, entry.within = at.printed+".1.member", ""
		}
		add(entry)
	case shape.MapKind:
		name := keys(s.Key)(0)
		value := place{path: at.path + "{}", shape: s.Elem, printed: at.printed, within: "Map value must satisfy constraint: [%s]", beside: s.Key,
			with: func(v any) any { return at.with(map[string]any{name: v}) }}
		if s.Elem.Kind == shape.StructureKind {
			value.printed, value.within = at.printed+"."+name+".member", ""
		}
		add(place{path: at.path + "{key}", shape: s.Key, printed: at.printed, within: "Map keys must satisfy constraint: [%s]", beside: s.Elem,
			with: func(v any) any { return at.with(map[string]any{v.(string): fine(s.Elem)}) }})
		add(value)
	default:
	}
	return all
}

// leftOut stands for a member that is absent.
type leftOut struct{}

// printedName is a member's name in paths: its first letter small, but for those
// that were recorded otherwise (invite-sms-placeholder and group-list-limit-zero in docs/evidence.md).
func printedName(member string) string {
	switch member {
	case "InviteMessageTemplate":
		return "inviteMessage"
	case "SMSMessage":
		return "smsMessage"
	case "Limit":
		return "maxResults"
	default:
		return strings.ToLower(member[:1]) + member[1:]
	}
}

// fine is a value that breaks nothing.
func fine(s *shape.Shape) any {
	switch s.Kind {
	case shape.IntegerKind:
		return s.Min.N
	case shape.BooleanKind:
		return true
	case shape.ListKind:
		return []any{fine(s.Elem)}
	case shape.MapKind:
		return map[string]any{keys(s.Key)(0): fine(s.Elem)}
	case shape.StructureKind:
		return fineMembers(s)
	case shape.DocumentKind:
		return obj{}
	default:
		if s.Values != nil {
			return s.Values[0]
		}
		w := wordsOf(s)
		return w.of(max(s.Min.N, w.shortest))
	}
}

// fineMembers are the members that a structure needs.
func fineMembers(s *shape.Shape) map[string]any {
	object := map[string]any{}
	for i := range s.Members {
		if m := &s.Members[i]; m.Required || m.Primitive {
			object[m.Name] = fine(m.Shape)
		}
	}
	return object
}

// words makes texts that match a pattern, and texts that do not.
type words struct {
	head, fill string
	// shortest is the least number of characters of a match.
	shortest int
	// wrong is a character of which no run of any length matches.
	wrong string
	// scripts tells that letters of every script match.
	scripts bool
}

// of is a match of n characters, as long as n is not below the shortest.
func (w words) of(n int) string { return w.text(n, w.fill) }

func (w words) text(n int, fill string) string {
	head := w.head[:min(len(w.head), n)]
	return head + strings.Repeat(fill, n-len(head))
}

const (
	anyText  = `[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`
	arnExpr  = `arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`
	s3Expr   = `arn:[\w+=/,.@-]+:[\w+=/,.@-]+:::[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`
	uuidExpr = `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$`
)

// vocabulary is how to match every pattern that the tables have.
var vocabulary = map[string]words{
	"":                                   {fill: "a", scripts: true},
	`Level[1-4]`:                         {head: "Level1", shortest: 6, wrong: "L"},
	`[\x21\x23-\x5B\x5D-\x7E]+`:          {fill: "a", shortest: 1, wrong: " "},
	arnExpr:                              {head: "arn:a:b::1:", fill: "a", shortest: 12, wrong: "a"},
	`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`:       {fill: "a", shortest: 1, wrong: " ", scripts: true},
	s3Expr:                               {head: "arn:a:b:::", fill: "a", shortest: 11, wrong: "a"},
	`[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]+`:    {fill: "*", shortest: 1, wrong: "\x00", scripts: true},
	`[a-zA-Z0-9_-]+`:                     {fill: "a", shortest: 1, wrong: "."},
	anyText + `\{####\}` + anyText:       {head: "{####}", fill: "a", shortest: 6, wrong: "a", scripts: true},
	`(?s).*\{####\}(?s).*`:               {head: "{####}", fill: "\n", shortest: 6, wrong: "a", scripts: true},
	`[\p{L}\p{M}\p{S}\p{N}\p{P}\s]+`:     {fill: "\v", shortest: 1, wrong: "\x00", scripts: true},
	`[\w+]+`:                             {fill: "a", shortest: 1, wrong: "-"},
	`[0-9a-fA-F]+`:                       {fill: "a", shortest: 1, wrong: "g"},
	`[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]+`:  {fill: " ", shortest: 1, wrong: "\t", scripts: true},
	`[\S]+`:                              {fill: "a", shortest: 1, wrong: "\v", scripts: true},
	`[\w-]+_[0-9a-zA-Z]+`:                {head: "-_", fill: "a", shortest: 3, wrong: "a"},
	`[\w\s+=,.@-]+`:                      {fill: " ", shortest: 1, wrong: "!"},
	`[\x21\x23-\x2E\x30-\x5B\x5D-\x7E]+`: {fill: "a", shortest: 1, wrong: "/"},
	anyText + `\{##` + anyText + `##\}` + anyText:    {head: "{####}", fill: "a", shortest: 6, wrong: "a", scripts: true},
	`[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+`: {fill: "a", shortest: 3, wrong: "_", scripts: true},
	`[\w\s+=.@-]+`: {fill: " ", shortest: 1, wrong: ","},
	`^[\w\- ]+$`:   {fill: " ", shortest: 1, wrong: "!"},
	uuidExpr:       {head: "00000000-0000-4000-8000-000000000000", shortest: 36, wrong: "g"},
	`[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+`: {head: "a@", fill: "a", shortest: 3, wrong: "a", scripts: true},
}

func wordsOf(s *shape.Shape) words {
	w, known := vocabulary[s.Expr]
	if !known {
		panic("how to match " + s.Expr + " is not known: add it to the vocabulary")
	}
	return w
}

// keys makes the n-th key of a map. Of a pattern that allows four there are four.
func keys(s *shape.Shape) func(n int) string {
	form := "k%d"
	if s.Expr != "" {
		form = "Level%d"
	}
	return func(n int) string { return fmt.Sprintf(form, n+1) }
}
