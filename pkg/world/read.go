package world

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDocument is the size in bytes up to which a document is read: what Secrets
// Manager keeps in one secret. A deployed function's environment holds 4 KB in all.
const MaxDocument = 65536

const (
	maxDepth = 16  // levels; the deepest document has 6
	maxShown = 100 // mistakes that an error tells one by one
	maxName  = 40  // characters of a member's name that a path repeats
)

// Problem is one mistake.
type Problem struct {
	Path string // as in accounts["*"].smsRoles[0].trusted; empty for the document as a whole
	Text string // what is wrong there, to follow the path in a sentence
}

// Error refuses a document and tells every mistake that was found in it.
type Error struct {
	Problems []Problem
	More     int // mistakes beyond those in Problems
}

// Error tells the mistakes in one line, and no value of the document.
func (e *Error) Error() string {
	told := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		told = append(told, strings.TrimSpace(p.Path+" "+p.Text))
	}
	if e.More > 0 {
		told = append(told, fmt.Sprintf("and %d more", e.More))
	}
	return "world document refused: " + strings.Join(told, "; ")
}

// path leads from the root of a document to one of its parts.
type path string

func (p path) member(name string) path {
	if !plain(name) {
		return p + path("["+shown(name)+"]")
	}
	if p == "" {
		return path(name)
	}
	return p + "." + path(name)
}

func (p path) item(i int) path { return p + path("["+strconv.Itoa(i)+"]") }

func plain(name string) bool {
	return name != "" && len(name) <= maxName && strings.Trim(name[:1], "0123456789") != "" &&
		strings.Trim(name, "$_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// shown is a name that is no identifier, in quotes if it is short.
func shown(name string) string {
	if len(name) <= maxName {
		return strconv.QuoteToASCII(name)
	}
	return fmt.Sprintf("a name of %d characters", utf8.RuneCountInString(name))
}

// node is one value of a document. encoding/json alone would bind names without
// regard to case and let the last of two equal names win.
type node struct {
	kind    kind
	text    string // of a string, or a number as it was written
	on      bool   // of a boolean
	members []named
	items   []*node
}

type named struct {
	name  string
	value *node
}

// get finds a member; one that is not there, or in what is no object, is null.
func (n *node) get(name string) *node {
	for _, m := range n.members {
		if m.name == name {
			return m.value
		}
	}
	return &node{kind: null}
}

func (n *node) has(name string) bool {
	return slices.ContainsFunc(n.members, func(m named) bool { return m.name == name })
}

// read makes a tree of the text; false means that there is none.
func (c *checker) read(data []byte) (*node, bool) {
	if reason := unreadable(data); reason != "" {
		c.add("", reason)
		return nil, false
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	root := c.value(decoder, "", 1)
	return root, !c.tooDeep
}

func unreadable(data []byte) string {
	switch {
	case len(data) > MaxDocument:
		return fmt.Sprintf("is larger than %d bytes", MaxDocument)
	case len(bytes.TrimSpace(data)) == 0:
		return "is empty"
	case !utf8.Valid(data):
		return "is not UTF-8"
	}
	err := json.Unmarshal(data, new(json.RawMessage))
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok { // whose own text repeats a character
		before := data[:syntax.Offset]
		line := bytes.Count(before, []byte("\n")) + 1
		column := len(before) - bytes.LastIndexByte(before, '\n') - 1
		return fmt.Sprintf("is not JSON, as line %d, column %d shows", line, column)
	}
	return ""
}

// value reads what comes next. The decoder cannot fail: the whole text is valid.
func (c *checker) value(decoder *json.Decoder, at path, depth int) *node {
	if depth > maxDepth {
		if !c.tooDeep {
			c.add(at, "lies too deep")
		}
		c.tooDeep = true
		return &node{kind: null}
	}
	token, _ := decoder.Token()
	switch t := token.(type) {
	case string:
		c.unbroken(t, at)
		return &node{kind: text, text: t}
	case json.Number:
		return &node{kind: number, text: t.String()}
	case bool:
		return &node{kind: boolean, on: t}
	case json.Delim:
		if t == '{' {
			return c.object(decoder, at, depth)
		}
		return c.list(decoder, at, depth)
	default:
		return &node{kind: null}
	}
}

// unbroken refuses half a surrogate pair, of which encoding/json has made U+FFFD.
func (c *checker) unbroken(s string, at path) {
	if strings.ContainsRune(s, utf8.RuneError) {
		c.add(at, "is not whole Unicode text")
	}
}

func (c *checker) object(decoder *json.Decoder, at path, depth int) *node {
	n := &node{kind: object}
	seen := map[string]bool{}
	for !c.tooDeep && decoder.More() {
		token, _ := decoder.Token()
		name, _ := token.(string)
		here := at.member(name)
		c.unbroken(name, here)
		if seen[name] {
			c.add(here, "is there twice")
		}
		seen[name] = true
		n.members = append(n.members, named{name, c.value(decoder, here, depth+1)})
	}
	c.end(decoder)
	return n
}

func (c *checker) list(decoder *json.Decoder, at path, depth int) *node {
	n := &node{kind: list}
	for !c.tooDeep && decoder.More() {
		n.items = append(n.items, c.value(decoder, at.item(len(n.items)), depth+1))
	}
	c.end(decoder)
	return n
}

func (c *checker) end(decoder *json.Decoder) {
	if !c.tooDeep {
		_, _ = decoder.Token()
	}
}
