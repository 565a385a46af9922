package access

// overlap reports whether there is a text that fits both a pattern and a form: a pattern in which # stands
// for one digit, @ for a letter or digit, ? for what is no colon, + for any run of @, and * of ?. The time is
// the product of the lengths.
func overlap(pattern, form string) bool {
	after := make([]bool, len(form)+1) // whether the pattern after this character overlaps with the form from there on
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
