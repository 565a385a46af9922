// Package bolt keeps pools in one file of this machine, through bbolt: nothing to
// install, nothing to run. It is the store of the local endpoint.
//
//	userpools                     the mark of a file of ours
//	    format     1                  2 since a pool has a later form
//	pools/123456789012/us-east-1  a bucket for each account and region; its
//	                              sequence is how many pools it has
//	    us-east-1_AbCdEfGhI       {"Name":...}        what a list shows, and
//	                              {"Settings":...}    the rest, two lines of JSON
//	children/123456789012/us-east-1/us-east-1_AbCdEfGhI/5b9f3c6d71a0e284-m4k9z1qd
//	    CLIENT/4qh5...            {"Format":1,...}    what belongs to that pool in one
//	                                                  life of its id (cognito.Pool.Life)
//	domains
//	    us-east-1/my-prefix       {"Format":1,...}    domains of all pools; a custom
//	    /auth.example.com                             one has no region
//
// A pool to which nothing has ever belonged is written as before there was such a thing,
// and so is the file's mark. From the first record on, or the first pool whose logs are
// delivered, the mark is another, in the same transaction and for good: a version that knows
// neither refuses the file, and cannot leave records behind when it deletes a pool.
//
// A write has reached the operating system before it is acknowledged, so it
// survives kill -9 of the process; with Options.Fsync it has reached the disk and
// survives the loss of power. One process has the file at a time.
//
//	bolt.go    the methods of cognito.Store
//	commit.go  how writes share transactions
//	open.go    what is done with a file before it is trusted
//	create.go  how a new file appears whole
//	pages.go   what bbolt believes of a file without looking: its length, its list of free pages
//	tree.go    and what its other pages say of themselves
//	place.go   a file that somebody else removes, replaces or cuts while it is open; holder*.go who has one
//	copy.go    backup and compaction of a file that nobody has open
//	memory.go  a file that is gone with its process
//	record.go  how a pool is written
//	family.go  what belongs to a pool, and how it is written
//
// It imports cognito, trace, bbolt, and bbolt's own golang.org/x/sys.
package bolt

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"go.etcd.io/bbolt"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

// Store implements cognito.Store over one file.
type Store struct {
	db    *bbolt.DB
	queue *queue
	// place is where the file is; nil for one without a name.
	place *place
	// leftover is the file that Close removes, where the system removes no open ones.
	leftover string
}

var _ cognito.Store = (*Store)(nil)

// Create implements cognito.Store.
func (s *Store) Create(ctx context.Context, p *cognito.Pool) error {
	value, err := encode(p)
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *bbolt.Tx) error {
		old, err := find(tx, p.Partition, p.ID)
		if errors.Is(err, cognito.ErrNotFound) {
			return nil
		}
		existing, err := decode(p.Partition, p.ID, old)
		return cmp.Or(err, error(&cognito.ExistsError{Pool: existing}))
	}, func(tx *bbolt.Tx) error {
		if err := putPool(tx, p, value); err != nil {
			return err
		}
		pools := tx.Bucket(bucketOf(p.Partition))
		return pools.SetSequence(pools.Sequence() + 1)
	})
}

// Get implements cognito.Store.
func (s *Store) Get(ctx context.Context, part cognito.Partition, id string) (p *cognito.Pool, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		value, err := find(tx, part, id)
		if err != nil {
			return err
		}
		p, err = decode(part, id, value)
		return err
	})
	return p, err
}

// List implements cognito.Store.
func (s *Store) List(ctx context.Context, part cognito.Partition, after string, limit int) (
	list []cognito.Summary, more bool, err error,
) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		pools := tx.Bucket(bucketOf(part))
		if pools == nil {
			return nil
		}
		cursor := pools.Cursor()
		id, value := cursor.Seek([]byte(after))
		if string(id) == after {
			id, value = cursor.Next()
		}
		for ; id != nil && len(list) < limit; id, value = cursor.Next() {
			summary, err := decodeSummary(string(id), value)
			if err != nil {
				trace.Of(ctx).LeaveOut(named(string(id)))
				continue
			}
			list = append(list, summary)
		}
		more = id != nil
		return nil
	})
	return list, more, err
}

// Delete implements cognito.Store: what belongs to the pool goes in the same transaction.
func (s *Store) Delete(ctx context.Context, part cognito.Partition, id string) error {
	var first head
	return s.write(ctx, func(tx *bbolt.Tx) error {
		old, err := find(tx, part, id)
		if err != nil {
			return err
		}
		if first, err = decodeHead(id, old); err != nil {
			return err
		}
		rest, err := decodeBody[protection](id, old)
		switch {
		case err != nil:
			return err
		case rest.Settings.DeletionProtection == cognito.ProtectionActive:
			return cognito.ErrProtected
		case first.Family.Domain != "" || first.Family.CustomDomain != "":
			return cognito.ErrHasDomain
		}
		return nil
	}, func(tx *bbolt.Tx) error {
		pools := tx.Bucket(bucketOf(part))
		if err := pools.Delete([]byte(id)); err != nil {
			return err
		}
		if err := deleteChildren(tx, cognito.Owner{Partition: part, PoolID: id, Life: first.life()}); err != nil {
			return err
		}
		return pools.SetSequence(pools.Sequence() - 1)
	})
}

// CountPage implements cognito.Store: one page has all.
func (s *Store) CountPage(ctx context.Context, part cognito.Partition, _ string) (n int, next string, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		if pools := tx.Bucket(bucketOf(part)); pools != nil {
			n = int(pools.Sequence()) //nolint:gosec // G115: a number of pools
		}
		return nil
	})
	return n, "", err
}

// Counts is how many pools each account and region has that has any. It reads no
// pool, only the number that each bucket has of its own.
func (s *Store) Counts() (counts map[cognito.Partition]int, err error) {
	defer damage(&err)
	counts = map[cognito.Partition]int{}
	err = s.view(func(tx *bbolt.Tx) error {
		cursor := tx.Cursor()
		for name, _ := cursor.Seek([]byte(poolsPrefix)); bytes.HasPrefix(name, []byte(poolsPrefix)); name, _ = cursor.Next() {
			part, ok := partitionOf(name)
			if !ok {
				return fmt.Errorf("%w: a name of no account and region", ErrDamaged) // which may be anything, also a secret
			}
			if n := tx.Bucket(name).Sequence(); n > 0 {
				counts[part] = int(n) //nolint:gosec // G115: a number of pools
			}
		}
		return nil
	})
	return counts, err
}

// read makes a transaction that changes nothing.
func (s *Store) read(ctx context.Context, do func(*bbolt.Tx) error) error {
	trace.Of(ctx).StoreCalls++
	err := ctx.Err()
	if err == nil {
		err = s.view(do)
	}
	if err != nil {
		return fmt.Errorf("bolt: %w", err)
	}
	return nil
}

func (s *Store) view(do func(*bbolt.Tx) error) error {
	return s.db.View(func(tx *bbolt.Tx) error { return guarded(tx, do) })
}

// guarded does what reads pages, of which a damaged one can lead bbolt to memory that is none: that is a panic then, as whatever else
// bbolt finds wrong, and not the end of the process. The end of a transaction is not guarded: it would stay for ever.
func guarded(tx *bbolt.Tx, do func(*bbolt.Tx) error) error {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	return do(tx)
}

// find is the value of a pool, which is valid within the transaction.
func find(tx *bbolt.Tx, part cognito.Partition, id string) ([]byte, error) {
	if pools := tx.Bucket(bucketOf(part)); pools != nil {
		if value := pools.Get([]byte(id)); value != nil {
			return value, nil
		}
	}
	return nil, cognito.ErrNotFound
}

// poolsPrefix begins the names of the buckets of pools.
const poolsPrefix = "pools/"

func bucketOf(part cognito.Partition) []byte {
	return []byte(poolsPrefix + part.Account + "/" + part.Region)
}

// partitionOf undoes bucketOf.
func partitionOf(bucket []byte) (part cognito.Partition, ok bool) {
	rest, ok := strings.CutPrefix(string(bucket), poolsPrefix)
	if ok {
		part.Account, part.Region, ok = strings.Cut(rest, "/")
	}
	return part, ok && cognito.CheckAccount(part.Account) == nil && cognito.CheckRegion(part.Region) == nil
}
