// Package storetest holds every cognito.Store to the contract in
// pkg/cognito/pool.go. A store method, or a promise of one, is written here
// first and in the stores afterwards.
//
//	storetest.go    Run, its options, the list of all sentences
//	pools.go        the pools that the suite stores: minimal, full, largest, sample
//	reflect.go      every member of a pool, found by reflection
//	<behaviour>.go  what a store promises about it, one sentence a test
//	model.go        random calls against a store and a model that fits on a page
//
// It is for tests only. It imports cognito, testify and rapid.
package storetest

import (
	"context"
	"slices"
	"testing"

	"userpools/pkg/cognito"
)

// Option tells the suite what a store may do differently.
type Option func(*env)

// ItemLimit says that the store refuses pools of more than this many bytes with
// *cognito.TooLargeError. Without it the store has to take the largest pool.
func ItemLimit(bytes int) Option { return func(e *env) { e.limit = bytes } }

// ModelSteps bounds the calls of each random run against the model, for stores
// on which a call is slow. The default is what rapid's flags say.
func ModelSteps(n int) Option { return func(e *env) { e.modelSteps = n } }

// env is what a test works with: a store of its own, empty at the start.
type env struct {
	store      cognito.Store
	limit      int
	modelSteps int
}

// sentence is one promise of the contract and the test that holds a store to it.
type sentence struct {
	says string
	test func(t *testing.T, e env)
}

// Run checks a store against the contract. It calls open for a new and empty
// store for each sentence; open registers what closes it.
func Run(t *testing.T, open func(t *testing.T) cognito.Store, options ...Option) {
	t.Helper()
	for _, s := range slices.Concat(
		createSentences, getSentences, presenceSentences, sizeSentences, concurrencySentences,
		listSentences, replaceSentences, deleteSentences, countSentences, callSentences, modelSentences,
	) {
		t.Run(s.says, func(t *testing.T) {
			e := env{store: open(t)}
			for _, option := range options {
				option(&e)
			}
			s.test(t, e)
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

// call is a method of a store with its arguments filled in.
type call struct {
	method string
	do     func(ctx context.Context, s cognito.Store) error
}

// calls is each method once, on a store that holds the given pool.
func calls(p *cognito.Pool) []call {
	return []call{
		{"Create", func(ctx context.Context, s cognito.Store) error {
			return s.Create(ctx, Minimal(Here, "us-east-1_other"))
		}},
		{"Get", func(ctx context.Context, s cognito.Store) error {
			_, err := s.Get(ctx, Here, p.ID)
			return err
		}},
		{"List", func(ctx context.Context, s cognito.Store) error {
			_, _, err := s.List(ctx, Here, "", 10)
			return err
		}},
		{"Replace", func(ctx context.Context, s cognito.Store) error {
			return s.Replace(ctx, next(p))
		}},
		{"Delete", func(ctx context.Context, s cognito.Store) error {
			return s.Delete(ctx, Here, p.ID)
		}},
		{"CountPage", func(ctx context.Context, s cognito.Store) error {
			_, _, err := s.CountPage(ctx, Here, "")
			return err
		}},
	}
}
