package cognito

import (
	"math/big"
	"strconv"

	"userpools/pkg/shape"
)

// path is where the schema's entry stands in the request, in the service's words.
func (c *change) path(i int, member string) string {
	list := "schema"
	if c.op == onAddAttributes {
		list = "customAttributes"
	}
	return list + "." + strconv.Itoa(i+1) + ".member." + member
}

// schemaName: the model lets Name be absent; what the service says then is not
// known and taken to be its sentence for a required member.
func schemaName(c *change) error {
	for i := range c.schema {
		if c.schema[i].Name == nil {
			return invalid("%s", shape.Violations{{Path: c.path(i, "name"), Value: "null", Constraint: "Member must not be null"}}.Error())
		}
	}
	return nil
}

// overridden finds the standard attribute that an entry changes. To
// AddCustomAttributes every name is a custom one.
func (c *change) overridden(a *SchemaAttributeType) (*standardAttribute, bool) {
	if c.op == onAddAttributes {
		return nil, false
	}
	return standard(value(a.Name))
}

func schemaStandard(c *change) error {
	for i := range c.schema {
		a := &c.schema[i]
		row, ok := c.overridden(a)
		if ok && (orElse(a.AttributeDataType, row.dataType) != row.dataType || value(a.DeveloperOnlyAttribute)) {
			return invalid("You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute %s", row.name)
		}
	}
	return nil
}

func schemaDataType(c *change) error {
	for i := range c.schema {
		if _, ok := c.overridden(&c.schema[i]); !ok && c.schema[i].AttributeDataType == nil {
			return invalid("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
		}
	}
	return nil
}

func schemaRequired(c *change) error {
	for i := range c.schema {
		if _, ok := c.overridden(&c.schema[i]); !ok && value(c.schema[i].Required) {
			return invalid("Required custom attributes are not supported currently.")
		}
	}
	return nil
}

// boundsPaths are what bounds reads.
var boundsPaths = []string{
	"Schema[].Name", "Schema[].DeveloperOnlyAttribute", "Schema[].AttributeDataType",
	"Schema[].StringAttributeConstraints.MinLength", "Schema[].StringAttributeConstraints.MaxLength",
	"Schema[].NumberAttributeConstraints.MinValue", "Schema[].NumberAttributeConstraints.MaxValue",
}

// bounded is a schema entry with its bounds as the pool would have them:
// constraints of another type dropped, unset ones of a standard attribute filled in.
type bounded struct {
	name     string
	standard bool
	text     *StringAttributeConstraintsType
	number   *NumberAttributeConstraintsType
}

func (c *change) bounds(a *SchemaAttributeType) bounded {
	if row, ok := c.overridden(a); ok {
		described := row.described(*a)
		return bounded{row.name, true, described.StringAttributeConstraints, described.NumberAttributeConstraints}
	}
	described := describedCustom(a)
	return bounded{fullName(a), false, described.StringAttributeConstraints, described.NumberAttributeConstraints}
}

// pairs gives the minimum and maximum of an entry, as text.
func (b bounded) pairs() (low, high *string, text bool) {
	switch {
	case b.text != nil:
		return b.text.MinLength, b.text.MaxLength, true
	case b.number != nil:
		return b.number.MinValue, b.number.MaxValue, false
	default:
		return nil, nil, false
	}
}

func schemaConstraintsInteger(c *change) error {
	for i := range c.schema {
		b := c.bounds(&c.schema[i])
		low, high, text := b.pairs()
		for _, specified := range []*string{low, high} {
			if _, ok := integer(specified, text); specified != nil && !ok {
				if text {
					return invalid("Invalid StringAttributeConstraints for schema attribute %s", b.name)
				}
				return invalid("Invalid NumberAttributeConstraints for schema attribute %s", b.name)
			}
		}
	}
	return nil
}

// integer reads a bound. Lengths are not negative; values have no limit.
func integer(s *string, length bool) (*big.Int, bool) {
	if s == nil {
		return nil, false
	}
	n, ok := new(big.Int).SetString(*s, 10)
	return n, ok && (!length || n.Sign() >= 0)
}

var maxLength = big.NewInt(2048)

func schemaLength(c *change) error {
	for i := range c.schema {
		b := c.bounds(&c.schema[i])
		low, high, text := b.pairs()
		for _, specified := range []*string{low, high} {
			if n, ok := integer(specified, text); ok && text && n.Cmp(maxLength) > 0 {
				return invalid("user.%s: String attributes cannot have a length of more than 2048", b.name)
			}
		}
	}
	return nil
}

func schemaMinOverMax(c *change) error {
	for i := range c.schema {
		b := c.bounds(&c.schema[i])
		low, high, text := b.pairs()
		from, ok := integer(low, text)
		to, okTo := integer(high, text)
		if !ok || !okTo || from.Cmp(to) <= 0 {
			continue
		}
		return minOverMax(b, text)
	}
	return nil
}

// minOverMax: the texts of 2026 are for custom attributes; those for standard
// ones are older and may come from another branch
// (docs/departures.md#min-over-max-text).
func minOverMax(b bounded, text bool) error {
	switch {
	case b.standard && text:
		return invalid("user.%s: Max length cannot be less than min length.", b.name)
	case b.standard:
		return invalid("user.%s: Max value cannot be less than min value.", b.name)
	case text:
		return invalid("Attribute %s cannot have a max length shorter than it's min length", b.name)
	default:
		return invalid("Attribute %s cannot have a max value smaller than it's min value", b.name)
	}
}

func schemaDuplicate(c *change) error {
	seen := map[string]bool{}
	for i := range c.schema {
		a := &c.schema[i]
		if _, ok := c.overridden(a); ok {
			continue
		}
		if name := fullName(a); seen[name] {
			return invalid("Duplicate custom attribute names %s are not allowed in a user pool schema.", name)
		}
		seen[fullName(a)] = true
	}
	return nil
}

func attributeExists(c *change) error {
	for i := range c.schema {
		name := fullName(&c.schema[i])
		for j := range c.before.Settings.Custom {
			if value(c.before.Settings.Custom[j].Name) == name {
				// The first name has no dev: prefix (addcustom-existing).
				return invalid("custom:%s: Existing attribute already has name %s.", value(c.schema[i].Name), name)
			}
		}
	}
	return nil
}

const maxCustomAttributes = 50

// attributeLimit: the quota is documented, its text is not known.
func attributeLimit(c *change) error {
	if len(c.after.Settings.Custom) > maxCustomAttributes {
		return invalid("A user pool can have at most %d custom attributes.", maxCustomAttributes)
	}
	return nil
}
