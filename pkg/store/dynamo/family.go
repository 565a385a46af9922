package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"userpools/pkg/cognito"
)

// Write implements cognito.Store: one transaction.
func (s *Store) Write(ctx context.Context, w cognito.Write) error {
	if err := w.Err(); err != nil {
		return fmt.Errorf("dynamo: %w", err)
	}
	var changes []change
	var errs []error
	add := func(c change, err error) {
		changes, errs = append(changes, c), append(errs, err)
	}
	if w.Pool != nil {
		add(poolChange(w.Pool))
	}
	for _, r := range w.Put {
		add(putChange(r))
	}
	for _, r := range w.Remove {
		add(asRead(remove, r))
	}
	for _, r := range w.Unchanged {
		add(asRead(check, r))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return s.transact(ctx, changes...)
}

func poolChange(p *cognito.Pool) (change, error) {
	item, err := encode(p)
	return change{item: item, condition: unchanged(item, p.Revision-1), refusal: func(old attributes) error {
		if len(old) == 0 {
			return cognito.ErrNotFound
		}
		stored, err := decode(p.Partition, old)
		switch {
		case err != nil:
			return err
		case stored.Life() != p.Life():
			return cognito.ErrNotFound
		}
		return cognito.ErrConflict
	}}, err
}

func putChange(r *cognito.Record) (change, error) {
	item, err := encodeRecord(r)
	if r.Revision > 1 {
		return change{item: item, condition: unchanged(item, r.Revision-1), refusal: recordRefusal(r)}, err
	}
	return change{item: item, condition: absent(), refusal: func(old attributes) error {
		taken, err := decodeRecord(r.Key, old)
		if err != nil {
			return err
		}
		return &cognito.TakenError{Record: taken}
	}}, err
}

// asRead is a change that leaves nothing of a record, or leaves it as it is, where it is as it was read.
func asRead(k kind, r *cognito.Record) (change, error) {
	item, err := encodeRecord(r)
	return change{kind: k, item: onlyKey(item), condition: unchanged(item, r.Revision), refusal: recordRefusal(r)}, err
}

// recordRefusal is why a record that was read cannot be changed.
func recordRefusal(r *cognito.Record) func(old attributes) error {
	return func(old attributes) error {
		if len(old) == 0 {
			return cognito.ErrNotFound
		}
		stored, err := decodeRecord(r.Key, old)
		switch {
		case err != nil:
			return err
		case !r.Is(stored):
			return cognito.ErrNotFound
		}
		return cognito.ErrConflict
	}
}

// Find implements cognito.Store: one GetItem.
func (s *Store) Find(ctx context.Context, k cognito.Key) (*cognito.Record, error) {
	item, err := s.get(ctx, recordKey(k))
	if err != nil {
		return nil, err
	}
	return decodeRecord(k, item)
}

// Records implements cognito.Store as List does.
func (s *Store) Records(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string, limit int) (
	[]*cognito.Record, bool, error,
) {
	return list(ctx, s, s.recordsOf(of, k, after), limit, func(item attributes) (*cognito.Record, error) {
		return decodeRecord(cognito.Key{Kind: k, Owner: of}, item)
	})
}

// CountRecords implements cognito.Store as CountPage does.
func (s *Store) CountRecords(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string) (n int, next string, err error) {
	n, next, err = s.count(ctx, s.recordsOf(of, k, after))
	return n, strings.TrimPrefix(next, kindPrefix(of, k)), err
}

// recordsOf asks for an owner's records of a kind whose ids sort after the given one.
func (s *Store) recordsOf(of cognito.Owner, k cognito.RecordKind, after string) *dynamodb.QueryInput {
	return s.queryOf(familyKey(of), kindPrefix(of, k), after)
}
