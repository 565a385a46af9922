package endpoint_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// A canary stands in every text of a request, whatever its form. Only what is asked
// about a pool by its id has to be true.

// forms are texts for every pattern of the tables, the first that fits is taken.
// %d is a number, so that no two texts are equal where they must not be.
var forms = []string{
	et.Canary + "%d",
	et.Canary + "%d {####}",
	et.Canary + "%d@example.com",
	"arn:aws:lambda:us-east-1:" + accountA + ":function:" + et.Canary + "%d",
}

// formsByName are for members in which a rule wants another form.
var formsByName = map[string]string{
	"From":               et.Canary + "%d@example.com",
	"SourceArn":          "arn:aws:ses:us-east-1:" + accountA + ":identity/" + et.Canary + "%d@example.com",
	"SnsCallerArn":       "arn:aws:iam::" + accountA + ":role/" + et.Canary + "%d",
	"CallerArn":          "arn:aws:iam::" + accountA + ":role/" + et.Canary + "%d",
	"KMSKeyID":           "arn:aws:kms:us-east-1:" + accountA + ":key/" + et.Canary + "%d",
	"KmsKeyArn":          "arn:aws:kms:us-east-1:" + accountA + ":key/" + et.Canary + "%d",
	"RelyingPartyId":     et.Canary + "%d.example.com",
	"EmailMessageByLink": et.Canary + "%d {##" + et.Canary + "##}",
}

// withoutCanary are the texts that cannot carry one in a request that succeeds.
var withoutCanary = map[string]string{
	"UserPoolId":  "it has to be that of a pool, and the log names it",
	"ResourceArn": "it has to be that of a pool",
	"NextToken":   "it has to be one that was answered; a wrong one is refused, see below",
	"SnsRegion":   "it has to be the pool's region",
	"MinLength":   "it has to be a small number",
	"MaxLength":   "it has to be a small number",
	"MinValue":    "it has to be a number",
	"MaxValue":    "it has to be a number",
}

// valid are values that rules want.
var valid = map[string]any{
	"UserPoolTier":            "PLUS",
	"DeletionProtection":      "INACTIVE",
	"AllowedFirstAuthFactors": []any{"PASSWORD"},
	"RecoveryMechanisms":      []any{et.Object{"Name": "admin_only", "Priority": 1}},
	"MfaConfiguration":        "OFF",
	"EmailSendingAccount":     "DEVELOPER",
	"SnsRegion":               "us-east-1",
	"MinLength":               "1", "MaxLength": "7", "MinValue": "1", "MaxValue": "7",
	"AutoVerifiedAttributes":                    []any{"email"},
	"AttributesRequireVerificationBeforeUpdate": []any{"email"},
	"Required": false, "DeveloperOnlyAttribute": false,
}

// maximal builds requests from the tables: every member there is, each text with
// a et.Canary, so that no member that comes later can be forgotten.
type maximal struct {
	n        int
	pool     string
	told     map[string]bool // paths of texts that carry a et.Canary
	allPaths map[string]bool // paths of all texts that are no enumerations
}

func (m *maximal) value(path, name string, s *shape.Shape) any {
	if v, ok := valid[name]; ok {
		m.note(path, s, "")
		return v
	}
	switch s.Kind {
	case shape.StructureKind:
		out := et.Object{}
		for _, member := range s.Members {
			out[member.Name] = m.value(path+"."+member.Name, member.Name, member.Shape)
		}
		return out
	case shape.ListKind:
		return []any{m.value(path+"[]", name, s.Elem)}
	case shape.MapKind:
		return et.Object{m.text(path+"{key}", "", s.Key): m.value(path+"{}", name, s.Elem)}
	case shape.BooleanKind:
		return true
	case shape.IntegerKind:
		return max(s.Min.N, 1)
	default:
		return m.text(path, name, s)
	}
}

// note counts a text, and whether it carries a et.Canary.
func (m *maximal) note(path string, s *shape.Shape, text string) {
	if s.Kind != shape.StringKind || s.Values != nil {
		return
	}
	m.allPaths[path] = true
	m.told[path] = m.told[path] || strings.Contains(text, et.Canary)
}

func (m *maximal) text(path, name string, s *shape.Shape) string {
	m.n++
	text := m.fitting(name, s)
	m.note(path, s, text)
	return text
}

func (m *maximal) fitting(name string, s *shape.Shape) string {
	switch {
	case name == "UserPoolId":
		return m.pool
	case name == "ResourceArn":
		return arnOf(accountA, m.pool)
	case s.Values != nil:
		return s.Values[0]
	case s.Expr == `Level[1-4]`:
		return "Level1"
	}
	candidates := forms
	if form, ok := formsByName[name]; ok {
		candidates = []string{form}
	}
	for _, form := range candidates {
		text := fmt.Sprintf(form, m.n)
		if fits(text, s) {
			return text
		}
	}
	panic("no form of a et.Canary fits " + name + " of " + s.Name)
}

func fits(text string, s *shape.Shape) bool {
	n := utf8.RuneCountInString(text)
	return (!s.Min.Set || n >= s.Min.N) && (!s.Max.Set || n <= s.Max.N) && (s.Expr == "" || s.Regexp().MatchString(text))
}

// variants mend what rules do not let stand together. All of an operation's
// together have every member.
var variants = map[string][]func(in et.Object){
	"CreateUserPool": {
		func(in et.Object) {
			delete(in, "UsernameAttributes")
			delete(in["SmsConfiguration"].(et.Object), "EumsSms")
			settle(in)
		},
		func(in et.Object) {
			delete(in, "AliasAttributes")
			delete(in["SmsConfiguration"].(et.Object), "SnsCallerArn")
			settle(in)
		},
	},
	"UpdateUserPool": {
		func(in et.Object) { delete(in["SmsConfiguration"].(et.Object), "EumsSms"); settle(in) },
		func(in et.Object) { delete(in["SmsConfiguration"].(et.Object), "SnsCallerArn"); settle(in) },
	},
	"AddCustomAttributes": {func(in et.Object) { in["CustomAttributes"] = attributes(in["CustomAttributes"]) }},
	"SetUserPoolMfaConfig": {
		func(in et.Object) { in["MfaConfiguration"] = "OPTIONAL"; delete(smsOf(in), "EumsSms") },
		func(in et.Object) { in["MfaConfiguration"] = "OPTIONAL"; delete(smsOf(in), "SnsCallerArn") },
	},
	"ListUserPools": {func(in et.Object) { delete(in, "NextToken") }},
}

func smsOf(in et.Object) et.Object {
	return in["SmsMfaConfiguration"].(et.Object)["SmsConfiguration"].(et.Object)
}

func settle(in et.Object) {
	delete(in["AdminCreateUserConfig"].(et.Object), "UnusedAccountValidityDays")
	lambdas := in["LambdaConfig"].(et.Object)
	lambdas["PreTokenGeneration"] = lambdas["PreTokenGenerationConfig"].(et.Object)["LambdaArn"]
	if schema, ok := in["Schema"]; ok {
		in["Schema"] = attributes(schema)
	}
}

// attributes makes of an attribute with the constraints of two types one of each.
func attributes(list any) []any {
	one := list.([]any)[0].(et.Object)
	number, text := maps.Clone(one), maps.Clone(one)
	number["Name"], number["AttributeDataType"] = fmt.Sprint(one["Name"], "n"), "Number"
	delete(number, "StringAttributeConstraints")
	text["Name"], text["AttributeDataType"] = fmt.Sprint(one["Name"], "s"), "String"
	delete(text, "NumberAttributeConstraints")
	return []any{number, text}
}

// call is an operation with the body of one request.
type call struct{ operation, body string }

// maximalCalls are the requests of all operations on a pool, in an order in which
// all of them succeed.
func maximalCalls(t testing.TB, pool string) []call {
	t.Helper()
	m := &maximal{pool: pool, told: map[string]bool{}, allPaths: map[string]bool{}}
	var calls, deletes []call
	for _, op := range cognito.Operations() {
		mend := variants[op.Name]
		if mend == nil {
			mend = []func(et.Object){func(et.Object) {}}
		}
		for _, f := range mend {
			in := m.value(op.Name, "", op.Input).(et.Object)
			f(in)
			body, err := json.Marshal(in)
			require.NoError(t, err)
			if op.Name == "DeleteUserPool" {
				deletes = append(deletes, call{op.Name, string(body)})
				continue
			}
			calls = append(calls, call{op.Name, string(body)})
		}
	}
	m.assertEveryTextCarriesACanary(t)
	return append(calls, deletes...)
}

func (m *maximal) assertEveryTextCarriesACanary(t testing.TB) {
	t.Helper()
	for _, path := range slices.Sorted(maps.Keys(m.allPaths)) {
		name := path[strings.LastIndex(path, ".")+1:]
		_, exempt := withoutCanary[name]
		exempt = exempt || strings.HasSuffix(path, "AcrConfiguration{key}") // Level1 to Level4
		assert.True(t, exempt || m.told[path], path)
	}
}

// brokenCalls are requests that carry canaries where nobody expects a text: in
// place of every value, as names, in texts that are too long or of the wrong form,
// and as what is no JSON.
func brokenCalls(t testing.TB, good []call) []call {
	t.Helper()
	var calls []call
	for _, c := range good {
		var in et.Object
		require.NoError(t, json.Unmarshal([]byte(c.body), &in))
		calls = append(calls,
			call{c.operation, et.Canary}, call{c.operation, `"` + et.Canary + `"`}, call{c.operation, `["` + et.Canary + `"]`},
			call{c.operation, c.body[:len(c.body)-1] + `,"` + et.Canary + `"`}, call{c.operation, c.body + et.Canary},
			call{c.operation, `{"` + et.Canary + `":` + c.body + `}`},
			call{c.operation, strings.ReplaceAll(c.body, `"`+et.Canary, `"\ud800`+et.Canary)},
			call{c.operation, strings.ReplaceAll(c.body, et.Canary, et.Canary+"\x00\n\u2028")},
			call{c.operation, strings.ReplaceAll(c.body, et.Canary, strings.Repeat(et.Canary+" ", 400))},
			call{c.operation, strings.Repeat(`{"`+et.Canary+`":`, 100) + strings.Repeat("}", 100)},
		)
		each(in, func(parent et.Object, name string) {
			was := parent[name]
			wrong := []any{et.Canary, strings.Repeat(et.Canary, 500), []any{et.Canary}, et.Object{et.Canary: et.Canary}, et.Object{et.Canary: et.Object{et.Canary: et.Canary}}}
			if s, is := was.(string); is {
				wrong = append(wrong, s+"\x1b[31m"+et.Canary, et.Canary+"="+s)
			}
			for _, v := range wrong {
				parent[name] = v
				body, err := json.Marshal(in)
				require.NoError(t, err)
				calls = append(calls, call{c.operation, string(body)})
			}
			parent[name] = was
		})
	}
	return calls
}

// each visits every member of a tree.
func each(v any, visit func(parent et.Object, name string)) {
	switch v := v.(type) {
	case et.Object:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			visit(v, name)
			each(v[name], visit)
		}
	case []any:
		for _, item := range v {
			each(item, visit)
		}
	}
}
