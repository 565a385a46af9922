package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/shape"
)

// TestMemory_AnnouncedBodies has the program wait for the largest bodies:
// what has not come takes no memory. They come in waves, because fresh memory that
// nobody writes to is not resident; memory that is used again is.
func TestMemory_AnnouncedBodies(t *testing.T) {
	program := built(t) // the test binary may have the race detector's memory
	for body, connections := range map[string]int{"": 2000, "{": 500} {
		p := start(t, exec.Command(program, "-memory", "-listen", "127.0.0.1:0"))
		pools := client(p.url, region, local)
		create(t, pools, "before")
		before := resident(t, p.Process.Pid)
		for range 2 {
			leave := make([]func(), connections)
			for i := range leave {
				leave[i] = announce(t, strings.TrimPrefix(p.url, "http://"), body)
			}
			create(t, pools, "meanwhile")
			raised := resident(t, p.Process.Pid) - before
			t.Logf("%d connections with %q: %d KiB more", connections, body, raised)
			assert.Less(t, raised, 60<<10, "KiB")
			for i := range leave {
				leave[i]()
			}
		}
	}
}

// announce sends the head of a request with the largest body, and as soon as the
// program asks for the body, what there is of it. To leave waits until the program
// has seen that no more will come.
func announce(t *testing.T, address, body string) (leave func()) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	require.NoError(t, err)
	_, err = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"+
		"Content-Length: %d\r\n\r\n", shape.MaxBody)
	require.NoError(t, err)
	const asks = "HTTP/1.1 100 Continue\r\n\r\n"
	answer := make([]byte, len(asks))
	_, err = io.ReadFull(conn, answer)
	require.NoError(t, err)
	require.Equal(t, asks, string(answer))
	_, err = io.WriteString(conn, body)
	require.NoError(t, err)
	return func() {
		assert.NoError(t, conn.(*net.TCPConn).CloseWrite())
		_, _ = io.Copy(io.Discard, conn)
		_ = conn.Close()
	}
}

var rssAnon = regexp.MustCompile(`(?m)^RssAnon:\s+(\d+) kB$`)

// resident is the memory that a process has in use and that is no file's, in KiB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	kib := anonymous(pid)
	require.Positive(t, kib)
	return kib
}

// anonymous is resident, 0 where that is not known.
func anonymous(pid int) int {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	found := rssAnon.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kib, _ := strconv.Atoi(string(found[1]))
	return kib
}
