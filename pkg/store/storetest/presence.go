package storetest

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

var presenceSentences = []sentence{
	{"absent, empty, false and 0 are different things, in every member at every depth", emptyIsSaid},
	{"a replace can make a member absent, empty and absent again", emptyIsReplaced},
	{"an absent and an empty LambdaConfig are different things in a list", emptyIsListed},
}

func emptyIsSaid(t *testing.T, e env) {
	n := 0
	for _, part := range []string{"Settings", "Mfa"} {
		field, ok := reflect.TypeFor[cognito.Pool]().FieldByName(part)
		require.True(t, ok)
		for _, v := range variants(field.Type) {
			n++
			p := Minimal(Here, numbered(n))
			reflect.ValueOf(p).Elem().FieldByIndex(field.Index).Set(v.value)
			create(t, e, p)
			assert.Equal(t, p, get(t, e, Here, p.ID), part+v.path)
		}
	}
	require.Greater(t, n, 118, "the API has 118 members")
}

func emptyIsReplaced(t *testing.T, e env) {
	p := Minimal(Here, "us-east-1_Presence")
	create(t, e, p)
	for i, tags := range []map[string]string{{}, nil, {"a": ""}, nil, {}} {
		p = next(p)
		p.Settings.UserPoolTags = tags
		p.Settings.UserAttributeUpdateSettings = nil
		if i%2 == 0 {
			p.Settings.UserAttributeUpdateSettings = &cognito.UserAttributeUpdateSettingsType{
				AttributesRequireVerificationBeforeUpdate: []string{},
			}
		}
		require.NoError(t, e.store.Replace(t.Context(), p))
		assert.Equal(t, p, get(t, e, Here, p.ID), fmt.Sprint(i))
	}
}

func emptyIsListed(t *testing.T, e env) {
	none, empty, said := Minimal(Here, numbered(1)), Minimal(Here, numbered(2)), Minimal(Here, numbered(3))
	empty.Settings.LambdaConfig = &cognito.LambdaConfigType{}
	said.Settings.LambdaConfig = &cognito.LambdaConfigType{PreSignUp: ptr("")}
	for _, p := range []*cognito.Pool{none, empty, said} {
		create(t, e, p)
	}
	pools, _, err := e.store.List(t.Context(), Here, "", 3)
	require.NoError(t, err)
	require.Len(t, pools, 3)
	for i, p := range []*cognito.Pool{none, empty, said} {
		assert.Equal(t, p.Settings.LambdaConfig, pools[i].LambdaConfig)
	}
}
