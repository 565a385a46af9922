package cognito_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The orders of the two answers, recorded 2026-09-24.
const (
	createOrder = "sub name given_name family_name middle_name nickname preferred_username profile picture website email email_verified gender " +
		"birthdate zoneinfo locale phone_number phone_number_verified address updated_at"
	describeBefore = "profile address birthdate gender preferred_username updated_at website picture identities sub email_verified " +
		"phone_number_verified phone_number zoneinfo"
	describeAfter = "locale email given_name family_name middle_name name nickname"
)

// attributes are the schema of an answer by name, and the names in their order.
func attributes(pool obj) (byName map[string]obj, order []string) {
	byName = map[string]obj{}
	for _, a := range pool["SchemaAttributes"].([]any) {
		attribute := obj(a.(map[string]any))
		name := attribute["Name"].(string)
		byName[name] = attribute
		order = append(order, name)
	}
	return byName, order
}

// withSchema makes a pool and gives the schema of both answers.
func withSchema(t *testing.T, schema ...any) (created, described obj) {
	t.Helper()
	l := newLab(t)
	request := obj{"PoolName": "p"}
	if len(schema) > 0 {
		request["Schema"] = schema
	}
	created = l.created(request)
	return created, l.describe(created["Id"].(string))
}

// TestSchema_Order: custom attributes stand in order of arrival. What the standard ones are is recorded (recorded_test.go).
func TestSchema_Order(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	created := l.created(obj{"PoolName": "p", "Schema": list{customText("zulu"), obj{"Name": "email", "Required": true}, customText("alpha")}})
	id := created["Id"].(string)
	l.add(id, customText("mike"), customText("bravo").with("DeveloperOnlyAttribute", true))
	l.add(id, customText("able"))
	_, order := attributes(created)
	assert.Equal(t, createOrder+" custom:zulu custom:alpha", strings.Join(order, " "), "at the end")
	_, order = attributes(l.describe(id))
	assert.Equal(t, describeBefore+" custom:zulu custom:alpha custom:mike dev:custom:bravo custom:able "+describeAfter, strings.Join(order, " "), "one block between zoneinfo and locale")
}

// TestSchema_Entry: what an entry makes of an attribute; what of it is recorded and what
// decided, docs/departures.md says from #schema-twice to #attribute-order.
func TestSchema_Entry(t *testing.T) {
	t.Parallel()
	bounds := func(low, high string) obj { return obj{"MinLength": low, "MaxLength": high} }
	for name, tc := range map[string]struct {
		schema list
		name   string
		want   members
	}{
		"an overridden attribute keeps its constraints": {
			list{obj{"Name": "family_name", "AttributeDataType": "String", "Mutable": true, "Required": true}}, "family_name",
			members{"Required": true, "Mutable": true, "StringAttributeConstraints": bounds("0", "2048")},
		},
		"one without a type keeps its type": {list{obj{"Name": "email", "Required": true}},
			"email", members{"AttributeDataType": "String", "Required": true}},
		"one without Mutable and Required keeps its own": {list{obj{"Name": "email", "StringAttributeConstraints": bounds("1", "99")}},
			"email", members{"Mutable": true, "Required": false, "StringAttributeConstraints": bounds("1", "99")}},
		"Mutable false is kept": {list{obj{"Name": "email", "Mutable": false}},
			"email", members{"Mutable": false, "Required": false}},
		"constraints that were given replace the default": {list{obj{"Name": "given_name", "StringAttributeConstraints": bounds("0", "255")}},
			"given_name", members{"StringAttributeConstraints": bounds("0", "255")}},
		"a minimum alone keeps the maximum": {list{obj{"Name": "given_name", "StringAttributeConstraints": obj{"MinLength": "5"}}},
			"given_name", members{"StringAttributeConstraints": bounds("5", "2048")}},
		"a maximum alone keeps the minimum": {list{obj{"Name": "given_name", "StringAttributeConstraints": obj{"MaxLength": "5"}}},
			"given_name", members{"StringAttributeConstraints": bounds("0", "5")}},
		"empty constraints keep both": {list{obj{"Name": "birthdate", "StringAttributeConstraints": obj{}}},
			"birthdate", members{"StringAttributeConstraints": bounds("10", "10")}},
		"a standard number takes bounds": {list{obj{"Name": "updated_at", "NumberAttributeConstraints": obj{"MaxValue": "9"}}},
			"updated_at", members{"NumberAttributeConstraints": obj{"MinValue": "0", "MaxValue": "9"}, "StringAttributeConstraints": absence{}}},
		"constraints of the other type are dropped from a standard attribute": {list{obj{"Name": "email", "NumberAttributeConstraints": obj{"MaxValue": "9"}}},
			"email", members{"NumberAttributeConstraints": absence{}, "StringAttributeConstraints": bounds("0", "2048")}},
		"DeveloperOnlyAttribute false changes nothing": {list{obj{"Name": "email", "DeveloperOnlyAttribute": false}},
			"email", members{"DeveloperOnlyAttribute": false}},
		"sub keeps Required and Mutable (ok-schema-sub)": {list{obj{"Name": "sub", "AttributeDataType": "String", "Required": false, "Mutable": true}},
			"sub", members{"Mutable": false, "Required": true, "StringAttributeConstraints": bounds("1", "2048")}},
		"of a standard attribute that comes twice the last entry counts": {list{obj{"Name": "email", "Required": true, "Mutable": false}, obj{"Name": "email", "Required": false}},
			"email", members{"Required": false, "Mutable": true}},

		"a custom attribute gets its prefix and its defaults": {
			list{obj{"Name": "team", "AttributeDataType": "String"}}, "custom:team",
			members{"AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": true, "Required": false, "StringAttributeConstraints": obj{}, "NumberAttributeConstraints": absence{}},
		},
		"Mutable false is kept of a custom one": {list{obj{"Name": "team", "AttributeDataType": "String", "Mutable": false}}, "custom:team", members{"Mutable": false}},
		"one for developers gets the other prefix": {list{obj{"Name": "team", "AttributeDataType": "String", "DeveloperOnlyAttribute": true}},
			"dev:custom:team", members{"DeveloperOnlyAttribute": true}},
		"a prefix that is specified is a part of the name (ok-schema-custom-prefix)": {list{obj{"Name": "custom:x", "AttributeDataType": "String"}}, "custom:custom:x", members{"Required": false}},
		"of a custom text only the bounds that were given come back":                 {list{obj{"Name": "a", "AttributeDataType": "String", "StringAttributeConstraints": obj{"MaxLength": "9"}}}, "custom:a", members{"StringAttributeConstraints": obj{"MaxLength": "9"}}},
		"a custom number has its constraints member":                                 {list{obj{"Name": "a", "AttributeDataType": "Number"}}, "custom:a", members{"NumberAttributeConstraints": obj{}, "StringAttributeConstraints": absence{}}},
		"with the bounds that were given": {list{obj{"Name": "a", "AttributeDataType": "Number", "NumberAttributeConstraints": obj{"MinValue": "-9", "MaxValue": "9"}}},
			"custom:a", members{"NumberAttributeConstraints": obj{"MinValue": "-9", "MaxValue": "9"}}},
		"constraints of the other type are dropped": {
			list{obj{"Name": "mydev", "AttributeDataType": "Number", "StringAttributeConstraints": bounds("1", "99"), "NumberAttributeConstraints": obj{"MinValue": "1"}}}, "custom:mydev",
			members{"NumberAttributeConstraints": obj{"MinValue": "1"}, "StringAttributeConstraints": absence{}},
		},
		"a boolean has no constraints (ok-boolean-custom)": {
			list{obj{"Name": "a", "AttributeDataType": "Boolean", "StringAttributeConstraints": bounds("1", "9"), "NumberAttributeConstraints": obj{}}}, "custom:a",
			members{"AttributeDataType": "Boolean", "StringAttributeConstraints": absence{}, "NumberAttributeConstraints": absence{}},
		},
		"a date has none either": {list{obj{"Name": "a", "AttributeDataType": "DateTime"}}, "custom:a", members{"StringAttributeConstraints": absence{}, "NumberAttributeConstraints": absence{}}},
		"email_verified is a custom name like any other": {list{obj{"Name": "email_verified", "AttributeDataType": "Boolean", "Mutable": false}},
			"custom:email_verified", members{"Mutable": false}},
		"and so is identities":                {list{obj{"Name": "identities", "AttributeDataType": "String"}}, "custom:identities", members{"Required": false}},
		"names are exact in case":             {list{obj{"Name": "Email", "AttributeDataType": "Number"}}, "custom:Email", members{"AttributeDataType": "Number"}},
		"a name may be in any script":         {list{obj{"Name": "größe漢𝄞", "AttributeDataType": "String"}}, "custom:größe漢𝄞", members{"Mutable": true}},
		"the same name twice, one of it dev:": {list{obj{"Name": "a", "AttributeDataType": "String"}, obj{"Name": "a", "AttributeDataType": "Number", "DeveloperOnlyAttribute": true}}, "dev:custom:a", members{"AttributeDataType": "Number"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			created, described := withSchema(t, tc.schema...)
			for _, answer := range []obj{created, described} {
				byName, order := attributes(answer)
				require.Contains(t, byName, tc.name)
				tc.want.in(t, byName[tc.name])
				assert.Len(t, order, len(distinct(order)), "no name twice")
			}
			_, order := attributes(created)
			if !strings.Contains(tc.name, "custom:") {
				assert.Equal(t, createOrder, strings.Join(order, " "), "in its place")
			}
		})
	}
}

// TestSchema_NameOf21: phone_number_verified cannot be overridden and cannot even be a custom name:
// it is longer than a name may be.
func TestSchema_NameOf21(t *testing.T) {
	t.Parallel()
	newLab(t).invalid("1 validation error detected: Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
		"CreateUserPool", obj{"PoolName": "p", "Schema": list{obj{"Name": "phone_number_verified", "AttributeDataType": "Boolean"}}})
}

// TestSchema_Update: a schema cannot be changed by UpdateUserPool, which does not know the member
// (alias-existing-immutable).
func TestSchema_Update(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "Schema": list{customText("a")}, "AliasAttributes": list{"email"}})
	before := l.describe(id)
	l.update(id, obj{"Schema": list{}, "AliasAttributes": list{"phone_number"}, "UsernameAttributes": 1, "UsernameConfiguration": obj{"CaseSensitive": "x"}})
	after := l.describe(id)
	for _, member := range []string{"SchemaAttributes", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration"} {
		assert.Equal(t, before[member], after[member], member)
	}
	assert.False(t, slices.Equal([]any{"phone_number"}, after["AliasAttributes"].([]any)))
}
