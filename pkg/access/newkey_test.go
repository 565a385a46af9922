package access

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNewKey(t *testing.T) {
	fresh, err := NewKey(strings.NewReader(strings.Repeat("0123456789abcdef", 4)), "123456789012", "ci/alice")
	require.NoError(t, err)
	assert.Equal(t, `{
  "UPKGAYTEMZUGU3DOOBZM": {
    "secret": "MJRWIZLGGAYTEMZUGU3DOOBZMFRGGZDFMYYDCMRT",
    "account": "123456789012",
    "principal": "arn:aws:iam::123456789012:user/ci/alice",
    "policy": {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": "cognito-idp:*",
          "Resource": "*"
        }
      ]
    }
  }
}
`, string(fresh.Document()))

	keys, err := ParseKeys(fresh.Document(), testScope)
	require.NoError(t, err)
	key, found := keys.Lookup(fresh.ID, time.Time{})
	require.True(t, found)
	assert.Equal(t, fresh.Secret.Reveal(), key.Secret.Reveal())
	assert.Len(t, key.Secret.Reveal(), 40)
	assert.Equal(t, "arn:aws:iam::123456789012:user/ci/alice", key.Principal)
	assert.Equal(t, Allowed, key.Policy.Evaluate(create()))
	assert.Equal(t, Allowed, key.Policy.Evaluate(describe()))
	for _, told := range []string{fmt.Sprint(fresh), fmt.Sprintf("%+v %#v", fresh, fresh)} {
		assert.NotContains(t, told, fresh.Secret.Reveal())
	}
}

func TestNewKey_Refused(t *testing.T) {
	plenty := strings.Repeat("x", 100)
	for name, tt := range map[string]struct{ random, account, user string }{
		"an account that is none":      {plenty, "1234", "ci"},
		"a user with a space":          {plenty, "123456789012", "c i"},
		"no user":                      {plenty, "123456789012", ""},
		"no randomness":                {"", "123456789012", "ci"},
		"randomness for the id alone":  {"0123456789a", "123456789012", "ci"},
		"randomness for half a secret": {strings.Repeat("x", 30), "123456789012", "ci"},
	} {
		t.Run(name, func(t *testing.T) {
			fresh, err := NewKey(strings.NewReader(tt.random), tt.account, tt.user)
			assert.Error(t, err)
			assert.Zero(t, fresh)
		})
	}
}
