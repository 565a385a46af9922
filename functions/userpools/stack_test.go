package main

import (
	"context"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	et "userpools/internal/endpointtest"
	"userpools/pkg/cognito"
)

var update = flag.Bool("update", false, "rewrite testdata/stack.txt")

// stacking prints the stack of a Create, for a test binary that stands in for a bootstrap.
type stacking struct{ cognito.Store }

const endOfStack = "end of stack\n"

func (stacking) Create(context.Context, *cognito.Pool) error {
	_, _ = io.WriteString(os.Stderr, et.Stack("lambda Start")+endOfStack)
	return nil
}

// TestBootstrap_Stack: what is between Lambda's loop and the store is short and straight.
func TestBootstrap_Stack(t *testing.T) {
	runtime := newRuntime(t)
	program := runtime.run(t, os.Args[0], standIn+"=stacking")
	_, _ = runtime.answer(t, event(t, "CreateUserPool", `{"PoolName":"p"}`, true))
	stack, _, _ := strings.Cut(program.stderr.String(), endOfStack)
	et.AssertStack(t, "testdata/stack.txt", stack, *update)
}
