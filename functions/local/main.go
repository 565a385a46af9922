// Command local is the function behind a local HTTP API, for development and
// tests: one command to a working endpoint, nothing to install.
//
//	options.go  flags -> options
//	serve.go    options -> store, world, keys -> endpoint -> HTTP API, and what is printed at the start
//	store.go    where pools are kept: a bbolt file, memory, DynamoDB
//	keys.go     who may call: everybody, or who signs with a key; "keys new"
//	files.go    what is done to a file that no endpoint has: "backup", "compact"
//	output.go   standard output and error, which nobody has to read
//
// It is wiring only. Exit status 2 is a wrong command line, 1 whatever else
// keeps it from serving.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// gcPercent has garbage collected 2.5 times less often than by default. What is alive
// is little and short-lived, so that costs 6 MB and saves a fifth of the processor's time.
const gcPercent = 250

// memoryLimit, in bytes, is from where on garbage is collected more often: many slow connections, whose memory is alive,
// would raise what gcPercent allows to three times theirs.
const memoryLimit = 80 << 20

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	signal.Ignore(syscall.SIGPIPE) // whoever read the log may go: writing then fails, which ends nothing
	signalled, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	ctx, end := context.WithCancelCause(context.Background())
	context.AfterFunc(signalled, func() {
		stop() // a second signal ends the program at once, as the system does by itself: before anything shows that the first was taken
		end(context.Cause(signalled))
	})
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program: it serves until the context ends and returns the exit status.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	if len(args) > 0 && isCommand(args[0]) {
		return runCommand(ctx, args, getenv, stdout, stderr)
	}
	o, err := parse(args, getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		help(stdout, getenv)
		return 0
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "userpools: %v\nTry -help.\n", err)
		return 2
	}
	messages := newOutput(stderr, func(n int) []byte {
		return fmt.Appendf(nil, "Warning: messages that could not be written: %d\n", n)
	})
	defer messages.close(flushTimeout)
	return exitStatus(messages, serve(ctx, o, getenv, stdout, messages), 1)
}

func isCommand(word string) bool { return word == "keys" || word == "backup" || word == "compact" }

// runCommand is the program where its first word is one of a command.
func runCommand(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	if args[0] == "keys" {
		return exitStatus(stderr, newKey(args[1:], stdout, stderr), 2)
	}
	err := fileCommand(ctx, args, getenv, stdout)
	if _, wrong := errors.AsType[errUsage](err); wrong {
		return exitStatus(stderr, err, 2)
	}
	return exitStatus(stderr, err, 1)
}

// exitStatus prints an error and is the status that it ends with: failed, or 0 for none.
func exitStatus(stderr io.Writer, err error, failed int) int {
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintf(stderr, "userpools: %v\n", err)
	return failed
}
