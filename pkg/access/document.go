package access

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxDocument is the size in bytes to which a policy or keys document is read: what Secrets Manager
// keeps in one secret (its quota "Secret value size").
const MaxDocument = 65536

const (
	maxDepth = 16  // levels; a policy within a keys document has 9
	maxShown = 100 // problems that an error tells one by one
	maxName  = 31  // characters of a member name that a path repeats: less than the shortest secret
)

// Problem is one mistake in a document. Neither part repeats a value of the document.
type Problem struct {
	Path string // as in Statement[1].Condition.StringEqualsIgnoreCase; empty: the document as a whole
	Text string // what is wrong there, to follow the path in a sentence
}

// DocumentError refuses a document and tells every mistake found in it, in order of arrival.
type DocumentError struct {
	Document string // "policy" or "keys document"
	Problems []Problem
	More     int // mistakes beyond those in Problems
}

// Error tells the mistakes in one line, without a value of the document: it may be logged.
func (e *DocumentError) Error() string {
	told := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		told = append(told, strings.TrimSpace(p.Path+" "+p.Text))
	}
	if e.More > 0 {
		told = append(told, fmt.Sprintf("and %d more", e.More))
	}
	return e.Document + " refused: " + strings.Join(told, "; ")
}

// path leads from the root of a document to one of its parts.
type path string

func (p path) member(name string) path {
	if p == "" {
		return path(shown(name))
	}
	return p + "." + path(shown(name))
}

func (p path) item(i int) path { return p + path("["+strconv.Itoa(i)+"]") }

// shown is the form in which a path repeats a member name: as it stands if it is short and plain. A
// secret that was put in the place of a name is neither told nor told in part.
func shown(name string) string {
	if shownWhole(afterKnownPrefix(name)) {
		return name
	}
	return fmt.Sprintf("(a name of %d characters)", utf8.RuneCountInString(name))
}

func shownWhole(name string) bool {
	return name != "" && len(name) <= maxName && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' })
}

func afterKnownPrefix(name string) string {
	for _, prefix := range []string{forAllValues, forAnyValue, requestTagPrefix, resourceTagPrefix} {
		if len(name) > len(prefix) && strings.EqualFold(name[:len(prefix)], prefix) {
			return name[len(prefix):]
		}
	}
	return name
}

type kind string

const (
	anObject  kind = "an object"
	aList     kind = "a list"
	aString   kind = "a string"
	aBoolean  kind = "true or false"
	something kind = "a number or null"
)

// node is one value of a document. encoding/json alone would bind member names without regard to
// case and let the last of two equal names win, so documents are judged as trees.
type node struct {
	kind    kind
	text    string // of a string; "true" or "false" of a boolean
	members []member
	items   []node
}

type member struct {
	name  string
	value node
}

// checker reads a document and collects what is wrong with it.
type checker struct {
	problems []Problem
	more     int
	tooDeep  bool
}

func (c *checker) add(at path, text string) {
	if len(c.problems) == maxShown {
		c.more++
		return
	}
	c.problems = append(c.problems, Problem{Path: string(at), Text: text})
}

// err is nil where nothing was found wrong.
func (c *checker) err(document string) error {
	if len(c.problems) == 0 {
		return nil
	}
	return &DocumentError{Document: document, Problems: c.problems, More: c.more}
}

// decode reads the text as a tree; false means that there is none to judge further.
func (c *checker) decode(data []byte) (node, bool) {
	if reason := unreadable(data); reason != "" {
		c.add("", reason)
		return node{}, false
	}
	root := c.value(json.NewDecoder(bytes.NewReader(data)), "", 1)
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
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		syntax := &json.SyntaxError{}
		errors.As(err, &syntax)
		return fmt.Sprintf("is not JSON, as byte %d shows", syntax.Offset) // the error's own text repeats a character
	}
	return ""
}

func (c *checker) value(dec *json.Decoder, at path, depth int) node {
	if depth > maxDepth {
		c.add(at, "lies too deep")
		c.tooDeep = true
		return node{}
	}
	token, _ := dec.Token() // cannot fail: the whole text is valid
	switch t := token.(type) {
	case string:
		c.whole(t, at)
		return node{kind: aString, text: t}
	case bool:
		return node{kind: aBoolean, text: strconv.FormatBool(t)}
	case json.Delim:
		if t == '{' {
			return c.readObject(dec, at, depth)
		}
		return c.readList(dec, at, depth)
	}
	return node{kind: something}
}

// whole refuses half a surrogate pair, which encoding/json has made into U+FFFD by now.
func (c *checker) whole(s string, at path) {
	if strings.ContainsRune(s, utf8.RuneError) {
		c.add(at, "is not whole Unicode text")
	}
}

func (c *checker) readObject(dec *json.Decoder, at path, depth int) node {
	n := node{kind: anObject}
	seen := map[string]bool{}
	for dec.More() && !c.tooDeep {
		token, _ := dec.Token()
		name, _ := token.(string)
		here := at.member(name)
		c.whole(name, here)
		if seen[name] {
			c.add(here, "is there twice")
		}
		seen[name] = true
		n.members = append(n.members, member{name, c.value(dec, here, depth+1)})
	}
	c.end(dec)
	return n
}

func (c *checker) readList(dec *json.Decoder, at path, depth int) node {
	n := node{kind: aList}
	for dec.More() && !c.tooDeep {
		n.items = append(n.items, c.value(dec, at.item(len(n.items)), depth+1))
	}
	c.end(dec)
	return n
}

func (c *checker) end(dec *json.Decoder) {
	if !c.tooDeep {
		_, _ = dec.Token() // cannot fail either
	}
}

// is reports whether a node is of a kind, and complains where it is not.
func (c *checker) is(n node, at path, want kind) bool {
	if n.kind != want {
		c.add(at, "must be "+string(want))
		return false
	}
	return true
}

// field is one member that an object may have.
type field struct {
	name   string
	needed bool
	read   func(node, path)
}

// object judges an object by the table of members that it may have.
func (c *checker) object(n node, at path, fields ...field) {
	if !c.is(n, at, anObject) {
		return
	}
	seen := map[string]bool{}
	for _, m := range n.members {
		seen[m.name] = true
		c.member(m, at.member(m.name), fields)
	}
	for _, f := range fields {
		if f.needed && !seen[f.name] {
			c.add(at.member(f.name), "is missing")
		}
	}
}

func (c *checker) member(m member, at path, fields []field) {
	for _, f := range fields {
		if f.name == m.name {
			f.read(m.value, at)
			return
		}
	}
	c.add(at, "is not supported")
}

// each reads what may be one value or a list of at least one.
func each[T any](c *checker, n node, at path, read func(node, path) T) []T {
	if n.kind != aList {
		return []T{read(n, at)}
	}
	if len(n.items) == 0 {
		c.add(at, "must not be an empty list")
	}
	all := make([]T, 0, len(n.items))
	for i, item := range n.items {
		all = append(all, read(item, at.item(i)))
	}
	return all
}
