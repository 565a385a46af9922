package cognito_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// What is judged of a call is what is run: names in another case are not there, of two
// equal ones the last counts, and null is absence.
func TestOperation_Subject(t *testing.T) {
	const (
		arn   = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/"
		pool  = arn + "us-east-1_abc"
		other = "arn:aws:cognito-idp:us-east-1:210987654321:userpool/us-east-1_x"
	)
	type tags = map[string]string
	onePool := cognito.Subject{ARN: pool, PoolID: "us-east-1_abc"}
	tested := map[string]bool{}
	for _, tt := range []struct {
		name, operation, body string
		want                  cognito.Subject
	}{
		{"a pool is made", "CreateUserPool", `{"PoolName":"p","UserPoolTags":{"team":"blue","Empty":""}}`, cognito.Subject{ARN: arn + "*", PoolName: "p", Tags: tags{"team": "blue", "Empty": ""}}},
		{"null", "CreateUserPool", `{"PoolName":"p","UserPoolTags":null,"UserPoolId":"us-east-1_abc"}`, cognito.Subject{ARN: arn + "*", PoolName: "p"}},
		{"none", "CreateUserPool", `{"PoolName":"p","UserPoolTags":{}}`, cognito.Subject{ARN: arn + "*", PoolName: "p"}},
		{"a pool", "DescribeUserPool", `{"UserPoolId":"us-east-1_abc"}`, onePool},
		{"another region's pool is one of this region", "DescribeUserPool", `{"UserPoolId":"eu-west-1_x"}`, cognito.Subject{ARN: arn + "eu-west-1_x", PoolID: "eu-west-1_x"}},
		{"members of other operations", "DescribeUserPool", `{"UserPoolId":"us-east-1_abc","ResourceArn":"` + other + `","Tags":{"a":"1"},"TagKeys":["b"]}`, onePool},
		{"no pool", "ListUserPools", `{"MaxResults":1}`, cognito.Subject{ARN: "*"}},
		{"a domain's name", "DescribeUserPoolDomain", `{"Domain":"d","UserPoolId":"us-east-1_abc"}`, cognito.Subject{ARN: "*"}},
		{"tags", "UpdateUserPool", `{"UserPoolId":"us-east-1_abc","PoolName":"new","UserPoolTags":{"team":"red"}}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", PoolName: "new", Tags: tags{"team": "red"}}},
		{"members twice", "UpdateUserPool", `{"UserPoolId":"us-east-1_other","UserPoolTags":{"a":"1"},"UserPoolId":"us-east-1_abc","UserPoolTags":{"b":"2"}}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", Tags: tags{"b": "2"}}},
		{"another case", "UpdateUserPool", `{"UserPoolId":"us-east-1_abc","userpoolid":"us-east-1_other","userPoolTags":{"a":"1"}}`, onePool},
		{"an ARN", "TagResource", `{"ResourceArn":"` + pool + `","Tags":{"team":"blue"}}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", Tags: tags{"team": "blue"}}},
		{"tags twice, and none", "TagResource", `{"ResourceArn":"` + pool + `","Tags":{"a":"1","a":"2","b":null}}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", Tags: tags{"a": "2"}}},
		{"keys", "UntagResource", `{"ResourceArn":"` + pool + `","TagKeys":["team","cost"]}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", TagKeys: []string{"team", "cost"}}},
		{"keys that are null", "UntagResource", `{"ResourceArn":"` + pool + `","TagKeys":[null,"a",null]}`, cognito.Subject{ARN: pool, PoolID: "us-east-1_abc", TagKeys: []string{"a"}}},
		{"another account's ARN is judged as it stands", "ListTagsForResource", `{"ResourceArn":"` + other + `"}`, cognito.Subject{ARN: other}},
	} {
		t.Run(tt.operation+", "+tt.name, func(t *testing.T) {
			list := cognito.Operations()
			op := &list[slices.IndexFunc(list, func(op cognito.Operation) bool { return op.Name == tt.operation })]
			in, err := shape.Decode([]byte(tt.body), op.Input)
			require.NoError(t, err)
			assert.Equal(t, tt.want, op.Subject(cognito.Partition{Account: "123456789012", Region: "us-east-1"}, &in))
			assert.True(t, len(tt.want.Tags) == 0 || op.SetsTags())
			assert.True(t, len(tt.want.TagKeys) == 0 || op.NamesTagKeys())
		})
		tested[tt.operation] = true
	}
	for _, op := range cognito.Operations() {
		if _, ofPool := op.Input.Member("UserPoolId"); !ofPool {
			assert.True(t, tested[op.Name], op.Name)
			continue
		}
		in, err := shape.Decode([]byte(`{"UserPoolId":"us-east-1_abc"}`), op.Input)
		require.NoError(t, err)
		assert.Equal(t, onePool, op.Subject(cognito.Partition{Account: "123456789012", Region: "us-east-1"}, &in), op.Name)
	}
}

// The exceptions of an operation are those of the service's model.
func TestOperation_Exceptions(t *testing.T) {
	text, err := os.ReadFile("testdata/model/botocore-1.44.8-exceptions.txt")
	require.NoError(t, err)
	var lines []string
	for _, op := range cognito.Operations() {
		var names []string
		for _, code := range op.Exceptions {
			names = append(names, string(code))
		}
		slices.Sort(names)
		lines = append(lines, op.Name+"\t"+strings.Join(names, ",")+"\n")
	}
	assert.Equal(t, string(text), strings.Join(lines, ""))
}

// TestOperation_Own: what an operation does not have becomes what is nearest of what it has, and everything else stays.
func TestOperation_Own(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		operation, raised, message string
		code, text                 string
	}{
		{"UpdateUserPool", "ConcurrentModificationException", "m", "ConcurrentModificationException", "m"},
		{"TagResource", "ConcurrentModificationException", "m", "TooManyRequestsException", "m"},
		{"AddUserPoolClientSecret", "ConcurrentModificationException", "m", "TooManyRequestsException", "m"},
		{"AddUserPoolClientSecret", "TooManyRequestsException", "Rate exceeded", "TooManyRequestsException", "Rate exceeded"},
		{"AddUserPoolClientSecret", "InternalErrorException", "Internal server error.", "InternalServerException", "Internal server error."},
		{"UpdateUserPoolDomain", "TooManyRequestsException", "Rate exceeded", "TooManyRequestsException", "Rate exceeded"},
		{"CreateUserPoolDomain", "TooManyRequestsException", "Rate exceeded", "InternalErrorException", "Internal server error."},
		{"DescribeUserPoolDomain", "TooManyRequestsException", "m", "InternalErrorException", "m"},
		{"DescribeUserPoolDomain", "ConcurrentModificationException", "m", "InternalErrorException", "m"},
		{"DeleteUserPoolDomain", "AccessDeniedException", "m", "AccessDeniedException", "m"},
		{"ListUserPools", "SerializationException", "", "SerializationException", ""},
	} {
		op := operationNamed(t, tc.operation)
		before := &apierror.Error{Code: apierror.Code(tc.raised), Message: tc.message, Refused: "rule r"}
		got, refused := apierror.As(op.Own(before))
		require.True(t, refused)
		assert.Equal(t, &apierror.Error{Code: apierror.Code(tc.code), Message: tc.text, Refused: "rule r"}, got, "%s %s", tc.operation, tc.raised)
		assert.Equal(t, tc.raised, string(before.Code), "what is raised is not changed")
	}
	describe := operationNamed(t, "DescribeUserPool")
	fault := errors.New("a fault")
	assert.Equal(t, fault, describe.Own(fault))
	assert.NoError(t, describe.Own(nil))
}
