package shape_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/shape"
)

// What OpenJDK 17 printed of the keys of a HashMap that the first names were put
// into, in their order. Several of them share a bucket.
const javaNames = "poolName policies deletionProtection lambdaConfig autoVerifiedAttributes aliasAttributes usernameAttributes smsVerificationMessage " +
	"emailVerificationMessage emailVerificationSubject verificationMessageTemplate smsAuthenticationMessage mfaConfiguration userAttributeUpdateSettings " +
	"deviceConfiguration emailConfiguration smsConfiguration userPoolTags adminCreateUserConfig schema userPoolAddOns dcrConfiguration " +
	"usernameConfiguration accountRecoverySetting userPoolTier keyConfiguration issuerConfiguration acrConfiguration"

var javaOrders = []string{
	"policies poolName",
	"policies poolName deletionProtection",
	"usernameAttributes verificationMessageTemplate autoVerifiedAttributes policies smsVerificationMessage aliasAttributes smsAuthenticationMessage " +
		"emailVerificationSubject lambdaConfig emailVerificationMessage poolName deletionProtection",
	"usernameAttributes verificationMessageTemplate autoVerifiedAttributes policies smsVerificationMessage emailVerificationSubject mfaConfiguration " +
		"lambdaConfig emailVerificationMessage deletionProtection aliasAttributes smsAuthenticationMessage poolName",
	"schema usernameAttributes verificationMessageTemplate autoVerifiedAttributes accountRecoverySetting policies smsVerificationMessage dcrConfiguration " +
		"deviceConfiguration emailVerificationSubject usernameConfiguration mfaConfiguration lambdaConfig emailVerificationMessage deletionProtection " +
		"userAttributeUpdateSettings emailConfiguration userPoolTags adminCreateUserConfig aliasAttributes smsAuthenticationMessage smsConfiguration " +
		"userPoolAddOns poolName",
	"schema usernameAttributes autoVerifiedAttributes policies smsVerificationMessage dcrConfiguration emailVerificationSubject usernameConfiguration " +
		"mfaConfiguration lambdaConfig deletionProtection userAttributeUpdateSettings userPoolTags adminCreateUserConfig smsAuthenticationMessage userPoolTier " +
		"userPoolAddOns poolName verificationMessageTemplate accountRecoverySetting deviceConfiguration emailVerificationMessage emailConfiguration " +
		"aliasAttributes smsConfiguration",
	"schema usernameAttributes autoVerifiedAttributes policies smsVerificationMessage dcrConfiguration emailVerificationSubject usernameConfiguration " +
		"mfaConfiguration lambdaConfig deletionProtection userAttributeUpdateSettings userPoolTags adminCreateUserConfig smsAuthenticationMessage userPoolTier " +
		"userPoolAddOns poolName verificationMessageTemplate accountRecoverySetting deviceConfiguration emailVerificationMessage emailConfiguration " +
		"acrConfiguration issuerConfiguration keyConfiguration aliasAttributes smsConfiguration",
}

// Every member breaks its length and its pattern, and one that is not told is fine:
// what counts is how many are broken.
func TestOrder_HashMap(t *testing.T) {
	t.Parallel()
	for _, order := range javaOrders {
		want := strings.Fields(order)
		members := []shape.Member{shape.Optional("Fine", shape.String("S"))}
		body := `{"Fine":""`
		for _, name := range strings.Fields(javaNames)[:len(want)] {
			name = strings.ToUpper(name[:1]) + name[1:]
			members = append(members, shape.Optional(name, shape.String("S", shape.MinLength(1), shape.Pattern("a+"))))
			body += `,"` + name + `":""`
		}
		var got []string
		for i, v := range check(t, shape.Structure("R", members...), body+"}") {
			if assert.Contains(t, v.Constraint, []string{"length", "pattern"}[i%2]); i%2 == 0 {
				got = append(got, v.Path)
			}
		}
		assert.Equal(t, want, got, "%d members", len(want))
	}
}

// The two recorded sentences in which several members are broken, without the
// values: SignUp, 2017 (multi-sensitive-2017 in docs/evidence.md), and
// CreateUserPoolClient, 2024 (url-lists-both).
func TestOrder_Recorded(t *testing.T) {
	t.Parallel()
	const text = `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`
	urls := shape.String("RedirectUrlType", shape.Length(1, 1024), shape.Pattern(text))
	const inner = "Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: " + text + "]"
	for name, tc := range map[string]struct {
		input *shape.Shape
		body  string
		want  []string
	}{
		"password before username": {
			shape.Structure("SignUpRequest",
				shape.Required("Username", shape.String("UsernameType", shape.Length(1, 128), shape.Pattern(text))),
				shape.Required("Password", shape.String("PasswordType", shape.Length(6, 256), shape.Pattern(`[\S]+`)))),
			`{"Username":"","Password":""}`,
			[]string{
				"password: Member must have length greater than or equal to 6", "password: " + pattern + `[\S]+`,
				"username: Member must have length greater than or equal to 1", "username: " + pattern + text,
			},
		},
		"logoutURLs before callbackURLs": {
			shape.Structure("CreateUserPoolClientRequest",
				shape.Optional("CallbackURLs", shape.List("CallbackURLsListType", urls)),
				shape.Optional("LogoutURLs", shape.List("LogoutURLsListType", urls))),
			`{"CallbackURLs":[""],"LogoutURLs":[""]}`,
			[]string{"logoutURLs: " + inner, "callbackURLs: " + inner},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tc.want, broken(check(t, tc.input, tc.body)))
		})
	}
}

// TestOrder_UTF16: a character of two code units counts as Java has it: "𝄞".hashCode() is 1772394, which goes into bucket 1.
func TestOrder_UTF16(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"𝄞", "b"}, shape.HashMapOrder([]string{"b", "𝄞"}))
}
