// Command dynamodb runs DynamoDB Local until it is interrupted. make dynamodb and make sam-local use it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"userpools/internal/ddblocal"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8000", "the `address` to listen on; port 0 takes a free one")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *listen); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1) //nolint:gocritic // exitAfterDefer: nothing is left to stop
	}
}

func run(ctx context.Context, listen string) error {
	server, err := ddblocal.Start(ctx, listen)
	if err != nil {
		return err
	}
	fmt.Printf("DynamoDB Local %s listens on %s until Ctrl-C. Nothing is kept.\n", ddblocal.Version, server.URL)
	select {
	case <-ctx.Done():
		return server.Stop()
	case <-server.Done():
		return errors.New("DynamoDB Local ended by itself")
	}
}
