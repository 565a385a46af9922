package cognito_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// stages are where a request is refused, or accepted, before a rule is asked,
// and who tests it where no case does: the gates are not of this package.
var stages = map[string]string{
	"accepted":       "",
	"json":           "",
	"target":         "",
	"type":           "",
	"route":          "pkg/awsjson",
	"authentication": "pkg/sigv4",
	"permission":     "pkg/access",
	"rate":           "TestAThrottledStoreIsTooManyRequests",
}

func TestEveryFactIsListedOnce(t *testing.T) {
	ids := map[string]bool{}
	for _, f := range facts(t) {
		require.False(t, ids[f.ID], f.ID)
		ids[f.ID] = true
		require.Contains(t, []string{"verbatim", "reconstructed", "documented-only", "overridden"}, f.Confidence, f.ID)
		require.NotEmpty(t, f.Source, f.ID)
	}
	require.Len(t, ids, howManyFacts)
}

var namesCreate = regexp.MustCompile(`\bCreateUserPool\b|^\(any\b`)

// TestEveryFactIsSomewhere is the promise that nothing known of CreateUserPool
// was forgotten: what is not built stands on the list of departures.
func TestEveryFactIsSomewhere(t *testing.T) {
	anchors := departures(t)
	rules := map[string][]string{}
	for _, r := range cognito.Rules() {
		rules[r.ID] = r.Evidence
	}
	own := map[string][]string{}
	for _, r := range refusals(t) {
		own[r.ID] = r.Evidence
	}
	for _, f := range facts(t) {
		if namesCreate.MatchString(f.Operation) {
			require.NotEqual(t, "other-operation", f.Kind, f.ID)
		}
		require.NotEmpty(t, f.Where, f.ID)
		switch f.Kind {
		case "constraint":
			require.NotNil(t, member(f.Where), "%s: no %s in the tables", f.ID, f.Where)
			require.NotEmpty(t, f.Cases, f.ID)
		case "rule":
			require.Contains(t, rules[f.Where], f.ID, "rule %s does not name it", f.Where)
		case "wire":
			tested, known := stages[f.Where]
			require.True(t, known, "%s: no stage %s", f.ID, f.Where)
			require.True(t, tested != "" || len(f.Cases) > 0, f.ID)
		case "operation":
			require.Contains(t, own[f.Where], f.ID, "testdata/refusals.json: %s does not name it", f.Where)
		case "departure":
			require.Contains(t, anchors, f.Where, f.ID)
		case "overridden":
			require.Equal(t, "overridden", f.Confidence, f.ID)
		case "other-operation":
		default:
			t.Errorf("%s: unknown kind %q", f.ID, f.Kind)
		}
	}
}

func TestEvidenceOfRulesIsKnown(t *testing.T) {
	known := map[string]string{}
	for _, f := range facts(t) {
		known[f.ID] = f.Confidence
	}
	files := ruleFiles(t)
	for _, r := range cognito.Rules() {
		requireConfidence(t, known, r.ID, r.Evidence, files[r.ID].Confidence)
	}
	for _, r := range refusals(t) {
		requireConfidence(t, known, r.ID, r.Evidence, r.Confidence)
	}
}

// ranks is how evidence is ranked, the best first.
var ranks = []string{"verbatim", "reconstructed", "documented-only", "none"}

// requireConfidence: as good as the best of the evidence. What only the API's
// documentation has, and no fact, is at best documented-only.
func requireConfidence(t *testing.T, known map[string]string, id string, evidence []string, confidence string) {
	t.Helper()
	best := "none"
	for _, e := range evidence {
		require.Contains(t, known, e, "%s: no such fact", id)
		if slices.Index(ranks, known[e]) < slices.Index(ranks, best) {
			best = known[e]
		}
	}
	if len(evidence) == 0 && confidence == "documented-only" {
		return
	}
	require.Equal(t, best, confidence, id)
}

var anchor = regexp.MustCompile(`<a id="([a-z0-9-]+)"></a>`)

// departures are the anchors of the list of known departures.
func departures(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/departures.md")
	require.NoError(t, err)
	var all []string
	for _, m := range anchor.FindAllStringSubmatch(string(text), -1) {
		require.NotContains(t, all, m[1], "two departures have one anchor")
		all = append(all, m[1])
	}
	return all
}

var step = regexp.MustCompile(`\A([A-Za-z]+)(\[\]|\{\}|\{key\})?\z`)

// member finds "CreateUserPool.Schema[].Name" in the tables; [] is a list's
// entry, {} a map's value and {key} its key.
func member(path string) *shape.Shape {
	name, rest, _ := strings.Cut(path, ".")
	i := slices.IndexFunc(cognito.Operations(), func(o cognito.Operation) bool { return o.Name == name })
	if i < 0 {
		return nil
	}
	at := cognito.Operations()[i].Input
	for part := range strings.SplitSeq(rest, ".") {
		m := step.FindStringSubmatch(part)
		if m == nil {
			return nil
		}
		found, ok := at.Member(m[1])
		if !ok {
			return nil
		}
		at = map[string]*shape.Shape{"": found.Shape, "[]": found.Shape.Elem, "{}": found.Shape.Elem, "{key}": found.Shape.Key}[m[2]]
		if at == nil {
			return nil
		}
	}
	return at
}
