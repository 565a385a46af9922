package cognito_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// textsOf is a list of texts as encoding/json reads it.
func textsOf(v any) (all []string) {
	entries, _ := v.([]any)
	for _, entry := range entries {
		all = append(all, entry.(string))
	}
	return all
}

// TestClients_Lists: lists of an app client that were recorded come back in the recorded orders, whatever the request's. Of
// up to twelve entries (16 buckets) and of more (32); the AWS CLI's example, 2025-01, and calls of 2024 and 2025.
func TestClients_Lists(t *testing.T) {
	t.Parallel()
	for member, orders := range map[string][][]string{
		"AllowedOAuthScopes": {{"openid", "profile", "email"}, {"aws.cognito.signin.user.admin", "openid", "profile"}},
		"AllowedOAuthFlows":  {{"implicit", "code"}},
		"CallbackURLs": {
			{"https://example.com", "https://www.amazon.com", "myapp://example", "http://localhost:8001"},
			{"https://www.example.com", "https://app2.example.com"},
		},
		"LogoutURLs": {{
			"https://example.com/logout",
			"https://auth.example.com/login?client_id=1example23456789&response_type=code&redirect_uri=https%3A%2F%2Fwww.example.com",
		}},
		"ExplicitAuthFlows": {
			{"ALLOW_CUSTOM_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"},
		},
		"ReadAttributes": {
			{"email_verified", "phone_number_verified", "phone_number", "email"},
			{"website", "zoneinfo", "address", "birthdate", "email_verified", "gender", "profile", "phone_number_verified", "preferred_username",
				"locale", "middle_name", "picture", "updated_at", "name", "nickname", "phone_number", "family_name", "email"},
		},
		"WriteAttributes": {{"website", "zoneinfo", "address", "birthdate", "gender", "profile", "preferred_username", "locale", "middle_name",
			"picture", "updated_at", "name", "nickname", "phone_number", "family_name", "email"}},
	} {
		for _, want := range orders {
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			sorted := slices.Sorted(slices.Values(want))
			request := obj{member: append(append([]string{}, sorted...), want[0])} // one twice
			if member == "ReadAttributes" || member == "WriteAttributes" {
				// Entries of one bucket come as the request has them, and the recorded one is not known.
				request = obj{member: append(append([]string{}, want...), want[0])}
			}
			assert.Equal(t, want, textsOf(l.createClient(pool, request)[member]))
			assert.Equal(t, want, textsOf(l.updateClient(pool, request)[member]))
			assert.Equal(t, sorted, textsOf(l.describeClient(pool)[member]))
		}
	}
}

// TestClients_ListsUTF16: Java orders by code units: a character of two begins with a surrogate.
func TestClients_ListsUTF16(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	want := []string{"a:", "a:A", "a:a", "a:é", "a:\uD7FB", "a:𝄞", "a:𝄞a", "a:𝄢", "a:\uFF5E"}
	shuffled := append([]string{}, want...)
	slices.Reverse(shuffled)
	created := l.createClient(pool, obj{"CallbackURLs": shuffled})
	assert.Equal(t, want, textsOf(l.describeClient(pool)["CallbackURLs"]))
	assert.ElementsMatch(t, want, textsOf(created["CallbackURLs"]))
}

// TestClients_Echo: what is specified comes back, each scalar at its bounds and all members at once.
func TestClients_Echo(t *testing.T) {
	t.Parallel()
	const url = "https://example.com/cb"
	full := obj{
		"ClientName": "a +=,.@-_\t", "AccessTokenValidity": 1, "IdTokenValidity": 86400, "RefreshTokenValidity": 315360000,
		"TokenValidityUnits": obj{"AccessToken": "days", "IdToken": "seconds", "RefreshToken": "seconds"},
		"ReadAttributes":     list{"email", "name"}, "WriteAttributes": list{"address", "email"}, "ExplicitAuthFlows": list{"ALLOW_USER_AUTH"},
		"SupportedIdentityProviders": list{"COGNITO"}, "CallbackURLs": list{url}, "LogoutURLs": list{url}, "DefaultRedirectURI": url,
		"AllowedOAuthFlows": list{"code", "implicit"}, "AllowedOAuthScopes": list{"email", "openid"}, "AllowedOAuthFlowsUserPoolClient": true,
		"AnalyticsConfiguration":     obj{"ApplicationId": "0123abCD", "RoleArn": role, "ExternalId": "", "UserDataShared": true},
		"PreventUserExistenceErrors": "LEGACY", "EnableTokenRevocation": false, "EnablePropagateAdditionalUserContextData": true,
		"AuthSessionValidity": 15, "RefreshTokenRotation": obj{"Feature": "ENABLED", "RetryGracePeriodSeconds": 60},
	}
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	created := l.createClient(pool, full.and(obj{"GenerateSecret": true, "PublishSecretsInAWSSecretsManager": true}))
	described := l.describeClient(pool)
	for member, want := range full {
		members{member: want}.in(t, described)
	}
	names := []string{"ClientId", "ClientSecret", "ClientType", "CreationDate", "LastModifiedDate", "UserPoolId"}
	assert.Len(t, described, len(full)+len(names))
	assert.Len(t, created, len(described))
	assert.Equal(t, described, l.sorted(l.updateClient(pool, full)), "an update that says all changes nothing")

	stored, err := json.Marshal(l.records(pool)[0].Body)
	require.NoError(t, err)
	l.updateClient(pool, nil)
	after, err := json.Marshal(l.records(pool)[0].Body)
	require.NoError(t, err)
	assert.NotContains(t, string(after), "OAuth", "what is unset is not stored")
	assert.Contains(t, string(stored), "OAuth")
}

// sorted is an app client with its lists as DescribeUserPoolClient has them.
func (l *lab) sorted(client obj) obj {
	for _, v := range client {
		if entries, ok := v.([]any); ok {
			slices.SortFunc(entries, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		}
	}
	return client
}
