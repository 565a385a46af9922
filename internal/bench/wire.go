package bench

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"time"
)

// patience is how long an answer may take.
const patience = 30 * time.Second

// wire reads and writes HTTP/1.1 messages on a connection: no header map, no goroutine and hardly an allocation, so
// that the load costs little beside what it measures.
type wire struct {
	conn io.ReadWriteCloser
	in   *bufio.Reader
	head []byte
	body []byte
}

func newWire(conn net.Conn) *wire { return &wire{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)} }

// read reads a message into head and body, which are valid until the next one.
func (w *wire) read() error {
	w.head = w.head[:0]
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
		w.head = append(w.head, line...)
	}
	if w.header("transfer-encoding") != nil {
		return w.chunks()
	}
	length, err := strconv.Atoi(string(w.header("content-length")))
	if err != nil {
		length = 0 // nothing announced
	}
	w.body = append(w.body[:0], make([]byte, length)...)
	_, err = io.ReadFull(w.in, w.body)
	return err
}

// chunks reads a body of unknown length, as Lambda's client sends one.
func (w *wire) chunks() (err error) {
	if w.body, err = io.ReadAll(httputil.NewChunkedReader(w.in)); err == nil {
		_, err = w.in.ReadSlice('\n') // after the last chunk
	}
	return err
}

// header is the value of a line of the head, nil where there is none.
func (w *wire) header(name string) []byte {
	for rest := w.head; len(rest) > 0; {
		end := bytes.IndexByte(rest, '\n')
		line := rest[:end]
		rest = rest[end+1:]
		if len(line) > len(name) && line[len(name)] == ':' && bytes.EqualFold(line[:len(name)], []byte(name)) {
			return bytes.TrimSpace(line[len(name)+1:])
		}
	}
	return nil
}

// client is a kept connection, made again when the server closes it.
type client struct {
	address string
	wire    *wire
}

// ask sends a request and returns the answer, which has to be of status 200. A server may close a connection that was idle:
// then it is sent once more, as every HTTP client does.
func (c *client) ask(request []byte) ([]byte, error) {
	kept := c.wire != nil
	err := c.exchange(request)
	if err != nil && kept {
		err = c.exchange(request)
	}
	if err != nil {
		return nil, err
	}
	body := c.wire.body
	ok := bytes.HasPrefix(c.wire.head, []byte("HTTP/1.1 200 ")) || bytes.HasPrefix(c.wire.head, []byte("HTTP/1.0 200 "))
	if !ok {
		return nil, fmt.Errorf("answered %q %.300q", bytes.TrimSpace(c.wire.head[:bytes.IndexByte(c.wire.head, '\n')]), body)
	}
	if bytes.EqualFold(c.wire.header("connection"), []byte("close")) {
		c.close()
	}
	return body, nil
}

func (c *client) exchange(request []byte) error {
	if c.wire == nil {
		conn, err := net.DialTimeout("tcp", c.address, patience) //nolint:noctx // of this machine, and it has a time limit
		if err != nil {
			return err
		}
		c.wire = newWire(conn)
	}
	_, err := c.wire.conn.Write(request)
	if err == nil {
		err = c.wire.read()
	}
	if err != nil {
		c.close()
	}
	return err
}

func (c *client) close() {
	if c.wire != nil {
		_ = c.wire.conn.Close()
		c.wire = nil
	}
}

// call is a request as SDKs send it. Its signature is none: without keys no endpoint here looks at it, but moto reads from
// it which service is meant.
func call(operation, body string) []byte {
	return fmt.Appendf(nil, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\n"+
		"X-Amz-Target: AWSCognitoIdentityProviderService.%s\r\nX-Amz-Date: 20260101T000000Z\r\n"+
		"Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/cognito-idp/aws4_request, "+
		"SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=%s\r\nContent-Length: %d\r\n\r\n%s",
		operation, strings.Repeat("0", 64), len(body), body)
}

// serve answers the messages of every connection until the listener closes.
func serve(listener net.Listener, answer func(*wire) (status int, headers string, body []byte)) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			for w := newWire(conn); w.read() == nil; {
				status, headers, body := answer(w)
				head := fmt.Appendf(nil, "HTTP/1.1 %d %s\r\n%sContent-Length: %d\r\n\r\n", status, http.StatusText(status), headers, len(body))
				if _, err := conn.Write(append(head, body...)); err != nil {
					return
				}
			}
		}()
	}
}
