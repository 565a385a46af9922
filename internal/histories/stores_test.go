package histories

import (
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/store/bolt"
)

// stores gives each caller its own way to what all share.
type stores func(*caller) cognito.Store

// newFile is a file of the embedded store, in memory.
func newFile(t *testing.T) stores {
	t.Helper()
	store, err := bolt.OpenMemory()
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return func(c *caller) cognito.Store { return &endpointtest.Hooked{Store: store, Around: c.onFile} }
}
