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
func parse(payload []byte) (e event) {
	if !json.Valid(payload) {
		return e
	}
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
	return e
}

// reader stands in a text that is JSON.
type reader struct {
	text string
	pos  int
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

// object has the value of each member of an object read.
func (r *reader) object(value func(name string)) {
	if r.peek() != '{' {
		r.skip()
		return
	}
	for r.pos++; r.peek() != '}'; {
		value(r.unquoted())
	}
	r.pos++
}

func (r *reader) str(into *string) {
	if r.peek() == '"' {
		*into = r.unquoted()
		return
	}
	r.skip()
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

// Between its values a text that is JSON has nothing to tell.
const between = " \t\r\n:,"

// peek is the byte with which the next value, or the end of this one, begins.
func (r *reader) peek() byte {
	for strings.IndexByte(between, r.text[r.pos]) >= 0 {
		r.pos++
	}
	return r.text[r.pos]
}

// skip passes over a value, however deep it is.
func (r *reader) skip() {
	for depth := 0; ; {
		switch r.peek() {
		case '"':
			r.quoted()
		case '{', '[':
			depth++
			r.pos++
		case '}', ']':
			depth--
			r.pos++
		default: // a number, true, false or null
			rest := strings.TrimLeft(r.text[r.pos:], "+-.0123456789Eaeflnrstu")
			r.pos = len(r.text) - len(rest)
		}
		if depth == 0 {
			return
		}
	}
}

// quoted passes over a string, and returns it as it is written.
func (r *reader) quoted() string {
	start := r.pos
	for r.pos++; ; r.pos++ {
		r.pos += strings.IndexByte(r.text[r.pos:], '"')
		before := r.text[start+1 : r.pos]
		if backslashes := len(before) - len(strings.TrimRight(before, `\`)); backslashes%2 == 0 {
			r.pos++
			return r.text[start:r.pos]
		}
	}
}

// unquoted reads a string.
func (r *reader) unquoted() (s string) {
	quoted := r.quoted()
	s = quoted[1 : len(quoted)-1]
	if strings.IndexByte(s, '\\') < 0 && utf8.ValidString(s) {
		return s // a part of the text
	}
	_ = json.Unmarshal([]byte(quoted), &s) // which it is
	return s
}
