package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
	"userpools/pkg/trace"
)

// call is a call of a store; what it returns besides an error is the pool that it
// got or met, or a text.
type call func(context.Context, *Store) (any, error)

func creating(p *cognito.Pool) call {
	return func(ctx context.Context, s *Store) (any, error) {
		err := s.Create(ctx, p)
		if exists, ok := errors.AsType[*cognito.ExistsError](err); ok {
			return exists.Pool, nil
		}
		return nil, err
	}
}

func getting(id string) call {
	return func(ctx context.Context, s *Store) (any, error) {
		p, err := s.Get(ctx, storetest.Here, id)
		if p == nil {
			return nil, err
		}
		return p, err
	}
}

func replacing(p *cognito.Pool) call {
	return func(ctx context.Context, s *Store) (any, error) { return nil, s.Write(ctx, cognito.Write{Pool: p}) }
}

func deleting(id string) call {
	return func(ctx context.Context, s *Store) (any, error) { return nil, s.Delete(ctx, storetest.Here, id) }
}

func listing(ctx context.Context, s *Store) (any, error) {
	list, more, err := s.List(ctx, storetest.Here, "", 1)
	return fmt.Sprint(len(list), more), err
}

func counting(ctx context.Context, s *Store) (any, error) {
	n, next, err := s.CountPage(ctx, storetest.Here, "")
	return fmt.Sprint(n, next), err
}

// scenario is a call whose answer is known, on a table that holds full and
// protected, and what the table holds afterwards.
type scenario struct {
	name string
	call call
	want any
	err  error
	left []*cognito.Pool
}

var (
	untouched = []*cognito.Pool{full, protected}

	healthy = []scenario{
		{"create", creating(minimal), nil, nil, []*cognito.Pool{full, minimal, protected}},
		{"create over another", creating(with(minimal, func(p *cognito.Pool) { p.ID = full.ID })), full, nil, untouched},
		{"get", getting(full.ID), full, nil, untouched},
		{"get what is not there", getting(minimal.ID), nil, cognito.ErrNotFound, untouched},
		{"list", listing, "1 true", nil, untouched},
		{"count", counting, "2", nil, untouched},
		{"replace", replacing(second), nil, nil, []*cognito.Pool{second, protected}},
		{"replace what was changed", replacing(with(second, func(p *cognito.Pool) { p.Revision++ })), nil, cognito.ErrConflict, untouched},
		{"delete", deleting(full.ID), nil, nil, []*cognito.Pool{protected}},
		{"delete what is protected", deleting(protected.ID), nil, cognito.ErrProtected, untouched},
	}
)

// bed is the table of a test.
type bed struct {
	client *dynamodb.Client
	plain  *Store
}

func newBed(t *testing.T) bed {
	t.Helper()
	client, table := local(t)
	return bed{client, newStore(client, table)}
}

// run makes the call of a scenario on a fresh state, where the first attempts go
// wrong as planned, and returns the actions that were asked for. After each of
// those attempts between runs, as somebody else would. DynamoDB Local's reads are
// never stale, so that they are to be consistent is seen in what is asked.
func (b bed) run(t *testing.T, c scenario, plan []injection, between call) (actions []string) {
	t.Helper()
	for _, p := range []*cognito.Pool{minimal, full, protected} {
		deleteRaw(t, b.client, b.plain.table, p.ID)
	}
	for _, p := range untouched {
		require.NoError(t, b.plain.Create(t.Context(), p))
	}
	s := newStore(&spy{b.client, func(_ context.Context, action string, in any, do func() (any, error)) (any, error) {
		n := len(actions)
		actions = append(actions, action)
		switch in := in.(type) {
		case *dynamodb.GetItemInput:
			assert.True(t, *in.ConsistentRead)
		case *dynamodb.QueryInput:
			assert.True(t, *in.ConsistentRead)
		}
		if n >= len(plan) {
			return do()
		}
		if plan[n].landed {
			_, _ = do() // the answer is lost
		}
		if between != nil {
			_, err := between(t.Context(), b.plain)
			require.NoError(t, err)
		}
		return nil, plan[n].err
	}}, b.plain.table)
	ctx, tr := trace.New(t.Context())
	got, err := c.call(ctx, s)
	assert.Equal(t, len(actions), tr.StoreCalls)
	if errors.Is(c.err, errFault) {
		assertFault(t, err)
	} else {
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.want, got)
	}
	require.Equal(t, c.left, b.everything(t))
	return actions
}

// errFault stands for an error that is none of the contract's.
var errFault = errors.New("a fault")

// everything is all pools of the partition, by id.
func (b bed) everything(t *testing.T) (pools []*cognito.Pool) {
	t.Helper()
	page, err := b.client.Query(t.Context(), b.plain.poolsOf(storetest.Here, ""))
	require.NoError(t, err)
	for _, item := range page.Items {
		p, err := decode(storetest.Here, item)
		require.NoError(t, err)
		pools = append(pools, p)
	}
	return pools
}

// injection is what goes wrong with one attempt.
type injection struct {
	name   string
	landed bool  // whether DynamoDB carried the attempt out
	err    error // what the store sees instead of the answer
}

var (
	lostBefore = injection{"an error before it arrived", false, fmt.Errorf("send: %w", syscall.ECONNREFUSED)}
	lostAfter  = injection{"an error after it landed", true, fmt.Errorf("read: %w", syscall.ECONNRESET)}
	throttle   = injection{"throttling", false, &types.ThrottlingException{Message: new("secret")}}
	lateBefore = injection{"a time-out before it arrived", false, fmt.Errorf("send: %w", context.DeadlineExceeded)}
	lateAfter  = injection{"a time-out after it landed", true, fmt.Errorf("read: %w", context.DeadlineExceeded)}
	broken     = injection{"an internal error after it landed", true, &types.InternalServerError{Message: new("secret")}}
)

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
	b := newBed(t)
	for _, c := range healthy {
		for n := range 3 {
			for _, plan := range sequences(n, lostBefore, lostAfter, throttle, lateBefore, lateAfter, broken) {
				t.Run(c.name+" after "+names(plan), func(t *testing.T) {
					assert.Len(t, b.run(t, c, plan, nil), n+1)
				})
			}
		}
	}
}

// TestFaults_Three tries every sequence of three kinds: the last decides which error it
// is, and the table is as it was, or as it should be if any landed.
func TestFaults_Three(t *testing.T) {
	b := newBed(t)
	for _, c := range healthy {
		for _, plan := range sequences(3, lostBefore, lostAfter, throttle) {
			c.want, c.err = nil, errFault
			if plan[2].name == throttle.name {
				c.err = cognito.ErrThrottled
			}
			failed := c
			failed.call = func(ctx context.Context, s *Store) (any, error) {
				_, err := c.call(ctx, s)
				assert.NotContains(t, fmt.Sprint(err), "secret")
				return nil, err
			}
			if !plan[0].landed && !plan[1].landed && !plan[2].landed {
				failed.left = untouched
			}
			t.Run(c.name+" after "+names(plan), func(t *testing.T) { assert.Len(t, b.run(t, failed, plan, nil), 3) })
		}
	}
}

// TestFaults_OtherWriter is what a retried write finds when somebody else was there
// before it.
func TestFaults_OtherWriter(t *testing.T) {
	b := newBed(t)
	theirs := with(minimal, func(p *cognito.Pool) { p.CreateToken, p.Name = full.CreateToken, "theirs" })
	theirSecond := with(second, func(p *cognito.Pool) { p.Name = "theirs" })
	later := with(second, func(p *cognito.Pool) { p.Revision++ })
	activated := with(second, func(p *cognito.Pool) { p.Settings.DeletionProtection = new("ACTIVE") })
	minimalSecond := with(minimal, func(p *cognito.Pool) { p.Revision = 2 })
	for _, c := range []struct {
		scenario
		first   injection
		between call
	}{
		{scenario{"a create whose id another call took meanwhile gets an ExistsError with that pool",
			creating(minimal), theirs, nil, []*cognito.Pool{full, theirs, protected}}, lostBefore, creating(theirs)},
		{scenario{"a create that landed and was changed meanwhile meets its own token",
			creating(minimal), minimalSecond, nil, []*cognito.Pool{full, minimalSecond, protected}}, lostAfter, replacing(minimalSecond)},
		{scenario{"a create that landed and was deleted meanwhile lands again",
			creating(minimal), nil, nil, []*cognito.Pool{full, minimal, protected}}, lostAfter, deleting(minimal.ID)},
		{scenario{"a replace that did not land and finds another's is ErrConflict",
			replacing(second), nil, cognito.ErrConflict, []*cognito.Pool{theirSecond, protected}}, lostBefore, replacing(theirSecond)},
		{scenario{"a replace that was throttled and finds another's, equal to its own, is ErrConflict",
			replacing(second), nil, cognito.ErrConflict, []*cognito.Pool{second, protected}}, throttle, replacing(second)},
		{scenario{"a replace that landed and was replaced meanwhile is ErrConflict",
			replacing(second), nil, cognito.ErrConflict, []*cognito.Pool{later, protected}}, lostAfter, replacing(later)},
		{scenario{"a replace of what was deleted meanwhile is ErrNotFound",
			replacing(second), nil, cognito.ErrNotFound, []*cognito.Pool{protected}}, lostBefore, deleting(full.ID)},
		{scenario{"a delete that may have landed and finds nothing has succeeded",
			deleting(full.ID), nil, nil, []*cognito.Pool{protected}}, lostBefore, deleting(full.ID)},
		{scenario{"a delete that was throttled and finds nothing is ErrNotFound",
			deleting(full.ID), nil, cognito.ErrNotFound, []*cognito.Pool{protected}}, throttle, deleting(full.ID)},
		{scenario{"a delete of what was protected meanwhile is ErrProtected",
			deleting(full.ID), nil, cognito.ErrProtected, []*cognito.Pool{activated, protected}}, lostBefore, replacing(activated)},
	} {
		t.Run(c.name, func(t *testing.T) { b.run(t, c.scenario, []injection{c.first}, c.between) })
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
		{errors.New("no route"), "dynamo: PutItem: no route", attempts},
		{&types.ResourceNotFoundException{Message: new("Not found: arn:aws:secret")}, "dynamo: PutItem: ResourceNotFoundException", 1},
		{&types.ConditionalCheckFailedException{Message: new("secret")}, "dynamo: item  has format 0, and this version reads up to 1", 1},
	} {
		calls := 0
		err := newStore(refusing(c.err, &calls, func() {}), "table").Create(t.Context(), minimal)
		assertFault(t, err)
		require.EqualError(t, err, c.text)
		assert.Equal(t, c.calls, calls)
	}
}
