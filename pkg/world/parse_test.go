package world

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// inRole is a document with one SMS role.
func inRole(role string) string { return `{"accounts":{"*":{"smsRoles":[` + role + `]}}}` }

func inFault(fault string) string { return `{"faults":[` + fault + `]}` }

// matching is a document with a fault for these calls.
func matching(match string) string { return inFault(`{"delay":"1s","match":` + match + `}`) }

// What a table can say is tried in pkg/shape, and the bounds stand in
// docs/world.schema.json; here are one of each, and what no table can say.
var mistakes = map[string]struct{ doc, want string }{
	"nothing":                 {``, `is empty`},
	"broken JSON":             {"{\n  \"faults\": [},\n}", `is not JSON, as line 2, column 14 shows`},
	"a comment":               {`{} // mine`, `is not JSON, as line 1, column 4 shows`},
	"a list at the top":       {`[]`, `must be an object`},
	"too deep":                {`{"comment":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `}`, `is nested deeper than 16 levels, as line 1, column 27 shows`},
	"too large":               {`{"comment":"` + strings.Repeat("x", MaxDocument) + `"}`, `is larger than 65536 bytes`},
	"another case":            {`{"Faults":[]}`, `Faults is no member of this document`},
	"a name that is a secret": {`{"` + strings.Repeat("s", 50) + `":[]}`, `[a name of 50 characters] is no member of this document`},
	"an account twice":        {`{"accounts":{"*":{},"*":{}}}`, `accounts["*"] is there twice`},
	"null is not absence":     {`{"faults":null}`, `faults must be a list`},
	"a text for a switch":     {`{"chosenPoolIds":"true"}`, `chosenPoolIds must be true or false`},

	"eleven digits":          {`{"accounts":{"12345678901":{}}}`, `accounts["12345678901"] must be an account of 12 digits, or "*" for all`},
	"thirteen digits":        {`{"accounts":{"1234567890123":{}}}`, `accounts["1234567890123"] must be an account of 12 digits, or "*" for all`},
	"an account with a *":    {`{"accounts":{"12*":{}}}`, `accounts["12*"] must be an account of 12 digits, or "*" for all`},
	"no pattern":             {inRole(`{}`), `accounts["*"].smsRoles[0].role is missing`},
	"an empty pattern":       {inRole(`{"role":""}`), `accounts["*"].smsRoles[0].role must have 1 to 2048 characters`},
	"a regular expression":   {inRole(`{"role":"no.*(publish)"}`), `accounts["*"].smsRoles[0].role must be of characters that ARNs have, * and ?`},
	"a colon in a name":      {inRole(`{"role":"role:r"}`), `accounts["*"].smsRoles[0].role has a colon, which no name has: a pattern of ARNs begins with arn:`},
	"half an ARN":            {inRole(`{"role":"arn:aws:iam::123456789012"}`), `accounts["*"].smsRoles[0].role is no ARN: arn:partition:service:region:account:resource`},
	"another service's ARN":  {inRole(`{"role":"arn:aws:sns::123456789012:role/r"}`), `accounts["*"].smsRoles[0].role matches no ARN of the service iam`},
	"a role for an identity": {`{"accounts":{"*":{"sesIdentities":[{"identity":"arn:aws:iam::1:role/r"}]}}}`, `accounts["*"].sesIdentities[0].identity matches no ARN of the service ses`},
	"authorized":             {`{"accounts":{"*":{"sesIdentities":[{"identity":"i","authorized":false}]}}}`, `accounts["*"].sesIdentities[0].authorized is no member of this document`},
	"no plan": {
		`{"accounts":{"*":{"tierChanges":[{"from":"FREE","to":"none","allowed":false}]}}}`,
		`accounts["*"].tierChanges[0].from must be none, LITE, ESSENTIALS, PLUS or * for all; accounts["*"].tierChanges[0].to must be LITE, ESSENTIALS, PLUS or * for all`,
	},
	"half a pool":            {`{"accounts":{"*":{"poolQuota":1.0}}}`, `accounts["*"].poolQuota must be a whole number`},
	"a quota beyond numbers": {`{"accounts":{"*":{"poolQuota":99999999999999999999}}}`, `accounts["*"].poolQuota must be 0 to 1000000`},
	"less than no rate":      {`{"accounts":{"*":{"rates":{"UserPoolRead":-0.1}}}}`, `accounts["*"].rates.UserPoolRead must be 0 to 10000`},
	"an unknown class":       {`{"accounts":{"*":{"rates":{"UserCreation":1}}}}`, `accounts["*"].rates.UserCreation is no member of this document`},

	"a fault that does nothing": {inFault(`{"times":1}`), `faults[0] does nothing: it has neither answer nor delay nor dropAnswer`},
	"no drop is nothing":        {inFault(`{"dropAnswer":false}`), `faults[0] does nothing: it has neither answer nor delay nor dropAnswer`},
	"answered and lost": {
		inFault(`{"dropAnswer":true,"answer":{"exception":"InternalErrorException"}}`),
		`faults[0] has both answer and dropAnswer: an operation either does not run, or its answer is lost`,
	},
	"a fault that is a text":   {inFault(`"delay"`), `faults[0] must be an object`},
	"a number for a name":      {inFault(`{"name":"7","delay":"1s"}`), `faults[0].name must be a letter and then letters, digits, spaces and _ . : -`},
	"a name twice":             {inFault(`{"name":"n","delay":"1s"},{"delay":"1s"},{"name":"n","delay":"1s"}`), `faults[2].name is that of faults[0], too`},
	"a delay without a unit":   {inFault(`{"delay":"5"}`), `faults[0].delay must be a time as in 250ms or 1.5s`},
	"a delay of minutes":       {inFault(`{"delay":"1m30s"}`), `faults[0].delay must be a time as in 250ms or 1.5s; faults[0].delay must be more than 0 and at most 25s`},
	"no delay":                 {inFault(`{"delay":"0s"}`), `faults[0].delay must be more than 0 and at most 25s`},
	"a delay that is too long": {inFault(`{"delay":"25001ms"}`), `faults[0].delay must be more than 0 and at most 25s`},
	"an unknown exception": {
		inFault(`{"answer":{"exception":"InternalErorException"}}`),
		`faults[0].answer.exception must be an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException`,
	},
	"another operation's exception": {
		inFault(`{"match":{"operation":"CreateUserPoolDomain"},"answer":{"exception":"TooManyRequestsException"}}`),
		`faults[0].answer.exception is no exception of CreateUserPoolDomain, nor of AWS's front end`,
	},
	"an unknown operation's exception": {
		inFault(`{"match":{"operation":"CreateUserPool"},"answer":{"exception":"InternalErorException"}}`),
		`faults[0].answer.exception must be an exception of Amazon Cognito or of AWS's front end, such as InternalErrorException`,
	},
	"a status of success":      {inFault(`{"answer":{"exception":"InternalErrorException","status":200}}`), `faults[0].answer.status must be 400 to 599`},
	"an unknown operation":     {matching(`{"operation":"CreatePool"}`), `faults[0].match.operation must be an operation of this endpoint, such as CreateUserPool`},
	"a name for a principal":   {matching(`{"principal":"ci"}`), `faults[0].match.principal must be a pattern of ARNs, which begins with arn: or *`},
	"a pool name that is none": {matching(`{"poolName":"a[bc]"}`), `faults[0].match.poolName must be of characters that names of pools have, * and ?`},
	"a tag without a key":      {matching(`{"tag":{"value":"v"}}`), `faults[0].match.tag.key is missing`},
	"all mistakes together": {
		`{"x":1,"accounts":{"1":{"poolQuota":"1"},"*":{"smsRoles":[{"role":"r","trusted":0},{"role":""}]}},"faults":[{"name":"n","delay":"1s"},{"name":"n"},{"delay":"1h"}]}`,
		`x is no member of this document; accounts["1"] must be an account of 12 digits, or "*" for all; accounts["1"].poolQuota must be a whole number; ` +
			`accounts["*"].smsRoles[0].trusted must be true or false; accounts["*"].smsRoles[1].role must have 1 to 2048 characters; ` +
			`faults[1] does nothing: it has neither answer nor delay nor dropAnswer; faults[1].name is that of faults[0], too; ` +
			`faults[2].delay must be a time as in 250ms or 1.5s; faults[2].delay must be more than 0 and at most 25s`,
	},
}

func TestParse_Refused(t *testing.T) {
	for name, tt := range mistakes {
		t.Run(name, func(t *testing.T) {
			w, err := Parse([]byte(tt.doc))
			assert.Nil(t, w)
			require.EqualError(t, err, "world document refused: "+tt.want)
			_, err = Parse([]byte(strings.ReplaceAll(tt.doc, `"r"`, `"c4n4ry:"`)))
			assert.NotContains(t, err.Error(), "c4n4ry")
		})
	}
}

var accepted = map[string]string{
	"nothing at all":            `{}`,
	"empty sections":            `{"accounts":{"*":{},"123456789012":{"smsRoles":[],"forbiddenTagKeys":[],"rates":{}}},"faults":[]}`,
	"a schema":                  `{"$schema":"./world.schema.json","comment":"c"}`,
	"an ARN of any partition":   `{"accounts":{"123456789012":{"smsRoles":[{"role":"arn:aws*:iam::210987654321:role/r"}]}}}`,
	"most of an ARN":            inRole(`{"role":"arn:*/r"}`),
	"a function's version":      `{"accounts":{"*":{"lambdaFunctions":[{"function":"f:1"}]}}}`,
	"bounds below":              `{"accounts":{"*":{"poolQuota":0,"rates":{"UserPoolRead":0}}},"faults":[{"delay":"1ms","times":1},{"answer":{"exception":"InternalErrorException","message":"","status":400}}]}`,
	"bounds above":              `{"accounts":{"*":{"poolQuota":1000000,"rates":{"UserPoolRead":10000}}},"faults":[{"delay":"25s","times":1000000},{"answer":{"exception":"InternalErrorException","status":599}}]}`,
	"names that may not repeat": inFault(`{"delay":"1s","times":1},{"delay":"1s","times":1}`),
	"delayed and lost":          inFault(`{"delay":"1.5s","dropAnswer":true}`),
	"delayed and answered":      inFault(`{"delay":"1.5s","answer":{"exception":"AliasExistsException"}}`),
	"all that calls can match":  matching(`{"operation":"TagResource","account":"123456789012","principal":"arn:aws:iam::123456789012:user/*","poolName":"a?*","tag":{"key":"*","value":""}}`),
	"as large as may be":        `{}` + strings.Repeat(" ", MaxDocument-2),

	// Nothing proves that an entry is reached, or a member asked for.
	"after *, and twice":         inRole(`{"role":"*"},{"role":"r"},{"role":"r","trusted":false,"externalId":"x"}`),
	"another account's ARN":      `{"accounts":{"123456789012":{"smsRoles":[{"role":"arn:aws:iam::210987654321:role/r"}]}}}`,
	"no change of plan":          `{"accounts":{"*":{"tierChanges":[{"from":"*","to":"PLUS","allowed":false},{"from":"PLUS","to":"PLUS","allowed":true,"features":["A"]}]}}}`,
	"a fault after one for all":  inFault(`{"delay":"1s"},{"delay":"1s","match":{"poolName":"p**"}}`),
	"a match for no call":        matching(`{"operation":"ListUserPools","poolName":"p","tag":{"key":"k"}}`),
	"another account's key":      matching(`{"account":"123456789012","principal":"arn:aws:iam::210987654321:user/u"}`),
	"the tag of pool ids barred": `{"chosenPoolIds":true,"accounts":{"*":{"forbiddenTagKeys":["userpools:*"]}}}`,
}

func TestParse_Accepted(t *testing.T) {
	for name, doc := range accepted {
		_, err := Parse([]byte(doc))
		assert.NoError(t, err, name)
	}
}

// TestWorld_Printed: it may hold external ids.
func TestWorld_Printed(t *testing.T) {
	w, err := Parse([]byte(`{"accounts":{"*":{"smsRoles":[{"role":"c4n4ry","externalId":"c4n4ry"}]}},"faults":[{"name":"c4n4ry","delay":"1s"}]}`))
	require.NoError(t, err)
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&out, verb+"\n", w)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "world", w)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "world", w)
	assert.NotContains(t, out.String(), "c4n4ry")
	assert.Contains(t, out.String(), "facts about 1 account, 1 fault")
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
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Parse(data)
		if err == nil {
			ask(w)
			return
		}
		var refused *shape.DocumentError
		require.ErrorAs(t, err, &refused)
		require.NotEmpty(t, refused.Problems)
		require.NotContains(t, err.Error(), "\n")
	})
}

// ask asks everything there is.
func ask(w *World) {
	for _, account := range []string{"123456789012", "000000000000"} {
		w.SMSRole(account, "arn:aws:iam::123456789012:role/r", "x")
		w.SESIdentity(account, "arn:aws:ses:us-east-1:123456789012:identity/i")
		w.KMSKey(account, "arn:aws:kms:us-east-1:123456789012:key/k")
		w.LambdaFunction(account, "arn:aws:lambda:us-east-1:123456789012:function:f")
		w.Certificate(account, "arn:aws:acm:us-east-1:123456789012:certificate/c")
		w.TierChange(account, "", "LITE")
		w.TagKey(account, "k")
		w.PoolQuota(account)
		w.Rate(account, cognito.UserPoolRead)
		pool := Pool{Names: []string{"p"}, Tags: []map[string]string{{"k": "v"}}}
		w.Fault(cognito.Call{Operation: &cognito.Operation{Name: "CreateUserPool"}, Account: account}, func() Pool { return pool })
	}
}
