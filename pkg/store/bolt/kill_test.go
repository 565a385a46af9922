package bolt

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"

	"userpools/pkg/store/storetest"
)

// helperVariable makes this test binary a process that works on a file until it
// is killed.
const helperVariable = "BOLT_TEST_HELPER"

func TestMain(m *testing.M) {
	if path := os.Getenv(helperVariable); path != "" {
		fmt.Fprintln(os.Stderr, work(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// workers share commits, so that a kill meets several writes in one.
const workers = 8

// work creates pools from several goroutines and prints each id when the create
// was acknowledged.
func work(path string) error {
	s, err := Open(Options{Path: path})
	if err != nil {
		return err
	}
	fmt.Println("open")
	failed := make(chan error)
	for worker := range workers {
		go func() {
			for n := 0; ; n++ {
				id := fmt.Sprintf("us-east-1_%d_%d_%d", os.Getpid(), worker, n)
				if err := s.Create(context.Background(), storetest.Full(storetest.Here, id)); err != nil {
					failed <- err
				}
				fmt.Println(id)
			}
		}()
	}
	return <-failed
}

func TestCreate_Kill9(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	var acknowledged []string
	for round := range 5 {
		helper, lines := startHelper(t, path)
		for n := 1; lines.Scan(); n++ { // to the end: all that it printed was acknowledged
			acknowledged = append(acknowledged, lines.Text())
			if n == 10+37*round {
				require.NoError(t, helper.Process.Kill())
			}
		}
		_ = helper.Wait()

		s, err := Open(Options{Path: path})
		require.NoError(t, err)
		assertHolds(t, s, acknowledged)
		require.NoError(t, s.Close())
	}
	t.Logf("%d acknowledged pools", len(acknowledged))
}

func TestOpen_SecondProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pools.db")
	helper, _ := startHelper(t, path)
	start := time.Now()
	_, err := Open(Options{Path: path})
	require.ErrorIs(t, err, ErrLocked)
	assert.ErrorContains(t, err, path)
	assert.Less(t, time.Since(start), 5*time.Second)
	assert.NoError(t, helper.Process.Signal(syscall.Signal(0)), "it still runs")

	require.NoError(t, helper.Process.Kill())
	_ = helper.Wait()
	s, err := Open(Options{Path: path})
	require.NoError(t, err, "the lock ends with the process")
	require.NoError(t, s.Close())
}

func startHelper(t *testing.T, path string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	helper := exec.CommandContext(t.Context(), os.Args[0])
	helper.Env = append(os.Environ(), helperVariable+"="+path)
	var stderr strings.Builder
	helper.Stderr = &stderr
	stdout, err := helper.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, helper.Start())
	lines := bufio.NewScanner(stdout)
	require.True(t, lines.Scan(), &stderr)
	require.Equal(t, "open", lines.Text())
	t.Cleanup(func() { _ = helper.Process.Kill(); _, _ = io.Copy(io.Discard, stdout) })
	return helper, lines
}

// assertHolds holds that every pool is there and whole, and the file sound.
func assertHolds(t *testing.T, s *Store, ids []string) {
	t.Helper()
	for _, id := range ids {
		p, err := s.Get(t.Context(), storetest.Here, id)
		require.NoError(t, err)
		require.Equal(t, storetest.Full(storetest.Here, id), p)
	}
	n := storetest.Count(t, s, storetest.Here)
	assert.GreaterOrEqual(t, n, len(ids))
	assert.LessOrEqual(t, n, len(ids)+workers*5, "beyond the acknowledged there are at most those under way")
	require.NoError(t, s.db.View(func(tx *bbolt.Tx) error {
		for err := range tx.Check() {
			t.Error(err)
		}
		assert.Equal(t, n, tx.Bucket(bucketOf(storetest.Here)).Stats().KeyN)
		return nil
	}))
}
