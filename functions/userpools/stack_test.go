package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"testing"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
)

var update = flag.Bool("update", false, "rewrite testdata/stack.txt")

// stacking fails with the stack of a Create, which the log tells, for a test binary that stands in for a bootstrap.
type stacking struct{ cognito.Store }

func (stacking) Create(context.Context, *cognito.Pool) error {
	return errors.New(et.Stack("lambda Start"))
}

// TestBootstrap_Stack: what is between Lambda's loop and the store is short and straight.
func TestBootstrap_Stack(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, os.Args[0], standIn+"=stacking")
	id, _ := runtime.answer(t, event(t, "CreateUserPool", `{"PoolName":"p"}`, true))
	et.AssertStack(t, "testdata/stack.txt", program.line(t, id)["cause"].(string), *update)
}
