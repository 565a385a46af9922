package shape_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
	"userpools/pkg/shape"
)

// exprs are the patterns of all requests, and what else an expression may have.
func exprs() []string {
	all := []string{
		``, `a|b`, `.*`, `(?s).*x(?s).*`, `(a|b)*abb`, `(?i)k|cognito-idp:[a-z0-9*?]+`, `[0-9]{1,5}(\.[0-9]{1,3})?(ms|s)`,
		`(a*)*b?`, `(?:|a)+`, `[*a](?:[\w+=/,.@:*?-]*)`, `[^a]?[^\x00-\x7f]{2}`,
		`^a|b$`, `^[ab]+$`,
	}
	var walk func(s *shape.Shape)
	walk = func(s *shape.Shape) {
		if s != nil {
			all = append(all, s.Expr)
			walk(s.Key)
			walk(s.Elem)
			for _, m := range s.Members {
				walk(m.Shape)
			}
		}
	}
	for _, op := range cognito.Operations() {
		walk(op.Input)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// FuzzMatches holds the patterns against the package regexp.
func FuzzMatches(f *testing.F) {
	type pair struct {
		ours   *shape.Shape
		theirs *regexp.Regexp
	}
	var pairs []pair
	for _, expr := range exprs() {
		spelt := strings.NewReplacer(`[\S]`, `[^\t\n\v\f\r ]`, `\s`, `\t\n\v\f\r `).Replace(expr)
		pairs = append(pairs, pair{shape.String(expr, shape.Pattern(expr)), regexp.MustCompile(`\A(?:` + spelt + `)\z`)})
	}
	for _, text := range []string{
		"", "a", "abb", "K\u212a", "x\n", "{####}", "Your code is {####}.", "{##Click##}", "{##{##}##}", "{####", "a@b", "a@b@c", "@", "us-east-1_Abc1", "a_b_c", "_",
		"Level4", "Level5", "arn:aws:lambda:us-east-1:123456789012:function:f:1", "arn:aws:iam::123456789012:role/r", "arn:::::", "é漢𝄞ب", "a\x80\xffb", "a\v\u00a0\u2028",
		"12.5ms", "123456s", "!#[]~\"", "cognito-idp:CreateUserPool", "name with spaces+=,.@-", "\U0010ffff", "a\U0010ffff", "\u0301\u20ac\u0660\u3001", "\u3000", "\u200b",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, p := range pairs {
			assert.Equal(t, p.theirs.MatchString(text), p.ours.Matches(text), p.ours.Expr)
		}
	})
}

// TestMatches_Visible goes through all characters: what stands for those of every script has the same ones.
func TestMatches_Visible(t *testing.T) {
	t.Parallel()
	s := shape.String("S", shape.Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]`))
	for c := range rune(unicode.MaxRune + 1) {
		if utf8.ValidRune(c) && s.Matches(string(c)) != unicode.In(c, unicode.L, unicode.M, unicode.S, unicode.N, unicode.P) {
			assert.Fail(t, "otherwise than regexp", "%U", c)
		}
	}
}

// TestMatches_Panics: what cannot be compiled is a mistake in a table.
func TestMatches_Panics(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		expr   string
		panics bool
	}{
		"no expression":         {`[`, true},
		"an anchor inside":      {`a^b`, true},
		"an escaped dollar":     {`a\$`, true},
		"the end of a word":     {`a\b`, true},
		"63 characters":         {strings.Repeat("a", 63), false},
		"64 characters":         {strings.Repeat("a", 64), true},
		"a repetition too long": {`a{64}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := shape.String("S", shape.Pattern(tc.expr))
			if tc.panics {
				assert.Panics(t, func() { s.Matches("a") })
			} else {
				assert.True(t, s.Matches(tc.expr))
			}
		})
	}
}

// BenchmarkMatches is what texts of 1.5 MB cost, which only members without a maximum take.
func BenchmarkMatches(b *testing.B) {
	const size = shape.MaxBody - 100
	for name, text := range map[string]string{
		"Latin": strings.Repeat("a", size-1) + "@a", "Chinese": strings.Repeat("漢", size/3) + "@a", "many @": strings.Repeat("@", size),
	} {
		for _, expr := range []string{`[\S]+`, `[\p{L}\p{M}\p{S}\p{N}\p{P}]+@[\p{L}\p{M}\p{S}\p{N}\p{P}]+`} {
			s := shape.String("S", shape.Pattern(expr))
			b.Run(name+"/"+expr, func(b *testing.B) {
				b.SetBytes(size)
				for b.Loop() {
					if !s.Matches(text) {
						b.Fatal("no match")
					}
				}
			})
		}
	}
}
