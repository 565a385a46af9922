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

// Text is the path in public names; show is how the name of a member is added.
func (p Path) Text(show func(name string) string) string {
	b := make([]byte, 0, 64)
	for _, s := range p {
		if s.kind == toItem {
			b = append(strconv.AppendInt(append(b, '['), int64(s.index), 10), ']')
		} else {
			b = append(b, show(s.name)...)
		}
	}
	return strings.TrimPrefix(string(b), ".")
}

const longestName = 40 // characters of a member's name that a path repeats

// ShowName adds a member's name to a path: after a dot if it is an identifier, else
// in brackets, and not repeated where it is longer than 40 characters.
func ShowName(name string) string {
	switch {
	case len(name) > longestName:
		return fmt.Sprintf("[a name of %d characters]", utf8.RuneCountInString(name))
	case isIdentifier(name):
		return "." + name
	default:
		return "[" + strconv.QuoteToASCII(name) + "]"
	}
}

func isIdentifier(name string) bool {
	return name != "" && !isDigit(name[0]) && strings.Trim(name, "$_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
