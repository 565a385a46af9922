package cognito_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// customText is an entry of CustomAttributes.
func customText(name string) obj { return obj{"Name": name, "AttributeDataType": "String"} }

// add sends an AddCustomAttributes.
func (l *lab) add(id string, attributes ...any) {
	l.t.Helper()
	assert.Empty(l.t, l.do("AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": attributes}))
}

func TestAttributesAreAdded(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "Schema": list{customText("first")}})
	before, _ := attributes(l.describe(id))
	l.later(time.Second)
	l.add(id, customText("second").with("Mutable", false), obj{"Name": "third", "AttributeDataType": "Number", "NumberAttributeConstraints": obj{"MinValue": "1"}})
	pool := l.describe(id)
	after, _ := attributes(pool)
	assert.Len(t, after, len(before)+2)
	for name, attribute := range before {
		assert.Equal(t, attribute, after[name], "%s is as it was", name)
	}
	shown{"Mutable": false, "Required": false, "StringAttributeConstraints": obj{}}.holds(t, after["custom:second"])
	shown{"Mutable": true, "NumberAttributeConstraints": obj{"MinValue": "1"}}.holds(t, after["custom:third"])
	assert.InDelta(t, pool["CreationDate"].(float64)+1, pool["LastModifiedDate"], 0.0001, "LastModifiedDate moves")
}

// To AddCustomAttributes every name is a custom one: it can touch no standard
// attribute.
func TestAStandardNameMakesACustomAttribute(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p"})
	before, _ := attributes(l.describe(id))
	l.add(id, obj{"Name": "email", "AttributeDataType": "Number", "Mutable": false}, customText("sub"))
	after, _ := attributes(l.describe(id))
	assert.Equal(t, before["email"], after["email"])
	assert.Equal(t, before["sub"], after["sub"])
	shown{"AttributeDataType": "Number", "Mutable": false}.holds(t, after["custom:email"])
	assert.Contains(t, after, "custom:sub")
}

func TestWhatAddingAttributesRefuses(t *testing.T) {
	t.Parallel()
	const missingType = "Invalid AttributeDataType input, consider using the provided AttributeDataType enum."
	for name, tc := range map[string]struct {
		add     list
		message string
	}{
		"a name that is there (addcustom-existing)":                 {list{customText("banana")}, "custom:banana: Existing attribute already has name custom:banana."},
		"a developer's name that is there":                          {list{customText("apple").with("DeveloperOnlyAttribute", true)}, "custom:apple: Existing attribute already has name dev:custom:apple."},
		"a prefixed name that is there (addcustom-existing-2019)":   {list{customText("custom:name")}, "custom:custom:name: Existing attribute already has name custom:custom:name."},
		"another type does not help":                                {list{obj{"Name": "banana", "AttributeDataType": "Number"}}, "custom:banana: Existing attribute already has name custom:banana."},
		"beside one that is fine":                                   {list{customText("fine"), customText("banana")}, "custom:banana: Existing attribute already has name custom:banana."},
		"the same name twice in a request":                          {list{customText("fine"), customText("fine")}, "Duplicate custom attribute names custom:fine are not allowed in a user pool schema."},
		"a required one (custom-attr-required-2026)":                {list{customText("fine").with("Required", true)}, "Required custom attributes are not supported currently."},
		"one without a type (schema-datatype-missing)":              {list{obj{"Name": "fine"}}, missingType},
		"a standard name without a type (ok-standard-attr-no-type)": {list{obj{"Name": "email", "Mutable": true}}, missingType},
		"one without a name":                                        {list{obj{"AttributeDataType": "String"}}, "1 validation error detected: Value null at 'customAttributes.1.member.name' failed to satisfy constraint: Member must not be null"},
		"a minimum over its maximum":                                {list{customText("fine").with("StringAttributeConstraints", obj{"MinLength": "2", "MaxLength": "1"})}, "Attribute custom:fine cannot have a max length shorter than it's min length"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			id := l.create(obj{"PoolName": "p", "Schema": list{customText("banana"), customText("apple").with("DeveloperOnlyAttribute", true), customText("custom:name")}})
			before := l.describe(id)
			l.invalid(tc.message, "AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": tc.add})
			assert.Equal(t, before, l.describe(id), "none of them is added")
		})
	}
}

// The developer's name and the plain one are two.
func TestTheSameNameForDevelopersIsAnother(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "Schema": list{customText("a")}})
	l.add(id, customText("a").with("DeveloperOnlyAttribute", true))
	byName, _ := attributes(l.describe(id))
	assert.Contains(t, byName, "custom:a")
	assert.Contains(t, byName, "dev:custom:a")
}

func TestAPoolHasAtMostFiftyCustomAttributes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	batch := func(from, n int) list {
		out := list{}
		for i := range n {
			out = append(out, customText(fmt.Sprintf("a%d", from+i)))
		}
		return out
	}
	id := l.create(obj{"PoolName": "p", "Schema": append(batch(0, 24), obj{"Name": "email", "Required": true})})
	l.add(id, batch(24, 25)...)
	const limit = "A user pool can have at most 50 custom attributes."
	l.invalid(limit, "AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": batch(49, 2)})
	l.add(id, batch(49, 1)...)
	l.invalid(limit, "AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": batch(50, 1)})
	_, order := attributes(l.describe(id))
	assert.Len(t, order, 21+50)
}
