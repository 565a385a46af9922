package docs

import (
	"fmt"
	"strings"
)

const evidenceIntro = generated + `# Evidence

What is known of Amazon Cognito's refusals, and of what it does not refuse, with the source of each fact and what of this
project answers to it. Recorded answers go before verbatim reports, these before reconstructions, and these before
documentation; newer before older. The list is [facts.json](../pkg/cognito/testdata/facts.json), and tests fail when a
fact of CreateUserPool is neither a constraint nor a rule, nor a stage of a request, nor on the
[list of departures](departures.md).

`

// evidence makes docs/evidence.md.
func evidence(s *sources) (string, error) {
	var b strings.Builder
	b.WriteString(evidenceIntro)
	b.WriteString(header("Fact", "Operation", "Confidence", "Answered by", "Source"))
	for _, f := range s.facts {
		b.WriteString(row(fmt.Sprintf("<a id=\"%s\"></a>%s", f.ID, code(f.ID)), f.Operation, f.Confidence, answeredBy(&f), source(f.Source)))
	}
	return b.String(), nil
}

func answeredBy(f *fact) string {
	switch f.Kind {
	case "constraint":
		return "constraint of " + code(f.Where)
	case "rule":
		return fmt.Sprintf("rule [%s](behaviour.md#rule-%s)", code(f.Where), f.Where)
	case "operation":
		return fmt.Sprintf("[%s](behaviour.md#refusal-%s)", code(f.Where), f.Where)
	case "departure":
		return fmt.Sprintf("departure [%s](departures.md#%s)", code(f.Where), f.Where)
	case "wire":
		return "the wire: " + f.Where
	case "overridden":
		return "nothing: " + f.Where
	default:
		return "nothing, it is of another operation: " + f.Where
	}
}

// source sets an address, or a place in a repository, so that it reads.
func source(s string) string {
	if strings.HasPrefix(s, "https://") {
		return "<" + s + ">"
	}
	return s
}
