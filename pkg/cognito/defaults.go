package cognito

import (
	"cmp"
	"fmt"
)

// DefaultsVersion is the newest version of the defaults. New pools get it and keep
// it; a default that the service changes makes a new version here and leaves
// existing pools alone. Version 1 is the service as recorded on 2026-09-24
// (testdata/recorded).
const DefaultsVersion = 1

// The values that an unset member has for rules. Rules see no other default.
const (
	defaultTier      = "ESSENTIALS"
	defaultSending   = "COGNITO_DEFAULT"
	defaultMfa       = "OFF"
	defaultAcrPrefix = "urn:cognito:loa:"
	defaultDays      = 7
)

// knownDefaults returns an error for a pool or client whose defaults this release does not know.
// Whoever reads one calls this first.
func knownDefaults(what, id string, version int) error {
	if version < 1 || version > DefaultsVersion {
		return fmt.Errorf("%s %s has defaults version %d, which this release does not know", what, id, version)
	}
	return nil
}

// describedPool is a pool in the form of DescribeUserPool's answer.
func describedPool(p *Pool) *UserPoolType {
	out := describe(p)
	out.SchemaAttributes = describedSchema(&p.Settings)
	if out.UserPoolTags == nil {
		out.UserPoolTags = map[string]string{}
	}
	out.Domain, out.CustomDomain = unlessEmpty(p.Family.Domain), unlessEmpty(p.Family.CustomDomain)
	return out
}

// unlessEmpty is a text as an optional member.
func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// createdPool is a pool in the form of CreateUserPool's answer, which has the
// attributes in another order and without identities, and no UserPoolTags where
// none were sent (create-lite-minimal and describe-lite-minimal in
// testdata/recorded, one pool, one second apart).
func createdPool(p *Pool) *UserPoolType {
	out := describe(p)
	out.SchemaAttributes = createdSchema(&p.Settings)
	return out
}

// describe fills in the defaults: what both answers have in common. It changes
// nothing that it is given and shares nothing that is written to later.
func describe(p *Pool) *UserPoolType {
	return &UserPoolType{
		Arn:              PoolARN(p.Partition, p.ID),
		CreationDate:     p.Created,
		Id:               p.ID,
		LastModifiedDate: p.Modified,
		Name:             p.Name,
		PoolSettings:     resolve(&p.Settings.PoolSettings, p.Partition.Region),
		CreateOnly:       p.Settings.CreateOnly,
	}
}

// resolve fills in the defaults of settings, structure by structure. What was specified
// stays as it is, an empty list, map or structure too (docs/departures.md#said-empty).
// AcrConfiguration, AutoVerifiedAttributes, DcrConfiguration, DeviceConfiguration and
// SmsAuthenticationMessage have no default.
func resolve(specified *PoolSettings, region string) PoolSettings {
	s := *specified
	s.AccountRecoverySetting = cmp.Or(s.AccountRecoverySetting, defaultRecovery)
	s.AdminCreateUserConfig = adminCreate(specified)
	s.DeletionProtection = cmp.Or(s.DeletionProtection, unprotected)
	s.EmailConfiguration = email(s.EmailConfiguration)
	s.IssuerConfiguration = cmp.Or(s.IssuerConfiguration, defaultIssuer)
	s.KeyConfiguration = cmp.Or(s.KeyConfiguration, defaultKey)
	s.LambdaConfig = lambdas(s.LambdaConfig)
	s.MfaConfiguration = cmp.Or(s.MfaConfiguration, mfaOff)
	s.Policies = resolvedPolicies(s.Policies)
	s.SmsConfiguration = sms(s.SmsConfiguration, region)
	s.UserAttributeUpdateSettings = cmp.Or(s.UserAttributeUpdateSettings, defaultUpdates)
	s.UserPoolAddOns = addOns(s.UserPoolAddOns)
	s.UserPoolTier = cmp.Or(s.UserPoolTier, essentialsTier)
	mirrorMessages(&s, specified.VerificationMessageTemplate)
	return s
}

// createdTier: a create with threat protection and no plan makes a pool on PLUS,
// as if that had been specified (ok-threat-protection-without-tier).
func createdTier(specified *PoolSettings) *string {
	a := specified.UserPoolAddOns
	if specified.UserPoolTier != nil || a == nil || value(a.AdvancedSecurityMode) == "OFF" {
		return specified.UserPoolTier
	}
	return new("PLUS")
}

// What unset members are described as. All answers have the same ones, which are
// never written to.
var (
	yes, no = new(true), new(false)

	// defaultRecovery is there since 2024-09; answers of 2023 and before left it out.
	defaultRecovery = &AccountRecoverySettingType{RecoveryMechanisms: []RecoveryOptionType{
		{Name: new("verified_email"), Priority: new(1)},
		{Name: new("verified_phone_number"), Priority: new(2)},
	}}
	unprotected       = new("INACTIVE")
	defaultSender     = new(defaultSending)
	defaultIssuer     = &IssuerConfigurationType{Type: new("ORIGINAL")}
	defaultKey        = &KeyConfigurationType{KeyType: new("AWS_OWNED_KEY")}
	mfaOff            = new(defaultMfa)
	minimumLength     = new(8)
	defaultSignIn     = &SignInPolicyType{AllowedFirstAuthFactors: []string{"PASSWORD"}}
	defaultUpdates    = &UserAttributeUpdateSettingsType{AttributesRequireVerificationBeforeUpdate: []string{}}
	noAdditionalFlows = &AdvancedSecurityAdditionalFlowsType{}
	essentialsTier    = new(defaultTier)
	emailByCode       = new("CONFIRM_WITH_CODE")
)

// adminCreate: UnusedAccountValidityDays follows TemporaryPasswordValidityDays
// where that is set, else is what was specified, else 7. A 0 counts as unset.
func adminCreate(specified *PoolSettings) *AdminCreateUserConfigType {
	a := value(specified.AdminCreateUserConfig)
	a.AllowAdminCreateUserOnly = cmp.Or(a.AllowAdminCreateUserOnly, no)
	temporary := value(value(specified.Policies).PasswordPolicy)
	days := cmp.Or(value(temporary.TemporaryPasswordValidityDays), value(a.UnusedAccountValidityDays), defaultDays)
	a.UnusedAccountValidityDays = &days
	return &a
}

// email has its sending account always. Answers of 2019 did not.
func email(specified *EmailConfigurationType) *EmailConfigurationType {
	e := value(specified)
	e.EmailSendingAccount = cmp.Or(e.EmailSendingAccount, defaultSender)
	return &e
}

// lambdas: PreTokenGeneration and PreTokenGenerationConfig appear together, V1_0
// when only the former is set.
func lambdas(specified *LambdaConfigType) *LambdaConfigType {
	l := value(specified)
	switch {
	case l.PreTokenGeneration != nil && l.PreTokenGenerationConfig == nil:
		l.PreTokenGenerationConfig = &LambdaVersionConfigType{LambdaArn: l.PreTokenGeneration, LambdaVersion: new("V1_0")}
	case l.PreTokenGeneration == nil && l.PreTokenGenerationConfig != nil:
		l.PreTokenGeneration = l.PreTokenGenerationConfig.LambdaArn
	}
	return &l
}

func resolvedPolicies(specified *UserPoolPolicyType) *UserPoolPolicyType {
	p := value(specified)
	p.PasswordPolicy = password(p.PasswordPolicy)
	p.SignInPolicy = cmp.Or(p.SignInPolicy, defaultSignIn)
	return &p
}

// password: a missing policy asks for everything, but in a policy that was given
// in part a missing Require* is false. MinimumLength is 8 and
// TemporaryPasswordValidityDays 7 in both; 0 days count as unset.
func password(specified *PasswordPolicyType) *PasswordPolicyType {
	require := no
	if specified == nil {
		require = yes
	}
	p := value(specified)
	p.MinimumLength = cmp.Or(p.MinimumLength, minimumLength)
	p.RequireLowercase = cmp.Or(p.RequireLowercase, require)
	p.RequireNumbers = cmp.Or(p.RequireNumbers, require)
	p.RequireSymbols = cmp.Or(p.RequireSymbols, require)
	p.RequireUppercase = cmp.Or(p.RequireUppercase, require)
	p.TemporaryPasswordValidityDays = new(cmp.Or(value(p.TemporaryPasswordValidityDays), defaultDays))
	return &p
}

// sms: SNS is used in the pool's own region unless another is specified.
func sms(specified *SmsConfigurationType, region string) *SmsConfigurationType {
	if specified == nil || specified.SnsCallerArn == nil {
		return specified
	}
	s := *specified
	s.SnsRegion = cmp.Or(s.SnsRegion, &region)
	return &s
}

// addOns: AdvancedSecurityAdditionalFlows {} accompanies the mode.
func addOns(specified *UserPoolAddOnsType) *UserPoolAddOnsType {
	if specified == nil {
		return nil
	}
	a := *specified
	a.AdvancedSecurityAdditionalFlows = cmp.Or(a.AdvancedSecurityAdditionalFlows, noAdditionalFlows)
	return &a
}

// mirrorMessages copies the three legacy messages into the template and back.
// Where both were specified and differ each comes back as it was specified.
func mirrorMessages(s *PoolSettings, specified *VerificationMessageTemplateType) {
	t := value(specified)
	t.DefaultEmailOption = cmp.Or(t.DefaultEmailOption, emailByCode)
	for _, pair := range []struct{ legacy, template **string }{
		{&s.EmailVerificationMessage, &t.EmailMessage},
		{&s.EmailVerificationSubject, &t.EmailSubject},
		{&s.SmsVerificationMessage, &t.SmsMessage},
	} {
		legacy, template := *pair.legacy, *pair.template
		*pair.legacy, *pair.template = cmp.Or(legacy, template), cmp.Or(template, legacy)
	}
	s.VerificationMessageTemplate = &t
}

// value is what a pointer points to, or the zero value for nil.
func value[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
