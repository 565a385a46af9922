package cognito_test

import (
	"cmp"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// modelRow is a line of testdata/model/botocore-1.44.8.txt: a place in an
// operation's input as the service's public model has it (botocore 1.44.8,
// data/cognito-idp/2016-04-18/service-2.json). testdata/model/generate.py writes
// the file and says how; a newer model comes in as a newer file.
type modelRow struct {
	path   string
	values map[string]string // by the names of columns
}

var columns = []string{"shape", "kind", "required", "min", "max", "pattern", "enum"}

func model(t *testing.T) []modelRow {
	t.Helper()
	text, err := os.ReadFile("testdata/model/botocore-1.44.8.txt")
	require.NoError(t, err)
	var rows []modelRow
	for line := range strings.Lines(string(text)) {
		path, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		values := strings.Split(rest, "\t")
		require.Len(t, values, len(columns), line)
		row := modelRow{path, map[string]string{}}
		for i, name := range columns {
			row.values[name] = values[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// row is a place of ours in the model's columns. Enumerations are compared as
// sets; their order is another test's.
func (p place) row() map[string]string {
	kinds := []string{"string", "integer", "boolean", "list", "map", "structure", "double", "blob", "structure"} // which a document is to the model
	bound := func(b shape.Bound) string {
		if !b.Set {
			return "-"
		}
		return strconv.Itoa(b.N)
	}
	required := "-"
	if p.member != nil && p.member.Required {
		required = "required"
	}
	return map[string]string{
		"shape": p.shape.Name, "kind": kinds[p.shape.Kind], "required": required, "min": bound(p.shape.Min), "max": bound(p.shape.Max),
		"pattern": cmp.Or(p.shape.Expr, "-"), "enum": cmp.Or(strings.Join(p.shape.Values, ","), "-"),
	}
}

// departure is a difference between the model and our tables that is meant.
// Evidence is a fact's id (docs/evidence.md) or an anchor of docs/departures.md.
type departure struct {
	shape, column, model, ours string
	reason, evidence           string
}

const (
	modelCode = `[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*`
	modelArn  = `arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?`

	noAnchors   = "The service prints patterns without anchors."
	serversOwn  = "The server's own pattern, as it was printed."
	noIDs       = "Without them there is nothing to update."
	eumsArrived = "EumsSms made the role optional in the newest model; without EumsSms the service's refusal of its absence stands, and what is said is an ARN."
)

var departuresFromTheModel = []departure{
	{"SmsVerificationMessageType", "pattern", `.*\{####\}.*`, `(?s).*\{####\}(?s).*`, serversOwn, "sms-verification-message-placeholder"},
	{"SmsInviteMessageType", "pattern", `(?s).*`, `(?s).*\{####\}(?s).*`, serversOwn, "invite-sms-placeholder"},
	{"EmailInviteMessageType", "pattern", modelCode, modelCode + `\{####\}` + modelCode, serversOwn, "invite-email-placeholder"},
	{"SESConfigurationSet", "pattern", "^[a-zA-Z0-9_-]+$", "[a-zA-Z0-9_-]+", noAnchors, "#patterns"},
	{"HexStringType", "pattern", "^[0-9a-fA-F]+$", "[0-9a-fA-F]+", noAnchors, "#patterns"},
	{"OptionalArnType", "shape", "OptionalArnType", "ArnType", eumsArrived, "sns-caller-arn-null"},
	{"OptionalArnType", "required", "-", "required", eumsArrived, "sns-caller-arn-null"},
	{"OptionalArnType", "min", "0", "20", eumsArrived, "sns-caller-arn-null"},
	{"OptionalArnType", "pattern", "(" + modelArn + ")?", modelArn, eumsArrived, "sns-caller-arn-null"},
	{"DomainType", "pattern", `^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`, "-", "It is a prefix's, and has a sentence of its own after all others.", "domain-invalid-character"},
	{"QueryLimitType", "min", "0", "1", "The service's own minimum, under the name maxResults.", "group-list-limit-zero"},
	{"ListProvidersLimitType", "min", "0", "1", "The service's own minimum.", "idp-list-max-results-zero"},
	{"UserPoolIdType", "required", "-", "required", noIDs, "branding-update-null-ids"},
	{"ManagedLoginBrandingIdType", "required", "-", "required", noIDs, "branding-update-null-ids"},
	{"PoolQueryLimitType", "required", "required", "-", "A primitive on the service's side: absence is 0, not null.", "list-maxresults-missing"},
}

// TestShapes_Model: the tables have the places of the model in its order, in which structures print their members, and
// differ from it where a departure says so.
func TestShapes_Model(t *testing.T) {
	t.Parallel()
	var theirs, ours []string
	rows, all := model(t), places()
	for _, row := range rows {
		theirs = append(theirs, row.path)
	}
	for _, p := range all {
		ours = append(ours, p.path)
	}
	require.Equal(t, theirs, ours)
	met := map[departure]bool{}
	for n, row := range rows {
		for column, mine := range all[n].row() {
			theirs := row.values[column]
			if same(column, theirs, mine) {
				continue
			}
			i := slices.IndexFunc(departuresFromTheModel, func(d departure) bool {
				return d.shape == row.values["shape"] && d.column == column && d.model == theirs && same(column, d.ours, mine)
			})
			if assert.GreaterOrEqual(t, i, 0, "%s: %s is %q in the model and %q here", row.path, column, theirs, mine) {
				met[departuresFromTheModel[i]] = true
			}
		}
	}
	anchors, known := departures(t), map[string]bool{}
	for _, f := range facts(t) {
		known[f.ID] = true
	}
	for _, d := range departuresFromTheModel {
		assert.True(t, met[d], "a departure that is none any more: %+v", d)
		anchor, departs := strings.CutPrefix(d.evidence, "#")
		assert.True(t, departs && slices.Contains(anchors, anchor) || known[d.evidence], d.evidence)
	}
}

func same(column, theirs, mine string) bool {
	if column == "enum" {
		return slices.Equal(distinct(strings.Split(theirs, ",")), distinct(strings.Split(mine, ",")))
	}
	return theirs == mine
}

// The service prints a set in ascending order of Java's String.hashCode() & 31,
// a tie in reverse order of the model (docs/departures.md#enum-order): the order in which a
// HashSet of 32 buckets is walked. SOFTWARE_TOKEN is taken to stand last.
func TestEnums_PrintedOrder(t *testing.T) {
	t.Parallel()
	orders := map[string][]string{}
	for _, row := range model(t) {
		if row.values["enum"] != "-" {
			orders[row.values["shape"]] = strings.Split(row.values["enum"], ",")
		}
	}
	seen := map[string]bool{}
	for s, path := range everyShape() {
		if s.Values == nil {
			continue
		}
		seen[s.Name] = true
		want := slices.Clone(orders[s.Name])
		slices.Reverse(want)
		slices.SortStableFunc(want, func(a, b string) int { return bucket(a) - bucket(b) })
		if want[0] == "SOFTWARE_TOKEN" {
			want = append(want[1:], want[0])
		}
		assert.Equal(t, want, s.Values, "%s at %s", s.Name, path)
	}
	assert.Len(t, seen, len(orders), "every enumeration of the model")
}

// bucket is Java's String.hashCode() & 31.
func bucket(s string) int {
	var h int32
	for _, c := range []byte(s) {
		h = 31*h + int32(c)
	}
	return int(h & 31)
}

// TestEnums_Recorded: sets that were read from operations that are not here, by their ids in
// docs/evidence.md, hold the rule. Those of ours are cases of their facts.
func TestEnums_Recorded(t *testing.T) {
	t.Parallel()
	for id, want := range map[string][]string{
		"enum-risk-action":      {"MFA_IF_CONFIGURED", "BLOCK", "NO_ACTION", "MFA_REQUIRED"},
		"enum-list-risk-filter": {"SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"},
		"enum-list-oauth":       {"implicit", "client_credentials", "code"},
	} {
		assert.True(t, slices.IsSortedFunc(want, func(a, b string) int { return bucket(a) - bucket(b) }), id)
	}
}
