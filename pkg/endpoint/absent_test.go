package endpoint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"userpools/pkg/cognito"
)

// Operations that Cognito has and this endpoint does not are named to whoever may call it, and in the log to everybody.
func TestAbsentOperation(t *testing.T) {
	alice := holder{"alice", accountA, everything}
	h := newHouse(memoryStore(t), document(t, alice), nil)
	served := map[string]bool{}
	for _, op := range cognito.Operations() {
		served[op.Name] = true
	}
	for _, name := range cognito.ModelOperations() {
		if served[name] {
			continue
		}
		assert.Equal(t, `{"__type":"UnknownOperationException","message":"The endpoint userpools does not have Cognito's operation `+name+
			`. Its docs/departures.md#operations lists what it has."}`, string(h.ask(t, alice, name, `{}`).Body))
		assert.Equal(t, name, h.last().Operation)
		assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`,
			string(h.server.Serve(t.Context(), request(name, `{}`)).Body))
		assert.Equal(t, name, h.last().Operation)
	}
	assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(h.ask(t, alice, "NoSuchOperation", `{}`).Body))
	assert.Empty(t, h.last().Operation)
}
