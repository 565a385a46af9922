package apierror_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
)

func TestAll(t *testing.T) {
	var names []string
	for _, d := range apierror.All() {
		names = append(names, string(d.Code))
		assert.True(t, strings.HasSuffix(string(d.Code), "Exception"), "%s is not a bare exception name", d.Code)
		assert.NotEmpty(t, d.When, "%s does not say when", d.Code)
		status, member := 400, "message"
		if d.Code == apierror.InternalError || d.Code == apierror.InternalServer {
			status = 500
		}
		if d.Code == apierror.Serialization || d.Code == apierror.AccessDenied {
			member = "Message"
		}
		assert.Equal(t, status, d.Status, d.Code)
		assert.Equal(t, member, d.Member, d.Code)
	}
	assert.Equal(t, slices.Compact(slices.Sorted(slices.Values(names))), names, "the table is in ASCII order, each code once")
	assert.Len(t, names, 32)
}

func TestAs(t *testing.T) {
	err := fmt.Errorf("while creating: %w", apierror.Invalid("no"))
	got, ok := apierror.As(err)
	require.True(t, ok)
	assert.Equal(t, "InvalidParameterException: no", got.Error())
	_, ok = apierror.As(fmt.Errorf("disk full"))
	assert.False(t, ok)
}

func TestDescribe_UnknownCode(t *testing.T) {
	d, ok := apierror.Describe("NoSuchException")
	assert.False(t, ok)
	assert.Equal(t, 500, d.Status)
}

func TestError_Describe(t *testing.T) {
	assert.Equal(t, 503, (&apierror.Error{Code: apierror.TooManyRequests, Status: 503}).Describe().Status)
	assert.Equal(t, "SerializationException", (&apierror.Error{Code: apierror.Serialization}).Error())
	assert.Equal(t, 500, apierror.Internal().Describe().Status)
}
