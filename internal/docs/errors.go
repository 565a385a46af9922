package docs

import (
	"fmt"
	"slices"
	"strings"

	"userpools/pkg/apierror"
)

const errorsIntro = generated + `# Exceptions

Every exception that the endpoint can answer with: what makes it do so, and a request that does. Each is HTTP 400 but for
InternalErrorException, which is 500: the service does not use the 403, 404 and 429 of its own model.

The body is ` + "`{\"__type\":\"<name>\",\"message\":\"<text>\"}`" + `; the name stands in ` + "`x-amzn-ErrorType`" + ` as well, because clients read one
or the other. SDKs repeat InternalErrorException and TooManyRequestsException, and LimitExceededException, too, though it
does not help.

Every exception can be had on demand from a [world file](world.md), which declares facts about accounts and faults:

` + "```sh\ngo run ./functions/local -memory -world examples/world.json\n```" + `

A request that is no POST to / is no exception at all: HTTP 404 with ` + "`{\"code\":\"BadRequest\",...}`" + `.

`

// stages say who raises an exception before a rule is asked.
var stages = map[apierror.Code]string{
	apierror.AccessDenied:               "permission, where callers have keys",
	apierror.IncompleteSignature:        "verification of signatures, where it is on",
	apierror.InvalidSignature:           "verification of signatures, where it is on",
	apierror.MissingAuthenticationToken: "verification of signatures, where it is on",
	apierror.UnrecognizedClient:         "verification of signatures, where it is on",
	apierror.Serialization:              "content type, JSON, its types and its size",
	apierror.UnknownOperation:           "the target",
	apierror.InternalError:              "whatever fails that is nobody's fault: the store, a panic",
	apierror.InvalidParameter:           "every constraint",
}

// exceptions makes docs/errors.md.
func exceptions(s *sources) (string, error) {
	var b strings.Builder
	b.WriteString(errorsIntro)
	for _, d := range apierror.All() {
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", d.Code, d.When)
		if d.Member != "message" {
			fmt.Fprintf(&b, "Its text is in the member %s.\n\n", code(d.Member))
		}
		by, err := raisedBy(s, d.Code)
		if err != nil {
			return "", err
		}
		b.WriteString(by)
		b.WriteString(example(s, d.Code))
		b.WriteString(onDemand(s, d.Code))
	}
	return b.String(), nil
}

// onDemand is the fault that answers with the exception, and where the example
// of a world file has one.
func onDemand(s *sources, exception apierror.Code) string {
	fault := fmt.Sprintf(`{"faults": [{"answer": {"exception": "%s"}}]}`, exception)
	for _, f := range s.world.Faults {
		if f.Answer.Exception == string(exception) && f.Match.PoolName != "" {
			return fmt.Sprintf("On demand: %s in a world file; examples/world.json answers so to CreateUserPool with the PoolName %s.\n\n",
				code(fault), code(strings.TrimSuffix(f.Match.PoolName, "*")))
		}
	}
	return fmt.Sprintf("On demand: %s in a world file.\n\n", code(fault))
}

// subject is what rules and refusals are about, by the beginnings of their ids.
type subject struct {
	name string
	ids  []string
}

var subjects = []subject{
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
	{"Pools and lists", []string{"not-found", "deletion-protection", "quota", "item-size", "page-token", "contention", "throttled"}},
}

// raisedBy says what raises an exception: in a sentence where that is about one
// subject, else in a list.
func raisedBy(s *sources, exception apierror.Code) (string, error) {
	by, err := raisers(s, exception)
	if err != nil {
		return "", err
	}
	all := stages[exception]
	var list []string
	for i, links := range by {
		if len(links) > 0 {
			list = append(list, "* "+subjects[i].name+": "+strings.Join(links, ", ")+"\n")
			all = strings.TrimPrefix(all+", "+strings.Join(links, ", "), ", ")
		}
	}
	switch {
	case all == "":
		return "Raised by: nothing.\n\n", nil
	case len(list) <= 1:
		return "Raised by: " + all + ".\n\n", nil
	case stages[exception] != "":
		list = append([]string{"* " + stages[exception] + "\n"}, list...)
	}
	return "Raised by:\n\n" + strings.Join(list, "") + "\n", nil
}

// raisers links the rules and refusals that have cases with the exception, by subject.
func raisers(s *sources, exception apierror.Code) ([][]string, error) {
	links := make([][]string, len(subjects))
	add := func(prefix string, id string, f *caseFile) error {
		at := slices.IndexFunc(subjects, func(about subject) bool {
			return slices.ContainsFunc(about.ids, func(begins string) bool { return strings.HasPrefix(id, begins) })
		})
		if at < 0 {
			return fmt.Errorf("%s is about none of the subjects of internal/docs/errors.go", id)
		}
		if raised, declared := raises(f, string(exception)); raised {
			links[at] = append(links[at], fmt.Sprintf("[%s](behaviour.md#%s%s)%s", code(id), prefix, id, declared))
		}
		return nil
	}
	for i := range s.rules {
		f := s.files[s.rules[i].ID]
		if err := add("rule-", s.rules[i].ID, &f); err != nil {
			return nil, err
		}
	}
	for i := range s.refusals {
		if err := add("refusal-", s.refusals[i].ID, &s.refusals[i]); err != nil {
			return nil, err
		}
	}
	return links, nil
}

// raises tells whether a case ends in the exception, and whether all that do
// need a declared fact.
func raises(f *caseFile, exception string) (raised bool, declared string) {
	if slices.Contains(f.Exceptions, exception) {
		return true, ""
	}
	for i := range f.Cases {
		c := &f.Cases[i]
		if c.Error == nil || c.Error.Type != exception {
			continue
		}
		raised = true
		if c.Facts == nil {
			return true, ""
		}
	}
	return raised, " (where a world file declares it)"
}

// example is the first request of a case that needs nothing before it and no
// declared facts.
func example(s *sources, exception apierror.Code) string {
	files := make([]caseFile, 0, len(s.rules)+len(s.refusals))
	for i := range s.rules {
		files = append(files, s.files[s.rules[i].ID])
	}
	files = append(files, s.refusals...)
	for i := range files {
		for j := range files[i].Cases {
			c := &files[i].Cases[j]
			if c.Error == nil || c.Error.Type != string(exception) || c.Facts != nil || c.Before != nil || c.Region != "" || c.Account != "" {
				continue
			}
			return fmt.Sprintf("For example %s with %s: %s\n\n", c.Operation, code(string(c.Request)), code(c.Error.Message))
		}
	}
	return ""
}
