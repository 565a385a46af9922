package main

import (
	"fmt"
	"io"
	"os"

	"userpools/pkg/world"
)

// readWorld reads the file of -world. Without one it is nil, which declares nothing.
func readWorld(file string) (*world.World, error) {
	if file == "" {
		return nil, nil
	}
	data, err := readUpTo(file, world.MaxDocument+1)
	if err != nil {
		return nil, fmt.Errorf("-world: %w", err)
	}
	w, err := world.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("-world %s: %w", file, err)
	}
	return w, nil
}

// readUpTo takes one byte more than is allowed, which is then refused.
func readUpTo(file string, most int64) ([]byte, error) {
	f, err := os.Open(file) //nolint:gosec // G304: the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, most))
}

// declares is a line for the banner.
func declares(file string, w *world.World) string {
	if w == nil {
		return ""
	}
	return fmt.Sprintf("\n%s declares %v.", file, w)
}
