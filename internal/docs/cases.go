package docs

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// Known is the evidence, and how good it is.
func (f *caseFile) Known() string {
	if len(f.Evidence) == 0 {
		return f.Confidence
	}
	return f.Confidence + ", " + proofs(f.Evidence)
}

// Answers are the different refusals of the cases. Of those that differ in values of their requests alone it is the first. The
// first of all is what the file is about; a later one that is a constraint's or what another file is about shows an order of checks.
func (f *caseFile) Answers() []refusal {
	var all []refusal
	seen := map[refusal]bool{}
	for i := range f.Cases {
		c := &f.Cases[i]
		if c.Error == nil {
			continue
		}
		form := c.form()
		earlier := all != nil && (f.elsewhere[form] || constraint.MatchString(form.Message) && !constraint.MatchString(all[0].Message))
		if !seen[form] && !earlier && !slices.Contains(all, *c.Error) {
			all = append(all, *c.Error)
		}
		seen[form] = true
	}
	return all
}

var constraint = regexp.MustCompile(`^\d+ validation errors? detected: `)

// first is the first refusal of the cases.
func (f *caseFile) first() (form refusal) {
	if i := slices.IndexFunc(f.Cases, func(c trial) bool { return c.Error != nil }); i >= 0 {
		form = f.Cases[i].form()
	}
	return form
}

// form is the refusal without the words that the request has.
func (c *trial) form() refusal {
	words := strings.Fields(c.Error.Message)
	for i, word := range words {
		if bare := strings.Trim(word, "'.,[]"); len(bare) > 2 && strings.Contains(string(c.Request), bare) {
			words[i] = "<...>"
		}
	}
	return refusal{c.Error.Type, strings.Join(words, " ")}
}

// raises tells whether a case ends in the exception, and whether all that do need a declared fact.
func (f *caseFile) raises(exception apierror.Code) (raised, declared bool) {
	if slices.Contains(f.Exceptions, string(exception)) {
		return true, false
	}
	for i := range f.Cases {
		if c := &f.Cases[i]; c.Error != nil && c.Error.Type == string(exception) {
			if c.Facts == nil {
				return true, false
			}
			raised = true
		}
	}
	return raised, true
}

// cases are all rules and refusals.
func (s *sources) cases() []caseFile { return slices.Concat(s.Rules, s.Refusals) }

// most is how many rules a line links to.
const most = 10

// RaisedBy says what raises an exception: the stage of a request, and the rules and refusals of each resource.
func (s *sources) RaisedBy(exception apierror.Code) string {
	var list []string
	if stage := advice[exception].stage; stage != "" {
		list = append(list, "* "+stage)
	}
	for _, a := range s.Resources() {
		var links []string
		for _, f := range s.cases() {
			raised, declared := f.raises(exception)
			if f.of != a.resource || !raised {
				continue
			}
			if declared {
				f.Link += " (where a world file declares it)"
			}
			links = append(links, f.Link)
		}
		switch {
		case len(links) > most:
			list = append(list, fmt.Sprintf("* %s: [%d rules and refusals](%s#%s)", a.Title, len(links), a.Errors(), strings.ToLower(string(exception))))
		case len(links) > 0:
			list = append(list, "* "+a.Title+": "+strings.Join(links, ", "))
		}
	}
	switch len(list) {
	case 0:
		return "Raised by: nothing."
	case 1:
		return "Raised by: " + strings.TrimPrefix(list[0], "* ") + "."
	default:
		return "Raised by:\n\n" + strings.Join(list, "\n")
	}
}

// raised is an exception, with the refusals that end in it.
type raised struct {
	apierror.Descriptor
	Refusals []sentence
}

// sentence is what a rule or refusal says.
type sentence struct{ Text, On, Rule string }

// Raised are the exceptions that rules and refusals of the resource's operations raise.
func (a about) Raised() []raised {
	var all []raised
	for _, d := range apierror.All() {
		x := raised{Descriptor: d}
		for _, f := range slices.Concat(a.Rules(), a.Refusals(), a.Shared()) {
			for _, text := range f.sentences(d) {
				if on := a.raising(&f, d.Code); on != "" {
					x.Refusals = append(x.Refusals, sentence{text, on, f.Link + " " + f.Summary})
				}
			}
		}
		if x.Refusals != nil {
			all = append(all, x)
		}
	}
	return all
}

// raising are the operations of the resource that a rule or refusal ends in the exception for.
func (a about) raising(f *caseFile, exception apierror.Code) string {
	one := *f
	one.On = slices.DeleteFunc(a.of(f), func(name string) bool {
		i := slices.IndexFunc(a.Operations(), func(o cognito.Operation) bool { return o.Name == name })
		operation := a.Operations()[i]
		return !operation.Raises(exception) && !apierror.OfFrontEnd(exception)
	})
	return a.Of(one)
}

// sentences are the different texts with which it raises an exception.
func (f *caseFile) sentences(d apierror.Descriptor) []string {
	var all []string
	for _, r := range f.Answers() {
		if r.Type == string(d.Code) {
			all = append(all, code(r.Message))
		}
	}
	switch {
	case all != nil || !slices.Contains(f.Exceptions, string(d.Code)):
		return all
	case f.Message != "":
		return []string{code(f.Message)}
	case d.Text == "":
		return []string{"varies"}
	default:
		return []string{code(d.Text)}
	}
}

// Quiet are the exceptions that the service's model has for the resource's operations and that no refusal raises.
func (a about) Quiet() []apierror.Code {
	var loud, quiet []apierror.Code
	for _, x := range a.Raised() {
		loud = append(loud, x.Code)
	}
	for _, d := range apierror.All() {
		declared := slices.ContainsFunc(a.Operations(), func(o cognito.Operation) bool { return o.Raises(d.Code) })
		if declared && !slices.Contains(loud, d.Code) {
			quiet = append(quiet, d.Code)
		}
	}
	return quiet
}

// Example is the first request of a case that needs nothing before it and no declared facts.
func (s *sources) Example(exception apierror.Code) string {
	for _, f := range s.cases() {
		for i := range f.Cases {
			c := &f.Cases[i]
			if c.Error != nil && c.Error.Type == string(exception) && c.Facts == nil && c.Before == nil && c.Region == "" && c.Account == "" {
				return fmt.Sprintf("For example %s with %s: %s", c.Operation, code(string(c.Request)), code(c.Error.Message))
			}
		}
	}
	return ""
}

// OnDemand is where the example of a world file has a fault that answers with the exception.
func (s *sources) OnDemand(exception apierror.Code) string {
	for _, f := range s.world.Faults {
		if f.Answer.Exception == string(exception) && f.Match.PoolName != "" {
			return "; examples/world.json answers so to CreateUserPool with the PoolName " + code(strings.TrimSuffix(f.Match.PoolName, "*"))
		}
	}
	return ""
}
