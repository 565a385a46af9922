package dynamofake

import (
	"context"
	"reflect"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The limits of a transaction (API reference, TransactWriteItems).
const (
	maxParts = 100
	maxBytes = 4 << 20
	maxToken = 36
	// remembered is for how long a token stands for the transaction that landed with it.
	remembered = 10 * time.Minute
)

// transaction is one that landed.
type transaction struct {
	at    time.Time
	parts []types.TransactWriteItem
}

// part is one write of a transaction.
type part struct {
	key     key
	check   func(Item) (bool, error)
	returns types.ReturnValuesOnConditionCheckFailure
	writes  bool
	item    Item // nil deletes
}

// TransactWriteItems makes all writes or none. Whether a token was used is asked before the conditions;
// one that did not land with its transaction is free.
func (t *Table) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	switch err := t.begin(ctx, in, &t.name, "TransactItems", "ClientRequestToken"); {
	case err != nil:
		return nil, err
	case len(in.TransactItems) == 0 || len(in.TransactItems) > maxParts:
		return nil, invalid("1 to %d writes", maxParts)
	case in.ClientRequestToken == nil || *in.ClientRequestToken == "" || len(*in.ClientRequestToken) > maxToken:
		return nil, invalid("a ClientRequestToken has 1 to %d characters; the SDK's own would be another for each attempt", maxToken)
	}
	parts, err := t.parts(in.TransactItems)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	token, now := *in.ClientRequestToken, t.now()
	if earlier, used := t.done[token]; used && now.Sub(earlier.at) < remembered {
		if !reflect.DeepEqual(earlier.parts, in.TransactItems) {
			return nil, &types.IdempotentParameterMismatchException{}
		}
		return &dynamodb.TransactWriteItemsOutput{}, nil
	}
	if err := t.refusal(parts); err != nil {
		return nil, err
	}
	for _, p := range parts {
		if p.writes {
			t.set(p.key, p.item)
		}
	}
	t.done[token] = transaction{now, cloneParts(in.TransactItems)}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

// refusal asks all conditions.
func (t *Table) refusal(parts []part) error {
	reasons, codes, refused := make([]types.CancellationReason, len(parts)), make([]string, len(parts)), false
	for i, p := range parts {
		old := t.items[p.key]
		holds, err := p.check(old)
		if err != nil {
			return err
		}
		codes[i] = "None"
		if !holds {
			refused, codes[i] = true, "ConditionalCheckFailed"
			reasons[i].Message = new("The conditional request failed")
			if p.returns == types.ReturnValuesOnConditionCheckFailureAllOld && old != nil {
				reasons[i].Item = clone(old)
			}
		}
		reasons[i].Code = &codes[i]
	}
	if !refused {
		return nil
	}
	return &types.TransactionCanceledException{
		Message:             new("Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(codes, ", ") + "]"),
		CancellationReasons: reasons,
	}
}

func (t *Table) parts(writes []types.TransactWriteItem) ([]part, error) {
	parts := make([]part, len(writes))
	seen, bytes := map[key]bool{}, 0
	for i, w := range writes {
		p, err := t.part(w)
		switch {
		case err != nil:
			return nil, err
		case seen[p.key]:
			return nil, invalid("Transaction request cannot include multiple operations on one item")
		}
		parts[i], seen[p.key] = p, true
		bytes += sizeOf(p.item)
	}
	if bytes > maxBytes {
		return nil, invalid("a transaction writes at most %d bytes", maxBytes)
	}
	return parts, nil
}

const condition = "ConditionExpression ExpressionAttributeNames ExpressionAttributeValues ReturnValuesOnConditionCheckFailure TableName"

func (t *Table) part(w types.TransactWriteItem) (p part, err error) {
	var e expressions
	var text, table *string
	switch {
	case w.Put != nil && w.Delete == nil && w.ConditionCheck == nil && w.Update == nil:
		in := w.Put
		if err := only(in, append(strings.Fields(condition), "Item")...); err != nil {
			return p, err
		}
		p.writes, p.returns, text, table = true, in.ReturnValuesOnConditionCheckFailure, in.ConditionExpression, in.TableName
		e = expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
		p.key, p.item, err = whole(in.Item)
	case w.Put == nil && w.Delete != nil && w.ConditionCheck == nil && w.Update == nil:
		in := w.Delete
		if err := only(in, append(strings.Fields(condition), "Key")...); err != nil {
			return p, err
		}
		p.writes, p.returns, text, table = true, in.ReturnValuesOnConditionCheckFailure, in.ConditionExpression, in.TableName
		e = expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
		p.key, err = exactKey(in.Key)
	case w.Put == nil && w.Delete == nil && w.ConditionCheck != nil && w.Update == nil:
		in := w.ConditionCheck
		if err := only(in, append(strings.Fields(condition), "Key")...); err != nil {
			return p, err
		}
		p.returns, text, table = in.ReturnValuesOnConditionCheckFailure, in.ConditionExpression, in.TableName
		e = expressions{names: in.ExpressionAttributeNames, values: in.ExpressionAttributeValues}
		p.key, err = exactKey(in.Key)
		if text == nil {
			return p, invalid("a check has a condition")
		}
	default:
		return p, invalid("dynamofake knows a put, a delete or a check, one of them")
	}
	switch {
	case err != nil:
		return p, err
	case table == nil || *table != t.name:
		return p, &types.ResourceNotFoundException{}
	}
	p.check = e.condition(text)
	return p, e.end()
}
