package events_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

func answers(t *testing.T) map[string]answered {
	t.Helper()
	if *update {
		t.Skip("they are being made")
	}
	all := map[string]answered{}
	for _, name := range scenarios(t) {
		var a answered
		require.NoError(t, json.Unmarshal([]byte(read(t, "answers/"+name+".json")), &a), name)
		all[name] = a
	}
	return all
}

func TestEvents_Operations(t *testing.T) {
	done := map[string]bool{}
	for name, a := range answers(t) {
		if a.StatusCode == http.StatusOK {
			var event events.APIGatewayV2HTTPRequest
			require.NoError(t, json.Unmarshal([]byte(read(t, name+aws)), &event))
			_, operation, _ := strings.Cut(event.Headers["x-amz-target"], ".")
			done[operation] = true
		}
	}
	for _, op := range cognito.Operations() {
		assert.True(t, done[op.Name], op.Name)
	}
}

// neverRaised have no event, because nothing in this endpoint raises them.
var neverRaised = []apierror.Code{
	apierror.CodeDeliveryFailure, apierror.ExpiredToken, apierror.OperationNotEnabled, apierror.UserImportInProgress,
	apierror.UnsupportedIdentityProvider, apierror.UserPoolAddOnNotEnabled,
}

func TestEvents_Exceptions(t *testing.T) {
	raised := map[string]bool{}
	for _, a := range answers(t) {
		code, _, _ := strings.Cut(a.Headers["x-amzn-ErrorType"], ":")
		raised[code] = true
	}
	for _, d := range apierror.All() {
		assert.NotEqual(t, slices.Contains(neverRaised, d.Code), raised[string(d.Code)], d.Code)
	}
}

// TestEvents_Files: a fixed invocation id would make all uses of an event one call, and a second
// create would be answered with the first one's pool.
func TestEvents_Files(t *testing.T) {
	readme := read(t, "README.md")
	for _, name := range scenarios(t) {
		assert.Contains(t, readme, "`"+name+"`")
		plain, _ := find(t, name+".json")
		assert.NotContains(t, strings.ToLower(plain+read(t, name+aws)), "amz-sdk-invocation-id", name)
	}
}
