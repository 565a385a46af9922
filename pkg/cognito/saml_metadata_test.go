package cognito_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// TestSAMLMetadata_Addresses: which of several services count. What is refused is in testdata/refusals.
func TestSAMLMetadata_Addresses(t *testing.T) {
	t.Parallel()
	const redirect, post = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	service := func(name, binding, location string) string {
		return `<` + name + ` Binding="` + binding + `" Location="` + location + `"/>`
	}
	signOn, logout := service("SingleSignOnService", redirect, "a"), service("SingleLogoutService", redirect, "b")
	role := func(services string) string { return "<IDPSSODescriptor>" + services + "</IDPSSODescriptor>" }
	entity := func(roles string) string {
		return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + roles + "</EntityDescriptor>"
	}
	for document, want := range map[string]map[string]string{
		entity(role(signOn)):          {"SSORedirectBindingURI": "a"},
		entity(role(logout + signOn)): {"SSORedirectBindingURI": "a", "SLORedirectBindingURI": "b"},
		entity(role(service("SingleLogoutService", post, "c") + signOn)):                                                 {"SSORedirectBindingURI": "a"},
		entity(role(service("SingleSignOnService", post, "c") + signOn + service("SingleSignOnService", redirect, "d"))): {"SSORedirectBindingURI": "a"},
		entity("<SPSSODescriptor>" + logout + "</SPSSODescriptor>" + role(signOn)):                                       {"SSORedirectBindingURI": "a"},
		entity(role(signOn + strings.Replace(logout, "Location", "ResponseLocation", 1))):                                {"SSORedirectBindingURI": "a"},
		entity(role(strings.Repeat("<a>", 30) + strings.Repeat("</a>", 30) + signOn)):                                    {"SSORedirectBindingURI": "a"},
	} {
		addresses, err := cognito.CheckSAMLMetadata(document, time.Now())
		require.NoError(t, err, document)
		assert.Equal(t, want, addresses, document)
	}
}

// FuzzSAMLMetadata: any document is taken or refused in one of three sentences, and its addresses are not empty.
func FuzzSAMLMetadata(f *testing.F) {
	cases, err := os.ReadFile("testdata/refusals/identity-providers.json")
	require.NoError(f, err)
	for _, m := range regexp.MustCompile(`"MetadataFile": "((?:[^"\\]|\\.)*)"`).FindAllStringSubmatch(string(cases), -1) {
		f.Add(strings.NewReplacer(`\"`, `"`, `\n`, "\n").Replace(m[1]))
	}
	now := time.Date(2026, 9, 24, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, document string) {
		addresses, err := cognito.CheckSAMLMetadata(document, now)
		if err != nil {
			refused, ok := apierror.As(err)
			require.True(t, ok)
			require.Contains(t, []string{"rule provider-saml-metadata", "rule provider-saml-redirect", "rule provider-saml-certificates"}, refused.Refused)
			require.Empty(t, addresses)
			return
		}
		require.Contains(t, addresses, "SSORedirectBindingURI")
		for _, address := range addresses {
			require.NotEmpty(t, address)
		}
	})
}
