// Package endpoint puts the parts of a user pools endpoint together: the domain's
// operations behind the protocol, with somebody at the gate and a log behind it.
//
//	            New(Options) = awsjson.Server
//	gate.go     who is calling                     -> awsjson.Gate
//	endpoint.go cognito.Operations(), each traced  -> awsjson.Operation
//	token.go    what a repeated call is told by
//	faults.go   declared faults before them        -> awsjson.Operation
//	log.go      one JSON line a request            -> awsjson.Server.Log
//	text.go     one line a request for a person    -> awsjson.Server.Log
//	cause.go    what a log may tell of an error
//
// The function, the local endpoint and the test helper differ only in the
// Options. It imports cognito, awsjson, access, world, apierror and shape, and
// neither a store nor any AWS package.
package endpoint

import (
	"context"
	"fmt"
	"sync"

	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/world"
)

// targetPrefix stands before the operation in X-Amz-Target (the service's model: botocore, cognito-idp,
// targetPrefix).
const targetPrefix = "AWSCognitoIdentityProviderService"

// Options are the parts. All of them but the World are needed.
type Options struct {
	// Service answers the operations; its clock is the endpoint's, too.
	Service *cognito.Service
	// Gate says who calls and what they may do.
	Gate awsjson.Gate
	// Log gets one entry a request. It must not fail.
	Log func(context.Context, awsjson.Entry)
	// World has the faults to answer with; nil has none. Its facts are the
	// Service's (Facts, ChosenIDs).
	World *world.World
}

// New puts the parts together.
func New(o Options) *awsjson.Server {
	server := &awsjson.Server{
		Prefix:     targetPrefix,
		Operations: operations(o.Service),
		Absent:     absent,
		Gate:       o.Gate,
		Log:        o.Log,
		Now:        o.Service.Now,
	}
	install(o.World, o.Service, server)
	return server
}

func operations(s *cognito.Service) []awsjson.Operation {
	list := cognito.Operations()
	served := make([]awsjson.Operation, 0, len(list))
	for _, op := range list {
		served = append(served, awsjson.Operation{Name: op.Name, Input: op.Input, Run: traced(s, op)})
	}
	return served
}

// absent names an operation of Cognito that is not here, which AWS would not answer so: a client that shows no message
// would leave its user to guess.
func absent(operation string) (message string, known bool) {
	const text = "The endpoint userpools does not have Cognito's operation %s. Its docs/departures.md#operations lists what it has."
	return fmt.Sprintf(text, operation), cognito.InModel(operation)
}

// served are the names of the operations that are here; a start does not wait for it.
var served = sync.OnceValue(func() (names []string) {
	for _, op := range cognito.Operations() {
		names = append(names, op.Name)
	}
	return names
})

// traced runs an operation and leaves with the call what the log says of it,
// also where the operation panics.
func traced(s *cognito.Service, op cognito.Operation) func(context.Context, *awsjson.Call) (any, error) {
	return func(ctx context.Context, call *awsjson.Call) (any, error) {
		ctx, trace := cognito.WithTrace(ctx)
		defer func() {
			call.PoolID = trace.PoolID
			call.StoreCalls += trace.StoreCalls
		}()
		return op.Run(ctx, s, callOf(call), call.Input)
	}
}

func callOf(call *awsjson.Call) cognito.Call {
	return cognito.Call{Account: call.Caller.Account, Token: tokenOf(call)}
}
