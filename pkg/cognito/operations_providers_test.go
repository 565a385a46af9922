package cognito_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// socialDetails, appleDetails and samlDetails are all that providers of these types need.
var (
	socialDetails = obj{"client_id": "id", "client_secret": "a secret", "authorize_scopes": "email"}
	appleDetails  = obj{"client_id": "id", "team_id": "team", "key_id": "key", "private_key": "a private key"}
	samlDetails   = obj{"MetadataFile": metadata("")}
)

// metadata is a SAML provider's, with keys.
func metadata(keys string) string {
	return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="e"><IDPSSODescriptor>` + keys +
		`<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso?a=1&amp;b=2"/>` +
		`</IDPSSODescriptor></EntityDescriptor>`
}

// createProvider makes an identity provider and gives it as CreateIdentityProvider answers it.
func (l *lab) createProvider(pool, name, kind string, details, request obj) obj {
	l.t.Helper()
	answer := l.do("CreateIdentityProvider", obj{"UserPoolId": pool, "ProviderName": name, "ProviderType": kind, "ProviderDetails": details}.and(request))
	return answer["IdentityProvider"].(map[string]any)
}

// updateProvider is what UpdateIdentityProvider answers.
func (l *lab) updateProvider(pool, name string, request obj) obj {
	l.t.Helper()
	return l.do("UpdateIdentityProvider", obj{"UserPoolId": pool, "ProviderName": name}.and(request))["IdentityProvider"].(map[string]any)
}

// provider is an identity provider as DescribeIdentityProvider answers it.
func (l *lab) provider(pool, name string) obj {
	l.t.Helper()
	return l.do("DescribeIdentityProvider", obj{"UserPoolId": pool, "ProviderName": name})["IdentityProvider"].(map[string]any)
}

// TestCreateIdentityProvider_Details: what each type is completed with, and does not return.
func TestCreateIdentityProvider_Details(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		provider, kind string
		details        obj
		added          obj
		mapping        any
	}{
		"Google": {"Google", "Google", socialDetails, obj{
			"attributes_url": "https://people.googleapis.com/v1/people/me?personFields=", "attributes_url_add_attributes": "true",
			"authorize_url": "https://accounts.google.com/o/oauth2/v2/auth", "oidc_issuer": "https://accounts.google.com",
			"token_request_method": "POST", "token_url": "https://www.googleapis.com/oauth2/v4/token",
		}, obj{"username": "sub"}},
		"Facebook without a version": {"Facebook", "Facebook", socialDetails, obj{
			"attributes_url": "https://graph.facebook.com/me?fields=", "attributes_url_add_attributes": "true",
			"authorize_url": "https://www.facebook.com/v2.9/dialog/oauth", "token_request_method": "GET",
			"token_url": "https://graph.facebook.com/v2.9/oauth/access_token",
		}, obj{"username": "id"}},
		"Facebook with one": {"Facebook", "Facebook", socialDetails.with("api_version", "v17.0"), obj{
			"attributes_url": "https://graph.facebook.com/v17.0/me?fields=", "attributes_url_add_attributes": "true",
			"authorize_url": "https://www.facebook.com/v17.0/dialog/oauth", "token_request_method": "GET",
			"token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
		}, obj{"username": "id"}},
		"LoginWithAmazon": {"LoginWithAmazon", "LoginWithAmazon", socialDetails, obj{
			"attributes_url": "https://api.amazon.com/user/profile", "attributes_url_add_attributes": "false",
			"authorize_url": "https://www.amazon.com/ap/oa", "token_request_method": "POST", "token_url": "https://api.amazon.com/auth/o2/token",
		}, obj{"username": "user_id"}},
		"SignInWithApple": {"SignInWithApple", "SignInWithApple", appleDetails, obj{
			"attributes_url_add_attributes": "false", "authorize_url": "https://appleid.apple.com/auth/authorize",
			"oidc_issuer": "https://appleid.apple.com", "token_request_method": "POST", "token_url": "https://appleid.apple.com/auth/token",
			"private_key": absence{},
		}, obj{"username": "sub"}},
		"OIDC":         {"Mine", "OIDC", oidc["ProviderDetails"].(obj), obj{"attributes_url_add_attributes": "false"}, obj{"username": "sub"}},
		"SAML by file": {"Mine", "SAML", samlDetails, obj{"SSORedirectBindingURI": "https://idp.example.com/sso?a=1&b=2"}, absence{}},
		"SAML by URL":  {"Mine", "SAML", obj{"MetadataURL": "https://idp.example.com/m"}, nil, absence{}},
		"what was said goes before what is added": {"Google", "Google", socialDetails.and(obj{"token_url": "https://t.example.com", "oidc_issuer": ""}), obj{
			"attributes_url": "https://people.googleapis.com/v1/people/me?personFields=", "attributes_url_add_attributes": "true",
			"authorize_url": "https://accounts.google.com/o/oauth2/v2/auth", "oidc_issuer": "", "token_request_method": "POST",
			"token_url": "https://t.example.com",
		}, obj{"username": "sub"}},
		"the metadata's address goes before one that was said": {"Mine", "SAML", samlDetails.with("SSORedirectBindingURI", "https://s.example.com"),
			obj{"SSORedirectBindingURI": "https://idp.example.com/sso?a=1&b=2"}, absence{}},
		"an address that the metadata does not have": {"Mine", "SAML", samlDetails.with("SLORedirectBindingURI", "https://s.example.com"),
			obj{"SSORedirectBindingURI": "https://idp.example.com/sso?a=1&b=2"}, absence{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			want := tc.details.and(tc.added)
			for key, value := range want {
				if value == (absence{}) {
					delete(want, key)
				}
			}
			created := l.createProvider(pool, tc.provider, tc.kind, tc.details, nil)
			for _, got := range []obj{created, l.provider(pool, tc.provider)} {
				details := got["ProviderDetails"].(map[string]any)
				if tc.kind == "SAML" {
					assert.NotEmpty(t, details["ActiveEncryptionCertificate"])
					delete(details, "ActiveEncryptionCertificate")
				}
				assert.Equal(t, map[string]any(want), details)
				members{"AttributeMapping": tc.mapping, "ProviderName": tc.provider, "ProviderType": tc.kind, "UserPoolId": pool}.in(t, got)
			}
			members{"IdpIdentifiers": absence{}, "AcrMapping": absence{}}.in(t, created)
			members{"IdpIdentifiers": list{}}.in(t, l.provider(pool, tc.provider))
		})
	}
}

// TestProviders_Mapping: a mapping is completed on create and update, and an empty one stays empty.
func TestProviders_Mapping(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.createProvider(pool, "Mine", "OIDC", oidc["ProviderDetails"].(obj), nil)
	l.createProvider(pool, "Saml", "SAML", samlDetails, nil)
	for _, tc := range []struct {
		said     any
		of, saml any
	}{
		{obj{"email": "mail"}, obj{"email": "mail", "username": "sub"}, obj{"email": "mail"}},
		{nil, obj{"email": "mail", "username": "sub"}, obj{"email": "mail"}},
		{obj{"username": "name"}, obj{"username": "name"}, obj{"username": "name"}},
		{obj{}, obj{}, obj{}},
		{nil, obj{}, obj{}},
	} {
		for name, want := range map[string]any{"Mine": tc.of, "Saml": tc.saml} {
			members{"AttributeMapping": want}.in(t, l.updateProvider(pool, name, obj{"AttributeMapping": tc.said}))
			members{"AttributeMapping": want}.in(t, l.provider(pool, name))
		}
		if tc.said != nil {
			members{"AttributeMapping": tc.of}.in(t, l.createProvider(l.create(obj{"PoolName": "q"}), "Mine", "OIDC", oidc["ProviderDetails"].(obj), obj{"AttributeMapping": tc.said}))
		}
	}
}

// TestUpdateIdentityProvider: what is omitted stays, what is said replaces, and a refused update changes nothing
// (of which the cases of the refusals are).
func TestUpdateIdentityProvider(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	all := obj{"IdpIdentifiers": list{"b", "a", "b"}, "AcrMapping": obj{"Level1": "low"}, "AttributeMapping": obj{"email": "mail"}}
	created := l.createProvider(pool, "Mine", "SAML", samlDetails.with("IDPSignout", "true"), all)
	members{"IdpIdentifiers": list{"b", "a"}, "AcrMapping": obj{"Level1": "low"}}.in(t, created)
	l.later(time.Hour)
	certificate := created["ProviderDetails"].(map[string]any)["ActiveEncryptionCertificate"]
	details := obj{"ActiveEncryptionCertificate": certificate, "MetadataURL": "https://idp.example.com/m"}
	updated := l.updateProvider(pool, "Mine", obj{"ProviderDetails": obj{"MetadataURL": "https://idp.example.com/m"}})
	members{
		"ProviderDetails": details, "AttributeMapping": obj{"email": "mail"}, "AcrMapping": obj{"Level1": "low"}, "IdpIdentifiers": absence{},
		"CreationDate": created["CreationDate"], "LastModifiedDate": float64(l.now.Unix()),
	}.in(t, updated)
	members{"IdpIdentifiers": list{"b", "a"}, "LastModifiedDate": float64(l.now.Unix())}.in(t, l.provider(pool, "Mine"))
	members{"IdpIdentifiers": list{}, "ProviderDetails": details}.in(t, l.updateProvider(pool, "Mine", obj{"IdpIdentifiers": list{}, "AcrMapping": obj{}}))
	members{"IdpIdentifiers": list{}, "AcrMapping": obj{}, "AttributeMapping": obj{"email": "mail"}}.in(t, l.provider(pool, "Mine"))
}

// TestCreateIdentityProvider_Repeated: a repeat is answered as the first call was, whatever became of the provider, the
// clock and the pool since.
func TestCreateIdentityProvider_Repeated(t *testing.T) {
	t.Parallel()
	key := `<KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>%s</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
	for name, tc := range map[string]struct {
		kind    string
		details func(l *lab) obj
		others  func(l *lab, pool string)
	}{
		"nothing": {"SAML", nil, func(*lab, string) {}},
		"an update": {"SAML", nil, func(l *lab, pool string) {
			l.updateProvider(pool, "Mine", obj{"IdpIdentifiers": list{}, "AttributeMapping": obj{}, "ProviderDetails": obj{"MetadataURL": "https://idp.example.com/m"}})
		}},
		"an update, and another provider has the identifier": {"SAML", nil, func(l *lab, pool string) {
			l.updateProvider(pool, "Mine", obj{"IdpIdentifiers": list{}})
			l.createProvider(pool, "Other", "OIDC", oidc["ProviderDetails"].(obj), obj{"IdpIdentifiers": list{"i"}})
		}},
		"the quota is reached": {"OIDC", func(*lab) obj { return oidc["ProviderDetails"].(obj) }, func(l *lab, pool string) { l.more(pool, cognito.ProviderRecord, 299) }},
		"its certificates expire": {"SAML", func(l *lab) obj {
			certificate := l.do("GetSigningCertificate", obj{"UserPoolId": l.create(obj{"PoolName": "q"})})["Certificate"]
			return obj{"MetadataFile": metadata(fmt.Sprintf(key, certificate))}
		}, func(l *lab, pool string) {
			l.updateProvider(pool, "Mine", obj{"ProviderDetails": obj{"MetadataURL": "https://idp.example.com/m"}})
			l.later(11 * 365 * 24 * time.Hour)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.createClient(pool, nil)
			request := obj{"UserPoolId": pool, "ProviderName": "Mine", "ProviderType": tc.kind, "ProviderDetails": samlDetails, "IdpIdentifiers": list{"i"}}
			if tc.details != nil {
				request["ProviderDetails"] = tc.details(l)
			}
			l.token = "first"
			first := l.send("CreateIdentityProvider", request)
			require.Equal(t, http.StatusOK, first.Status, "%s", first.Body)
			l.later(time.Second)
			l.token = "second"
			tc.others(l, pool)
			before := l.belongings(pool)
			assert.Equal(t, http.StatusBadRequest, l.send("CreateIdentityProvider", request).Status)
			l.token = "first"
			assert.Equal(t, string(first.Body), string(l.send("CreateIdentityProvider", request).Body))
			assert.Equal(t, before, l.belongings(pool))
		})
	}
}

// TestProviders_StoreCalls: how often each operation asks the store.
func TestProviders_StoreCalls(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	ofOIDC := func(name string, identifiers ...any) obj {
		return oidc.and(obj{"ProviderName": name, "IdpIdentifiers": identifiers})
	}
	saml := obj{"ProviderType": "SAML", "ProviderDetails": samlDetails}
	storeCalls{
		{"GetIdentityProviderByIdentifier", obj{"IdpIdentifier": "a"}, "Get Find"},
		{"CreateIdentityProvider", ofOIDC("one", "a", "b"), "Get Write"},
		{"CreateIdentityProvider", ofOIDC("two"), "Get CountRecords Write"},
		{"CreateIdentityProvider", ofOIDC("three", "c", "d"), "Get Find Find Write"},
		{"CreateIdentityProvider", ofOIDC("four", "a"), "Get Find Find"},
		{"CreateIdentityProvider", ofOIDC("two"), "Get Write"},
		{"CreateIdentityProvider", ofOIDC("Google"), "Get"},
		{"CreateIdentityProvider", saml.with("ProviderName", "five"), "Get Find Write"},
		{"CreateIdentityProvider", saml.with("ProviderName", "six"), "Get Find Write"},
		{"DescribeIdentityProvider", obj{"ProviderName": "six"}, "Get Find"},
		{"GetIdentityProviderByIdentifier", obj{"IdpIdentifier": "a"}, "Get Find Find"},
		{"UpdateIdentityProvider", obj{"ProviderName": "one", "AttributeMapping": obj{}}, "Get Find Write"},
		{"UpdateIdentityProvider", obj{"ProviderName": "one", "IdpIdentifiers": list{"a"}}, "Get Find Write"},
		{"UpdateIdentityProvider", obj{"ProviderName": "one", "IdpIdentifiers": list{"a", "b"}}, "Get Find Find Write"},
		{"UpdateIdentityProvider", obj{"ProviderName": "one", "IdpIdentifiers": list{"c"}}, "Get Find Find Find Write Get"},
		{"UpdateIdentityProvider", obj{"ProviderName": "one", "ProviderDetails": obj{}}, "Get Find Get"},
		{"ListIdentityProviders", nil, "Get Records"},
		{"ListIdentityProviders", obj{"NextToken": "x"}, "Get"},
		{"CreateUserPoolClient", obj{"ClientName": "c", "SupportedIdentityProviders": list{"COGNITO", "one", "two"}}, "Get Find Find CountRecords Write"},
		{"CreateUserPoolClient", obj{"ClientName": "c", "SupportedIdentityProviders": list{"COGNITO"}}, "Get Write"},
		{"DeleteIdentityProvider", obj{"ProviderName": "one"}, "Get Find Write"},
		{"DeleteIdentityProvider", obj{"ProviderName": "one"}, "Get Find"},
		{"GetSigningCertificate", nil, "Get Find Write"},
		{"GetSigningCertificate", nil, "Get Find"},
		{"DeleteUserPool", nil, "Delete"},
	}.of(l, obj{"UserPoolId": pool})
}

// TestProviders_Concurrent: what somebody else does between the reading and the writing of a change.
func TestProviders_Concurrent(t *testing.T) {
	t.Parallel()
	remove := func(l *lab, pool string) {
		l.do("DeleteIdentityProvider", obj{"UserPoolId": pool, "ProviderName": "oidc"})
	}
	removePool := func(l *lab, pool string) { l.do("DeleteUserPool", obj{"UserPoolId": pool}) }
	names := func(name, identifier string) func(l *lab, pool string) {
		return func(l *lab, pool string) { l.updateProvider(pool, name, obj{"IdpIdentifiers": list{identifier}}) }
	}
	gone := func(pool string) string { return "User pool " + pool + " does not exist." }
	taken := func(pool string) string { return "i already exists for tenant " + pool + "." }
	toI := obj{"ProviderName": "oidc", "IdpIdentifiers": list{"i"}}
	for name, tc := range map[string]struct {
		operation string
		request   obj
		method    string
		others    func(l *lab, pool string)
		refused   func(pool string) string
		holds     func(t *testing.T, l *lab, pool string)
	}{
		"create: the name is taken": {"CreateIdentityProvider", oidc.and(obj{"ProviderName": "new", "IdpIdentifiers": nil}), "Write",
			func(l *lab, pool string) { l.createProvider(pool, "new", "OIDC", oidc["ProviderDetails"].(obj), nil) },
			func(pool string) string { return "new already exists for tenant " + pool + "." }, nil},
		"create: the identifier is taken": {"CreateIdentityProvider", oidc.and(obj{"ProviderName": "new", "IdpIdentifiers": list{"i"}}), "Write", names("oidc", "i"), taken, nil},
		"create: a stale identifier is taken": {"CreateIdentityProvider", oidc.and(obj{"ProviderName": "new", "IdpIdentifiers": list{"stale"}}), "Write", names("oidc", "stale"),
			func(pool string) string { return "stale already exists for tenant " + pool + "." }, nil},
		"create: the identifier becomes free": {"CreateIdentityProvider", oidc.and(obj{"ProviderName": "new", "IdpIdentifiers": list{"mine"}}), "Find", remove, nil,
			func(t *testing.T, l *lab, pool string) {
				members{"IdentityProvider.ProviderName": "new"}.in(t, l.do("GetIdentityProviderByIdentifier", obj{"UserPoolId": pool, "IdpIdentifier": "mine"}))
			}},
		"create: another makes the certificate": {"CreateIdentityProvider", obj{"ProviderName": "new", "ProviderType": "SAML", "ProviderDetails": samlDetails}, "Write",
			func(l *lab, pool string) { l.createProvider(pool, "theirs", "SAML", samlDetails, nil) }, nil,
			func(t *testing.T, l *lab, pool string) {
				assert.Equal(t, l.provider(pool, "theirs")["ProviderDetails"], l.provider(pool, "new")["ProviderDetails"])
			}},
		"create: the pool goes":           {"CreateIdentityProvider", oidc.and(obj{"ProviderName": "new", "IdpIdentifiers": nil}), "Write", removePool, gone, nil},
		"update: the identifier is taken": {"UpdateIdentityProvider", toI, "Write", names("other", "i"), taken, nil},
		"update: another update": {"UpdateIdentityProvider", toI, "Write",
			func(l *lab, pool string) { l.updateProvider(pool, "oidc", obj{"AcrMapping": obj{"Level1": "low"}}) }, nil,
			func(t *testing.T, l *lab, pool string) {
				members{"IdpIdentifiers": list{"i"}, "AcrMapping": obj{"Level1": "low"}}.in(t, l.provider(pool, "oidc"))
			}},
		"update: the provider goes": {"UpdateIdentityProvider", toI, "Write", remove,
			func(pool string) string { return "Identity provider oidc in User Pool " + pool + " does not exist." }, nil},
		"update: refused, and the provider goes": {"UpdateIdentityProvider", obj{"ProviderName": "other", "IdpIdentifiers": list{"mine"}}, "Write", remove, nil, nil},
		"update: the pool goes":                  {"UpdateIdentityProvider", toI, "Write", removePool, gone, nil},
		"delete: an update": {"DeleteIdentityProvider", obj{"ProviderName": "oidc"}, "Write", names("oidc", "i"), nil,
			func(_ *testing.T, l *lab, pool string) {
				l.createProvider(pool, "new", "OIDC", oidc["ProviderDetails"].(obj), obj{"IdpIdentifiers": list{"i", "mine"}})
			}},
		"client: the provider goes": {"CreateUserPoolClient", obj{"ClientName": "c", "SupportedIdentityProviders": list{"oidc"}}, "Write", remove,
			func(pool string) string { return "The provider oidc does not exist for User Pool " + pool + "." }, nil},
		"client: the provider changes": {"CreateUserPoolClient", obj{"ClientName": "c", "SupportedIdentityProviders": list{"oidc"}}, "Write", names("oidc", "i"), nil, nil},
		"certificate: another makes it": {"GetSigningCertificate", nil, "Write",
			func(l *lab, pool string) { l.do("GetSigningCertificate", obj{"UserPoolId": pool}) }, nil, nil},
		"certificate: the pool goes": {"GetSigningCertificate", nil, "Write", removePool, gone, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			pool := l.create(obj{"PoolName": "p"})
			l.do("CreateIdentityProvider", oidc.with("UserPoolId", pool))
			l.createProvider(pool, "other", "OIDC", oidc["ProviderDetails"].(obj), obj{"IdpIdentifiers": list{"stale"}})
			names("other", "another")(l, pool)
			l.meanwhile(tc.method, func() { tc.others(l, pool) })
			message := l.outcome(tc.operation, obj{"UserPoolId": pool}.and(tc.request))
			if tc.refused != nil {
				assert.Equal(t, tc.refused(pool), message)
				return
			}
			assert.Empty(t, message)
			if tc.holds != nil {
				tc.holds(t, l, pool)
			}
		})
	}
}

// TestCreateUserPoolClient_Providers: more providers than a transaction has parts.
func TestCreateUserPoolClient_Providers(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	l.do("CreateIdentityProvider", oidc.with("UserPoolId", pool))
	names := list{}
	for _, id := range l.more(pool, cognito.ProviderRecord, 120) {
		names = append(names, id)
	}
	parts := 0
	l.service.Store = &widest{l.service.Store, &parts}
	l.createClient(pool, obj{"SupportedIdentityProviders": names})
	members{"SupportedIdentityProviders": names}.in(t, l.describeClient(pool))
	assert.Equal(t, cognito.MaxParts-1, parts, "and no pool, which has had something before")
}

// widest is a store that remembers the parts of the largest Write.
type widest struct {
	cognito.Store
	parts *int
}

func (s *widest) Write(ctx context.Context, w cognito.Write) error {
	n := len(w.Put) + len(w.Remove) + len(w.Unchanged)
	if w.Pool != nil {
		n++
	}
	*s.parts = max(*s.parts, n)
	return s.Store.Write(ctx, w)
}

// TestProviders_Secrets: no log has what details hold, however a call ends.
func TestProviders_Secrets(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	pool := l.create(obj{"PoolName": "p"})
	const secret = "a s3cret"
	h := l.hook()
	for _, write := range []error{nil, nil, cognito.ErrThrottled, errors.New("disk full"), &cognito.TooLargeError{Size: 2, Max: 1}} {
		h.before["Write"] = func(*cognito.Pool) error { return write }
		for _, request := range []obj{
			{"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": socialDetails.with("client_secret", secret)},
			{"ProviderName": "SignInWithApple", "ProviderType": "SignInWithApple", "ProviderDetails": appleDetails.with("private_key", secret)},
			{"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": obj{"client_secret": secret}},
			{"ProviderName": "Saml", "ProviderType": "SAML", "ProviderDetails": obj{"client_secret": secret}},
			{"ProviderName": "Saml", "ProviderType": "SAML", "ProviderDetails": obj{"MetadataFile": secret}},
			{"ProviderName": "x", "ProviderType": "Google", "ProviderDetails": obj{"client_secret": strings.Repeat(secret, 20_000)}},
		} {
			l.send("CreateIdentityProvider", request.with("UserPoolId", pool))
			assert.NotContains(t, fmt.Sprintf("%+v", l.entry), "s3cret")
			assert.NotContains(t, fmt.Sprintf("%+v", l.entry.Cause), "s3cret")
		}
	}
	members{"ProviderDetails.client_secret": secret}.in(t, l.provider(pool, "Google"))
	for _, r := range l.belongings(pool) {
		if r.ID == "SignInWithApple" {
			assert.NotContains(t, fmt.Sprintf("%+v", r.Body), "s3cret", "what no answer has is not kept")
		}
	}
}
