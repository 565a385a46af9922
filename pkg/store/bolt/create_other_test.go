//go:build !linux

package bolt

import "errors"

func openLimited(string, uint64) error { return errors.ErrUnsupported }
