// Package histories holds what several callers see of a partition at once, where attempts fail, answers are
// lost, writes land late and others write in between: every history of calls and answers has to be one that a
// single caller could have had, one call after the other (linearizability). A call that was answered with a
// fault may have been made or not, once; a refusal was not.
//
//	histories_test.go  runs: callers, their turns, and what they saw
//	model_test.go      what a partition is: pools, and the calls on them
//	family_test.go     app clients and domains, and the calls on them
//	records_test.go    what else belongs to a pool, and the calls on it
//	faults_test.go     what goes wrong with one call of a store
//	stores_test.go     the stores, sound and broken
//	enumerated_test.go every call, every fault of it, every other call in between, and where names are taken every two
//	broken_test.go     that the checker sees what a store does wrong
//	random_test.go     random callers in a random order
//
// A caller is an endpoint of its own, as each instance of a function is; they share a store. Whose turn it is is
// asked before every call of the store, so that a run is repeated by the choices made. The checker is porcupine.
package histories

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/stretchr/testify/require"

	"userpools/internal/endpointtest"
	"userpools/pkg/awsjson"
	"userpools/pkg/endpoint"
)

// run is several callers of one store.
type run struct {
	clock   atomic.Int64 // milliseconds since noon: each look moves it
	start   state
	callers []*caller

	mu      sync.Mutex
	time    int64 // of the history: a number for each call and each answer
	history []porcupine.Operation
}

// caller makes calls one after the other, through an endpoint and a store of its own.
type caller struct {
	*run
	name  string
	serve *awsjson.Server
	calls []call
	made  int
	turn  chan *fault   // a turn, and what goes wrong in it
	rests chan struct{} // the caller waits for its turn, or is done
	next  *action       // what it waits for: nil is a call
	turns int           // actions so far
	done  bool
	// late makes a write land that is under way although the caller no longer waits for it; nil is none.
	late func()
	// faults is what goes wrong where nobody gives turns.
	faults func(*action) *fault
}

// action is one call of a store.
type action struct {
	name  string
	write bool
}

// newRun has a partition in which calls were made that all succeeded.
func newRun(t require.TestingT, s stores, before []call) *run {
	r := &run{}
	first := r.caller(s, "first")
	for _, c := range before {
		require.Equal(t, ok, first.ask(c).code, "%s, before the run", c.name)
		require.Equal(t, ok, c.step(&r.start), "%s, before the run, by the model", c.name)
	}
	r.callers = nil
	return r
}

// caller adds one.
func (r *run) caller(s stores, name string, calls ...call) *caller {
	c := &caller{run: r, name: name, calls: calls}
	config := endpoint.Config{
		Region: endpointtest.Region, Account: endpointtest.Account, Store: s(c),
		World:  chosenIDs(),
		Log:    func(context.Context, awsjson.Entry) {},
		Now:    func() time.Time { return endpointtest.Noon.Add(time.Duration(r.clock.Add(1)) * time.Millisecond) },
		Random: rand.NewChaCha8([32]byte{byte(len(r.callers))}),
		NewKey: endpointtest.CertificateKey,
		Wait:   func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	c.serve = endpoint.New(config)
	r.callers = append(r.callers, c)
	return c
}

// ask makes a call, with an invocation id of its own unless it has one.
func (c *caller) ask(k call) seen {
	c.made++
	r := endpointtest.Request(k.operation, string(endpointtest.JSON(k.body)))
	r.Header["amz-sdk-invocation-id"] = cmp.Or(k.token, fmt.Sprint(c.name, " ", c.made))
	out := c.serve.Serve(context.Background(), r)
	switch {
	case out.Status == http.StatusOK && k.told == nil:
		return seen{code: ok}
	case out.Status == http.StatusOK:
		return seen{ok, k.told(out.Body)}
	}
	code, _ := object(out.Body)["__type"].(string)
	return seen{code: code}
}

func object(body []byte) (o endpointtest.Object) {
	decode(body, &o)
	return o
}

func decode(body []byte, into any) {
	if err := json.Unmarshal(body, into); err != nil {
		panic(err)
	}
}

// observe makes a call and notes it in the history. An answer that leaves open whether the call was made
// comes at the end of time: the call may be made until then.
func (c *caller) observe(k call) {
	k.ended = c.endedPools()
	begun := c.tick()
	s := c.ask(k)
	ended := c.tick()
	if slices.Contains(undecided, s.code) {
		ended = math.MaxInt64
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.history = append(c.history, porcupine.Operation{ClientId: slices.Index(c.callers, c), Input: k, Output: s, Call: begun, Return: ended})
}

// endedPools is how many pools of the first id are known to have ended.
func (r *run) endedPools() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, o := range r.history {
		if k := o.Input.(call); k.operation == "DeleteUserPool" && k.body["UserPoolId"] == poolIDs[0] && o.Output.(seen).code == ok {
			n++
		}
	}
	return n
}

func (r *run) tick() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.time++
	return r.time
}

// await waits for the turn of an action, or of a call where that is nil.
func (c *caller) await(a *action) *fault {
	if c.turn == nil {
		if c.faults == nil || a == nil {
			return nil
		}
		return c.faults(a)
	}
	c.next = a
	c.rests <- struct{}{}
	return <-c.turn
}

// choice is who goes on: a caller, up to its next action, with what goes wrong; or its late write.
type choice struct {
	caller *caller
	fault  *fault
	late   bool
}

// play has the callers of a run go on, one at a time, as chosen, until they are done and nothing is late.
func (r *run) play(choose func() choice) {
	for _, c := range r.callers {
		c.turn, c.rests = make(chan *fault), make(chan struct{})
		go c.takeTurns()
		<-c.rests
	}
	for len(r.waiting())+len(r.overdue()) > 0 {
		chosen := choose()
		if chosen.late {
			chosen.caller.takeLate()()
		} else {
			chosen.caller.take(chosen.fault)
		}
	}
	for _, c := range r.callers {
		c.turn = nil
	}
}

// waiting are the callers that wait for a turn.
func (r *run) waiting() []*caller {
	return slices.DeleteFunc(slices.Clone(r.callers), func(c *caller) bool { return c.done })
}

// overdue are those that have a late write.
func (r *run) overdue() []*caller {
	return slices.DeleteFunc(slices.Clone(r.callers), func(c *caller) bool { return c.late == nil })
}

func (c *caller) takeTurns() {
	for _, k := range c.calls {
		c.await(nil)
		c.observe(k)
	}
	c.done = true
	c.rests <- struct{}{}
}

// take gives a turn and waits until the caller waits for another.
func (c *caller) take(f *fault) {
	if c.next != nil {
		c.turns++
	}
	c.turn <- f
	<-c.rests
}

// race has the callers go on as they happen to, with the faults that each has of its own.
func (r *run) race() {
	var all sync.WaitGroup
	for _, c := range r.callers {
		all.Go(func() {
			for _, k := range c.calls {
				c.observe(k)
			}
		})
	}
	all.Wait()
	for _, c := range r.callers {
		c.takeLate()()
	}
}

// end has a last caller look when all is over, and tells whether the history is one.
func (r *run) end(s stores, reads []call) bool {
	last := r.caller(s, "last")
	for _, read := range reads {
		last.observe(read)
	}
	return r.linearizable()
}

// answered tells whether a call had one of these exceptions.
func (r *run) answered(codes []string) bool {
	return slices.ContainsFunc(r.history, func(o porcupine.Operation) bool { return slices.Contains(codes, o.Output.(seen).code) })
}

// linearizable is whether a single caller could have seen the history.
func (r *run) linearizable() bool {
	model := porcupine.NondeterministicModel{
		Init: func() []any { return []any{r.start} },
		Step: func(before, input, output any) []any { return input.(call).could(before.(state), output.(seen)) },
	}
	return porcupine.CheckOperations(model.ToModel(), r.history)
}

// String is the history, for who reads a failure.
func (r *run) String() string {
	var text strings.Builder
	fmt.Fprintf(&text, "at first %s\n", r.start)
	for _, o := range r.history {
		end := fmt.Sprint(o.Return)
		if o.Return == math.MaxInt64 {
			end = "?"
		}
		fmt.Fprintf(&text, "%3d-%-3s %-6s %s -> %s\n", o.Call, end, r.callers[o.ClientId].name, o.Input.(call).name, o.Output)
	}
	return text.String()
}

// seen is an answer as far as the model knows it.
type seen struct{ code, told string }

func (s seen) String() string { return strings.TrimSpace(s.code + " " + s.told) }

const ok = "ok"

var (
	// undecided are the answers that leave open whether a call was made.
	undecided = []string{"InternalErrorException", "InternalServerException"}
	// undone are those that say that it was not, whatever the partition has.
	undone = []string{"TooManyRequestsException", "ConcurrentModificationException"}
)

// could is what the partition can have after the call was answered so: nothing where it cannot have been.
func (k call) could(before state, s seen) (after []any) {
	if slices.Contains(undone, s.code) {
		return []any{before}
	}
	if one, fits := k.fits(before, s); fits {
		after = append(after, one)
	}
	if !k.meetsEnd || before.ended <= k.ended {
		return after
	}
	ghost := before
	ghost.pools[0] = before.bare
	if one, fits := k.fits(ghost, s); fits {
		now := before
		now.bare = one.pools[0]
		after = append(after, now)
	}
	return after
}

// fits is whether the call can have been answered so by a partition, and what that has afterwards. A step that refuses
// changes nothing.
func (k call) fits(before state, s seen) (after state, fits bool) {
	after = before
	code := k.step(&after)
	if code != ok {
		after = before
	}
	switch {
	case slices.Contains(undecided, s.code):
		return after, true
	case s.code != code:
		return before, false
	case code == ok && k.learns != nil && k.tells(before) == "":
		k.learns(&after, s.told)
	case code == ok && k.tells != nil:
		return after, s.told == k.tells(before)
	}
	return after, true
}
