package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ask sends a request for another host than it is sent to.
func ask(t *testing.T, url, host, origin string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader("{}"))
	require.NoError(t, err)
	req.Host = host
	if origin != "" {
		req.Header.Set("Origin", origin)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

func TestServe_Host(t *testing.T) {
	const here, elsewhere = "127.0.0.1:0", "0.0.0.0:0"
	const reached, forbidden = http.StatusBadRequest, http.StatusForbidden
	for name, tt := range map[string]struct {
		listen, host, origin string
		want                 int
	}{
		"localhost":                       {here, "localhost", "", reached},
		"a page on localhost":             {here, "localhost", "http://localhost:3000", reached},
		"a name that an attacker chose":   {here, "rebind.attacker.example", "http://rebind.attacker.example", forbidden},
		"a page of somebody else":         {here, "localhost", "https://attacker.example", forbidden},
		"the first name of -host":         {here, "dev.example.com", "https://dev.example.com", reached},
		"the second":                      {here, "tunnel.example.com:8443", "", reached},
		"any, where others reach it, too": {elsewhere, "pools.example.com", "https://example.com", reached},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(t, home(t), "-memory", "-listen", tt.listen, "-host", "dev.example.com", "-host", "Tunnel.Example.com.")
			assert.Equal(t, tt.want, ask(t, r.url, tt.host, tt.origin))
			r.end(t)
			assert.Equal(t, tt.want == forbidden, strings.Contains(r.stdout.String(), " - Forbidden ("), r.stdout.String())
		})
	}
}
