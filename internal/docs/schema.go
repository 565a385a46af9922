package docs

import (
	"encoding/json"
	"fmt"
	"strings"
)

// attribute is a schema attribute as it is shown.
type attribute struct {
	Name, AttributeDataType    string
	Mutable, Required          bool
	StringAttributeConstraints *struct{ MinLength, MaxLength string }
	NumberAttributeConstraints *struct{ MinValue, MaxValue string }
}

func (a *attribute) bounds() string {
	switch {
	case a.StringAttributeConstraints != nil:
		return a.StringAttributeConstraints.MinLength + " to " + a.StringAttributeConstraints.MaxLength + " characters"
	case a.NumberAttributeConstraints != nil:
		return "at least " + a.NumberAttributeConstraints.MinValue
	default:
		return ""
	}
}

// schema makes a table of the standard attributes and tells their two orders.
func schema(p *probe) (string, error) {
	made, err := p.ask("CreateUserPool", `{"PoolName":"p","Schema":[{"Name":"text","AttributeDataType":"String"},`+
		`{"Name":"number","AttributeDataType":"Number"},{"Name":"flag","AttributeDataType":"Boolean","DeveloperOnlyAttribute":true}]}`)
	if err != nil {
		return "", err
	}
	created, err := attributes(made)
	if err != nil {
		return "", err
	}
	shown, err := p.ask("DescribeUserPool", `{"UserPoolId":"<pool>"}`)
	if err != nil {
		return "", err
	}
	described, err := attributes(shown)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(header("Attribute", "Type", "Bounds", "Mutable", "Required"))
	for i := range created {
		if a := &created[i]; !strings.Contains(a.Name, "custom:") {
			b.WriteString(row(code(a.Name), a.AttributeDataType, a.bounds(), yes(a.Mutable), yes(a.Required)))
		}
	}
	custom, err := customAttributes(made)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "\nCustom attributes without constraints: %s.\n", custom)
	fmt.Fprintf(&b, "\nThis is the order of CreateUserPool, custom attributes behind it. DescribeUserPool has identities as well, and "+
		"another order, here with three custom attributes: %s.\n", names(described))
	return b.String(), nil
}

func attributes(answer json.RawMessage) ([]attribute, error) {
	var a struct {
		UserPool struct{ SchemaAttributes []attribute }
	}
	err := json.Unmarshal(answer, &a)
	return a.UserPool.SchemaAttributes, err
}

// customAttributes shows the custom ones whole.
func customAttributes(answer json.RawMessage) (string, error) {
	var a struct {
		UserPool struct{ SchemaAttributes []json.RawMessage }
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return "", err
	}
	var shown []string
	for _, attribute := range a.UserPool.SchemaAttributes {
		if strings.Contains(string(attribute), `custom:`) {
			shown = append(shown, code(string(attribute)))
		}
	}
	return strings.Join(shown, ", "), nil
}

func names(attributes []attribute) string {
	all := make([]string, len(attributes))
	for i := range attributes {
		all[i] = code(attributes[i].Name)
	}
	return strings.Join(all, ", ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}
