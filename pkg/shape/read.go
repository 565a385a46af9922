package shape

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits bound a text before anything is made of it.
type Limits struct {
	Bytes, Depth, Values int
}

// ErrMalformed is what every *SyntaxError is: broken syntax, invalid UTF-8, a lone
// surrogate, an empty text.
var ErrMalformed = errors.New("malformed JSON")

// SyntaxError says that a text is no JSON, as in "is not UTF-8", and where that shows.
type SyntaxError struct {
	Text   string
	Offset int // in bytes; the length of a text that ends too early, 0 of an empty one
}

func (e *SyntaxError) Error() string { return e.Text }

// Is makes every one ErrMalformed.
func (e *SyntaxError) Is(target error) bool { return target == ErrMalformed }

// LimitError says which bound a text breaks, as in "has more than 10 values".
type LimitError struct {
	Text   string
	Offset int // of the value that is too much, 0 of a text that is too large
}

func (e *LimitError) Error() string { return e.Text }

// Position is the line and the character in it, both from 1, of a byte of a text.
func Position(text []byte, offset int) (line, column int) {
	before := string(text[:offset])
	lineStart := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[lineStart:]) + 1
}

// Read reads a JSON text strictly (RFC 8259) into a tree that has the position of
// every value and member name, numbers as they were written, and all members of
// one name. It fails with a *LimitError or a *SyntaxError, whichever it comes to
// first. encoding/json would accept invalid UTF-8 and lone surrogates, and need
// more passes to see exact names, duplicates and positions.
func Read(text []byte, limits Limits) (Value, error) {
	if len(text) > limits.Bytes {
		return Value{}, &LimitError{Text: fmt.Sprintf("is larger than %d bytes", limits.Bytes)}
	}
	r := &reader{text: string(text), limits: limits}
	r.space()
	if r.pos == len(text) {
		return Value{}, &SyntaxError{Text: "is empty"}
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
}

func (r *reader) malformed() error { return &SyntaxError{"is not JSON", r.pos} }

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
		return Value{}, &LimitError{fmt.Sprintf("has more than %d values", r.limits.Values), r.pos}
	}
	v := Value{Offset: r.pos}
	var err error
	switch c := r.peek(); {
	case c == '{' || c == '[':
		if depth == r.limits.Depth {
			return Value{}, &LimitError{fmt.Sprintf("is nested deeper than %d levels", r.limits.Depth), r.pos}
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

func (r *reader) literal(v *Value) error {
	for _, l := range [...]struct {
		text string
		typ  Type
	}{{"true", TrueType}, {"false", FalseType}, {"null", Null}} {
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
	return r.elements(']', func() error {
		item, err := r.value(depth)
		v.Items = append(v.Items, item)
		return err
	})
}

func (r *reader) object(v *Value, depth int) error {
	v.Type = ObjectType
	return r.elements('}', func() error {
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
		v.Fields = append(v.Fields, f)
		return err
	})
}

// elements reads what stands between an opening bracket and end, separated by commas.
func (r *reader) elements(end byte, element func() error) error {
	r.pos++
	r.space()
	if r.peek() == end {
		r.pos++
		return nil
	}
	for {
		r.space()
		if err := element(); err != nil {
			return err
		}
		r.space()
		switch r.peek() {
		case ',':
			r.pos++
		case end:
			r.pos++
			return nil
		default:
			return r.malformed()
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (r *reader) digits() bool {
	start := r.pos
	for isDigit(r.peek()) {
		r.pos++
	}
	return r.pos > start
}

func (r *reader) number(v *Value) error {
	start := r.pos
	if r.peek() == '-' {
		r.pos++
	}
	switch {
	case r.peek() == '0':
		r.pos++ // what follows has to be no digit
	case !r.digits():
		return r.malformed()
	}
	if r.peek() == '.' {
		r.pos++
		if !r.digits() {
			return r.malformed()
		}
	}
	if c := r.peek(); c == 'e' || c == 'E' {
		r.pos++
		if c := r.peek(); c == '+' || c == '-' {
			r.pos++
		}
		if !r.digits() {
			return r.malformed()
		}
	}
	v.Type, v.Text = NumberType, r.text[start:r.pos]
	return nil
}

// str reads a string; one without escapes is a part of the text.
func (r *reader) str() (string, error) {
	r.pos++
	start := r.pos
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == '"':
			s := r.text[start:r.pos]
			r.pos++
			return s, notUTF8(s, start)
		case c == '\\':
			return r.escaped(start)
		case c < ' ':
			return "", r.malformed()
		default:
			r.pos++
		}
	}
	return "", r.malformed()
}

// escaped goes on where str met the first backslash.
func (r *reader) escaped(start int) (string, error) {
	out := append(make([]byte, 0, r.pos-start+64), r.text[start:r.pos]...)
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == '"':
			raw := r.text[start:r.pos]
			r.pos++
			return string(out), notUTF8(raw, start)
		case c == '\\':
			char, err := r.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, char)
		case c < ' ':
			return "", r.malformed()
		default:
			out = append(out, c)
			r.pos++
		}
	}
	return "", r.malformed()
}

// notUTF8 finds the first byte of a string that is none.
func notUTF8(s string, offset int) error {
	if utf8.ValidString(s) {
		return nil
	}
	for i, c := range s {
		if _, size := utf8.DecodeRuneInString(s[i:]); c == utf8.RuneError && size == 1 {
			return &SyntaxError{"is not UTF-8", offset + i}
		}
	}
	return nil
}

var shortEscapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads \x or \uXXXX (a surrogate pair counts as one) at the cursor.
func (r *reader) escape() (rune, error) {
	start := r.pos
	r.pos++
	if char, ok := shortEscapes[r.peek()]; ok {
		r.pos++
		return char, nil
	}
	char, ok := r.hex()
	if !ok {
		return 0, r.malformed()
	}
	if !utf16.IsSurrogate(char) {
		return char, nil
	}
	if r.peek() == '\\' {
		r.pos++
		low, _ := r.hex()
		if char = utf16.DecodeRune(char, low); char != utf8.RuneError {
			return char, nil
		}
	}
	return 0, &SyntaxError{"is not whole Unicode text", start}
}

// hex reads uXXXX.
func (r *reader) hex() (rune, bool) {
	const length = 5
	if r.peek() != 'u' || r.pos+length > len(r.text) {
		return 0, false
	}
	n, err := strconv.ParseUint(r.text[r.pos+1:r.pos+length], 16, 16)
	if err != nil {
		return 0, false
	}
	r.pos += length
	return rune(n), true
}
