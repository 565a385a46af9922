// Package world reads the document that declares what this endpoint cannot look
// up in a caller's AWS account, and the faults that it is to answer with:
//
//	document --Parse--> World --SMSRole, SESIdentity ...--> facts, asked by the rules (cognito.Facts)
//	                          --Rate--------------------> requests per second, asked by the rate limiter
//	                          --Fault-------------------> what answers a call in the operation's place
//	                          --ChosenPoolIDs-----------> whether a tag may choose a pool's id
//
// A document with a mistake is refused as a whole, and every mistake is named by its
// path. No value of it is repeated in an error or a log: it may hold external ids.
// Unknown members, wrong types and bad names are mistakes; nothing checks whether an
// entry is ever reached.
//
//	form.go     the table: every member, what it means and what it may be
//	pattern.go  patterns of text, ARNs and the names in them
//	facts.go, faults.go, exceptions.go   what follows from a document, and what a table cannot express
//
// docs/world.md explains the document to those who write one, docs/world.schema.json
// is generated from the table, examples/world.json has one of everything.
//
// The package imports apierror, cognito and shape.
package world

import (
	"fmt"
	"log/slog"

	"userpools/pkg/shape"
)

// World is what a document declares. It is safe for concurrent use; all that
// changes in it is how often faults were applied. A nil *World declares nothing.
type World struct {
	chosenPoolIDs bool
	accounts      *shape.Value
	faults        []*fault
}

// Parse reads a document. The error is a *shape.DocumentError with every mistake in it.
func Parse(data []byte) (*World, error) {
	root, report := format().Read(data)
	accounts := root.Member("accounts")
	for _, account := range accounts.Fields {
		reportForeign(accounts.Member(account.Name), report)
	}
	faults := newFaults(root.Member("faults"), report)
	if err := report.Err(); err != nil {
		return nil, err
	}
	return &World{root.Get("chosenPoolIds").Bool(), accounts.Value, faults}, nil
}

// ChosenPoolIDs tells whether the tag cognito.IDTag may choose a pool's id.
func (w *World) ChosenPoolIDs() bool { return w != nil && w.chosenPoolIDs }

// String counts what is declared, and tells nothing of it.
func (w *World) String() string {
	if w == nil {
		return "nothing"
	}
	s := fmt.Sprintf("facts about %s, %s", count(len(w.accounts.Fields), "account"), count(len(w.faults), "fault"))
	if w.chosenPoolIDs {
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
