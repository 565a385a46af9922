package dynamofake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxPage is the size of items at which a page ends, with the item that crosses it.
const maxPage = 1 << 20

// Query reads a partition in ascending order, consistently.
func (t *Table) Query(ctx context.Context, in *dynamodb.QueryInput, _ ...option) (*dynamodb.QueryOutput, error) {
	if err := t.begin(ctx, in, in.TableName, "TableName", "ConsistentRead", "KeyConditionExpression", "ProjectionExpression", "Select",
		"ExpressionAttributeNames", "ExpressionAttributeValues", "ExclusiveStartKey", "Limit"); err != nil {
		return nil, err
	}
	e := expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
	selects := e.keyCondition(in.KeyConditionExpression)
	project := e.projection(in.ProjectionExpression)
	if err := e.end(); err != nil {
		return nil, err
	}
	if err := asks(in); err != nil {
		return nil, err
	}
	after, err := startAfter(in.ExclusiveStartKey, selects)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	out := &dynamodb.QueryOutput{}
	if in.Select != types.SelectCount {
		out.Items = []Item{}
	}
	bytes := 0
	for _, k := range t.selected(selects, after) {
		out.Count++
		if in.Select != types.SelectCount {
			out.Items = append(out.Items, project(t.items[k]))
		}
		bytes += sizeOf(t.items[k])
		if bytes > maxPage || in.Limit != nil && out.Count == *in.Limit {
			out.LastEvaluatedKey = Item{"PK": &types.AttributeValueMemberS{Value: k.pk}, "SK": &types.AttributeValueMemberS{Value: k.sk}}
			break
		}
	}
	out.ScannedCount = out.Count
	return out, nil
}

// asks refuses what is not known of a query besides its expressions.
func asks(in *dynamodb.QueryInput) error {
	counts := in.Select == types.SelectCount
	switch {
	case in.ConsistentRead == nil || !*in.ConsistentRead:
		return invalid("dynamofake has no stale reads")
	case in.Limit != nil && *in.Limit < 1:
		return invalid("Limit is at least 1")
	case in.Select != "" && !counts || counts && in.ProjectionExpression != nil:
		return invalid("dynamofake selects COUNT, or a projection")
	}
	return nil
}

// startAfter is the sort key of an ExclusiveStartKey, which has to be among what is selected.
func startAfter(start Item, selects func(key) bool) (sk string, err error) {
	if len(start) == 0 {
		return "", nil
	}
	k, err := exactKey(start)
	switch {
	case err != nil:
		return "", err
	case !selects(k):
		return "", invalid("The provided starting key is outside query boundaries based on provided conditions")
	}
	return k.sk, nil
}

// selected are the keys of a query, in order.
func (t *Table) selected(selects func(key) bool, after string) (keys []key) {
	for k := range t.items {
		if selects(k) && k.sk > after {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b key) int { return strings.Compare(a.sk, b.sk) })
	return keys
}
