package terraform

// after makes a resource wait for others that it names by their text only.
func after(addresses ...string) arguments { return arguments{"depends_on": addresses} }

func scopes(names ...string) arguments {
	all := make([]arguments, 0, len(names))
	for _, name := range names {
		all = append(all, arguments{"scope_name": name, "scope_description": "to " + name})
	}
	return arguments{"scope": all}
}

// servers are resource servers. What they and groups hold is what HashiCorp's acceptance tests find at AWS
// (internal/service/cognitoidp/resource_server_test.go and user_group_test.go of terraform-provider-aws).
var servers = map[string][2]step{
	"plain": {
		{nil, map[string]string{"scope.#": "", "scope_identifiers.#": ""}},
		{scopes("first"), map[string]string{"scope_identifiers.0": "plain/first"}},
	},
	"api": {
		{
			with(scopes("read"), arguments{"identifier": "https://api.example.com"}),
			map[string]string{"scope_identifiers.0": "https://api.example.com/read"},
		},
		{
			with(scopes("read", "write"), arguments{"identifier": "https://api.example.com"}),
			map[string]string{"scope_identifiers.#": "2"},
		},
	},
	"retired": {
		{scopes("first", "second"), map[string]string{"scope_identifiers.#": "2"}},
		{nil, map[string]string{"scope.#": "", "scope_identifiers.#": ""}},
	},
}

// groups lose nothing: the provider's way to take a description or a role away is one that AWS does not know.
var groups = map[string][2]step{
	"editors": {
		{arguments{"description": "They write"}, map[string]string{"description": "They write", "precedence": "0", "role_arn": ""}},
		{arguments{"description": "They write", "precedence": 42, "role_arn": role}, map[string]string{"precedence": "42", "role_arn": role}},
	},
	"readers": {
		{arguments{"precedence": 1, "role_arn": role}, map[string]string{"description": "", "precedence": "1"}},
		{
			arguments{"description": "They read", "precedence": 0, "role_arn": role + "-other"},
			map[string]string{"description": "They read", "precedence": "0", "role_arn": role + "-other"},
		},
	},
}

const (
	prefixDomain = domainKind + ".prefix"
	// image is a PNG of one point, in base64.
	image = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

func style(color string) string { return ".label-customizable {color: " + color + ";}" }

// looks are UI customizations, which need a domain. The service does not tell the image, so that an import would set it anew.
var looks = map[string][2]step{
	"all": {
		{with(after(prefixDomain), arguments{"css": style("red")}), map[string]string{"client_id": "ALL", "css": style("red"), "image_url": ""}},
		{with(after(prefixDomain), arguments{"css": style("blue")}), map[string]string{"css": style("blue")}},
	},
	"one": {
		{ofPlain(arguments{"css": style("green"), "image_file": image}), map[string]string{"css": style("green"), "image_file": image}},
		{ofPlain(arguments{"css": style("black"), "image_file": image}), map[string]string{"css": style("black")}},
	},
}

// ofPlain are arguments for what an app client has of its own.
func ofPlain(given arguments) arguments {
	given["client_id"] = "${" + clientKind + ".plain.id}"
	if given["css"] != nil {
		given["lifecycle"] = arguments{"ignore_changes": []string{"image_file"}}
		return with(after(prefixDomain), given)
	}
	return given
}

// ofOther are arguments for another pool than the family's.
func ofOther() arguments { return arguments{"user_pool_id": "${" + kind + ".threat_protection.id}"} }

func ranges(blocked, skipped []string) arguments {
	return arguments{"risk_exception_configuration": arguments{"blocked_ip_range_list": blocked, "skipped_ip_range_list": skipped}}
}

func compromised(action string, more arguments) arguments {
	return arguments{"compromised_credentials_risk_configuration": with(arguments{"actions": arguments{"event_action": action}}, more)}
}

func notice(word string) arguments {
	return arguments{"subject": word, "html_body": "<p>" + word + "</p>", "text_body": word}
}

func takeover(actions, notices arguments) arguments {
	notify := with(arguments{"source_arn": identity}, notices)
	return arguments{"account_takeover_risk_configuration": arguments{"actions": actions, "notify_configuration": notify}}
}

func reaction(action string, notify bool) arguments {
	return arguments{"event_action": action, "notify": notify}
}

const (
	actions = "account_takeover_risk_configuration.0.actions.0."
	notices = "account_takeover_risk_configuration.0.notify_configuration.0."
	lookout = "compromised_credentials_risk_configuration.0."
)

// risks are risk configurations: what a step does not have, the service does not have either
// (internal/service/cognitoidp/risk_configuration_test.go of terraform-provider-aws).
var risks = map[string][2]step{
	"all": {
		{
			ranges([]string{"10.10.10.10/32"}, []string{"10.10.10.11/32", "2001:db8::/32"}),
			map[string]string{"risk_exception_configuration.0.skipped_ip_range_list.#": "2", lookout + "actions.#": ""},
		},
		{
			compromised("BLOCK", arguments{"event_filter": []string{"SIGN_IN"}}),
			map[string]string{"risk_exception_configuration.#": "", lookout + "event_filter.#": "1", lookout + "actions.0.event_action": "BLOCK"},
		},
	},
	"one": {
		{
			ofPlain(takeover(
				arguments{"low_action": reaction("NO_ACTION", false), "high_action": reaction("BLOCK", true)},
				arguments{"block_email": notice("blocked")},
			)),
			map[string]string{
				actions + "low_action.0.notify": "false", actions + "medium_action.#": "", notices + "block_email.0.text_body": "blocked",
			},
		},
		{
			ofPlain(takeover(
				arguments{"medium_action": reaction("MFA_REQUIRED", true)},
				arguments{
					"from": "support@example.com", "reply_to": "support@example.com",
					"mfa_email": notice("a code"), "no_action_email": notice("for your information"),
				},
			)),
			map[string]string{
				actions + "low_action.#": "", actions + "medium_action.0.event_action": "MFA_REQUIRED",
				notices + "block_email.#": "", notices + "from": "support@example.com",
			},
		},
	},
	// The filter is optional: the service says which events it means.
	"unfiltered": {
		{with(compromised("NO_ACTION", nil), ofOther()), map[string]string{lookout + "event_filter.#": "3"}},
		{with(compromised("BLOCK", nil), ofOther()), map[string]string{lookout + "event_filter.#": "3"}},
	},
}

const certificateOf = "data.aws_cognito_user_pool_signing_certificate.family"

// data are data sources, and what they hold after each step.
var data = map[string]struct {
	given arguments
	holds [2]map[string]string
}{
	"data.aws_cognito_user_groups.family": {
		with(after(groupKind+".editors", groupKind+".readers"), arguments{"user_pool_id": family}),
		[2]map[string]string{
			{"groups.#": "2", "groups.0.group_name": "editors", "groups.1.role_arn": role},
			{"groups.#": "2", "groups.0.precedence": "42", "groups.1.description": "They read"},
		},
	},
	"data.aws_cognito_user_group.editors": {
		with(after(groupKind+".editors"), arguments{"user_pool_id": family, "name": "editors"}),
		[2]map[string]string{{"description": "They write"}, {"precedence": "42"}},
	},
	certificateOf: {given: arguments{"user_pool_id": family}},
}
