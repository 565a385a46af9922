package world

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPatterns(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true},
		{"", "a", false},
		{"a", "a", true},
		{"a", "aa", false},
		{"a", "A", false},
		{"*", "", true},
		{"*", "line\nline", true},
		{"?", "", false},
		{"?", "ß", true},
		{"??", "a", false},
		{"a*", "a", true},
		{"a*c", "abbbc", true},
		{"a*c", "abbb", false},
		{"*a*b*", "xxaxxbxx", true},
		{"*a*b*", "xxbxxaxx", false},
		{".", "a", false},
		{"a.b+(c)[d]^$|{1}\\", "a.b+(c)[d]^$|{1}\\", true},
		{`\*`, `\anything`, true},
		{`\?`, `\a`, true},
		{"a", "a\n", false},
	} {
		assert.Equal(t, tt.want, compile(tt.pattern).MatchString(tt.text), "%q %q", tt.pattern, tt.text)
	}
}

func TestTheNameInAnARN(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::123456789012:role/r":                          "r",
		"arn:aws:iam::123456789012:role/service-role/r":             "service-role/r",
		"arn:aws:ses:us-east-1:123456789012:identity/a@example.com": "a@example.com",
		"arn:aws:kms:us-east-1:123456789012:alias/a":                "a",
		"arn:aws:lambda:us-east-1:123456789012:function:f":          "f",
		"arn:aws:lambda:us-east-1:123456789012:function:f:1":        "f:1",
		"arn:aws:sns:us-east-1:123456789012:topic":                  "topic",
		"no ARN":                    "no ARN",
		"arn:aws:iam::123456789012": "arn:aws:iam::123456789012",
	} {
		assert.Equal(t, want, nameIn(arn), arn)
	}
}
