package cognito

import (
	"net/mail"
	"slices"
	"strings"

	"userpools/pkg/apierror"
)

// messageLinkText looks for {##text##} with a text. The constraint's pattern is also
// matched by {####}, which the service refuses with a sentence of its own.
func messageLinkText(c *change) error {
	text := value(c.requested.VerificationMessageTemplate).EmailMessageByLink
	if text == nil {
		return nil
	}
	_, after, _ := strings.Cut(*text, "{##")
	return invalidIf(strings.LastIndex(after, "##}") < 1, "The message is invalid.")
}

// specifiedEmail is the e-mail configuration that was specified; an empty one for none.
func (c *change) specifiedEmail() EmailConfigurationType {
	return value(c.after.Settings.EmailConfiguration)
}

func emailSourceRequired(c *change) error {
	return invalidIf(c.sendingAccount() == "DEVELOPER" && c.specifiedEmail().SourceArn == nil,
		"Source ARN is required to use DEVELOPER email sending owner")
}

func emailFromDefault(c *change) error {
	e := c.specifiedEmail()
	return invalidIf(e.From != nil && e.SourceArn == nil && c.sendingAccount() == defaultSending,
		"Cannot configure From email address for default email configuration")
}

func emailFromFormat(c *change) error {
	from := c.specifiedEmail().From
	if from == nil {
		return nil
	}
	_, err := mail.ParseAddress(*from)
	return invalidIf(err != nil, "Provided From email address is invalid")
}

// source is the specified SES identity.
func (c *change) source() (arn string, name resourceName, specified bool) {
	e := c.specifiedEmail()
	if e.SourceArn == nil {
		return "", resourceName{}, false
	}
	return *e.SourceArn, parseARN(*e.SourceArn), true
}

func emailSourceAccount(c *change) error {
	_, name, specified := c.source()
	if !specified {
		return nil
	}
	identity, isIdentity := strings.CutPrefix(name.resource, "identity/")
	if name.service != "ses" || name.account != c.after.Partition.Account || !isIdentity || identity == "" {
		return apierror.Of(apierror.NotAuthorized)
	}
	return nil
}

func emailSourceRegion(c *change) error {
	return sourceRegion("EmailConfiguration", c.specifiedEmail().SourceArn, c.after.Partition.Region)
}

// sourceRegion refuses the SES identity of a structure whose region Cognito in a pool's region does not take. Recorded for
// us-east-1; elsewhere the pool's own region is assumed to be added to the three (unknown).
func sourceRegion(structure string, source *string, own string) error {
	regions := []string{"eu-west-1", "us-east-1", "us-west-2"}
	if !slices.Contains(regions, own) {
		regions = append(regions, own)
		slices.Sort(regions)
	}
	if source == nil || slices.Contains(regions, parseARN(*source).region) {
		return nil
	}
	return invalid("Invalid %s.SourceArn. Provided SourceArn must be in one of the following SES regions: %s.",
		structure, strings.Join(regions, ", "))
}

// emailIdentityVerified: Cognito's own words and then SES's, with the region in
// capitals.
func emailIdentityVerified(c *change) error {
	arn, name, specified := c.source()
	if !specified || c.sendingAccount() != "DEVELOPER" {
		return nil
	}
	if verified, _ := c.facts.SESIdentity(c.after.Partition.Account, arn); verified {
		return nil
	}
	return invalid("Cognito received the following error from Amazon SES when attempting to send email: Email address is not verified. "+
		"The following identities failed the check in region %s: %s", strings.ToUpper(name.region), arn)
}

func emailIdentityAuthorised(c *change) error {
	arn, _, specified := c.source()
	if !specified {
		return nil
	}
	if _, authorised := c.facts.SESIdentity(c.after.Partition.Account, arn); authorised {
		return nil
	}
	return apierror.Of(apierror.InvalidEmailRoleAccessPolicy)
}

// smsOneSender: the rule is documented, its text is not known.
func smsOneSender(c *change) error {
	s := value(c.after.Settings.SmsConfiguration)
	return invalidIf(s.SnsCallerArn != nil && s.EumsSms != nil,
		"Only one of SnsCallerArn or EumsSms can be set in SmsConfiguration.")
}

// senderPaths and smsRolePaths are what smsRole reads, without and with the external id.
var (
	senderPaths = []string{
		"SmsConfiguration?", "SmsConfiguration.SnsCallerArn", "SmsConfiguration.EumsSms?", "SmsConfiguration.EumsSms.CallerArn",
	}
	smsRolePaths = append(senderPaths,
		"SmsConfiguration.ExternalId", "SmsConfiguration.EumsSms.ExternalId", "account", "facts.SMSRole")
)

// smsRole is the role that sends SMS messages, and its external id. One that
// SetUserPoolMfaConfig leaves alone is not checked again.
func (c *change) smsRole() (arn, externalID string, specified bool) {
	switch s := c.after.Settings.SmsConfiguration; {
	case s == nil, c.op == onSetMfa && c.mfa.SmsMfaConfiguration == nil:
		return "", "", false
	case s.EumsSms != nil:
		return value(s.EumsSms.CallerArn), value(s.EumsSms.ExternalId), true
	default:
		return value(s.SnsCallerArn), value(s.ExternalId), true
	}
}

func smsRoleAccount(c *change) error {
	arn, _, specified := c.smsRole()
	if !specified {
		return nil
	}
	return passRole(c.after, arn)
}

// passRole refuses a role of another account than the pool's. The text is IAM PassRole's, which services send as
// AccessDeniedException.
func passRole(p *Pool, arn string) error {
	if parseARN(arn).account != p.Partition.Account {
		return apierror.New(apierror.AccessDenied, "Cross-account pass role is not allowed.")
	}
	return nil
}

func smsRegion(c *change) error {
	s, own := c.after.Settings.SmsConfiguration, c.after.Partition.Region
	if s != nil && s.SnsRegion != nil && *s.SnsRegion != own {
		return invalid("Invalid snsRegion. Allowed SNS region for %s is %s", own, own)
	}
	return nil
}

// smsRoleTrust is checked again on every update. What is no role cannot be assumed.
func smsRoleTrust(c *change) error {
	arn, externalID, specified := c.smsRole()
	if !specified {
		return nil
	}
	name := parseARN(arn)
	trusted, _ := c.facts.SMSRole(c.after.Partition.Account, arn, externalID)
	if trusted && name.service == "iam" && strings.HasPrefix(name.resource, "role/") {
		return nil
	}
	return apierror.Of(apierror.InvalidSmsRoleTrust)
}

func smsRoleAccess(c *change) error {
	arn, externalID, specified := c.smsRole()
	if !specified {
		return nil
	}
	if _, publishes := c.facts.SMSRole(c.after.Partition.Account, arn, externalID); publishes {
		return nil
	}
	return apierror.Of(apierror.InvalidSmsRoleAccessPolicy)
}

// smsAutoVerify: SetUserPoolMfaConfig needs its own SmsMfaConfiguration, even where
// the pool would keep what it has (setmfa-phone-autoverify-no-sms).
func smsAutoVerify(c *change) error {
	missing := c.after.Settings.SmsConfiguration == nil || c.op == onSetMfa && c.mfa.SmsMfaConfiguration == nil
	return invalidIf(missing && slices.Contains(c.after.Settings.AutoVerifiedAttributes, "phone_number"),
		"SMS configuration is required when phone_number is selected for auto verification")
}
