package cognito_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// TestCall_Token: a create that is accepted asks for the token once, and nothing else does: it is a digest of the body.
func TestCall_Token(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	asked := 0
	call := cognito.Call{Account: labAccount, Token: func() string { asked++; return "a token" }}
	run := map[string]bool{}
	for _, c := range []struct {
		operation string
		request   obj
		want      int
	}{
		{"CreateUserPool", obj{"PoolName": "q"}, 1},
		{"CreateUserPool", obj{"PoolName": "q", "MfaConfiguration": "ON"}, 0},
		{"DescribeUserPool", obj{"UserPoolId": id}, 0},
		{"ListUserPools", obj{"MaxResults": 60}, 0},
		{"UpdateUserPool", obj{"UserPoolId": id}, 0},
		{"AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": list{obj{"Name": "a", "AttributeDataType": "String"}}}, 0},
		{"GetUserPoolMfaConfig", obj{"UserPoolId": id}, 0},
		{"SetUserPoolMfaConfig", obj{"UserPoolId": id}, 0},
		{"TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{"a": "b"}}, 0},
		{"UntagResource", obj{"ResourceArn": l.arn(id), "TagKeys": list{"a"}}, 0},
		{"ListTagsForResource", obj{"ResourceArn": l.arn(id)}, 0},
		{"DeleteUserPool", obj{"UserPoolId": id}, 0},
	} {
		op := operationNamed(t, c.operation)
		body, err := json.Marshal(c.request)
		require.NoError(t, err)
		input, err := decodeFor(op, body)
		require.NoError(t, err)
		asked = 0
		_, err = op.Run(t.Context(), l.service, call, input)
		assert.Equal(t, c.request["MfaConfiguration"] != nil, err != nil, "%s: %v", c.operation, err)
		assert.Equal(t, c.want, asked, c.operation)
		run[c.operation] = true
	}
	assert.Len(t, run, len(cognito.Operations()))
}
