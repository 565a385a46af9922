package dynamofake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"userpools/internal/ddblocal"
	"userpools/internal/dynamofake"
	"userpools/pkg/store/dynamo"
)

type item = dynamofake.Item

const table = "table"

// request is made of the fake and of the real thing.
type request func(context.Context, dynamofake.Actions, string) (any, error)

var tables atomic.Int64

// both are a fake and a table of DynamoDB Local, both empty.
type both struct {
	fake  *dynamofake.Table
	local *dynamodb.Client
	name  string
}

func newBoth(t *testing.T) both {
	t.Helper()
	client := dynamo.NewClient(dynamo.Config{Region: "us-east-1", Endpoint: ddblocal.Endpoint(t)})
	name := fmt.Sprintf("fake-%d-%d", os.Getpid(), tables.Add(1))
	require.NoError(t, dynamo.CreateTable(t.Context(), client, name))
	t.Cleanup(func() {
		_, err := client.DeleteTable(context.WithoutCancel(t.Context()), &dynamodb.DeleteTableInput{TableName: &name})
		require.NoError(t, err)
	})
	return both{dynamofake.New(table, nil), client, name}
}

// same makes a request of both and returns the answer, which they have to share.
func (b both) same(t require.TestingT, do request) string {
	ctx := context.Background()
	fake, local := told(do(ctx, b.fake, table)), told(do(ctx, b.local, b.name))
	require.Equal(t, local, fake, "DynamoDB Local, and the fake")
	return fake
}

// told is an answer as text: what a caller can see of it but for messages.
func told(out any, err error) string {
	if err == nil {
		text, err := json.Marshal(out)
		return string(text) + fmt.Sprint(err)
	}
	refusal, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return err.Error()
	}
	text := refusal.ErrorCode()
	if cancelled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		for _, reason := range cancelled.CancellationReasons {
			old, err := json.Marshal(reason.Item)
			text += fmt.Sprint(" ", *reason.Code, " ", string(old), err)
		}
	}
	return text
}

func s(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }
func n(number int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.Itoa(number)}
}

func keyed(sk string, more item) item {
	all := item{"PK": s("p"), "SK": s(sk)}
	for name, value := range more {
		all[name] = value
	}
	return all
}

// write is a put, or a delete where there is no item, under a condition.
func write(sk string, put item, condition string, names map[string]string, values item) types.TransactWriteItem {
	var text *string
	if condition != "" {
		text = &condition
	}
	const old = types.ReturnValuesOnConditionCheckFailureAllOld
	if put == nil {
		return types.TransactWriteItem{Delete: &types.Delete{Key: keyed(sk, nil), ConditionExpression: text,
			ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: old}}
	}
	return types.TransactWriteItem{Put: &types.Put{Item: keyed(sk, put), ConditionExpression: text,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values, ReturnValuesOnConditionCheckFailure: old}}
}

// check is a condition on an item that is there.
func check(sk string) types.TransactWriteItem {
	return checkThat(sk, "attribute_exists(PK)", nil, nil)
}

func checkThat(sk, condition string, names map[string]string, values item) types.TransactWriteItem {
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{Key: keyed(sk, nil), ConditionExpression: &condition,
		ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld}}
}

var requests atomic.Int64

// transact has a token of its own, unless one is given.
func transact(token string, writes ...types.TransactWriteItem) request {
	if token == "" {
		token = fmt.Sprint("token-", requests.Add(1))
	}
	return func(ctx context.Context, a dynamofake.Actions, table string) (any, error) {
		in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: &token}
		for _, w := range writes {
			switch {
			case w.Put != nil:
				put := *w.Put
				put.TableName, w.Put = &table, &put
			case w.Delete != nil:
				remove := *w.Delete
				remove.TableName, w.Delete = &table, &remove
			default:
				check := *w.ConditionCheck
				check.TableName, w.ConditionCheck = &table, &check
			}
			in.TransactItems = append(in.TransactItems, w)
		}
		_, err := a.TransactWriteItems(ctx, in)
		return nil, err
	}
}

func get(sk, projection string, names map[string]string) request {
	return func(ctx context.Context, a dynamofake.Actions, table string) (any, error) {
		in := &dynamodb.GetItemInput{TableName: &table, Key: keyed(sk, nil), ConsistentRead: new(true), ExpressionAttributeNames: names}
		if projection != "" {
			in.ProjectionExpression = &projection
		}
		out, err := a.GetItem(ctx, in)
		if err != nil {
			return nil, err
		}
		return out.Item, nil
	}
}

func query(change func(*dynamodb.QueryInput)) request {
	return func(ctx context.Context, a dynamofake.Actions, table string) (any, error) {
		in := &dynamodb.QueryInput{TableName: &table, ConsistentRead: new(true), KeyConditionExpression: new("PK = :p"),
			ExpressionAttributeValues: item{":p": s("p")}}
		change(in)
		out, err := a.Query(ctx, in)
		if err != nil {
			return nil, err
		}
		return []any{out.Items, out.Count, out.LastEvaluatedKey}, nil
	}
}

func all(*dynamodb.QueryInput) {}

func batch(writes ...types.WriteRequest) request {
	return func(ctx context.Context, a dynamofake.Actions, table string) (any, error) {
		_, err := a.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{table: writes}})
		return nil, err
	}
}

func removal(sk string) types.WriteRequest {
	return types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: keyed(sk, nil)}}
}

var (
	deep = item{
		"Settings": &types.AttributeValueMemberM{Value: item{"A": s("a"), "B": &types.AttributeValueMemberL{Value: []types.AttributeValue{n(-120)}}}},
		"T":        &types.AttributeValueMemberBOOL{Value: true},
		"R":        n(7),
	}
	revision = map[string]string{"#r": "R"}
	large    = item{"X": s(strings.Repeat("x", 350<<10))}
	first    = transact("once", write("first", deep, "attribute_not_exists(PK)", nil, nil))
)

// fourMegabytes are puts and a check of as much as a transaction may have and some bytes more. DynamoDB Local counts keys and
// items, the conditions' texts and values, and the names that are meant.
func fourMegabytes(more int) (writes []types.TransactWriteItem) {
	const puts, each = 11, 380 << 10
	text, value := "attribute_not_exists(PK) OR #r < :v", item{":v": s("1")}
	around := len("PK" + "p" + "SK" + "xx" + text + "R" + "1")
	for n := range puts {
		size := each
		if n == 0 {
			size = 4<<20 + more - (puts-1)*each - puts*(around+len("X")) - around
		}
		writes = append(writes, write(fmt.Sprintf("%02d", n), item{"X": s(strings.Repeat("x", size))}, text, revision, value))
	}
	return append(writes, checkThat("no", text, revision, value))
}

// steps are requests one after the other of a table that is empty at first.
var steps = []struct {
	name string
	do   request
	want string // a part of the answer
}{
	{"nothing", get("first", "", nil), "null"},
	{"a put", first, "null"},
	{"the same put", first, "null"},
	{"its token with another", transact("once", write("second", deep, "", nil, nil)), "IdempotentParameterMismatch"},
	{"a put of what is there", transact("", write("first", deep, "attribute_not_exists(PK)", nil, nil)), `ConditionalCheckFailed {`},
	{"the item", get("first", "", nil), `"-120"`},
	{"a part of it", get("first", "SK, #s.#a, #none", map[string]string{"#s": "Settings", "#a": "A", "#none": "None"}), `"a"`},
	{"one of two", transact("", write("second", deep, "", nil, nil), write("first", nil, "#r = :six", revision, item{":six": n(6)})), "None null"},
	{"neither of two", get("second", "", nil), "null"},
	{"both of two", transact("", write("second", deep, "", nil, nil), write("first", nil, "#r = :7 AND attribute_exists(PK)", revision, item{":7": n(7)})), "null"},
	{"the first put again, after its delete", first, "null"},
	{"which is not made again", get("first", "", nil), "null"},
	{"a put beside a check that fails", transact("", write("third", deep, "", nil, nil), check("first")), "None null<nil> ConditionalCheckFailed null"},
	{"a put beside a check that holds", transact("", write("third", nil, "", nil, nil), check("second")), "null"},
	{"a delete of nothing", transact("", write("first", nil, "attribute_exists(PK)", nil, nil)), "ConditionalCheckFailed null"},
	{"one item twice", transact("", write("a", deep, "", nil, nil), write("a", nil, "", nil, nil)), "ValidationException"},
	{"a name that is not used", transact("", write("a", deep, "attribute_exists(PK)", revision, nil)), "ValidationException"},
	{"a name that is missing", transact("", write("a", deep, "attribute_exists(#r)", nil, nil)), "ValidationException"},
	{"a value that is not used", transact("", write("a", deep, "attribute_exists(PK)", nil, item{":v": n(1)})), "ValidationException"},
	{"a value that is missing", transact("", write("a", deep, "PK = :v", nil, nil)), "ValidationException"},
	{"a condition that ends too early", transact("", write("a", deep, "attribute_exists(PK) AND", nil, nil)), "ValidationException"},
	{"a token that is too long", transact(strings.Repeat("t", 37), write("a", deep, "", nil, nil)), "ValidationException"},
	{"no key", transact("", types.TransactWriteItem{Put: &types.Put{Item: item{"PK": s("p")}}}), "ValidationException"},
	{"an empty key", transact("", write("", deep, "", nil, nil)), "ValidationException"},
	{"an item that is too large", transact("", write("a", item{"X": s(strings.Repeat("x", 400<<10))}, "", nil, nil)), "ValidationException"},
	{"large ones", transact("", write("l1", large, "", nil, nil), write("l2", large, "", nil, nil), write("l3", large, "", nil, nil), write("l4", large, "", nil, nil)), "null"},
	{"a page that a megabyte ends", query(func(in *dynamodb.QueryInput) { in.Select = types.SelectCount }), `"l3"`},
	{"the page after it", query(func(in *dynamodb.QueryInput) { in.Select, in.ExclusiveStartKey = types.SelectCount, keyed("l2", nil) }), `[null,3,`},
	{"a page with a limit", query(func(in *dynamodb.QueryInput) { in.Limit, in.ProjectionExpression = new(int32(2)), new("SK") }), `"l2"`},
	{"those that begin so", query(func(in *dynamodb.QueryInput) {
		in.KeyConditionExpression, in.ProjectionExpression = new("PK = :p AND begins_with(SK, :l)"), new("SK")
		in.ExpressionAttributeValues[":l"] = s("l")
		in.Limit = new(int32(2))
	}), `"l1"`},
	{"those after one", query(func(in *dynamodb.QueryInput) {
		in.KeyConditionExpression, in.ProjectionExpression = new("PK = :p AND SK > :l"), new("SK")
		in.ExpressionAttributeValues[":l"] = s("l3")
	}), `"l4"`},
	{"a start that is not among them", query(func(in *dynamodb.QueryInput) {
		in.KeyConditionExpression = new("PK = :p AND begins_with(SK, :l)")
		in.ExpressionAttributeValues[":l"], in.ExclusiveStartKey = s("l"), keyed("a", nil)
	}), "ValidationException"},
	{"no limit", query(func(in *dynamodb.QueryInput) { in.Limit = new(int32(0)) }), "ValidationException"},
	{"a batch", batch(removal("l1"), removal("l2"), removal("l3"), removal("l4"), removal("nothing"),
		types.WriteRequest{PutRequest: &types.PutRequest{Item: keyed("b", deep)}}), "null"},
	{"one item twice in a batch", batch(removal("b"), removal("b")), "ValidationException"},
	{"what is left", query(all), `"b"`},
	{"a limit that is met at the end", query(func(in *dynamodb.QueryInput) { in.Limit = new(int32(2)) }), `"second"`},
	{"more than a transaction may have", transact("", fourMegabytes(1)...), "ValidationException"},
	{"as much as it may", transact("", fourMegabytes(0)...), "null"},
}

// TestTable_Local makes the steps on the fake and on DynamoDB Local.
func TestTable_Local(t *testing.T) {
	b := newBoth(t)
	for _, c := range steps {
		require.True(t, t.Run(c.name, func(t *testing.T) { assert.Contains(t, b.same(t, c.do), c.want) }))
	}
}

// TestTransact_Local makes random transactions of up to three parts, some of them once more, and reads.
func TestTransact_Local(t *testing.T) {
	b := newBoth(t)
	names := map[string]string{"#r": "R", "#x": "X"}
	conditions := []string{"", "attribute_exists(PK)", "attribute_not_exists(PK)", "#r = :v", "attribute_exists(#r) AND #r <> :v",
		"NOT #r = :v", "#r <= :v", "NOT #r > :v", "attribute_not_exists(#r) OR #r < :v", "attribute_exists(PK) AND (attribute_not_exists(#x.#r) OR #x.#r = :v)",
		"attribute_exists(#r) AND (#r >= :v OR #x.#r = :v AND attribute_exists(PK))", "NOT (attribute_exists(#x) OR #r = :v)",
		"attribute_type(#x, :v) OR attribute_type(#r, :v)"}
	var earlier []request
	rapid.Check(t, func(r *rapid.T) {
		if len(earlier) > 0 && rapid.IntRange(0, 3).Draw(r, "repeat") == 0 {
			b.same(r, rapid.SampledFrom(earlier).Draw(r, "earlier"))
		} else {
			var writes []types.TransactWriteItem
			for _, sk := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3, rapid.ID).Draw(r, "keys") {
				writes = append(writes, drawWrite(r, sk, rapid.SampledFrom(conditions).Draw(r, "condition"), names))
			}
			do := transact("", writes...)
			earlier = append(earlier, do)
			b.same(r, do)
		}
		b.same(r, query(all))
	})
}

func drawWrite(r *rapid.T, sk, condition string, names map[string]string) types.TransactWriteItem {
	var put item
	if rapid.IntRange(0, 3).Draw(r, "delete") > 0 {
		put = item{}
		if rapid.Bool().Draw(r, "has R") {
			put["R"] = n(rapid.IntRange(0, 2).Draw(r, "R"))
		}
		if rapid.Bool().Draw(r, "has X") {
			put["X"] = &types.AttributeValueMemberM{Value: item{"R": n(rapid.IntRange(0, 2).Draw(r, "X.R"))}}
		}
	}
	used, values := map[string]string{}, item{}
	for name, real := range names {
		if strings.Contains(condition, name) {
			used[name] = real
		}
	}
	if strings.Contains(condition, ":v") {
		values[":v"] = n(rapid.IntRange(0, 2).Draw(r, "v"))
	}
	if len(used) == 0 {
		used = nil
	}
	if len(values) == 0 {
		values = nil
	}
	if condition != "" && rapid.IntRange(0, 3).Draw(r, "check") == 0 {
		return checkThat(sk, condition, used, values)
	}
	return write(sk, put, condition, used, values)
}

// TestTable_Strict: what the fake does not know is no answer.
func TestTable_Strict(t *testing.T) {
	fake := dynamofake.New(table, nil)
	for name, do := range map[string]request{
		"a stale read": func(ctx context.Context, a dynamofake.Actions, table string) (any, error) {
			return a.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: keyed("a", nil)})
		},
		"a parameter":  query(func(in *dynamodb.QueryInput) { in.ScanIndexForward = new(false) }),
		"a name":       get("a", "Name", nil),
		"a function":   transact("", write("a", nil, "size(PK) = :v", nil, item{":v": n(1)})),
		"a comparison": transact("", write("a", nil, "#r <> :v", map[string]string{"#r": "R"}, item{":v": n(1)})),
		"a kind":       transact("", write("a", item{"X": &types.AttributeValueMemberNULL{Value: true}}, "", nil, nil)),
		"a number":     transact("", write("a", item{"X": &types.AttributeValueMemberN{Value: "1.0"}}, "", nil, nil)),
		"no token": func(ctx context.Context, a dynamofake.Actions, _ string) (any, error) {
			return a.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{write("a", nil, "", nil, nil)}})
		},
	} {
		_, err := do(t.Context(), fake, table)
		assert.Error(t, err, name)
	}
}

// TestTransact_Forgets: after ten minutes a token is free.
func TestTransact_Forgets(t *testing.T) {
	now := time.Now()
	fake := dynamofake.New(table, func() time.Time { return now })
	put := transact("token", write("a", item{}, "attribute_not_exists(PK)", nil, nil))
	for _, after := range []time.Duration{0, 10*time.Minute - 1} { // since it landed
		now = now.Add(after)
		assert.Equal(t, "null<nil>", told(put(t.Context(), fake, table)), after)
	}
	now = now.Add(1)
	assert.Contains(t, told(put(t.Context(), fake, table)), "TransactionCanceledException")
}
