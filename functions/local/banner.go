package main

import (
	"fmt"
	"io"
	"net"
	"slices"
	"strings"

	"userpools/pkg/cognito"
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

// held is how many pools a file has for the callers of this endpoint, and how many of
// others: whoever forgets -account or -region is shown an empty list.
func held(o *options, counts map[cognito.Partition]int) string {
	here, whose := 0, "this account and region"
	if o.keys != "" {
		whose = "this region"
	}
	var others []string
	for part, n := range counts {
		if part.Region == o.region && (part.Account == o.account || o.keys != "") {
			here += n
			continue
		}
		others = append(others, fmt.Sprintf("%s in %s: %d", part.Account, part.Region, n))
	}
	switch {
	case len(counts) == 0:
		return "none yet"
	case len(others) == 0:
		return fmt.Sprintf("%d of %s", here, whose)
	default:
		return fmt.Sprintf("%d of %s, and others (%s)", here, whose, few(others))
	}
}

// few is a list that a terminal has room for.
func few(all []string) string {
	const most = 4
	slices.Sort(all)
	if len(all) > most {
		all = append(all[:most:most], fmt.Sprintf("and %d more", len(all)-most))
	}
	return strings.Join(all, ", ")
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

// otherRegion warns of a client that is set to another region.
func otherRegion(w io.Writer, here string) func(string) {
	return func(signed string) {
		_, _ = fmt.Fprintf(w, "Warning: a request is signed for region %s, but these pools are in %s (-region). It is answered all the same.\n", signed, here)
	}
}
