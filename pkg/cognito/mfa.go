package cognito

import (
	"context"
)

func (s *Service) getUserPoolMfaConfig(ctx context.Context, call Call, in *GetUserPoolMfaConfigRequest) (*MfaConfig, error) {
	p, err := s.get(ctx, call, *in.UserPoolId)
	if err != nil {
		return nil, err
	}
	out := mfaConfig(p)
	out.WebAuthnConfiguration = webAuthn(out.WebAuthnConfiguration)
	return out, nil
}

// mfaConfig has the factor structures as they were specified; an unset one is
// absent, because Terraform takes an empty one for drift. SMS is there while it is
// a factor.
func mfaConfig(p *Pool) *MfaConfig {
	out := &MfaConfig{
		EmailMfaConfiguration:         p.Mfa.EmailMfaConfiguration,
		MfaConfiguration:              new(orElse(p.Settings.MfaConfiguration, defaultMfa)),
		SoftwareTokenMfaConfiguration: p.Mfa.SoftwareTokenMfaConfiguration,
		WebAuthnConfiguration:         p.Mfa.WebAuthnConfiguration,
	}
	if p.smsFactor() {
		out.SmsMfaConfiguration = &SmsMfaConfigType{
			SmsAuthenticationMessage: p.Settings.SmsAuthenticationMessage,
			SmsConfiguration:         sms(p.Settings.SmsConfiguration, p.Partition.Region),
		}
	}
	return out
}

// webAuthn: a relying party that was specified alone is described as a single factor
// (go-to-k/cdkd#2064). Beside UserVerification the factor is absent unless it was
// specified (aws-cli-get-user-pool-mfa-config in testdata/recorded).
func webAuthn(specified *WebAuthnConfigurationType) *WebAuthnConfigurationType {
	if specified == nil || specified.RelyingPartyId == nil || *specified != (WebAuthnConfigurationType{RelyingPartyId: specified.RelyingPartyId}) {
		return specified
	}
	return &WebAuthnConfigurationType{RelyingPartyId: specified.RelyingPartyId, FactorConfiguration: new("SINGLE_FACTOR")}
}

// setUserPoolMfaConfig replaces the whole configuration: a structure that is not
// given goes, and an omitted MfaConfiguration means OFF. It answers with what is
// then configured.
func (s *Service) setUserPoolMfaConfig(ctx context.Context, call Call, in *SetUserPoolMfaConfigRequest) (*MfaConfig, error) {
	p, err := s.modify(ctx, call, *in.UserPoolId, in)
	if err != nil {
		return nil, err
	}
	return mfaConfig(p), nil
}

// apply: SmsConfiguration goes where other factors are configured without the SMS
// block. OFF lets it stay: the acceptance tests of the Terraform provider, which
// sends no block then, find it afterwards (MFA_sms and MFA_smsAndSoftwareTokenMFA in
// its user_pool_test.go). SmsAuthenticationMessage stays in both cases: without it
// the provider would always plan a change.
func (in *SetUserPoolMfaConfigRequest) apply(p *Pool) *change {
	m := &in.MfaConfig
	p.Settings.MfaConfiguration = new(orElse(m.MfaConfiguration, defaultMfa))
	switch {
	case m.SmsMfaConfiguration != nil:
		p.Settings.SmsConfiguration = m.SmsMfaConfiguration.SmsConfiguration
		p.Settings.SmsAuthenticationMessage = m.SmsMfaConfiguration.SmsAuthenticationMessage
	case *p.Settings.MfaConfiguration != "OFF":
		p.Settings.SmsConfiguration = nil
	}
	p.Mfa = MfaFactors{
		EmailMfaConfiguration:         m.EmailMfaConfiguration,
		SoftwareTokenMfaConfiguration: m.SoftwareTokenMfaConfiguration,
		WebAuthnConfiguration:         m.WebAuthnConfiguration,
	}
	return &change{op: onSetMfa, mfa: *m}
}
