package localapi_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/internal/localapitest"
	"userpools/pkg/awsjson"
	"userpools/pkg/localapi"
)

// letIn sends a request, and holds that it reaches the function or, if there is a reason, what it is told, what the log says,
// and that it did not wait for a body.
func (s *server) letIn(t *testing.T, request, reason string) {
	t.Helper()
	if reason == "" {
		assert.Regexp(t, `^HTTP/1\.[01] 200 OK\r\n`, localapitest.Ask(t, s.address, request+"\r\n"))
		s.last(t)
		return
	}
	resp := s.send(t, request+localapitest.Announced(5)+"Expect: 100-continue\r\n\r\n")
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, resp.StatusCode)
	assert.Equal(t, "text/plain; charset=utf-8", resp.Header.Get("Content-Type"))
	assert.Regexp(t, `^Forbidden: .*\.\n$`, string(text))
	assert.NotContains(t, string(text), "attacker")
	assert.Equal(t, awsjson.Entry{Outcome: "Forbidden", Refused: reason, Status: http.StatusForbidden}, s.notServed(t))
}

// with lets in hosts besides those of loopback.
func with(hosts ...string) func(*http.Server, *localapi.Handler) {
	return func(_ *http.Server, h *localapi.Handler) { h.AnyHost, h.Hosts = false, hosts }
}

// hosts are values of the header Host, and whether a handler takes them that has
// Tunnel.Example and 10.0.0.7 besides.
var hosts = map[string]bool{
	"localhost": true, "localhost:9339": true, "LocalHost:1": true, "localhost.": true, "localhost.:80": true, "localhost:": true,
	"pools.localhost": true, "a.b.localhost:9339": true,
	"127.0.0.1": true, "127.0.0.1:9339": true, "127.1.2.3": true,
	"[::1]": true, "[::1]:9339": true, "[0:0:0:0:0:0:0:1]": true, "[::ffff:127.0.0.1]": true,
	"tunnel.example": true, "TUNNEL.example.:443": true, "10.0.0.7:80": true,

	"": false, ".": false, ":9339": false,
	"attacker.example": false, "rebind.attacker.example:9339": false,
	"localhost.attacker.example": false, "127.0.0.1.attacker.example": false, "attackerlocalhost": false, "localhost..": false,
	"sub.tunnel.example": false, "tunnel.example.attacker.example": false,
	"10.0.0.8": false, "0.0.0.0:9339": false, "[::]": false, "192.168.0.1": false, "128.0.0.1": false,
	"2130706433": false, "0x7f000001": false, "0177.0.0.1": false, "127.1": false, "0x7f.0.0.1": false, "127.0.0.01": false,
	"[::1%25lo]": false, "[::1%lo]": false, "::1": false, "[127.0.0.1]": false, "[localhost]": false, "[::1": false,
	"localhost:port": false, "localhost:80:80": false, "%6cocalhost": false, "localhost,attacker.example": false,
}

func TestServe_Host(t *testing.T) {
	s := start(t, with("Tunnel.Example", "10.0.0.7"))
	for host, taken := range hosts {
		t.Run(host, func(t *testing.T) {
			s.letIn(t, "POST / HTTP/1.1\r\nHost: "+host+"\r\n", map[bool]string{true: "", false: "host"}[taken])
		})
	}
	for name, request := range map[string]string{
		"HTTP/1.0 without Host":          "POST / HTTP/1.0\r\n",
		"an absolute target, which wins": "POST http://attacker.example/ HTTP/1.1\r\nHost: localhost\r\n",
		"a tunnel":                       "CONNECT attacker.example:80 HTTP/1.1\r\nHost: localhost\r\n",
		"GET":                            "GET / HTTP/1.1\r\nHost: attacker.example\r\n",
		"OPTIONS":                        "OPTIONS * HTTP/1.1\r\nHost: attacker.example\r\n",
	} {
		t.Run(name, func(t *testing.T) { s.letIn(t, request, "host") })
	}
	s.letIn(t, "POST http://localhost:9339/ HTTP/1.1\r\nHost: attacker.example\r\n", "")
	for _, malformed := range []string{
		"", "Host: localhost\r\nHost: attacker.example\r\n",
		"Host: localhost@attacker.example\r\n", "Host: attacker.example@localhost\r\n", "Host: localhost/attacker\r\n", "Host: localhost#attacker\r\n",
	} {
		assert.Regexp(t, `^HTTP/1\.1 400 `, localapitest.Ask(t, s.address, "POST / HTTP/1.1\r\n"+malformed+"\r\n"), malformed)
	}
}

func TestServe_Origin(t *testing.T) {
	s := start(t, with("tunnel.example"))
	for lines, reason := range map[string]string{
		"Origin: http://localhost:3000":                                       "",
		"Origin: https://app.localhost":                                       "",
		"Origin: http://127.0.0.1:8080\r\nSec-Fetch-Site: same-site":          "",
		"Origin: http://[::1]":                                                "",
		"Origin: ionic://localhost":                                           "",
		"Origin: https://tunnel.example":                                      "",
		"Sec-Fetch-Site: same-origin":                                         "",
		"Sec-Fetch-Site: none":                                                "",
		"Origin: http://attacker.example":                                     "origin",
		"Origin: http://localhost.attacker.example":                           "origin",
		"Origin: http://localhost:3000.attacker.example":                      "origin",
		"Origin: http://attacker.example://localhost":                         "origin",
		"Origin: http://localhost http://attacker.example":                    "origin",
		"Origin: http://localhost\r\nOrigin: http://attacker.example":         "origin",
		"Origin: chrome-extension://attacker":                                 "origin",
		"Origin: null":                                                        "origin",
		"Origin: http://localhost@attacker.example":                           "origin",
		"Origin: http://attacker.example/localhost":                           "origin",
		"Origin: localhost":                                                   "origin",
		"Origin:":                                                             "origin",
		"Sec-Fetch-Site: cross-site":                                          "cross-site",
		"sec-fetch-site: Cross-Site":                                          "cross-site",
		"Origin: http://localhost:3000\r\nSec-Fetch-Site: cross-site":         "cross-site",
		"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site":           "cross-site",
		"Origin: http://attacker.example\r\nSec-Fetch-Site: cross-site":       "origin",
		"Origin: http://attacker.example\r\nAccess-Control-Request-Method: P": "origin",
	} {
		t.Run(lines, func(t *testing.T) { s.letIn(t, "OPTIONS / HTTP/1.1\r\nHost: localhost\r\n"+lines+"\r\n", reason) })
	}
}

func TestServe_AnyHost(t *testing.T) {
	s := start(t, nil)
	s.letIn(t, "POST / HTTP/1.1\r\nHost: pools.example.com\r\nOrigin: https://example.com\r\nSec-Fetch-Site: cross-site\r\n", "")
	s.letIn(t, "POST / HTTP/1.0\r\n", "")
}
