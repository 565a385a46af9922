//go:build unix

package bolt

import (
	"io/fs"
	"os"
	"syscall"
)

// own gives a file to the owner of another one: who compacts as root a file of somebody else's must not take it away.
func own(file *os.File, like fs.FileInfo) error {
	of, ok := like.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return file.Chown(int(of.Uid), int(of.Gid))
}
