package cognito

import (
	"math/big"
	"strconv"

	"userpools/pkg/apierror"
	"userpools/pkg/shape"
)

// path is a member of a schema's entry in the request, as the service prints it.
func (c *change) path(i int, member string) string {
	list := "schema"
	if c.op == onAddAttributes {
		list = "customAttributes"
	}
	return list + "." + strconv.Itoa(i+1) + ".member." + member
}

// eachAttribute is a rule that holds for each entry of the schema by itself.
func eachAttribute(check func(c *change, i int, a *SchemaAttributeType) error) func(*change) error {
	return func(c *change) error {
		for i := range c.schema {
			if err := check(c, i, &c.schema[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

// schemaName: the model lets Name be absent; what the service answers then is not
// known and assumed to be its sentence for a required member.
func schemaName(c *change, i int, a *SchemaAttributeType) error {
	if a.Name != nil {
		return nil
	}
	return apierror.Invalid(shape.Violations{{Path: c.path(i, "name"), Value: "null", Constraint: "Member must not be null"}}.Error())
}

// overridden finds the standard attribute that an entry changes. To
// AddCustomAttributes every name is a custom one.
func (c *change) overridden(a *SchemaAttributeType) (*standardAttribute, bool) {
	if c.op == onAddAttributes {
		return nil, false
	}
	return standard(value(a.Name))
}

func schemaStandard(c *change, _ int, a *SchemaAttributeType) error {
	row, ok := c.overridden(a)
	if !ok || orElse(a.AttributeDataType, row.dataType) == row.dataType && !value(a.DeveloperOnlyAttribute) {
		return nil
	}
	return invalid("You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute %s", row.name)
}

func schemaDataType(c *change, _ int, a *SchemaAttributeType) error {
	_, ok := c.overridden(a)
	return invalidIf(!ok && a.AttributeDataType == nil,
		"Invalid AttributeDataType input, consider using the provided AttributeDataType enum.")
}

func schemaRequired(c *change, _ int, a *SchemaAttributeType) error {
	_, ok := c.overridden(a)
	return invalidIf(!ok && value(a.Required), "Required custom attributes are not supported currently.")
}

// boundsPaths are what bounds reads; the first five are of names and of String attributes.
var boundsPaths = []string{
	"Schema[].Name", "Schema[].DeveloperOnlyAttribute", "Schema[].AttributeDataType",
	"Schema[].StringAttributeConstraints.MinLength", "Schema[].StringAttributeConstraints.MaxLength",
	"Schema[].NumberAttributeConstraints.MinValue", "Schema[].NumberAttributeConstraints.MaxValue",
}

// bounded is a schema entry with its bounds as the pool would have them:
// constraints of another type dropped, unset ones of a standard attribute filled in.
type bounded struct {
	name           string
	standard, text bool // text: the bounds are of a String
	low, high      *string
}

func (c *change) bounds(a *SchemaAttributeType) bounded {
	b, described := bounded{name: fullName(a)}, describedCustom(a)
	if row, ok := c.overridden(a); ok {
		b.name, b.standard, described = row.name, true, row.described(*a)
	}
	if s := described.StringAttributeConstraints; s != nil {
		b.low, b.high, b.text = s.MinLength, s.MaxLength, true
	}
	if n := described.NumberAttributeConstraints; n != nil {
		b.low, b.high = n.MinValue, n.MaxValue
	}
	return b
}

func schemaConstraintsInteger(c *change, _ int, a *SchemaAttributeType) error {
	b := c.bounds(a)
	for _, specified := range []*string{b.low, b.high} {
		if _, ok := integer(specified, b.text); specified == nil || ok {
			continue
		}
		if b.text {
			return invalid("Invalid StringAttributeConstraints for schema attribute %s", b.name)
		}
		return invalid("Invalid NumberAttributeConstraints for schema attribute %s", b.name)
	}
	return nil
}

// integer reads a bound. Lengths are not negative; values have no limit.
func integer(s *string, length bool) (*big.Int, bool) {
	if s == nil {
		return nil, false
	}
	if small, err := strconv.ParseInt(*s, 10, 64); err == nil { // as all sensible ones are: without the work for large ones
		return big.NewInt(small), !length || small >= 0
	}
	n, ok := new(big.Int).SetString(*s, 10)
	return n, ok && (!length || n.Sign() >= 0)
}

var maxLength = big.NewInt(2048)

func schemaLength(c *change, _ int, a *SchemaAttributeType) error {
	b := c.bounds(a)
	for _, specified := range []*string{b.low, b.high} {
		if n, ok := integer(specified, b.text); ok && b.text && n.Cmp(maxLength) > 0 {
			return invalid("user.%s: String attributes cannot have a length of more than 2048", b.name)
		}
	}
	return nil
}

// schemaMinOverMax: the texts of 2026 are for custom attributes; those for standard
// ones are older and may come from another branch
// (docs/departures.md#min-over-max-text).
func schemaMinOverMax(c *change, _ int, a *SchemaAttributeType) error {
	b := c.bounds(a)
	low, ok := integer(b.low, b.text)
	high, okHigh := integer(b.high, b.text)
	switch {
	case !ok || !okHigh || low.Cmp(high) <= 0:
		return nil
	case b.standard && b.text:
		return invalid("user.%s: Max length cannot be less than min length.", b.name)
	case b.standard:
		return invalid("user.%s: Max value cannot be less than min value.", b.name)
	case b.text:
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
