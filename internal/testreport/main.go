// Command testreport is go test, with a list at its end of what was skipped and why: by itself go test tells that with -v
// only, among all else. What it prints besides is what go test prints, and it exits as go test does.
//
//	testreport [go test's flags] [packages]
//
//	main.go    go test -json -> events
//	report.go  events -> lines
//
// It imports the standard library only.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) (status int) {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...) //nolint:gosec,noctx // the user's own arguments, until it ends
	cmd.Stderr = stderr
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err == nil {
		read(pipe, &report{out: stdout})
		err = cmd.Wait()
	}
	if exit, failed := errors.AsType[*exec.ExitError](err); failed {
		return exit.ExitCode()
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "testreport:", err)
		return 1
	}
	return 0
}

// read takes lines of any length: a test may print what it likes.
func read(from io.Reader, to *report) {
	for lines := bufio.NewReader(from); ; {
		line, err := lines.ReadBytes('\n')
		var e event
		if json.Unmarshal(line, &e) == nil {
			to.add(e)
		} else {
			_, _ = to.out.Write(line)
		}
		if err != nil {
			to.end()
			return
		}
	}
}
