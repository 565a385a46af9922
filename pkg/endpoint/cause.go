package endpoint

import (
	"regexp"
	"sync"
)

// Cause is what a log may tell of an error, in a bounded text: AWS names the
// account, the role and the resource in what it says of a refusal, and a store may
// name the partition that it looked in. Every log's causes go through here.
func Cause(err error) string {
	text := arns().ReplaceAllString(err.Error(), "[arn]")
	text = accounts().ReplaceAllString(text, "${1}[account]")
	return text[:min(len(text), maxCause)]
}

// maxCause bounds the cause of a fault in the log, in bytes: a stack fits.
const maxCause = 16 << 10

// Compiled at the first cause: most starts never need them.
var (
	// arns also stand in URLs, with their colons escaped. Names of roles may have commas.
	arns = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\barn(:|%3A)([^\s"'<>\\,;()]|,[^\s"'<>\\,;()])*`)
	})
	// accounts are twelve digits by themselves: not the end of a request's id.
	accounts = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(^|[^\w-])[0-9]{12}\b`) })
)
