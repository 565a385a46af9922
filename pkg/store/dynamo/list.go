package dynamo

import (
	"context"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

// List implements cognito.Store: one Query, or more where DynamoDB cuts a page after a
// megabyte of items.
func (s *Store) List(ctx context.Context, part cognito.Partition, after string, limit int) (
	list []cognito.Summary, more bool, err error,
) {
	in := s.poolsOf(part, after)
	in.ProjectionExpression = new("SK, #format, #defaults, #created, #modified, #name, #settings.#lambda")
	in.ExpressionAttributeNames = map[string]string{
		"#format": "Format", "#defaults": "Defaults", "#created": "Created", "#modified": "Modified",
		"#name": "Name", "#settings": "Settings", "#lambda": "LambdaConfig",
	}
	for {
		// One more than asked for tells whether there are more.
		in.Limit = new(int32(limit + 1 - len(list))) //nolint:gosec // G115: callers ask for 60 at most
		page, err := s.query(ctx, in)
		if err != nil {
			return nil, false, err
		}
		for _, item := range page.Items {
			if len(list) == limit {
				return list, true, nil
			}
			summary, err := decodeSummary(item)
			if err != nil {
				return nil, false, err
			}
			list = append(list, summary)
		}
		if len(page.LastEvaluatedKey) == 0 {
			return list, false, nil
		}
		in.ExclusiveStartKey = maps.Clone(page.LastEvaluatedKey)
	}
}

// CountPage implements cognito.Store: one Query, which counts a megabyte of items.
func (s *Store) CountPage(ctx context.Context, part cognito.Partition, after string) (n int, next string, err error) {
	in := s.poolsOf(part, after)
	in.Select = types.SelectCount
	page, err := s.query(ctx, in)
	if err != nil {
		return 0, "", err
	}
	if sk, more := page.LastEvaluatedKey["SK"].(*types.AttributeValueMemberS); more {
		next = strings.TrimPrefix(sk.Value, poolPrefix)
	}
	return int(page.Count), next, nil
}

// poolsOf asks for the pools of a partition whose ids sort after the given one.
func (s *Store) poolsOf(part cognito.Partition, after string) *dynamodb.QueryInput {
	in := &dynamodb.QueryInput{
		TableName:              &s.table,
		ConsistentRead:         new(true),
		KeyConditionExpression: new("PK = :part AND begins_with(SK, :pool)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":part": &types.AttributeValueMemberS{Value: partitionKey(part)},
			":pool": &types.AttributeValueMemberS{Value: poolPrefix},
		},
	}
	if after != "" {
		in.ExclusiveStartKey = keyOf(part, after)
	}
	return in
}

func (s *Store) query(ctx context.Context, in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	page, _, err := try(ctx, s, "Query", func(ctx context.Context) (*dynamodb.QueryOutput, error) {
		return s.client.Query(ctx, in)
	})
	return page, err
}
