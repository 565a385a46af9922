package dynamo

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
)

// home is a table with pools to which much belongs.
type home struct {
	*Store
	meter
	fail func(action string) error // what a request meets instead of DynamoDB
	day  time.Time
}

func newHome(t *testing.T) *home {
	t.Helper()
	client, table := local(t)
	h := &home{meter: meter{client: client}, day: parent.Created, fail: func(string) error { return nil }}
	h.Store = newStore(&spy{client, func(ctx context.Context, action string, in any, do func() (any, error)) (any, error) {
		if err := h.fail(action); err != nil {
			h.actions = append(h.actions, action)
			return nil, err
		}
		return h.around(ctx, action, in, do)
	}}, table)
	h.now = func() time.Time { return h.day }
	return h
}

// settled is the nth record of a pool: the kinds take turns.
func settled(p *cognito.Pool, n int) *cognito.Record {
	kinds := slices.DeleteFunc(cognito.RecordKinds(), func(k cognito.RecordKind) bool { return k == cognito.DomainRecord })
	return recordOf(p, kinds[n%len(kinds)], fmt.Sprintf("%04d", n))
}

// settle makes a pool to which records of all kinds belong, each with about the given size.
func (h *home) settle(t *testing.T, p *cognito.Pool, records, bytes int) {
	t.Helper()
	require.NoError(t, h.Create(t.Context(), p))
	var requests []types.WriteRequest
	for n := range records {
		r := settled(p, n)
		r.CreateToken = strings.Repeat("t", bytes-400)
		requests = append(requests, types.WriteRequest{PutRequest: &types.PutRequest{Item: encodedAny(t, r)}})
	}
	for some := range slices.Chunk(requests, batch) {
		_, err := h.meter.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{h.table: some}})
		require.NoError(t, err)
	}
}

// delete ends a pool, and returns what that took.
func (h *home) delete(t *testing.T, p *cognito.Pool) meter {
	t.Helper()
	h.meter = meter{client: h.meter.client}
	require.NoError(t, h.Delete(t.Context(), p.Partition, p.ID))
	t.Logf("%v, %v read units, %v write units", h.actions, h.reads, h.writes)
	return h.meter
}

// left is how many records of a life are stored, of all kinds, whether a pool has it or not.
func (h *home) left(t *testing.T, p *cognito.Pool) (n int) {
	t.Helper()
	for _, kind := range cognito.RecordKinds() {
		some, err := storetest.CountRecords(t.Context(), h, p.Owner(), kind)
		require.NoError(t, err)
		n += some
	}
	return n
}

func (h *home) notes(t *testing.T) (n int) {
	t.Helper()
	page, err := h.query(t.Context(), h.queryOf(partitionKey(storetest.Here), gonePrefix, ""))
	require.NoError(t, err)
	return len(page.Items)
}

func settler(n int) *cognito.Pool {
	return with(parent, func(p *cognito.Pool) { p.ID = fmt.Sprintf("us-east-1_Settler%d", n) })
}

// TestDelete_ThousandRecords: their pool ends in one write. The sweep crashes, and the pool is made again by the same call:
// it has none of them. Later deletes sweep them, each within its units, and what says that the pool ended goes at last.
func TestDelete_ThousandRecords(t *testing.T) {
	h := newHome(t)
	h.settle(t, parent, 1000, 900)
	batches := 0
	h.fail = func(action string) error {
		if action == "BatchWriteItem" {
			batches++
		}
		if batches > 3 {
			return lostBefore.err
		}
		return nil
	}
	h.delete(t, parent)
	h.fail = func(string) error { return nil }
	assert.Equal(t, 925, h.left(t, parent))

	again := reborn(parent)
	require.NoError(t, h.Create(t.Context(), again))
	for n := 500; n < 500+len(cognito.RecordKinds()); n++ {
		r := settled(again, n)
		_, err := h.Find(t.Context(), r.Key)
		require.ErrorIs(t, err, cognito.ErrNotFound)
		list, more, err := h.Records(t.Context(), again.Owner(), r.Kind, "", 60)
		require.NoError(t, err)
		assert.Empty(t, list)
		assert.False(t, more)
	}
	assert.Zero(t, h.left(t, again))
	require.NoError(t, h.Write(t.Context(), cognito.Write{Pool: later(again), Put: []*cognito.Record{settled(again, 500)}}))

	for n, want := range []int{925, 675, 425, 175, 0, 0} {
		if n == 1 {
			h.day = h.day.Add(straggling)
		}
		h.settle(t, settler(n), 0, 1000)
		m := h.delete(t, settler(n))
		assert.Equal(t, want, h.left(t, parent), n)
		assert.LessOrEqual(t, m.writes, float64(sweepUnits+2+4+1), n)
		assert.LessOrEqual(t, len(m.actions), 2+1+1+2+sweepUnits/batch+1, n)
	}
	assert.Equal(t, 1, h.left(t, again), "what belongs to the pool that is there stays")
	h.day = h.day.Add(straggling)
	for n := range 10 {
		h.settle(t, settler(n), 1, 1000)
		h.delete(t, settler(n))
		h.day = h.day.Add(straggling)
	}
	assert.Equal(t, 1, h.notes(t), "notes do not pile up")
}

// TestDelete_TenThousandGroups: the end of a pool with as many as it may have is one write of its own item and a note, and
// forty sweeps of later deletes take what is left, each within its units.
func TestDelete_TenThousandGroups(t *testing.T) {
	const groups = 10_000
	b, day := newFastBed(), parent.Created
	var written []int // items, of each action of one delete that writes
	s := newStore(&spy{b.client, func(_ context.Context, _ string, in any, do func() (any, error)) (any, error) {
		switch in := in.(type) {
		case *dynamodb.TransactWriteItemsInput:
			written = append(written, len(in.TransactItems))
		case *dynamodb.BatchWriteItemInput:
			written = append(written, len(in.RequestItems[b.plain.table]))
		}
		return do()
	}}, b.plain.table)
	s.now = func() time.Time { return day }
	b.put(t, encodedAny(t, parent))
	for some := range slices.Chunk(make([]struct{}, groups), batch) {
		var items []attributes
		for range some {
			items = append(items, encodedAny(t, recordOf(parent, cognito.GroupRecord, rand.Text())))
		}
		b.put(t, items...)
	}
	left := func() int {
		n, err := storetest.CountRecords(t.Context(), s, parent.Owner(), cognito.GroupRecord)
		require.NoError(t, err)
		return n
	}
	require.NoError(t, s.Delete(t.Context(), storetest.Here, parent.ID))
	deletes := 1
	assert.Equal(t, append([]int{1, 2}, slices.Repeat([]int{batch}, sweepUnits/batch)...), written)
	for ; left() > 0; deletes++ {
		day = day.Add(straggling)
		require.NoError(t, s.Create(t.Context(), settler(deletes)))
		written = nil
		require.NoError(t, s.Delete(t.Context(), storetest.Here, settler(deletes).ID))
		assert.Equal(t, groups-(deletes+1)*sweepUnits, left())
		assert.LessOrEqual(t, len(written), 2+sweepUnits/batch+sweepGone)
	}
	assert.Equal(t, groups/sweepUnits, deletes)
}

// TestDelete_LargePools: where all pools have more than a delete sweeps of its own, later deletes keep up with what is left.
func TestDelete_LargePools(t *testing.T) {
	b, day := newFastBed(), parent.Created
	b.plain.now = func() time.Time { return day }
	for n := range 8 {
		p := with(parent, func(p *cognito.Pool) { p.ID = settler(n).ID })
		b.put(t, encodedAny(t, p))
		for i := range sweepUnits + 150 {
			b.put(t, encodedAny(t, recordOf(p, cognito.GroupRecord, fmt.Sprint(i))))
		}
		require.NoError(t, b.plain.Delete(t.Context(), storetest.Here, p.ID))
		of, err := storetest.CountRecords(t.Context(), b.plain, p.Owner(), cognito.GroupRecord)
		require.NoError(t, err)
		assert.Equal(t, 150, of)
		day = day.Add(straggling)
	}
	notes, err := b.plain.query(t.Context(), b.plain.queryOf(partitionKey(storetest.Here), gonePrefix, ""))
	require.NoError(t, err)
	assert.LessOrEqual(t, len(notes.Items), 3)
}

// TestDelete_SweepsTheOldest: of the pools that ended earlier, two.
func TestDelete_SweepsTheOldest(t *testing.T) {
	h := newHome(t)
	h.fail = func(action string) error {
		if action == "Query" {
			return lostBefore.err
		}
		return nil
	}
	order := []int{3, 1, 4, 2} // not that of their ids
	for _, n := range order {
		h.settle(t, settler(n), 1, 1000)
		h.delete(t, settler(n))
		h.day = h.day.Add(straggling)
	}
	h.fail = func(string) error { return nil }
	for swept := 0; swept <= len(order); swept += sweepGone {
		for i, n := range order {
			want := 1
			if i < swept {
				want = 0
			}
			assert.Equal(t, want, h.left(t, settler(n)), "%d of %d", n, swept)
		}
		h.settle(t, settler(5), 0, 1000)
		h.delete(t, settler(5))
		h.settle(t, settler(6), 0, 1000) // what is empty by now goes before what is not
		h.delete(t, settler(6))
	}
}

// TestDelete_SweepUnits: how much one delete sweeps follows from the sizes, and what is larger than all that goes as well.
func TestDelete_SweepUnits(t *testing.T) {
	for bytes, sweeps := range map[int]int{1000: 250, 1500: 125, 10_000: 25, 200_000: 1, 300_000: 1} {
		h := newHome(t)
		h.settle(t, parent, min(2*sweeps, 300), bytes)
		before := h.left(t, parent)
		h.delete(t, parent)
		assert.Equal(t, min(sweeps, before), before-h.left(t, parent), "of %d bytes", bytes)
	}
}

// TestDelete_SweepFails: whatever happens once the pool has ended, its delete has succeeded.
func TestDelete_SweepFails(t *testing.T) {
	b := newFastBed()
	for _, c := range healthy {
		if c.name != "delete with a client" {
			continue
		}
		swept, unswept := c.left, c.left.and(app)
		for from := 2; from < c.calls; from++ {
			for _, plan := range sequences(attempts, lostBefore, lostAfter, throttle) {
				c.left = unswept
				if from == 4 || from == 3 && slices.Contains(plan, lostAfter) {
					c.left = swept
				}
				t.Run(fmt.Sprint(from, " ", names(plan)), func(t *testing.T) { b.run(t, c, from, plan, nil) })
			}
		}
		c.left = unswept
		t.Run("unprocessed", func(t *testing.T) { b.run(t, c, 3, []injection{{name: "unprocessed", out: unprocessed}}, nil) })
	}
}

// TestDelete_Faults are the second transaction's.
func TestDelete_Faults(t *testing.T) {
	b := newFastBed()
	for _, c := range healthy {
		if c.name != "delete with a client" {
			continue
		}
		for n := range attempts {
			for _, plan := range sequences(n, ofWrites...) {
				t.Run(names(plan), func(t *testing.T) { assert.Equal(t, c.calls+n, b.run(t, c, 1, plan, nil)) })
			}
		}
	}
}

// TestDelete_OthersChangeThePool between its two transactions: the second is made at once, and not of what is stale.
func TestDelete_OthersChangeThePool(t *testing.T) {
	h := newHome(t)
	h.settle(t, parent, 1, 500)
	plain, stored, tries := newStore(h.meter.client, h.table), later(parent), 0
	h.fail = func(action string) error {
		if action == "TransactWriteItems" {
			if tries++; tries == 2 {
				require.NoError(t, plain.Write(t.Context(), cognito.Write{Pool: stored}))
			}
		}
		return nil
	}
	require.ErrorIs(t, h.Delete(t.Context(), storetest.Here, parent.ID), cognito.ErrConflict)
	got, err := plain.Get(t.Context(), storetest.Here, parent.ID)
	require.NoError(t, err)
	assert.Equal(t, stored, got)
	require.NoError(t, h.Delete(t.Context(), storetest.Here, parent.ID))
	assert.Equal(t, 4, tries)
}
