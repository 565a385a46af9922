package cognito

import . "userpools/pkg/shape" //nolint:staticcheck,revive // see shapes.go

// The members of domains.
var (
	// The model's pattern has a sentence of its own and is that of a prefix (domain-name in domains_rules.go).
	domainName     = String("DomainType", Length(1, 63))
	healthCheckID  = String("HealthCheckIdType", MaxLength(64))
	regionName     = String("RegionNameType", Length(5, 32))
	securityPolicy = Enum("SecurityPolicyType", "TLS_V1_2_2021", "TLS_V1_3_2025", "TLS_V1")

	customDomainConfig = Structure("CustomDomainConfigType",
		Required("CertificateArn", arn),
		Optional("SecurityPolicy", securityPolicy))

	routing = Structure("RoutingType", Optional("Failover", Structure("FailoverType",
		Required("SecondaryRegion", regionName),
		Required("PrimaryRoute53HealthCheckId", healthCheckID))))

	domainMembers = []Member{
		Required("Domain", domainName),
		Required("UserPoolId", userPoolID),
		// The model has no range (domain-version in domains_rules.go).
		Optional("ManagedLoginVersion", Integer("WrappedIntegerType")),
		Optional("CustomDomainConfig", customDomainConfig),
		Optional("Routing", routing),
	}
)

// The inputs of the operations on domains.
var (
	createUserPoolDomainRequest   = Structure("CreateUserPoolDomainRequest", domainMembers...)
	describeUserPoolDomainRequest = Structure("DescribeUserPoolDomainRequest", Required("Domain", domainName))
	updateUserPoolDomainRequest   = Structure("UpdateUserPoolDomainRequest", domainMembers...)
	deleteUserPoolDomainRequest   = Structure("DeleteUserPoolDomainRequest", domainMembers[:2]...)
)
