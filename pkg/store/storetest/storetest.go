// Package storetest holds every implementation of cognito.Store to the contract in
// pkg/cognito/store.go. A method, or a promise of one, is written here first and in
// the stores afterwards.
//
//	storetest.go    Run, its options, the list of all tests
//	model.go        a model of a store that fits on a page, and random calls against both
//	scripts.go      calls with pools against both whose errors are stated
//	records.go      calls with what belongs to a pool
//	roundtrip.go    what is written is read, and nothing of it is shared
//	calls.go        contexts, and how many requests a call makes
//	pages.go        what does not fit into one page or one item
//	concurrency.go  many callers at once
//	unreadable.go   what is stored and cannot be read
//	stored.go       what earlier versions wrote
//	pools.go        the pools and records that are stored: minimal, full, largest, sample
//	reflect.go      every member of a pool or record, found by reflection
//	bench.go        how long the methods take
//
// It is for tests only. It imports cognito, trace, testify and rapid.
package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
)

// Option is what a store may do differently.
type Option func(*env)

// ItemLimit is for a store that refuses pools of more than this many bytes with
// *cognito.TooLargeError. Without it the store has to take the largest pool.
func ItemLimit(bytes int) Option { return func(e *env) { e.limit = bytes } }

// ModelSteps bounds the calls of each random run against the model, for stores
// on which a call is slow. The default is 50.
func ModelSteps(n int) Option { return func(e *env) { e.modelSteps = n } }

// Spoil says how to make what a store holds under a key unreadable: the record, or, where the
// key has no kind, its owner. Every store needs it.
func Spoil(spoil func(t *testing.T, s cognito.Store, k cognito.Key)) Option {
	return func(e *env) { e.spoil = spoil }
}

// env is what a test works with: a store of its own, empty at the start.
type env struct {
	store             cognito.Store
	limit, modelSteps int
	spoil             func(t *testing.T, s cognito.Store, k cognito.Key)
}

// test holds a store to one promise of the contract.
type test struct {
	name string
	run  func(t *testing.T, e env)
}

// Run checks a store against the contract. It calls open for a new and empty
// store for each test; open registers what closes it.
func Run(t *testing.T, open func(t *testing.T) cognito.Store, options ...Option) {
	t.Helper()
	for _, c := range slices.Concat(modelTests, scriptTests(), roundTripTests, callTests, pageTests, concurrencyTests, unreadableTests) {
		t.Run(c.name, func(t *testing.T) {
			e := env{store: open(t), modelSteps: 50}
			for _, option := range options {
				option(&e)
			}
			c.run(t, e)
		})
	}
}

// Here, Elsewhere and Abroad are partitions that differ in the account or in the
// region only.
var (
	Here      = cognito.Partition{Account: "123456789012", Region: "us-east-1"}
	Elsewhere = cognito.Partition{Account: "210987654321", Region: "us-east-1"}
	Abroad    = cognito.Partition{Account: "123456789012", Region: "eu-central-1"}
)

func (e env) create(t testing.TB, pools ...*cognito.Pool) {
	t.Helper()
	for _, p := range pools {
		require.NoError(t, e.store.Create(t.Context(), p))
	}
}

// get is the pool of Here that has an id.
func (e env) get(t testing.TB, id string) *cognito.Pool {
	t.Helper()
	p, err := e.store.Get(t.Context(), Here, id)
	require.NoError(t, err)
	return p
}

func (e env) list(t testing.TB, after string, limit int) (pools []cognito.Summary, more bool) {
	t.Helper()
	pools, more, err := e.store.List(t.Context(), Here, after, limit)
	require.NoError(t, err)
	return pools, more
}

func (e env) write(t testing.TB, w cognito.Write) {
	t.Helper()
	require.NoError(t, e.store.Write(t.Context(), w))
}

func (e env) find(t testing.TB, k cognito.Key) *cognito.Record {
	t.Helper()
	r, err := e.store.Find(t.Context(), k)
	require.NoError(t, err)
	return r
}

// Count is how many pools a partition has: all pages together.
func Count(t testing.TB, s cognito.Store, part cognito.Partition) int {
	t.Helper()
	n, err := count(t.Context(), s, part, "")
	require.NoError(t, err)
	return n
}

// count follows the pages from the one after an id.
func count(ctx context.Context, s cognito.Store, part cognito.Partition, after string) (int, error) {
	return total(after, func(after string) (int, string, error) { return s.CountPage(ctx, part, after) })
}

// CountRecords is how many records of a kind a pool has.
func CountRecords(ctx context.Context, s cognito.Store, of cognito.Owner, k cognito.RecordKind) (int, error) {
	return total("", func(after string) (int, string, error) { return s.CountRecords(ctx, of, k, after) })
}

func total(after string, page func(after string) (int, string, error)) (sum int, err error) {
	for n := 0; ; sum += n {
		if n, after, err = page(after); err != nil || after == "" {
			return sum + n, err
		}
	}
}
