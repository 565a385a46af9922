package cognito

import (
	"slices"
	"strconv"
	"strings"

	"userpools/pkg/apierror"
)

// regionsWithoutThreatProtection: seen in us-gov-west-1 in 2021, for OFF as well;
// the other GovCloud region is assumed to be alike (asf-region).
var regionsWithoutThreatProtection = []string{"us-gov-east-1", "us-gov-west-1"}

func threatProtectionRegion(c *change) error {
	without := slices.Contains(regionsWithoutThreatProtection, c.after.Partition.Region)
	return invalidIf(without && c.after.Settings.UserPoolAddOns != nil,
		"The advanced security features are not supported in this region.")
}

// feature is a row of the table of what a feature plan has to have.
type feature struct {
	// label in the service's sentence. Known are Threat Protection, Passwordless
	// Sign-In, Log Streaming and the V2_0 of token customization; the others are guesses.
	label string
	// plans that have it.
	plans []string
	used  func(*Pool) bool
}

// The labels of what SetUserPoolMfaConfig and SetLogDeliveryConfiguration request, and of what an app client does.
const (
	refreshRotation = "Refresh Token Rotation"
	emailMfa        = "Email MFA"
	passkeyMfa      = "Passkey MFA"
	logStreaming    = "Log Streaming"
)

var (
	plus       = []string{"PLUS"}
	essentials = []string{"ESSENTIALS", "PLUS"}
)

var features = []feature{
	{"Threat Protection", plus, usesThreatProtection},
	{"Passwordless Sign-In", essentials, usesPasswordless},
	{"Token Customization with Pre-Token Generation Lambda V2_0", essentials, usesPreToken("V2_0")},
	{"Token Customization with Pre-Token Generation Lambda V3_0", essentials, usesPreToken("V3_0")},
	{"Password History", essentials, usesPasswordHistory},
	{"Dynamic Client Registration", essentials, func(p *Pool) bool { return p.Settings.DcrConfiguration != nil }},
	{"Custom ACR Level Names", essentials, func(p *Pool) bool { return len(p.Settings.AcrConfiguration) > 0 }},
	{emailMfa, essentials, (*Pool).emailFactor},
	{passkeyMfa, essentials, (*Pool).passkeyFactor},
	{logStreaming, plus, func(p *Pool) bool { return deliversAuthEvents(p.LogConfigurations) }},
}

// featurePaths are what the rows read.
var featurePaths = []string{
	"UserPoolTier", "UserPoolAddOns?", "UserPoolAddOns.AdvancedSecurityMode",
	"UserPoolAddOns.AdvancedSecurityAdditionalFlows.CustomAuthMode?",
	firstFactorsPath, "LambdaConfig.PreTokenGenerationConfig.LambdaVersion", "Policies.PasswordPolicy.PasswordHistorySize",
	"DcrConfiguration?", "AcrConfiguration{}?", "EmailMfaConfiguration?", "WebAuthnConfiguration.FactorConfiguration?",
	"LogConfigurations[].EventSource",
}

func usesThreatProtection(p *Pool) bool {
	a := p.Settings.UserPoolAddOns
	if a == nil {
		return false
	}
	flows := a.AdvancedSecurityAdditionalFlows
	return value(a.AdvancedSecurityMode) != "OFF" || flows != nil && flows.CustomAuthMode != nil
}

func usesPasswordless(p *Pool) bool {
	return slices.ContainsFunc(firstFactors(&p.Settings.PoolSettings), func(f string) bool { return f != "PASSWORD" })
}

func usesPreToken(version string) func(*Pool) bool {
	return func(p *Pool) bool {
		return value(value(value(p.Settings.LambdaConfig).PreTokenGenerationConfig).LambdaVersion) == version
	}
}

func usesPasswordHistory(p *Pool) bool {
	return value(value(value(p.Settings.Policies).PasswordPolicy).PasswordHistorySize) > 0
}

const firstFactorsPath = "Policies.SignInPolicy.AllowedFirstAuthFactors[]"

// firstFactors are the specified first factors.
func firstFactors(s *PoolSettings) []string {
	return value(value(s.Policies).SignInPolicy).AllowedFirstAuthFactors
}

// featurePlan: an update that changes the plan itself is refused by the type of
// tier-change (docs/departures.md#tier-change-text).
func featurePlan(c *change) error {
	var missing []string
	for i := range features {
		if f := &features[i]; !slices.Contains(f.plans, c.tier()) && f.used(c.after) {
			missing = append(missing, f.label)
		}
	}
	if missing == nil {
		return nil
	}
	if c.op == onUpdate && c.tier() != tierOf(&c.before.Settings.PoolSettings) {
		return c.needDisabling(apierror.TierChangeNotAllowed, missing)
	}
	return c.needDisabling(apierror.FeatureUnavailableInTier, missing)
}

// needDisabling is the one sentence of both types. How the service joins several
// labels is not known; a comma is taken.
func (c *change) needDisabling(code apierror.Code, labels []string) error {
	return apierror.New(code, "The following features need to be disabled for the "+c.tier()+" pricing tier configured: "+strings.Join(labels, ", "))
}

func featurePlanMfa(c *change) error {
	label := ""
	switch {
	case c.tier() != "LITE":
	case c.after.emailFactor():
		label = emailMfa
	case c.after.passkeyFactor():
		label = passkeyMfa
	}
	if label == "" {
		return nil
	}
	return notInPlan("LITE", label)
}

// notInPlan is the sentence of operations that do not write the whole pool.
func notInPlan(plan, label string) error {
	return apierror.New(apierror.FeatureUnavailableInTier,
		"The following feature is not available for the "+plan+" pricing tier configured: "+label)
}

// tierChange is about what is not in the pool itself, such as its app clients.
func tierChange(c *change) error {
	if c.after.Settings.UserPoolTier == nil {
		return nil
	}
	from, to := "", c.tier()
	if c.op != onCreate {
		from = tierOf(&c.before.Settings.PoolSettings)
	}
	if from == to {
		return nil
	}
	inTheWay := c.facts.TierChange(c.after.Partition.Account, from, to)
	if to == "LITE" && c.after.Family.Rotating > 0 && !slices.Contains(inTheWay, refreshRotation) {
		inTheWay = append([]string{refreshRotation}, inTheWay...)
	}
	if inTheWay != nil {
		return c.needDisabling(apierror.TierChangeNotAllowed, inTheWay)
	}
	return nil
}

func signInPassword(c *change) error {
	f := firstFactors(&c.after.Settings.PoolSettings)
	return invalidIf(f != nil && !slices.Contains(f, "PASSWORD"),
		"Password should be configured as one of the allowed first auth factors.")
}

// signInSoftwareToken: the text is not known.
func signInSoftwareToken(c *change) error {
	return invalidIf(slices.Contains(firstFactors(&c.after.Settings.PoolSettings), "SOFTWARE_TOKEN"),
		"The first factor SOFTWARE_TOKEN is not supported.")
}

// signInSmsOtp: SetUserPoolMfaConfig does not check it. On a pool with SMS_OTP it
// accepts OPTIONAL and refuses ON for another reason
// (setmfa-on-with-otp-first-factor, ok-setmfa-optional-otp).
func signInSmsOtp(c *change) error {
	s := &c.after.Settings
	return invalidIf(slices.Contains(firstFactors(&s.PoolSettings), "SMS_OTP") && s.SmsConfiguration == nil,
		"SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration")
}

// validityDays is checked within one request only; 0 days count as absent.
func validityDays(c *change) error {
	temporary := value(value(c.requested.Policies).PasswordPolicy).TemporaryPasswordValidityDays
	unused := value(c.requested.AdminCreateUserConfig).UnusedAccountValidityDays
	return invalidIf(value(temporary) > 0 && value(unused) > 0,
		"Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays")
}

const mechanismPath = "AccountRecoverySetting.RecoveryMechanisms[]"

// mechanisms are the recovery mechanisms to check. On update a setting that is
// left out, or equal to what DescribeUserPool answers now, changes nothing and is not
// checked: Terraform sends back the described default, and an SMS pool must stay
// changeable.
func (c *change) mechanisms() []RecoveryOptionType {
	s := c.after.Settings.AccountRecoverySetting
	if s == nil || c.op == onUpdate && c.before.Settings.AccountRecoverySetting == s {
		return nil
	}
	return s.RecoveryMechanisms
}

func recoveryInvalid(text string) error {
	return invalid("Invalid account recovery setting parameter. Account Recovery Setting cannot %s", text)
}

func hasMechanism(ms []RecoveryOptionType, name string) bool {
	return slices.ContainsFunc(ms, func(m RecoveryOptionType) bool { return value(m.Name) == name })
}

func recoveryAdminOnly(c *change) error {
	if ms := c.mechanisms(); len(ms) > 1 && hasMechanism(ms, "admin_only") {
		return recoveryInvalid("use admin_only setting with any other recovery mechanisms.")
	}
	return nil
}

func recoveryDuplicate(c *change) error {
	ms := c.mechanisms()
	for i, m := range ms {
		alike := func(other RecoveryOptionType) bool {
			return value(other.Name) == value(m.Name) || value(other.Priority) == value(m.Priority)
		}
		if slices.ContainsFunc(ms[:i], alike) {
			return recoveryInvalid("have duplicate priorities or recovery mechanisms.")
		}
	}
	return nil
}

func recoverySmsMfa(c *change) error {
	if c.after.smsFactor() && hasMechanism(c.mechanisms(), "verified_phone_number") {
		return recoveryInvalid("use verified_phone_number as a recovery mechanism when SMS MFA is configured.")
	}
	return nil
}

// recoveryEmailMfa has the text of recovery-phone-with-sms-mfa by analogy.
func recoveryEmailMfa(c *change) error {
	if ms := c.mechanisms(); len(ms) == 1 && hasMechanism(ms, "verified_email") && c.after.emailFactor() {
		return recoveryInvalid("use verified_email as a recovery mechanism when Email MFA is configured.")
	}
	return nil
}

// acrNames: the rule is documented, its text is not known.
func acrNames(c *change) error {
	specified := c.after.Settings.AcrConfiguration
	seen := map[string]bool{}
	for level := 1; len(specified) > 0 && level <= 4; level++ {
		name := defaultAcrPrefix + strconv.Itoa(level)
		if config, ok := specified["Level"+strconv.Itoa(level)]; ok {
			name = value(config.AcrValue)
		}
		if seen[name] {
			return invalid("The ACR value %s is used for more than one level.", name)
		}
		seen[name] = true
	}
	return nil
}
