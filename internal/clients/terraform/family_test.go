package terraform

import "userpools/internal/clients/wiretap"

// family is the pool that app clients and domains belong to.
const family = "${" + kind + ".family.id}"

const (
	certificate = "arn:aws:acm:us-east-1:" + wiretap.Account + ":certificate/a6c4f8e2-0c45-47db-925f-87854bc9e35"
	pinpoint    = "arn:aws:mobiletargeting:us-east-1:" + wiretap.Account + ":apps/0123456789abcdef0123456789abcdef"
	linked      = "arn:aws:iam::" + wiretap.Account + ":role/aws-service-role/cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdp"
)

func rotation(feature string) arguments {
	return arguments{"refresh_token_rotation": arguments{"feature": feature, "retry_grace_period_seconds": 0}}
}

// secret has an argument that the service does not tell, so that an import would make the client anew.
func secret() arguments {
	return arguments{"generate_secret": true, "lifecycle": arguments{"ignore_changes": []string{"generate_secret"}}}
}

func units(access, id, refresh string) arguments {
	return arguments{"access_token": access, "id_token": id, "refresh_token": refresh}
}

func machine(scopes ...string) arguments {
	return with(with(secret(), after(serverKind+".api")), arguments{
		"allowed_oauth_flows_user_pool_client": true, "allowed_oauth_flows": []string{"client_credentials"}, "allowed_oauth_scopes": scopes,
	})
}

func federated(names ...string) arguments {
	return with(after(providerKind+".by_google", providerKind+".saml", providerKind+".oidc"), arguments{"supported_identity_providers": names})
}

// appClients are made by the first step and changed in place by the second. What they hold
// is what HashiCorp's acceptance tests of the resource find at AWS
// (internal/service/cognitoidp/user_pool_client_test.go of terraform-provider-aws).
var appClients = map[string][2]step{
	"plain": {
		{nil, map[string]string{
			"auth_session_validity": "3", "refresh_token_validity": "30", "access_token_validity": "0", "id_token_validity": "0",
			"enable_token_revocation": "true", "enable_propagate_additional_user_context_data": "false",
			"allowed_oauth_flows_user_pool_client": "false", "client_secret": "", "explicit_auth_flows.#": "",
			"token_validity_units.#": "", "refresh_token_rotation.#": "", "analytics_configuration.#": "",
		}},
		{
			arguments{
				"explicit_auth_flows":           []string{"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_CUSTOM_AUTH"},
				"prevent_user_existence_errors": "ENABLED", "enable_token_revocation": false, "auth_session_validity": 15,
			},
			map[string]string{"explicit_auth_flows.#": "3", "prevent_user_existence_errors": "ENABLED", "enable_token_revocation": "false"},
		},
	},
	"secret": {
		{with(secret(), arguments{"enable_propagate_additional_user_context_data": true}), map[string]string{"generate_secret": "true"}},
		{with(secret(), arguments{"enable_propagate_additional_user_context_data": false}), map[string]string{"enable_propagate_additional_user_context_data": "false"}},
	},
	"oauth": {
		{
			arguments{
				"allowed_oauth_flows_user_pool_client": true, "allowed_oauth_flows": []string{"code", "implicit"},
				"allowed_oauth_scopes": []string{"phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"},
				"callback_urls":        []string{"https://www.example.com/redirect", "https://www.example.com/callback"},
				"default_redirect_uri": "https://www.example.com/redirect", "logout_urls": []string{"https://www.example.com/login"},
				"supported_identity_providers": []string{"COGNITO"},
			},
			map[string]string{"allowed_oauth_scopes.#": "5", "callback_urls.#": "2", "default_redirect_uri": "https://www.example.com/redirect"},
		},
		{
			arguments{"callback_urls": []string{"myapp://callback"}, "default_redirect_uri": "myapp://callback"},
			map[string]string{"default_redirect_uri": "myapp://callback"},
		},
	},
	"tokens": {
		{
			arguments{"access_token_validity": 30, "id_token_validity": 3600, "refresh_token_validity": 12, "token_validity_units": units("minutes", "seconds", "hours")},
			map[string]string{"token_validity_units.0.id_token": "seconds", "refresh_token_validity": "12"},
		},
		{
			arguments{"access_token_validity": 12, "id_token_validity": 60, "refresh_token_validity": 2, "token_validity_units": units("hours", "minutes", "days")},
			map[string]string{"token_validity_units.0.access_token": "hours", "refresh_token_validity": "2"},
		},
	},
	"token_units_removed": {
		{arguments{"access_token_validity": 60, "token_validity_units": arguments{"access_token": "minutes"}}, map[string]string{"token_validity_units.0.access_token": "minutes"}},
		{arguments{"access_token_validity": 1}, map[string]string{"access_token_validity": "1"}},
	},
	"rotation": {
		{rotation("ENABLED"), map[string]string{"refresh_token_rotation.0.feature": "ENABLED"}},
		{rotation("DISABLED"), map[string]string{"refresh_token_rotation.0.feature": "DISABLED"}},
	},
	"analytics": {
		{
			arguments{"analytics_configuration": arguments{"application_arn": pinpoint}},
			map[string]string{"analytics_configuration.0.role_arn": linked, "analytics_configuration.0.user_data_shared": "false"},
		},
		{nil, map[string]string{"analytics_configuration.#": ""}},
	},
	// These name scopes of resource servers and identity providers, which have to be there before.
	"service": {
		{machine("https://api.example.com/read"), map[string]string{"allowed_oauth_scopes.#": "1"}},
		{machine("https://api.example.com/read", "https://api.example.com/write"), map[string]string{"allowed_oauth_scopes.#": "2"}},
	},
	"federated": {
		{federated("COGNITO", "Google", "Corporate", "Partner"), map[string]string{"supported_identity_providers.#": "4"}},
		{federated("COGNITO", "Partner"), map[string]string{"supported_identity_providers.#": "2"}},
	},
	"attributes": {
		{arguments{"read_attributes": []string{"email", "sub"}, "write_attributes": []string{"email"}}, map[string]string{"read_attributes.#": "2"}},
		{arguments{"read_attributes": []string{"name", "email", "sub"}, "write_attributes": []string{"name"}}, map[string]string{"read_attributes.#": "3"}},
	},
}

// domains are a prefix and a host of one's own. The provider makes up the zone.
var domains = map[string][2]step{
	"prefix": {
		{
			arguments{"domain": "family-of-tests"},
			map[string]string{"managed_login_version": "1", "aws_account_id": wiretap.Account, "cloudfront_distribution_zone_id": "Z2FDTNDATAQYW2"},
		},
		{arguments{"domain": "family-of-tests", "managed_login_version": 2}, map[string]string{"managed_login_version": "2"}},
	},
	"custom": {
		{arguments{"domain": "auth.example.com", "certificate_arn": certificate + "1"}, map[string]string{"certificate_arn": certificate + "1"}},
		{arguments{"domain": "auth.example.com", "certificate_arn": certificate + "2"}, map[string]string{"certificate_arn": certificate + "2"}},
	},
}
