// Package cognito is the product: what Amazon Cognito's user pool operations
// accept, refuse, fill in and answer.
//
//	types.go        the API's structures, with AWS's names
//	shapes.go       every member and constraint
//	rules.go        every cross-field rule, in the order in which they fire
//	defaults.go     what silence means
//	operations.go   the one list of operations; <operation>.go each of them
//	pool.go         what is stored, and the contract of a store
//	facts.go        what only the caller's AWS account could tell
//
// It imports shape and apierror and no AWS package. Nothing in it calls
// time.Now or a random source by itself.
package cognito

import (
	"context"
	"io"
	"time"

	"userpools/pkg/shape"
)

// Service answers the operations. Its fields are set once, before the first call.
type Service struct {
	// Region of the pools, for ids, ARNs and defaults.
	Region string
	Store  Store
	// Now is the clock.
	Now func() time.Time
	// Random makes the create token of calls that carry no invocation id.
	Random io.Reader
	// Facts answers what only the caller's account could. Nil is AllFine.
	Facts Facts
	// Quota is the most pools an account may have; 0 is no limit.
	Quota int
}

// Call says who calls, and lets a repeated call be told from a new one.
type Call struct {
	// Account whose pools are meant, and the ARN of who calls.
	Account, Principal string
	// InvocationID is the amz-sdk-invocation-id header, which every SDK keeps
	// over all attempts of one call; empty where there is none.
	InvocationID string
	// Body is the request's body as it came.
	Body []byte
}

// Operation is one entry of the list of operations.
type Operation struct {
	Name  string
	Input *shape.Shape
	// Run takes a checked input. It returns nil for an operation without output
	// shape. Errors are *apierror.Error, or faults.
	Run func(context.Context, *Service, Call, *shape.Value) (any, error)
}

// operation fits a typed method into the list.
func operation[In any, Out any](name string, input *shape.Shape, run func(*Service, context.Context, Call, *In) (Out, error)) Operation {
	return Operation{Name: name, Input: input, Run: func(ctx context.Context, s *Service, call Call, v *shape.Value) (any, error) {
		var in In
		shape.Bind(v, &in)
		out, err := run(s, ctx, call, &in)
		if err != nil {
			return nil, err
		}
		return out, nil
	}}
}
