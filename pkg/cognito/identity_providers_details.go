package cognito

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// providerType is what sets the identity providers of a type apart.
type providerType struct {
	// social: a provider has the name of its type.
	social bool
	// required are details that a request has, with a value each. It is refused in a sentence that is the same for all of
	// them, as rule.
	required      []string
	rule, missing string
	// more checks the details further, and returns them with those that the service adds.
	more func(given map[string]string, now time.Time) (details map[string]string, err error)
	// secret is a detail that is never returned, and so not kept.
	secret string
	// username is the claim that a mapping has for the user name, unless it names one; "" is none.
	username string
}

// providerTypes are by IdentityProviderTypeType.
var providerTypes = map[string]*providerType{
	"Google":          social("sub", adds(googleAddresses)),
	"Facebook":        social("id", facebookAddresses),
	"LoginWithAmazon": social("user_id", adds(amazonAddresses)),
	"SignInWithApple": {
		social: true, required: []string{"client_id", "team_id", "key_id", "private_key"}, rule: "provider-apple-details",
		missing: "clientId, privateKey, teamId, and keyId are all required idp details.",
		more:    adds(appleAddresses), secret: "private_key", username: "sub",
	},
	"OIDC": {
		required: []string{"client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"}, rule: "provider-oidc-details",
		missing: "clientId, authorizeScopes, oidcIssuer and attributesRequestMethod are all required idp details.",
		more:    oidcAddresses, username: "sub",
	},
	samlType: {more: samlAddresses},
}

// social is a type that needs an app at a social network.
func social(username string, more func(map[string]string, time.Time) (map[string]string, error)) *providerType {
	return &providerType{
		social: true, required: []string{"client_id", "client_secret", "authorize_scopes"}, rule: "provider-social-details",
		missing: "clientId, clientSecret and authorizeScopes are all required idp details.", more: more, username: username,
	}
}

// adds is for types that add the same where the request has nothing.
func adds(details map[string]string) func(map[string]string, time.Time) (map[string]string, error) {
	return func(given map[string]string, _ time.Time) (map[string]string, error) {
		return over(details, given), nil
	}
}

// over is a map with another over it. Neither is changed.
func over(below, above map[string]string) map[string]string {
	details := map[string]string{}
	maps.Copy(details, below)
	maps.Copy(details, above)
	return details
}

var (
	googleAddresses = map[string]string{ //nolint:gosec // addresses of tokens, and no token
		"attributes_url":                "https://people.googleapis.com/v1/people/me?personFields=",
		"attributes_url_add_attributes": "true",
		"authorize_url":                 "https://accounts.google.com/o/oauth2/v2/auth",
		"oidc_issuer":                   "https://accounts.google.com",
		"token_request_method":          "POST",
		"token_url":                     "https://www.googleapis.com/oauth2/v4/token",
	}
	amazonAddresses = map[string]string{ //nolint:gosec // addresses of tokens, and no token
		"attributes_url":                "https://api.amazon.com/user/profile",
		"attributes_url_add_attributes": "false",
		"authorize_url":                 "https://www.amazon.com/ap/oa",
		"token_request_method":          "POST",
		"token_url":                     "https://api.amazon.com/auth/o2/token",
	}
	appleAddresses = map[string]string{ //nolint:gosec // addresses of tokens, and no token
		"attributes_url_add_attributes": "false",
		"authorize_url":                 "https://appleid.apple.com/auth/authorize",
		"oidc_issuer":                   "https://appleid.apple.com",
		"token_request_method":          "POST",
		"token_url":                     "https://appleid.apple.com/auth/token",
	}
)

// facebookAddresses have the version of Facebook's API. Without one they are as they were described in 2019; which is the
// version today is not known (docs/departures.md#facebook-version).
func facebookAddresses(given map[string]string, _ time.Time) (map[string]string, error) {
	version, attributes := given["api_version"], given["api_version"]+"/"
	if version == "" {
		version, attributes = "v2.9", ""
	}
	return over(map[string]string{
		"attributes_url":                "https://graph.facebook.com/" + attributes + "me?fields=",
		"attributes_url_add_attributes": "true",
		"authorize_url":                 "https://www.facebook.com/" + version + "/dialog/oauth",
		"token_request_method":          "GET",
		"token_url":                     "https://graph.facebook.com/" + version + "/oauth/access_token",
	}, given), nil
}

// oidcAddresses: the issuer's document, which would have those that are missing, is not fetched
// (docs/departures.md#provider-documents).
func oidcAddresses(given map[string]string, _ time.Time) (map[string]string, error) {
	if method := given["attributes_request_method"]; method != "GET" && method != "POST" {
		return nil, withRule("provider-oidc-method", invalid("1 validation error detected: Value '%s' at "+
			"'providerConfiguration.oidcConfig.attributesRequestMethod' failed to satisfy constraint: "+
			"Member must satisfy enum value set: [POST, GET]", method))
	}
	for _, key := range []string{"oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"} {
		if address := given[key]; address != "" && !strings.HasPrefix(address, "https://") {
			return nil, withRule("provider-oidc-https", invalid("OIDC endpoint must start with https://"))
		}
	}
	return over(map[string]string{"attributes_url_add_attributes": "false"}, given), nil
}

// samlType is the type of providers that are described with a certificate of the pool.
const samlType = "SAML"

// The details of SAML providers that mean something here.
const (
	metadataFile = "MetadataFile"
	metadataURL  = "MetadataURL"
	// activeCertificate is the pool's encryption certificate, which no request has.
	activeCertificate = "ActiveEncryptionCertificate"
)

// samlKeys are the details that a request may have.
var samlKeys = map[string]bool{
	metadataFile: true, metadataURL: true, "IDPSignout": true, "IDPInit": true, "EncryptedResponses": true,
	"RequestSigningAlgorithm": true, "SLORedirectBindingURI": true, "SSORedirectBindingURI": true,
}

// samlAddresses are those of the metadata, whatever the request has, where it has the document itself: none is fetched
// (docs/departures.md#provider-documents).
func samlAddresses(given map[string]string, now time.Time) (map[string]string, error) {
	for _, key := range slices.Sorted(maps.Keys(given)) {
		if !samlKeys[key] {
			return nil, withRule("provider-saml-key", invalid("%s is not a valid key for SAML identity provider details.", key))
		}
	}
	file, url := given[metadataFile], given[metadataURL]
	switch {
	case file != "" && url != "":
		return nil, withRule("provider-saml-sources", invalid("Only one of the MetadataURL or MetadataFile should be provided."))
	case file == "" && url == "":
		return nil, withRule("provider-saml-source", invalid("At least one of the MetadataURL or MetadataFile should be provided."))
	case url != "":
		return over(nil, given), nil
	}
	addresses, err := checkSAMLMetadata(file, now)
	return over(given, addresses), err
}

// checkSAMLMetadata refuses a document that a sign-in could do nothing with.
func checkSAMLMetadata(document string, now time.Time) (addresses map[string]string, err error) {
	metadata, err := readSAMLMetadata(document)
	switch {
	case err != nil:
		return nil, withRule("provider-saml-metadata", invalid("Unable to unmarshall metadata"))
	case metadata.signOn == "":
		return nil, withRule("provider-saml-redirect", invalid("No SingleSignOn Http redirect binding location found in metadata."))
	case metadata.expired(now):
		return nil, withRule("provider-saml-certificates", invalid("Signing certificates are expired"))
	}
	addresses = map[string]string{"SSORedirectBindingURI": metadata.signOn}
	if metadata.logout != "" {
		addresses["SLORedirectBindingURI"] = metadata.logout
	}
	return addresses, nil
}

// completed are the details of a provider as they are kept: those of the request and those that the service adds.
func (t *providerType) completed(given map[string]string, now time.Time) (map[string]string, error) {
	for _, key := range t.required {
		if given[key] == "" {
			return nil, withRule(t.rule, invalid("%s", t.missing))
		}
	}
	details, err := t.more(given, now)
	delete(details, t.secret)
	return details, err
}

// completedMapping has a claim for the user name, where the type has one. An empty mapping stays empty.
func (t *providerType) completedMapping(given map[string]string) map[string]string {
	_, named := given["username"]
	if t.username == "" || named || given != nil && len(given) == 0 {
		return given
	}
	return over(map[string]string{"username": t.username}, given)
}
