package main

import (
	"fmt"
	"io"
	"net"
)

// banner says where pools are to be had, where they are kept, and one line to
// paste.
func banner(w io.Writer, o *options, at net.Addr, kept string) {
	url := "http://" + reachable(at)
	whose, aws := "account "+o.account, "AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws"
	if o.keys != "" {
		// The option goes before keys in the environment, which may be AWS's.
		whose, aws = "the accounts of the keys in "+o.keys, "aws --profile userpools"
	}
	_, _ = fmt.Fprintf(w, `User pools of %s in %s at %s
%s
Try, in another terminal:
  %s cognito-idp create-user-pool --endpoint-url %s --region %s --pool-name first
`, whose, o.region, url, kept, aws, url, o.region)
	if !isLoopback(at) {
		_, _ = fmt.Fprintf(w, "Warning: %s is not only on this machine. %s\n", at, risk(o))
	}
}

// risk is what others can do who reach the endpoint.
func risk(o *options) string {
	if o.keys != "" {
		return "What callers send and get is not encrypted."
	}
	return "Whoever reaches it can read, change and delete these pools."
}

// reachable is the address as a client on this machine writes it.
func reachable(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if ok && tcp.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
	}
	return at.String()
}

func isLoopback(at net.Addr) bool {
	tcp, ok := at.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

// astray warns of a client that is set to another region.
func astray(w io.Writer, here string) func(string) {
	return func(signed string) {
		_, _ = fmt.Fprintf(w, "Warning: a request is signed for region %s, but these pools are in %s (-region). It is answered all the same.\n", signed, here)
	}
}
