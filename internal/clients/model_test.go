package clients_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/cognito"
)

// The pinned botocore has the newest public model. To raise its pin is to be told here what is new in it.
func TestModelOperations_AreBotocores(t *testing.T) {
	t.Parallel()
	if os.Getenv("USERPOOLS_PYTHON") == "" && os.Getenv("CI") != "true" {
		t.Skip("USERPOOLS_PYTHON chooses no Python: its botocore is of any version")
	}
	r := clients.Python.Script(t, "", nil, `
import json
import botocore.session

print(json.dumps(sorted(botocore.session.get_session().get_service_model("cognito-idp").operation_names)))
`)
	require.Zero(t, r.Status, r.Stderr)
	var names []string
	require.NoError(t, json.Unmarshal([]byte(r.Stdout), &names))
	assert.Equal(t, names, cognito.ModelOperations())
}

// Clients show their users which operation it is that is not here.
func TestAbsentOperation_IsNamedByClients(t *testing.T) {
	const says = "The endpoint userpools does not have Cognito's operation ListUsers. Its docs/departures.md#operations lists what it has."
	calls := encoded(t, []scripted{{"ListUsers", object{"UserPoolId": "us-east-1_123456789"}}})
	for _, tt := range []struct {
		client       *clients.Client
		source, call string
	}{
		{clients.Python, inPython, calls},
		{clients.JavaScript, inJavaScript, calls},
		{clients.CLI, "aws cognito-idp list-users --user-pool-id us-east-1_123456789 2>&1 || true", ""},
	} {
		t.Run(tt.client.Name, func(t *testing.T) {
			t.Parallel()
			r := tt.client.Script(t, wiretap.New(t).URL, nil, tt.source, tt.call)
			assert.Zero(t, r.Status, r.Stderr)
			assert.Contains(t, r.Stdout, says)
		})
	}
	t.Run("go", func(t *testing.T) {
		t.Parallel()
		_, err := sdk(wiretap.New(t)).ListUsers(t.Context(), &idp.ListUsersInput{UserPoolId: aws.String("us-east-1_123456789")})
		assert.ErrorContains(t, err, says)
	})
}
