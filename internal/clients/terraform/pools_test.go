package terraform

import (
	"maps"

	"userpools/internal/clients/wiretap"
)

// arguments are those of a resource or block, as Terraform's JSON syntax has them.
type arguments map[string]any

const (
	role     = "arn:aws:iam::" + wiretap.Account + ":role/service-role/sms"
	first    = "arn:aws:lambda:us-east-1:" + wiretap.Account + ":function:first"
	second   = "arn:aws:lambda:us-east-1:" + wiretap.Account + ":function:second"
	key      = "arn:aws:kms:us-east-1:" + wiretap.Account + ":key/a6c4f8e2-0c45-47db-925f-87854bc9e357"
	identity = "arn:aws:ses:us-east-1:" + wiretap.Account + ":identity/support@example.com"
)

var (
	sms       = arguments{"external_id": "x", "sns_caller_arn": role}
	tokens    = arguments{"enabled": true}
	developer = arguments{"email_sending_account": "DEVELOPER", "source_arn": identity, "from_email_address": "support@example.com"}
	byEmail   = recovery("verified_email")
	passkeys  = arguments{"relying_party_id": "auth.example.com", "user_verification": "required"}
)

func recovery(names ...string) arguments {
	var all []arguments
	for i, name := range names {
		all = append(all, arguments{"name": name, "priority": i + 1})
	}
	return arguments{"recovery_mechanism": all}
}

func attribute(name, kind string, more arguments) arguments {
	return with(arguments{"name": name, "attribute_data_type": kind, "developer_only_attribute": false, "mutable": true, "required": false}, more)
}

func with[M ~map[string]V, V any](all, more M) M {
	maps.Copy(all, more)
	return all
}

var (
	length   = arguments{"string_attribute_constraints": arguments{"min_length": 2, "max_length": 20}}
	anything = arguments{"string_attribute_constraints": arguments{}}
	value    = arguments{"number_attribute_constraints": arguments{"min_value": 2, "max_value": 6}}
	fixed    = arguments{"developer_only_attribute": true, "mutable": false}
	schema   = []arguments{attribute("nickname_of_dog", "String", length), attribute("seats", "Number", value), attribute("flag", "Boolean", fixed)}
	grown    = append(schema[:3:3], attribute("since", "DateTime", nil), attribute("motto", "String", anything))
)

func triggers(function string) arguments {
	t := arguments{"pre_token_generation_config": arguments{"lambda_arn": function, "lambda_version": "V2_0"}}
	for _, name := range []string{
		"create_auth_challenge", "custom_message", "define_auth_challenge", "post_authentication", "post_confirmation",
		"pre_authentication", "pre_sign_up", "pre_token_generation", "user_migration", "verify_auth_challenge_response",
	} {
		t[name] = function
	}
	return t
}

func sender(function string) arguments {
	return arguments{"lambda_arn": function, "lambda_version": "V1_0"}
}

func invitation(word string) arguments {
	return arguments{"allow_admin_create_user_only": true, "invite_message_template": arguments{
		"email_message": word + " {username} {####}", "email_subject": word, "sms_message": word + " {username} {####}",
	}}
}

// step is one apply of a resource: its arguments besides the name and the pool, and some of
// what is in Terraform's state afterwards, where "" is absent.
type step struct {
	given arguments
	holds map[string]string
}

// pools are made by the first step and changed in place by the second, if it is another one. What they hold
// is what HashiCorp's acceptance tests of the resource find at AWS
// (internal/service/cognitoidp/user_pool_test.go of terraform-provider-aws).
var pools = map[string][2]step{
	"mfa_by_sms_and_token": {
		{
			arguments{"mfa_configuration": "ON", "sms_configuration": sms, "software_token_mfa_configuration": tokens, "account_recovery_setting": byEmail},
			map[string]string{"mfa_configuration": "ON", "sms_configuration.0.external_id": "x", "software_token_mfa_configuration.0.enabled": "true"},
		},
		// The provider sends no SMS block when MFA goes off, and finds it afterwards.
		{nil, map[string]string{"mfa_configuration": "OFF", "sms_configuration.0.external_id": "x", "software_token_mfa_configuration.0.enabled": ""}},
	},
	"mfa_by_token_then_sms": {
		{
			arguments{"mfa_configuration": "OPTIONAL", "software_token_mfa_configuration": tokens, "account_recovery_setting": byEmail},
			map[string]string{"sms_configuration.0.external_id": ""},
		},
		{
			arguments{"mfa_configuration": "OPTIONAL", "sms_configuration": sms, "sms_authentication_message": "{####} it is", "account_recovery_setting": byEmail},
			map[string]string{"sms_authentication_message": "{####} it is", "software_token_mfa_configuration.0.enabled": ""},
		},
	},
	"mfa_by_email": {
		{
			arguments{
				"mfa_configuration": "ON", "email_configuration": developer, "email_mfa_configuration": arguments{"message": "first {####}", "subject": "first"},
				"account_recovery_setting": recovery("verified_email", "verified_phone_number"),
			},
			map[string]string{"email_mfa_configuration.0.subject": "first"},
		},
		{
			arguments{
				"mfa_configuration": "ON", "email_configuration": developer, "email_mfa_configuration": arguments{"message": "second {####}", "subject": "second"},
				"account_recovery_setting": recovery("verified_email", "verified_phone_number"),
			},
			map[string]string{"email_mfa_configuration.0.subject": "second", "sms_configuration.0.external_id": ""},
		},
	},
	"schema": {
		{arguments{"schema": schema, "username_attributes": []string{"email"}, "username_configuration": arguments{"case_sensitive": true}}, nil},
		{arguments{"schema": grown, "username_attributes": []string{"email"}, "username_configuration": arguments{"case_sensitive": true}}, nil},
	},
	"tags": {
		{
			arguments{"tags": map[string]string{"origin": "own", "note": "is 1 + 1 = 2?"}},
			map[string]string{"tags_all.origin": "own"},
		},
		{
			arguments{"tags": map[string]string{"owner": "somebody"}},
			map[string]string{"tags_all.origin": "default_tags", "tags_all.note": "", "tags_all.owner": "somebody"},
		},
	},
	"password": {
		{
			arguments{
				"user_pool_tier": "PLUS", "deletion_protection": "ACTIVE",
				"password_policy": arguments{"minimum_length": 7, "require_symbols": true, "password_history_size": 24, "temporary_password_validity_days": 14},
			},
			map[string]string{"password_policy.0.require_numbers": "false", "password_policy.0.password_history_size": "24"},
		},
		{
			arguments{"user_pool_tier": "ESSENTIALS", "password_policy": arguments{"minimum_length": 99, "require_numbers": true}},
			map[string]string{"password_policy.0.temporary_password_validity_days": "14", "password_policy.0.require_symbols": "false"},
		},
	},
	"sign_in": {
		{
			arguments{"sign_in_policy": arguments{"allowed_first_auth_factors": []string{"WEB_AUTHN", "PASSWORD", "EMAIL_OTP"}}, "web_authn_configuration": passkeys},
			map[string]string{"web_authn_configuration.0.relying_party_id": "auth.example.com", "user_pool_tier": "ESSENTIALS"},
		},
		{
			arguments{"sign_in_policy": arguments{"allowed_first_auth_factors": []string{"PASSWORD"}}},
			map[string]string{"web_authn_configuration.0.relying_party_id": ""},
		},
	},
	"recovery_and_devices": {
		{
			arguments{"account_recovery_setting": recovery("verified_phone_number"), "device_configuration": arguments{"challenge_required_on_new_device": true}},
			map[string]string{"device_configuration.0.device_only_remembered_on_user_prompt": "false"},
		},
		{
			arguments{"account_recovery_setting": recovery("verified_email", "verified_phone_number")},
			map[string]string{"device_configuration.0.challenge_required_on_new_device": ""},
		},
	},
	"triggers": {
		{arguments{"lambda_config": triggers(first)}, map[string]string{"lambda_config.0.pre_token_generation_config.0.lambda_version": "V2_0"}},
		{
			arguments{"lambda_config": arguments{"kms_key_id": key, "custom_email_sender": sender(first), "custom_sms_sender": sender(second)}},
			map[string]string{"lambda_config.0.pre_sign_up": "", "lambda_config.0.custom_sms_sender.0.lambda_arn": second},
		},
	},
	"attribute_updates": {
		{
			arguments{
				"auto_verified_attributes":       []string{"email"},
				"user_attribute_update_settings": arguments{"attributes_require_verification_before_update": []string{"email"}},
			},
			map[string]string{"user_attribute_update_settings.0.attributes_require_verification_before_update.0": "email"},
		},
		{nil, map[string]string{"auto_verified_attributes.0": "", "user_attribute_update_settings.0.attributes_require_verification_before_update.0": ""}},
	},
	"texts": {
		{
			arguments{
				"verification_message_template": arguments{"default_email_option": "CONFIRM_WITH_LINK", "email_message_by_link": "{##here##}", "email_subject": "first", "email_message": "first {####}"},
				"admin_create_user_config":      invitation("first"),
			},
			map[string]string{"email_verification_subject": "first", "email_verification_message": "first {####}"},
		},
		{
			arguments{
				"email_verification_message": "second {####}", "email_verification_subject": "second", "sms_verification_message": "{####} second",
				"admin_create_user_config": invitation("second"),
			},
			map[string]string{"verification_message_template.0.email_subject": "second", "verification_message_template.0.sms_message": "{####} second"},
		},
	},
	"sms_without_mfa": {
		{arguments{"sms_configuration": sms, "alias_attributes": []string{"phone_number", "email"}}, map[string]string{"mfa_configuration": "OFF"}},
		{arguments{"sms_configuration": arguments{"external_id": "y", "sns_caller_arn": role}, "alias_attributes": []string{"phone_number", "email"}}, map[string]string{"sms_configuration.0.external_id": "y"}},
	},
	// Without a tier: PLUS is what such a pool gets.
	"threat_protection": {
		{arguments{"user_pool_add_ons": arguments{"advanced_security_mode": "AUDIT"}}, map[string]string{"user_pool_tier": "PLUS"}},
		{
			arguments{"user_pool_add_ons": arguments{"advanced_security_mode": "ENFORCED", "advanced_security_additional_flows": arguments{"custom_auth_mode": "AUDIT"}}},
			map[string]string{"user_pool_tier": "PLUS", "user_pool_add_ons.0.advanced_security_additional_flows.0.custom_auth_mode": "AUDIT"},
		},
	},
	// For app clients and domains.
	"family": {},
}
