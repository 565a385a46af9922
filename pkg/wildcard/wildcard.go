// Package wildcard matches patterns in which * stands for any characters or none and
// ? for exactly one, as in IAM's policies. It imports the standard library only.
package wildcard

import (
	"strings"
	"unicode/utf8"
)

// Match reports whether the whole text fits the pattern: everything but * and ? stands
// for itself. A character is a Unicode code point. The time is at most the product of
// the lengths whatever the pattern: only the last * is ever tried again.
func Match(pattern, text string) bool {
	p, t := 0, 0
	star, from := -1, 0 // after the last * of the pattern, and where its rest was last tried on the text
	for t < len(text) {
		size := width(text[t:])
		switch {
		case p < len(pattern) && pattern[p] == '*':
			p++
			star, from = p, t
		case p < len(pattern) && pattern[p] == '?':
			p++
			t += size
		case strings.HasPrefix(pattern[p:], text[t:t+size]):
			p += size
			t += size
		case star >= 0:
			from += width(text[from:])
			p, t = star, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func width(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}
