package bolt

import (
	"os"

	"golang.org/x/sys/unix"
)

// anonymous is a file in memory (memfd_create(2)), or where the kernel or a filter of
// system calls has none, a temporary one.
func anonymous() (file *os.File, leftover string, err error) {
	fd, err := unix.MemfdCreate("userpools", unix.MFD_CLOEXEC)
	if err != nil {
		return temporary()
	}
	return os.NewFile(uintptr(fd), "memory"), "", nil
}
