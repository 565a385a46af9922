package cognito

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"userpools/pkg/apierror"
)

// Rule is one fact that goes beyond a single member. The rules of an operation
// are checked in the order of the list below and the first that refuses decides,
// as in the service.
type Rule struct {
	// ID names the rule in the log, in docs/behaviour.md and in
	// testdata/rules/<ID>.json, the case that breaks it.
	ID string
	// Summary is the rule in one sentence.
	Summary string
	// Evidence are the facts behind it, by their ids in testdata/facts.json; none
	// means that only the documentation has it.
	Evidence []string
	// Reads is what the verdict depends on: members as CreateUserPool and
	// SetUserPoolMfaConfig name them, in the request or as earlier ones left them in
	// the pool. "[]" is an entry of a list, "{}" a map's value and "{key}" its key; "?"
	// says that only its being there counts. "account" and "region" are the pool's,
	// "facts.X" is a question to Facts.
	Reads []string

	// on is where it is checked.
	on    operations
	check func(*change) error
}

type operations uint

const (
	onCreate operations = 1 << iota
	onUpdate
	onSetMfa
	onAddAttributes

	onSettings = onCreate | onUpdate
	onPool     = onSettings | onSetMfa
)

// Operations names the operations that the rule is checked for.
func (r *Rule) Operations() []string {
	var names []string
	for _, o := range []struct {
		bit  operations
		name string
	}{{onCreate, "CreateUserPool"}, {onUpdate, "UpdateUserPool"}, {onSetMfa, "SetUserPoolMfaConfig"}, {onAddAttributes, "AddCustomAttributes"}} {
		if r.on&o.bit != 0 {
			names = append(names, o.name)
		}
	}
	return names
}

// change is what rules look at: what is requested, the pool before it and the
// pool as it would be stored. A rule sees what was specified, by this call or an
// earlier one, and no default but those of tier, mfaMode, sendingAccount and the
// like. What an operation does not have is empty, so that every rule can look at
// every change.
type change struct {
	op        operations
	requested PoolSettings          // what CreateUserPool or UpdateUserPool requests
	schema    []SchemaAttributeType // what CreateUserPool or AddCustomAttributes names
	mfa       MfaConfig             // what SetUserPoolMfaConfig requests
	before    Pool                  // empty when the pool is made
	after     *Pool
	facts     Facts
}

// request is a request that makes or changes a pool. apply changes the pool, and
// says what of the request rules look at.
type request interface{ apply(*Pool) *change }

// applyTo applies a request to a pool and checks the rules.
func (s *Service) applyTo(p *Pool, in request) error {
	before := *p
	c := in.apply(p)
	c.before, c.after, c.facts = before, p, s.facts()
	return check(c)
}

// modify changes a stored pool by a request.
func (s *Service) modify(ctx context.Context, call Call, id string, in request) (*Pool, error) {
	return s.edit(ctx, call, id, func(before *Pool) (*Pool, error) {
		after := new(*before)
		after.Modified = s.now()
		return after, s.applyTo(after, in)
	})
}

func (c *change) tier() string { return tierOf(&c.after.Settings.PoolSettings) }

func tierOf(s *PoolSettings) string { return orElse(s.UserPoolTier, defaultTier) }

func (c *change) mfaMode() string { return orElse(c.after.Settings.MfaConfiguration, defaultMfa) }

func (c *change) sendingAccount() string {
	if e := c.after.Settings.EmailConfiguration; e != nil {
		return orElse(e.EmailSendingAccount, defaultSending)
	}
	return defaultSending
}

func orElse(p *string, unset string) string {
	if p == nil {
		return unset
	}
	return *p
}

// Rules lists every rule in the order in which they are checked: alias and username
// attributes, schema, feature plan, policies, recovery, messages, e-mail, SMS,
// MFA, attribute update settings, Lambda and KMS, tags
// (docs/departures.md#rule-order). SetUserPoolMfaConfig looks at "OFF with a
// factor" before the sending account.
func Rules() []Rule { return slices.Clone(ruleList) }

var ruleList = []Rule{
	{"alias-and-username-attributes", "AliasAttributes and UsernameAttributes exclude each other.",
		[]string{"alias-and-username-attributes"},
		[]string{"AliasAttributes[]?", "UsernameAttributes[]?"}, onCreate, aliasAndUsername},

	{"schema-name", "Every schema attribute has a Name.",
		nil, []string{"Schema[].Name?"}, onCreate | onAddAttributes, schemaName},
	{"schema-standard", "A standard attribute keeps its AttributeDataType and is not developer-only.",
		[]string{"schema-standard-datatype-measured", "schema-standard-type-change", "standard-attr-change-2022", "ok-standard-attr-no-type", "ok-schema-sub"},
		[]string{"Schema[].Name", "Schema[].AttributeDataType", "Schema[].DeveloperOnlyAttribute"}, onCreate, schemaStandard},
	{"schema-data-type", "A custom attribute has an AttributeDataType.",
		[]string{"schema-datatype-missing", "ok-boolean-custom"},
		[]string{"Schema[].Name", "Schema[].AttributeDataType?"}, onCreate | onAddAttributes, schemaDataType},
	{"schema-required", "A custom attribute is not Required.",
		[]string{"custom-attr-required", "custom-attr-required-2026"},
		[]string{"Schema[].Name", "Schema[].Required"}, onCreate | onAddAttributes, schemaRequired},
	{"schema-constraints-integer", "Lengths are non-negative integers and values are integers.",
		[]string{"schema-string-constraints-invalid", "schema-number-constraints-invalid"},
		boundsPaths, onCreate | onAddAttributes, schemaConstraintsInteger},
	{"schema-length-2048", "A String attribute has a length of at most 2048.",
		[]string{"schema-string-over-2048"},
		boundsPaths[:5], onCreate | onAddAttributes, schemaLength},
	{"schema-min-over-max", "A minimum is not over its maximum; an unset bound counts with its default.",
		[]string{"schema-custom-min-gt-max-length", "schema-custom-min-gt-max-value", "schema-string-min-gt-max", "schema-number-min-gt-max"},
		boundsPaths, onCreate | onAddAttributes, schemaMinOverMax},
	{"schema-duplicate", "A custom attribute's name stands once in a request.",
		[]string{"schema-duplicate", "ok-schema-custom-prefix"},
		[]string{"Schema[].Name", "Schema[].DeveloperOnlyAttribute"}, onCreate | onAddAttributes, schemaDuplicate},
	{"attribute-exists", "AddCustomAttributes names no attribute that the pool has.",
		[]string{"addcustom-existing", "addcustom-existing-2019"},
		[]string{"Schema[].Name", "Schema[].DeveloperOnlyAttribute", "SchemaAttributes[].Name"}, onAddAttributes, attributeExists},
	{"attribute-limit", "A pool has at most 50 custom attributes.",
		[]string{"custom-attributes-limit"}, []string{"Schema[]?", "SchemaAttributes[]?"}, onAddAttributes, attributeLimit},

	{"mfa-off-with-factor", "MfaConfiguration OFF, specified or by default, comes without a factor block; WebAuthn is exempt.",
		[]string{"setmfa-off-with-factor", "setmfa-off-with-factor-2026", "ok-setmfa-off-webauthn"},
		[]string{"MfaConfiguration", "SmsMfaConfiguration?", "SoftwareTokenMfaConfiguration?", "EmailMfaConfiguration?"}, onSetMfa, mfaOffWithFactor},
	{"threat-protection-region", "GovCloud has no threat protection.",
		[]string{"asf-region"}, []string{"UserPoolAddOns?", "region"}, onSettings, threatProtectionRegion},
	{"feature-plan", "Every specified feature is in the pool's feature plan: the one specified, else PLUS where a create specifies AdvancedSecurityMode AUDIT or ENFORCED, else ESSENTIALS.",
		[]string{"tier-pretoken-v2-lite", "tier-lite-lambda-v3", "tier-webauthn-lite", "tier-passwordless-lite", "tier-threat-protection", "tier-password-history", "ok-default-tier-signin-policy", "ok-password-history-plus", "ok-threat-protection-without-tier"},
		featurePaths, onSettings, featurePlan},
	{"feature-plan-mfa", "E-mail MFA and WebAuthn's FactorConfiguration need ESSENTIALS or PLUS.",
		[]string{"tier-email-mfa", "tier-single-feature-managed-login", "tier-single-feature-log-streaming"},
		[]string{"UserPoolTier", "EmailMfaConfiguration?", "WebAuthnConfiguration.FactorConfiguration?"}, onSetMfa, featurePlanMfa},
	{"tier-change", "Nothing outside of the pool's own settings, such as an app client, is in the way of the requested feature plan.",
		[]string{"tier-change-not-allowed", "tier-change-refresh-rotation"},
		[]string{"UserPoolTier", "UserPoolAddOns?", "UserPoolAddOns.AdvancedSecurityMode", "account", "facts.TierChange"}, onSettings, tierChange},

	{"sign-in-password", "AllowedFirstAuthFactors has PASSWORD.",
		[]string{"signin-no-password"}, []string{firstFactorsPath}, onSettings, signInPassword},
	{"sign-in-software-token", "SOFTWARE_TOKEN is no first factor.",
		[]string{"first-auth-factors-software-token"}, []string{firstFactorsPath}, onSettings, signInSoftwareToken},
	{"sign-in-sms-otp", "The first factor SMS_OTP needs an SmsConfiguration.",
		[]string{"create-sms-otp-without-sms"}, []string{firstFactorsPath, "SmsConfiguration?"}, onSettings, signInSmsOtp},
	{"validity-days", "TemporaryPasswordValidityDays and UnusedAccountValidityDays are not given together, not even with equal values.",
		[]string{"unused-and-temp-validity", "temp-validity-vs-unused", "ok-password-policy-partial"},
		[]string{"Policies.PasswordPolicy.TemporaryPasswordValidityDays", "AdminCreateUserConfig.UnusedAccountValidityDays"}, onSettings, validityDays},

	{"recovery-admin-only", "admin_only is the only recovery mechanism where it is one.",
		[]string{"recovery-admin-only"}, []string{mechanismPath + ".Name"}, onSettings, recoveryAdminOnly},
	{"recovery-duplicate", "Recovery mechanisms differ in name and in priority.",
		[]string{"recovery-duplicate", "ok-recovery-empty"},
		[]string{mechanismPath + ".Name", mechanismPath + ".Priority"}, onSettings, recoveryDuplicate},
	{"recovery-sms-mfa", "verified_phone_number is no recovery mechanism while SMS MFA is configured.",
		[]string{"recovery-phone-with-sms-mfa"},
		[]string{"AccountRecoverySetting?", mechanismPath + ".Name", mechanismPath + ".Priority", "MfaConfiguration", "SmsConfiguration?"}, onPool, recoverySmsMfa},
	{"recovery-email-mfa", "verified_email is not the only recovery mechanism while e-mail MFA is configured.",
		[]string{"email-mfa-recovery-conflict"},
		[]string{mechanismPath + ".Name", "EmailMfaConfiguration?"}, onUpdate | onSetMfa, recoveryEmailMfa},

	{"message-link-text", "EmailMessageByLink has a text between {## and ##}.",
		[]string{"verification-message-invalid"},
		[]string{"VerificationMessageTemplate.EmailMessageByLink"}, onSettings, messageLinkText},

	{"email-source-required", "EmailSendingAccount DEVELOPER needs a SourceArn.",
		[]string{"email-developer-no-source-arn"},
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.SourceArn?"}, onSettings, emailSourceRequired},
	{"email-from-default", "From needs a SourceArn or DEVELOPER.",
		[]string{"email-from-with-default"},
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.From?", "EmailConfiguration.SourceArn?"}, onSettings, emailFromDefault},
	{"email-from-format", "From is an address, or a name and an address in angle brackets.",
		[]string{"email-from-invalid", "email-from-invalid-2022"},
		[]string{"EmailConfiguration.From"}, onSettings, emailFromFormat},
	{"email-source-account", "SourceArn is an SES identity of the caller's account.",
		[]string{"email-arn-account"}, []string{"EmailConfiguration.SourceArn", "account"}, onSettings, emailSourceAccount},
	{"email-source-region", "SourceArn is in an SES region that Cognito in the pool's region takes.",
		[]string{"email-source-arn-region"}, []string{"EmailConfiguration.SourceArn", "region"}, onSettings, emailSourceRegion},
	{"email-identity-verified", "With DEVELOPER, SES has verified the identity.",
		[]string{"ses-not-verified"},
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.SourceArn", "account", "facts.SESIdentity"}, onSettings, emailIdentityVerified},
	{"email-identity-authorised", "The identity authorises Cognito.",
		[]string{"email-default-with-source-arn"},
		[]string{"EmailConfiguration.SourceArn", "account", "facts.SESIdentity"}, onSettings, emailIdentityAuthorised},

	{"sms-one-sender", "SmsConfiguration has SnsCallerArn or EumsSms, not both.",
		nil, []string{"SmsConfiguration.SnsCallerArn?", "SmsConfiguration.EumsSms?"}, onPool, smsOneSender},
	{"sms-role-account", "The SMS role is of the caller's account.",
		[]string{"sms-caller-other-account", "group-role-other-account"},
		append(senderPaths, "account"), onPool, smsRoleAccount},
	{"sms-region", "SnsRegion is the pool's region.",
		[]string{"sms-sns-region"}, []string{"SmsConfiguration.SnsRegion", "region"}, onPool, smsRegion},
	{"sms-role-trust", "Cognito can assume the SMS role.",
		[]string{"sms-role-trust", "ok-role-no-external-id"},
		smsRolePaths, onPool, smsRoleTrust},
	{"sms-role-access", "The SMS role may publish with SNS.",
		[]string{"sms-role-access"},
		smsRolePaths, onPool, smsRoleAccess},
	{"sms-auto-verify", "phone_number in AutoVerifiedAttributes needs an SmsConfiguration.",
		[]string{"sms-required-for-phone-autoverify", "sms-required-autoverify-create", "setmfa-phone-autoverify-no-sms"},
		[]string{"AutoVerifiedAttributes[]", "SmsConfiguration?"}, onPool, smsAutoVerify},

	{"mfa-needs-sms", "MfaConfiguration ON or OPTIONAL needs an SmsConfiguration, or on update another factor.",
		[]string{"mfa-needs-sms", "mfa-needs-sms-2026", "update-mfa-on-after-create"},
		factorPaths, onSettings, mfaNeedsSms},
	{"mfa-sms-block", "SmsMfaConfiguration has an SmsConfiguration.",
		[]string{"setmfa-sms-missing"}, []string{"SmsMfaConfiguration?", "SmsConfiguration?"}, onSetMfa, mfaSmsBlock},
	{"mfa-email-account", "E-mail MFA needs EmailSendingAccount DEVELOPER.",
		[]string{"setmfa-email-cognito-default", "setmfa-email-cognito-default-full"},
		[]string{"EmailMfaConfiguration?", "EmailConfiguration.EmailSendingAccount"}, onSetMfa, mfaEmailAccount},
	{"relying-party-id", "RelyingPartyId has letters, digits, . and - only.",
		[]string{"relying-party-url", "ok-relying-party-digits"},
		[]string{"WebAuthnConfiguration.RelyingPartyId"}, onSetMfa, relyingPartyCharacters},
	{"mfa-factor", "MfaConfiguration ON or OPTIONAL needs a factor.",
		[]string{"setmfa-optional-no-factor-passkey", "setmfa-on-no-factor", "set-mfa-no-factor-no-webauthn-2026"},
		factorPaths, onSetMfa, mfaFactor},
	{"mfa-first-factors", "While MFA is ON no one-time password is a first factor.",
		[]string{"setmfa-on-with-otp-first-factor", "ok-setmfa-optional-otp", "update-add-email-otp-at-on"},
		[]string{"MfaConfiguration", firstFactorsPath}, onPool, mfaFirstFactors},
	{"mfa-web-authn", "While MFA is ON the first factor WEB_AUTHN needs FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION.",
		[]string{"setmfa-on-webauthn-single", "update-webauthn-mfa-enabled"},
		[]string{"MfaConfiguration", firstFactorsPath, "WebAuthnConfiguration.FactorConfiguration"}, onPool, mfaWebAuthn},

	{"attribute-update-settings", "AttributesRequireVerificationBeforeUpdate names attributes of AutoVerifiedAttributes only.",
		[]string{"attr-update-create", "attr-update-settings", "attr-update-settings-retained"},
		[]string{"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate[]", "AutoVerifiedAttributes[]"}, onSettings, attributeUpdateSettings},

	{"acr-names", "The names of the ACR levels differ from each other, default names counted.",
		nil, []string{"AcrConfiguration{key}", "AcrConfiguration{}.AcrValue"}, onSettings, acrNames},

	{"pre-token-arns", "PreTokenGeneration and PreTokenGenerationConfig name one function.",
		[]string{"pretoken-mismatch"},
		[]string{"LambdaConfig.PreTokenGeneration", "LambdaConfig.PreTokenGenerationConfig.LambdaArn"}, onSettings, preTokenArns},
	{"lambda-region", "Triggers are in the pool's region.",
		[]string{"lambda-cross-region"}, append(triggerPaths, "region"), onSettings, lambdaRegion},
	{"custom-sender-key", "A custom sender needs KMSKeyID.",
		[]string{"custom-email-sender-no-kms", "custom-sms-sender-no-kms"},
		[]string{"LambdaConfig.CustomEmailSender?", "LambdaConfig.CustomSMSSender?", "LambdaConfig.KMSKeyID?"}, onSettings, customSenderKey},
	{"kms-grant", "KMS lets Cognito use the key, which is in the pool's region.",
		[]string{"custom-sender-kms-region"},
		[]string{"LambdaConfig.KMSKeyID", "account", "region", "facts.KMSKey"}, onSettings, kmsGrant},
	{"lambda-usable", "Cognito can use the functions.",
		nil, append(triggerPaths, "account", "facts.LambdaFunction"), onSettings, lambdaUsable},

	{"tag-limit", "A pool has at most 50 tags.",
		[]string{"tags-over-50"}, []string{"UserPoolTags{}?"}, onSettings, tagLimit},
	{"tag-keys", "A tag's key does not begin with aws: and may be set.",
		[]string{"user-pool-tagging"}, []string{"UserPoolTags{key}", "account", "facts.TagKey"}, onSettings, tagKeys},
}

// check holds a change to the rules of its operation.
func check(c *change) error {
	for i := range ruleList {
		r := &ruleList[i]
		if r.on&c.op == 0 {
			continue
		}
		if err := r.check(c); err != nil {
			if e, ok := apierror.As(err); ok {
				e.Members = r.members(c.op)
			}
			return withRule(r.ID, err)
		}
	}
	return nil
}

// requestPaths are where a request has members that CreateUserPool has elsewhere.
var requestPaths = map[operations][2]string{
	onSetMfa:        {"SmsConfiguration", "SmsMfaConfiguration.SmsConfiguration"},
	onAddAttributes: {"Schema[]", "CustomAttributes[]"},
}

// members are the members that the rule reads, as the operation names them.
func (r *Rule) members(op operations) []string {
	var paths []string
	for _, read := range r.Reads {
		if unicode.IsLower(rune(read[0])) {
			continue // no member
		}
		path := strings.TrimSuffix(read, "?")
		if rest, moved := strings.CutPrefix(path, requestPaths[op][0]); moved {
			path = requestPaths[op][1] + rest
		}
		paths = append(paths, path)
	}
	return paths
}

// withRule puts the rule's name into a refusal, for the log.
func withRule(id string, err error) error {
	if e, ok := apierror.As(err); ok {
		e.Refused = "rule " + id
	}
	return err
}

func invalid(format string, args ...any) error { return apierror.Invalid(fmt.Sprintf(format, args...)) }
