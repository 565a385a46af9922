package bolt

import (
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

// fatalVariable has a write that is too large kill the process, instead of failing.
const fatalVariable = "BOLT_TEST_FATAL"

// openLimited opens a file while no file can be larger than that many bytes.
func openLimited(path string, limit uint64) error {
	if os.Getenv(fatalVariable) != "" {
		var byDefault [4]uint64 // sigaction(2): not what Go's runtime does
		if _, _, err := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(unix.SIGXFSZ), uintptr(unsafe.Pointer(&byDefault)), 0, 8, 0, 0); err != 0 {
			return err
		}
	}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	s, err := Open(Options{Path: path})
	if err != nil {
		return err
	}
	return s.Close()
}

// TestOpen_DiskFull has a first start end at each of its writes, by an error or by a kill: no file has the name then, or a
// whole one.
func TestOpen_DiskFull(t *testing.T) {
	for _, fatal := range []string{"", "yes"} {
		failed := 0
		for limit := 0; ; limit += 1 << 10 {
			path := filepath.Join(t.TempDir(), "pools.db")
			child := exec.CommandContext(t.Context(), os.Args[0])
			child.Env = append(os.Environ(), helperVariable+"="+path, limitVariable+"="+strconv.Itoa(limit), fatalVariable+"="+fatal)
			said, err := child.CombinedOutput()
			if err == nil {
				break
			}
			failed++
			ended, ok := errors.AsType[*exec.ExitError](err)
			require.True(t, ok)
			require.Equal(t, fatal != "", ended.Sys().(syscall.WaitStatus).Signaled(), "%s", said)
			_, err = os.Stat(path)
			require.ErrorIs(t, err, os.ErrNotExist)
			if fatal == "" {
				assert.Equal(t, path+": write: file too large\n", string(said))
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
