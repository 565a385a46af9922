package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// builtIn is the directory of the built program, which TestMain removes; empty
// where no test asked for it.
var builtIn string

var build = sync.OnceValues(func() (program string, err error) {
	if builtIn, err = os.MkdirTemp("", "userpools"); err != nil {
		return "", err
	}
	program = filepath.Join(builtIn, "userpools")
	out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	if err != nil {
		_, _ = os.Stderr.Write(out)
	}
	return program, err
})

// built is the program as its users have it.
func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building the program is not for short tests")
	}
	program, err := build()
	require.NoError(t, err)
	return program
}

// launch runs the built program on a free port until the test ends.
func launch(t *testing.T, stdout io.Writer, args ...string) (cmd *exec.Cmd, url string, stderr *syncbuffer.Buffer) {
	t.Helper()
	stderr = &syncbuffer.Buffer{}
	cmd = exec.CommandContext(context.WithoutCancel(t.Context()), built(t), append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, waitForURL(t, stderr), stderr
}
