package cognito_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// fact is an entry of a file of testdata/facts: a refusal, or a non-refusal, that is
// known of the service, and what of this project answers to it.
type fact struct {
	ID string
	// Operation as the report has it; "(any ...)" is every operation.
	Operation string
	// Kind says what Where is:
	//
	//	constraint       a member in the tables of shapes, such as ListUserPools.MaxResults
	//	rule             a rule's ID
	//	wire             a stage of a request, see stages
	//	operation        an entry of a file of testdata/refusals
	//	departure        an anchor in docs/departures.md
	//	overridden       why better evidence counts
	//	other-operation  what the fact, which is of an operation that is not here, was good for
	Kind, Where string
	// Confidence is verbatim, reconstructed, documented-only or overridden.
	Confidence string
	Source     string
	// Cases hold constraints and the wire to the fact. Those of rules stand in
	// the rules' case files.
	Cases []trial
}

// operationRefusal is an entry of a file of testdata/refusals: what an operation
// refuses by itself, without a rule.
type operationRefusal struct {
	ID, Summary string
	// On are the operations; with OnPools they are besides all on one pool, "any" or those that have the rates of an
	// "update", but for those of But.
	On, But    []string
	OnPools    string
	Evidence   []string
	Confidence string
	Note       string
	Cases      []trial
	// Test is the name of the test where a case cannot say it, Exceptions are what
	// it then sees, with Message where that is not their own text.
	Test       string
	Exceptions []string
	Message    string
}

func facts(t *testing.T) (all []fact) {
	t.Helper()
	eachFile(t, "testdata/facts", &all)
	return all
}

// eachFile appends the entries of all files of a folder.
func eachFile[T any](t *testing.T, folder string, all *[]T) {
	t.Helper()
	files, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	for _, file := range files {
		var entries []T
		decode(t, file, &entries)
		*all = append(*all, entries...)
	}
}

func refusals(t *testing.T) (all []operationRefusal) {
	t.Helper()
	eachFile(t, "testdata/refusals", &all)
	return all
}

func TestFacts(t *testing.T) {
	for _, f := range facts(t) {
		t.Run(f.ID, func(t *testing.T) {
			t.Parallel()
			for i := range f.Cases {
				refused := f.Where
				if f.Kind == "constraint" {
					refused = ""
				}
				t.Run(fmt.Sprint(i+1, " ", f.Cases[i].Operation), func(t *testing.T) { f.Cases[i].run(t, refused) })
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	tests, err := os.ReadFile("operations_store_test.go")
	require.NoError(t, err)
	for _, r := range refusals(t) {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			for i := range r.Cases {
				c := &r.Cases[i]
				require.True(t, slices.Contains(r.On, c.Operation) || r.OnPools != "" && !slices.Contains(r.But, c.Operation), c.Operation)
				t.Run(c.Name, func(t *testing.T) { c.run(t, "") })
			}
			if len(r.Cases) == 0 {
				require.Contains(t, string(tests), "func "+r.Test+"(", "nothing tests it")
			}
		})
	}
}

// stages are where a request is refused, or accepted, before a rule is checked,
// and who tests it where no case does: the gates are not of this package.
var stages = map[string]string{
	"accepted": "", "json": "", "target": "", "type": "",
	"route": "pkg/awsjson", "authentication": "pkg/sigv4", "permission": "pkg/access", "rate": "TestStore_Errors",
}

var namesCreate = regexp.MustCompile(`\bCreateUserPool\b|^\(any\b`)

// TestFacts_Placed is the promise that nothing known of CreateUserPool was forgotten:
// what is not built stands on the list of departures.
func TestFacts_Placed(t *testing.T) {
	anchors, evidence, places := departures(t), map[string][]string{}, placesByPath()
	for id, file := range ruleFiles(t) {
		evidence["rule "+id] = file.Evidence
	}
	for _, r := range refusals(t) {
		evidence["operation "+r.ID] = r.Evidence
	}
	ids := map[string]bool{}
	for _, f := range facts(t) {
		require.False(t, ids[f.ID], "%s stands twice", f.ID)
		ids[f.ID] = true
		require.Contains(t, []string{"verbatim", "reconstructed", "documented-only", "overridden"}, f.Confidence, f.ID)
		require.NotEmpty(t, f.Source, f.ID)
		require.NotEmpty(t, f.Where, f.ID)
		switch f.Kind {
		case "constraint":
			require.Contains(t, places, f.Where, f.ID)
			require.NotEmpty(t, f.Cases, f.ID)
		case "rule", "operation":
			require.Contains(t, evidence[f.Kind+" "+f.Where], f.ID, "%s %s does not name it", f.Kind, f.Where)
		case "wire":
			tested, known := stages[f.Where]
			require.True(t, known, "%s: no stage %s", f.ID, f.Where)
			require.True(t, tested != "" || len(f.Cases) > 0, f.ID)
		case "departure":
			require.Contains(t, anchors, f.Where, f.ID)
		case "overridden":
			require.Equal(t, "overridden", f.Confidence, f.ID)
		case "other-operation":
			require.NotRegexp(t, namesCreate, f.Operation, f.ID)
		default:
			t.Errorf("%s: unknown kind %q", f.ID, f.Kind)
		}
	}
}

var anchor = regexp.MustCompile(`<a id="([a-z0-9-]+)"></a>`)

// departures are the anchors of the list of known departures.
func departures(t *testing.T) (all []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/departures.md")
	require.NoError(t, err)
	for _, m := range anchor.FindAllStringSubmatch(string(text), -1) {
		require.NotContains(t, all, m[1], "two departures have one anchor")
		all = append(all, m[1])
	}
	return all
}

var ownText = regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (.+?) \\| (.+) \\|$")

// TestFacts_OwnTexts: the page has one row for every rule and refusal of which no text is known, with the text that is
// answered.
func TestFacts_OwnTexts(t *testing.T) {
	page, err := os.ReadFile("../../docs/departures/messages.md")
	require.NoError(t, err)
	rows := map[string][]string{}
	for _, m := range ownText.FindAllStringSubmatch(string(page), -1) {
		rows[m[1]] = m[2:]
	}
	said := map[string]bool{}
	hold := func(id, confidence string, cases []trial) {
		if confidence == "verbatim" || confidence == "reconstructed" || id == "lambda-usable" { // whose text a world file has
			return
		}
		said[id] = true
		for i := range cases {
			if refused := cases[i].Error; refused != nil {
				require.Contains(t, rows, id)
				assert.Contains(t, rows[id][0], refused.Type, id)
				assert.Regexp(t, "^"+strings.ReplaceAll(regexp.QuoteMeta(rows[id][1]), "<\\.\\.\\.>", ".+")+"$", refused.Message, id)
			}
		}
	}
	for id, file := range ruleFiles(t) {
		hold(id, file.Confidence, file.Cases)
	}
	for _, r := range refusals(t) {
		hold(r.ID, r.Confidence, r.Cases)
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(said)), slices.Collect(maps.Keys(rows)))
}

// TestFacts_Operations: the page names every operation, and no other stands in its entry.
func TestFacts_Operations(t *testing.T) {
	page, err := os.ReadFile("../../docs/departures.md")
	require.NoError(t, err)
	_, entry, _ := strings.Cut(string(page), `<a id="operations"></a>`)
	entry, _, _ = strings.Cut(entry, "\nNo users")
	var want []string
	for _, op := range cognito.Operations() {
		want = append(want, op.Name)
	}
	assert.Equal(t, want, slices.DeleteFunc(strings.FieldsFunc(entry, func(r rune) bool { return !unicode.IsLetter(r) }),
		func(word string) bool { return !cognito.InModel(word) }))
}

// TestFacts_Confidence: a rule or refusal is as well known as the best of its evidence.
// What only the API's documentation has, and no fact, is at best documented-only.
func TestFacts_Confidence(t *testing.T) {
	known := map[string]string{}
	for _, f := range facts(t) {
		known[f.ID] = f.Confidence
	}
	ranks := []string{"verbatim", "reconstructed", "documented-only", "none"}
	hold := func(id string, evidence []string, confidence string) {
		best := "none"
		for _, e := range evidence {
			require.Contains(t, known, e, "%s: no such fact", id)
			if slices.Index(ranks, known[e]) < slices.Index(ranks, best) {
				best = known[e]
			}
		}
		if len(evidence) > 0 || confidence != "documented-only" {
			assert.Equal(t, best, confidence, id)
		}
	}
	for id, file := range ruleFiles(t) {
		hold(id, file.Evidence, file.Confidence)
	}
	for _, r := range refusals(t) {
		hold(r.ID, r.Evidence, r.Confidence)
	}
}
