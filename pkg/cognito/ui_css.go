package cognito

import (
	"slices"
	"strings"
)

// selectors are those that a style sheet of the classic hosted UI may have (developer guide).
var selectors = func() []string {
	var all []string
	for _, class := range []string{
		"background", "banner", "errorMessage", "idpButton", "idpDescription", "inputField", "label", "legalText", "logo",
		"passwordCheck-notValid", "passwordCheck-valid", "redirect", "socialButton", "submitButton", "textDescription",
	} {
		all = append(all, "."+class+"-customizable")
	}
	return append(all, ".idpButton-customizable:hover", ".inputField-customizable:focus", ".submitButton-customizable:hover")
}()

// cssSpace is the white space of CSS.
const cssSpace = " \t\n\r\f"

// checkCSS judges the selectors of a style sheet. What stands in braces is not looked at, but for its end.
func checkCSS(css string) error {
	unreadable := withRule("ui-css", invalid("The CSS has to consist of rules: selectors, and declarations in braces."))
	for sheet := (&sheet{css}); ; {
		before, end := sheet.until("{};@")
		if end == 0 && strings.Trim(before, cssSpace) == "" {
			return nil
		}
		if end != '{' {
			return unreadable
		}
		for selector := range strings.SplitSeq(before, ",") {
			selector = strings.Trim(selector, cssSpace)
			if selector == "" {
				return unreadable
			}
			if !slices.Contains(selectors, selector) {
				return withRule("ui-css-class", invalid("The CSS class %s is not in the list of allowed classes.", selector))
			}
		}
		if _, end := sheet.until("{}"); end != '}' {
			return unreadable
		}
	}
}

// sheet is the rest of a style sheet.
type sheet struct{ rest string }

// until takes what stands before one of some characters, without comments, and that character, which is 0 at the end of
// the sheet and of what has no end, as a comment. Strings and escapes are taken as a whole.
func (s *sheet) until(ends string) (before string, end byte) {
	var taken strings.Builder
	for s.rest != "" {
		c, length := s.rest[0], 1
		switch {
		case strings.HasPrefix(s.rest, "/*"):
			length = commentLength(s.rest)
		case c == '"' || c == '\'':
			length = stringLength(s.rest)
			taken.WriteString(s.rest[:length])
		case c == '\\':
			length = min(2, len(s.rest))
			taken.WriteString(s.rest[:length])
		case strings.IndexByte(ends, c) >= 0:
			s.rest = s.rest[1:]
			return taken.String(), c
		default:
			taken.WriteByte(c)
		}
		if length == 0 {
			return s.rest, 0
		}
		s.rest = s.rest[length:]
	}
	return taken.String(), 0
}

// commentLength is 0 where the comment that a text begins with does not end.
func commentLength(text string) int {
	const mark = len("/*")
	end := strings.Index(text[mark:], "*/")
	if end < 0 {
		return 0
	}
	return mark + end + mark
}

// stringLength is 0 where the string that a text begins with does not end in its line.
func stringLength(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case text[0]:
			return i + 1
		case '\n', '\r', '\f':
			return 0
		case '\\':
			i++
		}
	}
	return 0
}
