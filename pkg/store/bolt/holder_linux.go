package bolt

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// holder is the process that has a lock on a file, by /proc/locks (proc_locks(5)); 0 where that does not tell, as of a process
// outside this container.
func holder(path string) int {
	var file unix.Stat_t
	locks, err := os.ReadFile("/proc/locks")
	if err != nil || unix.Stat(path, &file) != nil {
		return 0
	}
	device := uint64(file.Dev) //nolint:unconvert // of another type on some architectures
	which := fmt.Sprintf("%02x:%02x:%d", unix.Major(device), unix.Minor(device), file.Ino)
	for lines := bufio.NewScanner(bytes.NewReader(locks)); lines.Scan(); {
		// 1: FLOCK ADVISORY WRITE 4242 08:01:1835 0 EOF; with -> before the type it waits
		if f := strings.Fields(lines.Text()); len(f) == 8 && f[1] == "FLOCK" && f[5] == which {
			pid, _ := strconv.Atoi(f[4])
			return max(pid, 0)
		}
	}
	return 0
}
