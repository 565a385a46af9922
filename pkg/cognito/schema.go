package cognito

import (
	"cmp"
	"slices"
	"sync"
)

// standardAttribute is a row of the table of standard attributes.
type standardAttribute struct {
	name, dataType   string
	low, high        string // bounds: lengths of a String, values of a Number
	required, sealed bool   // sealed: not mutable
	describeOnly     bool   // only in DescribeUserPool
	custom           bool   // a Schema entry of this name makes a custom attribute
}

// standardAttributes are in CreateUserPool's order, identities last
// (recorded 2026-09-24).
var standardAttributes = []standardAttribute{
	{name: "sub", dataType: "String", low: "1", high: "2048", required: true, sealed: true},
	{name: "name", dataType: "String", low: "0", high: "2048"},
	{name: "given_name", dataType: "String", low: "0", high: "2048"},
	{name: "family_name", dataType: "String", low: "0", high: "2048"},
	{name: "middle_name", dataType: "String", low: "0", high: "2048"},
	{name: "nickname", dataType: "String", low: "0", high: "2048"},
	{name: "preferred_username", dataType: "String", low: "0", high: "2048"},
	{name: "profile", dataType: "String", low: "0", high: "2048"},
	{name: "picture", dataType: "String", low: "0", high: "2048"},
	{name: "website", dataType: "String", low: "0", high: "2048"},
	{name: "email", dataType: "String", low: "0", high: "2048"},
	{name: "email_verified", dataType: "Boolean", custom: true},
	{name: "gender", dataType: "String", low: "0", high: "2048"},
	{name: "birthdate", dataType: "String", low: "10", high: "10"},
	{name: "zoneinfo", dataType: "String", low: "0", high: "2048"},
	{name: "locale", dataType: "String", low: "0", high: "2048"},
	{name: "phone_number", dataType: "String", low: "0", high: "2048"},
	// Its name is longer than the 20 characters that a Schema entry may have.
	{name: "phone_number_verified", dataType: "Boolean", custom: true},
	{name: "address", dataType: "String", low: "0", high: "2048"},
	{name: "updated_at", dataType: "Number", low: "0"},
	{name: "identities", dataType: "String", describeOnly: true, custom: true},
}

// describeOrder is DescribeUserPool's order since 2026-09-24 at the latest; "" is
// the place of the custom attributes. No ordering function fits it: it is a list.
var describeOrder = []string{
	"profile", "address", "birthdate", "gender", "preferred_username", "updated_at", "website", "picture",
	"identities", "sub", "email_verified", "phone_number_verified", "phone_number", "zoneinfo", "",
	"locale", "email", "given_name", "family_name", "middle_name", "name", "nickname",
}

// standard finds the standard attribute that a Schema entry of this name
// overrides. email_verified, phone_number_verified and identities cannot be
// overridden: their names make custom attributes like any other.
func standard(name string) (*standardAttribute, bool) {
	i := slices.IndexFunc(standardAttributes, func(a standardAttribute) bool { return a.name == name && !a.custom })
	if i < 0 {
		return nil, false
	}
	return &standardAttributes[i], true
}

// fullName is a custom attribute's name in the pool.
func fullName(a *SchemaAttributeType) string {
	if value(a.DeveloperOnlyAttribute) {
		return "dev:custom:" + value(a.Name)
	}
	return "custom:" + value(a.Name)
}

// addSchema adds a Schema as it was specified: overrides by standard name, of which
// the last wins, and custom attributes by full name.
func (s *Settings) addSchema(specified []SchemaAttributeType) {
	for i := range specified {
		a := specified[i]
		if _, ok := standard(value(a.Name)); !ok {
			s.addCustom(a)
			continue
		}
		if s.Overrides == nil {
			s.Overrides = map[string]SchemaAttributeType{}
		}
		s.Overrides[*a.Name] = a
	}
}

func (s *Settings) addCustom(a SchemaAttributeType) {
	a.Name = new(fullName(&a))
	s.Custom = append(s.Custom, a)
}

// hasAttribute tells whether a pool has an attribute of this full name.
func (s *Settings) hasAttribute(name string) bool {
	return slices.ContainsFunc(standardAttributes, func(a standardAttribute) bool { return a.name == name }) ||
		slices.ContainsFunc(s.Custom, func(a SchemaAttributeType) bool { return value(a.Name) == name })
}

// createdSchema is the schema in CreateUserPool's order.
func createdSchema(s *Settings) []SchemaAttributeType {
	out := make([]SchemaAttributeType, 0, len(standardAttributes)+len(s.Custom))
	for i := range standardAttributes {
		if a := &standardAttributes[i]; !a.describeOnly {
			out = append(out, s.standard(a))
		}
	}
	return appendCustom(out, s)
}

// describedSchema is the schema in DescribeUserPool's order.
func describedSchema(s *Settings) []SchemaAttributeType {
	out := make([]SchemaAttributeType, 0, len(standardAttributes)+len(s.Custom))
	for _, name := range describeOrder {
		if name == "" {
			out = appendCustom(out, s)
			continue
		}
		i := slices.IndexFunc(standardAttributes, func(a standardAttribute) bool { return a.name == name })
		out = append(out, s.standard(&standardAttributes[i]))
	}
	return out
}

// untouched are the standard attributes, by name, as they are where a Schema does not name
// them. All answers have the same ones, which are never written to.
var untouched = sync.OnceValue(func() map[string]SchemaAttributeType {
	all := make(map[string]SchemaAttributeType, len(standardAttributes))
	for i := range standardAttributes {
		a := &standardAttributes[i]
		all[a.name] = a.described(SchemaAttributeType{})
	}
	return all
})

// standard is a standard attribute as a pool has it.
func (s *Settings) standard(a *standardAttribute) SchemaAttributeType {
	if specified, ok := s.Overrides[a.name]; ok {
		return a.described(specified)
	}
	return untouched()[a.name]
}

// described is a standard attribute with what a Schema entry specifies of it: its place
// and type stay, an unset bound has its default, constraints of
// another type are dropped, and sub keeps Required and Mutable (ok-schema-sub).
func (a *standardAttribute) described(specified SchemaAttributeType) SchemaAttributeType {
	out := SchemaAttributeType{
		Name:                   &a.name,
		AttributeDataType:      &a.dataType,
		DeveloperOnlyAttribute: no,
		Mutable:                new(!a.sealed),
		Required:               &a.required,
	}
	if !a.sealed {
		out.Mutable = cmp.Or(specified.Mutable, out.Mutable)
		out.Required = cmp.Or(specified.Required, out.Required)
	}
	switch a.dataType {
	case "String":
		out.StringAttributeConstraints = &StringAttributeConstraintsType{MinLength: bound(a.low), MaxLength: bound(a.high)}
	case "Number":
		out.NumberAttributeConstraints = &NumberAttributeConstraintsType{MinValue: bound(a.low), MaxValue: bound(a.high)}
	}
	mergeConstraints(&out, specified)
	return out
}

func bound(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// mergeConstraints replaces bounds by the specified ones.
func mergeConstraints(out *SchemaAttributeType, specified SchemaAttributeType) {
	if c := specified.StringAttributeConstraints; c != nil && out.StringAttributeConstraints != nil {
		have := out.StringAttributeConstraints
		have.MinLength, have.MaxLength = cmp.Or(c.MinLength, have.MinLength), cmp.Or(c.MaxLength, have.MaxLength)
	}
	if c := specified.NumberAttributeConstraints; c != nil && out.NumberAttributeConstraints != nil {
		have := out.NumberAttributeConstraints
		have.MinValue, have.MaxValue = cmp.Or(c.MinValue, have.MinValue), cmp.Or(c.MaxValue, have.MaxValue)
	}
}

func appendCustom(out []SchemaAttributeType, s *Settings) []SchemaAttributeType {
	for i := range s.Custom {
		out = append(out, describedCustom(&s.Custom[i]))
	}
	return out
}

// describedCustom: a String or Number has its constraints member even when it is
// empty, with only the specified bounds; the others have none.
func describedCustom(specified *SchemaAttributeType) SchemaAttributeType {
	out := SchemaAttributeType{
		Name:                   specified.Name,
		AttributeDataType:      specified.AttributeDataType,
		DeveloperOnlyAttribute: cmp.Or(specified.DeveloperOnlyAttribute, no),
		Mutable:                cmp.Or(specified.Mutable, yes),
		Required:               cmp.Or(specified.Required, no),
	}
	switch value(specified.AttributeDataType) {
	case "String":
		out.StringAttributeConstraints = &StringAttributeConstraintsType{}
	case "Number":
		out.NumberAttributeConstraints = &NumberAttributeConstraintsType{}
	}
	mergeConstraints(&out, *specified)
	return out
}
