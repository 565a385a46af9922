package world

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// mistake is a document with what is wrong in it, in the order of the document.
type mistake struct {
	doc string
	// bySchema: an editor that has the schema shows it, too.
	bySchema bool
	want     []Problem
}

const inEditor, parserOnly = true, false

func one(path, text string) []Problem { return []Problem{{Path: path, Text: text}} }

// inRole is a document with one SMS role.
func inRole(role string) string { return `{"accounts":{"*":{"smsRoles":[` + role + `]}}}` }

func inFault(fault string) string { return `{"faults":[` + fault + `]}` }

// matching is a document with a fault for these calls.
func matching(match string) string { return inFault(`{"delay":"1s","match":` + match + `}`) }

var mistakes = map[string]mistake{
	"nothing":                 {``, inEditor, one("", "is empty")},
	"only space":              {" \n", inEditor, one("", "is empty")},
	"broken JSON":             {"{\n  \"faults\": [},\n}", inEditor, one("", "is not JSON, as line 2, column 14 shows")},
	"half a document":         {`{"faults":[`, inEditor, one("", "is not JSON, as line 1, column 11 shows")},
	"two documents":           {`{}{}`, inEditor, one("", "is not JSON, as line 1, column 3 shows")},
	"a comment":               {`{} // mine`, inEditor, one("", "is not JSON, as line 1, column 4 shows")},
	"not UTF-8":               {"{\"comment\":\"\xff\"}", parserOnly, one("", "is not UTF-8")},
	"half a surrogate pair":   {`{"comment":"\ud800"}`, parserOnly, one("comment", "is not whole Unicode text")},
	"the same in a name":      {`{"\ud800":1}`, inEditor, []Problem{{Path: `["\ufffd"]`, Text: "is not whole Unicode text"}, {Path: `["\ufffd"]`, Text: "is no member of this document"}}},
	"a list at the top":       {`[]`, inEditor, one("", "must be an object")},
	"null at the top":         {`null`, inEditor, one("", "must be an object")},
	"too deep":                {`{"comment":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, inEditor, one("comment"+strings.Repeat("[0]", 15), "lies too deep")},
	"too large":               {`{"comment":"` + strings.Repeat("x", MaxDocument) + `"}`, inEditor, one("", "is larger than 65536 bytes")},
	"an unknown member":       {`{"fault":[]}`, inEditor, one("fault", "is no member of this document")},
	"another case":            {`{"Faults":[]}`, inEditor, one("Faults", "is no member of this document")},
	"a name that is a secret": {`{"` + strings.Repeat("s", 50) + `":[]}`, inEditor, one("[a name of 50 characters]", "is no member of this document")},
	"an empty name":           {`{"":[]}`, inEditor, one(`[""]`, "is no member of this document")},
	"a member twice":          {`{"chosenPoolIds":true,"chosenPoolIds":false}`, parserOnly, one("chosenPoolIds", "is there twice")},
	"an account twice":        {`{"accounts":{"*":{},"*":{}}}`, parserOnly, one(`accounts["*"]`, "is there twice")},
	"null is not absence":     {`{"faults":null}`, inEditor, one("faults", "must be a list")},
	"a text for a switch":     {`{"chosenPoolIds":"true"}`, inEditor, one("chosenPoolIds", "must be true or false")},
	"a list of accounts":      {`{"accounts":[]}`, inEditor, one("accounts", "must be an object")},

	"eleven digits":            {`{"accounts":{"12345678901":{}}}`, inEditor, one(`accounts["12345678901"]`, `must be an account of 12 digits, or "*" for all`)},
	"thirteen digits":          {`{"accounts":{"1234567890123":{}}}`, inEditor, one(`accounts["1234567890123"]`, `must be an account of 12 digits, or "*" for all`)},
	"a letter in an account":   {`{"accounts":{"12345678901x":{}}}`, inEditor, one(`accounts["12345678901x"]`, `must be an account of 12 digits, or "*" for all`)},
	"an account with a wild *": {`{"accounts":{"12*":{}}}`, inEditor, one(`accounts["12*"]`, `must be an account of 12 digits, or "*" for all`)},
	"other digits":             {`{"accounts":{"１23456789012":{}}}`, inEditor, one(`accounts["\uff1123456789012"]`, `must be an account of 12 digits, or "*" for all`)},
	"too many accounts":        {`{"accounts":{` + listOf(257, `"%012d":{}`) + `}}`, inEditor, one("accounts", "must have 0 to 256 entries")},

	"no pattern":               {inRole(`{}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "is missing")},
	"null for a pattern":       {inRole(`{"role":null}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "must be a string")},
	"a long comment":           {`{"comment":"` + strings.Repeat("ü", 2049) + `"}`, inEditor, one("comment", "must have 0 to 2048 characters")},
	"an empty pattern":         {inRole(`{"role":""}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "must have 1 to 2048 characters")},
	"a long pattern":           {inRole(`{"role":"` + strings.Repeat("r", 2049) + `"}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "must have 1 to 2048 characters")},
	"a regular expression":     {inRole(`{"role":"no.*(publish)"}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "must be of characters that ARNs have, * and ?")},
	"an ending line":           {inRole(`{"role":"r\n"}`), inEditor, one(`accounts["*"].smsRoles[0].role`, "must be of characters that ARNs have, * and ?")},
	"a colon in a name":        {inRole(`{"role":"role:r"}`), parserOnly, one(`accounts["*"].smsRoles[0].role`, "has a colon, which no name has: a pattern of ARNs begins with arn:")},
	"half an ARN":              {inRole(`{"role":"arn:aws:iam::123456789012"}`), parserOnly, one(`accounts["*"].smsRoles[0].role`, "is no ARN: arn:partition:service:region:account:resource")},
	"another service's ARN":    {inRole(`{"role":"arn:aws:sns::123456789012:role/r"}`), parserOnly, one(`accounts["*"].smsRoles[0].role`, "matches no ARN of the service iam")},
	"a role for an identity":   {`{"accounts":{"*":{"sesIdentities":[{"identity":"arn:aws:iam::123456789012:role/r"}]}}}`, parserOnly, one(`accounts["*"].sesIdentities[0].identity`, "matches no ARN of the service ses")},
	"authorized":               {`{"accounts":{"*":{"sesIdentities":[{"identity":"i","authorized":false}]}}}`, inEditor, one(`accounts["*"].sesIdentities[0].authorized`, "is no member of this document")},
	"yes for true":             {inRole(`{"role":"r","trusted":"yes"}`), inEditor, one(`accounts["*"].smsRoles[0].trusted`, "must be true or false")},
	"too many roles":           {inRole(listOf(257, `{"role":"r%d"}`)), inEditor, one(`accounts["*"].smsRoles`, "must have 0 to 256 entries")},
	"a problem that is a list": {`{"accounts":{"*":{"lambdaFunctions":[{"function":"f","problem":[]}]}}}`, inEditor, one(`accounts["*"].lambdaFunctions[0].problem`, "must be a string")},
	"no plan":                  {`{"accounts":{"*":{"tierChanges":[{"from":"FREE","to":"none","allowed":false}]}}}`, inEditor, []Problem{{Path: `accounts["*"].tierChanges[0].from`, Text: "must be none, LITE, ESSENTIALS, PLUS or * for all"}, {Path: `accounts["*"].tierChanges[0].to`, Text: "must be LITE, ESSENTIALS, PLUS or * for all"}}},
	"half a change":            {`{"accounts":{"*":{"tierChanges":[{"from":"PLUS"}]}}}`, inEditor, []Problem{{Path: `accounts["*"].tierChanges[0].to`, Text: "is missing"}, {Path: `accounts["*"].tierChanges[0].allowed`, Text: "is missing"}}},
	"no features":              {`{"accounts":{"*":{"tierChanges":[{"from":"PLUS","to":"LITE","allowed":false,"features":[]}]}}}`, inEditor, one(`accounts["*"].tierChanges[0].features`, "must have 1 to 32 entries")},
	"an empty feature":         {`{"accounts":{"*":{"tierChanges":[{"from":"PLUS","to":"LITE","allowed":false,"features":[""]}]}}}`, inEditor, one(`accounts["*"].tierChanges[0].features[0]`, "must have 1 to 128 characters")},
	"an empty tag key":         {`{"accounts":{"*":{"forbiddenTagKeys":[""]}}}`, inEditor, one(`accounts["*"].forbiddenTagKeys[0]`, "must have 1 to 128 characters")},
	"a negative quota":         {`{"accounts":{"*":{"poolQuota":-1}}}`, inEditor, one(`accounts["*"].poolQuota`, "must be 0 to 1000000")},
	"half a pool":              {`{"accounts":{"*":{"poolQuota":1.5}}}`, inEditor, one(`accounts["*"].poolQuota`, "must be a whole number")},
	"a quota with a fraction":  {`{"accounts":{"*":{"poolQuota":1.0}}}`, parserOnly, one(`accounts["*"].poolQuota`, "must be a whole number")},
	"a quota with an exponent": {`{"accounts":{"*":{"poolQuota":1e3}}}`, parserOnly, one(`accounts["*"].poolQuota`, "must be a whole number")},
	"a quota beyond numbers":   {`{"accounts":{"*":{"poolQuota":99999999999999999999}}}`, inEditor, one(`accounts["*"].poolQuota`, "must be 0 to 1000000")},
	"an unknown class":         {`{"accounts":{"*":{"rates":{"UserCreation":1}}}}`, inEditor, one(`accounts["*"].rates.UserCreation`, "is no member of this document")},
	"less than no rate":        {`{"accounts":{"*":{"rates":{"UserPoolRead":-0.1}}}}`, inEditor, one(`accounts["*"].rates.UserPoolRead`, "must be 0 to 10000")},
	"an endless rate":          {`{"accounts":{"*":{"rates":{"UserPoolRead":1e9}}}}`, inEditor, one(`accounts["*"].rates.UserPoolRead`, "must be 0 to 10000")},
	"a rate that is a text":    {`{"accounts":{"*":{"rates":{"UserPoolRead":"5"}}}}`, inEditor, one(`accounts["*"].rates.UserPoolRead`, "must be a number")},

	"a fault that does nothing": {inFault(`{"times":1}`), parserOnly, one("faults[0]", "does nothing: it has neither answer nor delay nor dropAnswer")},
	"no drop is nothing":        {inFault(`{"dropAnswer":false}`), parserOnly, one("faults[0]", "does nothing: it has neither answer nor delay nor dropAnswer")},
	"answered and lost":         {inFault(`{"dropAnswer":true,"answer":{"exception":"InternalErrorException"}}`), parserOnly, one("faults[0]", "has both answer and dropAnswer: an operation either does not run, or its answer is lost")},
	"a number for a name":       {inFault(`{"name":"7","delay":"1s"}`), inEditor, one("faults[0].name", "must be a letter and then letters, digits, spaces and _ . : -")},
	"a name with a line":        {inFault(`{"name":"a\nb","delay":"1s"}`), inEditor, one("faults[0].name", "must be a letter and then letters, digits, spaces and _ . : -")},
	"a name twice":              {inFault(`{"name":"n","delay":"1s","times":1},{"delay":"1s","times":2},{"name":"n","delay":"1s","times":1}`), parserOnly, one("faults[2].name", "is that of faults[0], too")},
	"negative times":            {inFault(`{"times":-1,"delay":"1s"}`), inEditor, one("faults[0].times", "must be 0 to 1000000")},
	"a delay in numbers":        {inFault(`{"delay":5}`), inEditor, one("faults[0].delay", "must be a string")},
	"a delay without a unit":    {inFault(`{"delay":"5"}`), inEditor, []Problem{{Path: "faults[0].delay", Text: "must have 2 to 16 characters"}, {Path: "faults[0].delay", Text: "must be a time as in 250ms or 1.5s"}}},
	"a delay of minutes":        {inFault(`{"delay":"1m30s"}`), inEditor, []Problem{{Path: "faults[0].delay", Text: "must be a time as in 250ms or 1.5s"}, {Path: "faults[0].delay", Text: "must be more than 0 and at most 25s"}}},
	"a negative delay":          {inFault(`{"delay":"-1s"}`), inEditor, []Problem{{Path: "faults[0].delay", Text: "must be a time as in 250ms or 1.5s"}, {Path: "faults[0].delay", Text: "must be more than 0 and at most 25s"}}},
	"no delay":                  {inFault(`{"delay":"0s"}`), parserOnly, one("faults[0].delay", "must be more than 0 and at most 25s")},
	"a delay that is too long":  {inFault(`{"delay":"25001ms"}`), parserOnly, one("faults[0].delay", "must be more than 0 and at most 25s")},
	"no exception":              {inFault(`{"answer":{"message":"m"}}`), inEditor, one("faults[0].answer.exception", "is missing")},
	"an unknown exception":      {inFault(`{"answer":{"exception":"InternalErorException"}}`), inEditor, one("faults[0].answer.exception", "must be an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException")},
	"a status of success":       {inFault(`{"answer":{"exception":"InternalErrorException","status":200}}`), inEditor, one("faults[0].answer.status", "must be 400 to 599")},
	"a status beyond HTTP":      {inFault(`{"answer":{"exception":"InternalErrorException","status":600}}`), inEditor, one("faults[0].answer.status", "must be 400 to 599")},
	"an unknown operation":      {matching(`{"operation":"CreatePool"}`), inEditor, one("faults[0].match.operation", "must be an operation of this endpoint, such as CreateUserPool")},
	"an account for all":        {matching(`{"account":"*"}`), inEditor, one("faults[0].match.account", "must be of 12 digits")},
	"a name for a principal":    {matching(`{"principal":"ci"}`), inEditor, one("faults[0].match.principal", "must be a pattern of ARNs, which begins with arn: or *")},
	"an empty pool name":        {matching(`{"poolName":""}`), inEditor, one("faults[0].match.poolName", "must be of characters that names of pools have, * and ?")},
	"a pool name that is none":  {matching(`{"poolName":"a[bc]"}`), inEditor, one("faults[0].match.poolName", "must be of characters that names of pools have, * and ?")},
	"a tag without a key":       {matching(`{"tag":{"value":"v"}}`), inEditor, one("faults[0].match.tag.key", "is missing")},
	"all mistakes together": {`{"x":1,"accounts":{"1":{"poolQuota":"1"},"*":{"smsRoles":[{"role":"r","trusted":0},{"role":""}]}},"faults":[{"name":"n","delay":"1s"},{"name":"n"},{"delay":"1h"}]}`, inEditor, []Problem{
		{Path: "x", Text: "is no member of this document"},
		{Path: `accounts["1"]`, Text: `must be an account of 12 digits, or "*" for all`},
		{Path: `accounts["1"].poolQuota`, Text: "must be a whole number"},
		{Path: `accounts["*"].smsRoles[0].trusted`, Text: "must be true or false"},
		{Path: `accounts["*"].smsRoles[1].role`, Text: "must have 1 to 2048 characters"},
		{Path: "faults[1]", Text: "does nothing: it has neither answer nor delay nor dropAnswer"},
		{Path: "faults[2].delay", Text: "must be a time as in 250ms or 1.5s"},
		{Path: "faults[2].delay", Text: "must be more than 0 and at most 25s"},
		{Path: "faults[1].name", Text: "is that of faults[0], too"},
	}},
}

func listOf(n int, item string) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(item, i)
	}
	return strings.Join(items, ",")
}

func TestParse_Refused(t *testing.T) {
	for name, tt := range mistakes {
		t.Run(name, func(t *testing.T) {
			w, err := Parse([]byte(tt.doc))
			assert.Nil(t, w)
			var refused *Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, tt.want, refused.Problems)
			if len(tt.doc) <= MaxDocument {
				assert.Equal(t, !tt.bySchema, fits(t, tt.doc), "what an editor says")
			}
		})
	}
}

// TestParse_ErrorText, as Lambda shows no more of a failed start.
func TestParse_ErrorText(t *testing.T) {
	_, err := Parse([]byte(`{"x":1,"chosenPoolIds":2}`))
	require.EqualError(t, err, "world document refused: x is no member of this document; chosenPoolIds must be true or false")
	_, err = Parse([]byte(`{` + listOf(105, `"x%d":1`) + `}`))
	require.ErrorContains(t, err, "; x99 is no member of this document; and 5 more")
	assert.NotContains(t, err.Error(), "x100")
	_, err = Parse(nil)
	require.EqualError(t, err, "world document refused: is empty")
}

var accepted = map[string]string{
	"nothing at all":            `{}`,
	"empty sections":            `{"accounts":{"*":{},"123456789012":{}},"faults":[]}`,
	"a schema":                  `{"$schema":"./world.schema.json","comment":"c"}`,
	"an entry that says all":    inRole(`{"role":"a"},{"role":"*","trusted":false}`),
	"an ARN":                    `{"accounts":{"123456789012":{"smsRoles":[{"role":"arn:aws:iam::123456789012:role/service-role/r"}]}}}`,
	"an ARN of any partition":   `{"accounts":{"123456789012":{"smsRoles":[{"role":"arn:aws*:iam::210987654321:role/r"}]}}}`,
	"most of an ARN":            inRole(`{"role":"arn:*/r"}`),
	"a function's version":      `{"accounts":{"*":{"lambdaFunctions":[{"function":"f:1"}]}}}`,
	"empty lists":               `{"accounts":{"*":{"smsRoles":[],"forbiddenTagKeys":[],"rates":{}}}}`,
	"bounds below":              `{"accounts":{"*":{"poolQuota":0,"rates":{"UserPoolRead":0}}},"faults":[{"delay":"1ms","times":1},{"answer":{"exception":"InternalErrorException","message":"","status":400}}]}`,
	"bounds above":              `{"accounts":{"*":{"poolQuota":1000000,"rates":{"UserPoolRead":10000}}},"faults":[{"delay":"25s","times":1000000},{"answer":{"exception":"InternalErrorException","status":599}}]}`,
	"names that may not repeat": inFault(`{"delay":"1s","times":1},{"delay":"1s","times":1}`),
	"unlike faults":             inFault(`{"delay":"1s","match":{"poolName":"p"}},{"delay":"1s","match":{"poolName":"q"}},{"delay":"1s","match":{"tag":{"key":"k","value":"v"}}},{"delay":"1s","match":{"tag":{"key":"k"}}},{"delay":"1s"}`),
	"delayed and lost":          inFault(`{"delay":"1.5s","dropAnswer":true}`),
	"delayed and answered":      inFault(`{"delay":"1.5s","answer":{"exception":"AliasExistsException"}}`),
	"all that calls can match":  matching(`{"operation":"TagResource","account":"123456789012","principal":"arn:aws:iam::123456789012:user/*","poolName":"a?*","tag":{"key":"*","value":""}}`),
	"no chosen ids":             `{"chosenPoolIds":false,"accounts":{"*":{"forbiddenTagKeys":["userpools:*"]}}}`,
	"characters, not bytes":     `{"comment":"` + strings.Repeat("ü", 2048) + `"}`,
	"as large as may be":        `{}` + strings.Repeat(" ", MaxDocument-2),
	"chosen ids":                `{"chosenPoolIds":true,"accounts":{"*":{"forbiddenTagKeys":["x*"]}}}`,

	// Nothing proves that an entry is reached, or a member asked for.
	"after *":                      inRole(`{"role":"*"},{"role":"r"}`),
	"a role twice":                 inRole(`{"role":"r"},{"role":"r","trusted":false,"externalId":"x"}`),
	"two stars":                    inRole(`{"role":"**publish"}`),
	"another account's ARN":        `{"accounts":{"123456789012":{"smsRoles":[{"role":"arn:aws:iam::210987654321:role/r"}]}}}`,
	"no change of plan":            `{"accounts":{"*":{"tierChanges":[{"from":"*","to":"PLUS","allowed":false},{"from":"PLUS","to":"PLUS","allowed":true,"features":["A"]}]}}}`,
	"the tag of chosen ids":        `{"chosenPoolIds":true,"accounts":{"*":{"forbiddenTagKeys":["user*","user*"]}}}`,
	"a fault after one for all":    inFault(`{"delay":"1s"},{"delay":"1s","match":{"poolName":"p**"}}`),
	"a match for no call":          matching(`{"operation":"ListUserPools","poolName":"p","tag":{"key":"k"}}`),
	"a principal of other account": matching(`{"account":"123456789012","principal":"arn:aws:iam::210987654321:user/u"}`),
}

func TestParse_Accepted(t *testing.T) {
	for name, doc := range accepted {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(doc))
			require.NoError(t, err)
			assert.True(t, fits(t, doc), "what an editor says")
		})
	}
}

// TestWorld_Printed: it may hold external ids.
func TestWorld_Printed(t *testing.T) {
	const canary = "c4n4ry"
	w, err := Parse([]byte(`{"accounts":{"*":{"smsRoles":[{"role":"c4n4ry","externalId":"c4n4ry"}]}},"faults":[{"name":"c4n4ry","delay":"1s"}]}`))
	require.NoError(t, err)
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&out, verb+"\n", w)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "world", w)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "world", w)
	assert.NotContains(t, out.String(), canary)
	assert.Contains(t, out.String(), "facts about 1 account, 1 fault")
	for name, tt := range mistakes {
		if _, err := Parse([]byte(strings.ReplaceAll(tt.doc, `"r"`, `"c4n4ry:"`))); err != nil {
			assert.NotContains(t, err.Error(), canary, name)
		}
	}
}

func FuzzParseWorld(f *testing.F) {
	example, err := os.ReadFile(exampleFile)
	require.NoError(f, err)
	f.Add(example)
	for _, doc := range accepted {
		f.Add([]byte(doc))
	}
	for _, tt := range mistakes {
		if len(tt.doc) < 1000 {
			f.Add([]byte(tt.doc))
		}
	}
	schema := published(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Parse(data)
		if err != nil {
			var refused *Error
			require.ErrorAs(t, err, &refused, "a table that lets through what cannot be read")
			require.NotEmpty(t, refused.Problems)
			require.NotContains(t, err.Error(), "\n")
			return
		}
		var v any
		require.NoError(t, json.Unmarshal(data, &v))
		require.True(t, conforms(t, schema, v), "the schema refuses what the parser accepts")
		ask(w)
	})
}

// ask asks everything there is.
func ask(w *World) {
	for _, account := range []string{"123456789012", "000000000000"} {
		w.SMSRole(account, "arn:aws:iam::123456789012:role/r", "x")
		w.SESIdentity(account, "arn:aws:ses:us-east-1:123456789012:identity/i")
		w.KMSKey(account, "arn:aws:kms:us-east-1:123456789012:key/k")
		w.LambdaFunction(account, "arn:aws:lambda:us-east-1:123456789012:function:f")
		w.TierChange(account, "", "LITE")
		w.TagKey(account, "k")
		w.PoolQuota(account)
		w.Rate(account, UserPoolRead)
		pool := Pool{Names: []string{"p"}, Tags: []map[string]string{{"k": "v"}}}
		w.Fault(cognito.Call{Operation: &cognito.Operation{Name: "CreateUserPool"}, Account: account}, func() Pool { return pool })
	}
}
