package clients_test

import (
	"bufio"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/clients"
	"userpools/internal/clients/wiretap"
)

// TestTruncatedBody_Boto3 has a network that loses the end of every request: boto3
// must not take what comes back for success.
func TestTruncatedBody_Boto3(t *testing.T) {
	tap := wiretap.New(t)
	id := newPool(t, tap, "kept")
	calls := []scripted{
		{"CreateUserPool", object{"PoolName": "lost"}},
		{"UpdateUserPool", object{"UserPoolId": id, "PoolName": "lost"}},
		{"ListUserPools", object{"MaxResults": 60}},
		{"DeleteUserPool", object{"UserPoolId": id}},
	}
	closed := result{Class: "ConnectionClosedError"}
	assert.Equal(t, []result{closed, closed, closed, closed}, runScript(t, clients.Python, truncating(t, strings.TrimPrefix(tap.URL, "http://")), calls))

	pools, err := sdk(tap).ListUserPools(t.Context(), &cognitoidentityprovider.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	require.NoError(t, err)
	require.Len(t, pools.UserPools, 1)
	assert.Equal(t, "kept", *pools.UserPools[0].Name)
}

// truncating is a TCP proxy that passes on the head of a request and the first
// byte of its body, closes that direction, and passes on what is answered.
func truncating(t *testing.T, to string) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var passing sync.WaitGroup
	t.Cleanup(passing.Wait)
	t.Cleanup(func() { _ = listener.Close() })
	passing.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			passing.Go(func() { truncate(t, conn, to) })
		}
	})
	return "http://" + listener.Addr().String()
}

func truncate(t *testing.T, conn net.Conn, to string) {
	defer func() { _ = conn.Close() }()
	server, err := net.Dial("tcp", to)
	if !assert.NoError(t, err) {
		return
	}
	defer func() { _ = server.Close() }()
	request := bufio.NewReader(conn)
	for line := ""; line != "\r\n"; {
		if line, err = request.ReadString('\n'); err != nil {
			return // a connection without a request
		}
		_, _ = io.WriteString(server, line)
	}
	_, _ = io.CopyN(server, request, 1)
	assert.NoError(t, server.(*net.TCPConn).CloseWrite())
	_, _ = io.Copy(conn, server)
}
