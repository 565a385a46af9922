package dynamo

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func template(t *testing.T) []byte {
	t.Helper()
	content, err := os.ReadFile("../../../template.yaml")
	require.NoError(t, err)
	return content
}

// TestTableInput holds the table to that of template.yaml, which is the one definition
// of it. CloudFormation's names are those of the SDK's types.
func TestTableInput(t *testing.T) {
	var document struct {
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	require.NoError(t, yaml.Unmarshal(template(t), &document))
	tables := 0
	for _, resource := range document.Resources {
		if resource.Type != "AWS::DynamoDB::Table" {
			continue
		}
		tables++
		var properties map[string]any
		require.NoError(t, resource.Properties.Decode(&properties))
		assert.NotContains(t, properties, "GlobalSecondaryIndexes", "the store knows of no index")
		assert.NotContains(t, properties, "LocalSecondaryIndexes", "the store knows of no index")
		maps.DeleteFunc(properties, func(name string, _ any) bool {
			return !slices.Contains([]string{"AttributeDefinitions", "KeySchema", "BillingMode"}, name)
		})
		text, err := json.Marshal(properties)
		require.NoError(t, err)
		want := &dynamodb.CreateTableInput{TableName: new("name")}
		require.NoError(t, json.Unmarshal(text, want))
		assert.Equal(t, want, tableInput("name"))
	}
	assert.Equal(t, 1, tables)
}

func TestCreateTable_Again(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	require.NoError(t, s.Create(t.Context(), minimal))
	require.NoError(t, CreateTable(t.Context(), client, table))
	_, err := s.Get(t.Context(), minimal.Partition, minimal.ID)
	require.NoError(t, err)
}

// TestClient_RoleAllows holds the template's policy to what the store calls.
func TestClient_RoleAllows(t *testing.T) {
	b := newBed(t)
	for _, c := range healthy {
		b.run(t, c, 0, nil, nil)
	}
	var used, allowed []string
	for action, is := range b.used {
		if is {
			used = append(used, action)
		}
	}
	for _, action := range regexp.MustCompile(`\bdynamodb:(\w+|\*)`).FindAllSubmatch(template(t), -1) {
		allowed = append(allowed, string(action[1]))
	}
	assert.ElementsMatch(t, used, allowed)
}
