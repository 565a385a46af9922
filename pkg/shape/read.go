package shape

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits bound a text before anything is made of it.
type Limits struct {
	Bytes, Depth, Values int
}

// ReadError says why a text was not read, as in "is not UTF-8", and where that shows.
type ReadError struct {
	Text   string
	Offset int  // in bytes; 0 of an empty text and of one that is too large
	Limit  bool // it breaks one of the limits
}

func (e *ReadError) Error() string { return e.Text }

// Position is the line and the character in it, both from 1, of a byte of a text.
func Position(text []byte, offset int) (line, column int) {
	before := string(text[:offset])
	lineStart := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[lineStart:]) + 1
}

// Read reads a JSON text strictly (RFC 8259) into a tree that has the position of
// every value and member name, numbers as they were written, and all members of
// one name. It fails with a *ReadError for what it comes to first. encoding/json
// would accept invalid UTF-8 and lone surrogates, and need more passes to see exact
// names, duplicates and positions.
func Read(text []byte, limits Limits) (Value, error) {
	if len(text) > limits.Bytes {
		return Value{}, tooMuch("is larger than %d bytes", limits.Bytes, 0)
	}
	r := &reader{text: string(text), limits: limits, room: rooms.Get().(*room)} //nolint:errcheck // nothing else is there
	defer r.leave()
	r.space()
	if r.pos == len(text) {
		return Value{}, &ReadError{Text: "is empty"}
	}
	v, err := r.value(0)
	if err != nil {
		return Value{}, err
	}
	r.space()
	if r.pos != len(r.text) {
		return Value{}, r.malformed()
	}
	return v, nil
}

// reader stands at a byte of a text. The strings of the tree are parts of the text
// where they have no escapes.
type reader struct {
	text   string
	pos    int
	values int
	limits Limits
	*room
}

// room has the items and fields of the arrays and objects that a reader is in, the innermost's last.
type room struct {
	items  []Value
	fields []Field
}

var rooms = sync.Pool{New: func() any { return new(room) }}

// maxRoom bounds the room that is kept for later texts.
const maxRoom = 256

// leave leaves the room, and nothing of the text in it.
func (r *room) leave() {
	if cap(r.items) > maxRoom || cap(r.fields) > maxRoom {
		return
	}
	clear(r.items[:cap(r.items)])
	clear(r.fields[:cap(r.fields)])
	r.items, r.fields = r.items[:0], r.fields[:0]
	rooms.Put(r)
}

func (r *reader) malformed() error { return notJSON(r.pos) }

func notJSON(offset int) error { return &ReadError{Text: "is not JSON", Offset: offset} }

func tooMuch(format string, limit, offset int) error {
	return &ReadError{fmt.Sprintf(format, limit), offset, true}
}

func (r *reader) space() {
	for r.pos < len(r.text) {
		switch r.text[r.pos] {
		case ' ', '\t', '\n', '\r':
			r.pos++
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end, which no rule accepts.
func (r *reader) peek() byte {
	if r.pos == len(r.text) {
		return 0
	}
	return r.text[r.pos]
}

func (r *reader) value(depth int) (Value, error) {
	r.values++
	if r.values > r.limits.Values {
		return Value{}, tooMuch("has more than %d values", r.limits.Values, r.pos)
	}
	v := Value{Offset: r.pos}
	var err error
	switch c := r.peek(); {
	case c == '{' || c == '[':
		if depth == r.limits.Depth {
			return Value{}, tooMuch("is nested deeper than %d levels", r.limits.Depth, r.pos)
		}
		if c == '{' {
			err = r.object(&v, depth+1)
		} else {
			err = r.array(&v, depth+1)
		}
	case c == '"':
		v.Type = StringType
		v.Text, err = r.str()
	case c == '-' || isDigit(c):
		err = r.number(&v)
	default:
		err = r.literal(&v)
	}
	return v, err
}

var literals = [...]struct {
	text string
	typ  Type
}{{"true", TrueType}, {"false", FalseType}, {"null", Null}}

func (r *reader) literal(v *Value) error {
	for _, l := range literals {
		if strings.HasPrefix(r.text[r.pos:], l.text) {
			r.pos += len(l.text)
			v.Type = l.typ
			return nil
		}
	}
	return r.malformed()
}

func (r *reader) array(v *Value, depth int) error {
	v.Type = ArrayType
	before := len(r.items)
	err := r.elements(v, ']', func() error {
		item, err := r.value(depth)
		r.items = append(r.items, item)
		return err
	})
	v.Items = append(v.Items, r.items[before:]...)
	r.items = r.items[:before]
	return err
}

func (r *reader) object(v *Value, depth int) error {
	v.Type = ObjectType
	before := len(r.fields)
	err := r.elements(v, '}', func() error {
		if r.peek() != '"' {
			return r.malformed()
		}
		f := Field{Offset: r.pos}
		var err error
		if f.Name, err = r.str(); err != nil {
			return err
		}
		r.space()
		if r.peek() != ':' {
			return r.malformed()
		}
		r.pos++
		r.space()
		f.Value, err = r.value(depth)
		r.fields = append(r.fields, f)
		return err
	})
	v.Fields = append(v.Fields, r.fields[before:]...)
	r.fields = r.fields[:before]
	return err
}

// elements reads what stands between an opening bracket and end, separated by commas.
func (r *reader) elements(v *Value, end byte, element func() error) error {
	r.pos++
	r.space()
	for first := true; r.peek() != end; first = false {
		if !first {
			if r.peek() != ',' {
				return r.malformed()
			}
			r.pos++
			r.space()
		}
		if err := element(); err != nil {
			return err
		}
		r.space()
	}
	r.pos++
	v.Text = r.text[v.Offset:r.pos]
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (r *reader) number(v *Value) error {
	rest := strings.TrimLeft(r.text[r.pos:], "+-.0123456789Ee")
	v.Type, v.Text = NumberType, r.text[r.pos:len(r.text)-len(rest)]
	if !json.Valid([]byte(v.Text)) {
		return r.malformed()
	}
	r.pos += len(v.Text)
	return nil
}

// str reads a string; one without escapes is a part of the text.
func (r *reader) str() (string, error) {
	text, start, at, escapes := r.text, r.pos+1, r.pos+1, false
	for ; at < len(text) && text[at] != '"'; at++ {
		switch c := text[at]; {
		case c < ' ':
			return "", notJSON(at)
		case c == '\\':
			escapes = true
			at++ // what follows is looked at later
		}
	}
	if at >= len(text) {
		return "", notJSON(len(text))
	}
	raw := text[start:at]
	r.pos = at + 1
	if !utf8.ValidString(raw) {
		return "", &ReadError{Text: "is not UTF-8", Offset: start + strings.IndexRune(raw, utf8.RuneError)}
	}
	if !escapes {
		return raw, nil
	}
	return unescape(raw, start)
}

// unescape reads the inside of a string that stands at a byte of the text.
func unescape(raw string, offset int) (string, error) {
	out := make([]byte, 0, len(raw))
	for rest := raw; ; {
		before, after, found := strings.Cut(rest, `\`)
		out = append(out, before...)
		if !found {
			return string(out), nil
		}
		char, length := escape(after)
		at := offset + len(raw) - len(after)
		if length == 0 {
			return "", notJSON(at)
		}
		if utf16.IsSurrogate(char) {
			return "", &ReadError{Text: "is not whole Unicode text", Offset: at}
		}
		out, rest = utf8.AppendRune(out, char), after[length:]
	}
}

const (
	escapes = `"\/bfnrt`
	escaped = "\"\\/\b\f\n\r\t"
)

// escape reads what follows a backslash: a letter, or uXXXX, of which a surrogate
// pair counts as one. It gives half a pair as it is, and no length for no escape.
func escape(s string) (char rune, length int) {
	if i := strings.IndexByte(escapes, s[0]); i >= 0 {
		return rune(escaped[i]), 1
	}
	high, length := hex(s)
	if utf16.IsSurrogate(high) && strings.HasPrefix(s[length:], `\`) {
		low, more := hex(s[length+1:])
		if pair := utf16.DecodeRune(high, low); pair != utf8.RuneError {
			return pair, length + 1 + more
		}
	}
	return high, length
}

// hex reads uXXXX.
func hex(s string) (char rune, length int) {
	const form = len("uXXXX")
	if len(s) < form || s[0] != 'u' {
		return 0, 0
	}
	n, err := strconv.ParseUint(s[1:form], 16, 16)
	if err != nil {
		return 0, 0
	}
	return rune(n), form
}
