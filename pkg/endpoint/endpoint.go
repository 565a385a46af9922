// Package endpoint puts the parts of a user pools endpoint together: the domain's
// operations behind the protocol, authentication and permission before them, and a log.
//
//	            New(Config) = awsjson.Server
//	gate.go     authentication: anybody, or who signs with a key; rates and permission of the latter
//	call.go     a call of the protocol -> declared faults, the domain's operation
//	log.go      one JSON line a request; metrics.go CloudWatch's metrics in it
//	text.go     one line a request for a person
//	cause.go    what a log may tell of an error
//
// The function, the local endpoint and the test helper differ only in the Config.
// It imports cognito, awsjson, access, sigv4, world, request, trace, apierror and
// shape, and neither a store nor any AWS package.
package endpoint

import (
	"context"
	"crypto"
	"crypto/rand"
	"fmt"
	"io"
	"sync"
	"time"

	"userpools/pkg/access"
	"userpools/pkg/awsjson"
	"userpools/pkg/cognito"
	"userpools/pkg/world"
)

// targetPrefix stands before the operation in X-Amz-Target (the service's model: botocore, cognito-idp,
// targetPrefix).
const targetPrefix = "AWSCognitoIdentityProviderService"

// Config says what an endpoint is like. Region, Store and Log are needed.
type Config struct {
	// Region of the pools.
	Region string
	Store  cognito.Store
	// Log gets one entry a request.
	Log func(context.Context, awsjson.Entry)

	// Keys are those that callers sign with, as for Cognito. Nil lets everybody in, signed or
	// not, as the root of Account, and allows everything.
	Keys *access.Source
	// Limits bounds the rate of calls where there are Keys; nil does not.
	Limits *access.Limits
	// Account is whose pools are meant where there are no Keys: twelve digits.
	Account string
	// OnOtherRegion is told once, where there are no Keys, of a request that is signed for another
	// region: its caller looks for pools where they are not. Nobody verified the region.
	OnOtherRegion func(region string)

	// World declares facts about accounts, and faults; nil declares nothing.
	World *world.World
	// Quota is the most pools that an account may have; 0 is no limit.
	Quota int

	// Now is the clock, time.Now where it is nil.
	Now func() time.Time
	// Random makes ids and jitter, crypto/rand where it is nil.
	Random io.Reader
	// NewKey makes the keys of certificates; nil is RSA with 2,048 bits.
	NewKey func() (crypto.Signer, error)
	// Wait pauses; nil is a timer.
	Wait func(context.Context, time.Duration) error
}

// New makes an endpoint.
func New(c Config) *awsjson.Server {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	e := &endpoint{world: c.World, service: &cognito.Service{
		Region: c.Region, Store: c.Store, Now: c.Now, Random: c.Random, NewKey: c.NewKey, Wait: c.Wait, Quota: c.Quota,
		ChosenIDs: c.World.ChosenPoolIDs(),
	}}
	if c.World != nil {
		e.service.Facts = c.World
	}
	server := &awsjson.Server{Prefix: targetPrefix, Absent: absent, Authenticate: e.authenticator(&c), Log: c.Log, Now: c.Now}
	for _, op := range operations() {
		server.Operations = append(server.Operations, awsjson.Operation{Name: op.Name, Input: op.Input, Run: e.run(op), Internal: op.Internal()})
	}
	return server
}

// endpoint is what a call needs on its way.
type endpoint struct {
	service *cognito.Service
	world   *world.World
}

// partition is where an account's pools are.
func (e *endpoint) partition(account string) cognito.Partition {
	return cognito.Partition{Account: account, Region: e.service.Region}
}

// operations are those that are served, by name.
var operations = sync.OnceValue(func() map[string]*cognito.Operation {
	list := cognito.Operations()
	named := make(map[string]*cognito.Operation, len(list))
	for i := range list {
		named[list[i].Name] = &list[i]
	}
	return named
})

// absent names an operation of Cognito that is not here, which AWS would not answer so: a client that shows no message
// would leave its user to guess.
func absent(operation string) (message string, known bool) {
	const text = "The endpoint userpools does not have Cognito's operation %s. Its docs/departures.md#operations lists what it has."
	return fmt.Sprintf(text, operation), cognito.InModel(operation)
}
