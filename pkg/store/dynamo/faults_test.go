package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// errFault stands for an error that is none of the contract's.
var errFault = errors.New("a fault")

// injection is what goes wrong with one attempt.
type injection struct {
	name   string
	landed bool  // whether DynamoDB carried the attempt out
	err    error // what the store sees instead of the answer
	out    any   // or that, as an answer
}

var (
	lostBefore = injection{name: "an error before it arrived", err: fmt.Errorf("send: %w", syscall.ECONNREFUSED)}
	lostAfter  = injection{name: "an error after it landed", landed: true, err: fmt.Errorf("read: %w", syscall.ECONNRESET)}
	throttle   = injection{name: "throttling", err: &types.ThrottlingException{Message: new("secret")}}
	lateBefore = injection{name: "a time-out before it arrived", err: fmt.Errorf("send: %w", context.DeadlineExceeded)}
	lateAfter  = injection{name: "a time-out after it landed", landed: true, err: fmt.Errorf("read: %w", context.DeadlineExceeded)}
	broken     = injection{name: "an internal error after it landed", landed: true, err: &types.InternalServerError{Message: new("secret")}}
	// What DynamoDB Local never says.
	conflict      = injection{name: "a conflict", err: canceled("TransactionConflict")}
	partly        = injection{name: "throttling of a part", err: canceled("None", "ThrottlingError")}
	overcommitted = injection{name: "more than the table may of a part", err: canceled("ProvisionedThroughputExceeded", "None")}
	runsBefore    = injection{name: "a transaction in progress that ends without effect", err: &types.TransactionInProgressException{Message: new("secret")}}
	runsAfter     = injection{name: "a transaction in progress that lands", landed: true, err: &types.TransactionInProgressException{Message: new("secret")}}
	ofReads       = []injection{lostBefore, lostAfter, throttle, lateBefore, lateAfter, broken}
	ofWrites      = slices.Concat(ofReads, []injection{conflict, partly, overcommitted, runsBefore, runsAfter})
)

// unprocessed is DynamoDB's answer that it has deleted none of a batch.
var unprocessed = &dynamodb.BatchWriteItemOutput{UnprocessedItems: map[string][]types.WriteRequest{"table": {{}}}}

func canceled(codes ...string) error {
	e := &types.TransactionCanceledException{Message: new("secret")}
	for _, code := range codes {
		e.CancellationReasons = append(e.CancellationReasons, types.CancellationReason{Code: &code, Message: new("secret")})
	}
	return e
}

// of are the faults that a scenario's requests may meet.
func (c scenario) of(reads, writes []injection) []injection {
	for _, read := range []string{"get", "find", "list", "count"} {
		if strings.HasPrefix(c.name, read) {
			return reads
		}
	}
	return writes
}

// sequences are all sequences of n faults.
func sequences(n int, of ...injection) (all [][]injection) {
	if n == 0 {
		return [][]injection{nil}
	}
	for _, rest := range sequences(n-1, of...) {
		for _, first := range of {
			all = append(all, append([]injection{first}, rest...))
		}
	}
	return all
}

func names(plan []injection) string {
	var all []string
	for _, p := range plan {
		all = append(all, p.name)
	}
	return strings.Join(all, ", then ")
}

// TestFaults_Healed tries every sequence of one and of two faults: the third
// attempt answers what the first would have.
func TestFaults_Healed(t *testing.T) {
	slow, fast, tried := newBed(t), newFastBed(), 0
	for _, c := range healthy {
		c.fill()
		for n := range 3 {
			b := slow
			if n == 2 {
				b = fast
			}
			for _, plan := range sequences(n, c.of(ofReads, ofWrites)...) {
				tried++
				t.Run(c.name+" after "+names(plan), func(t *testing.T) { assert.Equal(t, c.calls+n, b.run(t, c, 0, plan, nil)) })
			}
		}
	}
	t.Log(tried, "sequences")
}

// TestFaults_Three tries every sequence of three kinds. If an attempt may have landed it is a fault, else the last
// says what it is; and the table is as it was, or as it should be if any landed.
func TestFaults_Three(t *testing.T) {
	b, tried := newFastBed(), 0
	for _, c := range healthy {
		c.fill()
		reads := []injection{lostBefore, lostAfter, throttle}[:3:3]
		for _, plan := range sequences(3, c.of(reads, append(reads, conflict, runsBefore))...) {
			sure, landed := true, false
			for _, p := range plan {
				sure, landed = sure && (p == throttle || p == conflict), landed || p.landed
			}
			failed := c
			failed.want, failed.err, failed.call = nil, errFault, func(ctx context.Context, s *Store) (any, error) {
				_, err := c.call(ctx, s)
				assert.NotContains(t, fmt.Sprint(err), "secret")
				return nil, err
			}
			switch {
			case sure && plan[2] == conflict:
				failed.err = c.contended
			case sure:
				failed.err = cognito.ErrThrottled
			}
			if !landed || c.calls > 1 {
				failed.left = untouched
			}
			tried++
			t.Run(c.name+" after "+names(plan), func(t *testing.T) { assert.Equal(t, 3, b.run(t, failed, 0, plan, nil)) })
		}
	}
	t.Log(tried, "sequences")
}

// TestFaults_OtherWriter is what a repeated write finds when somebody else was there before it: an attempt that landed is
// answered as that, and is not made again.
func TestFaults_OtherWriter(t *testing.T) {
	b := newBed(t)
	theirs := with(minimal, func(p *cognito.Pool) { p.CreateToken, p.Name = full.CreateToken, "theirs" })
	theirSecond := with(second, func(p *cognito.Pool) { p.Name = "theirs" })
	activated := with(second, func(p *cognito.Pool) { p.Settings.DeletionProtection = new("ACTIVE") })
	theirApp := recordOf(full, cognito.ClientRecord, "first")
	theirApp.CreateToken = "theirs"
	theirDomain := recordOf(parent, cognito.DomainRecord, "new")
	naming := cognito.Write{Put: []*cognito.Record{app2, group}, Unchanged: []*cognito.Record{app}}
	ourDomain := cognito.Write{Pool: withDomain(full, "new"), Put: []*cognito.Record{recordOf(full, cognito.DomainRecord, "new")}}
	all := func(calls ...call) call {
		return func(ctx context.Context, s *Store) (any, error) {
			for _, c := range calls {
				if _, err := c(ctx, s); err != nil {
					return nil, err
				}
			}
			return nil, nil
		}
	}
	for _, c := range []struct {
		scenario
		first   injection
		between call
	}{
		{scenario{name: "a create whose id another call took meanwhile gets an ExistsError with that pool",
			call: creating(minimal), want: theirs, left: untouched.and(theirs)}, lostBefore, creating(theirs)},
		{scenario{name: "a create that landed and was changed meanwhile",
			call: creating(minimal), left: untouched.and(later(minimal))}, lostAfter, replacing(later(minimal))},
		{scenario{name: "a create that landed and was deleted meanwhile brings nothing back",
			call: creating(minimal)}, lostAfter, deleting(minimal.ID)},
		{scenario{name: "a replace that did not land and finds another's is ErrConflict",
			call: replacing(second), err: cognito.ErrConflict, left: untouched.and(theirSecond)}, lostBefore, replacing(theirSecond)},
		{scenario{name: "a replace that was throttled and finds another's, equal to its own, is ErrConflict",
			call: replacing(second), err: cognito.ErrConflict, left: untouched.and(second)}, throttle, replacing(second)},
		{scenario{name: "a replace that landed and was replaced meanwhile",
			call: replacing(second), left: untouched.and(later(second))}, lostAfter, replacing(later(second))},
		{scenario{name: "a replace that landed and was deleted meanwhile",
			call: replacing(second), left: untouched.without(full)}, lostAfter, deleting(full.ID)},
		{scenario{name: "a replace of what was deleted meanwhile is ErrNotFound",
			call: replacing(second), err: cognito.ErrNotFound, left: untouched.without(full)}, lostBefore, deleting(full.ID)},
		{scenario{name: "a replace of what was deleted and made again meanwhile is ErrNotFound",
			call: replacing(second), err: cognito.ErrNotFound, left: untouched.and(reborn(full))}, conflict, all(deleting(full.ID), creating(reborn(full)))},
		{scenario{name: "a delete that landed leaves what was made again",
			call: deleting(full.ID), left: untouched.and(reborn(full))}, lostAfter, creating(reborn(full))},
		{scenario{name: "a delete that did not land and finds nothing is ErrNotFound",
			call: deleting(full.ID), err: cognito.ErrNotFound, left: untouched.without(full)}, lostBefore, deleting(full.ID)},
		{scenario{name: "a delete of what was protected meanwhile is ErrProtected",
			call: deleting(full.ID), err: cognito.ErrProtected, left: untouched.and(activated)}, lostBefore, replacing(activated)},
		{scenario{name: "a delete of a pool that got its first client meanwhile takes that as well",
			call: deleting(full.ID), left: untouched.without(full).ended(full)},
			lostBefore, writing(cognito.Write{Pool: begun, Put: []*cognito.Record{firstApp}})},
		{scenario{name: "a client that landed and was deleted meanwhile stays so",
			call: writing(cognito.Write{Put: []*cognito.Record{app2}})}, lostAfter, writing(cognito.Write{Remove: []*cognito.Record{app2}})},
		{scenario{name: "a client that landed and was changed meanwhile",
			call: writing(cognito.Write{Put: []*cognito.Record{app2}}), left: untouched.and(later(app2))}, broken, writing(cognito.Write{Put: []*cognito.Record{later(app2)}})},
		{scenario{name: "a client whose id another call took is a TakenError with that",
			call: writing(cognito.Write{Put: []*cognito.Record{firstApp}}), want: theirApp, left: untouched.and(theirApp)}, lostBefore, writing(cognito.Write{Put: []*cognito.Record{theirApp}})},
		{scenario{name: "a change of a client that was deleted and made again meanwhile is ErrNotFound",
			call: writing(cognito.Write{Put: []*cognito.Record{later(app)}}), err: cognito.ErrNotFound, left: untouched.and(remade(app))},
			lostBefore, all(writing(cognito.Write{Remove: []*cognito.Record{app}}), writing(cognito.Write{Put: []*cognito.Record{remade(app)}}))},
		{scenario{name: "of a client and its pool nothing is written where the pool was changed",
			call: writing(cognito.Write{Pool: later(parent), Put: []*cognito.Record{app2}}), err: cognito.ErrConflict, left: untouched.and(later(parent))},
			lostBefore, replacing(later(parent))},
		{scenario{name: "of a client and its pool nothing is written where the client was changed",
			call: writing(cognito.Write{Pool: later(parent), Remove: []*cognito.Record{app}}), err: cognito.ErrConflict, left: untouched.and(later(app))},
			lateBefore, writing(cognito.Write{Put: []*cognito.Record{later(app)}})},
		{scenario{name: "of records and one that they name nothing is written where that was changed",
			call: writing(naming), err: cognito.ErrConflict, left: untouched.and(later(app))},
			lostBefore, writing(cognito.Write{Put: []*cognito.Record{later(app)}})},
		{scenario{name: "of records and one that they name nothing is written where that was deleted",
			call: writing(naming), err: cognito.ErrNotFound, left: untouched.without(app)},
			conflict, writing(cognito.Write{Remove: []*cognito.Record{app}})},
		{scenario{name: "records that landed stay where what they name was deleted afterwards",
			call: writing(naming), left: untouched.and(app2, group).without(app)},
			lateAfter, writing(cognito.Write{Remove: []*cognito.Record{app}})},
		{scenario{name: "a domain that landed and was deleted meanwhile stays so",
			call: writing(ourDomain), left: untouched.and(later(withDomain(full, "")))},
			lateAfter, writing(cognito.Write{Pool: later(withDomain(full, "")), Remove: ourDomain.Put})},
		{scenario{name: "a domain whose name another pool took is a TakenError with that",
			call: writing(ourDomain), want: theirDomain, left: untouched.and(withDomain(parent, "new"), theirDomain)},
			lostBefore, writing(cognito.Write{Pool: withDomain(parent, "new"), Put: []*cognito.Record{theirDomain}})},
	} {
		t.Run(c.name, func(t *testing.T) { b.run(t, c.scenario, 0, []injection{c.first}, c.between) })
	}
}

// TestTooLarge: DynamoDB may say it of a part of a transaction as well.
func TestTooLarge(t *testing.T) {
	err := canceled("None", "ValidationError")
	assert.False(t, tooLarge(err))
	errorAs[*types.TransactionCanceledException](t, err).CancellationReasons[1].Message = new("Item size to update has exceeded the maximum allowed size")
	assert.True(t, tooLarge(err))
	assert.False(t, tooLarge(canceled("None", "ConditionalCheckFailed")))
	calls := 0
	errorAs[*cognito.TooLargeError](t, newStore(refusing(err, &calls, func() {}), "table").Create(t.Context(), minimal))
	assert.Equal(t, 1, calls)
}

// TestWrite_PartsDiffer: what a condition says goes before what another attempt may do better, and each reason is of the
// part in its place.
func TestWrite_PartsDiffer(t *testing.T) {
	w := cognito.Write{Pool: later(parent), Put: []*cognito.Record{app2}, Remove: []*cognito.Record{app}, Unchanged: []*cognito.Record{group}}
	const none, failed = "None", "ConditionalCheckFailed"
	for _, c := range []struct {
		codes [4]string // of the parts
		stays int       // a part whose reason has the item that is there, as it was read
		calls int
		want  error
	}{
		{[4]string{"TransactionConflict", failed, none, none}, 0, 1, nil},
		{[4]string{"ThrottlingError", none, none, failed}, 0, 1, cognito.ErrNotFound},
		{[4]string{none, none, failed, none}, 0, 1, cognito.ErrNotFound},
		{[4]string{none, none, none, failed}, 3, 1, cognito.ErrConflict},
		{[4]string{none, none, failed, failed}, 3, 1, cognito.ErrNotFound},
		{[4]string{failed, none, none, failed}, 0, 1, cognito.ErrNotFound},
		{[4]string{none, none, none, "TransactionConflict"}, 0, attempts, cognito.ErrConflict},
		{[4]string{none, none, none, "ThrottlingError"}, 0, attempts, cognito.ErrThrottled},
		{[4]string{none, none, "TransactionConflict", "ProvisionedThroughputExceeded"}, 0, attempts, cognito.ErrThrottled},
	} {
		refusal, calls := canceled(c.codes[:]...), 0
		reasons := errorAs[*types.TransactionCanceledException](t, refusal).CancellationReasons
		if c.stays > 0 {
			reasons[c.stays].Item = encodedAny(t, group)
		}
		if c.want == nil {
			reasons[1].Item = encodedAny(t, app2)
		}
		err := newStore(refusing(refusal, &calls, func() {}), "table").Write(t.Context(), w)
		assert.Equal(t, c.calls, calls, c.codes)
		if c.want != nil {
			assert.ErrorIs(t, err, c.want, c.codes)
			continue
		}
		assert.Equal(t, app2, errorAs[*cognito.TakenError](t, err).Record)
	}
}

func TestFaults_Time(t *testing.T) {
	calls := 0
	s := New(refusing(nil, &calls, func() {}), "table")
	s.timeout = time.Millisecond
	assertFault(t, s.Create(t.Context(), minimal))
	assert.Equal(t, attempts, calls, "an attempt ends after its time")
	for _, refusal := range []error{nil, lostBefore.err, throttle.err} {
		ctx, cancel := context.WithCancel(t.Context())
		calls = 0
		s := New(refusing(refusal, &calls, cancel), "table")
		s.timeout, s.pause = time.Hour, time.Hour
		require.ErrorIs(t, s.Create(ctx, minimal), context.Canceled)
		assert.Equal(t, 1, calls)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	s = New(refusing(lostBefore.err, &calls, func() {}), "table")
	s.pause = time.Hour
	require.ErrorIs(t, s.Create(ctx, minimal), context.DeadlineExceeded, "the pause ends with the context")
}

func TestFaults_Text(t *testing.T) {
	for _, c := range []struct {
		err   error
		text  string
		calls int
	}{
		{errors.New("no route"), "dynamo: TransactWriteItems: no route", attempts},
		{&types.ResourceNotFoundException{Message: new("Not found: arn:aws:secret")}, "dynamo: TransactWriteItems: ResourceNotFoundException", 1},
		{&types.IdempotentParameterMismatchException{}, "dynamo: TransactWriteItems: IdempotentParameterMismatchException", 1},
		{canceled("None", "ValidationError"), "dynamo: TransactWriteItems: TransactionCanceledException None ValidationError", 1},
		{canceled("ConditionalCheckFailed"), "dynamo: item  has format 0, and this version reads up to 3", 1},
		{canceled("None", "ConditionalCheckFailed"), "dynamo: TransactWriteItems: TransactionCanceledException None ConditionalCheckFailed", 1},
	} {
		calls := 0
		err := newStore(refusing(c.err, &calls, func() {}), "table").Create(t.Context(), minimal)
		assertFault(t, err)
		require.EqualError(t, err, c.text)
		assert.Equal(t, c.calls, calls)
	}
}
