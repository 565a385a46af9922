package clients_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
	"userpools/pkg/cognito"
)

// TestModelOperations_Botocore: the pinned botocore has the newest public model. After a change of its pin this test tells what is new.
func TestModelOperations_Botocore(t *testing.T) {
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

// TestModelOperations_Absent: clients show their users which operation it is that is not here.
func TestModelOperations_Absent(t *testing.T) {
	const message = "The endpoint userpools does not have Cognito's operation ListUsers. Its docs/departures.md#operations lists what it has."
	const id = "us-east-1_123456789"
	for _, name := range []string{"python", "javascript", "go"} {
		got := callers[name](t, wiretap.New(t).URL, []scripted{{"ListUsers", object{"UserPoolId": id}}}, once)
		require.Len(t, got, 1, name)
		assert.Equal(t, message, got[0].Message, name)
	}
	r := clients.CLI.Script(t, wiretap.New(t).URL, nil, "aws cognito-idp list-users --user-pool-id "+id)
	assert.Contains(t, r.Stderr, message)
}
