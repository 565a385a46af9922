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
	"net/netip"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
	"userpools/pkg/localapi"
	"userpools/pkg/world"
)

// serve runs the endpoint until the context ends.
func serve(ctx context.Context, o *options, getenv func(string) string, stdout, stderr io.Writer) (err error) {
	declared, err := readWorld(ctx, o.world)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	s, err := openStore(ctx, o, getenv)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	defer lastResort(after(ctx, hardEnd), s, os.Exit)()
	defer func() { err = errors.Join(err, s.close()) }()
	lines := newOutput(stdout, func(n int) []byte { return missingEntries(o.log, n) })
	defer flush(lines, stderr)
	keys, err := readKeys(ctx, o, stderr)
	if err != nil {
		return unlessEnded(ctx, err)
	}
	listener, err := listen(ctx, o.listen) // not before the store can answer: who gets a connection expects that
	if err != nil {
		return err
	}
	defer func() { _ = listener.Close() }()
	h := handler(o, s, keys, declared, lines, stderr)
	address := netip.MustParseAddrPort(listener.Addr().String())
	h.AnyHost = !address.Addr().IsLoopback()
	late := after(ctx, shutdownTimeout)
	h.Serve = localapi.Bounded(late, h.Serve)
	server := localapi.Server(h)
	server.ErrorLog = log.New(stderr, "", log.LstdFlags)
	if declared != nil {
		s.summary += fmt.Sprintf("\n%s declares %v.", o.world, declared)
	}
	_, _ = io.WriteString(stderr, banner(o, address, s.summary)) // one entry, so that none of its lines is missing
	go s.watch(ctx, stderr)
	return serveUntil(ctx, late, server, localapi.Limit(server, listener, o.connections))
}

// unlessEnded is why the program cannot start, and nil where it was ended before it could.
func unlessEnded(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

// readWorld reads the file of -world; nil, which declares nothing, without one.
func readWorld(ctx context.Context, file string) (*world.World, error) {
	if file == "" {
		return nil, nil
	}
	data, err := readFile(ctx, file, world.MaxDocument)
	if err != nil {
		return nil, fmt.Errorf("-world: %w", err)
	}
	w, err := world.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("-world %s: %w", file, err)
	}
	return w, nil
}

// banner says where pools are to be had, where they are kept, and one line to paste.
func banner(o *options, address netip.AddrPort, kept string) string {
	whose, aws := "account "+o.account, "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws"
	risk := "Whoever reaches it can read, change and delete these pools."
	if o.keys != "" {
		// The option goes before keys in the environment, which may be AWS's.
		whose, aws, risk = "the accounts of the keys in "+o.keys, "aws --profile userpools", "What callers send and get is not encrypted."
	}
	url := "http://" + address.String()
	if address.Addr().IsUnspecified() {
		url = fmt.Sprintf("http://127.0.0.1:%d", address.Port())
	}
	text := fmt.Sprintf(`User pools of %s in %s at %s
%s
Try, in another terminal:
  %s cognito-idp create-user-pool --endpoint-url %s --region %s --pool-name first
`, whose, o.region, url, kept, aws, url, o.region)
	if !address.Addr().IsLoopback() {
		text += fmt.Sprintf("Warning: %s is not only on this machine. %s\n", address, risk)
	}
	return text
}

// The program ends within five seconds of the signal, whatever is open then.
const (
	// shutdownTimeout is how long requests under way may take to end.
	shutdownTimeout = 3 * time.Second
	// flushTimeout is how long what was not read of the log may hold up the end, and as
	// long again what was not read of the messages.
	flushTimeout = 500 * time.Millisecond
	// hardEnd is when it ends whatever else still goes on.
	hardEnd = 4 * time.Second
)

// after is a context that ends so long after another.
func after(ctx context.Context, d time.Duration) context.Context {
	late, end := context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(d, end) })
	return late
}

// lastResort ends the program when it is too late, unless it is stopped before. The store keeps what was acknowledged, as it
// does where the program is killed. The status is that of a regular end, as far as is known.
func lastResort(tooLate context.Context, s *store, exit func(status int)) (stop func() bool) {
	var status atomic.Int32
	lost := s.lost
	s.lost = func() error {
		err := lost()
		if err != nil {
			status.Store(1)
		}
		return err
	}
	return context.AfterFunc(tooLate, func() { exit(int(status.Load())) })
}

func flush(lines *output, stderr io.Writer) {
	if n := lines.close(flushTimeout); n > 0 {
		_, _ = fmt.Fprintf(stderr, "Warning: log entries that could not be written: %d\n", n)
	}
}

// handler is the deployed function's endpoint over HTTP.
func handler(o *options, s *store, keys *access.Source, declared *world.World, stdout, stderr io.Writer) *localapi.Handler {
	log := logger(o.log, stdout)
	otherRegion := func(signed string) {
		_, _ = fmt.Fprintf(stderr, "Warning: a request is signed for region %s, but these pools are in %s (-region). It is answered all the same.\n", signed, o.region)
	}
	return &localapi.Handler{Log: log, Hosts: o.hosts, Serve: endpoint.New(endpoint.Config{
		Region: o.region, Store: s.Store, Log: log, Keys: keys, Limits: &access.Limits{}, Account: o.account, OnOtherRegion: otherRegion,
		World: declared, Quota: o.quota,
	}).Serve}
}

// logger is what -log names, and nil for any other form.
func logger(form string, w io.Writer) func(context.Context, awsjson.Entry) {
	switch form {
	case "text":
		return endpoint.TextLogger(w, time.Now)
	case "json":
		return endpoint.Logger(slog.New(slog.NewJSONHandler(w, nil)), "")
	case "off":
		return func(context.Context, awsjson.Entry) {}
	default:
		return nil
	}
}

// missingEntries is the line in the place of entries that are not in the log, in
// the form of the others.
func missingEntries(form string, n int) []byte {
	const text = "log entries that could not be written"
	if form != "json" {
		return fmt.Appendf(nil, "%s - %s: %d\n", time.Now().Format(time.TimeOnly), text, n)
	}
	var line bytes.Buffer
	slog.New(slog.NewJSONHandler(&line, nil)).Warn(text, slog.Int("entries", n))
	return line.Bytes()
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken: another program listens there. Choose another address with -listen", address)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// serveUntil serves until the context ends, and then lets requests under way end. What is
// not answered when it is late is cut off.
func serveUntil(ctx, late context.Context, server *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if err := server.Shutdown(late); !errors.Is(err, context.Canceled) {
		return err
	}
	return server.Close() // whoever sends half a request does not make the end a failure
}
