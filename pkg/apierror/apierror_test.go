package apierror_test

import (
	"fmt"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
)

func TestEveryCodeHasOneRow(t *testing.T) {
	seen := map[apierror.Code]bool{}
	var names []string
	for _, d := range apierror.All() {
		assert.False(t, seen[d.Code], "%s has two rows", d.Code)
		seen[d.Code] = true
		names = append(names, string(d.Code))
		assert.True(t, strings.HasSuffix(string(d.Code), "Exception"), "%s is not a bare exception name", d.Code)
		assert.NotEmpty(t, d.When, "%s does not say when", d.Code)
		assert.Contains(t, []string{"message", "Message"}, d.Member)
	}
	assert.True(t, sort.StringsAreSorted(names), "the table is in ASCII order")
	assert.Len(t, names, 23)
}

func TestOnlyTheServicesOwnFaultIsNot400(t *testing.T) {
	for _, d := range apierror.All() {
		want := 400
		if d.Code == apierror.InternalError {
			want = 500
		}
		assert.Equal(t, want, d.Status, d.Code)
	}
}

func TestCapitalMessageIsForSerializationAndAccessDenied(t *testing.T) {
	for _, d := range apierror.All() {
		capital := d.Code == apierror.Serialization || d.Code == apierror.AccessDenied
		assert.Equal(t, capital, d.Member == "Message", d.Code)
	}
}

func TestAWrappedErrorIsFound(t *testing.T) {
	err := fmt.Errorf("while creating: %w", apierror.Invalid("no"))
	got, ok := apierror.As(err)
	require.True(t, ok)
	assert.Equal(t, "InvalidParameterException: no", got.Error())
	_, ok = apierror.As(fmt.Errorf("disk full"))
	assert.False(t, ok)
}

func TestAnUnknownCodeIsAFault(t *testing.T) {
	d, ok := apierror.Describe("NoSuchException")
	assert.False(t, ok)
	assert.Equal(t, 500, d.Status)
}

func TestADeclaredStatusOverridesTheTable(t *testing.T) {
	assert.Equal(t, 503, (&apierror.Error{Code: apierror.TooManyRequests, Status: 503}).Describe().Status)
	assert.Equal(t, "SerializationException", (&apierror.Error{Code: apierror.Serialization}).Error())
	assert.Equal(t, 500, apierror.Internal().Describe().Status)
}
