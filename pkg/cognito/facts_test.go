package cognito_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// fact is an entry of testdata/facts.json: a refusal, or a non-refusal, that is
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
	//	operation        an entry of testdata/refusals.json
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

// operationRefusal is an entry of testdata/refusals.json: what an operation
// refuses by itself, without a rule.
type operationRefusal struct {
	ID, Says   string
	On         []string
	Evidence   []string
	Confidence string
	Note       string
	Cases      []trial
	// Test is the name of the test where a case cannot say it, Exceptions are what
	// it then sees.
	Test       string
	Exceptions []string
}

const howManyFacts = 208

func facts(t *testing.T) []fact {
	t.Helper()
	var all []fact
	decode(t, "testdata/facts.json", &all)
	return all
}

func refusals(t *testing.T) []operationRefusal {
	t.Helper()
	var all []operationRefusal
	decode(t, "testdata/refusals.json", &all)
	return all
}

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

func TestRefusalsOfOperations(t *testing.T) {
	tests := map[string]bool{
		"TestAContendedChangeEnds":              true,
		"TestAThrottledStoreIsTooManyRequests":  true,
		"TestAPoolTooLargeForTheStoreIsRefused": true,
	}
	for _, r := range refusals(t) {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			for i := range r.Cases {
				c := &r.Cases[i]
				require.Contains(t, r.On, c.Operation)
				t.Run(c.Name, func(t *testing.T) { c.run(t, "") })
			}
			require.True(t, len(r.Cases) > 0 || tests[r.Test], "%s: nothing tests it", r.ID)
		})
	}
}

// stubborn is a store that refuses.
type stubborn struct {
	cognito.Store
	create, replace, get error
}

func (s *stubborn) Create(context.Context, *cognito.Pool) (*cognito.Pool, error) {
	return nil, s.create
}

func (s *stubborn) Replace(context.Context, *cognito.Pool) error { return s.replace }

func (s *stubborn) Get(ctx context.Context, part cognito.Partition, id string) (*cognito.Pool, error) {
	if s.get != nil {
		return nil, s.get
	}
	return s.Store.Get(ctx, part, id)
}

func TestAContendedChangeEnds(t *testing.T) {
	for _, c := range []struct{ operation, request, code string }{
		{"UpdateUserPool", `{"UserPoolId":"<pool>"}`, "ConcurrentModificationException"},
		{"SetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`, "ConcurrentModificationException"},
		{"AddCustomAttributes", `{"UserPoolId":"<pool>","CustomAttributes":[{"Name":"a","AttributeDataType":"String"}]}`, "TooManyRequestsException"},
		{"TagResource", `{"ResourceArn":"<arn>","Tags":{"k":"v"}}`, "TooManyRequestsException"},
		{"UntagResource", `{"ResourceArn":"<arn>","TagKeys":["k"]}`, "TooManyRequestsException"},
	} {
		t.Run(c.operation, func(t *testing.T) {
			h := newHouse(t, "", "")
			require.Equal(t, http.StatusOK, h.send(t, "CreateUserPool", []byte(`{"PoolName":"p"}`), nil, nil).Status)
			h.store = &stubborn{Store: h.store, replace: cognito.ErrConflict}
			answer := h.send(t, c.operation, []byte(c.request), nil, nil)
			require.Equal(t, http.StatusBadRequest, answer.Status)
			code, _ := refusalOf(t, answer)
			require.Equal(t, c.code, code)
			require.Equal(t, "rule contention", h.entry.Refused)
		})
	}
}

func TestAThrottledStoreIsTooManyRequests(t *testing.T) {
	h := newHouse(t, "", "")
	h.store = &stubborn{Store: h.store, get: cognito.ErrThrottled}
	code, message := refusalOf(t, h.send(t, "DescribeUserPool", []byte(`{"UserPoolId":"us-east-1_aaaaaaaaa"}`), nil, nil))
	require.Equal(t, "TooManyRequestsException", code)
	require.Equal(t, "Rate exceeded", message)
	require.Equal(t, "rule throttled", h.entry.Refused)
}

func TestAPoolTooLargeForTheStoreIsRefused(t *testing.T) {
	h := newHouse(t, "", "")
	h.store = &stubborn{create: fmt.Errorf("store: %w", &cognito.TooLargeError{Size: 500_000, Max: 409_600})}
	code, message := refusalOf(t, h.send(t, "CreateUserPool", []byte(`{"PoolName":"p"}`), nil, nil))
	require.Equal(t, "InvalidParameterException", code)
	require.Equal(t, "The user pool's configuration is too large: 500000 bytes, at most 409600 can be stored.", message)
	require.Equal(t, "rule item-size", h.entry.Refused)
}
