// Package cognito is the product: what Amazon Cognito's user pool operations
// accept, refuse, fill in and answer.
//
//	types.go        requests and answers, with AWS's names; types_structures.go what they hold
//	shapes.go       every member and constraint
//	rules.go        every cross-field rule, in the order in which they fire
//	defaults.go     what unset members mean
//	schema.go       the standard attributes and what a Schema makes of them
//	operations.go   the one list of operations; <operation>.go each of them
//	clients.go      app clients; clients_describe.go is what their unset members mean
//	domains.go      domains; domains_rules.go is what they are held to
//	clients_own.go  what is set for a pool as a whole or for one of its clients, as risk.go and
//	                ui_customization.go have it
//	records.go      what else belongs to a pool under a name of the caller's choice, as groups.go,
//	                resource_servers.go and identity_providers.go have it; pages.go is their lists
//	identity_providers.go  identity providers; identity_providers_details.go is what sets their types apart
//	pool.go         what is stored of a pool; store.go what belongs to one, and the contract of a store; forms.go their forms
//	queue.go        writers of one pool, one after the other
//	facts.go        what only the caller's AWS account could tell
//
// It imports shape, apierror and trace, and no AWS package. Nothing in it calls
// time.Now or a random source by itself.
package cognito

import (
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"time"

	"userpools/pkg/apierror"
	"userpools/pkg/trace"
)

// Service answers the operations. Its fields are set once, before the first call.
type Service struct {
	// Region of the pools, for ids, ARNs and defaults.
	Region string
	Store  Store
	// Now is the clock.
	Now func() time.Time
	// Random makes the create token of calls that carry no invocation id, and the
	// jitter between attempts.
	Random io.Reader
	// NewKey makes the key of a certificate; nil is a new one of RSA with 2,048 bits. Random is no source of keys:
	// cryptography has its own.
	NewKey func() (crypto.Signer, error)
	// Wait pauses between the attempts of a contended update; nil is a timer.
	Wait func(context.Context, time.Duration) error
	// Facts answers what only the caller's account could. Nil is Permissive.
	Facts Facts
	// Quota is the most pools an account may have; 0 is no limit. An account's
	// declared quota (Facts) goes before it.
	Quota int
	// ChosenIDs lets the tag IDTag choose a pool's id: an extension for tests.
	ChosenIDs bool

	counts counts
	queue  queue
}

// Call says what is called and by whom, and lets a repeated call be told from a new one.
type Call struct {
	Operation *Operation
	// Account is whose pools are meant, Principal the ARN of who calls.
	Account, Principal string
	// Token is 64 hex digits that all attempts of this call have, and no other call;
	// nil where a repeat cannot be told. A function, because only a create asks.
	Token func() string
}

func (s *Service) partition(call Call) Partition {
	return Partition{Account: call.Account, Region: s.Region}
}

func (s *Service) facts() Facts {
	if s.Facts == nil {
		return Permissive{}
	}
	return s.Facts
}

// now has the precision in which dates are stored and answered.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// inOrder says that nothing was changed before it was made, also where the clock has gone back since.
func (w Write) inOrder() Write {
	if p := w.Pool; p != nil && p.Modified.Before(p.Created) {
		p.Modified = p.Created
	}
	for _, r := range w.Put {
		if r.Modified.Before(r.Created) {
			r.Modified = r.Created
		}
	}
	return w
}

// notFound is the sentence for every id that is not the caller's, whether it is
// nobody's, another account's or of another region.
func notFound(id string) error {
	return apierror.New(apierror.ResourceNotFound, "User pool "+id+" does not exist.")
}

// StoreError says what a store's error is to the caller. What it does not know
// stays a fault.
func StoreError(id string, err error) error {
	if errors.Is(err, ErrNotFound) {
		return notFound(id)
	}
	if errors.Is(err, ErrThrottled) {
		return withRule("throttled", apierror.Of(apierror.TooManyRequests))
	}
	if large, ok := errors.AsType[*TooLargeError](err); ok {
		return withRule("item-size", invalid("The user pool's configuration is too large: %d bytes, at most %d can be stored.", large.Size, large.Max))
	}
	return err
}

// get reads a pool of the caller, whose defaults are known.
func (s *Service) get(ctx context.Context, call Call, id string) (*Pool, error) {
	trace.Of(ctx).PoolID = id
	p, err := s.Store.Get(ctx, s.partition(call), id)
	if err != nil {
		return nil, StoreError(id, err)
	}
	if err := knownDefaults("pool", id, p.Defaults); err != nil {
		return nil, err
	}
	return p, nil
}

// attempts is how often a change is tried where somebody else keeps writing.
const attempts = 8

// edit changes a stored pool: it reads it, lets apply change a copy, and writes that if
// nobody else wrote meanwhile.
func (s *Service) edit(
	ctx context.Context, call Call, id string, apply func(before *Pool) (after *Pool, err error),
) (after *Pool, err error) {
	err = s.retry(ctx, call, id, func() error {
		before, err := s.get(ctx, call, id)
		if err != nil {
			return err
		}
		if after, err = apply(before); err != nil {
			return err
		}
		after.Revision = before.Revision + 1
		return s.Store.Write(ctx, Write{Pool: after}.inOrder())
	})
	return after, err
}

// retry makes a change of a pool or of what belongs to it. Where somebody else wrote meanwhile
// it starts over, a bounded number of times with jitter, and in the pool's queue: change reads anew
// what it changes, so that it is never the last writer that wins.
func (s *Service) retry(ctx context.Context, call Call, id string, change func() error) error {
	return s.repeat(ctx, call, id, 0, change)
}

// look is retry for reads: they wait for no writer of the pool. One that meets writers again and again joins the queue, as
// these could keep it from ever being answered.
func (s *Service) look(ctx context.Context, call Call, id string, read func() error) error {
	return s.repeat(ctx, call, id, attempts/2, read)
}

// repeat makes the attempts of retry and look, in the pool's queue from the attempt queued on.
func (s *Service) repeat(ctx context.Context, call Call, id string, queued int, try func() error) (err error) {
	w := writer{queue: &s.queue, pool: poolKey{s.partition(call), id}}
	defer func() { w.leave(err) }()
	for n := range attempts {
		if n >= queued && w.follow(ctx, n > 0) != nil {
			break // nothing was changed, others were all the time
		}
		if err := s.jitter(ctx, n); err != nil {
			return err
		}
		if err := try(); !errors.Is(err, ErrConflict) {
			return StoreError(id, err)
		}
	}
	return withRule("contention", contended(call.Operation, id))
}

// contentions are the service's texts about others who write, of the operations for which they are known
// (concurrent-update-user-pool, concurrent-update-client).
var contentions = map[string]string{
	"UpdateUserPool":       apierror.Of(apierror.ConcurrentModification).Message,
	"UpdateUserPoolClient": "Only one request to update user pool client can be processed at a time.",
}

// contended is the refusal of a call that ran out of attempts.
func contended(o *Operation, id string) error {
	text, known := contentions[o.Name]
	if !known {
		text = "The user pool " + id + " is being modified by other requests. Try again."
	}
	return apierror.New(apierror.ConcurrentModification, text)
}

// jitter waits before the n-th repetition: 0 to 5, 10, 20 ... ms.
func (s *Service) jitter(ctx context.Context, n int) error {
	if n == 0 {
		return nil
	}
	var b [1]byte
	if err := s.random(b[:]); err != nil {
		return err
	}
	longest := 5 * time.Millisecond << (n - 1)
	return s.Pause(ctx, longest*time.Duration(b[0])/256)
}

// random fills b.
func (s *Service) random(b []byte) error {
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return fmt.Errorf("random source: %w", err)
	}
	return nil
}

// Pause waits, by Wait or by a timer. It ends early with the context's error.
func (s *Service) Pause(ctx context.Context, d time.Duration) error {
	if s.Wait != nil {
		return s.Wait(ctx, d)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
