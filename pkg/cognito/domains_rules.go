package cognito

import (
	"slices"
	"strings"
)

// checkDomain holds a new domain to what is known of it but that the name is free, in the
// order of docs/departures.md#domain-order.
func (s *Service) checkDomain(p *Pool, name string, in *DomainSettings) error {
	if in.CustomDomainConfig == nil {
		if err := checkPrefix(name); err != nil {
			return err
		}
	} else if err := checkHost(name); err != nil {
		return err
	}
	return s.checkDomainSettings(p, in)
}

// checkPrefix has the model's pattern in a sentence of its own.
func checkPrefix(name string) error {
	if !isLabel(name) {
		return withRule("domain-name", invalid("%s", `The domain name contains an invalid character. Domain names can only contain lower-case letters, numbers, and hyphens. `+
			`Please enter a different name that follows this format: ^[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?$`))
	}
	if word := reservedWord(name); word != "" {
		return withRule("domain-reserved-word", invalid("Domain cannot contain reserved word: %s", word))
	}
	return nil
}

// reservedWord is the first reserved word in a prefix, "" where there is none. aws counts
// only between hyphens: awsome was accepted, and newcognito refused.
func reservedWord(name string) string {
	if slices.Contains(strings.Split(name, "-"), "aws") {
		return "aws"
	}
	for _, word := range []string{"amazon", "cognito"} {
		if strings.Contains(name, word) {
			return word
		}
	}
	return ""
}

// checkHost: a parent without a dot is a top-level domain, and none is no parent. Nothing is
// looked up (docs/departures.md#custom-domains).
func checkHost(name string) error {
	labels := strings.Split(name, ".")
	if slices.ContainsFunc(labels, func(label string) bool { return !isLabel(label) }) {
		return withRule("domain-host", invalid("The custom domain has to be a host name of lower-case letters, numbers, hyphens and dots."))
	}
	if len(labels) < len([]string{"auth", "example", "com"}) {
		return withRule("domain-parent", invalid("Custom domain is not a valid subdomain: Was not able to resolve a DNS A record for the parent domain "+
			"or domain parent is a top-level domain."))
	}
	return nil
}

// isLabel tells whether a text is what stands between two dots of a host name.
func isLabel(s string) bool {
	return consists(s, "abcdefghijklmnopqrstuvwxyz0123456789-") && s[0] != '-' && s[len(s)-1] != '-'
}

// checkDomainSettings holds what a domain is made of, or changed to, to the pool.
func (s *Service) checkDomainSettings(p *Pool, in *DomainSettings) error {
	if in.CustomDomainConfig != nil {
		if err := s.checkCertificate(p.Partition.Account, *in.CustomDomainConfig.CertificateArn); err != nil {
			return err
		}
	}
	version := in.ManagedLoginVersion
	switch {
	case version != nil && *version == 2 && p.tier() == "LITE":
		return withRule("domain-feature-plan", notInPlan("LITE", "Managed Login Version 2"))
	case version != nil && *version != 1 && *version != 2:
		return withRule("domain-version", invalid("ManagedLoginVersion has to be 1 or 2."))
	case in.Routing != nil && in.CustomDomainConfig == nil:
		return withRule("domain-routing", invalid("Only a custom domain can have a Routing."))
	}
	return nil
}

// checkCertificate goes by the text of the ARN and what is declared. The sentence is that of
// CloudFront, which has a request of its own.
func (s *Service) checkCertificate(account, arn string) error {
	n := parseARN(arn)
	if n.service == "acm" && n.region == "us-east-1" && strings.HasPrefix(n.resource, "certificate/") && s.facts().Certificate(account, arn) {
		return nil
	}
	request, err := s.uuid()
	if err != nil {
		return err
	}
	return withRule("domain-certificate", invalid("The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, "+
		"or doesn't include a valid certificate chain. (Service: CloudFront, Status Code: 400, Request ID: %s)", request))
}

// checkDomainUpdate: only a custom domain has a CustomDomainConfig, and needs it each time.
func (s *Service) checkDomainUpdate(p *Pool, in *UpdateUserPoolDomainRequest) error {
	custom, found := p.Family.hasDomain(*in.Domain)
	switch {
	case in.CustomDomainConfig != nil && !custom:
		return withRule("domain-not-custom", invalid("User pool should have a custom domain associated, failed to update the certificate."))
	case !found:
		return noSuchDomain()
	case in.CustomDomainConfig == nil && custom:
		return withRule("domain-to-prefix", invalid("Cannot convert custom domain to prefix domain."))
	}
	return s.checkDomainSettings(p, &in.DomainSettings)
}
