package deploy

import (
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/pkg/store/dynamo"
)

// outcome is what life.py prints.
type outcome struct {
	Full, Minimal, Described, Updated map[string]any
	Client, ClientDescribed, Domain   map[string]any
	Clients                           []map[string]any
	Secrets                           int

	Refused  map[string]refusal
	Deleted  refusal
	Parallel []string
	Pages    [][]string
}

// refusal is what boto3 makes of an answer. An exception that the model does not have is a ClientError to it.
type refusal struct {
	Class, Message string
	Status         int
}

func TestSAMLocal(t *testing.T) {
	t.Parallel()
	sam := start(t)

	// In this order: the pools of the first are found by the last.
	t.Run("answers boto3", func(t *testing.T) { answersBoto3(t, sam.url) })
	t.Run("answers what no client sends", func(t *testing.T) { answersWhatNoClientSends(t, sam.url) })
	t.Run("keeps pools under the documented keys", func(t *testing.T) { keepsPools(t, sam.dynamodb) })
	t.Run("ends without a trace", func(t *testing.T) { sam.interrupt(t) })
}

func answersBoto3(t *testing.T, url string) {
	request, err := filepath.Abs(filepath.Join(root, "pkg", "store", "storetest", "testdata", "api-reference-request.json"))
	require.NoError(t, err)
	ran := clients.Python.Script(t, url, nil, read(t, "testdata/life.py"), request)
	require.Zero(t, ran.Status, ran.Stderr)
	var got outcome
	require.NoError(t, json.Unmarshal([]byte(ran.Stdout), &got), ran.Stdout)

	var specified map[string]any
	require.NoError(t, json.Unmarshal([]byte(read(t, request)), &specified))
	for _, unchanged := range []string{"AccountRecoverySetting", "DeviceConfiguration", "EmailConfiguration", "UserPoolTags", "UsernameConfiguration"} {
		assert.Equal(t, specified[unchanged], got.Full[unchanged])
	}
	for _, pool := range []map[string]any{got.Full, got.Described} {
		delete(pool, "SchemaAttributes") // the one member that is answered otherwise when it is described: in another order
	}
	assert.Equal(t, got.Full, got.Described)
	assert.Equal(t, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/"+got.Minimal["Id"].(string), got.Minimal["Arn"])
	assert.Equal(t, "ESSENTIALS", got.Minimal["UserPoolTier"])

	assert.Equal(t, map[string]refusal{
		"constraint": {"InvalidParameterException", "3 validation errors detected: Value 'MAYBE' at 'mfaConfiguration' failed to satisfy " +
			"constraint: Member must satisfy enum value set: [OPTIONAL, OFF, ON]; Value '' at 'poolName' failed to satisfy constraint: " +
			"Member must have length greater than or equal to 1; Value '' at 'poolName' failed to satisfy constraint: " +
			`Member must satisfy regular expression pattern: [\w\s+=,.@-]+`, 400},
		"rule": {"InvalidParameterException", "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.", 400},
		"type": {"ClientError", "Start of list found where not expected", 400},
		"operation": {"ClientError", "The endpoint userpools does not have Cognito's operation ListUsers. " +
			"Its docs/departures.md#operations lists what it has.", 400},
		"pool": {"ResourceNotFoundException", "User pool us-east-1_Nowhere00 does not exist.", 400},
		"protected": {"InvalidParameterException", "The user pool cannot be deleted because deletion protection is activated. " +
			"Deletion protection must be inactivated first.", 400},
		"domain": {"InvalidParameterException", "User pool cannot be deleted. It has a domain configured that should be deleted first.", 400},
		"scope":  {"ScopeDoesNotExistException", "Invalid scope requested: api/read", 400},
		"page":   {"InvalidParameterException", "Invalid NextToken.", 400},
	}, got.Refused)

	slices.Sort(got.Parallel)
	assert.Len(t, slices.Compact(got.Parallel), 8, "eight at once make eight")
	assert.Len(t, got.Pages, 3)
	listed := slices.Concat(got.Pages...)
	slices.Sort(listed)
	assert.Equal(t, "minimal "+specified["PoolName"].(string)+" parallel-0 parallel-1 parallel-2 parallel-3 parallel-4 parallel-5 parallel-6 parallel-7",
		strings.Join(listed, " "))

	assert.Equal(t, got.Client, got.ClientDescribed)
	assert.NotEmpty(t, got.Client["ClientSecret"])
	assert.Equal(t, []map[string]any{{"ClientId": got.Client["ClientId"], "ClientName": "web", "UserPoolId": got.Full["Id"]}}, got.Clients)
	assert.Equal(t, 2, got.Secrets)
	assert.Equal(t, got.Minimal["Id"], got.Domain["UserPoolId"])
	assert.Equal(t, "ACTIVE", got.Domain["Status"])

	assert.Equal(t, []any{"email"}, got.Updated["AutoVerifiedAttributes"])
	assert.Equal(t, map[string]any{"team": "Müller"}, got.Updated["UserPoolTags"])
	assert.Equal(t, "ResourceNotFoundException", got.Deleted.Class)
}

func answersWhatNoClientSends(t *testing.T, url string) {
	const forbidden = `{"message":"Missing Authentication Token"}`
	for name, tt := range map[string]struct {
		method, path, body string
		status             int
		want               string
	}{
		"what is no JSON":            {http.MethodPost, "/", `{"PoolName":`, 400, `{"__type":"SerializationException"}`},
		"GET, which SAM answers":     {http.MethodGet, "/", "", 403, forbidden},
		"no such path, SAM's answer": {http.MethodPost, "/pools", "{}", 403, forbidden},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, url+tt.path, strings.NewReader(tt.body))
		require.NoError(t, err)
		req.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPool")
		req.Header.Set("Content-Type", "application/x-amz-json-1.1")
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		body, err := io.ReadAll(resp.Body)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, tt.status, resp.StatusCode, name)
		assert.JSONEq(t, tt.want, string(body), name)
	}
}

// keepsPools asks DynamoDB Local itself, with no code of the store.
func keepsPools(t *testing.T, url string) {
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: url})
	const partition = "123456789012#us-east-1"
	pools := sortKeys(t, client, partition, "POOL#us-east-1_")
	assert.Len(t, pools, 9, "my-test-user-pool, parallel-0 to parallel-7")
	var children []string
	for _, key := range pools {
		children = append(children, sortKeys(t, client, partition+"#"+strings.TrimPrefix(key, "POOL#"), "")...)
	}
	require.Len(t, children, 1, "the client of my-test-user-pool")
	assert.Contains(t, children[0], "#CLIENT#")
}

func sortKeys(t *testing.T, client *dynamodb.Client, partition, prefix string) (keys []string) {
	t.Helper()
	query := &dynamodb.QueryInput{
		TableName:                 new("Table"), // what sam local makes of !Ref Table
		KeyConditionExpression:    new("PK = :p"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":p": &types.AttributeValueMemberS{Value: partition}},
	}
	found, err := client.Query(t.Context(), query)
	require.NoError(t, err)
	for _, item := range found.Items {
		if key := item["SK"].(*types.AttributeValueMemberS).Value; strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	return keys
}
