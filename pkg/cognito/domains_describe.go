package cognito

import (
	"crypto/sha256"
	"fmt"
)

// domain is the body of a DomainRecord.
func (r *Record) domain() *Domain { return r.Body.(*Domain) } //nolint:errcheck // as NewBody has it

// answer is a domain as it is answered when it was made or changed.
func (d *Domain) answer() *DomainAnswer {
	return &DomainAnswer{
		CloudFrontDomain:    unlessEmpty(d.Distribution),
		ManagedLoginVersion: d.ManagedLoginVersion,
		Routing:             d.Routing,
	}
}

// describedDomain is a domain as DescribeUserPoolDomain answers it. It is ACTIVE at once,
// because no certificate and no DNS record is waited for (docs/departures.md#custom-domains).
func describedDomain(r *Record) DomainDescriptionType {
	d, region := r.domain(), r.Owner.Partition.Region
	host := d.Distribution
	if host == "" {
		host = sharedDistribution(region)
	}
	return DomainDescriptionType{
		AWSAccountId:           &r.Owner.Partition.Account,
		CloudFrontDistribution: &host,
		Domain:                 &r.ID,
		S3Bucket:               new("aws-cognito-prod-" + assetsCode(region) + "-assets"),
		Status:                 new("ACTIVE"),
		UserPoolId:             &r.Owner.PoolID,
		Version:                new(r.Created.UTC().Format("20060102150405")),
		DomainSettings:         d.DomainSettings,
	}
}

// classicLogin is the ManagedLoginVersion of a domain that is made without one. It is stored
// with the domain, so that another default would leave existing ones alone.
var classicLogin = new(1)

// sharedDistribution is the CloudFront host of all prefix domains of a region: that of
// us-east-1 was seen from 2017 to 2025, those of others are made up in the same form.
func sharedDistribution(region string) string {
	if region == "us-east-1" {
		return "d3oia8etllorh5.cloudfront.net"
	}
	sum := sha256.Sum256([]byte("cloudfront " + region))
	return distributionHost(sum[:distributionLength])
}

// distributionLength is how many characters follow the d of a CloudFront host.
const distributionLength = 13

// newDistribution is a host for a custom domain, which has a distribution of its own.
func (s *Service) newDistribution() (string, error) {
	var b [distributionLength]byte
	if err := s.random(b[:]); err != nil {
		return "", err
	}
	return distributionHost(b[:]), nil
}

func distributionHost(b []byte) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	host := []byte{'d'}
	for _, c := range b {
		host = append(host, alphabet[int(c)%len(alphabet)])
	}
	return string(host) + ".cloudfront.net"
}

// assetsCodes are AWS's codes of regions, of airports nearby, in the names of buckets. Those
// of us-east-1, us-west-2 and ap-northeast-1 were seen there.
var assetsCodes = map[string]string{
	"us-east-1": "iad", "us-east-2": "cmh", "us-west-1": "sfo", "us-west-2": "pdx",
	"eu-west-1": "dub", "eu-west-2": "lhr", "eu-west-3": "cdg", "eu-central-1": "fra", "eu-north-1": "arn",
	"ap-southeast-1": "sin", "ap-southeast-2": "syd", "ap-northeast-1": "nrt", "ap-northeast-2": "icn",
	"ap-northeast-3": "kix", "ap-south-1": "bom", "ca-central-1": "yul", "sa-east-1": "gru",
}

func assetsCode(region string) string {
	if code, known := assetsCodes[region]; known {
		return code
	}
	return region
}

// uuid is a random one (RFC 9562, version 4).
func (s *Service) uuid() (string, error) {
	var b [16]byte
	if err := s.random(b[:]); err != nil {
		return "", err
	}
	return formatUUID(b), nil
}

func formatUUID(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
