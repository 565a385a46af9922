//go:build !linux

package bolt

import "os"

func anonymous() (file *os.File, leftover string, err error) { return temporary() }
