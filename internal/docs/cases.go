package docs

import (
	"fmt"
	"slices"
	"strings"

	"userpools/pkg/apierror"
)

// Known is the evidence, and how good it is.
func (f *caseFile) Known() string {
	if len(f.Evidence) == 0 {
		return f.Confidence
	}
	return f.Confidence + ", " + proofs(f.Evidence)
}

// Answers are the different refusals of the cases.
func (f *caseFile) Answers() []refusal {
	var all []refusal
	for i := range f.Cases {
		if e := f.Cases[i].Error; e != nil && !slices.Contains(all, *e) {
			all = append(all, *e)
		}
	}
	return all
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

// stages say who raises an exception before a rule is asked.
var stages = map[apierror.Code]string{
	apierror.AccessDenied:               "permission, where callers have keys",
	apierror.IncompleteSignature:        "verification of signatures, where it is on",
	apierror.InvalidSignature:           "verification of signatures, where it is on",
	apierror.MissingAuthenticationToken: "verification of signatures, where it is on",
	apierror.UnrecognizedClient:         "verification of signatures, where it is on",
	apierror.Serialization:              "content type, JSON, its types and its size",
	apierror.UnknownOperation:           "the target",
	apierror.InternalError:              "a fault of the endpoint: its store, a panic",
	apierror.InternalServer:             "a fault of the endpoint in an operation on client secrets",
	apierror.InvalidParameter:           "every constraint",
}

// subjects are what rules and refusals are about, by the beginnings of their ids.
var subjects = []struct {
	name string
	ids  []string
}{
	{"Sign-in names", []string{"alias-"}},
	{"Schema and attributes", []string{"schema-", "attribute-"}},
	{"Feature plan", []string{"feature-", "tier-", "threat-"}},
	{"Policies", []string{"sign-in-", "validity-"}},
	{"Recovery", []string{"recovery-"}},
	{"Messages", []string{"message-"}},
	{"E-mail", []string{"email-"}},
	{"SMS", []string{"sms-"}},
	{"MFA", []string{"mfa-", "relying-party-"}},
	{"ACR", []string{"acr-"}},
	{"Triggers and keys", []string{"pre-token-", "lambda-", "custom-sender-", "kms-"}},
	{"Tags", []string{"tag-"}},
	{"App clients", []string{"client-"}},
	{"Client secrets and sessions", []string{"secret-", "session-"}},
	{"Domains", []string{"domain-", "pool-has-domain", "pool-delete-with-domain"}},
	{"Pools and lists", []string{"not-found", "deletion-protection", "quota", "item-size", "page-token", "contention", "throttled"}},
}

func subjectOf(id string) (int, error) {
	for i := range subjects {
		if slices.ContainsFunc(subjects[i].ids, func(begins string) bool { return strings.HasPrefix(id, begins) }) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("%s is about none of the subjects of internal/docs/cases.go", id)
}

// cases are all rules and refusals.
func (s *sources) cases() []caseFile { return slices.Concat(s.Rules, s.Refusals) }

// RaisedBy says what raises an exception: in a sentence where that is about one subject, else in a list.
func (s *sources) RaisedBy(exception apierror.Code) (string, error) {
	links := make([][]string, len(subjects))
	for _, f := range s.cases() {
		about, err := subjectOf(f.ID)
		if err != nil {
			return "", err
		}
		raised, declared := f.raises(exception)
		link := fmt.Sprintf("[%s](behaviour.md#%s)", code(f.ID), f.Anchor)
		if declared {
			link += " (where a world file declares it)"
		}
		if raised {
			links[about] = append(links[about], link)
		}
	}
	var all, list []string
	if stage := stages[exception]; stage != "" {
		all, list = append(all, stage), append(list, "* "+stage)
	}
	of := 0
	for about, by := range links {
		if len(by) > 0 {
			of++
			all, list = append(all, by...), append(list, "* "+subjects[about].name+": "+strings.Join(by, ", "))
		}
	}
	switch {
	case len(all) == 0:
		return "Raised by: nothing.", nil
	case of <= 1:
		return "Raised by: " + strings.Join(all, ", ") + ".", nil
	default:
		return "Raised by:\n\n" + strings.Join(list, "\n"), nil
	}
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
