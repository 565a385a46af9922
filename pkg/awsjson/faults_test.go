package awsjson_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/apierror"
	"userpools/pkg/awsjson"
)

func TestAFaultIsLoggedAndNotTold(t *testing.T) {
	t.Parallel()
	secret := errors.New("dynamodb: secret of the table")
	const want = `{"__type":"InternalErrorException","message":"Internal server error."}`
	for name, set := range map[string]func(*bench){
		"of an operation":          func(b *bench) { b.run = func(context.Context, *awsjson.Call) (any, error) { return nil, secret } },
		"of authentication":        func(b *bench) { b.gate.authenticate = secret },
		"of authorization":         func(b *bench) { b.gate.authorize = secret },
		"beside an unusable value": func(b *bench) { b.run = func(context.Context, *awsjson.Call) (any, error) { return 1.5, secret } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bench
			set(&b)
			resp := b.serve(t, sampleRequest(`{"Name":"a"}`))
			assert.Equal(t, http.StatusInternalServerError, resp.Status)
			assert.Equal(t, want, string(resp.Body))
			for _, value := range resp.Header {
				assert.NotContains(t, value, "secret")
			}
			assert.ErrorIs(t, b.entry(t).Cause, secret)
			assert.Equal(t, "InternalErrorException", b.entry(t).Outcome)
		})
	}
}

func TestAClassifiedErrorIsFoundInItsChain(t *testing.T) {
	t.Parallel()
	refusal := &apierror.Error{Code: apierror.ResourceNotFound, Message: "User pool x does not exist.", Refused: "rule x"}
	b := bench{run: func(context.Context, *awsjson.Call) (any, error) {
		return &result{}, fmt.Errorf("secret: %w", refusal)
	}}
	resp := b.serve(t, sampleRequest(`{}`))
	assert.Equal(t, http.StatusBadRequest, resp.Status)
	assert.Equal(t, `{"__type":"ResourceNotFoundException","message":"User pool x does not exist."}`, string(resp.Body))
	assert.Equal(t, "rule x", b.entry(t).Refused)
	assert.NoError(t, b.entry(t).Cause, "a refusal is no fault")
}

func TestAPanicBecomesAnAnswer(t *testing.T) {
	t.Parallel()
	var none *result
	for name, run := range map[string]func(context.Context, *awsjson.Call) (any, error){
		"with a text":    func(context.Context, *awsjson.Call) (any, error) { panic("secret") },
		"with an error":  func(context.Context, *awsjson.Call) (any, error) { panic(errors.New("secret")) },
		"with a refusal": func(context.Context, *awsjson.Call) (any, error) { panic(apierror.Invalid("secret")) },
		"of the runtime": func(context.Context, *awsjson.Call) (any, error) { return none.Name, nil },
		"in encoding the answer": func(context.Context, *awsjson.Call) (any, error) {
			return struct{ Secret chan int }{make(chan int)}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := bench{run: run}
			resp := b.serve(t, sampleRequest(`{"Name":"a"}`))
			assert.Equal(t, http.StatusInternalServerError, resp.Status)
			assert.Equal(t, `{"__type":"InternalErrorException","message":"Internal server error."}`, string(resp.Body))
			assert.NotContains(t, fmt.Sprint(resp.Header), "ecret")
			e := b.entry(t)
			assert.Equal(t, "MakeSample", e.Operation)
			assert.Equal(t, http.StatusInternalServerError, e.Status)
			assert.Equal(t, "InternalErrorException", e.Outcome)
			require.Error(t, e.Cause)
			assert.Contains(t, e.Cause.Error(), "panic: ")
			assert.Contains(t, e.Cause.Error(), "goroutine ", "the stack")
			assert.Contains(t, e.Cause.Error(), "server_test.go", "of the place that panicked")
		})
	}
}
