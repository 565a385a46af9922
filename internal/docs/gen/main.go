// Command gen writes the generated documentation. It is run at the root of the
// repository, by make docs.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"userpools/internal/docs"
)

func main() {
	if err := run(); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run() error {
	files, err := docs.Generate(".")
	if err != nil {
		return err
	}
	const readable, enterable = 0o644, 0o755
	for path, text := range files {
		if err := os.MkdirAll(filepath.Dir(path), enterable); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, readable); err != nil {
			return err
		}
	}
	return nil
}
