package dynamo

import (
	"context"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
	"userpools/pkg/trace"
)

// List implements cognito.Store: one Query, or more where DynamoDB cuts a page after a
// megabyte of items.
func (s *Store) List(ctx context.Context, part cognito.Partition, after string, limit int) ([]cognito.Summary, bool, error) {
	in := s.poolsOf(part, after)
	in.ProjectionExpression = new("SK, #format, #defaults, #created, #modified, #name, #settings.#lambda")
	in.ExpressionAttributeNames = map[string]string{
		"#format": "Format", "#defaults": "Defaults", "#created": "Created", "#modified": "Modified",
		"#name": "Name", "#settings": "Settings", "#lambda": "LambdaConfig",
	}
	return list(ctx, s, in, limit, decodeSummary)
}

// CountPage implements cognito.Store: one Query, which counts a megabyte of items.
func (s *Store) CountPage(ctx context.Context, part cognito.Partition, after string) (n int, next string, err error) {
	n, next, err = s.count(ctx, s.poolsOf(part, after))
	return n, strings.TrimPrefix(next, poolPrefix), err
}

// poolsOf asks for the pools of a partition whose ids sort after the given one.
func (s *Store) poolsOf(part cognito.Partition, after string) *dynamodb.QueryInput {
	return s.queryOf(partitionKey(part), poolPrefix, after)
}

// list reads up to limit items. It leaves out what cannot be read.
func list[T any](ctx context.Context, s *Store, in *dynamodb.QueryInput, limit int, decode func(attributes) (T, error)) (
	all []T, more bool, err error,
) {
	for unreadable := false; ; {
		// One more than asked for tells whether there are more. Behind what cannot be read there may be much more of it: a page
		// is as large as it can be then.
		if in.Limit = new(int32(limit + 1 - len(all))); unreadable { //nolint:gosec // G115: callers ask for 60 at most
			in.Limit = nil
		}
		page, err := s.query(ctx, in)
		if err != nil {
			return nil, false, err
		}
		for _, item := range page.Items {
			if len(all) == limit {
				return all, true, nil
			}
			one, err := decode(item)
			if err != nil {
				trace.Of(ctx).LeaveOut(named(textOf(item, "SK")))
				unreadable = true
				continue
			}
			all = append(all, one)
		}
		if len(page.LastEvaluatedKey) == 0 {
			return all, false, nil
		}
		in.ExclusiveStartKey = maps.Clone(page.LastEvaluatedKey)
	}
}

// count counts the items of one page, and returns the sort key with which it ended where there are more.
func (s *Store) count(ctx context.Context, in *dynamodb.QueryInput) (n int, last string, err error) {
	in.Select = types.SelectCount
	page, err := s.query(ctx, in)
	if err != nil {
		return 0, "", err
	}
	return int(page.Count), textOf(page.LastEvaluatedKey, "SK"), nil
}

// queryOf asks for the items of a partition key whose sort keys begin with a prefix, and go on after the given text.
func (s *Store) queryOf(pk, prefix, after string) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName:                 &s.table,
		ConsistentRead:            new(true),
		KeyConditionExpression:    new("PK = :pk AND begins_with(SK, :prefix)"),
		ExpressionAttributeValues: attributes{":pk": text(pk), ":prefix": text(prefix)},
	}
	if after != "" {
		in.ExclusiveStartKey = key(pk, prefix+after)
	}
	return in
}

func (s *Store) query(ctx context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	return try(ctx, s, "Query", func(ctx context.Context) (*dynamodb.QueryOutput, error) {
		return s.client.Query(ctx, in)
	})
}

// textOf is a member that is a text, or "".
func textOf(item attributes, name string) string {
	if value, ok := item[name].(*types.AttributeValueMemberS); ok {
		return value.Value
	}
	return ""
}
