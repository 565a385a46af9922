package shape

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// The bounds that hold before anything is decoded. A legal request is far below
// them: the largest sensible one is 1.2 MB as boto3 escapes it, the model nests
// five levels and a maximal request has under 2,000 values.
const (
	MaxBody   = 3 << 19 // 1.5 MiB
	MaxDepth  = 16
	MaxValues = 10_000
)

// ErrMalformed says that the body is no JSON object: broken syntax, invalid
// UTF-8, a lone surrogate, an empty body, a bare scalar.
var ErrMalformed = errors.New("malformed JSON")

// ErrTooLarge says that the body is larger than MaxBody.
var ErrTooLarge = &LimitError{"The request body is larger than " + strconv.Itoa(MaxBody) + " bytes."}

// LimitError says that a body breaks one of the bounds above.
type LimitError struct{ Text string }

func (e *LimitError) Error() string { return e.Text }

// parser reads one JSON text strictly (RFC 8259) into a tree of Values.
// encoding/json would accept invalid UTF-8 and lone surrogates, nest 10,000
// levels deep and need two more passes to see exact names and duplicates.
type parser struct {
	b      []byte
	i      int
	values int
}

// parse reads the whole body.
func parse(body []byte) (Value, error) {
	if len(body) > MaxBody {
		return Value{}, ErrTooLarge
	}
	p := &parser{b: body}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	p.space()
	if p.i != len(p.b) {
		return Value{}, ErrMalformed
	}
	return v, nil
}

func (p *parser) space() {
	for p.i < len(p.b) {
		switch p.b[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end, which no rule accepts.
func (p *parser) peek() byte {
	if p.i == len(p.b) {
		return 0
	}
	return p.b[p.i]
}

func (p *parser) value(depth int) (Value, error) {
	p.values++
	if p.values > MaxValues {
		return Value{}, &LimitError{"The request has more than " + strconv.Itoa(MaxValues) + " values."}
	}
	switch c := p.peek(); {
	case c == '{' || c == '[':
		if depth == MaxDepth {
			return Value{}, &LimitError{"The request is nested deeper than " + strconv.Itoa(MaxDepth) + " levels."}
		}
		if c == '{' {
			return p.object(depth + 1)
		}
		return p.array(depth + 1)
	case c == '"':
		s, err := p.str()
		return Value{Type: StringType, Text: s}, err
	case c == '-' || isDigit(c):
		return p.number()
	default:
		return p.literal()
	}
}

func (p *parser) literal() (Value, error) {
	for _, l := range [...]struct {
		text string
		typ  Type
	}{{"true", TrueType}, {"false", FalseType}, {"null", Null}} {
		if end := p.i + len(l.text); end <= len(p.b) && string(p.b[p.i:end]) == l.text {
			p.i = end
			return Value{Type: l.typ}, nil
		}
	}
	return Value{}, ErrMalformed
}

func (p *parser) array(depth int) (Value, error) {
	v := Value{Type: ArrayType, Items: []Value{}}
	return v, p.elements(']', func() error {
		item, err := p.value(depth)
		v.Items = append(v.Items, item)
		return err
	})
}

func (p *parser) object(depth int) (Value, error) {
	v := Value{Type: ObjectType, Fields: []Field{}}
	return v, p.elements('}', func() error {
		if p.peek() != '"' {
			return ErrMalformed
		}
		name, err := p.str()
		if err != nil {
			return err
		}
		p.space()
		if p.peek() != ':' {
			return ErrMalformed
		}
		p.i++
		p.space()
		field, err := p.value(depth)
		v.Fields = append(v.Fields, Field{name, field})
		return err
	})
}

// elements reads what stands between an opening bracket and end, separated by commas.
func (p *parser) elements(end byte, element func() error) error {
	p.i++
	p.space()
	if p.peek() == end {
		p.i++
		return nil
	}
	for {
		p.space()
		if err := element(); err != nil {
			return err
		}
		p.space()
		switch p.peek() {
		case ',':
			p.i++
		case end:
			p.i++
			return nil
		default:
			return ErrMalformed
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (p *parser) digits() bool {
	start := p.i
	for isDigit(p.peek()) {
		p.i++
	}
	return p.i > start
}

func (p *parser) number() (Value, error) {
	start := p.i
	if p.peek() == '-' {
		p.i++
	}
	zero := p.peek() == '0'
	whole := p.i
	if !p.digits() || zero && p.i > whole+1 {
		return Value{}, ErrMalformed
	}
	if p.peek() == '.' {
		p.i++
		if !p.digits() {
			return Value{}, ErrMalformed
		}
	}
	if c := p.peek(); c == 'e' || c == 'E' {
		p.i++
		if c := p.peek(); c == '+' || c == '-' {
			p.i++
		}
		if !p.digits() {
			return Value{}, ErrMalformed
		}
	}
	return Value{Type: NumberType, Text: string(p.b[start:p.i])}, nil
}

// str reads a string; the common case without escapes is one slice.
func (p *parser) str() (string, error) {
	p.i++
	start := p.i
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case c == '"':
			raw := p.b[start:p.i]
			p.i++
			if !utf8.Valid(raw) {
				return "", ErrMalformed
			}
			return string(raw), nil
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return "", ErrMalformed
		default:
			p.i++
		}
	}
	return "", ErrMalformed
}

// escaped goes on where str met the first backslash.
func (p *parser) escaped(start int) (string, error) {
	out := append(make([]byte, 0, p.i-start+64), p.b[start:p.i]...)
	for p.i < len(p.b) {
		switch c := p.b[p.i]; {
		case c == '"':
			p.i++
			if !utf8.Valid(out) {
				return "", ErrMalformed
			}
			return string(out), nil
		case c == '\\':
			r, ok := p.escape()
			if !ok {
				return "", ErrMalformed
			}
			out = utf8.AppendRune(out, r)
		case c < ' ':
			return "", ErrMalformed
		default:
			out = append(out, c)
			p.i++
		}
	}
	return "", ErrMalformed
}

var shortEscapes = map[byte]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads \x or \uXXXX (a surrogate pair counts as one) at the cursor.
func (p *parser) escape() (rune, bool) {
	p.i++
	c := p.peek()
	p.i++
	if r, ok := shortEscapes[c]; ok {
		return r, true
	}
	if c != 'u' {
		return 0, false
	}
	r, ok := p.hex4()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if p.i+2 > len(p.b) || p.b[p.i] != '\\' || p.b[p.i+1] != 'u' {
		return 0, false
	}
	p.i += 2
	low, ok := p.hex4()
	r = utf16.DecodeRune(r, low)
	return r, ok && r != utf8.RuneError
}

func (p *parser) hex4() (rune, bool) {
	if p.i+4 > len(p.b) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(p.b[p.i:p.i+4]), 16, 16)
	if err != nil {
		return 0, false
	}
	p.i += 4
	return rune(n), true
}
