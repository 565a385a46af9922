package endpoint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
)

// TestReplay_Create is what docs/access.md says of a captured create: boto3 and the AWS CLI send amz-sdk-invocation-id unsigned,
// the SDK for Go would sign it.
func TestReplay_Create(t *testing.T) {
	h := et.New(t, et.Fetch(keepersDocument))
	send := func(id string, signed bool, changed string) *awsjson.Response {
		r := et.Request("CreateUserPool", `{"PoolName":"p"}`)
		if signed {
			r.Header["amz-sdk-invocation-id"] = id
		}
		et.Sign(t, keeper, h.Clock.At, r)
		r.Header["amz-sdk-invocation-id"] = id
		if changed != "" {
			r.Header["amz-sdk-invocation-id"] = changed
		}
		return h.Serve(t.Context(), r)
	}
	first := send("i", false, "")
	require.Equal(t, 200, first.Status, string(first.Body))
	assert.Equal(t, string(first.Body), string(send("i", false, "").Body), "as it is: the first answer")
	other := send("i", false, "j")
	assert.Equal(t, 200, other.Status)
	assert.NotEqual(t, string(first.Body), string(other.Body), "with another id: another pool")

	assert.Equal(t, string(first.Body), string(send("i", true, "").Body))
	assert.Contains(t, string(send("i", true, "k").Body), "InvalidSignatureException")
}
