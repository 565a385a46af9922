package main

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/ddblocal"
)

// soon is within what time the program ends after a signal.
const soon = 5 * time.Second

const half = "POST / HTTP/1.1\r\nHost: localhost\r\n"

// connect opens a connection of whose request only so much is sent.
func connect(t *testing.T, p *process, sent string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, sent)
	require.NoError(t, err)
	return conn
}

// calling makes a pool in the background. The call has been sent, and its connection accepted: a later one has had an answer.
func calling(t *testing.T, p *process, name string) <-chan error {
	t.Helper()
	ended, sent := make(chan error, 1), make(chan bool, 1)
	c := client(p.url, region, local)
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { sent <- true }})
	go func() {
		_, err := c.CreateUserPool(ctx, &idp.CreateUserPoolInput{PoolName: &name})
		ended <- err
	}()
	select {
	case <-sent:
	case err := <-ended:
		require.Fail(t, "it was not sent", err)
	}
	answers(t, p.url, 1)
	return ended
}

const slowWorld = `{"faults":[{"match":{"poolName":"slow"},"delay":"1s"},{"match":{"poolName":"hangs"},"delay":"25s"}]}`

// TestProcess_End: whatever is open, a request under way is answered or its connection closed, and the end comes soon.
func TestProcess_End(t *testing.T) {
	const whole = half + "Content-Length: 0\r\n\r\n"
	for name, connections := range map[string][]string{ // by what is sent on them
		"nothing":                     nil,
		"an idle connection":          {whole},
		"a silent connection":         {""},
		"half a head":                 {half},
		"half a head after an answer": {whole + half},
		"a slow body":                 {half + "Content-Length: 5\r\n\r\n{"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, command(nil, "-memory", "-world", written(t, slowWorld)))
			slow, hangs := calling(t, p, "slow"), calling(t, p, "hangs")
			for _, sent := range connections {
				conn := connect(t, p, sent)
				if strings.HasPrefix(sent, whole) {
					_, err := conn.Read(make([]byte, 1))
					require.NoError(t, err)
				}
			}
			begun := time.Now()
			end(t, p.Cmd, syscall.SIGTERM)
			assert.Less(t, time.Since(begun), soon)
			assert.NoError(t, <-slow, "there was time for it")
			assert.ErrorContains(t, <-hangs, "EOF")
		})
	}
}

func TestProcess_SecondSignal(t *testing.T) {
	p := start(t, command(nil, "-memory", "-world", written(t, slowWorld)))
	hangs := calling(t, p, "hangs")
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	require.Eventually(t, func() bool {
		_, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
		return err != nil
	}, time.Second, time.Millisecond, "it listens no longer")
	begun := time.Now()
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	assert.EqualError(t, p.Wait(), "signal: terminated")
	assert.Less(t, time.Since(begun), time.Second)
	assert.Error(t, <-hangs)
}

// table is a DynamoDB Local that can be made to hang.
type table struct {
	*httptest.Server
	hangs atomic.Bool
}

func startTable(t *testing.T) *table {
	t.Helper()
	behind, err := url.Parse(ddblocal.Endpoint(t))
	require.NoError(t, err)
	proxy, ended := httputil.NewSingleHostReverseProxy(behind), make(chan bool)
	d := &table{}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.hangs.Load() {
			_, _ = io.Copy(io.Discard, r.Body)
			<-ended
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(d.Close)
	t.Cleanup(func() { close(ended) })
	return d
}

func TestProcess_HangingTable(t *testing.T) {
	d := startTable(t)
	cmd := command(nil, "-table", "hanging")
	cmd.Env = append(cmd.Env, "AWS_ENDPOINT_URL_DYNAMODB="+d.URL)
	p := start(t, cmd)
	require.NoError(t, <-calling(t, p, "one"))
	d.hangs.Store(true)
	two := calling(t, p, "two")
	begun := time.Now()
	end(t, p.Cmd, syscall.SIGTERM)
	assert.Less(t, time.Since(begun), soon)
	assert.ErrorContains(t, <-two, "EOF")
}

// TestProcess_NoTable: DynamoDB accepts connections and does not answer.
func TestProcess_NoTable(t *testing.T) {
	if testing.Short() {
		t.Skip("ten seconds are not for short tests")
	}
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = silent.Close() }()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	where := "http://" + silent.Addr().String()
	for name, signal := range map[string]os.Signal{"it ends by itself": nil, "it is ended": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			cmd := command(nil, "-table", "pools", "-listen", address)
			var said strings.Builder
			cmd.Env, cmd.Stderr = append(cmd.Env, "AWS_ENDPOINT_URL_DYNAMODB="+where), &said
			launch(t, cmd)
			begun := time.Now()
			_, err := silent.Accept()
			require.NoError(t, err)
			_, err = net.Dial("tcp", address)
			require.Error(t, err, "nobody is let in before there is a store")
			if signal != nil {
				end(t, cmd, signal)
				assert.Less(t, time.Since(begun), soon)
				assert.Empty(t, said.String())
				return
			}
			assert.EqualError(t, cmd.Wait(), "exit status 1")
			assert.Equal(t, "userpools: AWS_ENDPOINT_URL_DYNAMODB is "+where+", but: dynamo: create table pools: no answer within 10s\n", said.String())
			assert.InDelta(t, 10, time.Since(begun).Seconds(), 3)
		})
	}
}

// TestServe_TableGone: a DynamoDB Local that keeps nothing is started anew.
func TestServe_TableGone(t *testing.T) {
	ddblocal.Endpoint(t) // skips where it must
	first, err := ddblocal.Start(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	r := begin(t, environment(t, "AWS_ENDPOINT_URL_DYNAMODB="+first.URL), "-table", "gone")
	c := client(r.url, region, local)
	pool := create(t, c, "before")
	require.NoError(t, first.Stop())
	second, err := ddblocal.Start(t.Context(), strings.TrimPrefix(first.URL, "http://"))
	require.NoError(t, err)
	defer func() { assert.NoError(t, second.Stop()) }()
	require.Eventually(t, func() bool { // a busy machine takes longer for a table than a call has
		_, err = c.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
		return errors.As(err, new(*types.ResourceNotFoundException))
	}, timeout, time.Millisecond)
	describe(t, c, create(t, c, "after").Id)
}
