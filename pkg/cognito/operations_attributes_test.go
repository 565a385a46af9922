package cognito_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// customText is an entry of CustomAttributes.
func customText(name string) obj { return obj{"Name": name, "AttributeDataType": "String"} }

// add sends an AddCustomAttributes.
func (l *lab) add(id string, attributes ...any) {
	l.t.Helper()
	assert.Empty(l.t, l.do("AddCustomAttributes", obj{"UserPoolId": id, "CustomAttributes": attributes}))
}

// TestAddAttributes: every name is a custom one, so that no standard attribute is touched;
// a developer's name and the plain one are two.
func TestAddAttributes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	id := l.create(obj{"PoolName": "p", "Schema": list{customText("first")}})
	before, _ := attributes(l.describe(id))
	l.add(id, customText("second").with("Mutable", false), obj{"Name": "third", "AttributeDataType": "Number", "NumberAttributeConstraints": obj{"MinValue": "1"}},
		customText("first").with("DeveloperOnlyAttribute", true), obj{"Name": "email", "AttributeDataType": "Number", "Mutable": false}, customText("sub"))
	after, _ := attributes(l.describe(id))
	assert.Len(t, after, len(before)+5)
	for name, attribute := range before {
		assert.Equal(t, attribute, after[name], "%s is as it was", name)
	}
	for name, want := range map[string]members{
		"custom:second":    {"Mutable": false, "Required": false, "StringAttributeConstraints": obj{}},
		"custom:third":     {"Mutable": true, "NumberAttributeConstraints": obj{"MinValue": "1"}},
		"custom:email":     {"AttributeDataType": "Number", "Mutable": false},
		"custom:sub":       {"AttributeDataType": "String"},
		"dev:custom:first": {"DeveloperOnlyAttribute": true},
	} {
		want.in(t, after[name])
	}
}

func TestAddAttributes_Limit(t *testing.T) {
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
