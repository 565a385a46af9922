package dynamo

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"userpools/pkg/cognito"
)

type attributes = map[string]types.AttributeValue

// change is what a transaction does with one item.
type change struct {
	kind kind
	// item is what is written; of what is not, its key.
	item attributes
	// condition is on the item that is there. The zero value is none, which a check has not.
	condition condition
	// refusal says what a failed condition means. old is the item that is there, empty where none is. It is
	// nil where there is no condition.
	refusal func(old attributes) error
}

// kind is which of the three parts of a transaction a change is.
type kind int

const (
	put    kind = iota // the item takes the place of the one that is there, if any
	remove             // the one that is there goes
	check              // the one that is there stays, and is not written by others meanwhile
)

type condition struct {
	expression *string
	names      map[string]string
	values     attributes
}

// size is what DynamoDB counts of a part of a transaction (DynamoDB Local tells it where there is too much), whose item is
// of a size.
func (c *change) size(item int) int {
	n := item + len(aws.ToString(c.condition.expression))
	for _, name := range c.condition.names {
		n += len(name)
	}
	for _, value := range c.condition.values {
		n += sizeOfValue(value)
	}
	return n
}

// absent is the condition of a new item.
func absent() condition { return condition{expression: new("attribute_not_exists(PK)")} }

// unchanged is the condition that the revision which is there is of the same thing as the item: the same call
// made it at the same time, and it has the same owner.
func unchanged(item attributes, revision int64) condition {
	expression := "#Revision = :Revision"
	names, values := map[string]string{"#Revision": "Revision"}, attributes{":Revision": number(revision)}
	for _, name := range []string{"CreateToken", "Created", "Account", "Region", "Pool", "Life"} {
		if value, has := item[name]; has {
			expression += " AND #" + name + " = :" + name
			names["#"+name], values[":"+name] = name, value
		}
	}
	return condition{&expression, names, values}
}

// maxTransaction is the most bytes of one transaction (Developer Guide, "Quotas in Amazon DynamoDB": 4 MB).
const maxTransaction = 4 << 20

// transact makes changes together or not at all: one TransactWriteItems. DynamoDB knows the token of one that
// was made for ten minutes, and makes it no second time: every attempt has the same, so that one which landed
// without an answer is answered by the next, whatever others wrote in between.
func (s *Store) transact(ctx context.Context, changes ...change) error {
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: new(rand.Text())}
	largest, sum := 0, 0
	for _, c := range changes {
		in.TransactItems = append(in.TransactItems, s.transactItem(c))
		item := sizeOf(c.item)
		largest, sum = max(largest, item), sum+c.size(item)
	}
	switch {
	case largest > maxItem:
		return larger(largest, maxItem)
	case sum > maxTransaction:
		return larger(sum, maxTransaction)
	}
	_, err := try(ctx, s, "TransactWriteItems", func(ctx context.Context) (*dynamodb.TransactWriteItemsOutput, error) {
		return s.client.TransactWriteItems(ctx, in)
	})
	if tooLarge(err) {
		return larger(largest, maxItem)
	}
	return refusalOf(err, changes)
}

func larger(size, limit int) error {
	return fmt.Errorf("dynamo: %w", &cognito.TooLargeError{Size: size, Max: limit})
}

func (s *Store) transactItem(c change) types.TransactWriteItem {
	const allOld = types.ReturnValuesOnConditionCheckFailureAllOld
	switch c.kind {
	case put:
		return types.TransactWriteItem{Put: &types.Put{
			TableName: &s.table, Item: c.item, ConditionExpression: c.condition.expression,
			ExpressionAttributeNames: c.condition.names, ExpressionAttributeValues: c.condition.values,
			ReturnValuesOnConditionCheckFailure: allOld,
		}}
	case remove:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName: &s.table, Key: c.item, ConditionExpression: c.condition.expression,
			ExpressionAttributeNames: c.condition.names, ExpressionAttributeValues: c.condition.values,
			ReturnValuesOnConditionCheckFailure: allOld,
		}}
	default:
		return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
			TableName: &s.table, Key: c.item, ConditionExpression: c.condition.expression,
			ExpressionAttributeNames: c.condition.names, ExpressionAttributeValues: c.condition.values,
			ReturnValuesOnConditionCheckFailure: allOld,
		}}
	}
}

// refusalOf is what the conditions that failed mean, in the order of cognito.Store.
func refusalOf(err error, changes []change) error {
	var refusals []error
	for i, reason := range reasonsOf(err) {
		if i < len(changes) && changes[i].refusal != nil && aws.ToString(reason.Code) == conditionFailed {
			refusals = append(refusals, changes[i].refusal(reason.Item))
		}
	}
	if len(refusals) == 0 {
		return err
	}
	return cognito.FirstRefusal(refusals...)
}
