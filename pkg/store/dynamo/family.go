package dynamo

import (
	"context"
	"errors"

	"userpools/pkg/cognito"
)

var errTodo = errors.New("dynamo: to be written")

func (s *Store) Write(ctx context.Context, w cognito.Write) error {
	if w.Put == nil && w.Remove == nil {
		return s.replace(ctx, w.Pool)
	}
	return errTodo
}

func (s *Store) Find(ctx context.Context, k cognito.Key) (*cognito.Record, error) {
	return nil, errTodo
}

func (s *Store) Records(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string, limit int) ([]*cognito.Record, bool, error) {
	return nil, false, errTodo
}

func (s *Store) CountRecords(ctx context.Context, of cognito.Owner, k cognito.RecordKind, after string) (int, string, error) {
	return 0, "", errTodo
}
