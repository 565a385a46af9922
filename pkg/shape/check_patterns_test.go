package shape_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

func TestCheck_Pattern(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		expr, text string
		matches    bool
	}{
		"a match":                                {`[a-c]+`, "abc", true},
		"something in front":                     {`[a-c]+`, "xabc", false},
		"something behind":                       {`[a-c]+`, "abcx", false},
		"a new line behind":                      {`[a-c]+`, `abc\n`, false},
		"an alternative does not escape":         {`a|b`, "ab", false},
		"an empty text":                          {`[a-c]*`, "", true},
		"a dot is no new line":                   {`.*`, `a\nb`, false},
		"(?s) makes it one":                      {`(?s).*x(?s).*`, `\na\nx\nb\n`, true},
		"(?s) does not leak out of its pattern":  {`(?s)a`, "a", true},
		"letters and marks of every script":      {`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, "aé漢́𝄞ب9+.", true},
		"but no white space":                     {`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`, "a b", false},
		`\w is ASCII, as in Java`:                {`[\w]+`, "aé", false},
		`\s has the vertical tab, as in Java`:    {`[\w\s]+`, `a\u000bb`, true},
		`\s has the tab, new line and form feed`: {`[\w\s]+`, `a \t\n\f\r`, true},
		`\s has no no-break space`:               {`[\w\s]+`, `a\u00a0b`, false},
		`\s has no line separator`:               {`[\w\s]+`, `a\u2028b`, false},
		`\s has no next line`:                    {`[\w\s]+`, `a\u0085b`, false},
		`\s has no file separator`:               {`[\w\s]+`, `a\u001cb`, false},
		`\S has no vertical tab, as in Java`:     {`[\S]+`, `a\u000bb`, false},
		`\S has no space`:                        {`[\S]+`, `a b`, false},
		`\S has the no-break space`:              {`[\S]+`, `a\u00a0b`, true},
		`\S has letters of every script`:         {`[\S]+`, `aé漢𝄞`, true},
		"an escaped range":                       {`[\x21\x23-\x5B\x5D-\x7E]+`, `!#[]~`, true},
		"what the range leaves out":              {`[\x21\x23-\x5B\x5D-\x7E]+`, `a\"b`, false},
		"NUL":                                    {`[\w]+`, `a\u0000`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vs := check(t, one(shape.String("S", shape.Pattern(tc.expr))), `{"M":"`+tc.text+`"}`)
			if tc.matches {
				assert.Empty(t, vs)
				return
			}
			assert.Equal(t, []string{"m: " + pattern + tc.expr}, broken(vs), "the pattern is told as it was written")
		})
	}
}

// A pattern teaches nothing of a text whose length is absurd. The text of twice
// its maximum is told both; one that is absurdly long is told its length only.
func TestCheck_FarTooLong(t *testing.T) {
	t.Parallel()
	s := one(shape.String("S", shape.Length(1, 4), shape.Pattern(`[a]+`)))
	both := []string{"m: " + fmt.Sprintf(atMost, 4), "m: " + pattern + "[a]+"}
	assert.Equal(t, both, broken(check(t, s, `{"M":"`+strings.Repeat("b", 5)+`"}`)))
	assert.Equal(t, both, broken(check(t, s, `{"M":"`+strings.Repeat("b", 16)+`"}`)), "four times the maximum")
	assert.Equal(t, both[:1], broken(check(t, s, `{"M":"`+strings.Repeat("b", 17)+`"}`)), "one more")
	free := one(shape.String("S", shape.MinLength(1), shape.Pattern(`[a]+`)))
	assert.Equal(t, []string{"m: " + pattern + "[a]+"}, broken(check(t, free, `{"M":"`+strings.Repeat("b", 1000)+`"}`)), "without a maximum nothing is too long")
}
