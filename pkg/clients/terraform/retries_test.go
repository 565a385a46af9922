package terraform

import (
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/clients/wiretap"
	"userpools/pkg/cognito"
)

// propagating is an account whose role is not yet what it will be.
type propagating struct {
	cognito.AllFine
	untrusted, mute atomic.Bool
}

func (p *propagating) SMSRole(string, string, string) (trusted, publishes bool) {
	return !p.untrusted.Load(), !p.mute.Load()
}

// wait is what the provider does between two tries.
func (p *propagating) wait() {
	p.untrusted.Store(false)
	p.mute.Store(false)
}

func TestRolesThatTakeAWhileAreWaitedFor(t *testing.T) {
	account := &propagating{}
	tap := wiretap.New(t, func(s *cognito.Service) { s.Facts = account })
	p := &provider{client: sdk(tap), wait: account.wait}
	again := func(operation string, rest ...string) []string {
		return append([]string{operation, operation}, rest...)
	}

	account.untrusted.Store(true)
	r, err := p.create(t.Context(), arguments{Name: "roles", SmsConfiguration: messages})
	require.NoError(t, err)
	assert.Equal(t, again("CreateUserPool", reads...), tap.Operations(), "not trusted at first")

	tap.Forget()
	account.mute.Store(true)
	other := *messages
	other.ExternalId = aws.String("other")
	require.NoError(t, p.update(t.Context(), r, arguments{Name: "roles", SmsConfiguration: &other}))
	assert.Equal(t, append([]string{"SetUserPoolMfaConfig"}, again("UpdateUserPool", reads...)...), tap.Operations(), "mute at first")

	tap.Forget()
	account.untrusted.Store(true)
	require.NoError(t, p.update(t.Context(), r, withSms))
	assert.Equal(t, append(again("SetUserPoolMfaConfig", "UpdateUserPool"), reads...), tap.Operations(), "not trusted at first")
}

func TestARoleThatIsNeverTrustedIsReported(t *testing.T) {
	account := &propagating{}
	account.untrusted.Store(true)
	tap := wiretap.New(t, func(s *cognito.Service) { s.Facts = account })
	_, err := (&provider{client: sdk(tap)}).create(t.Context(), withSms)
	assert.ErrorContains(t, err, "InvalidSmsRoleTrustRelationshipException")
	assert.Len(t, tap.Operations(), 5)
}

// Provider versions before 3.0 send UnusedAccountValidityDays back as they read
// it; what then comes is the one text that they know.
func TestUnusedAccountValidityDaysAreLeftOutWhenTheServiceSaysSo(t *testing.T) {
	tap := wiretap.New(t)
	p := &provider{client: sdk(tap)}
	policy := &types.PasswordPolicyType{MinimumLength: aws.Int32(8), TemporaryPasswordValidityDays: 7}
	r, err := p.create(t.Context(), arguments{Name: "days", PasswordPolicy: policy})
	require.NoError(t, err)

	tap.Forget()
	policy.TemporaryPasswordValidityDays = 14
	input := updateInput(r.id, planned(arguments{Name: "days", PasswordPolicy: policy}, r.found))
	input.AdminCreateUserConfig.UnusedAccountValidityDays = 7
	require.NoError(t, p.updateUserPool(t.Context(), input))
	assert.Equal(t, []string{"UpdateUserPool", "UpdateUserPool"}, tap.Operations())
	require.NoError(t, p.read(t.Context(), r))
	assert.Equal(t, int32(14), r.found.PasswordPolicy.TemporaryPasswordValidityDays)
}

// The provider leaves the SMS block out when MFA goes off because of this text.
func TestTurningMfaOffAndConfiguringOneIsRefused(t *testing.T) {
	tap := wiretap.New(t)
	p := &provider{client: sdk(tap)}
	r, err := p.create(t.Context(), withSms)
	require.NoError(t, err)
	input := mfaInput(r.id, withSms)
	input.MfaConfiguration = types.UserPoolMfaTypeOff
	err = p.setMfa(t.Context(), input)
	assert.ErrorContains(t, err, "Invalid MFA configuration given, can't turn off MFA and configure an MFA together")
}

func TestAProtectedPoolIsNotDestroyed(t *testing.T) {
	p := &provider{client: sdk(wiretap.New(t))}
	protected := arguments{Name: "protected", DeletionProtection: types.DeletionProtectionTypeActive}
	r, err := p.create(t.Context(), protected)
	require.NoError(t, err)
	assert.ErrorContains(t, p.delete(t.Context(), r), "InvalidParameterException")
	require.NoError(t, p.read(t.Context(), r), "it is there")
	require.NoError(t, p.update(t.Context(), r, arguments{Name: "protected"}))
	p.destroy(t, r)
}

func TestAPoolThatDisappearsIsPlannedAnew(t *testing.T) {
	p := &provider{client: sdk(wiretap.New(t))}
	r, err := p.create(t.Context(), arguments{Name: "gone"})
	require.NoError(t, err)
	_, err = p.client.DeleteUserPool(t.Context(), &cognitoidentityprovider.DeleteUserPoolInput{UserPoolId: &r.id})
	require.NoError(t, err)
	assert.ErrorIs(t, p.read(t.Context(), r), errGone)
}

func TestWhatCannotBeChangedIsReplaced(t *testing.T) {
	p := &provider{client: sdk(wiretap.New(t))}
	first := arguments{
		Name: "fixed", AliasAttributes: []types.AliasAttributeType{"email"},
		Schema: []types.SchemaAttributeType{boolean("flag"), boolean("other")},
	}
	r, err := p.create(t.Context(), first)
	require.NoError(t, err)
	for name, a := range map[string]arguments{
		"other aliases":        with(first, func(a *arguments) { a.AliasAttributes = []types.AliasAttributeType{"phone_number"} }),
		"an attribute is gone": with(first, func(a *arguments) { a.Schema = a.Schema[:1] }),
		"sensitive to case": with(first, func(a *arguments) {
			a.UsernameConfiguration = &types.UsernameConfigurationType{CaseSensitive: aws.Bool(true)}
		}),
	} {
		assert.ErrorIs(t, p.update(t.Context(), r, a), errReplace, name)
	}
}
