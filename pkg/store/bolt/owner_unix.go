//go:build unix

package bolt

import (
	"io/fs"
	"os"
	"syscall"
)

// own gives a file to the owner and the group of another one, where it has not both already. Only root can give it to another owner, and
// others to a group of their own.
func own(file *os.File, like fs.FileInfo) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	has, ok := info.Sys().(*syscall.Stat_t)
	wanted, both := like.Sys().(*syscall.Stat_t)
	if !ok || !both || has.Uid == wanted.Uid && has.Gid == wanted.Gid {
		return nil
	}
	return file.Chown(int(wanted.Uid), int(wanted.Gid))
}
