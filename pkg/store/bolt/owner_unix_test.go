//go:build unix

package bolt

import (
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCopy_Owner: who copies or compacts somebody else's file as root does not take it away. The temporary folders of others are not
// theirs, so that there is nobody to try it as who may not.
func TestCopy_Owner(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not root: a file cannot be made somebody else's")
	}
	path := full(t)
	require.NoError(t, os.Chown(path, 1001, 2002))
	_, err := Compact(t.Context(), path)
	require.NoError(t, err)
	_, err = Backup(t.Context(), path, path+".copy", false)
	require.NoError(t, err)
	for _, file := range []string{path, path + ".copy"} {
		info, err := os.Stat(file)
		require.NoError(t, err)
		owner, ok := info.Sys().(*syscall.Stat_t)
		require.True(t, ok)
		assert.Equal(t, [3]uint32{1001, 2002, 0o640}, [3]uint32{owner.Uid, owner.Gid, uint32(info.Mode().Perm())})
	}
}
