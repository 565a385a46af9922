// Package localapitest has requests whose bodies do not arrive whole, and a way to
// send them, for the tests of everything that serves a localapi.Handler.
//
// It is for tests only and imports testify besides the standard library.
package localapitest

import (
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Incomplete is a body that does not arrive whole.
type Incomplete struct {
	Name string
	// Framing are the header lines that announce the body.
	Framing string
	// Body is what is sent of it.
	Body string
	// Refused is what the log says of it.
	Refused string
}

// What the log says of a body that did not arrive whole.
const (
	CutOff    = "body cut off"
	Malformed = "body malformed"
	Stalled   = "body stalled"
)

const chunked = "Transfer-Encoding: chunked\r\n"

// Announced is the header line of a body of a size.
func Announced(size int) string { return "Content-Length: " + strconv.Itoa(size) + "\r\n" }

// Bodies are all kinds of incomplete bodies.
func Bodies() []Incomplete {
	return []Incomplete{
		{"shorter than announced", Announced(5), `{"P`, CutOff},
		{"announced, and nothing sent", Announced(5), "", CutOff},
		{"a chunk size that is no number", chunked, "ZZ\r\n{}\r\n0\r\n\r\n", Malformed},
		{"a chunk that is cut", chunked, "5\r\n{}", CutOff},
		{"a chunk without its line end", chunked, "2\r\n{}0\r\n\r\n", Malformed},
		{"a chunk size that is too long", chunked, strings.Repeat("f", 17) + "\r\n{}", Malformed},
		{"a chunk extension of 20 kB", chunked, "2;" + strings.Repeat("x", 20_000) + "\r\n{}\r\n0\r\n\r\n", Malformed},
		{"chunks with bare line feeds", chunked, "2\n{}\n0\n\n", Malformed},
		{"no last chunk", chunked, "2\r\n{}\r\n", CutOff},
		{"chunks announced, and nothing sent", chunked, "", CutOff},
		{"a last chunk without its end", chunked, "2\r\n{}\r\n0\r\n", Malformed},
		{"chunks that are cut, and a length", chunked + Announced(2), "5\r\n{}", CutOff},
		{"a body that waits to be asked for", "Expect: 100-continue\r\n" + Announced(5), "", CutOff},
	}
}

// Ask sends a request, says that no more will come, and returns all that is
// answered until the server closes the connection.
func Ask(t testing.TB, address, request string) string {
	t.Helper()
	return exchange(t, address, request, true)
}

// Stall is Ask, but leaves open whether more will come.
func Stall(t testing.TB, address, request string) string {
	t.Helper()
	return exchange(t, address, request, false)
}

func exchange(t testing.TB, address, request string, done bool) string {
	t.Helper()
	conn, err := net.Dial("tcp", address) //nolint:noctx // of this machine, it answers at once
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, request) // the server may have seen enough of it
	if done {
		_ = conn.(*net.TCPConn).CloseWrite() //nolint:errcheck // tcp is what was dialled
	}
	answer, _ := io.ReadAll(conn) // a reset ends it as well
	return string(answer)
}
