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
	// ID names the rule in the log, in docs/behaviour and in
	// testdata/rules/<ID>.json, which has the evidence and the cases that break it.
	ID string
	// Summary is the rule in one sentence.
	Summary string
	// Reads is what the verdict depends on: members as CreateUserPool, SetUserPoolMfaConfig and
	// CreateUserPoolClient name them, in the request or as earlier ones left them in the pool or
	// the client. "[]" is an entry of a list, "{}" a map's value and "{key}" its key; "?" says that
	// only its being there counts. "account", "region" and "rotating" are the pool's (the last is
	// Family.Rotating), "servers" and "providers" are its resource servers and identity
	// providers, "facts.X" is a question to Facts.
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
	onCreateClient
	onUpdateClient

	onSettings = onCreate | onUpdate
	onPool     = onSettings | onSetMfa
	onClient   = onCreateClient | onUpdateClient
)

// Operations names the operations that the rule is checked for.
func (r *Rule) Operations() []string {
	var names []string
	for _, o := range []struct {
		bit  operations
		name string
	}{
		{onCreate, "CreateUserPool"}, {onUpdate, "UpdateUserPool"}, {onSetMfa, "SetUserPoolMfaConfig"}, {onAddAttributes, "AddCustomAttributes"},
		{onCreateClient, "CreateUserPoolClient"}, {onUpdateClient, "UpdateUserPoolClient"},
	} {
		if r.on&o.bit != 0 {
			names = append(names, o.name)
		}
	}
	return names
}

// change is what rules read: what is requested, the pool before it and the
// pool as it would be stored. A rule sees what was specified, by this call or an
// earlier one, and no default but those of tier, mfaMode, sendingAccount and the
// like. What an operation does not have is empty, so that every rule can read
// every change.
type change struct {
	op        operations
	requested PoolSettings          // what CreateUserPool or UpdateUserPool requests
	schema    []SchemaAttributeType // what CreateUserPool or AddCustomAttributes names
	mfa       MfaConfig             // what SetUserPoolMfaConfig requests
	before    Pool                  // empty when the pool is made
	after     *Pool
	client    *clientChange // what is made or changed of an app client of the pool
	facts     Facts
}

// request is a request that makes or changes a pool. apply changes the pool, and
// returns what rules read of the request.
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

func (p *Pool) tier() string { return tierOf(&p.Settings.PoolSettings) }

func tierOf(s *PoolSettings) string { return orElse(s.UserPoolTier, defaultTier) }

func (c *change) mfaMode() string { return orElse(c.after.Settings.MfaConfiguration, defaultMfa) }

func (c *change) sendingAccount() string {
	return orElse(c.specifiedEmail().EmailSendingAccount, defaultSending)
}

func orElse(p *string, unset string) string {
	if p == nil {
		return unset
	}
	return *p
}

// Rules lists every rule in the order in which they are checked: alias and username
// attributes, schema, feature plan, policies, recovery, messages, e-mail, SMS,
// MFA, attribute update settings, Lambda and KMS, tags (docs/departures.md#rule-order); for app
// clients feature plan, flows, secret, URLs, OAuth, attributes, providers, tokens, analytics
// (docs/departures.md#client-rule-order). SetUserPoolMfaConfig checks "OFF with a factor" before
// the sending account.
func Rules() []Rule { return slices.Clone(ruleList) }

var ruleList = []Rule{
	{"alias-and-username-attributes", "AliasAttributes and UsernameAttributes exclude each other.",
		[]string{"AliasAttributes[]?", "UsernameAttributes[]?"}, onCreate, aliasAndUsername},

	{"schema-name", "Every schema attribute has a Name.", []string{"Schema[].Name?"}, onCreate | onAddAttributes, eachAttribute(schemaName)},
	{"schema-standard", "A standard attribute keeps its AttributeDataType and is not developer-only.",
		[]string{"Schema[].Name", "Schema[].AttributeDataType", "Schema[].DeveloperOnlyAttribute"}, onCreate, eachAttribute(schemaStandard)},
	{"schema-data-type", "A custom attribute has an AttributeDataType.",
		[]string{"Schema[].Name", "Schema[].AttributeDataType?"}, onCreate | onAddAttributes, eachAttribute(schemaDataType)},
	{"schema-required", "A custom attribute is not Required.",
		[]string{"Schema[].Name", "Schema[].Required"}, onCreate | onAddAttributes, eachAttribute(schemaRequired)},
	{"schema-constraints-integer", "Lengths are non-negative integers and values are integers.",
		boundsPaths, onCreate | onAddAttributes, eachAttribute(schemaConstraintsInteger)},
	{"schema-length-2048", "A String attribute has a length of at most 2048.",
		boundsPaths[:5], onCreate | onAddAttributes, eachAttribute(schemaLength)},
	{"schema-min-over-max", "A minimum is not over its maximum; an unset bound counts with its default.",
		boundsPaths, onCreate | onAddAttributes, eachAttribute(schemaMinOverMax)},
	{"schema-duplicate", "A custom attribute's name stands once in a request.",
		[]string{"Schema[].Name", "Schema[].DeveloperOnlyAttribute"}, onCreate | onAddAttributes, schemaDuplicate},
	{"attribute-exists", "AddCustomAttributes names no attribute that the pool has.",
		[]string{"Schema[].Name", "Schema[].DeveloperOnlyAttribute", "SchemaAttributes[].Name"},
		onAddAttributes, attributeExists},
	{"attribute-limit", "A pool has at most 50 custom attributes.",
		[]string{"Schema[]?", "SchemaAttributes[]?"}, onAddAttributes, attributeLimit},

	{"mfa-off-with-factor", "MfaConfiguration OFF, specified or by default, comes without a factor block; WebAuthn is exempt.",
		[]string{"MfaConfiguration", "SmsMfaConfiguration?", "SoftwareTokenMfaConfiguration?", "EmailMfaConfiguration?"},
		onSetMfa, mfaOffWithFactor},
	{"threat-protection-region", "GovCloud has no threat protection.",
		[]string{"UserPoolAddOns?", "region"}, onSettings, threatProtectionRegion},
	{"feature-plan", "Every specified feature is in the pool's feature plan: the one specified, else PLUS where a create specifies AdvancedSecurityMode AUDIT or ENFORCED, else ESSENTIALS.",
		featurePaths, onSettings, featurePlan},
	{"feature-plan-mfa", "E-mail MFA and WebAuthn's FactorConfiguration need ESSENTIALS or PLUS.",
		[]string{"UserPoolTier", "EmailMfaConfiguration?", "WebAuthnConfiguration.FactorConfiguration?"},
		onSetMfa, featurePlanMfa},
	{"tier-change", "Nothing outside of the pool's own settings, such as an app client, is in the way of the requested feature plan.",
		[]string{"UserPoolTier", "UserPoolAddOns?", "UserPoolAddOns.AdvancedSecurityMode", "account", "rotating", "facts.TierChange"},
		onSettings, tierChange},

	{"sign-in-password", "AllowedFirstAuthFactors has PASSWORD.", []string{firstFactorsPath}, onSettings, signInPassword},
	{"sign-in-software-token", "SOFTWARE_TOKEN is no first factor.",
		[]string{firstFactorsPath}, onSettings, signInSoftwareToken},
	{"sign-in-sms-otp", "The first factor SMS_OTP needs an SmsConfiguration.",
		[]string{firstFactorsPath, "SmsConfiguration?"}, onSettings, signInSmsOtp},
	{"validity-days", "TemporaryPasswordValidityDays and UnusedAccountValidityDays are not given together, not even with equal values.",
		[]string{"Policies.PasswordPolicy.TemporaryPasswordValidityDays", "AdminCreateUserConfig.UnusedAccountValidityDays"},
		onSettings, validityDays},

	{"recovery-admin-only", "admin_only is the only recovery mechanism where it is one.",
		[]string{mechanismPath + ".Name"}, onSettings, recoveryAdminOnly},
	{"recovery-duplicate", "Recovery mechanisms differ in name and in priority.",
		[]string{mechanismPath + ".Name", mechanismPath + ".Priority"}, onSettings, recoveryDuplicate},
	{"recovery-sms-mfa", "verified_phone_number is no recovery mechanism while SMS MFA is configured.",
		[]string{"AccountRecoverySetting?", mechanismPath + ".Name", mechanismPath + ".Priority", "MfaConfiguration", "SmsConfiguration?"},
		onPool, recoverySmsMfa},
	{"recovery-email-mfa", "verified_email is not the only recovery mechanism while e-mail MFA is configured.",
		[]string{mechanismPath + ".Name", "EmailMfaConfiguration?"}, onUpdate | onSetMfa, recoveryEmailMfa},

	{"message-link-text", "EmailMessageByLink has a text between {## and ##}.",
		[]string{"VerificationMessageTemplate.EmailMessageByLink"}, onSettings, messageLinkText},

	{"email-source-required", "EmailSendingAccount DEVELOPER needs a SourceArn.",
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.SourceArn?"}, onSettings, emailSourceRequired},
	{"email-from-default", "From needs a SourceArn or DEVELOPER.",
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.From?", "EmailConfiguration.SourceArn?"},
		onSettings, emailFromDefault},
	{"email-from-format", "From is an address, or a name and an address in angle brackets.",
		[]string{"EmailConfiguration.From"}, onSettings, emailFromFormat},
	{"email-source-account", "SourceArn is an SES identity of the caller's account.",
		[]string{"EmailConfiguration.SourceArn", "account"}, onSettings, emailSourceAccount},
	{"email-source-region", "SourceArn is in an SES region that Cognito in the pool's region takes.",
		[]string{"EmailConfiguration.SourceArn", "region"}, onSettings, emailSourceRegion},
	{"email-identity-verified", "With DEVELOPER, SES has verified the identity.",
		[]string{"EmailConfiguration.EmailSendingAccount", "EmailConfiguration.SourceArn", "account", "facts.SESIdentity"},
		onSettings, emailIdentityVerified},
	{"email-identity-authorised", "The identity authorises Cognito.",
		[]string{"EmailConfiguration.SourceArn", "account", "facts.SESIdentity"}, onSettings, emailIdentityAuthorised},

	{"sms-one-sender", "SmsConfiguration has SnsCallerArn or EumsSms, not both.",
		[]string{"SmsConfiguration.SnsCallerArn?", "SmsConfiguration.EumsSms?"}, onPool, smsOneSender},
	{"sms-role-account", "The SMS role is of the caller's account.", append(senderPaths, "account"), onPool, smsRoleAccount},
	{"sms-region", "SnsRegion is the pool's region.", []string{"SmsConfiguration.SnsRegion", "region"}, onPool, smsRegion},
	{"sms-role-trust", "Cognito can assume the SMS role.", smsRolePaths, onPool, smsRoleTrust},
	{"sms-role-access", "The SMS role may publish with SNS.", smsRolePaths, onPool, smsRoleAccess},
	{"sms-auto-verify", "phone_number in AutoVerifiedAttributes needs an SmsConfiguration.",
		[]string{"AutoVerifiedAttributes[]", "SmsConfiguration?"}, onPool, smsAutoVerify},

	{"mfa-needs-sms", "MfaConfiguration ON or OPTIONAL needs an SmsConfiguration, or on update another factor.",
		factorPaths, onSettings, mfaNeedsSms},
	{"mfa-sms-block", "SmsMfaConfiguration has an SmsConfiguration.",
		[]string{"SmsMfaConfiguration?", "SmsConfiguration?"}, onSetMfa, mfaSmsBlock},
	{"mfa-email-account", "E-mail MFA needs EmailSendingAccount DEVELOPER.",
		[]string{"EmailMfaConfiguration?", "EmailConfiguration.EmailSendingAccount"}, onSetMfa, mfaEmailAccount},
	{"relying-party-id", "RelyingPartyId has letters, digits, . and - only.",
		[]string{"WebAuthnConfiguration.RelyingPartyId"}, onSetMfa, relyingPartyCharacters},
	{"mfa-factor", "MfaConfiguration ON or OPTIONAL needs a factor.", factorPaths, onSetMfa, mfaFactor},
	{"mfa-first-factors", "While MFA is ON no one-time password is a first factor.",
		[]string{"MfaConfiguration", firstFactorsPath}, onPool, mfaFirstFactors},
	{"mfa-web-authn", "While MFA is ON the first factor WEB_AUTHN needs FactorConfiguration MULTI_FACTOR_WITH_USER_VERIFICATION.",
		[]string{"MfaConfiguration", firstFactorsPath, "WebAuthnConfiguration.FactorConfiguration"}, onPool, mfaWebAuthn},

	{"attribute-update-settings", "AttributesRequireVerificationBeforeUpdate names attributes of AutoVerifiedAttributes only.",
		[]string{"UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate[]", "AutoVerifiedAttributes[]"},
		onSettings, attributeUpdateSettings},

	{"acr-names", "The names of the ACR levels differ from each other, default names counted.",
		[]string{"AcrConfiguration{key}", "AcrConfiguration{}.AcrValue"}, onSettings, acrNames},

	{"pre-token-arns", "PreTokenGeneration and PreTokenGenerationConfig name one function.",
		[]string{"LambdaConfig.PreTokenGeneration", "LambdaConfig.PreTokenGenerationConfig.LambdaArn"}, onSettings, preTokenARNs},
	{"lambda-region", "Triggers are in the pool's region.", append(triggerPaths, "region"), onSettings, lambdaRegion},
	{"custom-sender-key", "A custom sender needs KMSKeyID.",
		[]string{"LambdaConfig.CustomEmailSender?", "LambdaConfig.CustomSMSSender?", "LambdaConfig.KMSKeyID?"},
		onSettings, customSenderKey},
	{"kms-grant", "KMS lets Cognito use the key, which is in the pool's region.",
		[]string{"LambdaConfig.KMSKeyID", "account", "region", "facts.KMSKey"}, onSettings, kmsGrant},
	{"lambda-usable", "Cognito can use the functions.",
		append(triggerPaths, "account", "facts.LambdaFunction"), onSettings, lambdaUsable},

	{"tag-limit", "A pool has at most 50 tags.", []string{"UserPoolTags{}?"}, onSettings, tagLimit},
	{"tag-keys", "A tag's key does not begin with aws: and may be set.",
		[]string{"UserPoolTags{key}", "account", "facts.TagKey"}, onSettings, tagKeys},

	{"client-feature-plan", "Refresh token rotation and ALLOW_USER_AUTH need ESSENTIALS or PLUS.",
		[]string{"UserPoolTier", rotationPath, "ExplicitAuthFlows[]"}, onClient, clientFeaturePlan},
	{"client-flows-mixed", "ExplicitAuthFlows that begin with ALLOW_ are not mixed with legacy ones.",
		[]string{"ExplicitAuthFlows[]"}, onClient, aboutClient(clientFlowsMixed)},
	{"client-rotation-flow", "With refresh token rotation, ExplicitAuthFlows do not have ALLOW_REFRESH_TOKEN_AUTH.",
		[]string{"ExplicitAuthFlows[]", rotationPath}, onClient, aboutClient(clientRotationFlow)},
	{"client-secret-sources", "GenerateSecret and ClientSecret are not given together.",
		[]string{"GenerateSecret", "ClientSecret?"}, onCreateClient, aboutClient(clientSecretSources)},
	{"client-context-secret", "EnablePropagateAdditionalUserContextData needs a client secret.",
		[]string{"EnablePropagateAdditionalUserContextData", "GenerateSecret", "ClientSecret?"}, onClient, aboutClient(clientContextSecret)},
	{"client-urls", "CallbackURLs and LogoutURLs have a scheme, which is http for loopback hosts only, and no fragment.",
		[]string{"CallbackURLs[]", "LogoutURLs[]"}, onClient, aboutClient(clientURLs)},
	{"client-default-redirect", "DefaultRedirectURI is one of CallbackURLs.",
		[]string{"DefaultRedirectURI", "CallbackURLs[]"}, onClient, aboutClient(clientDefaultRedirect)},
	{"client-oauth-required", "AllowedOAuthFlowsUserPoolClient needs AllowedOAuthFlows and AllowedOAuthScopes.",
		[]string{oauthSwitch, "AllowedOAuthFlows[]?", "AllowedOAuthScopes[]?"}, onClient, aboutClient(clientOAuthRequired)},
	{"client-oauth-callbacks", "With AllowedOAuthFlowsUserPoolClient the flows code and implicit need CallbackURLs.",
		[]string{oauthSwitch, "AllowedOAuthFlows[]", "CallbackURLs[]?"}, onClient, aboutClient(clientOAuthCallbacks)},
	{"client-credentials-secret", "The flow client_credentials needs a client secret.",
		[]string{"AllowedOAuthFlows[]", "GenerateSecret", "ClientSecret?"}, onClient, aboutClient(clientCredentialsSecret)},
	{"client-credentials-alone", "The flow client_credentials is not combined with another.",
		[]string{"AllowedOAuthFlows[]"}, onClient, aboutClient(clientCredentialsAlone)},
	{"client-credentials-scopes", "With client_credentials no scope is a standard one.",
		[]string{"AllowedOAuthFlows[]", "AllowedOAuthScopes[]"}, onClient, aboutClient(clientCredentialsScopes)},
	{"client-scopes", "A scope is a standard one, or Identifier/ScopeName of a resource server of the pool.",
		[]string{"AllowedOAuthScopes[]", "servers"}, onClient, aboutClient(clientScopes)},
	{"client-read-attributes", "ReadAttributes are attributes of the pool.",
		[]string{"ReadAttributes[]", "SchemaAttributes[].Name"}, onClient, aboutClient(clientReadAttributes)},
	{"client-write-attributes", "WriteAttributes are attributes of the pool, without those that the service itself keeps.",
		[]string{"WriteAttributes[]", "SchemaAttributes[].Name"}, onClient, aboutClient(clientWriteAttributes)},
	{"client-providers", "SupportedIdentityProviders are COGNITO and identity providers of the pool.",
		[]string{"SupportedIdentityProviders[]", "providers"}, onClient, aboutClient(clientProviders)},
	{"client-token-range", "Access and ID tokens are valid for five minutes to a day, refresh tokens for an hour to 3650 days.",
		validityPaths, onClient, aboutClient(clientTokenRange)},
	{"client-token-order", "No access or ID token is valid for longer than the refresh token.",
		validityPaths, onClient, aboutClient(clientTokenOrder)},
	{"client-analytics", "AnalyticsConfiguration has an ApplicationArn alone, or ApplicationId, RoleArn and ExternalId.",
		[]string{"AnalyticsConfiguration?", "AnalyticsConfiguration.ApplicationArn?", "AnalyticsConfiguration.ApplicationId?",
			"AnalyticsConfiguration.RoleArn?", "AnalyticsConfiguration.ExternalId?"}, onClient, aboutClient(clientAnalytics)},
	{"client-analytics-region", "ApplicationArn is of the pool's region.",
		[]string{"AnalyticsConfiguration.ApplicationArn", "region"}, onClient, aboutClient(clientAnalyticsRegion)},
}

const (
	rotationPath = "RefreshTokenRotation.Feature"
	oauthSwitch  = "AllowedOAuthFlowsUserPoolClient"
)

// validityPaths are what lifetimes reads.
var validityPaths = []string{
	"AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity",
	"TokenValidityUnits.AccessToken", "TokenValidityUnits.IdToken", "TokenValidityUnits.RefreshToken",
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

// invalidIf is the verdict of a rule with one sentence.
func invalidIf(broken bool, sentence string) error {
	if broken {
		return apierror.Invalid(sentence)
	}
	return nil
}
