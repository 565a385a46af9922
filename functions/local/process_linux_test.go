package main

import (
	"net/http"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestProcess_EndBusy: the end comes, too, while a thousand clients ask for what takes the processor longer than there is time.
func TestProcess_EndBusy(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand clients are not for short tests")
	}
	p := start(t, command(nil, "-memory", "-log", "off"))
	body := `{"UserPoolId":"us-east-1_abcdefghi","Identifier":"x","Name":"n","Scopes":[{}` + strings.Repeat(",{}", 2600) + `]}`
	var answered atomic.Int32
	var calling sync.WaitGroup
	for range 1000 {
		calling.Go(func() {
			c := &caller{url: p.url, outcomes: map[string]int{}, Client: http.Client{Transport: &http.Transport{}}}
			defer c.CloseIdleConnections()
			for c.call("CreateResourceServer", body).Outcome != "no answer" {
				answered.Add(1)
			}
		})
	}
	require.Eventually(t, func() bool { return answered.Load() > 50 }, timeout, time.Millisecond)
	begun := time.Now()
	end(t, p.Cmd, syscall.SIGTERM)
	assert.Less(t, time.Since(begun), 2*soon, "the clients take half of the processors' time")
	calling.Wait()
}

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
