package cognito_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// TestDefaults_UnknownVintage: what silence means for such a pool is not known, so no operation answers from it or
// writes it, and a list does not leave it out.
func TestDefaults_UnknownVintage(t *testing.T) {
	t.Parallel()
	for _, vintage := range []int{0, cognito.DefaultsVersion + 1} {
		unknownVintage(t, vintage)
	}
}

func unknownVintage(t *testing.T, vintage int) {
	t.Helper()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "UserPoolTags": obj{"a": "b"}})
	part := cognito.Partition{Account: labAccount, Region: labRegion}
	p, err := l.service.Store.Get(t.Context(), part, id)
	require.NoError(t, err)
	p.Defaults = vintage
	p.Revision++
	require.NoError(t, l.service.Store.Replace(t.Context(), p))
	for _, c := range []struct {
		operation string
		request   obj
	}{
		{"DescribeUserPool", obj{"UserPoolId": id}},
		{"GetUserPoolMfaConfig", obj{"UserPoolId": id}},
		{"ListTagsForResource", obj{"ResourceArn": l.arn(id)}},
		{"ListUserPools", obj{"MaxResults": 60}},
		{"UpdateUserPool", obj{"UserPoolId": id}},
		{"SetUserPoolMfaConfig", obj{"UserPoolId": id}},
		{"TagResource", obj{"ResourceArn": l.arn(id), "Tags": obj{"c": "d"}}},
		{"UntagResource", obj{"ResourceArn": l.arn(id), "TagKeys": list{"a"}}},
		{"AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": list{obj{"Name": "a", "AttributeDataType": "String"}}}},
	} {
		resp := l.send(c.operation, c.request)
		assert.Equal(t, http.StatusInternalServerError, resp.Status, c.operation)
		assert.ErrorContains(t, l.entry.Cause, fmt.Sprintf("pool %s has defaults version %d", id, vintage), c.operation)
		stored, err := l.service.Store.Get(t.Context(), part, id)
		require.NoError(t, err)
		assert.Equal(t, p, stored, c.operation)
	}
	require.NoError(t, l.service.Store.Delete(t.Context(), part, id))
	l.create(obj{"PoolName": "q"})
	assert.Len(t, l.do("ListUserPools", obj{"MaxResults": 60})["UserPools"], 1)
}
