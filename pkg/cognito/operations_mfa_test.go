package cognito_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// The service's refusals of factors, by their ids in docs/evidence.md.
const (
	offWithFactor = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."                                                                              // setmfa-off-with-factor-2026
	noFactor      = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled."                                                                     // setmfa-optional-no-factor-passkey
	otpFirst      = "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled"                                                                  // setmfa-on-with-otp-first-factor
	phoneNeedsSms = "SMS configuration is required when phone_number is selected for auto verification"                                                                               // setmfa-phone-autoverify-no-sms
	emailSender   = "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT. Update the value of EmailSendingAccount." // setmfa-email-cognito-default-full
)

var (
	westRole  = obj{"SnsCallerArn": "arn:aws:iam::123456789012:role/service-role/sms", "SnsRegion": "us-west-2"}
	allBlocks = obj{
		"MfaConfiguration":              "ON",
		"SmsMfaConfiguration":           obj{"SmsAuthenticationMessage": code, "SmsConfiguration": westRole},
		"SoftwareTokenMfaConfiguration": obj{"Enabled": true},
		"EmailMfaConfiguration":         obj{"Message": code, "Subject": "s"},
		"WebAuthnConfiguration":         obj{"RelyingPartyId": "auth.example.com", "UserVerification": "required", "FactorConfiguration": "SINGLE_FACTOR"},
	}
)

// GetUserPoolMfaConfig: a pool without MFA has one member.
func TestMfaOfAPoolThatNeverSetIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	assert.Equal(t, map[string]any{"MfaConfiguration": "OFF"}, l.mfa(l.create(obj{"PoolName": "p"})))
}

// What is set is what shows: blocks as they were said, absent, {} and
// Enabled:false being three things.
func TestMfaShowsWhatWasSet(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ set, want obj }{
		"everything":                     {allBlocks, allBlocks},
		"nothing means OFF":              {obj{}, obj{"MfaConfiguration": "OFF"}},
		"OFF":                            {obj{"MfaConfiguration": "OFF"}, obj{"MfaConfiguration": "OFF"}},
		"software tokens only":           {obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}},
		"an empty e-mail block":          {obj{"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": obj{}}, obj{"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": obj{}}},
		"an e-mail block in part":        {obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{"Subject": "s"}}, obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{"Subject": "s"}}},
		"software tokens that are off":   {obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{}, "SoftwareTokenMfaConfiguration": obj{"Enabled": false}}, obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{}, "SoftwareTokenMfaConfiguration": obj{"Enabled": false}}},
		"an empty software token block":  {obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{}, "SoftwareTokenMfaConfiguration": obj{}}, obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{}, "SoftwareTokenMfaConfiguration": obj{}}},
		"WebAuthn without MFA":           {obj{"WebAuthnConfiguration": obj{"RelyingPartyId": "x", "UserVerification": "preferred"}}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{"RelyingPartyId": "x", "UserVerification": "preferred"}}},
		"WebAuthn's user verification":   {obj{"WebAuthnConfiguration": obj{"UserVerification": "required"}}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{"UserVerification": "required"}}},
		"WebAuthn's factor when said":    {obj{"WebAuthnConfiguration": obj{"FactorConfiguration": "SINGLE_FACTOR"}}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{"FactorConfiguration": "SINGLE_FACTOR"}}},
		"an empty WebAuthn block":        {obj{"WebAuthnConfiguration": obj{}}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{}}},
		"SMS gets its region":            {obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": obj{"SnsCallerArn": westRole["SnsCallerArn"]}}}, obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": westRole}}},
		"OFF by silence beside WebAuthn": {obj{"WebAuthnConfiguration": obj{"UserVerification": "required"}, "MfaConfiguration": nil}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{"UserVerification": "required"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := mfaPool(l)
			want := plain(t, tc.want)
			assert.Equal(t, want, map[string]any(l.do("SetUserPoolMfaConfig", tc.set.with("UserPoolId", id))))
			assert.Equal(t, want, l.mfa(id))
			shows(t, tc.want["MfaConfiguration"], l.describe(id), "MfaConfiguration")
			shows(t, obj(want.(map[string]any)).at("SmsMfaConfiguration", "SmsConfiguration"), l.describe(id), "SmsConfiguration")
			shows(t, obj(want.(map[string]any)).at("SmsMfaConfiguration", "SmsAuthenticationMessage"), l.describe(id), "SmsAuthenticationMessage")
		})
	}
}

// SetUserPoolMfaConfig echoes a relying party; GetUserPoolMfaConfig shows its
// factor beside it, where nothing else was said of passkeys.
func TestMfa_RelyingPartyAlone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := mfaPool(l)
	said := obj{"RelyingPartyId": "auth.example.com"}
	for _, factors := range []obj{{"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}, {"MfaConfiguration": "OFF"}} {
		want := factors.with("WebAuthnConfiguration", said)
		assert.Equal(t, plain(t, want), map[string]any(l.do("SetUserPoolMfaConfig", want.with("UserPoolId", id))))
		assert.Equal(t, plain(t, factors.with("WebAuthnConfiguration", said.with("FactorConfiguration", "SINGLE_FACTOR"))), l.mfa(id))
	}
}

// SetUserPoolMfaConfig replaces everything: a block that is not given goes.
func TestSettingMfaReplacesAllOfIt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ set, want obj }{
		"by nothing":                {obj{}, obj{"MfaConfiguration": "OFF"}},
		"by one factor":             {obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}}},
		"by SMS without a message":  {obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": westRole}}, obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": westRole}}},
		"by WebAuthn only":          {obj{"WebAuthnConfiguration": obj{}}, obj{"MfaConfiguration": "OFF", "WebAuthnConfiguration": obj{}}},
		"null is a block not given": {obj{"SmsMfaConfiguration": nil, "WebAuthnConfiguration": nil}, obj{"MfaConfiguration": "OFF"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := mfaPool(l)
			l.do("SetUserPoolMfaConfig", allBlocks.with("UserPoolId", id))
			assert.Equal(t, plain(t, tc.want), map[string]any(l.do("SetUserPoolMfaConfig", tc.set.with("UserPoolId", id))))
			assert.Equal(t, plain(t, tc.want), l.mfa(id))
			pool := l.describe(id)
			if tc.want["MfaConfiguration"] == "OFF" {
				assert.Contains(t, pool, "SmsConfiguration", "OFF lets SmsConfiguration stay")
				assert.Contains(t, pool, "SmsAuthenticationMessage")
				return
			}
			if tc.want["SmsMfaConfiguration"] == nil {
				assert.NotContains(t, pool, "SmsConfiguration", "with other factors and without the SMS block SmsConfiguration goes")
				assert.Contains(t, pool, "SmsAuthenticationMessage", "and the message stays")
				return
			}
			shows(t, tc.want.at("SmsMfaConfiguration", "SmsAuthenticationMessage"), pool, "SmsAuthenticationMessage")
		})
	}
}

// SMS that CreateUserPool or UpdateUserPool said is a factor while MFA is not OFF.
func TestSmsIsAFactorWhileMfaIsNotOff(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "SmsConfiguration": obj{"SnsCallerArn": role}, "SmsAuthenticationMessage": code})
	assert.Equal(t, map[string]any{"MfaConfiguration": "OFF"}, l.mfa(id), "configured, and no factor")
	l.update(id, obj{"MfaConfiguration": "OPTIONAL", "SmsConfiguration": obj{"SnsCallerArn": role}, "SmsAuthenticationMessage": code})
	assert.Equal(t, plain(t, obj{
		"MfaConfiguration":    "OPTIONAL",
		"SmsMfaConfiguration": obj{"SmsAuthenticationMessage": code, "SmsConfiguration": obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}},
	}), l.mfa(id))
}

// UpdateUserPool leaves the blocks alone, also with OFF.
func TestUpdatesLeaveTheFactorsAlone(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := mfaPool(l)
	l.do("SetUserPoolMfaConfig", allBlocks.with("UserPoolId", id))
	l.update(id, obj{"MfaConfiguration": "OFF"})
	blocks := obj{}
	for _, name := range []string{"SoftwareTokenMfaConfiguration", "EmailMfaConfiguration", "WebAuthnConfiguration"} {
		blocks[name] = allBlocks[name]
	}
	assert.Equal(t, plain(t, blocks.with("MfaConfiguration", "OFF")), l.mfa(id), "SMS is no factor while MFA is OFF")
	shows(t, westRole, l.describe(id), "SmsConfiguration")
	l.update(id, obj{"MfaConfiguration": "ON"})
	blocks["SmsMfaConfiguration"] = obj{"SmsConfiguration": westRole}
	assert.Equal(t, plain(t, blocks.with("MfaConfiguration", "ON")), l.mfa(id), "all are there for ON, SMS without its message, which went")
	shown{"EmailConfiguration.EmailSendingAccount": "DEVELOPER"}.holds(t, l.describe(id))
}

func TestWhatMfaRefuses(t *testing.T) {
	t.Parallel()
	token := obj{"Enabled": true}
	sms := obj{"SmsConfiguration": westRole}
	for name, tc := range map[string]struct {
		pool    obj // members beside name and e-mail
		set     obj
		message string
	}{
		"OFF with SMS":                              {nil, obj{"MfaConfiguration": "OFF", "SmsMfaConfiguration": sms}, offWithFactor},
		"OFF with software tokens":                  {nil, obj{"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": token}, offWithFactor},
		"OFF with software tokens that are off":     {nil, obj{"MfaConfiguration": "OFF", "SoftwareTokenMfaConfiguration": obj{"Enabled": false}}, offWithFactor},
		"OFF with e-mail":                           {nil, obj{"MfaConfiguration": "OFF", "EmailMfaConfiguration": obj{}}, offWithFactor},
		"OFF by silence with software tokens":       {nil, obj{"SoftwareTokenMfaConfiguration": token}, offWithFactor},
		"ON without a factor":                       {nil, obj{"MfaConfiguration": "ON"}, noFactor},
		"OPTIONAL without a factor":                 {nil, obj{"MfaConfiguration": "OPTIONAL"}, noFactor},
		"OPTIONAL with WebAuthn only":               {nil, obj{"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": obj{"RelyingPartyId": "example.com", "UserVerification": "required"}}, noFactor},
		"ON with software tokens that are off":      {nil, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{"Enabled": false}}, noFactor},
		"ON with an empty software token block":     {nil, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": obj{}}, noFactor},
		"ON with EMAIL_OTP as a first factor":       {obj{"Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}}}}, obj{"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": token}, otpFirst},
		"no SMS while telephones are verified":      {obj{"AutoVerifiedAttributes": list{"phone_number"}, "SmsConfiguration": westRole}, obj{"MfaConfiguration": "OFF"}, phoneNeedsSms},
		"e-mail while Cognito sends it":             {obj{"EmailConfiguration": nil}, obj{"MfaConfiguration": "ON", "EmailMfaConfiguration": obj{}}, emailSender},
		"OFF with e-mail goes before who sends it":  {obj{"EmailConfiguration": nil}, obj{"MfaConfiguration": "OFF", "EmailMfaConfiguration": obj{}}, offWithFactor},
		"SMS in another region":                     {nil, obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": obj{"SmsConfiguration": obj{"SnsCallerArn": role, "SnsRegion": "us-east-1"}}}, "Invalid snsRegion. Allowed SNS region for us-west-2 is us-west-2"},
		"recovery by telephone, said, with SMS MFA": {obj{"AccountRecoverySetting": recovery}, obj{"MfaConfiguration": "ON", "SmsMfaConfiguration": sms}, "Invalid account recovery setting parameter. Account Recovery Setting cannot use verified_phone_number as a recovery mechanism when SMS MFA is configured."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := mfaPool(l)
			if tc.pool != nil {
				pool := obj{"PoolName": "p", "EmailConfiguration": obj{"EmailSendingAccount": "DEVELOPER", "SourceArn": "arn:aws:ses:us-west-2:123456789012:identity/ann@example.com"}}
				for member, value := range tc.pool {
					pool = pool.with(member, value)
				}
				id = l.create(pool)
			}
			before := l.mfa(id)
			l.invalid(tc.message, "SetUserPoolMfaConfig", tc.set.with("UserPoolId", id))
			assert.Equal(t, before, l.mfa(id), "a refused call changes nothing")
		})
	}
}

// OPTIONAL takes one-time passwords as first factors (ok-setmfa-optional-otp).
func TestOptionalMfaBesideOneTimePasswords(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "Policies": obj{"SignInPolicy": obj{"AllowedFirstAuthFactors": list{"PASSWORD", "EMAIL_OTP"}}}})
	l.do("SetUserPoolMfaConfig", obj{"UserPoolId": id, "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": obj{"Enabled": true}})
}

func TestSettingMfaMovesLastModifiedDate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	l.later(time.Second)
	l.do("SetUserPoolMfaConfig", obj{"UserPoolId": id})
	pool := l.describe(id)
	assert.InDelta(t, pool["CreationDate"].(float64)+1, pool["LastModifiedDate"], 0.0001)
}
