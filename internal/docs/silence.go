package docs

import (
	"encoding/json"
	"fmt"
	"strings"
)

// silence is a request that leaves something out, and where to look at what is
// made of it.
type silence struct {
	// member of DescribeUserPool's answer, but for the prefix UserPool.
	member string
	// says is the request in words, create what is said beside PoolName, as the
	// members of a JSON object.
	says, create string
	// proof is how well the default is known: recorded, reported, documented or
	// guessed.
	proof string
}

// silences are the defaults, by member.
var silences = []silence{
	{"AccountRecoverySetting", "nothing", ``, "recorded"},
	{"AccountRecoverySetting", "one mechanism", `"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"verified_email","Priority":1}]}`, "recorded"},
	{"AcrConfiguration", "nothing", ``, "documented"},
	{"AdminCreateUserConfig", "nothing", ``, "recorded"},
	{"AdminCreateUserConfig", "AllowAdminCreateUserOnly alone", `"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true}`, "recorded"},
	{"AdminCreateUserConfig", "TemporaryPasswordValidityDays 3", `"Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":3}}`, "recorded"},
	{"AdminCreateUserConfig", "UnusedAccountValidityDays 30", `"AdminCreateUserConfig":{"UnusedAccountValidityDays":30}`, "guessed"},
	{"AliasAttributes", "nothing", ``, "recorded"},
	{"AutoVerifiedAttributes", "nothing", ``, "recorded"},
	{"DcrConfiguration", "nothing", ``, "documented"},
	{"DeletionProtection", "nothing", ``, "recorded"},
	{"DeviceConfiguration", "nothing", ``, "recorded"},
	{"DeviceConfiguration", "one member", `"DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true}`, "guessed"},
	{"EmailConfiguration", "nothing", ``, "recorded"},
	{"EmailConfiguration", "no EmailSendingAccount", `"EmailConfiguration":{"ReplyToEmailAddress":"a@example.com"}`, "guessed"},
	{"EmailVerificationMessage", "nothing", ``, "recorded"},
	{"EmailVerificationMessage", "the template's EmailMessage", `"VerificationMessageTemplate":{"EmailMessage":"Code {####}"}`, "reported"},
	{"EmailVerificationSubject", "nothing", ``, "recorded"},
	{"EstimatedNumberOfUsers", "", ``, "recorded"},
	{"IssuerConfiguration", "nothing", ``, "recorded"},
	{"KeyConfiguration", "nothing", ``, "recorded"},
	{"LambdaConfig", "nothing", ``, "recorded"},
	{"LambdaConfig", "PreTokenGeneration alone", `"LambdaConfig":{"PreTokenGeneration":"arn:aws:lambda:us-east-1:123456789012:function:f"}`, "recorded"},
	{"LambdaConfig", "PreTokenGenerationConfig alone", `"LambdaConfig":{"PreTokenGenerationConfig":{"LambdaArn":"arn:aws:lambda:us-east-1:123456789012:function:f","LambdaVersion":"V2_0"}}`, "recorded"},
	{"MfaConfiguration", "nothing", ``, "recorded"},
	{"Policies.PasswordPolicy", "nothing", ``, "recorded"},
	{"Policies.PasswordPolicy", "MinimumLength alone", `"Policies":{"PasswordPolicy":{"MinimumLength":12}}`, "recorded"},
	{"Policies.PasswordPolicy", "no MinimumLength", `"Policies":{"PasswordPolicy":{"RequireNumbers":true}}`, "reported"},
	{"Policies.PasswordPolicy", "an empty policy", `"Policies":{"PasswordPolicy":{}}`, "guessed"},
	{"Policies.PasswordPolicy", "TemporaryPasswordValidityDays 0", `"Policies":{"PasswordPolicy":{"TemporaryPasswordValidityDays":0}}`, "documented"},
	{"Policies.SignInPolicy", "nothing", ``, "recorded"},
	{"SmsConfiguration", "nothing", ``, "recorded"},
	{"SmsConfiguration", "no SnsRegion", `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/r"}`, "documented"},
	{"SmsAuthenticationMessage", "nothing", ``, "recorded"},
	{"SmsVerificationMessage", "nothing", ``, "recorded"},
	{"UserAttributeUpdateSettings", "nothing", ``, "recorded"},
	{"UserPoolAddOns", "nothing", ``, "recorded"},
	{"UserPoolAddOns", "the mode alone", `"UserPoolAddOns":{"AdvancedSecurityMode":"OFF"}`, "recorded"},
	{"UserPoolTags", "nothing", ``, "recorded"},
	{"UserPoolTier", "nothing", ``, "recorded"},
	{"UsernameAttributes", "nothing", ``, "recorded"},
	{"UsernameConfiguration", "nothing", ``, "recorded"},
	{"VerificationMessageTemplate", "nothing", ``, "recorded"},
	{"VerificationMessageTemplate", "the legacy messages", `"EmailVerificationMessage":"Code {####}","EmailVerificationSubject":"Code","SmsVerificationMessage":"Code {####}"`, "recorded"},
	{"VerificationMessageTemplate", "a legacy message and another in the template", `"EmailVerificationMessage":"Code {####}","VerificationMessageTemplate":{"EmailMessage":"Your code {####}"}`, "guessed"},
}

// defaults makes a table of what silence means.
func defaults(p *probe) (string, error) {
	var b strings.Builder
	b.WriteString(header("Member", "Said", "Shown by DescribeUserPool", "Known"))
	for _, s := range silences {
		if _, err := p.ask("CreateUserPool", object(`"PoolName":"p"`, s.create)); err != nil {
			return "", err
		}
		shown, err := p.described(s.member)
		if err != nil {
			return "", err
		}
		b.WriteString(row(code(s.member), s.says, shown, s.proof))
	}
	return b.String(), nil
}

// described is a member of the pool that was made last.
func (p *probe) described(member string) (string, error) {
	answer, err := p.ask("DescribeUserPool", `{"UserPoolId":"<pool>"}`)
	if err != nil {
		return "", err
	}
	v, err := part(answer, "UserPool."+member)
	if err != nil {
		return "", err
	}
	if v == nil {
		return "absent", nil
	}
	return code(string(v)), nil
}

func object(members ...string) string {
	var said []string
	for _, m := range members {
		if m != "" {
			said = append(said, m)
		}
	}
	return "{" + strings.Join(said, ",") + "}"
}

// omission is a member that CreateUserPool said and UpdateUserPool leaves out.
type omission struct {
	member string
	// create says the member, and what has to be with it; update what an update
	// has to say so that it is not refused.
	create, update string
	proof          string
}

// omissions are the members of UpdateUserPool.
var omissions = []omission{
	{"AccountRecoverySetting", `"AccountRecoverySetting":{"RecoveryMechanisms":[{"Name":"admin_only","Priority":1}]}`, ``, "reported"},
	{"AcrConfiguration", `"AcrConfiguration":{"Level1":{"AcrValue":"bronze"}}`, ``, "guessed"},
	{"AdminCreateUserConfig", `"AdminCreateUserConfig":{"AllowAdminCreateUserOnly":true}`, ``, "reported"},
	{"AutoVerifiedAttributes", `"AutoVerifiedAttributes":["email"]`, ``, "reported"},
	{"DcrConfiguration", `"DcrConfiguration":{"EnableStatus":"Enabled"}`, ``, "guessed"},
	{"DeletionProtection", `"DeletionProtection":"ACTIVE"`, ``, "reported"},
	{"DeviceConfiguration", `"DeviceConfiguration":{"ChallengeRequiredOnNewDevice":true}`, ``, "reported"},
	{"EmailConfiguration", `"EmailConfiguration":{"ReplyToEmailAddress":"a@example.com"}`, ``, "guessed"},
	{"EmailVerificationMessage", `"EmailVerificationMessage":"Code {####}"`, ``, "guessed"},
	{"EmailVerificationSubject", `"EmailVerificationSubject":"Code"`, ``, "guessed"},
	{"IssuerConfiguration", `"IssuerConfiguration":{"Type":"UPDATED"}`, ``, "reported"},
	{"KeyConfiguration", `"KeyConfiguration":{"KeyType":"CUSTOMER_MANAGED_KEY","KmsKeyArn":"arn:aws:kms:us-east-1:123456789012:key/k"}`, ``, "reported"},
	{"LambdaConfig", `"LambdaConfig":{"PreSignUp":"arn:aws:lambda:us-east-1:123456789012:function:f"}`, ``, "reported"},
	{"MfaConfiguration", `"MfaConfiguration":"ON","SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/r"}`, ``, "reported"},
	{"Name", ``, ``, "recorded"},
	{"Policies.PasswordPolicy", `"Policies":{"PasswordPolicy":{"MinimumLength":12}}`, ``, "reported"},
	{"Policies.SignInPolicy", `"Policies":{"SignInPolicy":{"AllowedFirstAuthFactors":["PASSWORD","EMAIL_OTP"]}}`, ``, "reported"},
	{"SmsAuthenticationMessage", `"SmsAuthenticationMessage":"Code {####}"`, ``, "reported"},
	{"SmsConfiguration", `"SmsConfiguration":{"SnsCallerArn":"arn:aws:iam::123456789012:role/r"}`, ``, "reported"},
	{"SmsVerificationMessage", `"SmsVerificationMessage":"Code {####}"`, ``, "guessed"},
	{"UserAttributeUpdateSettings", `"AutoVerifiedAttributes":["email"],"UserAttributeUpdateSettings":{"AttributesRequireVerificationBeforeUpdate":["email"]}`, `"AutoVerifiedAttributes":["email"]`, "recorded"},
	{"UserPoolAddOns", `"UserPoolAddOns":{"AdvancedSecurityMode":"OFF"}`, ``, "reported"},
	{"UserPoolTags", `"UserPoolTags":{"team":"a"}`, ``, "reported"},
	{"UserPoolTier", `"UserPoolTier":"PLUS"`, ``, "recorded"},
	{"VerificationMessageTemplate", `"VerificationMessageTemplate":{"DefaultEmailOption":"CONFIRM_WITH_LINK"}`, ``, "reported"},
}

// kept makes a table of what an update does to what it does not mention.
func kept(p *probe) (string, error) {
	var b strings.Builder
	b.WriteString(header("Member", "Left out of an update", "Known"))
	for _, o := range omissions {
		if _, err := p.ask("CreateUserPool", object(`"PoolName":"p"`, o.create)); err != nil {
			return "", err
		}
		before, err := p.described(o.member)
		if err != nil {
			return "", err
		}
		if _, err := p.ask("UpdateUserPool", object(`"UserPoolId":"<pool>"`, o.update)); err != nil {
			return "", err
		}
		after, err := p.described(o.member)
		if err != nil {
			return "", err
		}
		what := "kept"
		if before != after {
			what = "reset: " + after
		}
		b.WriteString(row(code(o.member), what, o.proof))
	}
	return b.String(), nil
}

// answers are whole answers, for a page.
func answers(p *probe) (string, error) {
	var b strings.Builder
	made, err := p.ask("CreateUserPool", `{"PoolName":"first"}`)
	if err != nil {
		return "", err
	}
	var shown struct{ UserPool map[string]json.RawMessage }
	if err := json.Unmarshal(made, &shown); err != nil {
		return "", err
	}
	delete(shown.UserPool, "SchemaAttributes")
	short, err := json.Marshal(shown)
	if err != nil {
		return "", err
	}
	text, err := indented(short)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "`CreateUserPool` with `{\"PoolName\":\"first\"}` answers, but for SchemaAttributes, which follow:\n\n```json\n%s\n```\n\n", text)
	b.WriteString("`DescribeUserPool` shows `UserPoolTags: {}` beside these where there are no tags.\n\n")
	for _, ask := range []struct{ says, operation, request string }{
		{"`GetUserPoolMfaConfig` of this pool", "GetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`},
		{"`UpdateUserPool`, `TagResource`, `UntagResource` and `AddCustomAttributes`, always", "UpdateUserPool", `{"UserPoolId":"<pool>"}`},
		{"`SetUserPoolMfaConfig` with OPTIONAL and software tokens", "SetUserPoolMfaConfig", `{"UserPoolId":"<pool>","MfaConfiguration":"OPTIONAL","SoftwareTokenMfaConfiguration":{"Enabled":true}}`},
		{"`SetUserPoolMfaConfig` with nothing, which means OFF and no factors", "SetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`},
		{"`SetUserPoolMfaConfig` with a relying party for passkeys", "SetUserPoolMfaConfig", `{"UserPoolId":"<pool>","WebAuthnConfiguration":{"RelyingPartyId":"example.com"}}`},
		{"`GetUserPoolMfaConfig` after that", "GetUserPoolMfaConfig", `{"UserPoolId":"<pool>"}`},
	} {
		answer, err := p.ask(ask.operation, ask.request)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "* %s: %s\n", ask.says, code(string(answer)))
	}
	b.WriteString("* `DeleteUserPool`: no bytes at all.\n")
	return b.String(), nil
}
