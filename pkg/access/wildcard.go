package access

import (
	"strings"
	"unicode/utf8"
)

// match reports whether the whole text fits the pattern: * stands for any characters or none, ? for
// exactly one, everything else for itself. A character is a Unicode code point. The time is at most
// the product of the lengths whatever the pattern: only the last * is ever tried again.
func match(pattern, text string) bool {
	p, t := 0, 0
	star, from := -1, 0 // behind the last * of the pattern, and where its rest was last tried on the text
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

// overlap reports whether there is a text that fits both a pattern and a form: a pattern in which # stands
// for one digit, @ for a letter or digit, ? for what is no colon, + for any run of @, and * of ?. The time is
// the product of the lengths.
func overlap(pattern, form string) bool {
	after := make([]bool, len(form)+1) // whether the pattern behind this character overlaps with the form from there on
	for p := len(pattern); p >= 0; p-- {
		here := make([]bool, len(form)+1)
		for f := len(form); f >= 0; f-- {
			switch {
			case p < len(pattern) && pattern[p] == '*':
				here[f] = after[f] || f < len(form) && here[f+1]
			case f < len(form) && (form[f] == '*' || form[f] == '+'):
				here[f] = here[f+1] || p < len(pattern) && alike(pattern[p], form[f]) && after[f]
			case p < len(pattern) && f < len(form):
				here[f] = alike(pattern[p], form[f]) && after[f+1]
			default:
				here[f] = p == len(pattern) && f == len(form)
			}
		}
		after = here
	}
	return after[0]
}

// alike compares a character of a pattern with one of a form.
func alike(pattern, form byte) bool {
	switch {
	case pattern == '?':
		return true
	case form == '?' || form == '*':
		return pattern != ':'
	case form == '#':
		return pattern >= '0' && pattern <= '9'
	case form == '@' || form == '+':
		return alphanumeric(rune(pattern))
	default:
		return pattern == form
	}
}

func width(s string) int {
	_, size := utf8.DecodeRuneInString(s)
	return size
}
