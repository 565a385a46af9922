package shape

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Path leads from the root of a value to one of its parts. The checks keep one on
// the stack, and make texts of it only for what is broken.
type Path []step

type step struct {
	kind   stepKind
	name   string  // of a member or of an entry of a map
	member *Member // where there is a shape
	index  int     // of an item, from 0
}

type stepKind uint8

const (
	toMember stepKind = iota
	toItem
	toEntry // of a map
)

// Member leads to a member of an object.
func (p Path) Member(name string) Path { return append(slices.Clip(p), step{name: name}) }

// Item leads to an entry of a list, counted from 0.
func (p Path) Item(i int) Path { return append(slices.Clip(p), step{kind: toItem, index: i}) }

// service is the path in the service's own names: lower camel case, dots, list
// entries as ".1.member".
func (p Path) service() string {
	b := make([]byte, 0, 64)
	for _, s := range p {
		b = append(b, '.')
		switch s.kind {
		case toItem:
			b = append(strconv.AppendInt(b, int64(s.index)+1, 10), ".member"...)
		case toEntry:
			b = append(append(b, s.name...), ".member"...)
		default:
			b = append(b, s.member.wireName()...)
		}
	}
	return strings.TrimPrefix(string(b), ".")
}

// String is the path in public names, as in Schema[0].Name. Names that are no
// identifiers stand in brackets, long ones are not repeated.
func (p Path) String() string {
	b := make([]byte, 0, 64)
	for _, s := range p {
		switch {
		case s.kind == toItem:
			b = append(strconv.AppendInt(append(b, '['), int64(s.index), 10), ']')
		case len(s.name) > longestName:
			b = fmt.Appendf(b, "[a name of %d characters]", utf8.RuneCountInString(s.name))
		case isIdentifier(s.name):
			b = append(append(b, '.'), s.name...)
		default:
			b = append(strconv.AppendQuoteToASCII(append(b, '['), s.name), ']')
		}
	}
	return strings.TrimPrefix(string(b), ".")
}

// longestName is how long a name may be that a path repeats: less than the shortest
// secret of a document, which may stand in the place of a name.
const longestName = 31

func isIdentifier(name string) bool {
	inName := func(r rune) bool {
		return r == '$' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return name != "" && !isDigit(name[0]) && strings.TrimLeftFunc(name, inName) == ""
}
