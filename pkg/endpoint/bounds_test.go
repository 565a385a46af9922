package endpoint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/apigateway"
)

// maxAnswer is how large Lambda lets an answer be, in bytes.
const maxAnswer = 6 << 20

// longest is a text that takes the most of an answer: a character is an escape in the body, and that is one of the event.
func longest(characters int) string { return strings.Repeat("\x01", characters) }

// TestAnswer_LambdaLimit: the largest page of a list, as the gateway gets it, is within what Lambda takes. Those of other
// lists have names and ids only.
func TestAnswer_LambdaLimit(t *testing.T) {
	k := et.NewKey("k", accountA, et.Everything)
	e := et.New(t, et.Keys(k))
	id := e.Pool(t, k, `{"PoolName":"p"}`)
	var scopes []et.Object
	for n := range 100 {
		scopes = append(scopes, et.Object{"ScopeName": fmt.Sprintf("%03d", n) + strings.Repeat("s", 253), "ScopeDescription": longest(256)})
	}
	server := func(n int) et.Answer {
		return e.Ask(t, k, "CreateResourceServer", et.Object{
			"UserPoolId": id, "Identifier": fmt.Sprintf("%03d", n) + strings.Repeat("i", 253), "Name": strings.Repeat("n", 256), "Scopes": scopes,
		})
	}
	for n := range 25 {
		require.Equal(t, "ok", server(n).Outcome)
	}
	assert.Equal(t, "LimitExceededException", server(25).Outcome)
	for n := range 60 {
		e.Must(t, k, "CreateGroup", et.Object{"UserPoolId": id, "GroupName": fmt.Sprintf("%03d", n) + strings.Repeat("𝛀", 125), "Description": longest(2048)})
	}
	for operation, least := range map[string]int{"ListResourceServers": 5_000_000, "ListGroups": 850_000} {
		event := et.Event(et.Sign(t, k, e.Clock.At, et.Request(operation, `{"UserPoolId":"`+id+`"}`)))
		answer, err := apigateway.Handler{Serve: e.Serve}.Invoke(context.Background(), et.JSON(event))
		require.NoError(t, err)
		assert.Equal(t, "ok", e.Last().Outcome)
		assert.Greater(t, len(answer), least, operation)
		assert.Less(t, len(answer), maxAnswer, operation)
	}
}
