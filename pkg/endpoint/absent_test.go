package endpoint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
)

// Operations that Cognito has and this endpoint does not are named to whoever may call it, and in the log to everybody.
func TestAbsentOperation(t *testing.T) {
	alice := et.NewKey("alice", accountA, et.Everything)
	h := et.New(t, et.Keys(t, alice))
	served := map[string]bool{}
	for _, op := range cognito.Operations() {
		served[op.Name] = true
	}
	for _, name := range cognito.ModelOperations() {
		if served[name] {
			continue
		}
		assert.Equal(t, `{"__type":"UnknownOperationException","message":"The endpoint userpools does not have Cognito's operation `+name+
			`. Its docs/departures.md#operations lists what it has."}`, string(h.AskAs(t, alice, name, `{}`).Body))
		assert.Equal(t, name, h.Last().Operation)
		assert.Equal(t, `{"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}`,
			string(h.Serve(t.Context(), et.Request(name, `{}`)).Body))
		assert.Equal(t, name, h.Last().Operation)
	}
	assert.Equal(t, `{"__type":"UnknownOperationException"}`, string(h.AskAs(t, alice, "NoSuchOperation", `{}`).Body))
	assert.Empty(t, h.Last().Operation)
}
