package cognito

import (
	"cmp"
	"fmt"
)

// Vintage is the newest set of defaults. New pools get it and keep it; a default
// that the service changes becomes a new vintage here and leaves existing pools
// alone. Vintage 1 is the service as recorded on 2026-09-24
// (testdata/recorded).
const Vintage = 1

// The values that stand for silence where silence itself means something. Rules
// ask for these and for no other default.
const (
	defaultTier      = "ESSENTIALS"
	defaultSending   = "COGNITO_DEFAULT"
	defaultMfa       = "OFF"
	defaultAcrPrefix = "urn:cognito:loa:"
	defaultDays      = 7
)

// knownDefaults refuses a pool of a vintage that is not one of this version: what silence
// means for it is not known. Whoever reads a pool asks this first.
func knownDefaults(id string, vintage int) error {
	if vintage < 1 || vintage > Vintage {
		return fmt.Errorf("pool %s has defaults of vintage %d, which this version does not know", id, vintage)
	}
	return nil
}

// showDescribed is show in the form of DescribeUserPool's answer.
func showDescribed(p *Pool) *UserPoolType {
	out := show(p)
	out.SchemaAttributes = describedSchema(&p.Settings)
	if out.UserPoolTags == nil {
		out.UserPoolTags = map[string]string{}
	}
	return out
}

// showCreated is show in the form of CreateUserPool's answer, which has the
// attributes in another order and without identities, and no UserPoolTags where
// none were sent (create-lite-minimal and describe-lite-minimal in
// testdata/recorded, one pool, one second apart).
func showCreated(p *Pool) *UserPoolType {
	out := show(p)
	out.SchemaAttributes = createdSchema(&p.Settings)
	return out
}

// show resolves silence: it makes of what callers said what both answers show. It
// changes nothing that it is given and shares nothing that is written to later.
func show(p *Pool) *UserPoolType {
	return &UserPoolType{
		Arn:              PoolArn(p.Partition, p.ID),
		CreationDate:     p.Created,
		Id:               p.ID,
		LastModifiedDate: p.Modified,
		Name:             p.Name,
		PoolSettings:     resolve(&p.Settings.PoolSettings, p.Partition.Region),
		Immutable:        p.Settings.Immutable,
	}
}

// resolve fills in the settings, one part a structure. What was said stays as it
// was said, an empty list, map or structure too (docs/departures.md#said-empty). Absent
// unless said, and therefore not here: AcrConfiguration, AutoVerifiedAttributes,
// DcrConfiguration, DeviceConfiguration and SmsAuthenticationMessage.
func resolve(said *PoolSettings, region string) PoolSettings {
	s := *said
	s.AccountRecoverySetting = cmp.Or(s.AccountRecoverySetting, defaultRecovery())
	s.AdminCreateUserConfig = adminCreate(said)
	s.DeletionProtection = cmp.Or(s.DeletionProtection, new("INACTIVE"))
	s.EmailConfiguration = email(s.EmailConfiguration)
	s.IssuerConfiguration = cmp.Or(s.IssuerConfiguration, &IssuerConfigurationType{Type: new("ORIGINAL")})
	s.KeyConfiguration = cmp.Or(s.KeyConfiguration, &KeyConfigurationType{KeyType: new("AWS_OWNED_KEY")})
	s.LambdaConfig = lambdas(s.LambdaConfig)
	s.MfaConfiguration = cmp.Or(s.MfaConfiguration, new(defaultMfa))
	s.Policies = resolvedPolicies(s.Policies)
	s.SmsConfiguration = sms(s.SmsConfiguration, region)
	s.UserAttributeUpdateSettings = cmp.Or(s.UserAttributeUpdateSettings,
		&UserAttributeUpdateSettingsType{AttributesRequireVerificationBeforeUpdate: []string{}})
	s.UserPoolAddOns = addOns(s.UserPoolAddOns)
	s.UserPoolTier = cmp.Or(s.UserPoolTier, new(defaultTier))
	mirrorMessages(&s, said.VerificationMessageTemplate)
	return s
}

// createdTier: a create with threat protection and no plan makes a pool on PLUS,
// as if that had been said (ok-threat-protection-without-tier).
func createdTier(said *PoolSettings) *string {
	a := said.UserPoolAddOns
	if said.UserPoolTier != nil || a == nil || value(a.AdvancedSecurityMode) == "OFF" {
		return said.UserPoolTier
	}
	return new("PLUS")
}

// defaultRecovery is there since 2024-09; answers of 2023 and before left it out.
func defaultRecovery() *AccountRecoverySettingType {
	return &AccountRecoverySettingType{RecoveryMechanisms: []RecoveryOptionType{
		{Name: new("verified_email"), Priority: new(1)},
		{Name: new("verified_phone_number"), Priority: new(2)},
	}}
}

// adminCreate: UnusedAccountValidityDays follows TemporaryPasswordValidityDays
// where that was said, else is what was said, else 7. A 0 counts as unset.
func adminCreate(said *PoolSettings) *AdminCreateUserConfigType {
	var a AdminCreateUserConfigType
	if said.AdminCreateUserConfig != nil {
		a = *said.AdminCreateUserConfig
	}
	a.AllowAdminCreateUserOnly = cmp.Or(a.AllowAdminCreateUserOnly, new(false))
	var temporary int
	if said.Policies != nil && said.Policies.PasswordPolicy != nil {
		temporary = value(said.Policies.PasswordPolicy.TemporaryPasswordValidityDays)
	}
	a.UnusedAccountValidityDays = new(cmp.Or(temporary, value(a.UnusedAccountValidityDays), defaultDays))
	return &a
}

// email has its sending account always. Answers of 2019 did not.
func email(said *EmailConfigurationType) *EmailConfigurationType {
	var e EmailConfigurationType
	if said != nil {
		e = *said
	}
	e.EmailSendingAccount = cmp.Or(e.EmailSendingAccount, new(defaultSending))
	return &e
}

// lambdas: PreTokenGeneration and PreTokenGenerationConfig appear together, V1_0
// when only the former was said.
func lambdas(said *LambdaConfigType) *LambdaConfigType {
	var l LambdaConfigType
	if said != nil {
		l = *said
	}
	switch {
	case l.PreTokenGeneration != nil && l.PreTokenGenerationConfig == nil:
		l.PreTokenGenerationConfig = &LambdaVersionConfigType{LambdaArn: l.PreTokenGeneration, LambdaVersion: new("V1_0")}
	case l.PreTokenGeneration == nil && l.PreTokenGenerationConfig != nil:
		l.PreTokenGeneration = l.PreTokenGenerationConfig.LambdaArn
	}
	return &l
}

func resolvedPolicies(said *UserPoolPolicyType) *UserPoolPolicyType {
	var p UserPoolPolicyType
	if said != nil {
		p = *said
	}
	p.PasswordPolicy = password(p.PasswordPolicy)
	p.SignInPolicy = cmp.Or(p.SignInPolicy, &SignInPolicyType{AllowedFirstAuthFactors: []string{"PASSWORD"}})
	return &p
}

// password: a missing policy asks for everything, but in a policy that was given
// in part a missing Require* is false. MinimumLength is 8 and
// TemporaryPasswordValidityDays 7 in both; 0 days count as unset.
func password(said *PasswordPolicyType) *PasswordPolicyType {
	missing := said == nil
	var p PasswordPolicyType
	if said != nil {
		p = *said
	}
	p.MinimumLength = cmp.Or(p.MinimumLength, new(8))
	p.RequireLowercase = cmp.Or(p.RequireLowercase, new(missing))
	p.RequireNumbers = cmp.Or(p.RequireNumbers, new(missing))
	p.RequireSymbols = cmp.Or(p.RequireSymbols, new(missing))
	p.RequireUppercase = cmp.Or(p.RequireUppercase, new(missing))
	p.TemporaryPasswordValidityDays = new(cmp.Or(value(p.TemporaryPasswordValidityDays), defaultDays))
	return &p
}

// sms: SNS is used in the pool's own region unless another was said.
func sms(said *SmsConfigurationType, region string) *SmsConfigurationType {
	if said == nil || said.SnsCallerArn == nil {
		return said
	}
	s := *said
	s.SnsRegion = cmp.Or(s.SnsRegion, &region)
	return &s
}

// addOns: AdvancedSecurityAdditionalFlows {} accompanies the mode.
func addOns(said *UserPoolAddOnsType) *UserPoolAddOnsType {
	if said == nil {
		return nil
	}
	a := *said
	a.AdvancedSecurityAdditionalFlows = cmp.Or(a.AdvancedSecurityAdditionalFlows, &AdvancedSecurityAdditionalFlowsType{})
	return &a
}

// mirrorMessages copies the three legacy messages into the template and back.
// Where both were said and differ each comes back as it was said.
func mirrorMessages(s *PoolSettings, said *VerificationMessageTemplateType) {
	var t VerificationMessageTemplateType
	if said != nil {
		t = *said
	}
	t.DefaultEmailOption = cmp.Or(t.DefaultEmailOption, new("CONFIRM_WITH_CODE"))
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
