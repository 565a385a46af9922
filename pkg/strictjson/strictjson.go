// Package strictjson reads a JSON document that somebody wrote by hand as a tree,
// and collects all that is wrong with it.
//
//	text --Read--> Node --what the reader's owner asks of it--> Add(path, mistake) ... --Err--> *Error
//
// encoding/json alone would bind member names without regard to case, let the last
// of two equal names win, and stop at the first mistake. Here names are exact and
// there once, text is whole Unicode, size and depth are bounded, and every mistake
// is told with its path. What of a document may be told is up to its owner, who
// brings the type of paths and the words for a place that is no JSON: a document
// may hold secrets, in the place of names, too. No value is ever told.
//
// It imports the standard library only, and knows no document.
package strictjson

import (
	"fmt"
	"slices"
	"strings"
)

const (
	// MaxBytes is the size up to which a document is read: what Secrets Manager
	// keeps in one secret (its quota "Secret value size").
	MaxBytes = 65536
	// MaxDepth is how many levels a document may have; ours have up to 9.
	MaxDepth = 16
	// MaxProblems is how many mistakes an error tells one by one.
	MaxProblems = 100
)

// Path leads from the root of a document, which is "", to one of its parts.
type Path[P any] interface {
	~string
	Member(name string) P
	Item(i int) P
}

// Problem is one mistake. Neither part repeats a value of the document.
type Problem struct {
	Path string // empty: the document as a whole
	Text string // what is wrong there, to follow the path in a sentence
}

// Error refuses a document and tells every mistake found in it, in order of arrival.
type Error struct {
	Document string // what it is, as in "keys document"
	Problems []Problem
	More     int // mistakes beyond those in Problems
}

// Error tells the mistakes in one line, without a value of the document: it may be logged.
func (e *Error) Error() string {
	told := make([]string, 0, len(e.Problems)+1)
	for _, p := range e.Problems {
		told = append(told, strings.TrimSpace(p.Path+" "+p.Text))
	}
	if e.More > 0 {
		told = append(told, fmt.Sprintf("and %d more", e.More))
	}
	return e.Document + " refused: " + strings.Join(told, "; ")
}

// Kind is what a value is.
type Kind int

// The kinds of JSON.
const (
	Null Kind = iota
	Boolean
	Number
	String
	List
	Object
)

// String is the kind in words, to follow "must be".
func (k Kind) String() string {
	return [...]string{"null", "true or false", "a number", "a string", "a list", "an object"}[k]
}

// Node is one value of a document.
type Node struct {
	Kind    Kind
	Text    string   // of a string; "true" or "false"; a number as it was written
	Members []Member // of an object, in order, those that are there twice too
	Items   []*Node  // of a list
}

// Member is a member of an object.
type Member struct {
	Name  string
	Value *Node
}

// Get finds a member; one that is not there, or in what is no object, is null.
func (n *Node) Get(name string) *Node {
	for _, m := range n.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return &Node{}
}

// Has tells whether a member is there.
func (n *Node) Has(name string) bool {
	return slices.ContainsFunc(n.Members, func(m Member) bool { return m.Name == name })
}

// True tells whether a node is the value true.
func (n *Node) True() bool { return n.Kind == Boolean && n.Text == "true" }
