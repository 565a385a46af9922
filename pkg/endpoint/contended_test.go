package endpoint_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/endpoint"
)

// TestManyWritersOfOnePoolLoseNothing: never the last writer wins. Each writer
// adds a tag and an attribute of its own to one pool, repeats what was refused as
// contended, and in the end et.Everything is there.
func TestManyWritersOfOnePoolLoseNothing(t *testing.T) {
	for name, open := range map[string]func(*testing.T) cognito.Store{
		"in the embedded store": func(t *testing.T) cognito.Store { return et.Memory(t) },
		"in DynamoDB Local":     tableStore,
	} {
		t.Run(name, func(t *testing.T) {
			server := et.New(t, et.Store(open(t)), func(c *endpoint.Config) { c.Random, c.Wait = nil, nil })
			const writers = 20
			made := ask(t, server, "CreateUserPool", et.Object{"PoolName": "contended"})["UserPool"].(et.Object)
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() {
					ask(t, server, "TagResource", et.Object{"ResourceArn": made["Arn"], "Tags": et.Object{fmt.Sprintf("k%02d", i): "v"}})
					ask(t, server, "AddCustomAttributes", et.Object{
						"UserPoolId":       made["Id"],
						"CustomAttributes": []et.Object{{"Name": fmt.Sprintf("a%02d", i), "AttributeDataType": "String"}},
					})
				})
			}
			all.Wait()
			shown := ask(t, server, "DescribeUserPool", et.Object{"UserPoolId": made["Id"]})["UserPool"].(et.Object)
			assert.Len(t, shown["UserPoolTags"], writers)
			assert.Len(t, shown["SchemaAttributes"], 21+writers)
		})
	}
}

// ask makes a call, and makes it again as long as others were faster.
func ask(t *testing.T, server *et.Endpoint, operation string, in et.Object) et.Object {
	body, err := json.Marshal(in)
	require.NoError(t, err)
	for {
		resp := server.Serve(t.Context(), et.Request(operation, string(body)))
		out := et.Object{}
		if !assert.NoError(t, json.Unmarshal(resp.Body, &out)) || resp.Status == 200 {
			return out
		}
		if !assert.Equal(t, "TooManyRequestsException", out["__type"], "%s", resp.Body) {
			return out
		}
	}
}
