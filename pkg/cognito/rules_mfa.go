package cognito

import (
	"slices"
	"strings"
)

// smsFactor: SMS is a factor while MFA is not OFF and SMS is configured.
func (p *Pool) smsFactor() bool {
	return orElse(p.Settings.MfaConfiguration, defaultMfa) != "OFF" && p.Settings.SmsConfiguration != nil
}

// emailFactor: e-mail is a factor where its structure is there, even if it is empty.
func (p *Pool) emailFactor() bool { return p.Mfa.EmailMfaConfiguration != nil }

// passkeyFactor: it is specified whether passkeys are a factor.
func (p *Pool) passkeyFactor() bool {
	return value(p.Mfa.WebAuthnConfiguration).FactorConfiguration != nil
}

// factorPaths are what hasFactor reads.
var factorPaths = []string{
	"MfaConfiguration", "SmsConfiguration?", "SoftwareTokenMfaConfiguration.Enabled", "EmailMfaConfiguration?",
}

// hasFactor: an MFA factor is enabled. WebAuthn is none.
func (p *Pool) hasFactor() bool {
	return p.smsFactor() || p.emailFactor() || value(value(p.Mfa.SoftwareTokenMfaConfiguration).Enabled)
}

// mfaOffWithFactor holds even for {Enabled: false}.
func mfaOffWithFactor(c *change) error {
	b := &c.mfa
	given := b.SmsMfaConfiguration != nil || b.SoftwareTokenMfaConfiguration != nil || b.EmailMfaConfiguration != nil
	return invalidIf(given && orElse(b.MfaConfiguration, defaultMfa) == "OFF",
		"Invalid MFA configuration given, can't turn off MFA and configure an MFA together.")
}

// mfaNeedsSms: CreateUserPool knows no factor but SMS. On update another factor
// that is enabled will do, and ON without any has its own text (measured).
func mfaNeedsSms(c *change) error {
	requested := orElse(c.requested.MfaConfiguration, defaultMfa)
	if requested == "OFF" || c.after.hasFactor() {
		return nil
	}
	if c.op == onUpdate && requested == "ON" {
		return invalid("Cannot turn MFA functionality ON, once the user pool has been created.")
	}
	return invalid("SMS configuration and Auto verification for phone_number are required when MFA is required/optional")
}

// mfaSmsBlock has a reconstructed text that names the wrong structure.
func mfaSmsBlock(c *change) error {
	b := c.mfa.SmsMfaConfiguration
	return invalidIf(b != nil && b.SmsConfiguration == nil,
		"[SmsConfiguration] is a required member of [SoftwareTokenMfaConfiguration].")
}

func mfaEmailAccount(c *change) error {
	if c.mfa.EmailMfaConfiguration != nil && c.sendingAccount() == defaultSending {
		return invalid("Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT. " +
			"Update the value of EmailSendingAccount.")
	}
	return nil
}

// relyingPartyCharacters: a URL was refused, example.com and 123456789012 were not
// (docs/departures.md#relying-party).
func relyingPartyCharacters(c *change) error {
	const known = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
	strange := func(r rune) bool { return !strings.ContainsRune(known, r) }
	party := value(value(c.mfa.WebAuthnConfiguration).RelyingPartyId)
	return invalidIf(strings.ContainsFunc(party, strange), "RelyingPartyId contains invalid characters")
}

// mfaFactor has the text of 2026; that of 2022 (setmfa-on-no-factor) was another.
func mfaFactor(c *change) error {
	return invalidIf(c.mfaMode() != "OFF" && !c.after.hasFactor(),
		"Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.")
}

func mfaFirstFactors(c *change) error {
	otp := func(f string) bool { return f == "SMS_OTP" || f == "EMAIL_OTP" }
	return invalidIf(c.mfaMode() == "ON" && slices.ContainsFunc(firstFactors(&c.after.Settings.PoolSettings), otp),
		"Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled")
}

// mfaWebAuthn has one text where MFA is set and another where the pool is written.
func mfaWebAuthn(c *change) error {
	if c.mfaMode() != "ON" || !slices.Contains(firstFactors(&c.after.Settings.PoolSettings), "WEB_AUTHN") {
		return nil
	}
	if value(value(c.after.Mfa.WebAuthnConfiguration).FactorConfiguration) == "MULTI_FACTOR_WITH_USER_VERIFICATION" {
		return nil
	}
	if c.op == onSetMfa {
		return invalid("Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor")
	}
	return invalid("WEB_AUTHN cannot be used as an auth factor when MFA is enabled if not configured for MFA.")
}
