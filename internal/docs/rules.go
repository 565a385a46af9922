package docs

import (
	"fmt"
	"strings"
)

// rules makes a paragraph a rule, in the order of judgement.
func rules(s *sources) string {
	var b strings.Builder
	for i := range s.rules {
		r := &s.rules[i]
		file := s.files[r.ID]
		file.ID, file.Says, file.On, file.Evidence = r.ID, r.Says, r.Operations(), r.Evidence
		b.WriteString(paragraph("rule-", &file, fmt.Sprintf("[cases](../pkg/cognito/testdata/rules/%s.json)", r.ID)))
	}
	return b.String()
}

// ownRefusals are what operations refuse without a rule.
func ownRefusals(s *sources) string {
	var b strings.Builder
	for i := range s.refusals {
		r := &s.refusals[i]
		held := "[cases](../pkg/cognito/testdata/refusals.json)"
		if r.Test != "" {
			held = "[" + code(r.Test) + "](../pkg/cognito/facts_test.go)"
		}
		b.WriteString(paragraph("refusal-", r, held))
	}
	return b.String()
}

func paragraph(prefix string, f *caseFile, held string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<a id=\"%s%s\"></a>**%s** %s\n\n", prefix, f.ID, code(f.ID), f.Says)
	fmt.Fprintf(&b, "* %s\n* Evidence: %s. Test: %s\n", strings.Join(f.On, ", "), known(f), held)
	for _, said := range sentences(f) {
		b.WriteString(said)
	}
	if f.Note != "" {
		b.WriteString("* " + f.Note + "\n")
	}
	b.WriteString("\n")
	return b.String()
}

// known is the evidence, and how good it is.
func known(f *caseFile) string {
	if len(f.Evidence) == 0 {
		return f.Confidence
	}
	return f.Confidence + ", " + proofs(f.Evidence)
}

// sentences are the different answers of the cases, each with the request that
// has it.
func sentences(f *caseFile) []string {
	var texts []string
	seen := map[refusal]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		if c.Error == nil || seen[*c.Error] {
			continue
		}
		seen[*c.Error] = true
		texts = append(texts, fmt.Sprintf("* %s: %s\n", c.Error.Type, code(c.Error.Message)))
	}
	return texts
}
