// Command run measures this repository and writes what it finds into docs/performance.md, and with -peers its picture, too.
// It is run at the root of the repository, by make bench and make bench-peers.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"userpools/internal/bench"
)

func main() {
	quick := flag.Bool("quick", false, "show that everything runs, and write nothing")
	peers := flag.Bool("peers", false, "beside cognito-local and moto, which are in .cache")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *quick, *peers); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1) //nolint:gocritic // stop has nothing left to undo
	}
}

// others are the peers, as the Makefile fetches them.
func others(root string) []bench.Program {
	return []bench.Program{
		{
			Name: "cognito-local 5.3.0", Env: []string{"HOST=127.0.0.1", "PORT={port}"},
			Command: []string{"node", root + "/.cache/cognito-local-5.3.0/node_modules/cognito-local/lib/bin/start.js"},
		},
		{Name: "moto 5.2.1", Command: []string{root + "/.cache/bin/moto_server", "-H", "127.0.0.1", "-p", "{port}"}},
	}
}

func run(ctx context.Context, quick, peers bool) error {
	root, err := os.Getwd()
	if err != nil {
		return err
	}
	scale, about, beside := bench.Full, "about", []bench.Program(nil)
	if quick {
		scale = bench.Quick
	}
	if peers {
		about, beside = "about-peers", others(root)
	}
	say := func(format string, args ...any) { _, _ = fmt.Fprintf(os.Stderr, format, args...) }
	result, err := bench.Run(ctx, root, scale, beside, say)
	if err != nil {
		return err
	}
	const path, picture, readable = "docs/performance.md", "docs/performance.svg", 0o644
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text, err := bench.Page(string(page), about, result)
	if err != nil || quick {
		return err
	}
	if result.Curves != nil {
		if err := os.WriteFile(picture, bench.Picture(bench.Title, result.Curves), readable); err != nil {
			return err
		}
	}
	return os.WriteFile(path, []byte(text), readable) //nolint:gosec // G703: the page's
}
