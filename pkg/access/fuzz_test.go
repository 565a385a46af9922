package access

import (
	"encoding/json"
	"errors"
	"testing"

	"userpools/pkg/shape"
)

// FuzzParsePolicy holds that no text panics, that a refusal tells its reasons and is bounded, that what
// is accepted decides every request, and that writing it down anew changes no decision.
func FuzzParsePolicy(f *testing.F) {
	f.Add([]byte(policyOf(aStatement)))
	f.Add([]byte(condition1(`{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:user/a"}, "StringLike": {"aws:RequestTag/a": ["a", "b*"]}, "Null": {"aws:TagKeys": true}}`)))
	f.Add([]byte(condition1(`{"ForAllValues:StringLike": {"aws:TagKeys": "t*"}, "ForAnyValue:StringEquals": {"aws:TagKeys": ["team"]}}`)))
	f.Add([]byte(`{"Version": "2012-10-17", "Statement": [` + says("Deny", "cognito-idp:De*", "arn:aws:cognito-idp:*:*:userpool/*") + `]}`))
	f.Add([]byte(with("NotAction", `"*"`)))
	requests := manyRequests()
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parsePolicy(data)
		if err != nil {
			mustExplain(t, p == nil, err)
			return
		}
		again := rewritten(t, data)
		for _, r := range requests {
			d := p.Evaluate(r)
			if other := again.Evaluate(r); d != other {
				t.Fatalf("%+v: %v, and when written down anew %v", r, d, other)
			}
			if (Denial(r, d) == "") != (d == Allowed) {
				t.Fatalf("%v is told as %q", d, Denial(r, d))
			}
		}
	})
}

// FuzzParseKeys holds the same of keys documents, and that no secret of 32 characters is told.
func FuzzParseKeys(f *testing.F) {
	f.Add([]byte(`{"` + idA + `": ` + entry("secret", `"`+canary+`"`) + `}`))
	f.Add([]byte(`{"` + idA + `": ` + entry("notAfter", `"2027-01-01T00:00:00Z"`) + `}`))
	f.Add([]byte(`{"AKIAIOSFODNN7EXAMPLE": ` + entry("policy", `{"Statement": []}`) + `}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		keys, err := ParseKeys(data, testScope)
		if err != nil {
			mustExplain(t, keys == nil, err)
			mustNotTell(t, err.Error())
			return
		}
		if len(keys.byID) == 0 || len(keys.byID) > MaxKeys {
			t.Fatalf("accepted %d keys", len(keys.byID))
		}
	})
}

func mustExplain(t *testing.T, none bool, err error) {
	refused, is := errors.AsType[*shape.DocumentError](err)
	if !none || !is || len(refused.Problems) == 0 || len(err.Error()) > MaxDocument {
		t.Fatalf("refused with %d bytes: %v", len(err.Error()), err)
	}
}

func rewritten(t *testing.T, data []byte) *Policy {
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(doc, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsePolicy(text)
	if err != nil && len(text) <= MaxDocument {
		t.Fatalf("%s: %v", text, err)
	}
	if err != nil {
		t.Skip("grown too large by its white space")
	}
	return p
}

func manyRequests() []Request {
	var all []Request
	for _, action := range someRequested {
		for _, resource := range someMet {
			r := Request{Action: action, Resource: resource, PrincipalARN: somePrincipals[0]}
			all = append(all, r)
			r.TagKeys = []string{"team"}
			r.ResourceTags = map[string]string{"Team": "red"}
			all = append(all, r)
			r.RequestTags = map[string]string{"team": "blue", "a": "日"}
			all = append(all, r)
		}
	}
	return all
}
