package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// sources are the tables and the files. The tests of pkg/cognito and of events say what holds each of them.
type sources struct {
	root string
	// Facts are those of pkg/cognito/testdata/facts.
	Facts []fact
	// Rules are in the order in which they are checked, Refusals are those of single operations.
	Rules, Refusals []caseFile
	// about are the refusals that rules and refusals are about.
	about map[refusal]bool
	// world is what of examples/world.json is told.
	world struct {
		Faults []struct {
			Match  struct{ PoolName string }
			Answer struct{ Exception string }
		}
	}
	Departures []departures
}

// fact is one observation of Cognito.
type fact struct{ ID, Operation, Kind, Where, Confidence, Source string }

// caseFile is pkg/cognito/testdata/rules/<rule>.json, with what the list of rules says, or an entry of
// a file of pkg/cognito/testdata/refusals.
type caseFile struct {
	ID, Summary string
	// On are its operations; with OnPools they are besides all on one pool, "any" or those that have the rates of an
	// "update", but for those of But.
	On, But          []string
	OnPools          string
	Evidence         []string
	Reads            []string
	Confidence, Note string
	// Test holds what a case cannot, Exceptions are what it raises then, with Message, if not their own.
	Test       string
	Exceptions []string
	Message    string
	Cases      []trial
	// Anchor is its place in its page, Link leads there from any page, Held to what tests it.
	Anchor, Link, Held string
	// of is the resource of its first operation.
	of *resource
	// elsewhere are the refusals that files are about.
	elsewhere map[refusal]bool
}

// trial is a request and its answer.
type trial struct {
	Operation, Region, Account string
	Before                     []json.RawMessage
	Facts, Request             json.RawMessage
	Error                      *refusal
}

type refusal struct{ Type, Message string }

func read(root string) (*sources, error) {
	s := &sources{root: root, about: map[refusal]bool{}}
	return s, errors.Join(
		s.decode("examples/world.json", &s.world),
		s.eachFile("pkg/cognito/testdata/facts/*.json", s.readFacts),
		s.eachFile("pkg/cognito/testdata/refusals/*.json", s.readRefusals),
		s.readRules(),
		s.eachFile("docs/departures/*.md", s.readDepartures),
	)
}

func (s *sources) readFacts(path string) error {
	var facts []fact
	err := s.decode(path, &facts)
	s.Facts = append(s.Facts, facts...)
	return err
}

func (s *sources) readRules() error {
	for _, r := range cognito.Rules() {
		path := "pkg/cognito/testdata/rules/" + r.ID + ".json"
		var f caseFile
		if err := s.decode(path, &f); err != nil {
			return err
		}
		f.ID, f.Summary, f.On, f.Reads, f.Held = r.ID, r.Summary, r.Operations(), r.Reads, "[cases](/"+path+")"
		if err := f.place("rule", r.ID); err != nil {
			return err
		}
		s.about[f.first()], f.elsewhere = true, s.about
		s.Rules = append(s.Rules, f)
	}
	return nil
}

// readRefusals reads those of a file.
func (s *sources) readRefusals(path string) error {
	var refusals []caseFile
	if err := s.decode(path, &refusals); err != nil {
		return err
	}
	for _, f := range refusals {
		f.expand()
		if err := f.place("refusal", f.ID); err != nil {
			return err
		}
		f.Held = "[cases](/" + path + ")"
		if f.Test != "" {
			f.Held = code(f.Test) + " in [pkg/cognito](/pkg/cognito)"
		}
		s.about[f.first()], f.elsewhere = true, s.about
		s.Refusals = append(s.Refusals, f)
	}
	return nil
}

// expand names the operations of OnPools.
func (f *caseFile) expand() {
	var on []string
	for _, op := range cognito.Operations() {
		of := f.OnPools == "any" || f.OnPools == "update" && strings.HasSuffix(string(op.Class), "Update")
		if of && op.Resource == cognito.OnePool && !slices.Contains(f.But, op.Name) {
			on = append(on, op.Name)
		}
	}
	f.On = append(on, f.On...)
}

// eachFile goes over the files of the repository that match a pattern, in order of their names.
func (s *sources) eachFile(pattern string, do func(path string) error) error {
	files, err := filepath.Glob(filepath.Join(s.root, pattern))
	for _, file := range files {
		err = errors.Join(err, do(filepath.Dir(pattern)+"/"+filepath.Base(file)))
	}
	return err
}

// decode reads a file of the repository.
func (s *sources) decode(path string, into any) error {
	data, err := os.ReadFile(filepath.Join(s.root, path)) //nolint:gosec // G304: paths are of this repository
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// Exceptions are in the order of the table.
func (s *sources) Exceptions() []apierror.Descriptor { return apierror.All() }

// DefaultsVersions says how many versions of the defaults there are.
func (s *sources) DefaultsVersions() string {
	if cognito.DefaultsVersion == 1 {
		return "one version so far, the service of September 2026"
	}
	return fmt.Sprintf("a version 1 to %d; this page has the newest", cognito.DefaultsVersion)
}

// Row is the fact's line of a table.
func (s *sources) Row(f fact) string {
	return row(fmt.Sprintf("<a id=%q></a>%s", f.ID, code(f.ID)), f.Operation, f.Confidence, s.answeredBy(f), f.Address())
}

// answeredBy is what of this project has the fact.
func (s *sources) answeredBy(f fact) string {
	switch f.Kind {
	case "constraint":
		return "constraint of " + code(f.Where)
	case "rule":
		return "rule " + linkOf(s.Rules, f.Where)
	case "operation":
		return linkOf(s.Refusals, f.Where)
	case "departure":
		return "departure " + s.departure(f.Where)
	case "wire":
		return "the wire: " + f.Where
	case "overridden":
		return "nothing: " + f.Where
	default:
		return "nothing, it is of another operation: " + f.Where
	}
}

func linkOf(all []caseFile, id string) string {
	i := slices.IndexFunc(all, func(f caseFile) bool { return f.ID == id })
	if i < 0 {
		return code(id)
	}
	return all[i].Link
}

// Address sets an address, or a place in a repository, so that it reads.
func (f *fact) Address() string {
	if strings.HasPrefix(f.Source, "https://") {
		return "<" + f.Source + ">"
	}
	return f.Source
}
