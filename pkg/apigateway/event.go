package apigateway

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// event is what is wanted of one.
type event struct {
	method, path, rawPath, query, body string
	base64                             bool
	headers                            map[string]string
}

// parse reads what is wanted of an event, as encoding/json would into a struct but
// without reflection: what is no JSON has nothing, names count in any case, of
// several the last, and a value of another type is as if it were not there.
func parse(payload []byte) event {
	var e event
	r := &reader{text: string(payload)}
	r.object(func(name string) {
		switch {
		case strings.EqualFold(name, "rawPath"):
			r.str(&e.rawPath)
		case strings.EqualFold(name, "rawQueryString"):
			r.str(&e.query)
		case strings.EqualFold(name, "headers"):
			r.strs(&e.headers)
		case strings.EqualFold(name, "requestContext"):
			r.context(&e)
		case strings.EqualFold(name, "body"):
			r.str(&e.body)
		case strings.EqualFold(name, "isBase64Encoded"):
			r.truth(&e.base64)
		default:
			r.skip()
		}
	})
	if r.peek(); r.pos < len(r.text) || r.malformed {
		return event{}
	}
	return e
}

// reader stands at a byte of a text: at its end from where it is no JSON.
type reader struct {
	text       string
	pos, depth int
	malformed  bool
}

func (r *reader) context(e *event) {
	r.object(func(name string) {
		if !strings.EqualFold(name, "http") {
			r.skip()
			return
		}
		r.object(func(name string) {
			switch {
			case strings.EqualFold(name, "method"):
				r.str(&e.method)
			case strings.EqualFold(name, "path"):
				r.str(&e.path)
			default:
				r.skip()
			}
		})
	})
}

func (r *reader) str(into *string) {
	if r.peek() != '"' {
		r.skip()
		return
	}
	*into = r.unquoted()
}

// usualHeaders are as many as a request through a gateway has.
const usualHeaders = 24

// strs reads an object of strings. One of another type is empty.
func (r *reader) strs(into *map[string]string) {
	switch r.peek() {
	case 'n':
		*into = nil
	case '{':
		if *into == nil {
			*into = make(map[string]string, usualHeaders)
		}
	}
	r.object(func(name string) {
		var s string
		r.str(&s)
		(*into)[name] = s
	})
}

func (r *reader) truth(into *bool) {
	if c := r.peek(); c == 't' || c == 'f' {
		*into = c == 't'
	}
	r.skip()
}

func (r *reader) fail() { r.malformed, r.pos = true, len(r.text) }

// peek is the byte with which what comes next begins, 0 at the end.
func (r *reader) peek() byte {
	for ; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// object has the value of each member of an object read.
func (r *reader) object(value func(name string)) {
	if r.peek() != '{' {
		r.skip()
		return
	}
	r.elements('}', func() {
		if r.peek() != '"' {
			r.fail()
			return
		}
		name := r.unquoted()
		if r.peek() != ':' {
			r.fail()
			return
		}
		r.pos++
		value(name)
	})
}

// maxDepth is that of encoding/json.
const maxDepth = 10_000

// elements has those that stand between brackets read.
func (r *reader) elements(end byte, element func()) {
	r.pos++
	if r.depth++; r.depth > maxDepth {
		r.fail()
	}
	for empty := r.peek() == end; !empty; r.pos++ {
		element()
		if c := r.peek(); c == end {
			break
		} else if c != ',' {
			r.fail()
			return
		}
	}
	r.pos++
	r.depth--
}

// skip passes over a value.
func (r *reader) skip() {
	switch r.peek() {
	case '{':
		r.object(func(string) { r.skip() })
	case '[':
		r.elements(']', r.skip)
	case '"':
		r.quoted()
	default: // a number, true, false or null
		rest := strings.TrimLeft(r.text[r.pos:], "+-.0123456789Eaeflnrstu")
		scalar := r.text[r.pos : len(r.text)-len(rest)]
		if r.pos += len(scalar); !json.Valid([]byte(scalar)) {
			r.fail()
		}
	}
}

// quoted passes over a string, and returns it as it is written.
func (r *reader) quoted() (s string, escapes bool) {
	start := r.pos
	for r.pos++; r.pos < len(r.text); r.pos++ {
		switch c := r.text[r.pos]; {
		case c == '"':
			r.pos++
			s = r.text[start:r.pos]
			if escapes && !json.Valid([]byte(s)) {
				r.fail()
			}
			return s, escapes
		case c == '\\':
			escapes = true
			r.pos++
		case c < ' ':
			r.fail()
		}
	}
	r.fail()
	return `""`, false
}

// unquoted reads a string. One without escapes is a part of the text.
func (r *reader) unquoted() string {
	s, escapes := r.quoted()
	if inner := s[1 : len(s)-1]; !escapes && utf8.ValidString(inner) {
		return inner
	}
	return unescaped(s)
}

// unescaped has the replacement character for what is no character.
func unescaped(quoted string) (s string) {
	_ = json.Unmarshal([]byte(quoted), &s) // it is a string, or nothing is read
	return s
}
