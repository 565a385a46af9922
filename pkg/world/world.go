// Package world reads the document that declares what this endpoint cannot look
// up in a caller's AWS account, and the faults that it is to answer with:
//
//	document --Parse--> World --SMSRole, SESIdentity ...--> facts, asked by the rules (cognito.Facts)
//	                          --Rate--------------------> requests per second, asked by the rate limiter
//	                          --Fault-------------------> what answers a call in the operation's place
//	                          --ChosenPoolIDs-----------> whether a tag may choose a pool's id
//
// A document is read whole or refused whole, and every mistake is named by its
// path. No value of it is repeated in an error or a log: it may hold external ids.
//
//	form.go            the table: every member, what it means and what it may be
//	read.go            what is told of a document that package strictjson reads as a tree
//	check.go           a tree against the table, and the little that no table can say
//	document.go        the typed document
//	facts.go, faults.go, pattern.go, exceptions.go   what follows from it
//
// docs/world.schema.json is generated from the table, examples/world.json has
// one of everything.
//
// # The document
//
// accounts maps an account's twelve digits, or "*" for all, to what is declared
// of it. An account that has a section of its own takes from the section "*"
// every member that it does not have, and none that it has. What nobody declares
// is as it should be: roles can be assumed and publish, identities are verified
// and authorised, keys and functions have no problem, every change of the feature
// plan and every tag key is allowed.
//
// Lists of facts are in order, and the first entry whose pattern matches answers.
// In a pattern * stands for any characters or none and ? for one. A pattern that
// begins with "arn:" is held against the whole ARN, any other against the name in
// it: what follows role/, identity/, key/, alias/ or function:.
//
// faults is a list too: the first one that matches a call and is not used up is
// applied to it. It is judged after the caller is known, the body is checked and
// the caller may do what he asks, and before the operation runs. A fault matches
// if all that its match names does:
//
//	operation  the call's
//	account    the caller's
//	principal  the caller's ARN, a pattern
//	poolName   a pattern of the name that the request gives, or that the pool has
//	tag        patterns of key and value of a tag that the request sets, or that the pool has
//
// delay (at most 25 s, or as long as the request has) comes first. Then answer
// is raised in the operation's place, or the operation runs and dropAnswer loses
// its answer: the local endpoint closes the connection without one, a deployed
// one, which cannot, answers InternalErrorException with status 500. In both cases
// SDKs repeat the call, and a repeated create does not make a second pool. times
// bounds how often a fault is applied, in this process: each attempt of an SDK
// counts, and each instance of a deployed function counts by itself.
//
// chosenPoolIds switches on an extension that Amazon Cognito does not have: a
// CreateUserPool with the tag userpools:pool-id makes a pool with that id, so that
// configuration can be written before the pool exists. The value is the whole id
// (us-east-1_Example12) or what stands behind the underscore, 1 to 32 letters and
// digits. An id that is taken, or another value, is refused with
// InvalidParameterException. The tag stays with the pool like any other, and
// setting it later changes nothing. Without chosenPoolIds it is a tag like others.
//
// The package imports apierror and cognito.
package world

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// World is what a document declares. It is safe for concurrent use; all that
// changes in it is how often faults were applied. A nil *World declares nothing.
type World struct {
	doc      *document
	sections map[string]*section
	faults   []*armed
}

// Parse reads a document. The error is an *Error with every mistake in it.
func Parse(data []byte) (*World, error) {
	c := &checker{}
	if root, ok := c.Read(data, place); ok {
		c.check(root, grammar(), "")
	}
	if err := c.Err("world document"); err != nil {
		return nil, err
	}
	doc := &document{}
	if err := json.Unmarshal(data, doc); err != nil { // the table is wrong about the types
		return nil, fmt.Errorf("world document: %w", err)
	}
	return build(doc), nil
}

func build(doc *document) *World {
	w := &World{doc: doc, sections: map[string]*section{}}
	for account, declared := range doc.Accounts {
		w.sections[account] = newSection(declared)
	}
	for i := range doc.Faults {
		w.faults = append(w.faults, arm(i, &doc.Faults[i]))
	}
	return w
}

// ChosenPoolIDs tells whether the tag cognito.IDTag may choose a pool's id.
func (w *World) ChosenPoolIDs() bool { return w != nil && w.doc.ChosenPoolIDs }

// String counts what is declared, and tells nothing of it.
func (w *World) String() string {
	if w == nil {
		return "nothing"
	}
	s := fmt.Sprintf("facts about %s, %s", count(len(w.sections), "account"), count(len(w.faults), "fault"))
	if w.doc.ChosenPoolIDs {
		s += ", chosen pool ids"
	}
	return s
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// GoString is as silent as String.
func (w *World) GoString() string { return "world.World(" + w.String() + ")" }

// LogValue is as silent as String.
func (w *World) LogValue() slog.Value { return slog.StringValue(w.String()) }
