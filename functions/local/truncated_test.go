package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	idp "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/internal/syncbuffer"
	"userpools/pkg/localapi"
)

// TestServe_TruncatedBody sends a delete whose body does not arrive: nobody is told
// that it was done, and it was not.
func TestServe_TruncatedBody(t *testing.T) {
	_, document, _ := outcome(t, home(t), "keys", "new")
	for name, args := range map[string][]string{"without keys": nil, "with keys": {"-keys", written(t, document)}} {
		t.Run(name, func(t *testing.T) {
			o, err := parse(append([]string{"-memory"}, args...), home(t))
			require.NoError(t, err)
			s, err := inMemory()
			require.NoError(t, err)
			defer func() { _ = s.close() }()
			var log, warnings syncbuffer.Buffer
			keys, err := openKeys(t.Context(), o, &warnings)
			require.NoError(t, err)
			h := handler(o, s, keys, nil, &log, &warnings)
			server, hasty := localapi.Server(h), localapi.Server(h)
			hasty.ReadTimeout = 50 * time.Millisecond
			url := listening(t, server)
			pools := client(url, "us-east-1")
			if args != nil {
				pools = signing(url, keyOf(t, document))
			}
			pool := create(t, pools, "kept")

			address, before := strings.TrimPrefix(url, "http://"), log.String()
			const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AWSCognitoIdentityProviderService.DeleteUserPool\r\n"
			for _, body := range localapitest.Bodies() {
				answer := localapitest.Ask(t, address, head+body.Framing+"\r\n"+body.Body)
				assert.Empty(t, strings.TrimPrefix(answer, "HTTP/1.1 100 Continue\r\n\r\n"), body.Name)
			}
			assert.Empty(t, localapitest.Stall(t, strings.TrimPrefix(listening(t, hasty), "http://"), head+localapitest.Announced(5)+"\r\n{"))
			assert.Regexp(t, `^HTTP/1\.1 403 `, localapitest.Ask(t, address, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "HTTP/2 is not spoken")

			lines := strings.Split(strings.TrimPrefix(log.String(), before), "\n")
			require.Len(t, lines, len(localapitest.Bodies())+len([]string{"stalled", "HTTP/2", ""}))
			for i, body := range localapitest.Bodies() {
				assert.Contains(t, lines[i], " - IncompleteBody ("+body.Refused+") ")
			}
			assert.Contains(t, lines[len(localapitest.Bodies())], " - IncompleteBody (body stalled) ")
			_, err = pools.DescribeUserPool(t.Context(), &idp.DescribeUserPoolInput{UserPoolId: pool.Id})
			assert.NoError(t, err)
		})
	}
}

// listening starts a server until the test ends.
func listening(t *testing.T, config *http.Server) (url string) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config = config
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}
