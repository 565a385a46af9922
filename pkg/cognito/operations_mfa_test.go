package cognito_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

var (
	westRole  = obj{"SnsCallerArn": "arn:aws:iam::123456789012:role/service-role/sms", "SnsRegion": "us-west-2"}
	token     = obj{"Enabled": true}
	allBlocks = obj{
		"MfaConfiguration":              "ON",
		"SmsMfaConfiguration":           obj{"SmsAuthenticationMessage": code, "SmsConfiguration": westRole},
		"SoftwareTokenMfaConfiguration": token,
		"EmailMfaConfiguration":         obj{"Message": code, "Subject": "s"},
		"WebAuthnConfiguration":         obj{"RelyingPartyId": "auth.example.com", "UserVerification": "required", "FactorConfiguration": "SINGLE_FACTOR"},
	}
)

// mfaPool makes a pool in us-west-2 that can have every factor: its e-mail is
// sent by SES.
func mfaPool(l *lab) (id string) {
	l.t.Helper()
	l.service.Region = "us-west-2"
	return l.create(obj{"PoolName": "p", "EmailConfiguration": obj{
		"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-west-2:123456789012:identity/ann@example.com",
	}})
}

// TestSetMfa: what is set is answered, on a new pool and on one that had everything: a
// block that is not given goes, and absent, {} and Enabled:false are three things.
func TestSetMfa(t *testing.T) {
	t.Parallel()
	off := obj{"MfaConfiguration": "OFF"}
	webAuthn := func(w obj) obj { return off.with("WebAuthnConfiguration", w) }
	email := func(mode string, block obj) obj { return obj{"MfaConfiguration": mode, "EmailMfaConfiguration": block} }
	for name, tc := range map[string]struct{ set, want obj }{
		"everything":                   {allBlocks, allBlocks},
		"nothing means OFF":            {obj{}, off},
		"null is a block not given":    {obj{"SmsMfaConfiguration": nil, "WebAuthnConfiguration": nil}, off},
		"OFF":                          {off, off},
		"software tokens only":         {obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token}, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token}},
		"an empty e-mail block":        {email("OPTIONAL", obj{}), email("OPTIONAL", obj{})},
		"an e-mail block in part":      {email("ON", obj{"Subject": "s"}), email("ON", obj{"Subject": "s"})},
		"software tokens off":          {email("ON", obj{}).with("SoftwareTokenMfaConfiguration", obj{"Enabled": false}), email("ON", obj{}).with("SoftwareTokenMfaConfiguration", obj{"Enabled": false})},
		"an empty token block":         {email("ON", obj{}).with("SoftwareTokenMfaConfiguration", obj{}), email("ON", obj{}).with("SoftwareTokenMfaConfiguration", obj{})},
		"WebAuthn without MFA":         {obj{"WebAuthnConfiguration": obj{"RelyingPartyId": "x", "UserVerification": "preferred"}}, webAuthn(obj{"RelyingPartyId": "x", "UserVerification": "preferred"})},
		"WebAuthn's verification":      {obj{"WebAuthnConfiguration": obj{"UserVerification": "required"}, "MfaConfiguration": nil}, webAuthn(obj{"UserVerification": "required"})},
		"WebAuthn's factor":            {webAuthn(obj{"FactorConfiguration": "SINGLE_FACTOR"}), webAuthn(obj{"FactorConfiguration": "SINGLE_FACTOR"})},
		"an empty WebAuthn block":      {webAuthn(obj{}), webAuthn(obj{})},
		"SMS alone, and gets a region": {obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": obj{"SnsCallerArn": westRole["SnsCallerArn"]}}}, obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": westRole}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, before := range []obj{nil, allBlocks} {
				l := newLab(t)
				id := mfaPool(l)
				if before != nil {
					l.setMfa(id, before)
				}
				assert.Equal(t, plain(t, tc.want), l.setMfa(id, tc.set))
				assert.Equal(t, plain(t, tc.want), l.mfa(id))
				members{"MfaConfiguration": tc.want["MfaConfiguration"]}.in(t, l.describe(id))
				smsAfter(tc.want, before != nil).in(t, l.describe(id))
			}
		})
	}
}

// smsAfter is what a pool has of SMS after it was set: OFF without the block lets both
// stay, another mode lets the message stay.
func smsAfter(config obj, before bool) members {
	want := members{"SmsConfiguration": absence{}, "SmsAuthenticationMessage": absence{}}
	block, given := config["SmsMfaConfiguration"].(obj)
	if before && !given {
		want["SmsAuthenticationMessage"] = code
		if config["MfaConfiguration"] == "OFF" {
			want["SmsConfiguration"] = westRole
		}
	}
	for name, value := range block {
		want[name] = value
	}
	return want
}

// TestGetMfa_RelyingParty: SetUserPoolMfaConfig echoes a relying party; GetUserPoolMfaConfig
// has its factor beside it, where nothing else was specified of passkeys.
func TestGetMfa_RelyingParty(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := mfaPool(l)
	party := obj{"RelyingPartyId": "auth.example.com"}
	for _, factors := range []obj{{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": token}, {"MfaConfiguration": "OFF"}} {
		want := factors.with("WebAuthnConfiguration", party)
		assert.Equal(t, plain(t, want), l.setMfa(id, want))
		assert.Equal(t, plain(t, factors.with("WebAuthnConfiguration", party.with("FactorConfiguration", "SINGLE_FACTOR"))), l.mfa(id))
	}
}

// TestGetMfa_AfterUpdate: SMS that CreateUserPool or UpdateUserPool specified is a factor
// while MFA is not OFF; UpdateUserPool leaves the other factors alone, also with OFF.
func TestGetMfa_AfterUpdate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	withSms := obj{"SmsConfiguration": sms, "SmsAuthenticationMessage": code}
	id := l.create(withSms.with("PoolName", "p"))
	assert.Equal(t, map[string]any{"MfaConfiguration": "OFF"}, l.mfa(id), "configured, and no factor")
	l.update(id, withSms.with("MfaConfiguration", "OPTIONAL"))
	assert.Equal(t, plain(t, obj{
		"MfaConfiguration":    "OPTIONAL",
		"SmsMfaConfiguration": obj{"SmsAuthenticationMessage": code, "SmsConfiguration": obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}},
	}), l.mfa(id))

	id = mfaPool(l)
	l.setMfa(id, allBlocks)
	l.update(id, obj{"MfaConfiguration": "OFF"})
	blocks := obj{"MfaConfiguration": "OFF"}
	for _, name := range []string{"SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration"} {
		blocks[name] = allBlocks[name]
	}
	assert.Equal(t, plain(t, blocks), l.mfa(id), "SMS is no factor while MFA is OFF")
	members{"SmsConfiguration": westRole}.in(t, l.describe(id))
	l.update(id, obj{"MfaConfiguration": "OPTIONAL"})
	l.update(id, obj{"MfaConfiguration": "ON"})
	blocks = blocks.and(obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": westRole}})
	assert.Equal(t, plain(t, blocks), l.mfa(id), "all are there for ON, SMS without its message, which went")
	members{"EmailConfiguration.EmailSendingAccount": "DEVELOPER"}.in(t, l.describe(id))
}
