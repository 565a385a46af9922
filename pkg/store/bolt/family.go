package bolt

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

// record is the stored form of what belongs to a pool.
type record struct {
	Format            int
	Created, Modified int64 // milliseconds since 1970
	Revision          int64
	CreateToken       string
	// Owner is in the key as well, but not in that of a domain.
	Owner cognito.Owner
	Body  any // what cognito.NewBody has
}

var domainsBucket = []byte("domains")

// placeOf is the bucket and the key of a record.
func placeOf(k cognito.Key) (bucket, key []byte) {
	switch {
	case k.Kind != cognito.DomainRecord:
		return childrenOf(k.Owner), []byte(string(k.Kind) + "/" + k.ID)
	case strings.Contains(k.ID, "."):
		return domainsBucket, []byte("/" + k.ID)
	}
	return domainsBucket, []byte(k.Owner.Partition.Region + "/" + k.ID)
}

func childrenOf(of cognito.Owner) []byte {
	return []byte("children/" + of.Partition.Account + "/" + of.Partition.Region + "/" + of.PoolID + "/" + of.Life)
}

func deleteChildren(tx *bbolt.Tx, of cognito.Owner) error {
	if err := tx.DeleteBucket(childrenOf(of)); !errors.Is(err, bbolterrors.ErrBucketNotFound) {
		return err
	}
	return nil
}

// Write implements cognito.Store.
func (s *Store) Write(ctx context.Context, w cognito.Write) error {
	var pool []byte
	err := w.Err()
	if err != nil {
		return fmt.Errorf("bolt: %w", err)
	}
	if w.Pool != nil {
		if pool, err = encode(w.Pool); err != nil {
			return err
		}
	}
	puts := make([][]byte, len(w.Put))
	for i, r := range w.Put {
		if puts[i], err = encodeRecord(r); err != nil {
			return err
		}
	}
	return s.write(ctx, func(tx *bbolt.Tx) error { return refusalOf(tx, w) }, func(tx *bbolt.Tx) error {
		errs := []error{putPool(tx, w.Pool, pool)}
		for i, r := range w.Put {
			errs = append(errs, putRecord(tx, r, puts[i]))
		}
		for _, r := range w.Remove {
			errs = append(errs, removeRecord(tx, r))
		}
		return errors.Join(errs...)
	})
}

// refusalOf is why a change cannot be made.
func refusalOf(tx *bbolt.Tx, w cognito.Write) error {
	refusals := []error{checkPool(tx, w.Pool)}
	for _, r := range w.Put {
		refusals = append(refusals, checkRecord(tx, r, true))
	}
	for _, r := range slices.Concat(w.Remove, w.Unchanged) {
		refusals = append(refusals, checkRecord(tx, r, false))
	}
	return cognito.FirstRefusal(refusals...)
}

func checkPool(tx *bbolt.Tx, p *cognito.Pool) error {
	if p == nil {
		return nil
	}
	first, err := findLife(tx, p.Owner())
	if err == nil && first.Revision != p.Revision-1 {
		err = cognito.ErrConflict
	}
	return err
}

// findLife is the head of a pool in the given life.
func findLife(tx *bbolt.Tx, of cognito.Owner) (head, error) {
	value, err := find(tx, of.Partition, of.PoolID)
	if err != nil {
		return head{}, err
	}
	first, err := decodeHead(of.PoolID, value)
	if err == nil && first.life() != of.Life {
		err = cognito.ErrNotFound
	}
	return first, err
}

func checkRecord(tx *bbolt.Tx, r *cognito.Record, put bool) error {
	before, isNew := r.Revision, put && r.Revision == 1
	if put {
		before--
	}
	value, err := findRecord(tx, r.Key)
	if isNew && errors.Is(err, cognito.ErrNotFound) {
		_, err := findLife(tx, r.Owner) // nothing is made for a pool that has ended
		return err
	}
	if err != nil {
		return err
	}
	old, err := decodeRecord(r.Key, value)
	switch {
	case err != nil:
		return err
	case isNew:
		return &cognito.TakenError{Record: old}
	case !r.Is(old):
		return cognito.ErrNotFound
	case old.Revision != before:
		return cognito.ErrConflict
	}
	return nil
}

func putPool(tx *bbolt.Tx, p *cognito.Pool, value []byte) error {
	if p == nil {
		return nil
	}
	pools, err := tx.CreateBucketIfNotExists(bucketOf(p.Partition))
	if err != nil {
		return err
	}
	if p.Form() != cognito.PoolAlone {
		if err := raiseFormat(tx); err != nil {
			return err
		}
	}
	return pools.Put([]byte(p.ID), value)
}

// raiseFormat marks the file as one in which a pool has a later form.
func raiseFormat(tx *bbolt.Tx) error {
	mark := tx.Bucket(markBucket)
	if string(mark.Get(formatKey)) == familyFormat {
		return nil
	}
	return mark.Put(formatKey, []byte(familyFormat))
}

func putRecord(tx *bbolt.Tx, r *cognito.Record, value []byte) error {
	bucket, key := placeOf(r.Key)
	records, err := tx.CreateBucketIfNotExists(bucket)
	if err != nil {
		return err
	}
	return records.Put(key, value)
}

func removeRecord(tx *bbolt.Tx, r *cognito.Record) error {
	bucket, key := placeOf(r.Key)
	return tx.Bucket(bucket).Delete(key)
}

// Find implements cognito.Store.
func (s *Store) Find(ctx context.Context, k cognito.Key) (r *cognito.Record, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		value, err := findRecord(tx, k)
		if err != nil {
			return err
		}
		r, err = decodeRecord(k, value)
		return err
	})
	return r, err
}

// Records implements cognito.Store.
func (s *Store) Records(ctx context.Context, of cognito.Owner, kind cognito.RecordKind, after string, limit int) (
	list []*cognito.Record, more bool, err error,
) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		for id, value := range recordsOf(tx, of, kind, after) {
			if more = len(list) == limit; more {
				return nil
			}
			key := cognito.Key{Kind: kind, Owner: of, ID: id}
			r, err := decodeRecord(key, value)
			if err != nil {
				trace.Of(ctx).LeaveOut(named(key.String()))
				continue
			}
			list = append(list, r)
		}
		return nil
	})
	return list, more, err
}

// CountRecords implements cognito.Store: one page has all.
func (s *Store) CountRecords(ctx context.Context, of cognito.Owner, kind cognito.RecordKind, after string) (n int, next string, err error) {
	err = s.read(ctx, func(tx *bbolt.Tx) error {
		for range recordsOf(tx, of, kind, after) {
			n++
		}
		return nil
	})
	return n, "", err
}

// recordsOf are the records of a kind that a pool has, after an id. They are valid within the
// transaction.
func recordsOf(tx *bbolt.Tx, of cognito.Owner, kind cognito.RecordKind, after string) func(yield func(id string, value []byte) bool) {
	return func(yield func(string, []byte) bool) {
		children := tx.Bucket(childrenOf(of))
		if children == nil {
			return
		}
		prefix := []byte(string(kind) + "/")
		cursor := children.Cursor()
		for key, value := cursor.Seek(append(bytes.Clone(prefix), after...)); bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
			if id := string(key[len(prefix):]); id != after && !yield(id, value) {
				return
			}
		}
	}
}

func findRecord(tx *bbolt.Tx, k cognito.Key) ([]byte, error) {
	bucket, key := placeOf(k)
	if records := tx.Bucket(bucket); records != nil {
		if value := records.Get(key); value != nil {
			return value, nil
		}
	}
	return nil, cognito.ErrNotFound
}

// encodeRecord writes documents that callers specified as they are, also where HTML would need them otherwise.
func encodeRecord(r *cognito.Record) ([]byte, error) {
	var line bytes.Buffer
	out := json.NewEncoder(&line)
	out.SetEscapeHTML(false)
	if err := out.Encode(record{
		Format: r.Form(), Owner: r.Owner,
		Created: r.Created.UnixMilli(), Modified: r.Modified.UnixMilli(),
		Revision: r.Revision, CreateToken: r.CreateToken, Body: r.Body,
	}); err != nil {
		return nil, fmt.Errorf("bolt: %s cannot be written: %w", r.Key, err)
	}
	return bytes.TrimSuffix(line.Bytes(), []byte{'\n'}), nil
}

func decodeRecord(k cognito.Key, value []byte) (*cognito.Record, error) {
	stored := record{Body: cognito.NewBody(k.Kind)}
	err := json.Unmarshal(value, &stored)
	switch {
	case stored.Format > cognito.LatestRecord: // also where something else than the format cannot be read
		return nil, fmt.Errorf("%s has format %d, and this version reads up to %d", k, stored.Format, cognito.LatestRecord)
	case err != nil:
		return nil, fmt.Errorf("%s cannot be read: %w", k, err)
	case stored.Body == nil:
		return nil, fmt.Errorf("%s cannot be read: it is empty", k)
	}
	k.Owner = stored.Owner
	return &cognito.Record{
		Key: k, Created: milliseconds(stored.Created), Modified: milliseconds(stored.Modified),
		Revision: stored.Revision, CreateToken: stored.CreateToken, Body: stored.Body,
	}, nil
}
