package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestProcess_Pipe: what is to be read at the start may be a pipe, and the program be ended before anything comes from it.
func TestProcess_Pipe(t *testing.T) {
	for _, option := range []string{"-world", "-keys"} {
		pipe := filepath.Join(t.TempDir(), "pipe")
		require.NoError(t, syscall.Mkfifo(pipe, 0o600))
		cmd := command(nil, "-memory", option, pipe)
		launch(t, cmd)
		f, err := os.OpenFile(pipe, os.O_WRONLY, 0) // once the program has it
		require.NoError(t, err)
		end(t, cmd, syscall.SIGTERM)
		require.NoError(t, f.Close())
	}
}
