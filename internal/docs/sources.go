package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// sources are the tables and the files. The tests of pkg/cognito and of events say what holds each of them.
type sources struct {
	root string
	// Facts are those of pkg/cognito/testdata/facts, Defaults and ClientDefaults pkg/cognito/testdata/defaults.json and
	// pkg/cognito/testdata/client-defaults.json.
	Facts                    []fact
	Defaults, ClientDefaults []memberDefault
	// Rules are in the order in which they are checked, Refusals are those of single operations.
	Rules, Refusals []caseFile
	// world is what of examples/world.json is told.
	world struct {
		Faults []struct {
			Match  struct{ PoolName string }
			Answer struct{ Exception string }
		}
	}
}

// fact is one observation of Cognito.
type fact struct{ ID, Operation, Kind, Where, Confidence, Source string }

// caseFile is pkg/cognito/testdata/rules/<rule>.json, with what the list of rules says, or an entry of
// a file of pkg/cognito/testdata/refusals.
type caseFile struct {
	ID, Summary      string
	On, Evidence     []string
	Reads            []string
	Confidence, Note string
	// Test holds what a case cannot, Exceptions are what it raises then.
	Test       string
	Exceptions []string
	Cases      []struct {
		Operation, Region, Account string
		Before                     []json.RawMessage
		Facts, Request             json.RawMessage
		Error                      *refusal
	}
	// Anchor is its place in docs/behaviour.md, Held the link to what tests it.
	Anchor, Held string
}

type refusal struct{ Type, Message string }

func read(root string) (*sources, error) {
	s := &sources{root: root}
	for path, into := range map[string]any{
		"pkg/cognito/testdata/defaults.json":        &s.Defaults,
		"pkg/cognito/testdata/client-defaults.json": &s.ClientDefaults,
		"examples/world.json":                       &s.world,
	} {
		if err := s.decode(path, into); err != nil {
			return nil, err
		}
	}
	err := s.eachFile("pkg/cognito/testdata/facts", func(path string) error {
		var facts []fact
		err := s.decode(path, &facts)
		s.Facts = append(s.Facts, facts...)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := s.eachFile("pkg/cognito/testdata/refusals", s.readRefusals); err != nil {
		return nil, err
	}
	for _, r := range cognito.Rules() {
		path := "pkg/cognito/testdata/rules/" + r.ID + ".json"
		var f caseFile
		if err := s.decode(path, &f); err != nil {
			return nil, err
		}
		f.ID, f.Summary, f.On, f.Reads = r.ID, r.Summary, r.Operations(), r.Reads
		f.Anchor, f.Held = "rule-"+r.ID, "[cases](../"+path+")"
		s.Rules = append(s.Rules, f)
	}
	return s, nil
}

// readRefusals reads those of a file.
func (s *sources) readRefusals(path string) error {
	var refusals []caseFile
	if err := s.decode(path, &refusals); err != nil {
		return err
	}
	for _, f := range refusals {
		f.Anchor, f.Held = "refusal-"+f.ID, "[cases](../"+path+")"
		if f.Test != "" {
			f.Held = "[" + code(f.Test) + "](../pkg/cognito/operations_store_test.go)"
		}
		s.Refusals = append(s.Refusals, f)
	}
	return nil
}

// eachFile goes over the JSON files of a folder of the repository, in order of their names.
func (s *sources) eachFile(folder string, do func(path string) error) error {
	files, err := filepath.Glob(filepath.Join(s.root, folder, "*.json"))
	for _, file := range files {
		err = errors.Join(err, do(folder+"/"+filepath.Base(file)))
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

// Operations and Exceptions are the tables of the code.
func (s *sources) Operations() []cognito.Operation { return cognito.Operations() }

// Exceptions are in the order of the table.
func (s *sources) Exceptions() []apierror.Descriptor { return apierror.All() }

// DefaultsVersions says how many versions of the defaults there are.
func (s *sources) DefaultsVersions() string {
	if cognito.DefaultsVersion == 1 {
		return "one version so far, the service of September 2026"
	}
	return fmt.Sprintf("a version 1 to %d; this page has the newest", cognito.DefaultsVersion)
}

// AnsweredBy is what of this project has the fact.
func (f *fact) AnsweredBy() string {
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

// Address sets an address, or a place in a repository, so that it reads.
func (f *fact) Address() string {
	if strings.HasPrefix(f.Source, "https://") {
		return "<" + f.Source + ">"
	}
	return f.Source
}
