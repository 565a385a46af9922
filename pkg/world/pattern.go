package world

import (
	"regexp"
	"strings"
)

// compile makes an expression of a pattern in which * stands for any characters
// or none and ? for one. Go's expressions take linear time whatever the pattern.
func compile(pattern string) *regexp.Regexp {
	expr := regexp.QuoteMeta(pattern)
	expr = strings.ReplaceAll(expr, `\*`, `.*`)
	return regexp.MustCompile(`(?s)\A` + strings.ReplaceAll(expr, `\?`, `.`) + `\z`)
}

// resource is a pattern of ARNs or of the names in them.
type resource struct {
	pattern *regexp.Regexp
	whole   bool
}

func newResource(pattern string) resource {
	return resource{compile(pattern), strings.HasPrefix(pattern, "arn:")}
}

func (r resource) matches(arn string) bool {
	if r.whole {
		return r.pattern.MatchString(arn)
	}
	return r.pattern.MatchString(nameIn(arn))
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
