package cognito

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"userpools/pkg/shape"
)

// DefaultAccount is the account of all callers where they are not authenticated.
const DefaultAccount = "123456789012"

// DefaultQuota is the number of pools that Amazon Cognito gives an account.
const DefaultQuota = 1000

// ClientQuota is the number of app clients that a pool may have.
const ClientQuota = 1000

// BrandingQuota is the number of managed login styles that a pool may have.
const BrandingQuota = 20

const accountDigits = 12

// CheckAccount refuses what is no account id.
func CheckAccount(s string) error {
	if len(s) != accountDigits || !consists(s, "0123456789") {
		return fmt.Errorf("an account id has %d digits", accountDigits)
	}
	return nil
}

// CheckRegion refuses what does not look like a region. Regions that do not exist
// yet are fine.
func CheckRegion(s string) error {
	parts := strings.Split(s, "-")
	words, number := parts[:len(parts)-1], parts[len(parts)-1]
	ok := len(words) >= 2 && 2 <= len(words[0]) && len(words[0]) <= 4 && len(number) <= 2 && consists(number, "0123456789")
	for _, word := range words {
		ok = ok && consists(word, "abcdefghijklmnopqrstuvwxyz")
	}
	if !ok {
		return errors.New("a region looks like us-east-1")
	}
	return nil
}

// consists tells whether a text has characters, and of these only.
func consists(text, of string) bool { return text != "" && strings.Trim(text, of) == "" }

// PartitionOf is the AWS partition ("aws", "aws-us-gov", ...) of a region. aws-cn
// has no endpoint of this service; its regions have a partition all the same.
func PartitionOf(region string) string {
	switch {
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	default:
		return "aws"
	}
}

// PoolARN is a pool's ARN, in the partition of its region.
func PoolARN(part Partition, id string) string {
	return "arn:" + PartitionOf(part.Region) + ":cognito-idp:" + part.Region + ":" + part.Account + ":userpool/" + id
}

// resourceName is an ARN taken apart. ARNs are checked by this text and never
// dereferenced.
type resourceName struct{ partition, service, region, account, resource string }

func parseARN(s string) (n resourceName) {
	var arn string
	for _, part := range []*string{&arn, &n.partition, &n.service, &n.region, &n.account} {
		*part, s, _ = strings.Cut(s, ":")
	}
	n.resource = s
	return n
}

// isID reports whether a text can be an id of a shape, such as a pool's. Ids that come in
// otherwise than as a member of a request, in a tag's ARN or a page token, are held to it before a
// store sees them: DynamoDB takes no key of more than a kilobyte. Chosen ids of pools have
// a narrower pattern of their own, chosenID.
func isID(s *shape.Shape, id string) bool {
	return utf8.ValidString(id) && utf8.RuneCountInString(id) <= s.Max.N && s.Matches(id)
}

const (
	idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	idLength   = 9
)

// poolID derives an id from a create token and a counter that is 0 unless ids
// collided: the region, "_" and nine characters of A-Z, a-z and 0-9, all equally
// likely, as in 40 recorded ids of the service. No caller can choose another's id.
func poolID(region, token string, counter uint32) string {
	want := len(region) + len("_") + idLength
	out := append(append(make([]byte, 0, want), region...), '_')
	block := append(make([]byte, 0, sha256.BlockSize+4), token...)
	block = binary.BigEndian.AppendUint32(block, counter)
	for {
		sum := sha256.Sum256(block)
		for _, c := range sum {
			// 248 is the largest multiple of 62 in a byte: no character is favoured.
			if c < 248 {
				out = append(out, idAlphabet[c%62])
			}
			if len(out) == want {
				return string(out)
			}
		}
		block = sum[:]
	}
}
