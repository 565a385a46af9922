package access

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/apierror"
)

func saysIf(effect, action, condition string) string {
	return `{"Effect": "` + effect + `", "Action": "` + action + `", "Resource": "*", "Condition": ` + condition + `}`
}

func ifTagged(effect, action string) string {
	return saysIf(effect, action, `{"StringEquals": {"aws:ResourceTag/team": "blue"}}`)
}

// assertDecision holds an answer of Authorize against a decision.
func assertDecision(t *testing.T, want Decision, r Request, err error) {
	t.Helper()
	if want == Allowed {
		assert.NoError(t, err)
		return
	}
	assert.Equal(t, &apierror.Error{Code: apierror.AccessDenied, Message: Denial(r, want), Refused: "policy"}, err)
}

func TestAuthorize_Tags(t *testing.T) {
	const action, other = Service + ":DescribeUserPool", Service + ":Delete*"
	for name, tt := range map[string]struct {
		statements string
		tags       map[string]string
		reads      bool
		want       Decision
	}{
		"it does not ask":               {says("Allow", "*", "*"), nil, false, Allowed},
		"it denies without asking":      {says("Deny", "*", "*"), nil, false, ExplicitDeny},
		"it says nothing":               {says("Allow", "cognito-idp:SignUp", "*"), nil, false, ImplicitDeny},
		"it asks of another action":     {says("Allow", "*", "*") + "," + ifTagged("Deny", other), nil, false, Allowed},
		"it asks, and the tag is there": {ifTagged("Allow", action), map[string]string{"team": "blue"}, true, Allowed},
		"it asks, and the tag differs":  {ifTagged("Allow", action), map[string]string{"team": "red"}, true, ImplicitDeny},
		"it asks, and there is none":    {ifTagged("Allow", action), nil, true, ImplicitDeny},
		"it denies what is tagged":      {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{"team": "blue"}, true, ExplicitDeny},
		"what the pool has, the request does not": {
			saysIf("Allow", "*", `{"StringEquals": {"aws:ResourceTag/team": "blue", "aws:RequestTag/owner": "me"}}`),
			map[string]string{"team": "blue", "owner": "me"}, true, ImplicitDeny,
		},
		"it denies what is not": {says("Allow", "*", "*") + "," + ifTagged("Deny", action), map[string]string{}, true, Allowed},
	} {
		t.Run(name, func(t *testing.T) {
			reads := 0
			err := mustPolicy(t, policyOf(tt.statements)).Authorize(describe(), func() (map[string]string, error) {
				reads++
				return tt.tags, nil
			})
			assert.Equal(t, tt.reads, reads == 1, reads)
			assertDecision(t, tt.want, describe(), err)
		})
	}
}

func TestAuthorize_TagsCannotBeRead(t *testing.T) {
	for _, problem := range []error{errors.New("disk on fire"), apierror.New(apierror.TooManyRequests, "Rate exceeded")} {
		err := mustPolicy(t, policyOf(ifTagged("Allow", "*"))).Authorize(describe(), func() (map[string]string, error) {
			return map[string]string{"team": "blue"}, problem
		})
		assert.Equal(t, problem, err)
	}
}

func TestAuthorize_NoPolicy(t *testing.T) {
	for _, p := range []*Policy{nil, {}} {
		assertDecision(t, ImplicitDeny, describe(), p.Authorize(describe(), nil))
	}
}
