package cognito

// DomainSettings is what both CreateUserPoolDomain and UpdateUserPoolDomain may specify, and
// what DescribeUserPoolDomain describes of that. CustomDomainConfig is what makes a domain a
// custom one: one of its own name, and not a prefix in Cognito's.
type DomainSettings struct {
	CustomDomainConfig  *CustomDomainConfigType `json:",omitzero"`
	ManagedLoginVersion *int                    `json:",omitzero"`
	Routing             *RoutingType            `json:",omitzero"`
}

type CreateUserPoolDomainRequest struct {
	Domain     *string
	UserPoolId *string
	DomainSettings
}

// DomainAnswer is the output of CreateUserPoolDomain and of UpdateUserPoolDomain. Only a
// custom domain has a CloudFrontDomain.
type DomainAnswer struct {
	CloudFrontDomain    *string
	ManagedLoginVersion *int
	Routing             *RoutingType
}

type DescribeUserPoolDomainRequest struct{ Domain *string }

type DescribeUserPoolDomainResponse struct{ DomainDescription DomainDescriptionType }

// DomainDescriptionType has no members where there is no such domain.
type DomainDescriptionType struct {
	AWSAccountId           *string
	CloudFrontDistribution *string
	Domain                 *string
	S3Bucket               *string
	Status                 *string
	UserPoolId             *string
	Version                *string
	DomainSettings
}

type UpdateUserPoolDomainRequest struct {
	Domain     *string
	UserPoolId *string
	DomainSettings
}

type DeleteUserPoolDomainRequest struct {
	Domain     *string
	UserPoolId *string
}

type DeleteUserPoolDomainResponse struct{}

type CustomDomainConfigType struct {
	CertificateArn *string `json:",omitzero"`
	SecurityPolicy *string `json:",omitzero"`
}

type RoutingType struct {
	Failover *FailoverType `json:",omitzero"`
}

type FailoverType struct {
	PrimaryRoute53HealthCheckId *string `json:",omitzero"`
	SecondaryRegion             *string `json:",omitzero"`
}

// Domain is a domain as it is stored: what callers specified, and what cannot be derived. Its
// name is the record's ID, its pool the record's owner.
type Domain struct {
	DomainSettings
	// Distribution is the CloudFront host of a custom domain. Prefix domains have their
	// region's.
	Distribution string `json:",omitzero"`
}
