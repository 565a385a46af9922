package access

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// with is a policy whose one statement has another member, or another value of one.
func with(name, value string) string {
	members := map[string]string{"Effect": `"Allow"`, "Action": `"*"`, "Resource": `"*"`}
	order := []string{"Effect", "Action", "Resource"}
	if _, usual := members[name]; !usual {
		order = append(order, name)
	}
	members[name] = value
	var all []string
	for _, n := range order {
		all = append(all, fmt.Sprintf("%q: %s", n, members[n]))
	}
	return `{"Statement": {` + strings.Join(all, ", ") + `}}`
}

func parsePolicy(doc []byte) (*Policy, error) {
	root, report := formatOf("policy", policyShape).Read(doc)
	p := newBuilder(report, testScope).policy(root)
	if err := report.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

func condition1(value string) string { return with("Condition", value) }

func TestPolicy_Accepted(t *testing.T) {
	for name, doc := range map[string]string{
		"one statement without a list":           with("Sid", `"One1"`),
		"the present version":                    `{"Version": "2012-10-17", "Statement": [` + aStatement + `]}`,
		"the former version":                     `{"Version": "2008-10-17", "Statement": [` + aStatement + `]}`,
		"two statements without a Sid":           `{"Statement": [` + aStatement + `, ` + aStatement + `]}`,
		"actions in a list and any case":         with("Action", `["cognito-idp:Create*", "COGNITO-IDP:describeuserpool", "cognito-idp:*Us?r*"]`),
		"an ARN of six fields":                   with("Resource", `"arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a"`),
		"wildcards in all fields but one":        with("Resource", `"arn:*:cognito-idp:us-*:????????????:userpool/*"`),
		"an ARN that ends early with a star":     with("Resource", `["arn:aws:cognito-idp:*", "arn:aws:cognito-idp:us-east-1:*"]`),
		"every operator":                         condition1(`{"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/a/b"}, "StringLike": {"aws:PrincipalArn": ["*", "arn:*:root", "arn:aws:sts::*:federated-user/a?", "*/ann"]}, "Null": {"aws:PrincipalArn": "false"}}`),
		"every set operator":                     condition1(`{"ForAllValues:StringEquals": {"aws:TagKeys": "a"}, "ForAllValues:StringLike": {"aws:TagKeys": "a"}, "ForAnyValue:StringEquals": {"aws:TagKeys": "a"}, "ForAnyValue:StringLike": {"aws:TagKeys": "a"}}`),
		"keys in any case":                       condition1(`{"StringEquals": {"AWS:requesttag/Team": "a", "aws:RESOURCETAG/Team": "a", "aws:principalARN": "arn:aws-cn:iam::123456789012:user/a"}}`),
		"a tag key with a slash":                 condition1(`{"StringEquals": {"aws:RequestTag/a/b": "a"}}`),
		"an action that this endpoint lacks":     with("Action", `["cognito-idp:SignUp", "cognito-idp:associatewebacl"]`),
		"another region and account":             with("Resource", `"arn:aws-us-gov:cognito-idp:us-gov-west-1:999999999999:userpool/us-gov-west-1_a"`),
		"all pools, as for making one":           `{"Statement": {"Effect": "Deny", "Action": "cognito-idp:CreateUserPool", "Resource": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*"}}`,
		"pools of a region by a wildcard":        with("Resource", `"arn:aws:cognito-idp:eu-*:123456789012:*/eu-????-1_*"`),
		"an allowance of which a part is idle":   `{"Statement": {"Effect": "Allow", "Action": ["cognito-idp:ListUserPools", "cognito-idp:DeleteUserPool"], "Resource": "arn:aws:cognito-idp:us-east-1:123456789012:userpool/*"}}`,
		"an empty tag value":                     condition1(`{"StringEquals": {"aws:RequestTag/a": ""}}`),
		"Null of the tag keys":                   condition1(`{"Null": {"aws:TagKeys": "false"}}`),
		"Null of a key beside all of its values": condition1(`{"Null": {"aws:TagKeys": "true"}, "ForAllValues:StringEquals": {"aws:TagKeys": "a"}}`),
		"Null of another tag":                    condition1(`{"Null": {"aws:RequestTag/a": "true"}, "StringEquals": {"aws:RequestTag/b": "c", "aws:ResourceTag/a": "d"}}`),
		"Null with JSON's own booleans":          condition1(`{"Null": {"aws:TagKeys": [true, false]}}`),
		"white space around and text of UTF-16":  "\n " + condition1(`{"StringEquals": {"aws:RequestTag/\u65e5": "\ud83d\ude00"}}`) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parsePolicy([]byte(doc))
			assert.NoError(t, err)
		})
	}
}

const aStatement = `{"Effect": "Allow", "Action": "*", "Resource": "*"}`

func TestPolicy_Refused(t *testing.T) {
	for _, tt := range []struct{ name, doc, path string }{
		{"a list", `[]`, ""},
		{"no statement", `{}`, "Statement"},
		{"no statement in a list", `{"Statement": []}`, "Statement"},
		{"an unknown member", `{"Id": "x", "Statement": ` + aStatement + `}`, "Id"},
		{"a member in another case", `{"statement": ` + aStatement + `, "Statement": ` + aStatement + `}`, "statement"},
		{"a member said twice", `{"Statement": ` + aStatement + `, "Statement": ` + aStatement + `}`, "Statement"},
		{"another version", `{"Version": "2012-10-18", "Statement": ` + aStatement + `}`, "Version"},
		{"no effect", `{"Statement": [{"Action": "*", "Resource": "*"}]}`, "Statement[0].Effect"},
		{"an effect in another case", with("Effect", `"allow"`), "Statement.Effect"},
		{"no action", `{"Statement": [{"Effect": "Deny", "Resource": "*"}]}`, "Statement[0].Action"},
		{"no action in a list", with("Action", `[]`), "Statement.Action"},
		{"an action without a service", with("Action", `"CreateUserPool"`), "Statement.Action"},
		{"an action without a name", with("Action", `"cognito-idp:"`), "Statement.Action"},
		{"an action of another service", with("Action", `["cognito-idp:*", "s3:GetObject"]`), "Statement.Action[1]"},
		{"a wildcard in the service of an action", with("Action", `"cognito-*:*"`), "Statement.Action"},
		{"a character that no action has", with("Action", `"cognito-idp:Create User"`), "Statement.Action"},
		{"NotAction", with("NotAction", `"*"`), "Statement.NotAction"},
		{"NotResource", with("NotResource", `"*"`), "Statement.NotResource"},
		{"Principal", with("Principal", `"*"`), "Statement.Principal"},
		{"no resource", `{"Statement": [{"Effect": "Deny", "Action": "*"}]}`, "Statement[0].Resource"},
		{"an empty resource", with("Resource", `""`), "Statement.Resource"},
		{"a resource that is no ARN", with("Resource", `"us-east-1_abc"`), "Statement.Resource"},
		{"a resource of wildcards that is not the star", with("Resource", `"**"`), "Statement.Resource"},
		{"a resource of another service", with("Resource", `"arn:aws:s3:::bucket/*"`), "Statement.Resource"},
		{"a wildcard for the service", with("Resource", `"arn:aws:*:us-east-1:123456789012:userpool/a"`), "Statement.Resource"},
		{"an ARN of one field", with("Resource", `"arn"`), "Statement.Resource"},
		{"an ARN of a star", with("Resource", `"arn:*"`), "Statement.Resource"},
		{"an ARN that ends at the service", with("Resource", `"arn:aws:cognito-idp"`), "Statement.Resource"},
		{"an ARN that ends early without a star", with("Resource", `"arn:aws:cognito-idp:us-east-1"`), "Statement.Resource"},
		{"an ARN with a field left out", with("Resource", `"arn:aws:cognito-idp:*:userpool/*"`), "Statement.Resource"},
		{"an ARN with an empty field", with("Resource", `"arn:aws:cognito-idp::123456789012:userpool/a"`), "Statement.Resource"},
		{"a Sid with a space", with("Sid", `"a b"`), "Statement.Sid"},
		{"a Sid of two statements", `{"Statement": [{"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}, {"Sid": "a", "Effect": "Allow", "Action": "*", "Resource": "*"}]}`, "Statement[1].Sid"},
		{"a variable in an action", with("Action", `"cognito-idp:${x}"`), "Statement.Action"},
		{"a variable in a key", condition1(`{"StringLike": {"aws:RequestTag/${a}": "x"}}`), "Statement.Condition.StringLike[\"aws:RequestTag/${a}\"]"},
		{"a condition that is a list", condition1(`[]`), "Statement.Condition"},
		{"a condition without an operator", condition1(`{}`), "Statement.Condition"},
		{"an operator without a key", condition1(`{"StringLike": {}}`), "Statement.Condition.StringLike"},
		{"an unknown operator", `{"Statement": [` + aStatement + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringEqualsIgnoreCase": {"aws:PrincipalArn": "a"}}}]}`, "Statement[1].Condition.StringEqualsIgnoreCase"},
		{"an operator in another case", condition1(`{"stringequals": {"aws:PrincipalArn": "a"}}`), "Statement.Condition.stringequals"},
		{"IfExists", condition1(`{"StringEqualsIfExists": {"aws:PrincipalArn": "a"}}`), "Statement.Condition.StringEqualsIfExists"},
		{"a set operator before Null", condition1(`{"ForAllValues:Null": {"aws:TagKeys": "true"}}`), "Statement.Condition[\"ForAllValues:Null\"]"},
		{"an unknown key", condition1(`{"StringEquals": {"aws:SourceIp": "a"}}`), "Statement.Condition.StringEquals[\"aws:SourceIp\"]"},
		{"a tag without a key", condition1(`{"StringEquals": {"aws:RequestTag/": "a"}}`), "Statement.Condition.StringEquals[\"aws:RequestTag/\"]"},
		{"the key of tag keys with more behind it", condition1(`{"ForAnyValue:StringEquals": {"aws:TagKeys/a": "a"}}`), "Statement.Condition[\"ForAnyValue:StringEquals\"][\"aws:TagKeys/a\"]"},
		{"one key in two cases", condition1(`{"StringEquals": {"aws:RequestTag/a": "a", "aws:requesttag/A": "b"}}`), "Statement.Condition.StringEquals[\"aws:requesttag/A\"]"},
		{"no value", condition1(`{"StringEquals": {"aws:PrincipalArn": []}}`), "Statement.Condition.StringEquals[\"aws:PrincipalArn\"]"},
		{"a value that is a number", condition1(`{"StringEquals": {"aws:RequestTag/a": ["1", 1]}}`), "Statement.Condition.StringEquals[\"aws:RequestTag/a\"][1]"},
		{"a boolean for a string", condition1(`{"StringEquals": {"aws:RequestTag/a": true}}`), "Statement.Condition.StringEquals[\"aws:RequestTag/a\"]"},
		{"Null of something else", condition1(`{"Null": {"aws:RequestTag/a": "yes"}}`), "Statement.Condition.Null[\"aws:RequestTag/a\"]"},
		{"Null of null", condition1(`{"Null": {"aws:RequestTag/a": null}}`), `Statement.Condition.Null["aws:RequestTag/a"]`},
		{"many values without a set operator", condition1(`{"StringEquals": {"aws:TagKeys": "a"}}`), "Statement.Condition.StringEquals[\"aws:TagKeys\"]"},
		{"one value with a set operator", condition1(`{"ForAnyValue:StringEquals": {"aws:RequestTag/a": "a"}}`), "Statement.Condition[\"ForAnyValue:StringEquals\"][\"aws:RequestTag/a\"]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := parsePolicy([]byte(tt.doc))
			refused, is := errors.AsType[*shape.DocumentError](err)
			require.True(t, is, "%v", err)
			assert.Nil(t, p)
			assert.Equal(t, tt.path, refused.Problems[0].Path)
			assert.Len(t, refused.Problems, 1, "one mistake is told once: %v", err)
			assert.Contains(t, err.Error(), "policy refused: ")
		})
	}
}

func TestPolicy_AllMistakes(t *testing.T) {
	_, err := parsePolicy([]byte(`{"Version": 1, "Statement": [{"Effect": "Perhaps", "NotAction": "*", "Resource": ["*", "x"]}], "Id": ""}`))
	assert.EqualError(t, err, "policy refused: Version must be a string; Statement[0].Action is missing;"+
		" Statement[0].Effect must be Allow or Deny; Statement[0].NotAction is not supported; Statement[0].Resource[1] must be * or an ARN"+
		" arn:aws:cognito-idp:region:account:userpool/id, with wildcards in any field but the service's;"+
		" it may end early with a field that is just *; Id is not supported")
}

func TestPolicy_Variables(t *testing.T) {
	for path, doc := range map[string]string{
		"Statement.Resource": with("Resource", `"arn:aws:cognito-idp:us-east-1:${aws:PrincipalAccount}:userpool/a"`),
		`Statement.Condition.StringLike["aws:RequestTag/a"][1]`: condition1(`{"StringLike": {"aws:RequestTag/a": ["x", "${*}"]}}`),
	} {
		_, err := parsePolicy([]byte(doc))
		assert.EqualError(t, err, "policy refused: "+path+" has a policy variable, which is not supported")
	}
}
