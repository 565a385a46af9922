package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
	"userpools/pkg/world"
)

// serve runs the endpoint until the context ends.
func serve(ctx context.Context, o *options, getenv func(string) string, stdout, stderr io.Writer) error {
	declared, err := readWorld(o.world)
	if err != nil {
		return err
	}
	listener, err := listen(ctx, o.listen)
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	s, err := openStore(ctx, o, getenv)
	if err != nil {
		return err
	}
	defer func() { _ = s.close() }()
	lines := newOutput(stdout, missingEntries(o.log))
	defer flush(lines, stderr)
	keys, err := openKeys(ctx, o, stderr)
	if err != nil {
		return err
	}
	h := handler(o, s, keys, declared, lines, stderr)
	h.AnyHost = !isLoopback(listener.Addr())
	server := localapi.Server(h)
	server.ErrorLog = log.New(stderr, "", log.LstdFlags)
	var start bytes.Buffer // one entry, so that none of its lines is missing
	banner(&start, o, listener.Addr(), s.kept+declares(o.world, declared))
	_, _ = stderr.Write(start.Bytes())
	return until(ctx, server, listener, patience)
}

// flushing is how long what was not read of the log may hold up the end, and as
// long again what was not read of the messages.
const flushing = time.Second

func flush(lines *output, stderr io.Writer) {
	if n := lines.close(flushing); n > 0 {
		_, _ = fmt.Fprintf(stderr, "Warning: log entries that could not be written: %d\n", n)
	}
}

// handler is the deployed function's endpoint over HTTP.
func handler(o *options, s *store, keys *access.Source, declared *world.World, stdout, stderr io.Writer) *localapi.Handler {
	log := logger(o.log, stdout)
	return &localapi.Handler{Log: log, Hosts: o.hosts, Serve: endpoint.New(endpoint.Config{
		Region: o.region, Store: s.Store, Log: log, Keys: keys, Limits: &access.Limits{}, Account: o.account, OnOtherRegion: otherRegion(stderr, o.region),
		World: declared, Quota: o.quota,
	}).Serve}
}

func logger(form string, w io.Writer) func(context.Context, awsjson.Entry) {
	switch form {
	case logOff:
		return func(context.Context, awsjson.Entry) {}
	case logJSON:
		return endpoint.Logger(slog.New(slog.NewJSONHandler(w, nil)), "")
	default:
		return endpoint.TextLogger(w, time.Now)
	}
}

// missingEntries is the line in the place of entries that are not in the log, in
// the form of the others.
func missingEntries(form string) func(n int) []byte {
	const text = "log entries that could not be written"
	return func(n int) []byte {
		if form != logJSON {
			return fmt.Appendf(nil, "%s - %s: %d\n", time.Now().Format(time.TimeOnly), text, n)
		}
		var line bytes.Buffer
		slog.New(slog.NewJSONHandler(&line, nil)).Warn(text, slog.Int("entries", n))
		return line.Bytes()
	}
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken: another program listens there. Choose another address with -listen", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// patience is how long requests under way may take to end.
const patience = 5 * time.Second

// until serves until the context ends, and then lets requests under way end. What is
// not answered by then is cut off.
func until(ctx context.Context, server *http.Server, listener net.Listener, patience time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := server.Shutdown(late); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close() // whoever sends half a request does not make the end a failure
}
