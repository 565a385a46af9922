package docs

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

func input(t *testing.T, operation string) cognito.Operation {
	t.Helper()
	all := cognito.Operations()
	i := slices.IndexFunc(all, func(o cognito.Operation) bool { return o.Name == operation })
	require.GreaterOrEqual(t, i, 0)
	return all[i]
}

func TestEveryMemberOfCreateUserPoolHasItsSilence(t *testing.T) {
	for _, m := range input(t, "CreateUserPool").Input.Members {
		if m.Name == "PoolName" || m.Name == "Schema" { // required; a table of its own
			continue
		}
		require.True(t, slices.ContainsFunc(silences, func(s silence) bool {
			return s.create == "" && strings.HasPrefix(s.member+".", m.Name+".")
		}), m.Name)
	}
}

func TestEveryMemberOfUpdateUserPoolCanBeLeftOut(t *testing.T) {
	for _, m := range input(t, "UpdateUserPool").Input.Members {
		name := m.Name
		switch name {
		case "UserPoolId":
			continue
		case "PoolName":
			name = "Name"
		}
		require.True(t, slices.ContainsFunc(omissions, func(o omission) bool {
			return strings.HasPrefix(o.member+".", name+".")
		}), m.Name)
	}
}
