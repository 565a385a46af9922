package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/syncbuffer"
)

// spawn runs the program as a process of its own.
func spawn(t *testing.T, args ...string) (cmd *exec.Cmd, url string) {
	t.Helper()
	cmd = exec.CommandContext(context.WithoutCancel(t.Context()), os.Args[0], append([]string{"-listen", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	stderr := &syncbuffer.Buffer{}
	cmd.Stderr = stderr
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return cmd, waitForURL(t, stderr)
}

// TestPoolsSurviveKill kills the process while many create pools at once: all
// that were acknowledged are there afterwards.
func TestPoolsSurviveKill(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pools.db")
	cmd, url := spawn(t, "-data", file)
	var mu sync.Mutex
	acknowledged := []string{*create(t, client(url, "us-east-1"), "before").Id}
	var creating sync.WaitGroup
	enough := make(chan struct{})
	for range 4 {
		creating.Go(func() {
			for {
				id, ok := tryCreate(t, url)
				if !ok {
					return
				}
				mu.Lock()
				acknowledged = append(acknowledged, id)
				if len(acknowledged) == 50 {
					close(enough)
				}
				mu.Unlock()
			}
		})
	}
	<-enough
	require.NoError(t, cmd.Process.Signal(syscall.SIGKILL))
	creating.Wait()
	_ = cmd.Wait()

	_, url = spawn(t, "-data", file)
	for _, id := range acknowledged {
		assert.Equal(t, id, *describe(t, client(url, "us-east-1"), &id).Id)
	}
}

func TestAProcessEndsOnASignal(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd, _ := spawn(t, "-memory")
		require.NoError(t, cmd.Process.Signal(signal))
		assert.NoError(t, cmd.Wait(), "exit status 0")
	}
}

// tryCreate makes a pool unless the program is gone.
func tryCreate(t *testing.T, url string) (id string, ok bool) {
	t.Helper()
	out, err := client(url, "us-east-1").CreateUserPool(t.Context(), &idp.CreateUserPoolInput{PoolName: new("many")}, func(o *idp.Options) { o.RetryMaxAttempts = 1 })
	if err != nil {
		return "", false
	}
	return *out.UserPool.Id, true
}
