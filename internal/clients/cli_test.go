package clients_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// synopsis is every parameter of create-user-pool in the AWS CLI's reference (of
// 2018, before deletion protection, tiers and the like) as the member that it
// sets, without the two that exclude each other.
var synopsis = []string{
	"PoolName", "Policies", "LambdaConfig", "AutoVerifiedAttributes", "SmsVerificationMessage", "EmailVerificationMessage",
	"EmailVerificationSubject", "VerificationMessageTemplate", "SmsAuthenticationMessage", "MfaConfiguration",
	"DeviceConfiguration", "EmailConfiguration", "SmsConfiguration", "UserPoolTags", "AdminCreateUserConfig", "Schema",
	"UserPoolAddOns",
}

// TestCLI_Forms: shorthand, JSON and a file send the same, and the skeleton of such a file has what can be sent.
func TestCLI_Forms(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	assert.Subset(t, members(t, clients.CLI.Run(t, tap.URL, "skeleton").Stdout), append(synopsis, "AliasAttributes", "UsernameAttributes"))
	assert.Empty(t, tap.Operations(), "nothing is sent")
	for _, step := range []string{"create", "create-json", "create-from-file"} {
		assert.Regexp(t, poolID, clients.CLI.Run(t, tap.URL, step, "by-cli").Line(), step)
	}
	clients.CLI.Run(t, tap.URL, "create", "shorthand", "--username-attributes", "email", "phone_number")
	clients.CLI.Run(t, tap.URL, "create-json", "json", "--username-attributes", `["email", "phone_number"]`)
	sent := tap.Requests()
	require.Len(t, sent, 5)
	assert.ElementsMatch(t, append(synopsis, "AliasAttributes"), members(t, sent[0].Body))
	assert.JSONEq(t, sent[0].Body, sent[1].Body)
	assert.JSONEq(t, sent[0].Body, sent[2].Body)
	for _, r := range sent[3:] {
		var in struct{ UsernameAttributes []string }
		require.NoError(t, json.Unmarshal([]byte(r.Body), &in))
		assert.Equal(t, []string{"email", "phone_number"}, in.UsernameAttributes)
	}
}

func members(t *testing.T, text string) []string {
	t.Helper()
	var all object
	require.NoError(t, json.Unmarshal([]byte(text), &all))
	return slices.Collect(maps.Keys(all))
}
