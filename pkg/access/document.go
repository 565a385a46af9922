package access

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"userpools/pkg/strictjson"
)

// MaxDocument is the size in bytes to which a policy or keys document is read.
const MaxDocument = strictjson.MaxBytes

const maxName = 31 // characters of a member name that a path repeats: less than the shortest secret

// Problem is one mistake in a document. Neither part repeats a value of the document.
type Problem = strictjson.Problem

// DocumentError refuses a document, a "policy" or a "keys document", and tells every mistake found in it.
// No value of the document is told: it may be logged.
type DocumentError = strictjson.Error

// path leads from the root of a document to one of its parts.
type path string

// Member leads to a member of an object.
func (p path) Member(name string) path {
	if p == "" {
		return path(shown(name))
	}
	return p + "." + path(shown(name))
}

// Item leads to an entry of a list.
func (p path) Item(i int) path { return p + path("["+strconv.Itoa(i)+"]") }

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

type (
	node   = strictjson.Node
	member = strictjson.Member
)

// checker reads a document and collects what is wrong with it, and what has no effect at the endpoint.
type checker struct {
	strictjson.Checker[path]
	scope    Scope
	actions  *matcher
	holder   string // the account of the key whose policy is read
	warnings []Warning
}

func newChecker(scope Scope) *checker {
	return &checker{scope: scope, actions: newMatcher(scope), holder: someAccount}
}

// place says where a document is no JSON by counting: next to a mistake may be a secret.
func place(before []byte) string { return fmt.Sprintf("byte %d", len(before)) }

// is reports whether a node is of a kind, and complains where it is not.
func (c *checker) is(n *node, at path, want strictjson.Kind) bool {
	if n.Kind != want {
		c.Add(at, "must be "+want.String())
		return false
	}
	return true
}

// field is one member that an object may have.
type field struct {
	name   string
	needed bool
	read   func(*node, path)
}

// object judges an object by the table of members that it may have.
func (c *checker) object(n *node, at path, fields ...field) {
	if !c.is(n, at, strictjson.Object) {
		return
	}
	seen := map[string]bool{}
	for _, m := range n.Members {
		seen[m.Name] = true
		c.member(m, at.Member(m.Name), fields)
	}
	for _, f := range fields {
		if f.needed && !seen[f.name] {
			c.Add(at.Member(f.name), "is missing")
		}
	}
}

func (c *checker) member(m member, at path, fields []field) {
	for _, f := range fields {
		if f.name == m.Name {
			f.read(m.Value, at)
			return
		}
	}
	c.Add(at, "is not supported")
}

// each reads what may be one value or a list of at least one.
func each[T any](c *checker, n *node, at path, read func(*node, path) T) []T {
	if n.Kind != strictjson.List {
		return []T{read(n, at)}
	}
	if len(n.Items) == 0 {
		c.Add(at, "must not be an empty list")
	}
	all := make([]T, 0, len(n.Items))
	for i, item := range n.Items {
		all = append(all, read(item, at.Item(i)))
	}
	return all
}
