package userpoolstest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/userpoolstest"
)

func TestEndpoint_Host(t *testing.T) {
	e := userpoolstest.New(t, userpoolstest.Host("host.docker.internal"))
	for host, want := range map[string]int{"": http.StatusNotFound, "host.docker.internal:9339": http.StatusNotFound, "attacker.example": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, e.URL, http.NoBody)
		require.NoError(t, err)
		req.Host = host
		resp, err := e.Client().Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, want, resp.StatusCode, host)
	}
}
