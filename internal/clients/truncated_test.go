package clients_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

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
	assert.Equal(t, []result{closed, closed, closed, closed}, callers["python"](t, truncating(t, strings.TrimPrefix(tap.URL, "http://")), calls, once))

	pools, err := sdk(tap).ListUserPools(t.Context(), &cognitoidentityprovider.ListUserPoolsInput{MaxResults: aws.Int32(60)})
	require.NoError(t, err)
	require.Len(t, pools.UserPools, 1)
	assert.Equal(t, "kept", *pools.UserPools[0].Name)
}

// truncating is a proxy that passes on the head of a request and the first byte of its body, closes that direction, and
// passes on what is answered.
func truncating(t *testing.T, to string) (url string) {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server, err := net.Dial("tcp", to)
		if !assert.NoError(t, err) {
			return
		}
		defer func() { _ = server.Close() }()
		r.Body = io.NopCloser(io.LimitReader(r.Body, 1))
		head := bufio.NewWriter(server)
		assert.Error(t, r.Write(head), "the body is shorter than the head says")
		assert.NoError(t, head.Flush())
		assert.NoError(t, server.(*net.TCPConn).CloseWrite())
		conn, _, err := http.NewResponseController(w).Hijack()
		if assert.NoError(t, err) {
			_, _ = io.Copy(conn, server)
			_ = conn.Close()
		}
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}
