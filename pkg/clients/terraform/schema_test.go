package terraform

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/clients/wiretap"
)

// standard are the 20 attributes that the provider takes for not worth showing,
// each with all three booleans: it compares pointers with reflect.DeepEqual, so
// a nil where it has false is a difference for ever.
var standard = []types.SchemaAttributeType{
	text("address"), between(text("birthdate"), "10", "10"), text("email"), boolean("email_verified"), text("family_name"),
	text("gender"), text("given_name"), text("locale"), text("middle_name"), text("name"), text("nickname"),
	text("phone_number"), boolean("phone_number_verified"), text("picture"), text("preferred_username"), text("profile"),
	sub(), updatedAt(), text("website"), text("zoneinfo"),
}

func attribute(name string, kind types.AttributeDataType) types.SchemaAttributeType {
	return types.SchemaAttributeType{
		Name: &name, AttributeDataType: kind,
		DeveloperOnlyAttribute: aws.Bool(false), Mutable: aws.Bool(true), Required: aws.Bool(false),
	}
}

func text(name string) types.SchemaAttributeType {
	return between(attribute(name, types.AttributeDataTypeString), "0", "2048")
}

func boolean(name string) types.SchemaAttributeType {
	return attribute(name, types.AttributeDataTypeBoolean)
}

func between(a types.SchemaAttributeType, shortest, longest string) types.SchemaAttributeType {
	a.StringAttributeConstraints = &types.StringAttributeConstraintsType{MinLength: &shortest, MaxLength: &longest}
	return a
}

func sub() types.SchemaAttributeType {
	a := between(attribute("sub", types.AttributeDataTypeString), "1", "2048")
	a.Mutable, a.Required = aws.Bool(false), aws.Bool(true)
	return a
}

func updatedAt() types.SchemaAttributeType {
	a := attribute("updated_at", types.AttributeDataTypeNumber)
	a.NumberAttributeConstraints = &types.NumberAttributeConstraintsType{MinValue: aws.String("0")}
	return a
}

// identities is there too, since there were identity providers.
func identities() types.SchemaAttributeType {
	a := attribute("identities", types.AttributeDataTypeString)
	a.StringAttributeConstraints = &types.StringAttributeConstraintsType{}
	return a
}

// own are the attributes that the provider shows: neither standard nor
// identities, or configured exactly so, under the names that a configuration has.
func own(all, configured []types.SchemaAttributeType) []types.SchemaAttributeType {
	var shown []types.SchemaAttributeType
	for _, a := range all {
		if !among(a, configured) && (among(a, standard) || reflect.DeepEqual(a, identities())) {
			continue
		}
		if leftToTheService(a, configured) {
			a.StringAttributeConstraints = nil
		}
		a.Name = aws.String(strings.TrimPrefix(strings.TrimPrefix(*a.Name, "dev:"), "custom:"))
		shown = append(shown, a)
	}
	return shown
}

func among(a types.SchemaAttributeType, list []types.SchemaAttributeType) bool {
	for _, b := range list {
		if reflect.DeepEqual(a, b) {
			return true
		}
	}
	return false
}

// leftToTheService tells whether a standard attribute is configured like this one
// but for its length, about which the configuration says nothing.
func leftToTheService(a types.SchemaAttributeType, configured []types.SchemaAttributeType) bool {
	if a.AttributeDataType != types.AttributeDataTypeString {
		return false
	}
	a.StringAttributeConstraints = nil
	return among(a, configured)
}

// describe is an attribute as an element of a set. An empty block of constraints
// is a block.
func describe(a types.SchemaAttributeType) string {
	var bounds string
	if c := a.StringAttributeConstraints; c != nil {
		bounds = fmt.Sprintf(" length %s..%s", value(c.MinLength), value(c.MaxLength))
	}
	if c := a.NumberAttributeConstraints; c != nil {
		bounds += fmt.Sprintf(" value %s..%s", value(c.MinValue), value(c.MaxValue))
	}
	return fmt.Sprintf("%s %s developer=%t mutable=%t required=%t%s", value(a.Name), a.AttributeDataType,
		aws.ToBool(a.DeveloperOnlyAttribute), aws.ToBool(a.Mutable), aws.ToBool(a.Required), bounds)
}

func TestThereAreTwentyStandardAttributes(t *testing.T) { assert.Len(t, standard, 20) }

func TestTheProviderFindsTheStandardAttributesAsInItsTable(t *testing.T) {
	tap := wiretap.New(t)
	client := sdk(tap)
	made, err := client.CreateUserPool(t.Context(), &cognitoidentityprovider.CreateUserPoolInput{PoolName: aws.String("plain")})
	require.NoError(t, err)
	assert.ElementsMatch(t, standard, made.UserPool.SchemaAttributes, "as made")
	read, err := client.DescribeUserPool(t.Context(), &cognitoidentityprovider.DescribeUserPoolInput{UserPoolId: made.UserPool.Id})
	require.NoError(t, err)
	assert.ElementsMatch(t, append(standard[:20:20], identities()), read.UserPool.SchemaAttributes, "as read")
	assert.Empty(t, own(read.UserPool.SchemaAttributes, nil))
}
