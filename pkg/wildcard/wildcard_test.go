package wildcard

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		name, pattern, text string
		want                bool
	}{
		{"nothing matches nothing", "", "", true},
		{"nothing does not match something", "", "a", false},
		{"a star matches nothing", "*", "", true},
		{"a star matches everything", "*", "a/b:c", true},
		{"many stars are one", "a***", "a", true},
		{"a question mark is not nothing", "?", "", false},
		{"a question mark is one character", "?", "ab", false},
		{"a question mark is one character of several bytes", "?", "日", true},
		{"two question marks are not the bytes of one character", "*??", "日", false},
		{"a star is not stretched into a character", "*??bc", "日bc", false},
		{"a star may have to be stretched", "*ab", "aab", true},
		{"the last star is stretched, not the first", "a*b*c", "abbbc", true},
		{"a pattern longer than the text", "abc", "ab", false},
		{"a text longer than the pattern", "ab", "abc", false},
		{"case counts", "a", "A", false},
		{"a star in the text is a character", "a?c", "a*c", true},
		{"a text of wildcards matches itself", "*?", "*?", true},
		{"a star matches a new line", "*", "line\nline", true},
		{"regular expressions mean nothing", "a.+", "abc", false},
		{"so do their characters", `a.b+(c)[d]^$|{1}\*`, `a.b+(c)[d]^$|{1}\`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, Match(tt.pattern, tt.text))
		})
	}
}

// simple is the definition of the wildcards, in exponential time.
func simple(pattern, text []rune) bool {
	if len(pattern) == 0 {
		return len(text) == 0
	}
	if pattern[0] == '*' {
		return simple(pattern[1:], text) || len(text) > 0 && simple(pattern, text[1:])
	}
	return len(text) > 0 && (pattern[0] == '?' || pattern[0] == text[0]) && simple(pattern[1:], text[1:])
}

func TestMatch_Definition(t *testing.T) {
	letters := rapid.SampledFrom([]rune("ab日é*?"))
	rapid.Check(t, func(t *rapid.T) {
		pattern := rapid.StringOfN(letters, 0, 8, -1).Draw(t, "pattern")
		text := rapid.StringOfN(letters, 0, 10, -1).Draw(t, "text")
		if got, want := Match(pattern, text), simple([]rune(pattern), []rune(text)); got != want {
			t.Fatalf("Match(%q, %q) = %v, want %v", pattern, text, got, want)
		}
	})
}

func TestMatch_Time(t *testing.T) {
	began := time.Now()
	assert.False(t, Match(strings.Repeat("*a", 1000)+"b", strings.Repeat("a", 2048)))
	assert.Less(t, time.Since(began), time.Second, "the time must not be exponential")
}
