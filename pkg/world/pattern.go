package world

import (
	"strings"

	"userpools/pkg/wildcard"
)

// The fields of arn:partition:service:region:account:resource.
const (
	arnFields   = 6
	arnService  = 2
	arnResource = 5
)

// matches holds a pattern of ARNs, or of the names in them, against an ARN.
func matches(pattern, arn string) bool {
	if strings.HasPrefix(pattern, "arn:") {
		return wildcard.Match(pattern, arn)
	}
	return wildcard.Match(pattern, nameIn(arn))
}

// nameIn is what follows the type of the resource, as in role/service-role/name
// and function:name.
func nameIn(arn string) string {
	fields := strings.SplitN(arn, ":", arnFields)
	if len(fields) < arnFields {
		return arn
	}
	if i := strings.IndexAny(fields[arnResource], "/:"); i >= 0 {
		return fields[arnResource][i+1:]
	}
	return fields[arnResource]
}

// foreign says why a pattern is neither one of a service's ARNs nor one of the names
// in them; "" where it is.
func foreign(pattern, service string) string {
	fields := strings.SplitN(pattern, ":", arnFields)
	switch {
	case fields[0] != "arn" && service != "lambda" && len(fields) > 1:
		return "has a colon, which no name has: a pattern of ARNs begins with arn:"
	case fields[0] != "arn":
		return ""
	case len(fields) < arnFields && !strings.Contains(pattern, "*"):
		return "is no ARN: arn:partition:service:region:account:resource"
	case len(fields) > arnService+1 && !strings.ContainsAny(fields[1]+fields[arnService], "*?") && fields[arnService] != service:
		return "matches no ARN of the service " + service
	default:
		return ""
	}
}
