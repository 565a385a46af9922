package main

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
)

// TestUntil_RequestThatDoesNotEnd: a client that sends half a request cannot make the
// end a failure.
func TestUntil_RequestThatDoesNotEnd(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	conn, err := net.Dial("tcp", listener.Addr().String())
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.Write([]byte("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"))
	require.NoError(t, err)

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	server := localapi.Server(&localapi.Handler{Log: func(context.Context, awsjson.Entry) {}})
	go func() { ended <- until(ctx, server, listener, time.Millisecond) }()
	_, err = conn.Read(make([]byte, 64)) // 100 Continue: the request is under way
	require.NoError(t, err)
	stop()
	require.NoError(t, <-ended)
	_, err = conn.Read(make([]byte, 64))
	assert.Error(t, err, "it is cut off")
}
