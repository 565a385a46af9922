package dynamo

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"userpools/pkg/cognito"
	"userpools/pkg/store/storetest"
	"userpools/pkg/trace"
)

type (
	str = types.AttributeValueMemberS
	num = types.AttributeValueMemberN
	obj = types.AttributeValueMemberM
	arr = types.AttributeValueMemberL
)

var update = flag.Bool("update", false, "add items of the stored form")

// TestStoredForm holds items in DynamoDB's JSON. What a deployed version has written
// has to be read by every later one: a change beyond a new member needs a new format.
func TestStoredForm(t *testing.T) {
	written := func(p *cognito.Pool) []byte { return sorted(t, encoded(t, p)) }
	read := func(stored []byte) *cognito.Pool {
		p, err := decode(storetest.Here, unsorted(t, stored))
		require.NoError(t, err)
		return p
	}
	storetest.StoredForm(t, "testdata/golden/format1-*.json", *update, storetest.Full(storetest.Here, "us-east-1_Full12345"), written, read)
	storetest.StoredForm(t, "testdata/golden/format2-*.json", *update, storetest.Parent(storetest.Here, "us-east-1_Full12345"), written, read)
	storetest.StoredForm(t, "testdata/golden/format3-*.json", *update, storetest.Logged(storetest.Here, "us-east-1_Full12345"), written, read)
	storetest.StoredRecords(t, "testdata/golden/*-*.json", *update,
		func(r *cognito.Record) []byte { return sorted(t, encodedAny(t, r)) },
		func(k cognito.Key, stored []byte) *cognito.Record {
			r, err := decodeRecord(k, unsorted(t, stored))
			require.NoError(t, err)
			return r
		})
}

// sorted is an item in DynamoDB's JSON, by names.
func sorted(t *testing.T, item attributes) []byte {
	t.Helper()
	compact, err := attributevalue.MarshalMapJSON(item)
	require.NoError(t, err)
	var value any
	require.NoError(t, json.Unmarshal(compact, &value))
	var text bytes.Buffer
	out := json.NewEncoder(&text)
	out.SetIndent("", " ")
	require.NoError(t, out.Encode(value))
	return text.Bytes()
}

func unsorted(t *testing.T, stored []byte) attributes {
	t.Helper()
	item, err := attributevalue.UnmarshalMapJSON(stored)
	require.NoError(t, err)
	return item
}

func encoded(t testing.TB, p *cognito.Pool) attributes {
	t.Helper()
	item, err := encode(p)
	require.NoError(t, err)
	return item
}

// TestEncodeRecord_Format: a client that names other records is for no version that does not know them.
func TestEncodeRecord_Format(t *testing.T) {
	clients := storetest.Naming(app)
	clients["none"] = storetest.Alone(app)
	for name, r := range clients {
		item := encodedAny(t, r)
		want := map[bool]int64{true: 1, false: 2}[name == "none"]
		assert.Equal(t, number(want), item["Format"], name)
		read, err := decodeRecord(r.Key, item)
		require.NoError(t, err)
		assert.Equal(t, r, read, name)
	}
}

// TestStore_UnknownFormat: an item that cannot be read is a fault, as far as it is meant, and stays as it is; lists go on
// without it.
func TestStore_UnknownFormat(t *testing.T) {
	b := newFastBed()
	for name, format := range map[string]types.AttributeValue{
		"newer": &num{Value: "4"}, "nonsense": &str{Value: "one"}, "none": nil,
	} {
		for _, one := range []any{full, parent, app, domain} {
			t.Run(name+" "+placeOf(one), func(t *testing.T) {
				b.clean = false
				b.reset(t)
				item := encodedAny(t, one)
				delete(item, "Format")
				if format != nil {
					item["Format"] = format
				}
				b.put(t, item)
				for _, do := range meant(one) {
					_, err := do(t.Context(), b.plain)
					assertFault(t, err)
				}
				ctx, tr := trace.New(t.Context())
				_, err := listing(ctx, b.plain)
				require.NoError(t, err)
				_, err = listingRecords(ctx, b.plain)
				require.NoError(t, err)
				if one != domain && one != parent { // which the first page does not reach
					assert.Equal(t, []string{named(textOf(item, "SK"))}, tr.Unreadable)
				}
				n, _, err := b.plain.CountPage(ctx, storetest.Here, "")
				require.NoError(t, err)
				assert.Equal(t, 4, n)
				page, err := b.client.GetItem(t.Context(), &dynamodb.GetItemInput{
					TableName: &b.plain.table, Key: onlyKey(item), ConsistentRead: new(true),
				})
				require.NoError(t, err)
				assert.Equal(t, item, page.Item, "it is as it was")
			})
		}
	}
}

// TestList_UnreadableBound: after a downgrade a list may leave out many; the log is told of the first.
func TestList_UnreadableBound(t *testing.T) {
	b := newFastBed()
	for n := range 101 {
		item := encoded(t, with(minimal, func(p *cognito.Pool) { p.ID = fmt.Sprintf("us-east-1_%09d", n) }))
		item["Format"] = &num{Value: "4"}
		b.put(t, item)
	}
	ctx, tr := trace.New(t.Context())
	list, more, err := b.plain.List(ctx, storetest.Here, "", 60)
	require.NoError(t, err)
	assert.Empty(t, list)
	assert.False(t, more)
	assert.Len(t, tr.Unreadable, 100)
	assert.Equal(t, 2, tr.StoreCalls, "behind what is unreadable a page is as large as it can be")
}

// TestDelete_UnreadablePool: nothing is deleted of which it cannot be read whether it may be.
func TestDelete_UnreadablePool(t *testing.T) {
	settings := func(item attributes) attributes { return item["Settings"].(*types.AttributeValueMemberM).Value }
	for name, spoil := range map[string]func(attributes){
		"settings that are a text": func(item attributes) { item["Settings"] = text("x") },
		"settings that are a list": func(item attributes) {
			item["Settings"] = &types.AttributeValueMemberL{Value: []types.AttributeValue{}}
		},
		"protection that is a map": func(item attributes) {
			settings(item)["DeletionProtection"] = &types.AttributeValueMemberM{Value: attributes{}}
		},
	} {
		b := newFastBed()
		item := encoded(t, protected)
		spoil(item)
		b.put(t, item)
		assertFault(t, b.plain.Delete(t.Context(), storetest.Here, protected.ID))
		page, err := b.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &b.plain.table, Key: onlyKey(item), ConsistentRead: new(true)})
		require.NoError(t, err)
		assert.Equal(t, item, page.Item, name)
	}
}

// meant are calls that are about one stored thing.
func meant(one any) []call {
	switch one := one.(type) {
	case *cognito.Pool:
		return []call{getting(one.ID), creating(one), deleting(one.ID), replacing(later(later(one)))}
	case *cognito.Record:
		return []call{
			finding(one.Key), writing(cognito.Write{Put: []*cognito.Record{one}}), writing(cognito.Write{Put: []*cognito.Record{later(later(one))}}),
			writing(cognito.Write{Remove: []*cognito.Record{later(one)}}),
		}
	}
	return nil
}

// encodedAny is the item of a pool or a record.
func encodedAny(t testing.TB, one any) attributes {
	t.Helper()
	if p, ok := one.(*cognito.Pool); ok {
		return encoded(t, p)
	}
	item, err := encodeRecord(one.(*cognito.Record))
	require.NoError(t, err)
	return item
}

// TestSizeOf_WriteUnits: a pool of which only the name is set takes one write unit,
// and the API reference's sample, in which nearly everything is, at most four.
func TestSizeOf_WriteUnits(t *testing.T) {
	const unit = 1024
	named := func(name string) *cognito.Pool {
		p := storetest.Minimal(cognito.Partition{Account: storetest.Here.Account, Region: "ap-southeast-12"}, "us-gov-west-1_AbCdEfGhI")
		p.Name = name
		return p
	}
	for name, c := range map[string]struct {
		pool  *cognito.Pool
		units int
	}{
		"a name of 64 characters":            {named(strings.Repeat("n", 64)), 1},
		"a name of 64 characters of 4 bytes": {named(strings.Repeat("𝛀", 64)), 1},
		"a name of 128 characters":           {named(strings.Repeat("n", 128)), 1},
		"the sample":                         {storetest.Sample(t, storetest.Here, "us-east-1_AbCdEfGhI"), 4},
	} {
		assert.LessOrEqual(t, (sizeOf(encoded(t, c.pool))+unit-1)/unit, c.units, name)
	}
}

func TestSizeOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		value types.AttributeValue
		size  int
	}{
		{"no text", &str{}, 0},
		{"text in bytes", &str{Value: "aé水𝛀"}, 1 + 2 + 3 + 4},
		{"zero", &num{Value: "0"}, 1},
		{"one digit", &num{Value: "7"}, 2},
		{"two digits", &num{Value: "27"}, 2},
		{"three digits", &num{Value: "127"}, 3},
		{"zeros that do not count", &num{Value: "1200"}, 2},
		{"a minus", &num{Value: "-27"}, 3},
		{"milliseconds", &num{Value: "1790257791224"}, 8},
		{"a blob", &types.AttributeValueMemberB{Value: []byte{0, 255, 1}}, 3},
		{"truth", &types.AttributeValueMemberBOOL{Value: true}, 1},
		{"an empty map", &obj{}, 3},
		{"an empty list", &arr{}, 3},
		{"a list", &arr{Value: []types.AttributeValue{&str{Value: "ab"}, &str{Value: "c"}}}, 3 + 1 + 2 + 1 + 1},
		{"a map", &obj{Value: attributes{"name": &str{Value: "ab"}}}, 3 + 1 + 4 + 2},
	} {
		assert.Equal(t, c.size, sizeOfValue(c.value), c.name)
	}
	assert.Equal(t, 2+3+4+2, sizeOf(attributes{"PK": &str{Value: "abc"}, "name": &str{Value: "ab"}}))
}

// TestCreate_ItemLimit goes to the very byte: what is refused here would be refused
// by DynamoDB, and what is not is taken.
func TestCreate_ItemLimit(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	sized := func(bytes int) *cognito.Pool {
		p := storetest.Full(storetest.Here, "us-east-1_Limit")
		more := *p.Settings.EmailVerificationMessage + strings.Repeat("m", bytes-sizeOf(encoded(t, p)))
		p.Settings.EmailVerificationMessage = &more
		require.Equal(t, bytes, sizeOf(encoded(t, p)))
		return p
	}
	over := sized(maxItem + 1)
	ctx, tr := trace.New(t.Context())
	assert.Equal(t, &cognito.TooLargeError{Size: maxItem + 1, Max: maxItem}, errorAs[*cognito.TooLargeError](t, s.Create(ctx, over)))
	assert.Zero(t, tr.StoreCalls)
	_, err := client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{s.transactItem(change{item: encoded(t, minimal)}), s.transactItem(change{item: encoded(t, over)})},
	})
	require.Error(t, err)
	assert.True(t, tooLarge(err), err)

	atLimit := sized(maxItem)
	require.NoError(t, s.Create(t.Context(), atLimit))
	got, err := s.Get(t.Context(), storetest.Here, atLimit.ID)
	require.NoError(t, err)
	assert.Equal(t, atLimit, got)
}

// TestWrite_TransactionLimit goes to the very byte: what is refused here DynamoDB Local refuses, and it takes what is not.
func TestWrite_TransactionLimit(t *testing.T) {
	client, table := local(t)
	s := New(client, table)
	const many = 12
	sized := func(sum int) (w cognito.Write, changes []change) {
		for n := range many {
			r := recordOf(parent, cognito.ClientRecord, fmt.Sprintf("%02d", n))
			r.Body = &cognito.Client{}
			if n == 0 {
				w.Unchanged = append(w.Unchanged, r)
				continue
			}
			w.Put = append(w.Put, r)
		}
		named, err := asRead(check, w.Unchanged[0])
		require.NoError(t, err)
		for n, r := range w.Put {
			c, err := putChange(r)
			require.NoError(t, err)
			body, ok := r.Body.(*cognito.Client)
			require.True(t, ok)
			body.Name = strings.Repeat("n", (sum-named.size(sizeOf(named.item))+n)/len(w.Put)-c.size(sizeOf(c.item)))
			c, err = putChange(r)
			require.NoError(t, err)
			changes = append(changes, c)
		}
		return w, append(changes, named)
	}
	w, changes := sized(maxTransaction + 1)
	ctx, tr := trace.New(t.Context())
	assert.Equal(t, &cognito.TooLargeError{Size: maxTransaction + 1, Max: maxTransaction}, errorAs[*cognito.TooLargeError](t, s.Write(ctx, w)))
	assert.Zero(t, tr.StoreCalls)
	in := &dynamodb.TransactWriteItemsInput{}
	for _, c := range changes {
		in.TransactItems = append(in.TransactItems, s.transactItem(c))
	}
	_, err := client.TransactWriteItems(t.Context(), in)
	require.ErrorContains(t, err, fmt.Sprint("Payload Size: ", maxTransaction+1))

	w, _ = sized(maxTransaction)
	require.NoError(t, s.Write(t.Context(), cognito.Write{Put: w.Unchanged}))
	require.NoError(t, s.Write(t.Context(), w))
}

func errorAs[E error](t *testing.T, err error) (target E) {
	t.Helper()
	require.ErrorAs(t, err, &target)
	return target
}
