package bolt

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// fatalVariable has a write that is too large kill the process, instead of failing; copyVariable has the file copied or compacted.
const (
	fatalVariable = "BOLT_TEST_FATAL"
	copyVariable  = "BOLT_TEST_COPY"
)

// openLimited opens a file while no file can be larger than that many bytes.
func openLimited(path string, limit uint64) error {
	if os.Getenv(fatalVariable) != "" {
		var byDefault [4]uint64                                                                                                                     // sigaction(2): not what Go's runtime does
		if _, _, err := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(unix.SIGXFSZ), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0); err != 0 { //nolint:gosec // G103: a system call that Go has no name for
			return err
		}
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	switch os.Getenv(copyVariable) {
	case "backup":
		_, err := Backup(context.Background(), path, path+".copy", false)
		return err
	case "compact":
		_, err := Compact(context.Background(), path)
		return err
	}
	s, err := Open(Options{Path: path})
	if err != nil {
		return err
	}
	return s.Close()
}

// limited runs openLimited as a process, which ends by an error or is killed.
func limited(t *testing.T, path string, limit int, fatal, copied string) (said string, failed bool) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), helperVariable+"="+path, limitVariable+"="+strconv.Itoa(limit), fatalVariable+"="+fatal, copyVariable+"="+copied)
	output, err := child.CombinedOutput()
	if err == nil {
		return "", false
	}
	ended, ok := errors.AsType[*exec.ExitError](err)
	require.True(t, ok)
	require.Equal(t, fatal != "", ended.Sys().(syscall.WaitStatus).Signaled(), "%s", output)
	return string(output), true
}

// TestOpen_DiskFull has a first start end at each of its writes, by an error or by a kill: no file has the name then, or a
// whole one.
func TestOpen_DiskFull(t *testing.T) {
	for _, fatal := range []string{"", "yes"} {
		failed := 0
		for limit := 0; ; limit += 1 << 10 {
			path := filepath.Join(t.TempDir(), "pools.db")
			said, over := limited(t, path, limit, fatal, "")
			if !over {
				break
			}
			failed++
			_, err := os.Stat(path)
			require.ErrorIs(t, err, os.ErrNotExist)
			if fatal == "" {
				assert.Equal(t, path+": write: file too large\n", said)
				left, err := os.ReadDir(filepath.Dir(path))
				require.NoError(t, err)
				assert.Empty(t, left)
			}
			s, err := Open(Options{Path: path})
			require.NoError(t, err)
			require.NoError(t, s.Close())
		}
		assert.Greater(t, failed, 4*os.Getpagesize()>>10)
	}
}

// TestCopy_DiskFull has a backup and a compaction end at some of their writes: the file is as it was, and no other is there.
func TestCopy_DiskFull(t *testing.T) {
	path := full(t)
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, copied := range []string{"backup", "compact"} {
		for _, fatal := range []string{"", "yes"} {
			for _, limit := range []int{0, 5000, 9000, 20000} {
				said, over := limited(t, path, limit, fatal, copied)
				require.True(t, over)
				after, err := os.ReadFile(path)
				require.NoError(t, err)
				require.Equal(t, before, after)
				require.NoFileExists(t, path+".copy")
				if fatal == "" {
					assert.Contains(t, said, "file too large")
					assertAlone(t, path)
					continue
				}
				left, err := filepath.Glob(filepath.Join(filepath.Dir(path), aside+"*"))
				require.NoError(t, err)
				require.Len(t, left, 1)
				require.NoError(t, os.Remove(left[0]))
			}
		}
	}
}
