package dynamo

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

var update = flag.Bool("update", false, "write the golden items anew")

// TestStoredForm holds the stored form to the golden items, in DynamoDB's JSON.
// What a deployed version has written has to be read by every later one: a
// change beyond a new member needs a new format.
func TestStoredForm(t *testing.T) {
	for name, pool := range map[string]*cognito.Pool{
		"format1-minimal": storetest.Minimal(storetest.Here, "us-east-1_Minimal12"),
		"format1-full":    storetest.Full(storetest.Here, "us-east-1_Full12345"),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", "golden", name+".json")
			item, err := encode(pool)
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(path, indented(t, item), 0o600))
			}
			golden, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(golden), string(indented(t, item)))

			stored, err := attributevalue.UnmarshalMapJSON(golden)
			require.NoError(t, err)
			got, err := decode(storetest.Here, stored)
			require.NoError(t, err)
			assert.Equal(t, pool, got)
		})
	}
}

func indented(t *testing.T, item map[string]types.AttributeValue) []byte {
	t.Helper()
	compact, err := attributevalue.MarshalMapJSON(item)
	require.NoError(t, err)
	var sorted any
	require.NoError(t, json.Unmarshal(compact, &sorted))
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetIndent("", " ")
	require.NoError(t, out.Encode(sorted))
	return text.Bytes()
}

func TestWhatWasNotSaidIsNotStored(t *testing.T) {
	item, err := encode(storetest.Minimal(storetest.Here, "us-east-1_Minimal12"))
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{
		"PK", "SK", "Type", "Format", "Defaults", "Revision", "CreateToken", "Created", "Modified", "Name",
	}, keys(item))

	p := storetest.Minimal(storetest.Here, "us-east-1_Minimal12")
	p.Settings.Policies = &cognito.UserPoolPolicyType{}
	p.Settings.Custom = []cognito.SchemaAttributeType{{}}
	item, err = encode(p)
	require.NoError(t, err)
	assert.Equal(t, &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
		"Policies": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}},
		"Custom": &types.AttributeValueMemberL{Value: []types.AttributeValue{
			&types.AttributeValueMemberM{Value: map[string]types.AttributeValue{}},
		}},
	}}, item["Settings"])
}

func TestItemOfAnotherFormatIsAFault(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	for id, format := range map[string]types.AttributeValue{
		"us-east-1_Newer":   &types.AttributeValueMemberN{Value: "2"},
		"us-east-1_Nonsens": &types.AttributeValueMemberS{Value: "one"},
		"us-east-1_Without": nil,
	} {
		item, err := encode(storetest.Minimal(storetest.Here, id))
		require.NoError(t, err)
		delete(item, "Format")
		if format != nil {
			item["Format"] = format
		}
		putRaw(t, client, table, item)

		_, err = s.Get(t.Context(), storetest.Here, id)
		assertFault(t, err)
		err = s.Create(t.Context(), storetest.Minimal(storetest.Here, id))
		assertFault(t, err)
		assertFault(t, s.Delete(t.Context(), storetest.Here, id))
		_, _, err = s.List(t.Context(), storetest.Here, "", 10)
		assertFault(t, err)
		assert.Equal(t, item, getRaw(t, client, table, id), "it is as it was")
		require.NoError(t, deleteRaw(t, client, table, id))
	}
}

// A pool of which only the name was said takes one write unit, and the API
// reference's sample, in which nearly everything is, at most four.
func TestWriteUnits(t *testing.T) {
	const unit = 1024
	minimal := storetest.Minimal(storetest.Here, "us-gov-west-1_AbCdEfGhI")
	minimal.Partition.Region = "ap-southeast-12"
	for name, c := range map[string]struct {
		pool  *cognito.Pool
		units int
	}{
		"a name of 64 characters":            {named(minimal, strings.Repeat("n", 64)), 1},
		"a name of 64 characters of 4 bytes": {named(minimal, strings.Repeat("𝛀", 64)), 1},
		"a name of 128 characters":           {named(minimal, strings.Repeat("n", 128)), 1},
		"the sample":                         {storetest.Sample(t, storetest.Here, "us-east-1_AbCdEfGhI"), 4},
	} {
		item, err := encode(c.pool)
		require.NoError(t, err)
		size := sizeOf(item)
		t.Logf("%s: %d bytes", name, size)
		assert.LessOrEqual(t, (size+unit-1)/unit, c.units, name)
	}
}

func named(p *cognito.Pool, name string) *cognito.Pool {
	q := *p
	q.Name = name
	return &q
}

func keys(item map[string]types.AttributeValue) []string {
	var names []string
	for name := range maps.Keys(item) {
		names = append(names, name)
	}
	return names
}

// assertFault holds that an error is none of the contract's.
func assertFault(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	for _, sentinel := range []error{
		cognito.ErrNotFound, cognito.ErrConflict, cognito.ErrProtected, cognito.ErrThrottled,
	} {
		assert.NotErrorIs(t, err, sentinel)
	}
	_, exists := errors.AsType[*cognito.ExistsError](err)
	assert.False(t, exists, err)
}
