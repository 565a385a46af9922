package terraform

import (
	"fmt"
	"maps"
)

func federation(name, kind string, details map[string]string, more arguments) arguments {
	return with(arguments{"provider_name": name, "provider_type": kind, "provider_details": details}, more)
}

// social is a provider whose name is its type.
func social(kind string, details map[string]string, more arguments) arguments {
	return federation(kind, kind, details, more)
}

// mapping is of the user's name to one claim and of the address to another.
func mapping(username, email string) arguments {
	return arguments{"attribute_mapping": arguments{"username": username, "email": email}}
}

func identifiers(names ...string) arguments { return arguments{"idp_identifiers": names} }

// addressOnly is a mapping that the service does not complete for SAML.
func addressOnly() arguments { return arguments{"attribute_mapping": arguments{"email": "email"}} }

// told is a detail of a provider in Terraform's state.
func told(detail, value string) map[string]string {
	return map[string]string{"provider_details." + detail: value}
}

// set is a provider's details with others in some places.
func set(details map[string]string, others ...string) map[string]string {
	out := maps.Clone(details)
	for i := 0; i < len(others); i += 2 {
		out[others[i]] = others[i+1]
	}
	return out
}

// The details of each type. What the service adds is written out, where the provider
// would plan to take it away.
var (
	google = map[string]string{
		"client_id": "test-url.apps.googleusercontent.com", "client_secret": "client_secret", "authorize_scopes": "email",
		"attributes_url": "https://people.googleapis.com/v1/people/me?personFields=", "attributes_url_add_attributes": "true",
		"authorize_url": "https://accounts.google.com/o/oauth2/v2/auth", "oidc_issuer": "https://accounts.google.com",
		"token_request_method": "POST", "token_url": "https://www.googleapis.com/oauth2/v4/token",
	}
	facebook = map[string]string{
		"client_id": "id", "client_secret": "secret", "authorize_scopes": "public_profile,email", "api_version": "v17.0",
		"attributes_url": "https://graph.facebook.com/v17.0/me?fields=", "attributes_url_add_attributes": "true",
		"authorize_url": "https://www.facebook.com/v17.0/dialog/oauth", "token_request_method": "GET",
		"token_url": "https://graph.facebook.com/v17.0/oauth/access_token",
	}
	amazon = map[string]string{
		"client_id": "id", "client_secret": "secret", "authorize_scopes": "profile",
		"attributes_url": "https://api.amazon.com/user/profile", "attributes_url_add_attributes": "false",
		"authorize_url": "https://www.amazon.com/ap/oa", "token_request_method": "POST",
		"token_url": "https://api.amazon.com/auth/o2/token",
	}
	apple = map[string]string{
		"client_id": "com.example.app", "team_id": "team", "key_id": "key", "private_key": "a private key",
		"authorize_scopes":              "email name",
		"attributes_url_add_attributes": "false", "authorize_url": "https://appleid.apple.com/auth/authorize",
		"oidc_issuer": "https://appleid.apple.com", "token_request_method": "POST", "token_url": "https://appleid.apple.com/auth/token",
	}
	oidc = map[string]string{
		"client_id": "id", "client_secret": "secret", "authorize_scopes": "openid", "oidc_issuer": "https://op.example.com",
		"attributes_request_method": "GET", "attributes_url_add_attributes": "false",
	}
	addresses = set(oidc, "authorize_url", "https://op.example.com/authorize", "token_url", "https://op.example.com/token",
		"attributes_url", "https://op.example.com/userinfo", "jwks_uri", "https://op.example.com/jwks")
	saml = map[string]string{
		"MetadataFile": `${file("${path.module}/metadata.xml")}`, "EncryptedResponses": "false",
		"SSORedirectBindingURI": "https://idp.example.com/saml/redirect",
	}
	samlURL = map[string]string{
		"MetadataURL": "https://idp.example.com/metadata", "IDPSignout": "true", "RequestSigningAlgorithm": "rsa-sha256",
	}
)

// ignoring are arguments with which the provider does not see a detail that the service keeps to itself or makes.
func ignoring(detail string, more arguments) arguments {
	return with(arguments{"lifecycle": arguments{"ignore_changes": []string{fmt.Sprintf("provider_details[%q]", detail)}}}, more)
}

func encrypted(more arguments) arguments { return ignoring("ActiveEncryptionCertificate", more) }

// identityProviders hold what HashiCorp's acceptance tests of the resource find at AWS, for Google and SAML
// (internal/service/cognitoidp/identity_provider_test.go of terraform-provider-aws).
var identityProviders = map[string][2]step{
	"by_google": {
		{social("Google", google, nil), map[string]string{"attribute_mapping.username": "sub", "attribute_mapping.email": "", "idp_identifiers.#": ""}},
		{
			social("Google", set(google, "client_secret", "updated_client_secret"), with(mapping("sub", "email"), identifiers("test"))),
			with(told("client_secret", "updated_client_secret"), map[string]string{"attribute_mapping.email": "email", "idp_identifiers.0": "test"}),
		},
	},
	"saml": {
		{
			federation("Corporate", "SAML", saml, encrypted(with(addressOnly(), identifiers("example.com")))),
			with(told("SLORedirectBindingURI", ""), map[string]string{"attribute_mapping.email": "email", "attribute_mapping.username": ""}),
		},
		{
			federation("Corporate", "SAML", set(saml, "EncryptedResponses", "true"), encrypted(with(addressOnly(), identifiers("example.com", "example.org")))),
			with(told("EncryptedResponses", "true"), map[string]string{"idp_identifiers.#": "2"}),
		},
	},
	"saml_by_address": {
		{federation("Academy", "SAML", samlURL, encrypted(nil)), told("IDPSignout", "true")},
		{federation("Academy", "SAML", set(samlURL, "IDPSignout", "false"), encrypted(nil)), told("IDPSignout", "false")},
	},
	"oidc": {
		{federation("Partner", "OIDC", addresses, nil), map[string]string{"attribute_mapping.username": "sub"}},
		{
			federation("Partner", "OIDC", set(addresses, "authorize_scopes", "openid email", "token_url", "https://op.example.com/v2/token"), nil),
			with(told("authorize_scopes", "openid email"), told("token_url", "https://op.example.com/v2/token")),
		},
	},
	// Discovery is not read here: what AWS adds by it is a difference there.
	"oidc_by_discovery": {
		{federation("Discovered", "OIDC", oidc, nil), told("jwks_uri", "")},
		{federation("Discovered", "OIDC", oidc, mapping("sub", "mail")), map[string]string{"attribute_mapping.email": "mail"}},
	},
	"facebook": {
		{social("Facebook", facebook, nil), map[string]string{"attribute_mapping.username": "id"}},
		{social("Facebook", set(facebook, "authorize_scopes", "email"), mapping("id", "email")), told("authorize_scopes", "email")},
	},
	"amazon": {
		{social("LoginWithAmazon", amazon, nil), map[string]string{"attribute_mapping.username": "user_id"}},
		{social("LoginWithAmazon", set(amazon, "authorize_scopes", "profile postal_code"), nil), told("authorize_scopes", "profile postal_code")},
	},
	// The service does not tell the private key.
	"apple": {
		{social("SignInWithApple", apple, ignoring("private_key", nil)), with(told("private_key", ""), map[string]string{"attribute_mapping.username": "sub"})},
		{social("SignInWithApple", apple, ignoring("private_key", mapping("sub", "email"))), map[string]string{"attribute_mapping.email": "email"}},
	},
}
