package main

import (
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProcess_Descriptors: where the system allows fewer connections than -connections idle ones make room all the same.
func TestProcess_Descriptors(t *testing.T) {
	cmd := command(nil, "-memory")
	limited := exec.Command("sh", append([]string{"-c", `ulimit -n 32 && exec "$0" "$@"`}, cmd.Args...)...)
	limited.Env = cmd.Env
	p := start(t, limited)
	for range 64 {
		conn := connect(t, p, half+"Content-Length: 0\r\n\r\n")
		require.NoError(t, conn.SetReadDeadline(time.Now().Add(timeout)))
		_, err := conn.Read(make([]byte, 1))
		require.NoError(t, err)
	}
	end(t, p.Cmd, syscall.SIGTERM)
	assert.NotContains(t, p.stderr.String(), "too many open files")
}
