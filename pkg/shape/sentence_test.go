package shape_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// Whole sentences, as far as they were recorded of the service itself; the ids
// are those of docs/evidence.md.
func TestViolations_Sentence(t *testing.T) {
	t.Parallel()
	attribute := shape.Structure("SchemaAttributeType",
		shape.Optional("Name", shape.String("CustomAttributeNameType", shape.Length(1, 20))),
		shape.Optional("AttributeDataType", shape.Enum("AttributeDataType", "Boolean", "Number", "String", "DateTime")),
		shape.Optional("DeveloperOnlyAttribute", shape.Boolean("BooleanType")),
		shape.Optional("StringAttributeConstraints", shape.Structure("StringAttributeConstraintsType",
			shape.Optional("MinLength", shape.String("StringType")),
			shape.Optional("MaxLength", shape.String("StringType")))))
	mechanism := shape.Structure("RecoveryOptionType",
		shape.Required("Priority", shape.Integer("PriorityType", shape.Range(1, 2))),
		shape.Required("Name", shape.Enum("RecoveryOptionNameType", "verified_email", "verified_phone_number", "admin_only")))
	s := shape.Structure("R",
		shape.Optional("PoolName", shape.String("UserPoolNameType", shape.Length(1, 128), shape.Pattern(`[\w\s+=,.@-]+`))),
		shape.Optional("MfaConfiguration", shape.Enum("UserPoolMfaType", "OPTIONAL", "OFF", "ON")),
		shape.Optional("AutoVerifiedAttributes", shape.List("L", shape.Enum("VerifiedAttributeType", "phone_number", "email"))),
		shape.Optional("RecoveryMechanisms", shape.List("L", mechanism, shape.Length(1, 2))),
		shape.Optional("Schema", shape.List("L", attribute, shape.Length(1, 2))),
		shape.Optional("UserPoolTags", shape.Map("M", shape.String("K", shape.Length(1, 128)), shape.String("V", shape.Length(0, 4)))),
		shape.Optional("Sizes", shape.List("L", shape.Integer("I"), shape.Length(0, 1))),
		shape.Optional("Flags", shape.List("L", shape.Boolean("B"), shape.Length(0, 1))),
		shape.Optional("Structures", shape.List("L", shape.Structure("Outer", shape.Optional("Names", shape.List("L", shape.String("S"))),
			shape.Optional("Tags", shape.Map("M", shape.String("S"), shape.String("S"))), shape.WithAlias("inviteMessage", shape.Optional("InviteMessageTemplate", shape.Structure("Inner", shape.Optional("KMSKeyID", shape.String("S")))))), shape.Length(0, 1))),
		shape.WithAlias("maxResults", shape.Optional("MaxResults", shape.Integer("I", shape.Range(1, 60)))))
	for name, tc := range map[string]struct{ body, want string }{
		"one violation (enum-mfa-configuration)": {
			`{"MfaConfiguration":"MAYBE"}`,
			`1 validation error detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]`,
		},
		"several are joined, and counted in the plural (poolname-empty-len)": {
			`{"PoolName":""}`,
			`2 validation errors detected: Value '' at 'poolName' failed to satisfy constraint: Member must have length greater than or equal to 1; ` +
				`Value '' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w\s+=,.@-]+`,
		},
		"numbers stand in quotes (list-maxresults-over-60)": {
			`{"MaxResults":61}`,
			`1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60`,
		},
		"a fraction is gone (ser-accepted)": {
			`{"MaxResults":61.9}`,
			`1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60`,
		},
		"null stands without quotes (recovery-priority-null)": {
			`{"RecoveryMechanisms":[{"Name":"admin_only"}]}`,
			`1 validation error detected: Value null at 'recoveryMechanisms.1.member.priority' failed to satisfy constraint: Member must not be null`,
		},
		"a list of scalars (enum-list-auto-verified)": {
			`{"AutoVerifiedAttributes":["given_name"]}`,
			`1 validation error detected: Value '[given_name]' at 'autoVerifiedAttributes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]`,
		},
		"a list of scalars prints whole": {
			`{"AutoVerifiedAttributes":["email","given_name",null,"phone_number"]}`,
			`1 validation error detected: Value '[email, given_name, phone_number]' at 'autoVerifiedAttributes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]`,
		},
		"a list of structures, and what is wrong inside (recovery-three)": {
			`{"RecoveryMechanisms":[{"Name":"verified_email","Priority":1},{"Name":"verified_phone_number","Priority":2},{"Name":"admin_only","Priority":3}]}`,
			`2 validation errors detected: Value '[RecoveryOptionType(priority=1, name=verified_email), RecoveryOptionType(priority=2, name=verified_phone_number), RecoveryOptionType(priority=3, name=admin_only)]' at 'recoveryMechanisms' failed to satisfy constraint: Member must have length less than or equal to 2; ` +
				`Value '3' at 'recoveryMechanisms.3.member.priority' failed to satisfy constraint: Member must have value less than or equal to 2`,
		},
		"a structure prints its members in the model's order and null for absent ones (schema-over-50)": {
			`{"Schema":[{"AttributeDataType":"String","Name":"c0"},{"StringAttributeConstraints":{"MaxLength":"9"},"DeveloperOnlyAttribute":true},{"DeveloperOnlyAttribute":false,"StringAttributeConstraints":{}}]}`,
			`1 validation error detected: Value '[SchemaAttributeType(name=c0, attributeDataType=String, developerOnlyAttribute=null, stringAttributeConstraints=null), ` +
				`SchemaAttributeType(name=null, attributeDataType=null, developerOnlyAttribute=true, stringAttributeConstraints=StringAttributeConstraintsType(minLength=null, maxLength=9)), ` +
				`SchemaAttributeType(name=null, attributeDataType=null, developerOnlyAttribute=false, stringAttributeConstraints=StringAttributeConstraintsType(minLength=null, maxLength=null))]' ` +
				`at 'schema' failed to satisfy constraint: Member must have length less than or equal to 2`,
		},
		"an empty list (schema-empty)": {
			`{"Schema":[]}`,
			`1 validation error detected: Value '[]' at 'schema' failed to satisfy constraint: Member must have length greater than or equal to 1`,
		},
		"a map prints whole, in ASCII order of its keys (tags-value-too-long, map-constraint-form)": {
			`{"UserPoolTags":{"b":"fine","B":"too long","a":""}}`,
			`1 validation error detected: Value '{B=too long, a=, b=fine}' at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 4, Member must have length greater than or equal to 0]`,
		},
		"a map with an empty key (tags-key-empty)": {
			`{"UserPoolTags":{"":"v"}}`,
			`1 validation error detected: Value '{=v}' at 'userPoolTags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]`,
		},
		"lists of numbers and booleans": {
			`{"Sizes":[1,2.5,-3],"Flags":[true,false]}`,
			`2 validation errors detected: Value '[1, 2, -3]' at 'sizes' failed to satisfy constraint: Member must have length less than or equal to 1; ` +
				`Value '[true, false]' at 'flags' failed to satisfy constraint: Member must have length less than or equal to 1`,
		},
		"structures in structures, under the service's own names": {
			`{"Structures":[{"Tags":{"z":"1","a":"2"},"Names":["x"]},{"InviteMessageTemplate":{"KMSKeyID":"k"},"Names":[]}]}`,
			`1 validation error detected: Value '[Outer(names=[x], tags={a=2, z=1}, inviteMessage=null), Outer(names=[], tags=null, inviteMessage=Inner(kMSKeyID=k))]' at 'structures' failed to satisfy constraint: Member must have length less than or equal to 1`,
		},
		"a text is repeated as it is, quotes, controls, percent signs and all": {
			`{"MfaConfiguration":"'it's' \"%s %d\" \\ \n\u0000<&>"}`,
			"1 validation error detected: Value ''it's' \"%s %d\" \\ \n\x00<&>' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
		},
		"a text that is no ASCII is repeated as it is": {
			`{"MfaConfiguration":"é漢\ud834\udd1e"}`,
			"1 validation error detected: Value 'é漢𝄞' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			vs := check(t, s, tc.body)
			require.NotEmpty(t, vs)
			assert.Equal(t, tc.want, vs.Error())
		})
	}
}

func TestViolations_LongValue(t *testing.T) {
	t.Parallel()
	const most = 4096
	s := shape.Structure("R",
		shape.Optional("Text", shape.Enum("E", "ON")),
		shape.Optional("List", shape.List("L", shape.Enum("E", "ON"))),
		shape.Optional("Map", shape.Map("M", shape.String("K"), shape.String("V", shape.MaxLength(0)))))
	for _, letter := range []string{"a", "é", "漢", "𝄞"} {
		for _, n := range []int{most - 1, most, most + 1, 3 * most} {
			vs := check(t, s, `{"Text":"`+strings.Repeat(letter, n)+`"}`)
			require.Len(t, vs, 1)
			assert.Equal(t, "'"+strings.Repeat(letter, min(n, most))+"'", vs[0].Value, "%d of %s", n, letter)
		}
	}
	vs := check(t, s, `{"List":["`+strings.Repeat("a", most)+`","b"]}`)
	require.Len(t, vs, 1)
	assert.Equal(t, "'["+strings.Repeat("a", most-1)+"'", vs[0].Value, "a list is cut as a whole")
	vs = check(t, s, `{"Map":{"`+strings.Repeat("𝄞", most)+`":"b"}}`)
	require.Len(t, vs, 1)
	assert.Equal(t, "'{"+strings.Repeat("𝄞", most-1)+"'", vs[0].Value, "and so is a map")
}

// A body of 1.5 MiB that is all violations would make a sentence that no answer
// can hold.
func TestViolations_LongSentence(t *testing.T) {
	t.Parallel()
	s := shape.Structure("R", shape.Optional("L", shape.List("L", shape.Structure("E", shape.Optional("Text", shape.Enum("E", "ON"))))))
	const most = 1 << 20
	for _, letter := range []string{"a", "é", "漢", "𝄞"} {
		entry := `{"Text":"` + strings.Repeat(letter, 400/len(letter)) + `"},`
		vs := check(t, s, `{"L":[`+strings.TrimSuffix(strings.Repeat(entry, 3000), ",")+`]}`)
		require.Len(t, vs, 3000, "all are counted")
		text := vs.Error()
		assert.LessOrEqual(t, len(text), most)
		assert.Greater(t, len(text), most-utf8.UTFMax)
		assert.True(t, utf8.ValidString(text), "cut between two characters")
		assert.True(t, strings.HasPrefix(text, "3000 validation errors detected: Value '"+letter))
	}
}

// TestViolations_Sensitive: nothing of a sensitive value is told (multi-sensitive-2017).
func TestViolations_Sensitive(t *testing.T) {
	t.Parallel()
	s := shape.Structure("SignUpRequest",
		shape.Required("Username", shape.String("UsernameType", shape.Length(1, 128), shape.Pattern(`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`), shape.Sensitive)),
		shape.Required("Password", shape.String("PasswordType", shape.Length(6, 256), shape.Pattern(`[\S]+`), shape.Sensitive)))
	assert.Equal(t, "4 validation errors detected: Value at 'password' failed to satisfy constraint: Member must have length greater than or equal to 6; Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\S]+; Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1; Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
		check(t, s, `{"Username":"","Password":""}`).Error())
	assert.Equal(t, "1 validation error detected: Value null at 'password' failed to satisfy constraint: Member must not be null",
		check(t, s, `{"Username":"u"}`).Error())
}
