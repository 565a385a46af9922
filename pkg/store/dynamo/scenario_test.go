package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

func writing(w cognito.Write) call {
	return func(ctx context.Context, s *Store) (any, error) {
		err := s.Write(ctx, w)
		if taken, ok := errors.AsType[*cognito.TakenError](err); ok {
			return taken.Record, nil
		}
		return nil, err
	}
}

func replacing(p *cognito.Pool) call { return writing(cognito.Write{Pool: p}) }

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

func finding(k cognito.Key) call {
	return func(ctx context.Context, s *Store) (any, error) {
		r, err := s.Find(ctx, k)
		if r == nil {
			return nil, err
		}
		return r, err
	}
}

func listingRecords(ctx context.Context, s *Store) (any, error) {
	list, more, err := s.Records(ctx, parent.Owner(), cognito.ClientRecord, "", 1)
	return fmt.Sprint(len(list), more), err
}

func countingRecords(ctx context.Context, s *Store) (any, error) {
	n, next, err := s.CountRecords(ctx, parent.Owner(), cognito.ClientRecord, "")
	return fmt.Sprint(n, next), err
}

// A table of every test here has these. Nothing belongs to full and protected; parent has a client, and hosted a domain.
var (
	parent = with(minimal, func(p *cognito.Pool) { p.ID, p.Family.Begun = "us-east-1_Parent", true })
	hosted = with(minimal, func(p *cognito.Pool) {
		p.ID, p.Family = "us-east-1_Zhosted", cognito.Family{Begun: true, Domain: "taken"}
	})
	app    = recordOf(parent, cognito.ClientRecord, "app")
	domain = recordOf(hosted, cognito.DomainRecord, "taken")

	untouched = tableOf(full, protected, parent, hosted, app, domain)
)

func recordOf(p *cognito.Pool, kind cognito.RecordKind, id string) *cognito.Record {
	return &cognito.Record{
		Key: cognito.Key{Kind: kind, Owner: p.Owner(), ID: id}, Created: p.Created, Modified: p.Modified,
		Revision: 1, CreateToken: "token of " + id, Body: cognito.NewBody(kind),
	}
}

// later is the revision after one that is stored.
func later[T cognito.Pool | cognito.Record](of *T) *T {
	next := *of
	switch next := any(&next).(type) {
	case *cognito.Pool:
		next.Revision++
	case *cognito.Record:
		next.Revision++
		next.Modified = next.Modified.Add(time.Second)
	}
	return &next
}

func withDomain(p *cognito.Pool, name string) *cognito.Pool {
	return with(later(p), func(p *cognito.Pool) { p.Family.Begun, p.Family.Domain = true, name })
}

// contents are all pools and records of a table by their keys; a note of a pool that ended is a text.
type contents map[string]any

func tableOf(of ...any) contents { return contents{}.and(of...) }

func (c contents) and(of ...any) contents {
	c = maps.Clone(c)
	for _, one := range of {
		c[placeOf(one)] = one
	}
	return c
}

func (c contents) without(of ...any) contents {
	c = maps.Clone(c)
	for _, one := range of {
		delete(c, placeOf(one))
	}
	return c
}

// ended has the note that a pool ended.
func (c contents) ended(p *cognito.Pool) contents {
	c = maps.Clone(c)
	c[partitionKey(p.Partition)+" "+gonePrefix+p.ID+"#"+p.Life()] = "gone"
	return c
}

func placeOf(one any) string {
	var k attributes
	switch one := one.(type) {
	case *cognito.Pool:
		k = keyOf(one.Partition, one.ID)
	case *cognito.Record:
		k = recordKey(one.Key)
	}
	return textOf(k, "PK") + " " + textOf(k, "SK")
}

// scenario is a call whose answer is known, on a table that is untouched, and what the table holds afterwards.
type scenario struct {
	name string
	call call
	want any
	err  error
	left contents
	// calls is how many it makes where nothing goes wrong; 0 is 1.
	calls int
	// contended is what it returns where DynamoDB says conflict again and again; nil is cognito.ErrConflict.
	contended error
}

var healthy = []scenario{
	{name: "create", contended: cognito.ErrThrottled, call: creating(minimal), left: untouched.and(minimal)},
	{name: "create over another", contended: cognito.ErrThrottled, call: creating(with(minimal, func(p *cognito.Pool) { p.ID = full.ID })), want: full},
	{name: "get", call: getting(full.ID), want: full},
	{name: "get what is not there", call: getting(minimal.ID), err: cognito.ErrNotFound},
	{name: "list", call: listing, want: "1 true"},
	{name: "count", call: counting, want: "4"},
	{name: "replace", call: replacing(second), left: untouched.and(second)},
	{name: "replace what was changed", call: replacing(later(second)), err: cognito.ErrConflict},
	{name: "replace what was made again", call: replacing(reborn(second)), err: cognito.ErrNotFound},
	{name: "delete", contended: cognito.ErrThrottled, call: deleting(full.ID), left: untouched.without(full)},
	{name: "delete what is protected", contended: cognito.ErrThrottled, call: deleting(protected.ID), err: cognito.ErrProtected},
	{
		name: "delete with a client", contended: cognito.ErrThrottled, call: deleting(parent.ID), left: untouched.without(parent, app).ended(parent),
		calls: 5, // twice, and sweeps: the pool's, and what others left
	},
	{name: "delete with a domain", contended: cognito.ErrThrottled, call: deleting(hosted.ID), err: cognito.ErrHasDomain},
	{name: "the first client", call: writing(cognito.Write{Pool: begun, Put: firstApp}), left: untouched.and(begun, firstApp)},
	{name: "another client", call: writing(cognito.Write{Put: app2}), left: untouched.and(app2)},
	{name: "a client's id is taken", call: writing(cognito.Write{Put: app}), want: app},
	{name: "change a client", call: writing(cognito.Write{Put: later(app)}), left: untouched.and(later(app))},
	{name: "change a client that was changed", call: writing(cognito.Write{Put: later(later(app))}), err: cognito.ErrConflict},
	{name: "change a client that is not there", call: writing(cognito.Write{Put: later(app2)}), err: cognito.ErrNotFound},
	{
		name: "change a client and the pool", call: writing(cognito.Write{Pool: later(parent), Put: later(app)}),
		left: untouched.and(later(parent), later(app)),
	},
	{
		name: "delete a client and change the pool", call: writing(cognito.Write{Pool: later(parent), Remove: app}),
		left: untouched.and(later(parent)).without(app),
	},
	{name: "delete a client that was changed", call: writing(cognito.Write{Remove: later(app)}), err: cognito.ErrConflict},
	{name: "delete a client that is not there", call: writing(cognito.Write{Remove: app2}), err: cognito.ErrNotFound},
	{
		name: "a domain", call: writing(cognito.Write{Pool: withDomain(full, "new"), Put: recordOf(full, cognito.DomainRecord, "new")}),
		left: untouched.and(withDomain(full, "new"), recordOf(full, cognito.DomainRecord, "new")),
	},
	{
		name: "a domain's name is taken, and the pool was changed",
		call: writing(cognito.Write{Pool: later(withDomain(full, "taken")), Put: recordOf(full, cognito.DomainRecord, "taken")}), want: domain,
	},
	{
		name: "delete a domain", call: writing(cognito.Write{Pool: withDomain(hosted, ""), Remove: domain}),
		left: untouched.and(withDomain(hosted, "")).without(domain),
	},
	{name: "delete another pool's domain", call: writing(cognito.Write{Remove: recordOf(full, cognito.DomainRecord, "taken")}), err: cognito.ErrNotFound},
	{name: "find a client", call: finding(app.Key), want: app},
	{name: "find a domain", call: finding(cognito.Key{Kind: cognito.DomainRecord, Owner: full.Owner(), ID: "taken"}), want: domain},
	{name: "find what is not there", call: finding(app2.Key), err: cognito.ErrNotFound},
	{name: "list clients", call: listingRecords, want: "1 false"},
	{name: "count clients", call: countingRecords, want: "1"},
}

var (
	begun    = with(second, func(p *cognito.Pool) { p.Family.Begun = true })
	firstApp = recordOf(full, cognito.ClientRecord, "first")
	app2     = recordOf(parent, cognito.ClientRecord, "app2")
)

// reborn is a pool that the same call made again, after the one that it had made was deleted.
func reborn(p *cognito.Pool) *cognito.Pool {
	return with(p, func(p *cognito.Pool) { p.Created = p.Created.Add(time.Hour) })
}

// remade is a record that the same call made again after it was deleted.
func remade(r *cognito.Record) *cognito.Record {
	again := *r
	again.Created = again.Created.Add(time.Hour)
	return &again
}

func (c *scenario) fill() {
	if c.left == nil {
		c.left = untouched
	}
	c.calls = max(c.calls, 1)
	if c.contended == nil {
		c.contended = cognito.ErrConflict
	}
}

// bed is the table of a test.
type bed struct {
	client *dynamodb.Client
	plain  *Store
	used   map[string]bool // what a role has to allow
	clean  bool            // whether the table is known to be untouched
}

func newBed(t *testing.T) *bed {
	t.Helper()
	client, table := local(t)
	return &bed{client: client, plain: newStore(client, table), used: map[string]bool{}}
}

// reset makes the table untouched.
func (b *bed) reset(t *testing.T) {
	t.Helper()
	if b.clean {
		b.clean = false // until a run says so
		return
	}
	var requests []types.WriteRequest
	for _, item := range b.items(t) {
		pk, sk := textOf(item, "PK"), textOf(item, "SK")
		if _, stays := untouched[pk+" "+sk]; !stays {
			requests = append(requests, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: key(pk, sk)}})
		}
	}
	for _, one := range untouched {
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: encodedAny(t, one)}})
	}
	_, err := b.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{
		RequestItems: map[string][]types.WriteRequest{b.plain.table: requests},
	})
	require.NoError(t, err)
}

// run makes the call of a scenario on an untouched table, where some attempts from one on go wrong as planned, and
// returns how many requests it made. After each of those attempts between runs, as somebody else would. DynamoDB
// Local's reads are never stale, so that they are to be consistent is seen in what is asked.
func (b *bed) run(t *testing.T, c scenario, from int, plan []injection, between call) (requests int) {
	t.Helper()
	c.fill()
	b.reset(t)
	s := newStore(&spy{b.client, func(_ context.Context, action string, in any, do func() (any, error)) (any, error) {
		b.note(t, action, in)
		n := requests - from
		requests++
		if n < 0 || n >= len(plan) {
			return do()
		}
		if plan[n].landed {
			_, _ = do() // the answer is lost
		}
		if between != nil {
			_, err := between(t.Context(), b.plain)
			require.NoError(t, err)
		}
		return plan[n].out, plan[n].err
	}}, b.plain.table)
	ctx, tr := trace.New(t.Context())
	got, err := c.call(ctx, s)
	assert.Equal(t, requests, tr.StoreCalls)
	if errors.Is(c.err, errFault) {
		assertFault(t, err)
	} else {
		require.ErrorIs(t, err, c.err)
		require.Equal(t, c.want, got)
	}
	require.Equal(t, c.left, b.everything(t))
	b.clean = len(c.left) == len(untouched) && assert.ObjectsAreEqual(untouched, c.left)
	return requests
}

// note holds a read to be consistent, and notes what a role has to allow for a request.
func (b *bed) note(t *testing.T, action string, in any) {
	t.Helper()
	switch in := in.(type) {
	case *dynamodb.GetItemInput:
		assert.True(t, *in.ConsistentRead)
	case *dynamodb.QueryInput:
		assert.True(t, *in.ConsistentRead)
	case *dynamodb.TransactWriteItemsInput:
		for _, item := range in.TransactItems {
			b.used["PutItem"] = b.used["PutItem"] || item.Put != nil
			b.used["DeleteItem"] = b.used["DeleteItem"] || item.Delete != nil
			b.used["UpdateItem"] = b.used["UpdateItem"] || item.Update != nil
			b.used["ConditionCheckItem"] = b.used["ConditionCheckItem"] || item.ConditionCheck != nil
		}
		return
	}
	b.used[action] = true
}

func (b *bed) items(t *testing.T) []attributes {
	t.Helper()
	page, err := b.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &b.plain.table, ConsistentRead: new(true)})
	require.NoError(t, err)
	return page.Items
}

// everything is all that the table holds.
func (b *bed) everything(t *testing.T) contents {
	t.Helper()
	all := contents{}
	for _, item := range b.items(t) {
		var err error
		pk, sk := textOf(item, "PK"), textOf(item, "SK")
		var one any
		switch kind := textOf(item, "Type"); kind {
		case "Pool":
			one, err = decode(storetest.Here, item)
		case "Gone":
			one = "gone"
		default:
			one, err = decodeRecord(cognito.Key{Kind: cognito.RecordKind(kind), ID: pk[strings.LastIndex(pk, "#")+1:]}, item)
		}
		require.NoError(t, err)
		all[pk+" "+sk] = one
	}
	return all
}

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
	conflict   = injection{name: "a conflict", err: canceled("TransactionConflict")}
	partly     = injection{name: "throttling of a part", err: canceled("None", "ThrottlingError")}
	runsBefore = injection{name: "a transaction in progress that ends without effect", err: &types.TransactionInProgressException{Message: new("secret")}}
	runsAfter  = injection{name: "a transaction in progress that lands", landed: true, err: &types.TransactionInProgressException{Message: new("secret")}}
	ofReads    = []injection{lostBefore, lostAfter, throttle, lateBefore, lateAfter, broken}
	ofWrites   = slices.Concat(ofReads, []injection{conflict, partly, runsBefore, runsAfter})
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
	b, tried := newBed(t), 0
	for _, c := range healthy {
		c.fill()
		for n := range 3 {
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
	b, tried := newBed(t), 0
	for _, c := range healthy {
		c.fill()
		reads := []injection{lostBefore, lostAfter, throttle}
		for _, plan := range sequences(3, c.of(reads, append(reads, conflict))...) {
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
	ourDomain := cognito.Write{Pool: withDomain(full, "new"), Put: recordOf(full, cognito.DomainRecord, "new")}
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
			lostBefore, writing(cognito.Write{Pool: begun, Put: firstApp})},
		{scenario{name: "a client that landed and was deleted meanwhile stays so",
			call: writing(cognito.Write{Put: app2})}, lostAfter, writing(cognito.Write{Remove: app2})},
		{scenario{name: "a client that landed and was changed meanwhile",
			call: writing(cognito.Write{Put: app2}), left: untouched.and(later(app2))}, broken, writing(cognito.Write{Put: later(app2)})},
		{scenario{name: "a client whose id another call took is a TakenError with that",
			call: writing(cognito.Write{Put: firstApp}), want: theirApp, left: untouched.and(theirApp)}, lostBefore, writing(cognito.Write{Put: theirApp})},
		{scenario{name: "a change of a client that was deleted and made again meanwhile is ErrNotFound",
			call: writing(cognito.Write{Put: later(app)}), err: cognito.ErrNotFound, left: untouched.and(remade(app))},
			lostBefore, all(writing(cognito.Write{Remove: app}), writing(cognito.Write{Put: remade(app)}))},
		{scenario{name: "of a client and its pool nothing is written where the pool was changed",
			call: writing(cognito.Write{Pool: later(parent), Put: app2}), err: cognito.ErrConflict, left: untouched.and(later(parent))},
			lostBefore, replacing(later(parent))},
		{scenario{name: "of a client and its pool nothing is written where the client was changed",
			call: writing(cognito.Write{Pool: later(parent), Remove: app}), err: cognito.ErrConflict, left: untouched.and(later(app))},
			lateBefore, writing(cognito.Write{Put: later(app)})},
		{scenario{name: "a domain that landed and was deleted meanwhile stays so",
			call: writing(ourDomain), left: untouched.and(later(withDomain(full, "")))},
			lateAfter, writing(cognito.Write{Pool: later(withDomain(full, "")), Remove: ourDomain.Put})},
		{scenario{name: "a domain whose name another pool took is a TakenError with that",
			call: writing(ourDomain), want: theirDomain, left: untouched.and(withDomain(parent, "new"), theirDomain)},
			lostBefore, writing(cognito.Write{Pool: withDomain(parent, "new"), Put: theirDomain})},
	} {
		t.Run(c.name, func(t *testing.T) { b.run(t, c.scenario, 0, []injection{c.first}, c.between) })
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
		{canceled("ConditionalCheckFailed"), "dynamo: item  has format 0, and this version reads up to 2", 1},
		{canceled("None", "ConditionalCheckFailed"), "dynamo: TransactWriteItems: TransactionCanceledException None ConditionalCheckFailed", 1},
	} {
		calls := 0
		err := newStore(refusing(c.err, &calls, func() {}), "table").Create(t.Context(), minimal)
		assertFault(t, err)
		require.EqualError(t, err, c.text)
		assert.Equal(t, c.calls, calls)
	}
}
