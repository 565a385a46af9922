package cognito_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/cognito"
)

// FuzzCSS: a style sheet is taken or refused in one of two sentences; one that is taken names nothing but customizable
// classes, and is taken twice in a row and with comments around it as well.
func FuzzCSS(f *testing.F) {
	for _, css := range []string{
		"", labelCSS, logoCSS + labelCSS, ".idpButton-customizable:hover , .label-customizable{}", "body{}", "a", "{", "}", "@import 'x';",
		`.label-customizable{content:"}\""}`, ".label-customizable/*{*/{/*}*/}", "/*", ".label-customizable{'", `.lab\65l-customizable{}`,
	} {
		f.Add(css)
	}
	outside := regexp.MustCompile(`^(\.[a-zA-Z-]+-customizable(:hover|:focus)?|[\s,])*$`)
	f.Fuzz(func(t *testing.T, css string) {
		err := cognito.CheckCSS(css)
		if refused, ok := apierror.As(err); ok {
			require.Contains(t, []string{"rule ui-css", "rule ui-css-class"}, refused.Refused)
			return
		}
		require.NoError(t, err)
		require.NoError(t, cognito.CheckCSS("/* { */"+css+"/**/"+css))
		if !strings.ContainsAny(css, `"'\\`) && !strings.Contains(css, "/*") {
			require.Regexp(t, outside, regexp.MustCompile(`{[^}]*}`).ReplaceAllString(css, ""))
		}
	})
}
