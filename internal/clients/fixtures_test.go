package clients_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients/wiretap"
)

// What .NET and R send, see the notes beside the files.
func TestRequestsOfClientsThatAreNotHereMakePools(t *testing.T) {
	for _, name := range []string{"dotnet", "r"} {
		t.Run(name, func(t *testing.T) {
			request, err := os.ReadFile(filepath.Join("..", "..", "examples", "clients", name, "request.json"))
			require.NoError(t, err)
			tap := wiretap.New(t)
			var answer struct{ UserPool struct{ Id string } }
			require.NoError(t, json.Unmarshal(send(t, tap, "CreateUserPool", request), &answer))

			pool := onTheWire(t, tap, answer.UserPool.Id)
			var said map[string]any
			require.NoError(t, json.Unmarshal(request, &said))
			for member, value := range plain(t, "", said).(map[string]any) {
				switch member {
				case "poolname":
					assert.Equal(t, value, pool["name"])
				case "schema": // becomes the pool's attributes
				default:
					contains(t, member, pool[member], value)
				}
			}
		})
	}
}

// contains holds that a part of a pool has all that was said of it.
func contains(t *testing.T, path string, got, said any) {
	t.Helper()
	object, ok := said.(map[string]any)
	if !ok {
		assert.Equal(t, said, got, path)
		return
	}
	require.IsType(t, object, got, path)
	for member, value := range object {
		contains(t, path+"."+member, got.(map[string]any)[member], value)
	}
}
