package main

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
	"userpools/pkg/localapi"
)

// stacking keeps the stack of a Create.
type stacking struct {
	cognito.Store
	stack *string
}

func (s stacking) Create(context.Context, *cognito.Pool) error {
	*s.stack = et.Stack("(*conn).serve")
	return nil
}

// TestServe_Stack: what is between the socket and the store is short and straight.
func TestServe_Stack(t *testing.T) {
	o, err := parse([]string{"-memory"}, home(t))
	require.NoError(t, err)
	var stack string
	url := listening(t, localapi.Server(handler(o, &store{Store: stacking{stack: &stack}}, nil, nil, io.Discard, io.Discard)))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(`{"PoolName":"p"}`))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.CreateUserPool")
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	et.AssertStack(t, "testdata/stack.txt", stack, *update)
}
