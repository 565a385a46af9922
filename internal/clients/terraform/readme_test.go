package terraform

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
	"userpools/internal/endpointtest"
)

// propagating is an account whose new role is neither trusted nor allowed to publish
// when it is asked for first, as IAM needs some seconds.
const propagating = `{"faults":[
	{"match":{"operation":"CreateUserPool"},"times":1,"answer":{"exception":"InvalidSmsRoleTrustRelationshipException"}},
	{"match":{"operation":"CreateUserPool"},"times":1,"answer":{"exception":"InvalidSmsRoleAccessPolicyException"}}]}`

// TestTerraform_Readme runs the provider block of README as it is there, but for the
// port. The provider calls again on exactly two refusals of a role, which it knows by
// their type and text.
func TestTerraform_Readme(t *testing.T) {
	t.Parallel()
	tap := wiretap.New(t, endpointtest.World(t, propagating))
	w := newWorkspace(t, tap.URL)
	const local = "http://127.0.0.1:9339"
	block := regexp.MustCompile("(?s)```hcl\n(provider \"aws\".*?)```").FindStringSubmatch(repository(t, "README.md"))
	require.NotNil(t, block)
	require.Contains(t, block[1], local)
	w.write(t, "provider.tf", strings.ReplaceAll(block[1], local, tap.URL))
	w.write(t, "pool.tf", fmt.Sprintf(`resource "aws_cognito_user_pool" "first" {
  name = "first"
  sms_configuration {
    external_id    = "x"
    sns_caller_arn = %q
  }
}
`, role))
	w.init(t)
	report := w.run(t, "apply", "-auto-approve")
	assert.Empty(t, report.problems)
	assert.Empty(t, w.run(t, "plan").actions, "a second apply would do this")
	assert.Equal(t, []string{"CreateUserPool", "CreateUserPool", "CreateUserPool", "DescribeUserPool", "GetUserPoolMfaConfig", "DescribeUserPool", "GetUserPoolMfaConfig"}, tap.Operations())
	assert.Equal(t, "x", w.state(t)[kind+".first"]["sms_configuration.0.external_id"])
}
