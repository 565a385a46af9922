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
	bytes   int
}

// TransactWriteItems makes all writes or none. Whether a token was used is asked before the conditions;
// one that did not land with its transaction is free.
func (t *Table) TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, _ ...option) (*dynamodb.TransactWriteItemsOutput, error) {
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
		bytes += p.bytes
	}
	if bytes > maxBytes {
		return nil, invalid("Transaction payload size cannot exceed 4MB. Payload Size: %d", bytes)
	}
	return parts, nil
}

// conditional is what all writes of a transaction have.
type conditional struct {
	table, condition *string
	names            map[string]string
	values           Item
	returns          types.ReturnValuesOnConditionCheckFailure
}

// size is what a condition adds to that of its transaction, where it has each name once.
func (c *conditional) size() (n int) {
	if c.condition != nil {
		n = len(*c.condition)
	}
	for _, name := range c.names {
		n += len(name)
	}
	for _, value := range c.values {
		n += sizeOfValue(value)
	}
	return n
}

func (t *Table) part(w types.TransactWriteItem) (p part, err error) {
	var c conditional
	switch put, remove, check := w.Put, w.Delete, w.ConditionCheck; {
	case put != nil && remove == nil && check == nil && w.Update == nil:
		p.writes = true
		p.key, p.item, err = whole(put.Item)
		p.bytes = sizeOf(put.Item)
		c = conditional{put.TableName, put.ConditionExpression, put.ExpressionAttributeNames, put.ExpressionAttributeValues,
			put.ReturnValuesOnConditionCheckFailure}
	case put == nil && remove != nil && check == nil && w.Update == nil:
		p.writes = true
		p.key, err = exactKey(remove.Key)
		p.bytes = sizeOf(remove.Key)
		c = conditional{remove.TableName, remove.ConditionExpression, remove.ExpressionAttributeNames, remove.ExpressionAttributeValues,
			remove.ReturnValuesOnConditionCheckFailure}
	case put == nil && remove == nil && check != nil && check.ConditionExpression != nil && w.Update == nil:
		p.key, err = exactKey(check.Key)
		p.bytes = sizeOf(check.Key)
		c = conditional{check.TableName, check.ConditionExpression, check.ExpressionAttributeNames, check.ExpressionAttributeValues,
			check.ReturnValuesOnConditionCheckFailure}
	default:
		return p, invalid("dynamofake knows a put, a delete or a check with its condition, one of them")
	}
	switch {
	case err != nil:
		return p, err
	case c.table == nil || *c.table != t.name:
		return p, &types.ResourceNotFoundException{}
	}
	e := expressions{names: c.names, values: c.values}
	p.returns, p.check = c.returns, e.condition(c.condition)
	p.bytes += c.size()
	return p, e.end()
}
