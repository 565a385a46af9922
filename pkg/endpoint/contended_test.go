package endpoint_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// TestManyWritersOfOnePoolLoseNothing: never the last writer wins. Each writer
// adds a tag and an attribute of its own to one pool, repeats what was refused as
// contended, and in the end everything is there.
func TestManyWritersOfOnePoolLoseNothing(t *testing.T) {
	for name, open := range map[string]func(*testing.T) cognito.Store{
		"in the embedded store": memoryStore,
		"in DynamoDB Local":     tableStore,
	} {
		t.Run(name, func(t *testing.T) {
			server := endpoint.New(endpoint.Options{
				Service: &cognito.Service{Region: "us-east-1", Store: open(t), Now: time.Now, Random: rand.Reader},
				Gate:    byHeader{},
				Log:     func(context.Context, awsjson.Entry) {},
			})
			const writers = 20
			made := ask(t, server, "CreateUserPool", object{"PoolName": "contended"})["UserPool"].(object)
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() {
					ask(t, server, "TagResource", object{"ResourceArn": made["Arn"], "Tags": object{fmt.Sprintf("k%02d", i): "v"}})
					ask(t, server, "AddCustomAttributes", object{
						"UserPoolId":       made["Id"],
						"CustomAttributes": []object{{"Name": fmt.Sprintf("a%02d", i), "AttributeDataType": "String"}},
					})
				})
			}
			all.Wait()
			shown := ask(t, server, "DescribeUserPool", object{"UserPoolId": made["Id"]})["UserPool"].(object)
			assert.Len(t, shown["UserPoolTags"], writers)
			assert.Len(t, shown["SchemaAttributes"], 21+writers)
		})
	}
}

// ask makes a call, and makes it again as long as others were faster.
func ask(t *testing.T, server *awsjson.Server, operation string, in object) object {
	body, err := json.Marshal(in)
	require.NoError(t, err)
	for {
		resp := server.Serve(t.Context(), &awsjson.Request{
			Method: "POST", Path: "/", Body: body, ID: "id",
			Header: map[string]string{
				"x-amz-target": "AWSCognitoIdentityProviderService." + operation, "content-type": awsjson.ContentType, "test-account": "123456789012",
			},
		})
		out := object{}
		if !assert.NoError(t, json.Unmarshal(resp.Body, &out)) || resp.Status == 200 {
			return out
		}
		if !assert.Equal(t, "TooManyRequestsException", out["__type"], "%s", resp.Body) {
			return out
		}
	}
}
