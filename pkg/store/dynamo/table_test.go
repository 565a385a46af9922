package dynamo

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// templateTable is what template.yaml, the table's one definition, says of it.
type templateTable struct {
	AttributeDefinitions []struct {
		Name string `yaml:"AttributeName"`
		Type string `yaml:"AttributeType"`
	} `yaml:"AttributeDefinitions"`
	KeySchema []struct {
		Name string `yaml:"AttributeName"`
		Type string `yaml:"KeyType"`
	} `yaml:"KeySchema"`
	BillingMode string         `yaml:"BillingMode"`
	Rest        map[string]any `yaml:",inline"`
}

func TestTableInput(t *testing.T) {
	var tables []templateTable
	for _, resource := range pairs(field(template(t), "Resources")) {
		if field(resource, "Type").Value == "AWS::DynamoDB::Table" {
			var table templateTable
			require.NoError(t, field(resource, "Properties").Decode(&table))
			tables = append(tables, table)
		}
	}
	require.Len(t, tables, 1)
	want := &dynamodb.CreateTableInput{TableName: new("name"), BillingMode: types.BillingMode(tables[0].BillingMode)}
	for _, d := range tables[0].AttributeDefinitions {
		want.AttributeDefinitions = append(want.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: new(d.Name), AttributeType: types.ScalarAttributeType(d.Type),
		})
	}
	for _, k := range tables[0].KeySchema {
		want.KeySchema = append(want.KeySchema, types.KeySchemaElement{
			AttributeName: new(k.Name), KeyType: types.KeyType(k.Type),
		})
	}
	assert.Equal(t, want, tableInput("name"))
	assert.NotContains(t, tables[0].Rest, "GlobalSecondaryIndexes", "the store knows of no index")
	assert.NotContains(t, tables[0].Rest, "LocalSecondaryIndexes", "the store knows of no index")
}

func TestCreateTable_Again(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	require.NoError(t, s.Create(t.Context(), minimal))
	require.NoError(t, CreateTable(t.Context(), client, table))
	_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
	require.NoError(t, err)
}

// TestClient_RoleAllows holds the template's policy to the interface
// through which the store calls DynamoDB, in both directions, and the interface
// to what is really called.
func TestClient_RoleAllows(t *testing.T) {
	b := newBed(t)
	var used, offered []string
	for _, c := range healthy {
		for _, action := range b.run(t, c, nil, nil) {
			used = append(used, "dynamodb:"+action)
		}
	}
	slices.Sort(used)
	for method := range reflect.TypeFor[Client]().Methods() {
		offered = append(offered, "dynamodb:"+method.Name)
	}
	assert.ElementsMatch(t, offered, slices.Compact(used), "used")
	assert.ElementsMatch(t, offered, actions(template(t)), "allowed")
}

// actions are the actions on DynamoDB that any policy of the template names.
func actions(n *yaml.Node) (found []string) {
	for name, value := range pairs(n) {
		if name != "Action" {
			continue
		}
		for _, action := range append(value.Content, value) {
			if len(action.Value) > 9 && action.Value[:9] == "dynamodb:" {
				found = append(found, action.Value)
			}
		}
	}
	for _, inner := range n.Content {
		found = append(found, actions(inner)...)
	}
	return found
}

func template(t *testing.T) *yaml.Node {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "..", "template.yaml"))
	require.NoError(t, err)
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(content, &document))
	return document.Content[0]
}

// pairs are the members of a mapping. Nodes carry CloudFormation's tags, such as
// !Ref, without minding them.
func pairs(n *yaml.Node) map[string]*yaml.Node {
	members := map[string]*yaml.Node{}
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); i += 2 {
			members[n.Content[i].Value] = n.Content[i+1]
		}
	}
	return members
}

func field(n *yaml.Node, name string) *yaml.Node {
	if member := pairs(n)[name]; member != nil {
		return member
	}
	return &yaml.Node{}
}
