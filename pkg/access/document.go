package access

import "userpools/pkg/shape"

// MaxDocument is the size in bytes to which a policy or keys document is read: what Secrets Manager
// keeps in one secret (its quota "Secret value size").
const MaxDocument = 65536

const maxWarnings = 100 // of one document

func formatOf(name string, s *shape.Shape) *shape.Format {
	return &shape.Format{
		Name: name, Shape: s, Unknown: "is not supported", Limits: shape.Limits{Bytes: MaxDocument, Depth: 16, Values: MaxDocument},
	}
}

// Warning tells of a part of a document that has no effect at this endpoint. It repeats no value.
type Warning struct{ Path, Text string }

// Error is the warning in one line.
func (w Warning) Error() string { return "keys document: " + w.Path + " " + w.Text }

// builder makes keys and policies of a document, and reports what its table cannot say.
type builder struct {
	*shape.Report
	scope    Scope
	actions  *matcher
	holder   string // the account of the key whose policy is read
	warnings []Warning
}

func newBuilder(report *shape.Report, scope Scope) *builder {
	return &builder{Report: report, scope: scope, actions: newMatcher(scope), holder: someAccount}
}

func (b *builder) warn(at shape.Place, text string) {
	if len(b.warnings) < maxWarnings {
		b.warnings = append(b.warnings, Warning{at.Path.String(), text})
	}
}
