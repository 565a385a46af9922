package clients_test

import (
	"encoding/json"
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

func TestTheCLISendsTheSameInShorthandInJSONAndFromAFile(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	for _, step := range []string{"create", "create-json", "create-from-file"} {
		assert.Regexp(t, poolID, clients.CLI.Run(t, tap.URL, step, "by-cli").Line(), step)
	}
	sent := tap.Requests()
	require.Len(t, sent, 3)
	assert.ElementsMatch(t, append(synopsis, "AliasAttributes"), members(t, sent[0].Body))
	assert.JSONEq(t, sent[0].Body, sent[1].Body)
	assert.JSONEq(t, sent[0].Body, sent[2].Body)
}

func TestTheCLITakesUsernameAttributesInBothForms(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	clients.CLI.Run(t, tap.URL, "create", "shorthand", "--username-attributes", "email", "phone_number")
	clients.CLI.Run(t, tap.URL, "create-json", "json", "--username-attributes", `["email", "phone_number"]`)
	for _, r := range tap.Requests() {
		var in struct{ UsernameAttributes []string }
		require.NoError(t, json.Unmarshal([]byte(r.Body), &in))
		assert.Equal(t, []string{"email", "phone_number"}, in.UsernameAttributes)
	}
}

func TestTheCLIsSkeletonHasWhatTheSynopsisHas(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t)
	skeleton := clients.CLI.Run(t, tap.URL, "skeleton").Stdout
	assert.Subset(t, members(t, skeleton), append(synopsis, "AliasAttributes", "UsernameAttributes"))
	assert.Empty(t, tap.Operations(), "nothing is sent")
}

func members(t *testing.T, object string) []string {
	t.Helper()
	var all map[string]any
	require.NoError(t, json.Unmarshal([]byte(object), &all))
	var names []string
	for name := range all {
		names = append(names, name)
	}
	return names
}
